"""Reminders: what is to be sent, and a row for each time it is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from execora.ledger.model import Reminder
from execora.ledger.money import Paise
from execora.store import customers

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from execora.store.postgres import Connection, Row

CREATE = """
with made as (
    insert into execora.reminder (shop_id, id, customer_id, amount, recurrence) values ($1, $2, $3, $4, $5)
    returning shop_id, id
)
insert into execora.occurrence (shop_id, reminder_id, due_at) select shop_id, id, $6 from made
"""

DUE = f"""
select r.id, r.amount, r.recurrence, o.due_at, s.timezone, {customers.COLUMNS}
from execora.occurrence o
join execora.reminder r on r.shop_id = o.shop_id and r.id = o.reminder_id
join execora.customer c on c.shop_id = r.shop_id and c.id = r.customer_id
join execora.shop s on s.id = o.shop_id
where o.state = 'due'
"""

GET = f"{DUE} and r.id = $1"

WAITING = f"""
{DUE}
    and ($1::uuid is null or r.customer_id = $1)
    and ($2::date is null or (o.due_at at time zone s.timezone)::date = $2)
order by o.due_at, r.id
"""

# Before anything else of a reminder is looked at: whoever moves, cancels or restores it, or erases the customer, waits.
LOCK = """
select r.id
from execora.reminder r join execora.customer c on c.shop_id = r.shop_id and c.id = r.customer_id
where r.id = $1 and c.erased_at is null
for share of c for no key update of r
"""

CANCEL = """
with stopped as (
    update execora.occurrence o set state = 'cancelled' where o.reminder_id = $1 and o.state = 'due'
    returning o.reminder_id
)
update execora.reminder r set cancelled_at = now() where r.id in (select reminder_id from stopped)
"""

STOP = "update execora.occurrence o set state = 'cancelled' where o.reminder_id = $1 and o.state = 'due'"

REVIVE = "update execora.reminder r set cancelled_at = null where r.id = $1 and r.cancelled_at is not null"

# a moment that was given up before is taken again
WAIT = """
insert into execora.occurrence as o (shop_id, reminder_id, due_at) values ($1, $2, $3)
on conflict (shop_id, reminder_id, due_at) do update set state = 'due' where o.state = 'cancelled'
"""


@dataclass(frozen=True, slots=True)
class Reminders:
    """The reminders of the shop that a transaction was opened for; see `execora.commands.port.Reminders`."""

    connection: Connection
    shop_id: int

    async def create(self, reminder: Reminder) -> None:
        """Keep a reminder under the id it brings."""
        await self.connection.execute(
            CREATE,
            self.shop_id,
            reminder.id,
            reminder.customer.id,
            reminder.amount,
            reminder.recurrence,
            reminder.send_at,
        )

    async def waiting(self, customer_id: UUID | None = None, *, on: date | None = None) -> list[Reminder]:
        """Return the reminders to come, the next one first, of one customer and of one day where these are named.

        Their moments, and the day, are in the shop's time zone.
        """
        return [_reminder(row) for row in await self.connection.fetch(WAITING, customer_id, on)]

    async def hold(self, reminder_id: UUID) -> Reminder | None:
        """Lock a reminder, and only then read it: another transaction may have changed it while we waited.

        None where it does not wait any more.
        """
        await self.connection.one(LOCK, reminder_id)
        row = await self.connection.one(GET, reminder_id)
        return _reminder(row) if row else None

    async def move(self, reminder_id: UUID, send_at: datetime) -> bool:
        """Let a reminder wait for another moment; False where it does not wait any more."""
        await self.connection.one(LOCK, reminder_id)
        waited = await self.connection.execute(STOP, reminder_id)
        return waited > 0 and await self.connection.execute(WAIT, self.shop_id, reminder_id, send_at) > 0

    async def cancel(self, reminder_id: UUID) -> bool:
        """Cancel a reminder; False where it does not wait any more."""
        await self.connection.one(LOCK, reminder_id)
        return await self.connection.execute(CANCEL, reminder_id) > 0

    async def restore(self, reminder_id: UUID, send_at: datetime) -> bool:
        """Let a reminder that was cancelled wait again; False where it was not, or its customer is forgotten."""
        if await self.connection.one(LOCK, reminder_id) is None:
            return False
        revived = await self.connection.execute(REVIVE, reminder_id)
        return revived > 0 and await self.connection.execute(WAIT, self.shop_id, reminder_id, send_at) > 0


def _reminder(row: Row) -> Reminder:
    reminder_id, amount, recurrence, due_at, timezone, *customer = row
    return Reminder(
        reminder_id,
        customers.customer_of(tuple(customer)),
        None if amount is None else Paise(amount),
        due_at.astimezone(ZoneInfo(timezone)),
        recurrence,
    )
