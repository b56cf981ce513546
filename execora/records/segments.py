"""The spool's files: which there are, whose they are, and what is appended to them.

    spool/1/lock, id, 0000000001.log …
                                      one folder for each process, locked for as long as it lives
    spool/aside/                      what the database refused, until somebody says that it is to be sent again
    spool/again/                      what somebody said so of, until a process takes it up
    spool/lock                        for whoever takes a folder, or something out of a dead one's: one after the other,
                                      so that who starts again finds the folder, and the id, that it had

All here but `Segments.do` blocks.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID, uuid4

import structlog
import trio

from execora.errors import ConfigError
from execora.records.frames import Unread, noted_at, read, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

log = structlog.get_logger()

T = TypeVar("T")

SEGMENT_BYTES = 4_194_304
"""Above this another segment is begun: one is read as a whole, and removed once all of it is in the database."""

TRIAL_BYTES = 65_536
"""Written to see whether the disk takes anything again."""

NONE = -1
"""In place of an open file: writing to it is an `OSError` as well."""

AGAIN = "again"
ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Segment:
    """A file, and what of it is known to be on the disk."""

    path: Path
    entries: int = 0
    bytes: int = 0
    oldest: datetime | None = None
    """When the first of its entries was noted."""


def write_through(file: int, data: bytes) -> None:
    """Append to a file, and return once it is on the disk."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]
    os.fdatasync(file)


class Segments:
    """The files of this process."""

    def __init__(self, root: Path, write: Callable[[int, bytes], None] = write_through) -> None:
        self._root, self._write = root, write
        self._numbers = count(1)
        self._turn = trio.CapacityLimiter(1)
        self._lock: int | None = None
        self._file = NONE
        self.folder = root
        """Where they are; of this process only once it is open."""
        self.server = ""
        """The folder's own name, and a number that each start has another of."""
        self.current: Segment | None = None
        """The one that is appended to."""
        self.closed: list[Segment] = []
        """Those that are not appended to any more, the oldest first. Whoever ships them takes them away."""

    async def do(self, work: Callable[[], T]) -> T:
        """Do something to these files in a thread: one thing after the other, also where nobody waits for it."""
        return await trio.to_thread.run_sync(work, limiter=self._turn, abandon_on_cancel=True)

    def open(self) -> list[Path]:
        """Take the first folder that no living process has; return the files in it.

        Raises:
            ConfigError: there is none to be had.

        """
        try:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name in (ASIDE, AGAIN):  # whoever sends again may be somebody else, and makes none of his own
                (self._root / name).mkdir(exist_ok=True, mode=0o700)
            with _alone(self._root):
                self.folder, self._lock = next(_free_folders(self._root))
            self.server = f"{_id_of(self.folder)}:{secrets.randbits(63)}"
            for made_in in (self._root, self._root.parent):  # a file is on the disk when all names above it are
                sync_folder(made_in)
            kept = _logs_in(self.folder)
        except OSError as error:
            raise ConfigError(f"transcripts cannot be kept in {self._root}: {error.strerror}. Set DATA.") from error
        self._numbers = count(int(kept[-1].stem) + 1 if kept else 1)
        return kept

    def adopt(self) -> Path | None:
        """Move one file here that a dead process has left, or that is to be sent again; None where there is none.

        What cannot be moved is passed over.

        Raises:
            OSError: the spool itself cannot be read.

        """
        for path in sorted((self._root / AGAIN).glob("*.log")):
            with _passed_over(path):
                return self._move(path)
        for folder in _folders(self._root):
            if folder != self.folder:
                with _passed_over(folder):
                    if moved := self._move_from(folder):
                        return moved
        return None

    def _move_from(self, folder: Path) -> Path | None:
        if not _logs_in(folder):
            return None
        with _alone(self._root), _held(folder) as lock:
            for path in _logs_in(folder) if lock is not None else ():
                with _passed_over(path):
                    return self._move(path)
        return None

    def _move(self, path: Path) -> Path:
        target = self._next_path()
        path.rename(target)
        with suppress(OSError):  # it is ours now; where its name is not on the disk yet, a crash gives it back
            sync_folder(self.folder)
        return target

    def append(self, data: bytes, entries: int, oldest: datetime) -> None:
        """Return once data is on the disk.

        Raises:
            OSError: it may be there, or a part of it, or nothing; what was there before is. What is appended next goes
                into a file of its own: after a failed sync nobody knows what the system holds of this one.

        """
        try:
            now = self.current or self._begin()
            self._write(self._file, data)
        except OSError:
            self._cut_off()
            raise
        self.current = Segment(now.path, now.entries + entries, now.bytes + len(data), now.oldest or oldest)
        if self.current.bytes >= SEGMENT_BYTES:
            self.roll()

    def roll(self) -> None:
        """Append no more to the current one, if there is anything in it."""
        if self.current and self.current.entries:
            self.closed.append(self.current)
            self._let_go()

    def try_out(self) -> None:
        """Find out whether the disk takes anything.

        Raises:
            OSError: it does not.

        """
        path = self.folder / "trial"
        file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        try:
            self._write(file, bytes(TRIAL_BYTES))
        finally:
            os.close(file)
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Give the folder back; what is in it is for whoever takes it next."""
        self.roll()
        self._cut_off()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def all(self) -> list[Segment]:
        """Return those that are closed, and the current one."""
        current = self.current
        return [*self.closed, current] if current else list(self.closed)

    def _begin(self) -> Segment:
        path = self._next_path()
        self._file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
        self.current = Segment(path)
        sync_folder(self.folder)
        return self.current

    def _next_path(self) -> Path:
        return self.folder / f"{next(self._numbers):010}.log"

    def _cut_off(self) -> None:
        """Leave what was whole, and nothing behind it; where that fails too, whoever reads it sees where it ends."""
        if self.current is None:
            return
        with suppress(OSError):
            os.ftruncate(self._file, self.current.bytes)
        if not self.current.entries:
            with suppress(OSError):
                self.current.path.unlink()
        self.roll()
        self._let_go()

    def _let_go(self) -> None:
        file, self._file, self.current = self._file, NONE, None
        with suppress(OSError):  # all of it that counts was synced, and there may be none
            os.close(file)


def measured(path: Path) -> Segment:
    """Count what is in a file, and see how old it is. One that cannot be read seems empty; whoever ships it sees."""
    try:
        data = path.read_bytes()
    except OSError:
        return Segment(path)
    first = next((noted_at(record) for record in read(data) if not isinstance(record, Unread)), None)
    entries = sum(not isinstance(piece, Unread) for piece in split(data))
    return Segment(path, entries, len(data), first)


def waiting(root: Path) -> list[Segment]:
    """Measure all that waits in a spool, whoever's it is."""
    paths = [path for folder in _folders(root) for path in _logs_in(folder)]
    return [measured(path) for path in (*paths, *(root / AGAIN).glob("*.log"))]


def sync_folder(folder: Path) -> None:
    """Return once the names in a folder are on the disk."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


# -- folders of processes ------------------------------------------------------


def _free_folders(root: Path) -> Iterator[tuple[Path, int]]:
    """Give folders that nobody has, made and locked, the first first."""
    for number in count(1):
        folder = root / str(number)
        folder.mkdir(exist_ok=True, mode=0o700)
        lock = _locked(folder)
        if lock is not None:
            yield folder, lock


def _folders(root: Path) -> list[Path]:
    return sorted((path for path in root.iterdir() if path.name.isdecimal()), key=lambda path: int(path.name))


def _logs_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.log") if path.stem.isdecimal())


def _id_of(folder: Path) -> str:
    """Return a name that the folder keeps, made when it is first asked for."""
    path, new = folder / "id", folder / "id.new"
    if not path.exists():
        file = os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        try:
            write_through(file, str(uuid4()).encode())
        finally:
            os.close(file)
        new.rename(path)
        sync_folder(folder)
    try:
        return str(UUID(path.read_text("ascii")))
    except ValueError as error:
        raise ConfigError(f"{path} is damaged. Remove it.") from error


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Wait until no other process takes anything, and let others wait for the block; it is as long as one sync."""
    lock = os.open(root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextmanager
def _passed_over(path: Path) -> Iterator[None]:
    """Let what cannot be moved here keep nobody from moving the others."""
    try:
        yield
    except FileNotFoundError:  # another process was quicker
        return
    except OSError as error:
        log.warning("spool.not_moved", file=str(path), reason=error.strerror)


@contextmanager
def _held(folder: Path) -> Iterator[int | None]:
    """Lock a folder for the block; None where somebody lives in it."""
    lock = _locked(folder)
    try:
        yield lock
    finally:
        if lock is not None:
            os.close(lock)


def _locked(folder: Path) -> int | None:
    """Lock a folder and return what holds the lock; None where somebody lives in it."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        if isinstance(error, BlockingIOError):
            return None
        raise
    return lock
