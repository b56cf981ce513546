"""The table of recordings: one row for each, from its first second on."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from execora.session.port import Recording
from execora.store.postgres import whatever_it_has_told
from execora.store.shop import shop_ids

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from uuid import UUID

    from execora.session.port import Position
    from execora.store.pool import Pool
    from execora.store.postgres import Connection

BEGIN = "insert into execora.recording (shop_id, id, conversation_id, location) values ($1, $2, $3, $4)"

# How long it is tells when it ended, whenever that is found out. Once it is where it is to stay, it only gets longer:
# where a server was taken for dead that was only cut off.
END = """
update execora.recording r
set state = 'kept', seconds = $2, bytes = $3, ended_at = r.started_at + make_interval(secs => $2),
    stored_at = case when $4 then now() end
where r.id = $1 and (r.state <> 'kept' or r.bytes < $3 or r.stored_at is null and ($4 or r.bytes <> $3))
"""

LOST = "update execora.recording r set state = 'lost' where r.id = $1 and r.state = 'recording'"

COLUMNS = "r.id, r.location, r.started_at, r.ended_at, r.seconds, r.bytes, r.state"

FIND = f"select {COLUMNS} from execora.recording r where r.id = $1"

PAGE = f"""
select {COLUMNS} from execora.recording r
where $1::timestamptz is null or (r.started_at, r.id) < ($1, $2::uuid)
order by r.started_at desc, r.id desc
limit $3
"""

NOT_STORED = f"""
select {COLUMNS} from execora.recording r where r.stored_at is null and r.state <> 'lost' order by r.started_at
"""

OLD = f"""
select {COLUMNS} from execora.recording r
where r.started_at < now() - make_interval(days => $1::int) and r.state <> 'recording'
"""

REMOVE = "delete from execora.recording r where r.id = $1"


class Recordings:
    """The recordings of all shops, over one pool of connections.

    Raises:
        DatabaseError: each of its methods, where the database cannot be reached.
        OutcomeUnknownError: those that change something, where it could not tell whether that was kept. Each of them
            can be called again.

    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def shop_ids(self) -> Sequence[int]:
        """Return numbers of which each shop has one; some may be nobody's."""
        with whatever_it_has_told():
            async with self._pool.connection() as connection:
                return await shop_ids(connection)

    # -- one of them -----------------------------------------------------------

    async def begin(self, shop_id: int, recording_id: UUID, conversation_id: UUID, location: str) -> None:
        """Note that a recording begins now."""
        async with self._pool.transaction(shop=shop_id) as connection:
            await connection.execute(BEGIN, shop_id, recording_id, conversation_id, location)

    async def end(self, shop_id: int, recording_id: UUID, *, seconds: float, size: int, stored: bool) -> None:
        """Note how long a recording is, in seconds and bytes, and whether it is where it is to stay.

        Once it is there, only more bytes change anything.
        """
        async with self._transaction(shop_id) as connection:
            await connection.execute(END, recording_id, seconds, size, stored)

    async def lost(self, shop_id: int, recording_id: UUID) -> None:
        """Note that nothing is left of a recording that never ended."""
        async with self._transaction(shop_id) as connection:
            await connection.execute(LOST, recording_id)

    async def find(self, shop_id: int, recording_id: UUID) -> Recording | None:
        """Return a recording, or None."""
        async with self._transaction(shop_id, read_only=True) as connection:
            row = await connection.one(FIND, recording_id)
        return Recording(*row) if row else None

    async def remove(self, shop_id: int, recording_id: UUID) -> None:
        """Forget a recording; its sound must be gone by then."""
        async with self._transaction(shop_id) as connection:
            await connection.execute(REMOVE, recording_id)

    # -- many of them ----------------------------------------------------------

    async def page(self, shop_id: int, *, after: Position | None, limit: int) -> list[Recording]:
        """Return recordings, the newest first, after a position or from the first on."""
        async with self._transaction(shop_id, read_only=True) as connection:
            return [Recording(*row) for row in await connection.fetch(PAGE, *(after or (None, None)), limit)]

    async def not_stored(self, shop_id: int) -> list[Recording]:
        """Return those that go on, or that are not yet where they are to stay."""
        async with self._transaction(shop_id, read_only=True) as connection:
            return [Recording(*row) for row in await connection.fetch(NOT_STORED)]

    async def old(self, shop_id: int, days: int) -> list[Recording]:
        """Return those that began more than so many days ago, and have ended."""
        async with self._transaction(shop_id, read_only=True) as connection:
            return [Recording(*row) for row in await connection.fetch(OLD, days)]

    @asynccontextmanager
    async def _transaction(self, shop_id: int, *, read_only: bool = False) -> AsyncIterator[Connection]:
        with whatever_it_has_told():
            async with self._pool.transaction(shop=shop_id, read_only=read_only) as connection:
                yield connection
