from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from execora.ledger.model import Product, ShelfItem
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.store.town import BREAD, MILK, change

if TYPE_CHECKING:
    from execora.store.books import Books
    from tests.store.town import Town

TEA = ShelfItem(Product(UUID(int=8), "Tea", "piece", "चाय", ("chai",)), Paise(1000), Milli(0), Milli(0), True)


async def test_a_product_is_got_with_its_price_and_stock(town: Town, books: Books):
    async with books.reading(town.shop) as shop:
        assert await shop.products.get(MILK.product.id) == MILK
        assert await shop.products.get(uuid4()) is None


async def test_goods_that_came_are_on_the_shelf(town: Town, books: Books):
    received = await change(
        books, town.shop, lambda shop: shop.products.receive(BREAD.product.id, Milli(2_500), memo="aaya")
    )
    assert received == replace(BREAD, stock=Milli(7_500))
    async with books.reading(town.shop) as shop:
        assert await shop.products.get(BREAD.product.id) == received


async def test_goods_of_no_product_are_not_received(town: Town, books: Books):
    assert await change(books, town.shop, lambda shop: shop.products.receive(uuid4(), Milli(1000), memo="")) is None


async def test_a_product_may_be_created_without_stock(town: Town, books: Books):
    await change(books, town.shop, lambda shop: shop.products.create(TEA))
    async with books.reading(town.shop) as shop:
        assert await shop.products.get(TEA.product.id) == TEA


@pytest.mark.parametrize("same", [{"name": "milk"}, {"name": "Coffee", "id": MILK.product.id}])
async def test_two_products_do_not_have_one_name_or_id(town: Town, books: Books, same: dict[str, object]):
    another = replace(TEA, product=replace(TEA.product, **same), stock=Milli(5000))
    assert await change(books, town.shop, lambda shop: shop.products.create(another)) == MILK
    async with books.reading(town.shop) as shop:
        assert await shop.products.page() == [BREAD, MILK]


@pytest.mark.parametrize(
    ("text", "found"), [("doodh", [MILK]), ("BREA", [BREAD]), ("दूध", [MILK]), (None, [BREAD, MILK])]
)
async def test_products_are_searched_by_name_and_alias(
    town: Town, books: Books, text: str | None, found: list[ShelfItem]
):
    async with books.reading(town.shop) as shop:
        assert await shop.products.page(text=text) == found


async def test_what_runs_low_is_listed(town: Town, books: Books):
    await change(books, town.shop, lambda shop: shop.products.create(TEA))
    async with books.reading(town.shop) as shop:
        assert await shop.products.page(low=True) == [BREAD, TEA]


async def test_pages_of_products_follow_each_other(town: Town, books: Books):
    async with books.reading(town.shop) as shop:
        (first,) = await shop.products.page(limit=1)
        (second,) = await shop.products.page(after=first.product.id, limit=1)
        assert (first, second) == (BREAD, MILK)
        assert await shop.products.page(after=second.product.id) == []
