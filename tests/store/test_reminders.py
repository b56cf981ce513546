from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from execora.ledger.model import Customer, Reminder
from execora.ledger.money import Paise
from tests.store.town import RAHUL, SURESH, TODAY, change

if TYPE_CHECKING:
    from execora.store.books import Books
    from tests.store.town import Town

INDIA = ZoneInfo("Asia/Kolkata")


def reminder(customer: Customer, day: int, hour: int, amount: int | None = None) -> Reminder:
    send_at = datetime(2026, 11, day, hour, tzinfo=INDIA)
    return Reminder(uuid4(), customer, None if amount is None else Paise(amount), send_at)


async def create(books: Books, town: Town, *reminders: Reminder) -> None:
    for one in reminders:
        await change(books, town.shop, lambda shop, one=one: shop.reminders.create(one))


async def test_a_reminder_waits_as_it_was_made(town: Town, books: Books):
    made = Reminder(
        uuid4(), RAHUL, Paise(50_000), datetime(2026, 11, 21, 19, tzinfo=INDIA), "FREQ=MONTHLY;BYMONTHDAY=5"
    )
    await create(books, town, made)
    async with books.reading(town.shop) as shop:
        (waiting,) = await shop.reminders.waiting()
    assert waiting == made
    assert waiting.send_at.hour == 19


async def test_the_next_reminder_comes_first(town: Town, books: Books):
    later, sooner = reminder(RAHUL, 25, 10), reminder(SURESH, 21, 10, 500)
    await create(books, town, later, sooner)
    async with books.reading(town.shop) as shop:
        assert await shop.reminders.waiting() == [sooner, later]
        assert await shop.reminders.waiting(RAHUL.id) == [later]


@pytest.mark.parametrize("hour", [0, 5, 23])
async def test_a_day_of_reminders_is_a_day_in_the_shop(town: Town, books: Books, hour: int):
    """Before half past five in India it is still yesterday in Greenwich."""
    today, other_day = reminder(RAHUL, TODAY.day, hour), reminder(SURESH, TODAY.day + 1, hour)
    await create(books, town, today, other_day)
    async with books.reading(town.shop) as shop:
        assert await shop.reminders.waiting(on=TODAY) == [today]
        assert await shop.reminders.waiting(SURESH.id, on=TODAY) == []


async def test_a_reminder_is_cancelled_once(town: Town, books: Books):
    kept, cancelled = reminder(RAHUL, 21, 10), reminder(RAHUL, 22, 10)
    await create(books, town, kept, cancelled)
    assert await change(books, town.shop, lambda shop: shop.reminders.cancel(cancelled.id)) is True
    assert await change(books, town.shop, lambda shop: shop.reminders.cancel(cancelled.id)) is False
    assert await change(books, town.shop, lambda shop: shop.reminders.cancel(uuid4())) is False
    async with books.reading(town.shop) as shop:
        assert await shop.reminders.waiting() == [kept]


async def test_a_reminder_waits_for_the_moment_it_is_moved_to(town: Town, books: Books):
    moved, other = reminder(RAHUL, 21, 10), reminder(RAHUL, 22, 10)
    await create(books, town, moved, other)
    later = datetime(2026, 11, 23, 10, tzinfo=INDIA)
    assert await change(books, town.shop, lambda shop: shop.reminders.move(moved.id, later)) is True
    async with books.reading(town.shop) as shop:
        assert await shop.reminders.waiting() == [other, replace(moved, send_at=later)]


@pytest.mark.parametrize("hour", [10, 12])
async def test_a_reminder_may_be_moved_back(town: Town, books: Books, hour: int):
    moved, later = reminder(RAHUL, 21, 10), datetime(2026, 11, 21, hour, tzinfo=INDIA)
    await create(books, town, moved)
    for send_at in (later, moved.send_at, moved.send_at):
        assert await change(books, town.shop, lambda shop, at=send_at: shop.reminders.move(moved.id, at)) is True
    async with books.reading(town.shop) as shop:
        assert await shop.reminders.waiting() == [moved]


async def test_what_does_not_wait_is_not_moved(town: Town, books: Books):
    cancelled = reminder(RAHUL, 21, 10)
    await create(books, town, cancelled)
    await change(books, town.shop, lambda shop: shop.reminders.cancel(cancelled.id))
    for nothing in (cancelled.id, uuid4()):
        moved = await change(books, town.shop, lambda shop, at=nothing: shop.reminders.move(at, cancelled.send_at))
        assert moved is False
    async with books.reading(town.shop) as shop:
        assert await shop.reminders.waiting() == []
