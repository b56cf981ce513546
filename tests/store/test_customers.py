from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import trio

from execora.commands.port import Duplicate
from execora.ledger.model import Balance, Customer
from tests.store.town import RAHUL, SURESH, change, payment

if TYPE_CHECKING:
    from execora.store.books import Books
    from tests.store.town import Town

RAVI = Customer(UUID(int=7), "Ravi Teja", phone="9898989898", aliases=("ravi bhai", "teja"))


async def test_a_customer_is_got_as_they_were_created(town: Town, books: Books):
    async with books.reading(town.shop) as shop:
        assert await shop.customers.get(RAHUL.id) == RAHUL
        assert await shop.customers.get(RAVI.id) is None


async def test_a_new_customer_owes_nothing(town: Town, books: Books):
    assert await change(books, town.shop, lambda shop: shop.customers.create(RAVI)) is None
    async with books.reading(town.shop) as shop:
        assert await shop.customers.get(RAVI.id) == RAVI
        assert await shop.customers.balance(RAVI.id) == 0


async def test_nobody_has_no_balance(town: Town, books: Books):
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balance(RAVI.id) is None


async def test_a_shops_own_account_is_no_customer(town: Town, books: Books):
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balance(UUID("ffffffff-ffff-ffff-ffff-000000000001")) is None


@pytest.mark.parametrize(
    "like_rahul",
    [
        replace(RAVI, phone=RAHUL.phone),
        replace(RAVI, name="RAHUL sharma"),
        replace(RAVI, phone=None, name=RAHUL.name),
        replace(RAVI, id=RAHUL.id),
    ],
)
async def test_somebody_with_the_same_phone_name_or_id_is_there_already(town: Town, books: Books, like_rahul: Customer):
    assert await change(books, town.shop, lambda shop: shop.customers.create(like_rahul)) == Duplicate(RAHUL)
    async with books.reading(town.shop) as shop:
        assert [owing.customer for owing in await shop.customers.page()] == [RAHUL, SURESH]
        assert await shop.customers.balance(RAVI.id) is None


async def test_of_two_like_the_new_one_the_same_phone_is_told(town: Town, books: Books):
    like_both = replace(RAVI, name=RAHUL.name, phone=SURESH.phone)
    assert await change(books, town.shop, lambda shop: shop.customers.create(like_both)) == Duplicate(SURESH)


async def test_customers_without_a_phone_are_not_alike(town: Town, books: Books):
    for name in ("Ravi", "Kishan"):
        customer = Customer(uuid4(), name)
        assert await change(books, town.shop, lambda shop, one=customer: shop.customers.create(one)) is None


async def test_of_many_at_once_with_one_phone_one_is_created(town: Town, books: Books):
    outcomes: list[Duplicate | None] = []

    async def create(number: int) -> None:
        customer = Customer(uuid4(), f"Ravi {number}", phone="9898989898")
        outcomes.append(await change(books, town.shop, lambda shop: shop.customers.create(customer)))

    async with trio.open_nursery() as nursery:
        for number in range(8):
            nursery.start_soon(create, number)
    assert outcomes.count(None) == 1
    assert len({outcome.customer for outcome in outcomes if outcome}) == 1


async def test_who_owes_most_comes_first_and_who_owes_nothing_not_at_all(town: Town, books: Books):
    await change(books, town.shop, lambda shop: shop.customers.create(RAVI))
    await change(books, town.shop, payment(RAHUL.id, 500))
    await change(books, town.shop, payment(SURESH.id, 300))
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balances() == [Balance(SURESH, -300), Balance(RAHUL, -500)]


@pytest.mark.parametrize("text", ["rahul", "SHARMA", "शर्मा", "atm ke", "234567", "", "%", "_"])
async def test_customers_are_searched_by_what_is_known_of_them(town: Town, books: Books, text: str):
    async with books.reading(town.shop) as shop:
        found = [owing.customer for owing in await shop.customers.page(text=text)]
    assert found == {"": [RAHUL, SURESH], "%": [], "_": [], "234567": [RAHUL, SURESH]}.get(text, [RAHUL])


async def test_pages_of_customers_follow_each_other_without_gap_or_overlap(town: Town, books: Books):
    for name in ("rahul verma", "Anil", "Zoya", "Suresh Kumari", "अनिल"):
        customer = Customer(uuid4(), name)
        await change(books, town.shop, lambda shop, one=customer: shop.customers.create(one))
    names: list[str] = []
    after = None
    async with books.reading(town.shop) as shop:
        while page := await shop.customers.page(after=after, limit=2):
            names += [owing.customer.name for owing in page]
            after = page[-1].customer.id
    assert names == ["Anil", "Rahul Sharma", "rahul verma", "Suresh Kumar", "Suresh Kumari", "Zoya", "अनिल"]
