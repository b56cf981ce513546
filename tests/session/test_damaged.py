"""An utterance that has lost some of its sound: it may mean something else, so it is read back before it is written."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import pytest

from execora.session.port import Audio, Refused, Speech, Start
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars, detector, silence, speech
from tests.session.test_held_off import started, stream
from tests.shop import talking

if TYPE_CHECKING:
    from trio.testing import MockClock

    from execora.session.desk import Desk
    from execora.session.port import Input

PAID = "Rahul Verma ne 500 diye"


@pytest.fixture
def books() -> FakeBooks:
    return FakeBooks()


@pytest.fixture
def desk(books: FakeBooks) -> Desk:
    desk = fake_desk(books)
    desk.speech = Speech(ears=FakeEars(words=deque([PAID, "Suresh Kumar ne 100 diye"])), detector=detector)
    return desk


@pytest.mark.parametrize(
    "damage",
    [
        Audio(data=speech(0.02), after_gap=True),
        Refused(code="BAD_AUDIO", message="No packet.", utters=False),
        Refused(code="TOO_LONG", message="Shorter."),
    ],
)
@pytest.mark.parametrize("place", ["in its middle", "before its beginning"])
async def test_what_lost_sound_is_read_back_and_what_comes_behind_it_is_not(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock, damage: Input, place: str
) -> None:
    async with talking(desk) as door:
        await started(door)
        await stream(door, silence(1) if place == "before its beginning" else speech(1))
        door.put(damage)
        await stream(door, speech(1) + silence(1))
        await door.next("voice:confirm_needed")
        assert books.changes == 0
        await stream(door, speech(1) + silence(1))
        await door.next("voice:response")
    assert books.changes == 1


async def test_what_was_cut_short_as_hearing_began_anew_is_not_gone_on_from(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        door.say("Rahul Verma ka balance batao")
        await door.next("voice:response")
        await started(door)
        await stream(door, speech(1))
        door.put(Start())
        await door.next("voice:started")
        door.say("usne 207 rupaye diye")
        answer = await door.next("voice:response")
        assert answer.data["executionResult"]["error"] == "CUSTOMER_CONTEXT_MISSING"
    assert books.changes == 0
