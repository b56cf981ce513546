from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import trio

from execora.commands.port import Short
from execora.ledger.model import Invoice, Product, ShelfItem
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from execora.store.pool import Pool
from execora.store.shop import Shop
from tests.store.town import BREAD, MILK, RAHUL, TODAY, change, issued, line, until_somebody_waits

if TYPE_CHECKING:
    from execora.store.books import Books
    from tests.store.town import Town

TEA = ShelfItem(Product(UUID(int=8), "Tea", "piece", "चाय", ("chai",)), Paise(1000), Milli(0), Milli(0), True)


async def test_a_product_is_got_with_its_price_and_stock(town: Town, books: Books):
    async with books.reading(town.shop) as shop:
        assert await shop.products.get(MILK.product.id) == MILK
        assert await shop.products.get(uuid4()) is None


async def test_goods_that_came_are_on_the_shelf(town: Town, books: Books):
    received = await change(books, town.shop, lambda shop: shop.products.receive(BREAD.product.id, Milli(2_500)))
    assert received == replace(BREAD, stock=Milli(7_500))
    async with books.reading(town.shop) as shop:
        assert await shop.products.get(BREAD.product.id) == received


async def test_goods_of_no_product_are_not_received(town: Town, books: Books):
    assert await change(books, town.shop, lambda shop: shop.products.receive(uuid4(), Milli(1000))) is None


async def test_goods_that_came_by_mistake_go_off_the_shelf(town: Town, books: Books):
    left = await change(books, town.shop, lambda shop: shop.products.take_off(BREAD.product.id, Milli(5_000)))
    assert left == replace(BREAD, stock=Milli(0))


async def test_no_more_goes_off_the_shelf_than_there_is(town: Town, books: Books):
    short = await change(books, town.shop, lambda shop: shop.products.take_off(BREAD.product.id, Milli(5_001)))
    assert short == Short(BREAD.product, BREAD.stock)
    assert await change(books, town.shop, lambda shop: shop.products.take_off(uuid4(), Milli(1))) is None


async def test_what_may_go_below_zero_does(town: Town, books: Books):
    await change(books, town.shop, lambda shop: shop.products.create(TEA))
    left = await change(books, town.shop, lambda shop: shop.products.take_off(TEA.product.id, Milli(1000)))
    assert left == replace(TEA, stock=Milli(-1000))


async def test_a_new_price_holds_from_now_on(town: Town, books: Books):
    dearer = replace(MILK, price=Paise(3200))
    set_price = await change(books, town.shop, lambda shop: shop.products.set_price(MILK.product.id, Paise(3200)))
    assert set_price == dearer
    async with books.reading(town.shop) as shop:
        assert await shop.products.get(MILK.product.id) == dearer
    assert await change(books, town.shop, lambda shop: shop.products.set_price(uuid4(), Paise(1))) is None


async def test_a_draft_keeps_the_price_it_was_made_with(town: Town, books: Books):
    draft_id = uuid4()
    await change(books, town.shop, lambda shop: shop.bills.make_draft(draft_id, RAHUL.id, [line(MILK, 2)]))
    await change(books, town.shop, lambda shop: shop.products.set_price(MILK.product.id, Paise(9900)))
    bill = await change(books, town.shop, lambda shop: shop.bills.issue(draft_id, on=TODAY))
    assert isinstance(bill, Invoice)
    assert bill.lines == (line(MILK, 2),)


async def test_a_removed_product_is_offered_no_longer(town: Town, books: Books):
    assert await change(books, town.shop, lambda shop: shop.products.remove(BREAD.product.id)) is True
    assert await change(books, town.shop, lambda shop: shop.products.remove(BREAD.product.id)) is False
    async with books.reading(town.shop) as shop:
        assert await shop.products.get(BREAD.product.id) is None
        assert await shop.products.page() == [MILK]
        assert await shop.products.running_low() == []
    assert await books.product(town.shop, BREAD.product.id) is None
    assert (await books.names(town.shop)).products == (MILK.product,)


async def test_nothing_is_done_to_a_removed_product(town: Town, books: Books):
    await change(books, town.shop, lambda shop: shop.products.remove(BREAD.product.id))
    for work in (
        lambda shop: shop.products.receive(BREAD.product.id, Milli(1000)),
        lambda shop: shop.products.take_off(BREAD.product.id, Milli(1000)),
        lambda shop: shop.products.set_price(BREAD.product.id, Paise(1)),
    ):
        assert await change(books, town.shop, work) is None


async def test_the_name_of_a_removed_product_is_free_again(town: Town, books: Books):
    await change(books, town.shop, lambda shop: shop.products.remove(BREAD.product.id))
    again = replace(TEA, product=replace(TEA.product, name="bread"))
    assert await change(books, town.shop, lambda shop: shop.products.create(again)) is None


async def test_what_is_on_a_draft_or_a_bill_is_not_removed(town: Town, books: Books):
    await change(books, town.shop, lambda shop: shop.bills.make_draft(uuid4(), RAHUL.id, [line(BREAD, 1)]))
    await issued(books, town.shop, line(MILK, 1))
    for item in (BREAD, MILK):
        assert await change(books, town.shop, lambda shop, item=item: shop.products.remove(item.product.id)) is False
    assert await change(books, town.shop, lambda shop: shop.products.remove(uuid4())) is False


async def test_what_is_removed_meanwhile_comes_on_no_draft(town: Town, books: Books):
    offered: list[bool] = []

    async def draft(shop: Shop) -> None:
        offered.append(await shop.products.get(BREAD.product.id) is not None)
        if offered[-1]:
            await shop.bills.make_draft(uuid4(), RAHUL.id, [line(BREAD, 1)])

    async def put_on_a_draft() -> None:
        await change(books, town.shop, draft)

    async with (
        trio.open_nursery() as nursery,
        Pool(town.addresses.serving, size=1) as pool,
        pool.transaction(shop=town.shop) as holder,
    ):
        await holder.execute("update execora.product set removed_at = now() where id = $1", BREAD.product.id)
        nursery.start_soon(put_on_a_draft)
        await until_somebody_waits(holder)
    assert offered == [True, False], "it was begun again, and found it gone"
    async with books.reading(town.shop) as shop:
        assert await shop.bills.drafts() == []


async def test_what_is_put_on_a_draft_meanwhile_is_not_removed(town: Town, books: Books):
    removed: list[bool] = []

    async def remove() -> None:
        removed.append(await change(books, town.shop, lambda shop: shop.products.remove(BREAD.product.id)))

    async with (
        trio.open_nursery() as nursery,
        Pool(town.addresses.serving, size=1) as pool,
        pool.transaction(shop=town.shop) as holder,
    ):
        await Shop(holder, town.shop).bills.make_draft(uuid4(), RAHUL.id, [line(BREAD, 1)])
        nursery.start_soon(remove)
        await until_somebody_waits(holder)
    assert removed == [False]


async def test_what_runs_low_is_told_the_most_urgent_first(town: Town, books: Books):
    few = replace(TEA, product=replace(TEA.product, id=uuid4(), name="Salt"), stock=Milli(1000), low_stock=Milli(4000))
    for item in (TEA, few):
        await change(books, town.shop, lambda shop, item=item: shop.products.create(item))
    async with books.reading(town.shop) as shop:
        assert await shop.products.running_low() == [TEA, few, BREAD]


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


async def test_the_gst_rate_of_a_product_is_unknown_until_it_is_told(town: Town, books: Books):
    mixer = ShelfItem(Product(uuid4(), "Mixer", "piece"), Paise(3000_00), Milli(0), Milli(0))
    await change(books, town.shop, lambda shop: shop.products.create(mixer))
    async with books.reading(town.shop) as shop:
        assert await shop.products.get(mixer.product.id) == mixer
    told = replace(mixer, product=replace(mixer.product, gst_rate=Milli(18_000), hsn="8509"))
    assert await books.set_gst(town.shop, mixer.product.id, Milli(18_000), "8509") == told
    lower = replace(told, product=replace(told.product, gst_rate=Milli(5_000)))
    assert await books.set_gst(town.shop, mixer.product.id, Milli(5_000), None) == lower
    assert await books.set_gst(town.other, mixer.product.id, Milli(5_000), None) is None
    await change(books, town.shop, lambda shop: shop.products.remove(mixer.product.id))
    assert await books.set_gst(town.shop, mixer.product.id, Milli(5_000), None) is None
