from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from execora.store.books import Books
from execora.store.demo import SHOP, open_demo, read
from execora.store.pool import Pool
from execora.store.postgres import Connection
from tests.store.town import TODAY

if TYPE_CHECKING:
    from execora.store.embedded import Addresses


async def test_the_demo_shop_is_filled_once(database: Addresses):
    async with Pool(database.serving, size=2) as pool:
        books = Books(pool)
        with closing(await Connection.connect(database.owner)) as owner:
            shop = await open_demo(owner, books, on=TODAY)
            assert await open_demo(owner, books, on=date(2027, 4, 1)) == shop
        assert await books.find_shop("demo") == shop
        async with books.reading(shop.id) as opened:
            owing = {balance.customer.name: balance.owed for balance in await opened.customers.balances()}
            everybody = await opened.customers.page(limit=100)
            shelf = {item.product.name: item for item in await opened.products.page(limit=100)}
            sums = await opened.customers.connection.one("select sum(balance)::bigint from execora.account")
            summary = await opened.reports.days(TODAY, TODAY)
    assert (len(everybody), len(shelf)) == (40, 40)
    assert (owing["Rahul Sharma"], owing["Mohan Lal"]) == (50_000, 360_050)
    assert (shelf["Milk"].price, shelf["Milk"].stock, shelf["Milk"].low_stock) == (3_000, 80_000, 20_000)
    assert shelf["Milk"].product.aliases == ("doodh", "dudh", "milk packet")
    assert (shelf["Sugar"].product.gst_rate, shelf["Sugar"].product.hsn) == (5_000, "1701")
    assert sums == (0,)
    assert (summary.invoice_count, summary.sales, summary.credit_given, summary.pending) == (
        0,
        0,
        0,
        sum(owing.values()),
    )


def test_a_sample_is_read_exactly():
    text = SHOP.read_text("utf-8").replace('"price": 30,', '"price": 30.25,').replace('"stock": 80,', '"stock": 0.125,')
    milk = next(item for item in read(text).shelf if item.product.name == "Milk")
    assert (milk.price, milk.stock) == (3_025, 125)


def test_a_sample_with_parts_of_a_paisa_is_refused():
    with pytest.raises(ValueError, match="paise"):
        read(SHOP.read_text("utf-8").replace('"balance": 500,', '"balance": 500.005,', 1))
