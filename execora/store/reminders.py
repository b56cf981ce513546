"""Reminders: what is to be sent, and a row for each time it is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from execora.ledger.model import Reminder
from execora.ledger.money import Paise
from execora.store import customers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from execora.store.postgres import Connection, Row

CREATE = """
with given as (
    select g.id, g.customer_id, g.amount, g.recurrence, g.due_at
    from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::timestamptz[])
        as g (id, customer_id, amount, recurrence, due_at)
), made as (
    insert into execora.reminder (shop_id, id, customer_id, amount, recurrence)
    select $1, given.id, given.customer_id, given.amount, given.recurrence from given
    returning shop_id, id
)
insert into execora.occurrence (shop_id, reminder_id, due_at)
select made.shop_id, made.id, given.due_at from made join given on given.id = made.id
"""

# Row by row and each by its key (offset 0 keeps it so): the planner, which takes a shop it knows little of for one row,
# would pair all reminders with all customers, and 500 of each then take a second.
DUE = f"""
select r.id, r.amount, r.recurrence, o.due_at, s.timezone, {customers.COLUMNS}
from execora.occurrence o
cross join lateral (
    select x.shop_id, x.id, x.customer_id, x.amount, x.recurrence
    from execora.reminder x where x.shop_id = o.shop_id and x.id = o.reminder_id
    offset 0
) r
cross join lateral (
    select x.* from execora.customer x where x.shop_id = r.shop_id and x.id = r.customer_id
    offset 0
) c
join execora.shop s on s.id = o.shop_id
where o.state = 'due'
"""

GET = f"{DUE} and o.reminder_id = any($1::uuid[])"

WAITING = f"""
{DUE}
    and ($1::uuid is null or r.customer_id = $1)
    and ($2::date is null or (o.due_at at time zone s.timezone)::date = $2)
order by o.due_at, r.id
"""

# Before anything else of a reminder is looked at: whoever moves, cancels or restores it, or erases the customer, waits.
# In the order of their ids, so that two who want several do not wait for each other.
LOCK = """
select r.id
from execora.reminder r
cross join lateral (
    select c.id from execora.customer c
    where c.shop_id = r.shop_id and c.id = r.customer_id and c.erased_at is null
    for share
) whose
where r.id = any($1::uuid[])
order by r.id
for no key update of r
"""

CANCEL = """
with stopped as (
    update execora.occurrence o set state = 'cancelled' where o.reminder_id = any($1::uuid[]) and o.state = 'due'
    returning o.reminder_id
)
update execora.reminder r set cancelled_at = now() where r.id in (select reminder_id from stopped)
returning r.id
"""

STOP = "update execora.occurrence o set state = 'cancelled' where o.reminder_id = $1 and o.state = 'due'"

REVIVE = """
update execora.reminder r set cancelled_at = null
where r.id = any($1::uuid[]) and r.cancelled_at is not null
returning r.id
"""

# a moment that was given up before is taken again
WAIT = """
insert into execora.occurrence as o (shop_id, reminder_id, due_at)
select $1, g.id, g.due_at from unnest($2::uuid[], $3::timestamptz[]) as g (id, due_at)
on conflict (shop_id, reminder_id, due_at) do update set state = 'due' where o.state = 'cancelled'
returning o.reminder_id
"""


@dataclass(frozen=True, slots=True)
class Reminders:
    """The reminders of the shop that a transaction was opened for; see `execora.commands.port.Reminders`."""

    connection: Connection
    shop_id: int

    async def create(self, *reminders: Reminder) -> None:
        """Keep reminders under the ids they bring."""
        await self.connection.execute(
            CREATE,
            self.shop_id,
            [reminder.id for reminder in reminders],
            [reminder.customer.id for reminder in reminders],
            [reminder.amount for reminder in reminders],
            [reminder.recurrence for reminder in reminders],
            [reminder.send_at for reminder in reminders],
        )

    async def waiting(self, customer_id: UUID | None = None, *, on: date | None = None) -> list[Reminder]:
        """Return the reminders to come, the next one first, of one customer and of one day where these are named.

        Their moments, and the day, are in the shop's time zone.
        """
        return [_reminder(row) for row in await self.connection.fetch(WAITING, customer_id, on)]

    async def hold(self, *reminder_ids: UUID) -> dict[UUID, Reminder]:
        """Lock reminders, and only then read those that wait: another transaction may have changed them meanwhile."""
        await self._lock(reminder_ids)
        rows = await self.connection.fetch(GET, list(reminder_ids))
        return {row[0]: _reminder(row) for row in rows}

    async def move(self, reminder_id: UUID, send_at: datetime) -> bool:
        """Let a reminder wait for another moment; False where it does not wait any more."""
        await self._lock([reminder_id])
        waited = await self.connection.execute(STOP, reminder_id)
        return waited > 0 and bool(await self.connection.fetch(WAIT, self.shop_id, [reminder_id], [send_at]))

    async def cancel(self, *reminder_ids: UUID) -> set[UUID]:
        """Cancel reminders; return those that waited until now."""
        await self._lock(reminder_ids)
        return {row[0] for row in await self.connection.fetch(CANCEL, list(reminder_ids))}

    async def restore(self, *reminders: Reminder) -> set[UUID]:
        """Let reminders that were cancelled wait for their moment again; return those that do."""
        locked = await self._lock([reminder.id for reminder in reminders])
        revived = {row[0] for row in await self.connection.fetch(REVIVE, list(locked))}
        moments = {reminder.id: reminder.send_at for reminder in reminders if reminder.id in revived}
        waiting = await self.connection.fetch(WAIT, self.shop_id, list(moments), list(moments.values()))
        return {row[0] for row in waiting}

    async def _lock(self, reminder_ids: Sequence[UUID]) -> set[UUID]:
        """Let nobody else change reminders; return those whose customer is not forgotten."""
        return {row[0] for row in await self.connection.fetch(LOCK, list(reminder_ids))}


def _reminder(row: Row) -> Reminder:
    reminder_id, amount, recurrence, due_at, timezone, *customer = row
    return Reminder(
        reminder_id,
        customers.customer_of(tuple(customer)),
        None if amount is None else Paise(amount),
        due_at.astimezone(ZoneInfo(timezone)),
        recurrence,
    )
