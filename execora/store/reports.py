"""Sums over the books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execora.ledger.model import DaySummary

if TYPE_CHECKING:
    from datetime import date

    from execora.store.postgres import Connection

# what was taken back counts on no day
DAYS = """
with moved as (
    select j.id, j.kind, a.kind as account, e.amount
    from execora.journal j
    join execora.entry e on e.shop_id = j.shop_id and e.journal_id = j.id
    join execora.account a on a.shop_id = e.shop_id and a.id = e.account_id
    where j.effective_on between $1 and $2
        and j.kind in ('invoice', 'payment', 'credit')
        and not exists (select from execora.journal r where r.shop_id = j.shop_id and r.reverses = j.id)
)
select
    count(*) filter (where kind = 'invoice' and account = 'customer'),
    coalesce(sum(amount) filter (where kind = 'invoice' and account = 'customer'), 0)::bigint,
    coalesce(sum(amount) filter (where kind = 'payment' and account <> 'customer'), 0)::bigint,
    coalesce(sum(amount) filter (where kind = 'payment' and account = 'cash'), 0)::bigint,
    coalesce(sum(amount) filter (where kind = 'payment' and account = 'upi'), 0)::bigint,
    coalesce(sum(amount) filter (where kind = 'credit' and account = 'customer'), 0)::bigint,
    (select coalesce(sum(a.balance), 0)::bigint from execora.account a where a.kind = 'customer' and a.balance > 0)
from moved
"""


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of the shop that a transaction was opened for; see `execora.commands.port.Reports`."""

    connection: Connection

    async def days(self, first: date, last: date) -> DaySummary:
        """Sum up the days from first to last, both included, as they are dated in the shop's time zone.

        A bill, a payment or a credit that was taken back since is left out. Pending is what is owed to the shop: who
        has paid ahead does not lessen it.
        """
        row = await self.connection.one(DAYS, first, last)
        assert row is not None, "sums without groups are one row"
        return DaySummary(first, last, *row)
