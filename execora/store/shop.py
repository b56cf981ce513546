"""One shop's books inside one transaction, and how a shop is opened and found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execora.ledger.postings import ACCOUNTS
from execora.store.bills import Bills
from execora.store.customers import Customers
from execora.store.journal import Ledger
from execora.store.products import Products
from execora.store.reminders import Reminders
from execora.store.reports import Reports

if TYPE_CHECKING:
    from execora.commands import port
    from execora.store.postgres import Connection

# row level security shows a shop to whoever names its tenant
NAME_TENANT = "select set_config('execora.tenant', $1, true)"

FIND = "select s.id, s.tenant, s.name, s.state_code, s.timezone from execora.shop s where s.tenant = $1"

OPEN = """
insert into execora.shop (tenant, name, state_code, timezone) values ($1, $2, $3, $4) on conflict (tenant) do nothing
"""

LAST = "select last_value from execora.shop_id_seq"

SET_SHOP = "select set_config('execora.shop', $1::bigint::text, true)"

OPEN_ACCOUNTS = """
insert into execora.account (shop_id, id, kind)
select $1, opened.id, opened.kind from unnest($2::uuid[], $3::text[]) opened (id, kind)
on conflict do nothing
"""


class Shop:
    """The books of the shop that a transaction was opened for; keeps the promises of `execora.commands.port.Shop`.

    It belongs to the one task that opened the transaction, and ends with it.
    """

    def __init__(self, connection: Connection, shop_id: int, request_key: str = "") -> None:
        self.customers = Customers(connection, shop_id)
        self.ledger = Ledger(connection, shop_id, request_key)
        self.products = Products(connection, shop_id, request_key)
        self.bills = Bills(connection, shop_id, self.ledger, self.products)
        self.reminders = Reminders(connection, shop_id)
        self.reports = Reports(connection)


if TYPE_CHECKING:

    def _keeps_its_promises(shop: Shop) -> port.Shop:
        return shop


@dataclass(frozen=True, slots=True)
class ShopFound:
    """What is known of a shop before its books are opened."""

    id: int
    tenant: str
    name: str
    state_code: str
    """Of the state it is in, for GST: two digits."""
    timezone: str


async def find_shop(connection: Connection, tenant: str) -> ShopFound | None:
    """Return a tenant's shop, or None where it has none."""
    async with connection.transaction():
        await connection.one(NAME_TENANT, tenant)
        row = await connection.one(FIND, tenant)
    return ShopFound(*row) if row else None


async def shop_ids(connection: Connection) -> range:
    """Return numbers of which each shop has one; some may be nobody's."""
    row = await connection.one(LAST)
    assert row is not None, "a sequence has one row"
    return range(1, row[0] + 1)


async def open_shop(
    owner: Connection, tenant: str, name: str, *, state_code: str, timezone: str = "Asia/Kolkata"
) -> ShopFound:
    """Open a tenant's shop with its accounts at zero, over a connection of the role that owns the tables.

    Where the tenant has a shop already, that one is returned as it is.
    """
    async with owner.transaction():
        await owner.one(NAME_TENANT, tenant)
        await owner.execute(OPEN, tenant, name, state_code, timezone)
        row = await owner.one(FIND, tenant)
        assert row is not None, "it was there, or is now"
        shop = ShopFound(*row)
        await owner.one(SET_SHOP, shop.id)
        await owner.execute(OPEN_ACCOUNTS, shop.id, list(ACCOUNTS.values()), list(ACCOUNTS))
    return shop
