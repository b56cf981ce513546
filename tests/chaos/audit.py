"""Whether the books still agree: with themselves, and with what shopkeepers said and were told.

It reads the database over a connection of its own, past everything that is being tested.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
import trio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.chaos.said import Effect, Said

Rows = list[tuple[Any, ...]]

CONNECT_SECONDS = 20

SHIP_SECONDS = 10
"""How long what was told may take from the spool to the database."""

KEPT = """
select 'user', body ->> 'utteranceId' from execora.transcript where kind = 'user'
union all select 'task', body ->> 'taskId' from execora.transcript where kind = 'task'
union all select 'question', body ->> 'questionId' from execora.transcript where body ? 'questionId'
union all select 'voice:response', body ->> 'utteranceId' from execora.transcript
    where kind = 'agent' and body ->> 'type' = 'voice:response'
"""
"""What the transcripts hold, as `Shopkeeper.told` names it."""

NEVER: dict[str, LiteralString] = {
    "journals that do not sum to zero, or have one line": """
        select j.id from execora.journal j left join execora.entry e on (e.shop_id, e.journal_id) = (j.shop_id, j.id)
        group by j.shop_id, j.id having count(e.amount) < 2 or sum(e.amount) <> 0""",
    "accounts whose balance is not the sum of their entries": """
        select a.id from execora.account a left join execora.entry e on (e.shop_id, e.account_id) = (a.shop_id, a.id)
        group by a.shop_id, a.id
        having a.balance <> coalesce(sum(e.amount), 0) or a.last_seq <> count(e.amount)""",
    "products whose stock is not the sum of their moves": """
        select p.id from execora.product p
        left join execora.stock_move m on (m.shop_id, m.product_id) = (p.shop_id, p.id)
        group by p.shop_id, p.id having p.stock <> coalesce(sum(m.quantity), 0) or p.last_seq <> count(m.quantity)""",
    "bills without all of their lines, moves and journal": """
        select i.id from execora.invoice i
        where i.total <> (select sum(l.total) from execora.invoice_line l where l.invoice_id = i.id)
        or not exists (select from execora.journal j where j.id = i.id and j.kind = 'invoice')
        or (select sum(l.quantity) from execora.invoice_line l where l.invoice_id = i.id)
            <> (select -sum(m.quantity) from execora.stock_move m where m.invoice_id = i.id)""",
    "bill numbers with holes": """
        select s.series from execora.series s left join execora.invoice i
        on (i.shop_id, i.series, i.year) = (s.shop_id, s.series, s.year)
        where s.series = 'INV' group by s.shop_id, s.series, s.year
        having s.last <> count(i.id) or s.last <> max(i.number)""",
    "requests that took effect without an answer": "select key from execora.request where answer is null",
    "changes without their request": """
        select j.id from execora.journal j
        left join execora.request r on (r.shop_id, r.key) = (j.shop_id, j.request_key) where r.key is null""",
}
"""What may never be there, whatever has died; the bills are of the kind that `said` makes: no discount, no tax."""

EFFECTS = """
select j.request_key, j.kind, c.name, sum(e.amount)::bigint from execora.journal j
join execora.entry e on (e.shop_id, e.journal_id) = (j.shop_id, j.id)
join execora.customer c on (c.shop_id, c.id) = (e.shop_id, e.account_id)
where j.kind in ('payment', 'credit', 'invoice') group by j.id, j.request_key, j.kind, c.name
"""

MOVES = """
select m.request_key, p.name, m.quantity from execora.stock_move m
join execora.product p on (p.shop_id, p.id) = (m.shop_id, m.product_id) where m.reason <> 'opening'
"""


@dataclass(frozen=True, slots=True)
class Auditor:
    """Somebody who compares; `dsn` is the database as its superuser, whom no row is hidden from."""

    dsn: str
    before: frozenset[str]
    """The requests that were there at the beginning."""

    @classmethod
    async def begin(cls, dsn: str) -> Auditor:
        """Note what is in the books before anybody speaks."""
        with await connect(dsn) as connection:
            return cls(dsn, frozenset(key for (key,) in connection.execute("select key from execora.request")))

    async def untold(self, told: set[tuple[str, str]]) -> list[str]:
        """Return what was told and is not in the transcripts exactly once; what is on its way there is waited for."""
        deadline = trio.current_time() + SHIP_SECONDS
        with await connect(self.dsn) as connection:
            connection.autocommit = True
            while wrong := _not_once(told, connection.execute(KEPT).fetchall()):
                if trio.current_time() > deadline:
                    return [f"{count} times in the transcripts: {what}" for what, count in wrong.items()]
                await trio.sleep(0.1)
        return []

    async def find(self, messages: Sequence[Said]) -> list[str]:
        """Return all that is wrong; messages that were not answered yet may or may not have taken effect."""
        with await connect(self.dsn) as connection:
            connection.execute("begin isolation level repeatable read read only")
            wrong = [f"{what}: {rows}" for what, sql in NEVER.items() if (rows := connection.execute(sql).fetchall())]
            requests = {key for (key,) in connection.execute("select key from execora.request")} - self.before
            posted = connection.execute(EFFECTS).fetchall()
            moved = connection.execute(MOVES).fetchall()
        wrong += _unasked(requests, messages)
        return [*wrong, *_amiss(messages, requests, posted, moved)]


async def connect(dsn: str) -> psycopg.Connection:
    """Connect, as soon as the database lets anybody in."""
    deadline = trio.current_time() + CONNECT_SECONDS
    while True:
        try:
            return psycopg.connect(dsn)
        except psycopg.OperationalError:
            if trio.current_time() > deadline:
                raise
        await trio.sleep(0.05)


def _not_once(told: set[tuple[str, str]], kept: Rows) -> dict[tuple[str, str], int]:
    times = Counter(kept)
    return {what: times[what] for what in told if times[what] != 1}


def _unasked(requests: set[str], messages: Sequence[Said]) -> Iterator[str]:
    """A change that nobody asked for: one that came twice under two keys would be seen here, too."""
    for key in requests - {said.key for said in messages}:
        yield f"nobody asked for {key}"


def _amiss(messages: Sequence[Said], requests: set[str], posted: Rows, moved: Rows) -> Iterator[str]:
    entries = Counter(posted)
    moves = Counter(moved)
    keys = Counter(key for key, *_ in posted) + Counter(key for key, *_ in moved)
    times: Counter[Effect] = Counter()
    told: dict[Effect, Said] = {}
    for said in messages:
        effect, key = said.effect, said.key
        if effect is None:
            continue
        wanted = (int(bool(effect.customer)), int(bool(effect.product)))
        owed = entries[key, effect.kind, effect.customer, effect.owed] if effect.customer else 0
        stock = moves[key, effect.product, effect.stock] if effect.product else 0
        if key in requests and ((owed, stock) != wanted or keys[key] != sum(wanted)):
            yield f"by halves or twice: {owed} entries and {stock} moves, not {wanted}, of {said}"
        if key not in requests and keys[key]:
            yield f"changed something without a request: {said}"
        times[effect] += key in requests
        if said.done or said.completed:
            told[effect] = said
    yield from (
        f"told, and {times[effect]} times in the books: {said}" for effect, said in told.items() if times[effect] != 1
    )
    yield from (f"{count} times in the books: {effect}" for effect, count in times.items() if count > 1)
