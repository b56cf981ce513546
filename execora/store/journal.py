"""The ledger: postings become journals, in one statement each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from execora.ledger import postings
from execora.ledger.model import AccountEntry, Posted
from execora.ledger.money import Paise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from execora.ledger.model import Split
    from execora.ledger.postings import Entry, Posting
    from execora.store.postgres import Connection, Row

# The customer first, who is not forgotten before this is kept. Then the database moves each entry's account as it is
# inserted, so the order of the entries is the order of the locks.
POST = """
with theirs as materialized (
    select c.id from execora.customer c
    where c.id = $8 and ($5::uuid is not null or c.erased_at is null)
    for share
), made as (
    insert into execora.journal (shop_id, id, kind, request_key, reverses, effective_on, memo)
    select $1, $2, $3, $4, $5, $6, $7 from theirs
    returning shop_id, id
)
insert into execora.entry (shop_id, journal_id, account_id, amount)
select made.shop_id, made.id, posted.account_id, posted.amount
from made cross join unnest($9::uuid[], $10::bigint[]) posted (account_id, amount)
order by posted.account_id
returning account_id, balance_after
"""

LOCK = "select a.id from execora.account a where a.id = any($1) order by a.id for no key update"

ENTRIES = "select e.account_id, e.amount from execora.entry e where e.journal_id = $1"

# asked once the accounts are locked, so that of two who take it back the second sees what the first has done
STANDS = """
select e.account_id
from execora.journal j
join execora.entry e on e.shop_id = j.shop_id and e.journal_id = j.id
join execora.account a on a.shop_id = e.shop_id and a.id = e.account_id
where j.id = $1 and j.kind in ('payment', 'credit', 'opening') and a.kind = 'customer'
    and not exists (select from execora.journal r where r.shop_id = j.shop_id and r.reverses = j.id)
"""

MOVES = """
select j.id, j.kind, j.effective_on, e.amount, e.balance_after, r.id is not null
from execora.entry e
join execora.journal j on j.shop_id = e.shop_id and j.id = e.journal_id
left join execora.journal r on r.shop_id = j.shop_id and r.reverses = j.id
where e.account_id = $1
"""

STATEMENT = f"{MOVES} order by e.account_seq desc limit $2"

PAYMENTS = f"""
{MOVES} and j.kind = 'payment' and r.id is null
    and ($2::bigint is null or e.amount = -$2) and ($3::date is null or j.effective_on = $3)
order by j.effective_on desc, e.account_seq desc
limit $4
"""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of the shop that a transaction was opened for; see `execora.commands.port.Ledger`."""

    connection: Connection
    shop_id: int
    request_key: str
    """Of the request that all postings of this transaction are made for."""

    async def payment(self, customer_id: UUID, splits: Sequence[Split], *, on: date) -> Posted | None:
        """Post what a customer paid, in one way or more; None where there is no such customer."""
        return await self.post(postings.payment(customer_id, splits), customer_id, on=on)

    async def credit(self, customer_id: UUID, amount: Paise, *, on: date) -> Posted | None:
        """Post an amount onto a customer's account; None where there is no such customer."""
        return await self.post(postings.credit(customer_id, amount), customer_id, on=on)

    async def opening(self, customer_id: UUID, amount: Paise, *, on: date) -> Posted | None:
        """Post what a new customer owed before; None where there is no such customer."""
        return await self.post(postings.opening(customer_id, amount), customer_id, on=on)

    async def reverse(self, journal_id: UUID, *, on: date) -> Posted | None:
        """Take a payment, a credit or an opening balance back, exactly; None where none stands under that id.

        It works for a forgotten customer too: the books may still be put right.
        """
        entries = await self.entries(journal_id)
        await self.lock(entries)
        stands = await self.connection.one(STANDS, journal_id)
        if stands is None:
            return None
        return await self.post(postings.reversal(entries), stands[0], on=on, reverses=journal_id)

    async def statement(self, customer_id: UUID, *, limit: int) -> list[AccountEntry]:
        """Return what moved a customer's account, in the order of posting, the latest of them last."""
        moves = await self.connection.fetch(STATEMENT, customer_id, limit)
        return [_account_entry(row) for row in reversed(moves)]

    async def payments(
        self, customer_id: UUID, *, amount: Paise | None = None, on: date | None = None, limit: int = 5
    ) -> list[AccountEntry]:
        """Return what a customer paid and was not taken back, the latest first: of one amount, or on one day."""
        return [_account_entry(row) for row in await self.connection.fetch(PAYMENTS, customer_id, amount, on, limit)]

    async def post(
        self,
        posting: Posting,
        customer_id: UUID,
        *,
        on: date,
        memo: str = "",
        journal_id: UUID | None = None,
        reverses: UUID | None = None,
    ) -> Posted | None:
        """Post a journal that moves a customer's account; None, and nothing, where there is no such customer."""
        journal_id = journal_id or uuid4()
        balances = await self.connection.fetch(
            POST,
            self.shop_id,
            journal_id,
            posting.kind,
            self.request_key,
            reverses,
            on,
            memo,
            customer_id,
            [account_id for account_id, _ in posting.entries],
            [amount for _, amount in posting.entries],
        )
        left_at = {account_id: Paise(balance) for account_id, balance in balances}
        return Posted(journal_id, left_at[customer_id]) if left_at else None

    async def lock(self, entries: Sequence[Entry]) -> None:
        """Lock the accounts that a posting will move, before anything else of it is looked at."""
        await self.connection.fetch(LOCK, [account_id for account_id, _ in entries])

    async def entries(self, journal_id: UUID) -> list[Entry]:
        """Return what a journal moved."""
        return [(account_id, Paise(amount)) for account_id, amount in await self.connection.fetch(ENTRIES, journal_id)]


def _account_entry(row: Row) -> AccountEntry:
    journal_id, kind, on, amount, balance, undone = row
    return AccountEntry(journal_id, kind, on, Paise(amount), Paise(balance), undone)
