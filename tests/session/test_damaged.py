"""An utterance that has lost some of its sound: it may mean something else, so it is read back before it is written."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import pytest
import trio

from execora.session.port import Audio, Refused, Speech, Start, Stop
from execora.session.stream import LONGEST_SECONDS
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


def ears_of(desk: Desk) -> FakeEars:
    assert isinstance(desk.speech.ears, FakeEars)
    return desk.speech.ears


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


@pytest.mark.parametrize("confidence", [None, 0.98])
async def test_a_yes_that_lost_sound_counts_only_with_a_deed(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock, confidence: float | None
) -> None:
    """Behind "haan" there may have been a "nahi"."""
    ears = ears_of(desk)
    ears.confidence = confidence
    ears.words = deque([PAID, "haan", "haan, kar do"])
    async with talking(desk) as door:
        await started(door)
        for changes, told in (0, "voice:confirm_needed"), (0, "voice:response"), (1, "voice:response"):
            await stream(door, speech(0.5))
            door.put(Audio(data=speech(0.02), after_gap=True))
            await stream(door, speech(0.5) + silence(1))
            await door.next(told)
            assert books.changes == changes


# -- sound that ends in a word


async def test_sound_that_stalls_in_a_word_cuts_it_in_two_and_both_are_read_back(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await started(door)
        await stream(door, speech(1))
        await trio.sleep(0.6)
        await stream(door, speech(1) + silence(1))
        for _ in range(2):
            await door.next("voice:confirm_needed")
        assert books.changes == 0
        door.say("haan")
        await door.next("voice:response")
        await stream(door, silence(1))
        ears_of(desk).words.append("Suresh Kumar ne 200 diye")
        await stream(door, speech(1) + silence(1))
        await door.next("voice:response")
    assert books.changes == 2


async def test_sound_that_ends_behind_a_pause_is_an_utterance_and_so_is_what_comes_next(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    """A codec sends nothing while nobody speaks (DTX)."""
    async with talking(desk) as door:
        await started(door)
        for _ in range(2):
            await stream(door, speech(1) + silence(0.2))
            await trio.sleep(1)
            await door.next("voice:response")
    assert books.changes == 2


@pytest.mark.parametrize("ends", ["in a word", "stalled in a word"])
async def test_what_is_heard_first_behind_a_stream_that_was_cut_in_a_word_is_read_back(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock, ends: str
) -> None:
    async with talking(desk) as door:
        await started(door)
        await stream(door, speech(1))
        if ends == "stalled in a word":
            await trio.sleep(1)
            door.say("nahi")
            await door.next("voice:response")
        else:
            ears_of(desk).words.popleft()
        await started(door)
        await stream(door, speech(1) + silence(1))
        await door.next("voice:confirm_needed")
        door.say("nahi")
        await door.next("voice:response")
        assert books.changes == 0
        ears_of(desk).words.append("Suresh Kumar ne 200 diye")
        await stream(door, speech(1) + silence(1))
        await door.next("voice:response")
    assert books.changes == 1


@pytest.mark.parametrize("began", ["between two sentences", "long after a word"])
async def test_what_is_said_at_once_in_a_new_stream_is_believed_elsewhere(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock, began: str
) -> None:
    async with talking(desk, within=60) as door:
        await started(door)
        if began == "between two sentences":
            await stream(door, speech(1) + silence(1))
            await door.next("voice:response")
        else:
            await stream(door, speech(1))
            door.put(Stop())
            await trio.sleep(LONGEST_SECONDS + 1)
        changes = books.changes
        await started(door)
        await stream(door, speech(1) + silence(1))
        await door.next("voice:response")
    assert books.changes == changes + 1
