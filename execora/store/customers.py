"""Customers: who they are, and what they owe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execora.commands.port import Duplicate
from execora.ledger.model import Balance, Customer
from execora.ledger.money import Paise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from execora.store.postgres import Connection, Row

COLUMNS = "c.id, c.name, c.name_hi, c.nickname, c.landmark, c.phone, c.aliases"
"""What makes a customer, of a table that is called `c`."""

WIDTH = 7
"""How many columns that is."""

GET = f"select {COLUMNS} from execora.customer c where c.id = $1"

BALANCE = "select a.balance from execora.account a where a.id = $1 and a.kind = 'customer'"

BALANCES = f"""
select {COLUMNS}, a.balance
from execora.customer c join execora.account a on a.shop_id = c.shop_id and a.id = c.id
where a.balance <> 0
order by a.balance desc, c.name
"""

# the account comes second, so that somebody who is there already leaves no account behind
CREATE = """
with made as (
    insert into execora.customer (shop_id, id, name, name_hi, nickname, landmark, phone, aliases)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict do nothing
    returning shop_id, id
)
insert into execora.account (shop_id, id, kind) select shop_id, id, 'customer' from made
"""

SAME = f"""
select {COLUMNS} from execora.customer c
where c.id = $1 or c.phone = $2 or lower(c.name) = lower($3)
order by c.id = $1 desc, c.phone = $2 desc nulls last
limit 1
"""

# not a LIKE, so that nothing a person types has a meaning of its own
PAGE = f"""
select {COLUMNS}, a.balance
from execora.customer c join execora.account a on a.shop_id = c.shop_id and a.id = c.id
where (
        $1::text is null
        or strpos(lower(concat_ws(' ', c.name, c.name_hi, c.nickname, c.landmark, c.phone)), lower($1)) > 0
    ) and (
        $2::uuid is null
        or (lower(c.name), c.id) > (select lower(b.name), b.id from execora.customer b where b.id = $2)
    )
order by lower(c.name), c.id
limit $3
"""


@dataclass(frozen=True, slots=True)
class Customers:
    """The customers of the shop that a transaction was opened for; see `execora.commands.port.Customers`."""

    connection: Connection
    shop_id: int

    async def get(self, customer_id: UUID) -> Customer | None:
        """Return a customer, or None where there is none of that id."""
        row = await self.connection.one(GET, customer_id)
        return customer_of(row) if row else None

    async def balance(self, customer_id: UUID) -> Paise | None:
        """Return what a customer owes, or None where there is no such customer."""
        row = await self.connection.one(BALANCE, customer_id)
        return Paise(row[0]) if row else None

    async def balances(self) -> list[Balance]:
        """Return everybody whose balance is not zero, who owes most first."""
        return [_balance(row) for row in await self.connection.fetch(BALANCES)]

    async def create(self, customer: Customer) -> Duplicate | None:
        """Add a customer under the id they bring, with an account at zero; None says it was done."""
        if await self.connection.execute(
            CREATE,
            self.shop_id,
            customer.id,
            customer.name,
            customer.name_hi,
            customer.nickname,
            customer.landmark,
            customer.phone,
            list(customer.aliases),
        ):
            return None
        return Duplicate(await self._same(customer))

    async def page(self, *, text: str | None = None, after: UUID | None = None, limit: int = 50) -> Sequence[Balance]:
        """Return customers by name, with what they owe: those with a text in their name, nickname, landmark or phone.

        The next page comes after the last one's id.
        """
        return [_balance(row) for row in await self.connection.fetch(PAGE, text, after, limit)]

    async def _same(self, customer: Customer) -> Customer:
        row = await self.connection.one(SAME, customer.id, customer.phone, customer.name)
        if row is None:
            raise RuntimeError(f"customer {customer.id} was refused, and nobody is like them")
        return customer_of(row)


def customer_of(row: Row) -> Customer:
    """Return the customer that a row begins with."""
    customer_id, name, name_hi, nickname, landmark, phone, aliases = row[:WIDTH]
    return Customer(customer_id, name, name_hi, nickname, landmark, phone, tuple(aliases))


def _balance(row: Row) -> Balance:
    return Balance(customer_of(row), Paise(row[WIDTH]))
