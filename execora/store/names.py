"""What the indexes in memory are filled from: all customers and products of a shop, and one of them after a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execora.store import customers, products

if TYPE_CHECKING:
    from uuid import UUID

    from execora.ledger.model import Customer, Product
    from execora.store.postgres import Connection

CUSTOMERS = f"select {customers.COLUMNS} from execora.customer c where {customers.KNOWN} order by c.name, c.id"
PRODUCTS = f"select {products.COLUMNS} from execora.product p where p.removed_at is null order by p.name, p.id"
PRODUCT = f"select {products.COLUMNS} from execora.product p where p.id = $1 and p.removed_at is null"


@dataclass(frozen=True, slots=True)
class Names:
    """Everybody and everything that can be spoken of in a shop."""

    customers: tuple[Customer, ...]
    products: tuple[Product, ...]


async def load_all(connection: Connection) -> Names:
    """Return all names of the shop that the transaction was opened for."""
    people = await connection.fetch(CUSTOMERS)
    goods = await connection.fetch(PRODUCTS)
    return Names(tuple(map(customers.customer_of, people)), tuple(map(products.product_of, goods)))


async def load_customer(connection: Connection, customer_id: UUID) -> Customer | None:
    """Return one customer, or None where there is none of that id, or they are forgotten."""
    row = await connection.one(customers.GET, customer_id)
    return customers.customer_of(row) if row else None


async def load_product(connection: Connection, product_id: UUID) -> Product | None:
    """Return one product, or None where there is none of that id."""
    row = await connection.one(PRODUCT, product_id)
    return products.product_of(row) if row else None
