"""What the database refused: files in the spool, out of the way of what can still be shipped, but not gone.

All here blocks: it is called in threads, or by the command line.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from execora.records.frames import SetAside, Unread, read, split, written
from execora.records.segments import AGAIN, ASIDE, sync_folder, write_through

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Held(NamedTuple):
    """How much a file holds."""

    records: int
    bytes: int


def put_aside(root: Path, own: Path, what: Sequence[SetAside]) -> None:
    """Return once this is on the disk, all of it in a file of its own.

    Args:
        root: the spool.
        own: the folder of this process, where the file is made before it goes where others may take it.
        what: which entries, and why.

    Raises:
        OSError: it is not set aside.

    """
    making = own / "aside.new"
    file = os.open(making, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        write_through(file, b"".join(map(written, what)))
    finally:
        os.close(file)
    _move(making, root / ASIDE / f"{uuid4()}.log")


def read_aside(root: Path) -> Iterator[SetAside]:
    """Read all that is set aside."""
    for path in files_aside(root):
        with suppress(FileNotFoundError):  # it was sent again this moment
            since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            for record in read(path.read_bytes()):
                match record:
                    case SetAside():
                        yield record
                    case Unread():
                        yield SetAside(record.data, record.reason, since)


def files_aside(root: Path) -> list[Path]:
    """Return the files in which something is set aside; each stays as it is for as long as it is there."""
    return sorted((root / ASIDE).glob("*.log"))


def held_aside(path: Path) -> Held:
    """Count what such a file holds; nothing where it is gone, because it is sent again this moment."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Held(0, 0)
    return Held(sum(1 for _ in split(data)), len(data))


def send_again(root: Path) -> int:
    """Let all that is set aside be shipped once more, by whoever serves or serves next; return how many records.

    Each file goes in one step: whoever ends this half-way finds the others where they were.
    """
    records = 0
    for path in files_aside(root):
        with suppress(FileNotFoundError):  # somebody else does the same
            held = held_aside(path)
            _move(path, root / AGAIN / path.name)
            records += held.records
    return records


def _move(path: Path, to: Path) -> None:
    to.parent.mkdir(exist_ok=True, mode=0o700)
    sync_folder(to.parent.parent)
    path.rename(to)
    sync_folder(to.parent)
    sync_folder(path.parent)
