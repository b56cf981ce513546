from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import trio

from execora.ledger.model import Split
from execora.ledger.money import Paise
from execora.ledger.postings import ACCOUNTS
from tests.store.town import MILK, RAHUL, SURESH, TODAY, change, issued, line, payment

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from execora.ledger.model import Posted
    from execora.store.books import Books
    from execora.store.shop import Shop
    from tests.store.town import Town


async def test_a_payment_in_two_ways_is_one_journal(town: Town, books: Books):
    splits = [Split(Paise(500), "cash"), Split(Paise(300), "upi")]
    posted = await change(books, town.shop, lambda shop: shop.ledger.payment(RAHUL.id, splits, on=TODAY))
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
        posted = await change(books, town.shop, lambda shop, one=amount: shop.ledger.credit(RAHUL.id, one, on=TODAY))
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
        lambda shop: shop.ledger.payment(stranger, [Split(Paise(1), "cash")], on=TODAY),  # type: ignore[arg-type]
    )
    assert posted is None


async def test_two_postings_in_one_transaction_are_two_journals(town: Town, books: Books):
    async def twice(shop: Shop) -> tuple[Posted | None, Posted | None]:
        first = await shop.ledger.credit(RAHUL.id, Paise(500), on=TODAY)
        return first, await shop.ledger.payment(RAHUL.id, [Split(Paise(200), "upi")], on=TODAY)

    first, second = await change(books, town.shop, twice)
    assert first
    assert second
    assert (first.balance, second.balance) == (500, 300)
    assert first.journal_id != second.journal_id


async def test_a_payment_is_taken_back_once(town: Town, books: Books):
    paid = await change(books, town.shop, payment(RAHUL.id, 500, "upi"))
    assert paid

    def reverse(shop: Shop) -> Awaitable[Posted | None]:
        return shop.ledger.reverse(paid.journal_id, on=TODAY)

    back = await change(books, town.shop, reverse)
    assert back
    assert back.balance == 0
    assert await change(books, town.shop, reverse) is None
    async with books.reading(town.shop) as shop:
        assert sorted(await shop.ledger.entries(back.journal_id)) == [(RAHUL.id, 500), (ACCOUNTS["upi"], -500)]


async def test_of_many_who_take_it_back_at_once_one_does(town: Town, books: Books):
    paid = await change(books, town.shop, payment(RAHUL.id, 500))
    assert paid
    backs: list[Posted | None] = []

    async def reverse() -> None:
        backs.append(await change(books, town.shop, lambda shop: shop.ledger.reverse(paid.journal_id, on=TODAY)))

    async with trio.open_nursery() as nursery:
        for _ in range(6):
            nursery.start_soon(reverse)
    assert backs.count(None) == 5


async def test_an_opening_balance_is_taken_back_once(town: Town, books: Books):
    opened = await change(books, town.shop, lambda shop: shop.ledger.opening(RAHUL.id, Paise(500), on=TODAY))
    assert opened
    back = await change(books, town.shop, lambda shop: shop.ledger.reverse(opened.journal_id, on=TODAY))
    assert back
    assert back.balance == 0
    assert await change(books, town.shop, lambda shop: shop.ledger.reverse(opened.journal_id, on=TODAY)) is None


async def test_neither_a_bill_nor_a_reversal_is_taken_back_so(town: Town, books: Books):
    bill = await issued(books, town.shop, line(MILK, 1))
    paid = await change(books, town.shop, payment(RAHUL.id, 500))
    assert paid
    back = await change(books, town.shop, lambda shop: shop.ledger.reverse(paid.journal_id, on=TODAY))
    assert back
    for journal_id in (bill.id, back.journal_id, uuid4()):
        outcome = await change(books, town.shop, lambda shop, one=journal_id: shop.ledger.reverse(one, on=TODAY))
        assert outcome is None


async def test_a_statement_tells_what_moved_an_account_and_where_it_stood(town: Town, books: Books):
    bill = await issued(books, town.shop, line(MILK, 1))
    paid = await change(books, town.shop, payment(RAHUL.id, 500))
    assert paid
    await change(books, town.shop, lambda shop: shop.ledger.reverse(paid.journal_id, on=TODAY))
    await change(books, town.shop, payment(SURESH.id, 700))
    async with books.reading(town.shop) as shop:
        told = await shop.ledger.statement(RAHUL.id, limit=9)
        assert [(one.kind, one.amount, one.balance, one.undone) for one in told] == [
            ("invoice", bill.total, 3000, False),
            ("payment", -500, 2500, True),
            ("reversal", 500, 3000, False),
        ]
        assert await shop.ledger.statement(RAHUL.id, limit=2) == told[1:]


async def test_payments_are_those_that_stand_the_latest_day_first(town: Town, books: Books):
    yesterday = TODAY - timedelta(days=1)
    for paise, on in ((500, TODAY), (300, yesterday), (500, yesterday), (900, TODAY)):
        splits = [Split(Paise(paise), "cash")]
        posted = await change(
            books,
            town.shop,
            lambda shop, on=on, splits=splits: shop.ledger.payment(RAHUL.id, splits, on=on),
        )
    assert posted
    await change(books, town.shop, lambda shop: shop.ledger.reverse(posted.journal_id, on=TODAY))
    async with books.reading(town.shop) as shop:
        ledger = shop.ledger
        assert [-one.amount for one in await ledger.payments(RAHUL.id)] == [500, 500, 300]
        assert [one.on for one in await ledger.payments(RAHUL.id, amount=Paise(500))] == [TODAY, yesterday]
        assert [-one.amount for one in await ledger.payments(RAHUL.id, on=yesterday)] == [500, 300]
        assert len(await ledger.payments(RAHUL.id, limit=1)) == 1
        assert await ledger.payments(SURESH.id) == []
