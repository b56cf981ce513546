"""Customers: who they are, and what they owe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.errors import SerializationFailure, UniqueViolation

from execora.commands.port import Duplicate
from execora.ledger.model import Balance, Customer
from execora.ledger.money import Paise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from execora.store.postgres import Connection, Row

COLUMNS = "c.id, c.name, c.name_hi, c.nickname, c.landmark, c.phone, c.aliases, c.email, c.gstin"
"""What makes a customer, of a table that is called `c`."""

WIDTH = 9
"""How many columns that is."""

KNOWN = "c.erased_at is null"
"""Of a customer who is not forgotten. All others are called the same, and only count where something is owed."""

GET = f"select {COLUMNS} from execora.customer c where c.id = $1 and {KNOWN}"

KNOWN_OF = f"select {COLUMNS} from execora.customer c where c.id = any($1::uuid[]) and {KNOWN}"

HOLD = f"{GET} for no key update"

BALANCE = f"""
select a.balance
from execora.customer c join execora.account a on a.shop_id = c.shop_id and a.id = c.id
where c.id = $1 and {KNOWN}
"""

BALANCES = f"""
select {COLUMNS}, a.balance
from execora.customer c join execora.account a on a.shop_id = c.shop_id and a.id = c.id
where a.balance <> 0 and ($1 or {KNOWN})
order by a.balance desc, c.name
"""

# the account comes second, so that somebody who is there already leaves no account behind
CREATE = """
with made as (
    insert into execora.customer (shop_id, id, name, name_hi, nickname, landmark, phone, aliases, email, gstin)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict do nothing
    returning shop_id, id
)
insert into execora.account (shop_id, id, kind) select shop_id, id, 'customer' from made
"""

SAME = f"""
select {COLUMNS} from execora.customer c
where c.id = $1 or c.phone = $2 or (lower(c.name) = lower($3) and {KNOWN})
order by c.id = $1 desc, c.phone = $2 desc nulls last
limit 1
"""

OTHER = f"""
select {COLUMNS} from execora.customer c
where c.id <> $1 and {KNOWN} and (c.phone = $2 or lower(c.name) = lower($3))
order by c.phone = $2 desc nulls last
limit 1
"""

UPDATE = f"""
update execora.customer c
set name = $2, name_hi = $3, nickname = $4, landmark = $5, phone = $6, aliases = $7, email = $8, gstin = $9
where c.id = $1 and {KNOWN}
"""

# first of all: whoever is at something of theirs shares them from the start, and this waits, or they do
ERASE = f"""
update execora.customer c
set name = 'Deleted customer', name_hi = 'हटाया गया ग्राहक', nickname = null, landmark = null, phone = null,
    aliases = '{{}}', email = null, gstin = null, erased_at = now()
where c.id = $1 and {KNOWN}
"""

DROP_DRAFTS = "delete from execora.draft d where d.customer_id = $1"

CANCEL_REMINDERS = """
with stopped as (
    update execora.occurrence o set state = 'cancelled'
    from execora.reminder r
    where r.shop_id = o.shop_id and r.id = o.reminder_id and r.customer_id = $1 and o.state = 'due'
    returning o.reminder_id
)
update execora.reminder r set cancelled_at = now() where r.id in (select reminder_id from stopped)
"""

# by the id, which is in all that names them: a name may be a part of another one, or not be theirs any more
FORGET_ANSWERS = """
update execora.request r set answer = execora.forgotten_answer() where strpos(r.answer::text, $1::uuid::text) > 0
"""

# What messages were answered holds the words of people, who name whom they like: all of it goes. A message without it
# is open again, so that sending it again asks the books.
FORGET_MESSAGES = "update execora.message m set answers = '[]'"

# not a LIKE, so that nothing a person types has a meaning of its own
PAGE = f"""
select {COLUMNS}, a.balance
from execora.customer c join execora.account a on a.shop_id = c.shop_id and a.id = c.id
where (
        $1::text is null
        or strpos(lower(concat_ws(' ', c.name, c.name_hi, c.nickname, c.landmark, c.phone)), lower($1)) > 0
    ) and ({KNOWN} or a.balance <> 0) and (
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
        """Return a customer, or None where there is none of that id, or they are forgotten."""
        row = await self.connection.one(GET, customer_id)
        return customer_of(row) if row else None

    async def known(self, *customer_ids: UUID) -> dict[UUID, Customer]:
        """Return those of these who are customers, and are not forgotten."""
        rows = await self.connection.fetch(KNOWN_OF, list(customer_ids))
        return {row[0]: customer_of(row) for row in rows}

    async def hold(self, customer_id: UUID) -> Customer | None:
        """Return a customer as `get` does, locked until the transaction ends."""
        row = await self.connection.one(HOLD, customer_id)
        return customer_of(row) if row else None

    async def balance(self, customer_id: UUID) -> Paise | None:
        """Return what a customer owes, or None where there is no such customer."""
        row = await self.connection.one(BALANCE, customer_id)
        return Paise(row[0]) if row else None

    async def balances(self, *, forgotten: bool = True) -> list[Balance]:
        """Return everybody whose balance is not zero, who owes most first; with those who are forgotten, or without."""
        return [_balance(row) for row in await self.connection.fetch(BALANCES, forgotten)]

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
            customer.email,
            customer.gstin,
        ):
            return None
        return Duplicate(await self._same(customer))

    async def update(self, customer: Customer) -> Customer | Duplicate | None:
        """Give a customer these names and fields, all of them; None where there is no such customer.

        Raises:
            SerializationFailure: somebody else was given the name or the phone at the same moment; run it again.

        """
        other = await self.connection.one(OTHER, customer.id, customer.phone, customer.name)
        if other is not None and await self.get(customer.id) is not None:
            return Duplicate(customer_of(other))
        try:
            changed = await self.connection.execute(
                UPDATE,
                customer.id,
                customer.name,
                customer.name_hi,
                customer.nickname,
                customer.landmark,
                customer.phone,
                list(customer.aliases),
                customer.email,
                customer.gstin,
            )
        except UniqueViolation as error:
            raise SerializationFailure("somebody else was just given that name or phone") from error
        return customer if changed else None

    async def erase(self, customer_id: UUID) -> bool:
        """Forget for good who a customer is; False where there is no such customer.

        Their drafts are dropped, their reminders cancelled, and what was answered about them is forgotten with them.
        """
        if not await self.connection.execute(ERASE, customer_id):
            return False
        await self.connection.execute(DROP_DRAFTS, customer_id)
        await self.connection.execute(CANCEL_REMINDERS, customer_id)
        await self.connection.execute(FORGET_ANSWERS, customer_id)
        await self.connection.execute(FORGET_MESSAGES)
        return True

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
    customer_id, name, name_hi, nickname, landmark, phone, aliases, email, gstin = row[:WIDTH]
    return Customer(customer_id, name, name_hi, nickname, landmark, phone, tuple(aliases), email, gstin)


def _balance(row: Row) -> Balance:
    return Balance(customer_of(row), Paise(row[WIDTH]))
