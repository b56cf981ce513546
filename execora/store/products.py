"""Products: what they are, what they cost, and how much of them is on the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from execora.commands.port import Short
from execora.ledger.model import Product, ShelfItem
from execora.ledger.money import Paise
from execora.ledger.units import Milli

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from execora.store.postgres import Connection, Row

COLUMNS = "p.id, p.name, p.unit, p.name_hi, p.aliases, p.gst_rate, p.hsn"
"""What makes a product, of a table that is called `p`."""

WIDTH = 7
"""How many columns that is."""

SHELF = f"{COLUMNS}, p.price, p.low_stock, p.allow_negative"

GET = f"select {SHELF}, p.stock from execora.product p where p.id = $1 and p.removed_at is null"

HOLD = f"{GET} for no key update"

CREATE = """
insert into execora.product (
    shop_id, id, name, name_hi, aliases, unit, price, low_stock, allow_negative, gst_rate, hsn
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict do nothing
"""

SAME = f"""
select {SHELF}, p.stock from execora.product p
where p.id = $1 or (lower(p.name) = lower($2) and p.removed_at is null)
order by p.id = $1 desc
limit 1
"""

SET_PRICE = f"""
update execora.product p set price = $2 where p.id = $1 and p.removed_at is null returning {SHELF}, p.stock
"""

# a statement sees only what was there when it began: what somebody is just putting it on is waited for before
LOCK_TO_REMOVE = "select p.id from execora.product p where p.id = $1 for update"

SET_GST = f"""
update execora.product p set gst_rate = $2, hsn = coalesce($3, p.hsn)
where p.id = $1 and p.removed_at is null
returning {SHELF}, p.stock
"""

REMOVE = """
update execora.product p set removed_at = now()
where p.id = $1 and p.removed_at is null
    and not exists (select from execora.draft_line l where l.product_id = p.id)
    and not exists (select from execora.stock_move m where m.product_id = p.id and m.reason = 'sold')
"""

# the statement itself sees the product as it was before; the move knows what is there now
RECEIVE = f"""
with moved as (
    insert into execora.stock_move (shop_id, product_id, quantity, reason, request_key)
    select $1, p.id, $3, $4, $5 from execora.product p where p.id = $2 and p.removed_at is null
    returning product_id, stock_after
)
select {SHELF}, moved.stock_after from moved join execora.product p on p.id = moved.product_id
"""

LOCK = f"select {SHELF}, p.stock from execora.product p where p.id = any($1) order by p.id for no key update"

SELL = """
insert into execora.stock_move (shop_id, product_id, quantity, reason, request_key, invoice_id)
select l.shop_id, l.product_id, -sum(l.quantity)::bigint, 'sold', $2, l.invoice_id
from execora.invoice_line l
where l.invoice_id = $1
group by l.shop_id, l.invoice_id, l.product_id
order by l.product_id
"""

TAKE_BACK = """
insert into execora.stock_move (shop_id, product_id, quantity, reason, request_key, credit_note_id)
select l.shop_id, l.product_id, sum(l.quantity)::bigint, 'returned', $2, n.id
from execora.credit_note n
join execora.invoice_line l on l.shop_id = n.shop_id and l.invoice_id = n.invoice_id
where n.id = $1
group by l.shop_id, n.id, l.product_id
order by l.product_id
"""

PAGE = f"""
select {SHELF}, p.stock
from execora.product p
where p.removed_at is null and (
        $1::text is null
        or strpos(lower(concat_ws(' ', p.name, p.name_hi, array_to_string(p.aliases, ' '))), lower($1)) > 0
    ) and (
        not $2::boolean or p.stock <= p.low_stock
    ) and (
        $3::uuid is null
        or (lower(p.name), p.id) > (select lower(b.name), b.id from execora.product b where b.id = $3)
    )
order by lower(p.name), p.id
limit $4
"""

# zero of zero comes first, then what has least of what it should have
RUNNING_LOW = f"""
select {SHELF}, p.stock
from execora.product p
where p.removed_at is null and p.stock <= p.low_stock
order by p.stock::numeric / nullif(p.low_stock, 0) nulls first, lower(p.name), p.id
"""


@dataclass(frozen=True, slots=True)
class Products:
    """The goods of the shop that a transaction was opened for; see `execora.commands.port.Products`."""

    connection: Connection
    shop_id: int
    request_key: str
    """Of the request that all moves of this transaction are made for."""

    async def get(self, product_id: UUID) -> ShelfItem | None:
        """Return a product with its price and stock, or None."""
        row = await self.connection.one(GET, product_id)
        return _shelf_item(row) if row else None

    async def hold(self, product_id: UUID) -> ShelfItem | None:
        """Return a product as `get` does, and lock it."""
        row = await self.connection.one(HOLD, product_id)
        return _shelf_item(row) if row else None

    async def receive(self, product_id: UUID, quantity: Milli) -> ShelfItem | None:
        """Put goods on the shelf and return what is there now; None where there is no such product."""
        return await self._add(product_id, quantity, "received")

    async def take_off(self, product_id: UUID, quantity: Milli) -> ShelfItem | Short | None:
        """Take goods off the shelf that were put there by mistake, and return what is left; None as with `receive`."""
        for item in await self.lock([product_id]):
            if item.stock < quantity and not item.allow_negative:
                return Short(item.product, item.stock)
        return await self._add(product_id, Milli(-quantity), "corrected")

    async def set_price(self, product_id: UUID, price: Paise) -> ShelfItem | None:
        """Let one unit of a product cost so much from now on; None where there is no such product."""
        row = await self.connection.one(SET_PRICE, product_id, price)
        return _shelf_item(row) if row else None

    async def set_gst(self, product_id: UUID, rate: Milli, hsn: str | None) -> ShelfItem | None:
        """Tell the GST rate of a product, and by which code the law names it; None where there is no such product.

        Without a code it keeps the one it has.
        """
        row = await self.connection.one(SET_GST, product_id, rate, hsn)
        return _shelf_item(row) if row else None

    async def create(self, item: ShelfItem) -> ShelfItem | None:
        """Add a product with its price, and what there is of it as opening stock; None says it was done.

        Where there is one of that name, case aside, or of that id, it is returned and nothing changes.
        """
        made = await self.connection.execute(
            CREATE,
            self.shop_id,
            item.product.id,
            item.product.name,
            item.product.name_hi,
            list(item.product.aliases),
            item.product.unit,
            item.price,
            item.low_stock,
            item.allow_negative,
            item.product.gst_rate,
            item.product.hsn,
        )
        if not made:
            return await self._same(item.product)
        if item.stock:
            await self._add(item.product.id, item.stock, "opening")
        return None

    async def remove(self, product_id: UUID) -> bool:
        """Offer a product no longer that was added by mistake; its moves stay.

        False where there is no such product, or where it is on a bill or a draft.
        """
        await self.connection.one(LOCK_TO_REMOVE, product_id)
        return await self.connection.execute(REMOVE, product_id) > 0

    async def page(
        self, *, text: str | None = None, low: bool = False, after: UUID | None = None, limit: int = 50
    ) -> list[ShelfItem]:
        """Return products by name: those with a text in their name or aliases, or only what runs low.

        The next page comes after the last one's id.
        """
        return [_shelf_item(row) for row in await self.connection.fetch(PAGE, text, low, after, limit)]

    async def running_low(self) -> list[ShelfItem]:
        """Return what is at or below the stock at which it should be ordered, by how much of that is left."""
        return [_shelf_item(row) for row in await self.connection.fetch(RUNNING_LOW)]

    async def lock(self, product_ids: Iterable[UUID]) -> list[ShelfItem]:
        """Lock products until the transaction ends, and return how they stand then."""
        return [_shelf_item(row) for row in await self.connection.fetch(LOCK, list(product_ids))]

    async def sell(self, invoice_id: UUID) -> None:
        """Take what an invoice lists off the shelf."""
        await self.connection.execute(SELL, invoice_id, self.request_key)

    async def take_back(self, credit_note_id: UUID) -> None:
        """Put what the invoice of a credit note lists back on the shelf."""
        await self.connection.execute(TAKE_BACK, credit_note_id, self.request_key)

    async def _add(
        self, product_id: UUID, quantity: Milli, reason: Literal["opening", "received", "corrected"]
    ) -> ShelfItem | None:
        row = await self.connection.one(RECEIVE, self.shop_id, product_id, quantity, reason, self.request_key)
        return _shelf_item(row) if row else None

    async def _same(self, product: Product) -> ShelfItem:
        row = await self.connection.one(SAME, product.id, product.name)
        if row is None:
            raise RuntimeError(f"product {product.id} was refused, and none is like it")
        return _shelf_item(row)


def product_of(row: Row) -> Product:
    """Return the product that a row begins with."""
    product_id, name, unit, name_hi, aliases, gst_rate, hsn = row[:WIDTH]
    return Product(product_id, name, unit, name_hi, tuple(aliases), gst_rate, hsn)


def _shelf_item(row: Row) -> ShelfItem:
    price, low_stock, allow_negative, stock = row[WIDTH:]
    return ShelfItem(product_of(row), Paise(price), Milli(stock), Milli(low_stock), allow_negative)
