"""The tables of transcripts: what was said in conversations, and the conversations themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.types.json import Jsonb

from execora.errors import DatabaseError, RefusedError
from execora.session.port import Entry, KeptConversation
from execora.store.postgres import whatever_it_has_told, why
from execora.store.shop import shop_ids

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from execora.session.port import Position
    from execora.store.pool import Pool
    from execora.store.postgres import Connection

# the conversations that they belong to are made, counted and ended by what of them is really new
KEEP = """
insert into execora.transcript (shop_id, id, conversation_id, number, kind, at, body, names)
select $1, e.id, e.conversation_id, e.number, e.kind, e.at, e.body, e.names
from jsonb_to_recordset($2) e
    (id uuid, conversation_id uuid, number bigint, kind text, at timestamptz, body jsonb, names uuid[])
order by e.conversation_id, e.number
on conflict (shop_id, id) do nothing
"""

# those who bring entries lock their conversations by id: so does whoever locks many

STILL_HERE = """
with going as materialized (
    select c.id from execora.conversation c where c.server = $1 and c.is_active order by c.id for no key update
)
update execora.conversation c set seen_at = now() from going where c.id = going.id
"""

# "<id>:<a number that each start draws>": whoever has the id and another number has ended, for an id is held by one
END_LEFT_OPEN = """
with left_open as materialized (
    select c.id from execora.conversation c
    where c.is_active and c.server is distinct from $1
        and (split_part(c.server, ':', 1) = split_part($1, ':', 1) or c.seen_at < now() - interval '1 day')
    order by c.id for no key update
)
update execora.conversation c set reason = 'crashed' from left_open where c.id = left_open.id
"""

CONVERSATION = """
c.id, c.role, c.started_at, c.ended_at, c.seconds, c.reason, c.utterances, c.answers, c.completed, c.failed, c.cancelled
"""

PAGE = f"""
select {CONVERSATION} from execora.conversation c
where $1::timestamptz is null or (c.started_at, c.id) < ($1, $2::uuid)
order by c.started_at desc, c.id desc
limit $3
"""

FIND = f"select {CONVERSATION} from execora.conversation c where c.id = $1"

ENTRIES = """
select t.id, t.number, t.kind, t.at, t.body, t.names from execora.transcript t
where t.conversation_id = $1 and t.number > $2
order by t.number
limit $3
"""

FORGET_MORE = "select execora.forget_more()"

NEVER = ("22", "23", "54")
"""SQLSTATEs, or how they begin, of what is no better next time: values that cannot be, constraints, and
what is too large. Source: PostgreSQL's appendix A."""


class Transcripts:
    """The transcripts of all shops, over one pool of connections.

    Raises:
        DatabaseError: each of its methods, where the database cannot be reached.
        OutcomeUnknownError: those that change something, where it could not tell whether that was kept. Each of them
            can be called again.

    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def keep(self, entries: Sequence[Entry]) -> None:
        """Store entries of one shop, all or none of them; those that are there already stay as they are.

        They may come in any order and more than once: a conversation is made by whichever comes first, and counts each
        once. What speaks of a customer who was forgotten meanwhile is stored without its words.

        Cancellation: they may be stored, or not, as after an `OutcomeUnknownError`; nothing is waited for.

        Raises:
            RefusedError: the database will never take at least one of them.

        """
        (shop_id,) = {entry.shop_id for entry in entries}
        rows = Jsonb([_row(entry) for entry in entries])

        async def insert(connection: Connection) -> None:
            await connection.execute(KEEP, shop_id, rows)

        try:
            await self._pool.retry(insert, shop=shop_id, shielded=False)
        except psycopg.Error as error:
            if (error.sqlstate or "").startswith(NEVER):
                raise RefusedError(f"PostgreSQL refuses it: {why(error)}") from error
            raise DatabaseError(f"PostgreSQL cannot do it now: {why(error)}") from error

    async def shop_ids(self) -> Sequence[int]:
        """Return numbers of which each shop has one; some may be nobody's."""
        with whatever_it_has_told():
            async with self._pool.connection() as connection:
                return await shop_ids(connection)

    async def end_left_open(self, shop_id: int, server: str) -> int:
        """End the conversations of a shop that nobody will end any more, and return how many.

        They are those that earlier starts of this server have left open, and those of servers that were not here for a
        day: each server must come once an hour. What still comes of such a conversation moves its end.
        """

        async def end(connection: Connection) -> int:
            await connection.execute(STILL_HERE, server)
            return await connection.execute(END_LEFT_OPEN, server)

        with whatever_it_has_told():
            return await self._pool.retry(end, shop=shop_id)

    # -- what pages show -------------------------------------------------------

    async def page(self, shop_id: int, *, after: Position | None, limit: int) -> list[KeptConversation]:
        """Return conversations, the newest first, after a position or from the first on."""
        async with self._pool.transaction(shop=shop_id, read_only=True) as connection:
            rows = await connection.fetch(PAGE, *(after or (None, None)), limit)
        return [KeptConversation(*row) for row in rows]

    async def find(self, shop_id: int, conversation_id: UUID) -> KeptConversation | None:
        """Return a conversation, or None."""
        async with self._pool.transaction(shop=shop_id, read_only=True) as connection:
            row = await connection.one(FIND, conversation_id)
        return KeptConversation(*row) if row else None

    async def entries(self, shop_id: int, conversation_id: UUID, *, after: int, limit: int) -> list[Entry]:
        """Return what was said in a conversation, in its order, behind the entry of a number; 0 is before them all."""
        async with self._pool.transaction(shop=shop_id, read_only=True) as connection:
            rows = await connection.fetch(ENTRIES, conversation_id, after, limit)
        return [
            Entry(
                id=entry_id,
                shop_id=shop_id,
                conversation_id=conversation_id,
                number=number,
                kind=kind,
                at=at,
                body=body,
                names=tuple(names),
            )
            for entry_id, number, kind, at, body, names in rows
        ]


async def forget_more(connection: Connection) -> bool:
    """Look through the next entries for whoever is forgotten; False once nothing is left, or while another does it."""
    row = await connection.one(FORGET_MORE)
    return row == (True,)


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "conversation_id": str(entry.conversation_id),
        "number": entry.number,
        "kind": entry.kind,
        "at": entry.at.isoformat(),
        "body": dict(entry.body),
        "names": [str(customer_id) for customer_id in entry.names],
    }
