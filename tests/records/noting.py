"""A process that notes as fast as it can, says what it was told is kept, and is killed for it.

python -m tests.records.noting FOLDER DATABASE [BYTES]: with a number, no file may grow beyond so many bytes after the
first hundred entries.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import trio

from execora.errors import DatabaseError
from execora.logs import configure
from execora.records.spool import Spool
from execora.session.port import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.records import port

TASKS = 20


class SqliteEntries:
    """Tables of transcripts that outlive this process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with closing(self._connect()) as connection:
            connection.execute("create table if not exists kept (id text primary key)")

    async def keep(self, entries: Sequence[Entry]) -> None:
        await trio.lowlevel.checkpoint()
        ids = [(str(entry.id),) for entry in entries]
        try:
            with closing(self._connect()) as connection:
                connection.executemany("insert or ignore into kept values (?)", ids)
        except sqlite3.OperationalError as error:
            raise DatabaseError(str(error)) from error

    def all(self) -> list[UUID]:
        with closing(self._connect()) as connection:
            return [UUID(row[0]) for row in connection.execute("select id from kept")]

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, isolation_level=None)
        connection.execute("pragma synchronous = off")
        return connection


if TYPE_CHECKING:

    def _keeps_its_promises(entries: SqliteEntries) -> port.Entries:
        return entries


def entry(number: int = 1, *, shop_id: int = 7, text: str = "Rahul ne 500 diye") -> Entry:
    """Make an entry."""
    return Entry(
        id=uuid4(),
        shop_id=shop_id,
        conversation_id=UUID(int=2),
        number=number,
        kind="user",
        at=datetime.now(UTC),
        body={"text": text},
    )


async def main(folder: Path, database: Path, largest: int | None = None) -> None:
    spool = Spool(folder, SqliteEntries(database), limit=2**28)
    acknowledged = 0

    async def note_on() -> None:
        nonlocal acknowledged
        while True:
            noted = entry()
            await spool.kept(spool.note(noted))
            os.write(1, f"{noted.id}\n".encode())
            acknowledged += 1
            if acknowledged == 100 and largest is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))

    async with trio.open_nursery() as nursery:
        await nursery.start(spool.run)
        for _ in range(TASKS):
            nursery.start_soon(note_on)


if __name__ == "__main__":
    configure("warning")
    trio.run(main, Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
