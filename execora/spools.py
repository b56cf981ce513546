"""The spool as a server runs it, as its health tells of it, and as `execora spool` shows it."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

import trio

from execora.errors import ConfigError
from execora.records.aside import read_aside, send_again
from execora.records.segments import waiting
from execora.records.spool import Spool
from execora.session.port import Entry

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from pathlib import Path

    from execora.config import Config
    from execora.records.frames import SetAside
    from execora.records.port import Entries

SPOOL = "spool"
"""Beside the database of a shop, or in `DATA` where the database is somewhere else."""

SHIP_SECONDS = 0.6
"""How long the last that was said may take to the database at the end; what does not get there stays on the disk."""

LONGEST_REASON = 200


# -- for a server --------------------------------------------------------------


@asynccontextmanager
async def spooling(home: Path, rows: Entries, *, limit: int) -> AsyncIterator[Spool]:
    """Keep what is said inside the block, and ship it at its end, for a while.

    Cancellation ends the block first: whoever says something last still finds the spool.
    """
    spool = Spool(home / SPOOL, rows, limit=limit)
    lasting = trio.CancelScope(shield=True)

    async def run(*, task_status: trio.TaskStatus[None]) -> None:
        with lasting:
            await spool.run(task_status=task_status)

    async with trio.open_nursery() as nursery:
        await nursery.start(run)
        try:
            yield spool
        finally:
            with trio.move_on_after(SHIP_SECONDS, shield=True):
                await spool.ship_all()
            lasting.cancel()


def told(spool: Spool) -> Mapping[str, object]:
    """Return what health tells of it."""
    now = spool.condition()
    return {
        "state": now.trouble or "ok",
        "depth": now.depth,
        "oldestSeconds": round(now.oldest_seconds, 1),
        "successRate": round(now.success_rate, 3),
        "setAside": now.set_aside,
        "bytes": now.bytes,
    }


# -- for the command line ------------------------------------------------------


def show(config: Config) -> str:
    """Return what waits and what is set aside, with the reason of each and none of its words.

    Raises:
        ConfigError: it cannot be read.

    """
    return "\n".join(line for root in _roots(config) for line in _lines(root)) or _nothing(config)


def retry(config: Config) -> str:
    """Let what is set aside be sent again, and return how much that is.

    Raises:
        ConfigError: it cannot be done; what could not be moved is where it was.

    """
    records = 0
    for root in _roots(config):
        with _reading(root):
            records += send_again(root)
    if not records:
        return "Nothing is set aside."
    return f"{_count(records)} will be sent again: by a server that runs within seconds, or by the next that starts."


def _roots(config: Config) -> list[Path]:
    homes = (config.data, config.shop_folder, config.demo_folder)
    return [home / SPOOL for home in homes if (home / SPOOL).is_dir()]


def _nothing(config: Config) -> str:
    return f"No transcripts were kept in {config.data} yet."


def _lines(root: Path) -> Iterator[str]:
    with _reading(root):
        files, aside = waiting(root), list(read_aside(root))
    entries, since = sum(file.entries for file in files), [file.oldest for file in files if file.oldest]
    wait = (
        f"{_count(entries)} not in the database yet, the oldest of {min(since):%Y-%m-%d %H:%M:%S %Z}" if since else ""
    )
    yield f"{root}: {wait or 'nothing waits'}; {_count(len(aside))} set aside"
    yield from map(_line, aside)


def _line(aside: SetAside) -> str:
    reason = " ".join(aside.reason.split())[:LONGEST_REASON]
    return f"  {aside.since:%Y-%m-%d %H:%M:%S %Z}  {_name(aside.what)}: {reason}"


def _name(what: Entry | bytes) -> str:
    if isinstance(what, Entry):
        return f"shop {what.shop_id}, conversation {what.conversation_id}, {what.kind} {what.number}"
    return f"{len(what)} bytes"


def _count(records: int) -> str:
    return "1 record" if records == 1 else f"{records} records"


@contextmanager
def _reading(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(f"cannot use {root}: {error.strerror}. Be whom the server runs as.") from error
