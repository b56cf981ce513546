"""The shop that `execora demo` shows: `demo_shop.json`, with prices, balances and stock as people write them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from execora.ledger.model import Customer, Product, ShelfItem
from execora.ledger.money import Paise, paise
from execora.ledger.units import thousandths
from execora.session.port import Answer, Request
from execora.store.shop import open_shop

if TYPE_CHECKING:
    from datetime import date

    from execora.store.books import Books
    from execora.store.postgres import Connection
    from execora.store.shop import Shop, ShopFound

TENANT = "demo"

SHOP = files("execora.store") / "demo_shop.json"


@dataclass(frozen=True, slots=True)
class Sample:
    """A shop as it begins."""

    name: str
    state_code: str
    timezone: str
    owing: tuple[tuple[Customer, Paise], ...]
    """Who the customers are, and what each of them owes."""
    shelf: tuple[ShelfItem, ...]


async def open_demo(owner: Connection, books: Books, *, on: date) -> ShopFound:
    """Open the demo shop and fill its books; once, however often it is called.

    The owner's connection opens the shop, which the serving role may not; all else goes through its books, as one
    request dated `on`.
    """
    text = SHOP.read_text("utf-8")
    sample = read(text)
    shop = await open_shop(owner, TENANT, sample.name, state_code=sample.state_code, timezone=sample.timezone)

    async def fill(books_of_shop: Shop) -> Answer:
        await _fill(books_of_shop, sample, on)
        return Answer("done", f"{sample.name} is open.", "en")

    await books.write(shop.id, Request("demo", sha256(b"demo").digest(), "OPEN_DEMO"), fill)
    return shop


def read(text: str) -> Sample:
    """Return the shop that a JSON text describes, with rupees as paise and quantities as thousandths."""
    described = json.loads(text, parse_float=str)
    shop = described["shop"]
    return Sample(
        name=shop["name"],
        state_code=shop["stateCode"],
        timezone=shop["timezone"],
        owing=tuple((_customer(one), paise(one["balance"])) for one in described["customers"]),
        shelf=tuple(_shelf_item(one) for one in described["products"]),
    )


async def _fill(shop: Shop, sample: Sample, on: date) -> None:  # noqa: ASYNC910 - a sample is not empty
    for item in sample.shelf:
        await shop.products.create(item)
    for customer, owed in sample.owing:
        await shop.customers.create(customer)
        if owed:
            await shop.ledger.opening(customer.id, owed, on=on)


def _customer(described: dict[str, Any]) -> Customer:
    return Customer(
        uuid4(),
        described["name"],
        described["nameHi"],
        described["nickname"],
        described["landmark"],
        described["phone"],
    )


def _product(described: dict[str, Any]) -> Product:
    return Product(
        uuid4(),
        described["name"],
        described["unit"],
        described["nameHi"],
        tuple(described["aliases"]),
        gst_rate=thousandths(described["gstRate"]),
        hsn=described["hsn"],
    )


def _shelf_item(described: dict[str, Any]) -> ShelfItem:
    return ShelfItem(
        _product(described),
        price=paise(described["price"]),
        stock=thousandths(described["stock"]),
        low_stock=thousandths(described["lowStock"]),
    )
