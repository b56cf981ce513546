"""How fast what is said is kept on the disk, and how fast it comes from there to PostgreSQL.

    python bench/transcripts.py [--small]

1, 50 and 300 tasks note an entry and wait until it is kept, again and again. Prints how many a second that are, and the
median and the 99th percentile of the wait: while the database is away, while it is there and all is shipped meanwhile,
and with SQLite (WAL, synchronous=FULL), which shares its commits in the same way, in the place of our files. Then
prints how many entries a second go from a full spool to PostgreSQL, and how old an entry is when it gets there with
nothing else to do. Ends with 1 where a bound is broken; a small run shows that it works, and is not judged.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import trio
from rig import quantile

from execora.errors import DatabaseError
from execora.records import spool as spools
from execora.records.segments import Segment, Segments
from execora.records.spool import Spool
from execora.session.port import Entry
from execora.store.embedded import serve
from execora.store.migrate import migrate
from execora.store.pool import Pool
from execora.store.postgres import Connection
from execora.store.shop import open_shop
from execora.store.transcripts import Transcripts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from execora.records.port import Entries

COUNT = {1: 2000, 50: 400, 300: 160}
"""How many each of so many tasks notes."""

LIMIT = 2**30
P99_SECONDS = 0.010
"""Of the wait with fifty tasks while nothing is shipped."""
AGE_SECONDS = 1.0


class Away:
    """A database that is away."""

    async def keep(self, _entries: Sequence[Entry]) -> None:
        """Keep nothing."""
        await trio.lowlevel.checkpoint()
        raise DatabaseError("away")


class SqliteSegments(Segments):
    """One file of SQLite in the place of ours; nothing is ever shipped from it."""

    def append(self, data: bytes, entries: int, oldest: datetime) -> None:
        """Commit what waits as one transaction; its entries are one row each."""
        if self.current is None:
            self._database = sqlite3.connect(self.folder / "spool.db", isolation_level=None, check_same_thread=False)
            self._database.execute("pragma journal_mode = wal")
            self._database.execute("pragma synchronous = full")
            self._database.execute("create table entry (id integer primary key, body blob)")
            self.current = Segment(self.folder / "spool.db", 1)
        self._database.execute("begin")
        each = len(data) // entries
        rows = [(data[at : at + each],) for at in range(0, each * entries, each)]
        self._database.executemany("insert into entry (body) values (?)", rows)
        self._database.execute("commit")

    def roll(self) -> None:
        """Stay with the one file."""


@dataclass
class Shop:
    """A conversation of a shop that is never at a loss for words."""

    id: int
    conversation: UUID = field(default_factory=uuid4)
    number: int = 0

    def says(self) -> Entry:
        """Return the next entry of the conversation."""
        self.number += 1
        return Entry(
            id=uuid4(),
            shop_id=self.id,
            conversation_id=self.conversation,
            number=self.number,
            kind="agent",
            at=datetime.now(UTC),
            body={"text": "Rahul Sharma ke khate mein ₹300 cash jama ho gaye. Ab baaki ₹200.", "utteranceId": "u"},
            names=(UUID(int=1),),
        )


async def noted(spool: Spool, shop: Shop, *, tasks: int, each: int) -> list[float]:
    """Let each of these tasks note so many; return how long each entry took to be kept."""
    waits: list[float] = []

    async def note_on() -> None:
        for _ in range(each):
            began = trio.current_time()
            await spool.kept(spool.note(shop.says()))
            waits.append(trio.current_time() - began)

    async with trio.open_nursery() as nursery:
        for _ in range(tasks):
            nursery.start_soon(note_on)
    return waits


@asynccontextmanager
async def running(rows: Entries, folder: Path) -> AsyncIterator[Spool]:
    """Run a spool in a folder."""
    spool = Spool(folder, rows, limit=LIMIT)
    async with trio.open_nursery() as nursery:
        await nursery.start(spool.run)
        yield spool
        nursery.cancel_scope.cancel()


async def kept(name: str, rows: Entries, shop: Shop, *, scale: int) -> float:
    """Measure noting with 1, 50 and 300 tasks; return the 99th percentile with 50."""
    found = 0.0
    for tasks in COUNT:
        with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
            async with running(rows, Path(folder)) as spool:
                began = trio.current_time()
                waits = await noted(spool, shop, tasks=tasks, each=COUNT[tasks] // scale)
                rate = len(waits) / (trio.current_time() - began)
        p50, p99 = (quantile(waits, part) * 1000 for part in (0.5, 0.99))
        print(f"{name}, {tasks:3} tasks: {rate:7.0f} kept a second, {p50:.2f} ms, p99 {p99:.2f} ms")
        found = quantile(waits, 0.99) if tasks == 50 else found
    return found


async def shipped(rows: Transcripts, shop: Shop, *, count: int) -> float:
    """Return how many entries a second a spool that is full brings to the database."""
    with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
        async with running(Away(), Path(folder)) as spool:
            await spool.kept([spool.note(shop.says()) for _ in range(count)][-1])
        began = trio.current_time()
        async with running(rows, Path(folder)) as spool:
            await spool.shipped_what_was_left()
            return count / (trio.current_time() - began)


async def age(rows: Transcripts, shop: Shop, *, times: int) -> float:
    """Return how old an entry is at the most when it is in the database, with nothing else to do."""
    ages = []
    with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
        async with running(rows, Path(folder)) as spool:
            for _ in range(times):
                began = trio.current_time()
                spool.note(shop.says())
                while spool.condition().depth:  # noqa: ASYNC110 - its condition is what anybody sees of it
                    await trio.sleep(0.001)
                ages.append(trio.current_time() - began)
    return max(ages)


@asynccontextmanager
async def database() -> AsyncIterator[tuple[Transcripts, Shop]]:
    """Run a PostgreSQL with one shop."""
    with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
        async with trio.open_nursery() as nursery:
            addresses = await nursery.start(serve, Path(folder))
            await migrate(addresses.owner)
            with closing(await Connection.connect(addresses.owner)) as owner:
                shop = await open_shop(owner, "shop", "Shop", state_code="08")
            async with Pool(addresses.serving, size=4) as pool:
                yield Transcripts(pool), Shop(shop.id)
            nursery.cancel_scope.cancel()


async def main(*, small: bool) -> int:
    """Measure, print, and judge."""
    scale, count = (40, 2000) if small else (1, 50_000)
    p99 = await kept("our files", Away(), Shop(1), scale=scale)
    spools.Segments = SqliteSegments  # type: ignore[misc] - it is what is compared
    await kept("SQLite   ", Away(), Shop(1), scale=scale)
    spools.Segments = Segments  # type: ignore[misc] - and back
    async with database() as (rows, shop):
        await kept("and shipped", rows, shop, scale=scale)
        print(f"to PostgreSQL: {await shipped(rows, shop, count=count):.0f} entries a second")
        oldest = await age(rows, shop, times=3 if small else 20)
    print(f"an entry is in PostgreSQL after {oldest * 1000:.0f} ms at the most")
    return 0 if small or (p99 <= P99_SECONDS and oldest <= AGE_SECONDS) else 1


if __name__ == "__main__":
    sys.exit(trio.run(lambda: main(small="--small" in sys.argv[1:])))
