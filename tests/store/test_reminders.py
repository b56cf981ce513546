from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import trio

from execora.ledger.model import Customer, Reminder
from execora.ledger.money import Paise
from execora.store.pool import Pool
from execora.store.shop import Shop
from tests.store.town import RAHUL, SURESH, TODAY, change, until_somebody_waits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from uuid import UUID

    from execora.store.books import Books
    from tests.store.town import Town

    Work = Callable[[Shop, UUID], Awaitable[object]]

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
    assert await change(books, town.shop, lambda shop: shop.reminders.cancel(cancelled.id)) == {cancelled.id}
    assert await change(books, town.shop, lambda shop: shop.reminders.cancel(cancelled.id)) == set()
    assert await change(books, town.shop, lambda shop: shop.reminders.cancel(uuid4())) == set()
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


async def test_a_reminder_is_held_as_it_waits(town: Town, books: Books):
    held = reminder(RAHUL, 21, 10)
    await create(books, town, held)
    assert await change(books, town.shop, lambda shop: shop.reminders.hold(held.id)) == {held.id: held}
    await change(books, town.shop, lambda shop: shop.reminders.cancel(held.id))
    for nothing in (held.id, uuid4()):
        assert await change(books, town.shop, lambda shop, one=nothing: shop.reminders.hold(one)) == {}


@pytest.mark.parametrize("hour", [10, 12])
async def test_a_cancelled_reminder_waits_again_under_its_id(town: Town, books: Books, hour: int):
    cancelled = reminder(RAHUL, 21, 10, 500)
    again = replace(cancelled, send_at=datetime(2026, 11, 21, hour, tzinfo=INDIA))
    await create(books, town, cancelled)
    await change(books, town.shop, lambda shop: shop.reminders.cancel(cancelled.id))
    assert await change(books, town.shop, lambda shop: shop.reminders.restore(again)) == {again.id}
    assert await change(books, town.shop, lambda shop: shop.reminders.restore(again)) == set()
    assert await change(books, town.shop, lambda shop: shop.reminders.restore(replace(again, id=uuid4()))) == set()
    async with books.reading(town.shop) as shop:
        assert await shop.reminders.waiting() == [again]
    assert await change(books, town.shop, lambda shop: shop.reminders.cancel(cancelled.id)) == {cancelled.id}


async def test_many_are_made_held_cancelled_and_restored_at_once(town: Town, books: Books):
    made = [reminder(RAHUL, 21, 10, 500), reminder(SURESH, 22, 11), reminder(RAHUL, 23, 12)]
    ids, nobody = [one.id for one in made], uuid4()
    await change(books, town.shop, lambda shop: shop.reminders.create(*made))
    held = await change(books, town.shop, lambda shop: shop.reminders.hold(*ids, nobody))
    assert held == {one.id: one for one in made}
    assert await change(books, town.shop, lambda shop: shop.reminders.cancel(*ids[:2], nobody)) == set(ids[:2])
    assert await change(books, town.shop, lambda shop: shop.reminders.restore(*made)) == set(ids[:2])
    async with books.reading(town.shop) as shop:
        assert await shop.reminders.waiting() == made


async def test_a_reminder_of_somebody_who_is_forgotten_does_not_wait_again(town: Town, books: Books):
    cancelled = reminder(RAHUL, 21, 10)
    await create(books, town, cancelled)
    await change(books, town.shop, lambda shop: shop.reminders.cancel(cancelled.id))
    await change(books, town.shop, lambda shop: shop.customers.erase(RAHUL.id))
    outcome = await change(books, town.shop, lambda shop: shop.reminders.restore(cancelled))
    assert outcome == set()


async def move_on(shop: Shop, reminder_id: UUID) -> bool:
    return await shop.reminders.move(reminder_id, LATEST)


async def cancel(shop: Shop, reminder_id: UUID) -> bool:
    return bool(await shop.reminders.cancel(reminder_id))


async def hour_of(shop: Shop, reminder_id: UUID) -> datetime | None:
    held = (await shop.reminders.hold(reminder_id)).get(reminder_id)
    return held.send_at if held else None


LATER, LATEST = datetime(2026, 11, 22, 10, tzinfo=INDIA), datetime(2026, 11, 23, 10, tzinfo=INDIA)

MEANWHILE: dict[str, tuple[Work, Work, object, list[datetime]]] = {
    "moves": (lambda shop, one: shop.reminders.move(one, LATER), move_on, True, [LATEST]),
    "cancels": (lambda shop, one: shop.reminders.move(one, LATER), cancel, True, []),
    "holds": (lambda shop, one: shop.reminders.move(one, LATER), hour_of, LATER, [LATER]),
    "moves what is forgotten": (lambda shop, _: shop.customers.erase(RAHUL.id), move_on, False, []),
    "forgets what is moved": (move_on, lambda shop, _: shop.customers.erase(RAHUL.id), True, []),
}


@pytest.mark.parametrize("second", MEANWHILE)
async def test_who_comes_second_finds_what_the_first_has_left(town: Town, books: Books, second: str):
    first_does, second_does, outcome, left = MEANWHILE[second]
    one = reminder(RAHUL, 21, 10)
    await create(books, town, one)
    outcomes: list[object] = []

    async def come_second() -> None:
        outcomes.append(await change(books, town.shop, lambda shop: second_does(shop, one.id)))

    async with (
        trio.open_nursery() as nursery,
        Pool(town.addresses.serving, size=1) as pool,
        pool.transaction(shop=town.shop) as holder,
    ):
        await first_does(Shop(holder, town.shop), one.id)
        nursery.start_soon(come_second)
        await until_somebody_waits(holder)
    assert outcomes == [outcome]
    async with books.reading(town.shop) as shop:
        assert [waiting.send_at for waiting in await shop.reminders.waiting()] == left
