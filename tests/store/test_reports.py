from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from execora.ledger.model import DaySummary, Split
from execora.ledger.money import Paise
from tests.store.town import BREAD, MILK, RAHUL, SURESH, TODAY, change, issued, line, payment

if TYPE_CHECKING:
    from execora.store.books import Books
    from tests.store.town import Town

YESTERDAY = TODAY - timedelta(days=1)


def summary(first: date, last: date, **sums: int) -> DaySummary:
    """Return a summary in which all is zero that is not named."""
    names = ("invoice_count", "sales", "payments", "cash", "upi", "credit_given", "pending")
    return DaySummary(first, last, *(Paise(sums.get(name, 0)) for name in names))


async def test_a_day_on_which_nothing_happened_is_all_zeros(town: Town, books: Books):
    async with books.reading(town.shop) as shop:
        assert await shop.reports.days(TODAY, TODAY) == summary(TODAY, TODAY)


async def test_a_day_brings_bills_payments_and_credit(town: Town, books: Books):
    await issued(books, town.shop, line(MILK, 2), line(BREAD, 1))
    await issued(books, town.shop, line(MILK, 1), customer=SURESH)
    splits = [Split(Paise(500), "cash"), Split(Paise(300), "upi"), Split(Paise(20), "card")]
    await change(books, town.shop, lambda shop: shop.ledger.payment(RAHUL.id, splits, on=TODAY))
    await change(books, town.shop, lambda shop: shop.ledger.credit(RAHUL.id, Paise(40), on=TODAY))
    await change(books, town.shop, lambda shop: shop.ledger.opening(SURESH.id, Paise(7), on=TODAY))
    async with books.reading(town.shop) as shop:
        assert await shop.reports.days(TODAY, TODAY) == summary(
            TODAY,
            TODAY,
            invoice_count=2,
            sales=13_000,
            payments=820,
            cash=500,
            upi=300,
            credit_given=40,
            pending=12_227,
        )


async def test_a_run_of_days_has_both_its_ends(town: Town, books: Books):
    for on in (YESTERDAY - timedelta(days=1), YESTERDAY, TODAY, TODAY + timedelta(days=1)):
        await change(books, town.shop, lambda shop, on=on: shop.ledger.credit(RAHUL.id, Paise(100), on=on))
    async with books.reading(town.shop) as shop:
        assert await shop.reports.days(YESTERDAY, TODAY) == summary(YESTERDAY, TODAY, credit_given=200, pending=400)


async def test_a_bill_that_was_taken_back_counts_on_no_day(town: Town, books: Books):
    invoice = await issued(books, town.shop, line(MILK, 2))
    await change(books, town.shop, lambda shop: shop.bills.cancel_invoice(invoice.id, on=TODAY))
    async with books.reading(town.shop) as shop:
        assert await shop.reports.days(TODAY, TODAY) == summary(TODAY, TODAY)


async def test_who_has_paid_ahead_does_not_lessen_what_others_owe(town: Town, books: Books):
    await change(books, town.shop, payment(RAHUL.id, 900))
    await issued(books, town.shop, line(MILK, 1), customer=SURESH)
    async with books.reading(town.shop) as shop:
        assert (await shop.reports.days(TODAY, TODAY)).pending == 3_000


async def test_another_shops_day_is_its_own(town: Town, books: Books):
    await issued(books, town.other, line(MILK, 2))
    async with books.reading(town.shop) as shop:
        assert await shop.reports.days(TODAY, TODAY) == summary(TODAY, TODAY)
