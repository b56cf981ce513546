from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from execora.ledger.model import Split
from execora.ledger.money import Paise
from execora.ledger.postings import ACCOUNTS
from tests.store.town import RAHUL, TODAY, change

if TYPE_CHECKING:
    from execora.ledger.model import Posted
    from execora.store.books import Books
    from execora.store.shop import Shop
    from tests.store.town import Town


async def test_a_payment_in_two_ways_is_one_journal(town: Town, books: Books):
    splits = [Split(Paise(500), "cash"), Split(Paise(300), "upi")]
    posted = await change(
        books, town.shop, lambda shop: shop.ledger.payment(RAHUL.id, splits, on=TODAY, memo="Rahul ne diye")
    )
    assert posted
    assert posted.balance == -800
    async with books.reading(town.shop) as shop:
        assert sorted(await shop.ledger.entries(posted.journal_id)) == [
            (RAHUL.id, -800),
            (ACCOUNTS["cash"], 500),
            (ACCOUNTS["upi"], 300),
        ]


async def test_each_posting_tells_where_it_left_the_customer(town: Town, books: Books):
    amounts = (Paise(900), Paise(50), Paise(7))
    balances = []
    for amount in amounts:
        posted = await change(
            books, town.shop, lambda shop, one=amount: shop.ledger.credit(RAHUL.id, one, on=TODAY, memo="udhaar")
        )
        assert posted
        balances.append(posted.balance)
    assert balances == [900, 950, 957]


async def test_what_was_owed_before_the_books_began_is_owed(town: Town, books: Books):
    await change(books, town.shop, lambda shop: shop.ledger.opening(RAHUL.id, Paise(50_000), on=TODAY))
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balance(RAHUL.id) == 50_000


@pytest.mark.parametrize("stranger", [uuid4(), ACCOUNTS["bank"]])
async def test_nothing_is_posted_for_nobody(town: Town, books: Books, stranger: object):
    posted = await change(
        books,
        town.shop,
        lambda shop: shop.ledger.payment(stranger, [Split(Paise(1), "cash")], on=TODAY, memo=""),  # type: ignore[arg-type]
    )
    assert posted is None


async def test_two_postings_in_one_transaction_are_two_journals(town: Town, books: Books):
    async def twice(shop: Shop) -> tuple[Posted | None, Posted | None]:
        first = await shop.ledger.credit(RAHUL.id, Paise(500), on=TODAY, memo="")
        return first, await shop.ledger.payment(RAHUL.id, [Split(Paise(200), "upi")], on=TODAY, memo="")

    first, second = await change(books, town.shop, twice)
    assert first
    assert second
    assert (first.balance, second.balance) == (500, 300)
    assert first.journal_id != second.journal_id
