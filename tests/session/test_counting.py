"""The limit of changes for one customer, over books in memory and on a clock that jumps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import trio

from execora.ledger.money import Paise
from execora.session.port import CancelTask
from tests.fakes.books import FakeBooks, fake_desk
from tests.shop import talking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pytest
    from trio.testing import MockClock

    from execora.session.port import JSON
    from tests.fakes.door import FakeDoor


@dataclass
class KeptMessages(FakeBooks):
    """Books that note which messages are finished, and take each for a new one."""

    closed: list[UUID] = field(default_factory=list)

    async def close_message(self, shop_id: int, message_id: UUID, answers: Sequence[Mapping[str, JSON]]) -> None:
        self.closed.append(message_id)


async def said(door: FakeDoor, text: str, message_id: UUID | None = None) -> dict[str, Any]:
    """Say something, and return its answer."""
    door.say(text, message_id)
    return dict((await door.next("voice:response", "voice:confirm_needed")).data)


async def error_after(door: FakeDoor, text: str, message_id: UUID | None = None) -> str | None:
    """Say something, and return the failure code of its answer."""
    result = (await said(door, text, message_id)).get("executionResult", {})
    error: str | None = result.get("error")
    return error


async def test_the_next_change_is_refused_by_name_and_with_the_time_to_wait(autojump_clock: MockClock) -> None:
    books = FakeBooks()
    async with talking(fake_desk(books, customer_actions_a_minute=2), within=300) as door:
        await said(door, "Rahul ne 100 cash diye")
        await trio.sleep(20)
        await said(door, "Rahul ke khate mein 10 likho")
        await trio.sleep(15)
        refused = await said(door, "Rahul ne 100 cash diye")
        assert refused["executionResult"]["error"] == "LIMIT_REACHED"
        assert refused["text"] == (
            "Rahul Sharma ke khate mein ek minute mein 2 se zyada badlaav nahi ho sakte, isliye kuch nahi badla. "
            "25 second baad phir boliye."
        )
        await trio.sleep(24.9)
        assert await error_after(door, "Rahul ne 100 cash diye") == "LIMIT_REACHED"
        await trio.sleep(0.2)
        assert await error_after(door, "Rahul ne 100 cash diye") is None
    assert books.shop.owed("Rahul Sharma") == Paise(310_00)


async def test_others_and_what_only_looks_or_drafts_are_not_held_up(autojump_clock: MockClock) -> None:
    async with talking(fake_desk(FakeBooks(), customer_actions_a_minute=1)) as door:
        for text in (
            "Rahul ne 100 cash diye",
            "Suresh ne 100 cash diye",
            "Rahul ka balance batao",
            "Rahul ko 2 milk ka bill bana do",
            "ek aur milk jodo",
        ):
            assert await error_after(door, text) is None


async def test_a_bill_is_a_change_of_its_customer_though_nobody_names_them(autojump_clock: MockClock) -> None:
    async with talking(fake_desk(FakeBooks(), customer_actions_a_minute=1)) as door:
        await said(door, "Rahul ko 2 milk ka bill bana do")
        await said(door, "Rahul ne 100 cash diye")
        assert await error_after(door, "bill pakka karo") == "LIMIT_REACHED"


async def test_two_conversations_share_the_limit(autojump_clock: MockClock) -> None:
    desk = fake_desk(FakeBooks(), customer_actions_a_minute=1)
    async with talking(desk) as door, talking(desk) as other:
        await said(door, "Rahul ne 100 cash diye")
        assert await error_after(other, "Rahul ne 100 cash diye") == "LIMIT_REACHED"


async def test_what_is_for_several_counts_for_each(autojump_clock: MockClock) -> None:
    async with talking(fake_desk(FakeBooks(), customer_actions_a_minute=1)) as door:
        await said(door, "Rahul aur Suresh ko kal reminder bhejo")
        assert await error_after(door, "haan") is None
        for name in ("Rahul", "Suresh"):
            assert await error_after(door, f"{name} ne 100 cash diye") == "LIMIT_REACHED"


async def test_a_message_that_is_sent_again_counts_once(autojump_clock: MockClock) -> None:
    books, message = FakeBooks(), uuid4()
    async with talking(fake_desk(books, customer_actions_a_minute=2), within=300) as door:
        for pause in (0, 0, 61, 0):
            await trio.sleep(pause)
            assert await error_after(door, "Rahul ne 100 cash diye", message) is None
        assert [await error_after(door, "Rahul ne 10 cash diye") for _ in range(3)] == [None, None, "LIMIT_REACHED"]
    assert books.shop.owed("Rahul Sharma") == Paise(380_00)


async def test_what_was_cancelled_or_failed_does_not_count(autojump_clock: MockClock) -> None:
    books = FakeBooks()
    books.slow["RECORD_PAYMENT"] = 1
    async with talking(fake_desk(books, customer_actions_a_minute=1)) as door:
        door.say("Rahul ne 100 cash diye")
        await door.next("task:started")
        door.put(CancelTask(task_id=None))
        await door.next("task:cancelled")
        assert await error_after(door, "Rahul ka reminder cancel karo") == "NO_REMINDER"
        assert await error_after(door, "Rahul ne 100 cash diye") is None


async def test_a_message_that_was_refused_for_now_is_carried_out_when_it_is_sent_again(
    autojump_clock: MockClock,
) -> None:
    books, message, done = KeptMessages(), uuid4(), uuid4()
    async with talking(fake_desk(books, customer_actions_a_minute=1), within=300) as door:
        await said(door, "Rahul ne 100 cash diye", done)
        assert await error_after(door, "Rahul ne 100 cash diye", message) == "LIMIT_REACHED"
        await trio.sleep(60)
        assert books.closed == [done], "its answer is not the last word on it"
        assert await error_after(door, "Rahul ne 100 cash diye", message) is None


async def test_a_clock_that_is_set_back_does_no_harm(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = fake_desk(FakeBooks(), customer_actions_a_minute=1)
    async with talking(desk, within=300) as door:
        await said(door, "Rahul ne 100 cash diye")
        before = desk.now()
        monkeypatch.setattr(desk, "now", lambda: before.replace(year=2020))
        await trio.sleep(60)
        assert await error_after(door, "Rahul ne 100 cash diye") is None
