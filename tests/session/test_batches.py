"""One command for many customers: one task, whole or not at all."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
import pytest

from execora.ledger.model import Customer
from execora.ledger.money import Paise
from execora.session.port import Answer, Request, Stop
from tests.fakes.books import FakeBooks, fake_desk
from tests.shop import NOW, talking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trio.testing import MockClock

    from execora.commands.port import Shop
    from execora.session.desk import Desk
    from execora.store.embedded import Addresses
    from tests.fakes.door import FakeDoor

    Look = Callable[..., list[tuple[object, ...]]]

MANY = 500
OWING_BEFORE = 33
WITHOUT_PHONE = 10

MADE = "select count(*) from execora.occurrence where state = 'due'"


@pytest.fixture
async def crowd(desk: Desk, demo_database: Addresses) -> Desk:
    """Add so many who owe to the demo shop, every fiftieth of them without a phone."""

    async def fill(shop: Shop) -> Answer:
        for number in range(MANY):
            phone = f"98{number:08}" if number % 50 else None
            customer = Customer(UUID(int=number + 1), f"Grahak {number:03}", phone=phone)
            await shop.customers.create(customer)
            await shop.ledger.opening(customer.id, Paise(100_00), on=NOW.date())
        return Answer("done", "", "en")

    await desk.books.write(desk.shop_id, Request("crowd", sha256(b"crowd").digest(), "CROWD"), fill)
    with psycopg.connect(demo_database.owner, user="postgres", autocommit=True) as admin:
        admin.execute("analyze")  # as the server does by itself, within a minute
    return desk


@contextmanager
def somebody_at(customer: UUID, database: Addresses) -> Iterator[None]:
    """Lock a customer from elsewhere, so that whatever is made for them waits."""
    with psycopg.connect(database.owner, user="postgres") as other:
        other.execute("select from execora.customer where id = %s for update", [customer])
        yield


async def ask_all(door: FakeDoor) -> str:
    """Ask for a reminder to everybody, say yes to the question and return the task's id."""
    door.say("sabko reminder bhejo")
    asked = (await door.next("voice:confirm_needed")).data
    assert asked["text"].startswith(f"{MANY + OWING_BEFORE} customers par udhaar baaki hai.")
    door.say("haan")
    return str((await door.next("task:started")).data["taskId"])


async def test_500_reminders_are_one_task_with_one_summary(crowd: Desk, look: Look) -> None:
    made = MANY + OWING_BEFORE - WITHOUT_PHONE
    async with talking(crowd) as door:
        task_id = await ask_all(door)
        done = (await door.next("task:completed", "task:failed")).data
        answer = (await door.next("voice:response")).data
        queued = door.of("task:queued")[-1]
    assert (queued["taskId"], queued["priority"], len(door.of("task:queued"))) == (task_id, 0, 2)
    assert done["durationMs"] < crowd.config.task_seconds * 1000 / 3
    assert answer["executionResult"]["data"]["count"] == made
    assert answer["text"].startswith(f"{made} customers ko reminder ")
    assert "Grahak 200 aur 5 doosre ka phone number nahi hai, unhe nahi jayega." in answer["text"]
    assert look(MADE) == [(made,)]


async def test_a_stop_in_the_middle_of_500_reminders_leaves_none(
    crowd: Desk, look: Look, demo_database: Addresses
) -> None:
    async with talking(crowd) as door:
        with somebody_at(UUID(int=250), demo_database):
            task_id = await ask_all(door)
            door.say("Rahul ka balance batao")
            assert (await door.next("voice:response")).data["intent"] == "CHECK_BALANCE"
            door.put(Stop())
            assert (await door.next("voice:stopped")).data["cancelled"] == [task_id]
    assert look(MADE) == [(0,)]


async def test_500_reminders_are_taken_back_and_cancelled_as_one(crowd: Desk, look: Look) -> None:
    async with talking(crowd) as door:
        for ends_them in ("galat ho gaya, wapas karo", "sab reminder cancel karo"):
            await ask_all(door)
            await door.next("task:completed")
            door.say(ends_them)
            await door.next("voice:confirm_needed")
            door.say("haan")
            done = (await door.next("task:completed", "task:failed")).data
            assert done["durationMs"] < crowd.config.task_seconds * 1000 / 3
            assert look(MADE) == [(0,)]


# -- over books in memory ------------------------------------------------------


async def test_a_batch_that_is_stopped_leaves_nothing(autojump_clock: MockClock) -> None:
    books = FakeBooks()
    async with talking(fake_desk(books)) as door:
        door.say("Rahul aur Suresh ko kal reminder bhejna")
        await door.next("voice:confirm_needed")
        books.slow["CREATE_REMINDER"] = 1
        door.say("haan")
        await door.next("task:started")
        door.put(Stop())
        await door.next("voice:stopped")
    assert books.shop.pages.reminders == {}


async def test_what_is_not_about_them_goes_before_a_batch(autojump_clock: MockClock) -> None:
    books = FakeBooks(slow={"CREATE_REMINDER": 1})
    async with talking(fake_desk(books)) as door:
        door.say("Rahul aur Suresh ko kal reminder bhejna")
        await door.next("voice:confirm_needed")
        door.say("haan")
        await door.next("task:started")
        door.say("Fatima ke naam 300 likho")
        assert (await door.next("task:completed")).data["intent"] == "ADD_CREDIT"


@pytest.mark.parametrize(
    ("before", "batch"),
    [
        (["Rahul ko 2 milk ka bill bana do"], "sab draft hata do"),
        (["Rahul ko kal reminder bhejna", "Suresh ko kal reminder bhejna"], "sab reminder cancel karo"),
    ],
)
async def test_every_batch_is_of_the_lowest_priority(before: list[str], batch: str) -> None:
    async with talking(fake_desk(FakeBooks())) as door:
        for text in before:
            door.say(text)
            await door.next("voice:response")
        door.say(batch)
        assert (await door.next("task:queued")).data["priority"] == 0
