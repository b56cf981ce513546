"""Which haan counts where words are spoken: one that was begun after what it answers was told, and no other."""

from __future__ import annotations

from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import pytest
import trio
import trio.testing
from hypothesis import given, settings
from hypothesis import strategies as st

from execora.providers.port import FinalWords
from execora.session.port import AnswerQuestion, Event, Speech, Start
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars, detector, silence, speech
from tests.session.test_hearing import stream
from tests.shop import talking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from trio.testing import MockClock

    from tests.fakes.door import FakeDoor

RAHUL, SURESH = "Rahul ne 200 diye", "Suresh ne 300 diye"
BILL, ADDED = "Rahul ko 2 milk ka bill bana do", "10 bread aur jodo"
AT_ONCE = "Suresh ko 5 bread ka bill bana do aur bill pakka karo"


class Counter:
    """Somebody speaks at a counter; what was said is heard when the test says so."""

    def __init__(self, books: FakeBooks, ears: FakeEars, door: FakeDoor) -> None:
        self.books, self.ears, self.door = books, ears, door
        self._ends: deque[float] = deque()

    async def speaks(self, seconds: float = 0.3) -> None:
        """Speak, and be heard by nobody yet."""
        await stream(self.door, speech(seconds) + silence(0.7))
        self._ends.append(self.ears.run.seconds)

    async def is_heard(self, text: str, *, sure: bool = False) -> None:
        """Have heard what was spoken first and is not heard yet."""
        await self.heard_until(self._ends.popleft(), text, sure=sure)

    async def heard_until(self, until: float, text: str, *, sure: bool = False) -> None:
        self.ears.run.heard(FinalWords(text, self.ears.name, until, 0.95, sure))
        await trio.sleep(0.01)

    async def says(self, text: str, *, sure: bool = False) -> None:
        """Speak, and be heard."""
        await self.speaks()
        await self.is_heard(text, sure=sure)

    async def types(self, text: str) -> None:
        self.door.say(text)
        await trio.sleep(0.01)

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked last."""
        return self.door.of("voice:confirm_needed")[-1]

    @property
    def bills(self) -> int:
        return len(self.books.shop.pages.invoices)


@asynccontextmanager
async def speaking(books: FakeBooks | None = None) -> AsyncIterator[Counter]:
    books, ears = books or FakeBooks(), FakeEars()
    desk = fake_desk(books)
    desk.speech = Speech(ears=ears, detector=detector)
    async with talking(desk, within=10_000) as door:
        door.put(Start())
        await ears.started.wait()
        yield Counter(books, ears, door)


@pytest.fixture
async def counter(autojump_clock: MockClock) -> AsyncIterator[Counter]:
    async with speaking() as counter:
        yield counter


# -- questions -----------------------------------------------------------------


@pytest.mark.parametrize("sure", [False, True])
async def test_a_haan_that_was_begun_before_the_question_was_told_does_not_answer_it(
    counter: Counter, autojump_clock: MockClock, sure: bool
) -> None:
    for _ in range(2):
        await counter.speaks()
    await counter.is_heard("Rahul ke khate mein 8000 likho", sure=sure)
    assert counter.asked["intent"] == "ADD_CREDIT"
    await counter.is_heard("haan", sure=sure)
    assert counter.books.changes == 0
    await counter.says("haan", sure=sure)
    assert counter.books.changes == 1


async def test_a_haan_to_the_question_before_does_not_answer_the_one_that_took_its_place(
    counter: Counter, autojump_clock: MockClock
) -> None:
    await counter.says(RAHUL)
    for _ in range(2):
        await counter.speaks()
    await counter.is_heard(SURESH)
    await counter.is_heard("haan")
    assert "Suresh" in counter.asked["text"]
    assert counter.books.changes == 0


async def test_a_haan_that_was_spoken_before_a_typed_command_is_understood_does_not_answer_it(
    counter: Counter, autojump_clock: MockClock
) -> None:
    await counter.speaks()
    await counter.types("Rahul ne 8000 diye")
    await counter.is_heard("haan")
    assert counter.books.changes == 0
    await counter.types("haan")
    assert counter.books.changes == 1


async def test_a_no_by_button_answers_a_question_that_came_up_by_itself(
    counter: Counter, autojump_clock: MockClock
) -> None:
    await counter.types("Suresh ko 100 diye, Amit ko 300 diye")
    await counter.types("haan")
    counter.door.put(AnswerQuestion(question_id=UUID(counter.asked["questionId"]), yes=False))
    await counter.types("haan")
    assert counter.books.changes == 1


# -- one stretch of speech -----------------------------------------------------


async def test_the_rest_of_a_long_speech_does_not_answer_what_its_beginning_asked(
    counter: Counter, autojump_clock: MockClock
) -> None:
    counter.ears.sure = False
    counter.ears.words.extend([RAHUL, "haan"])
    await counter.speaks(16)
    assert counter.ears.run.ends == 2
    assert "Rahul" in counter.asked["text"]
    assert counter.books.changes == 0


async def test_words_behind_a_short_pause_do_not_answer_what_those_before_it_asked(
    counter: Counter, autojump_clock: MockClock
) -> None:
    await stream(counter.door, speech(1))
    await counter.heard_until(0.9, RAHUL)
    await stream(counter.door, speech(0.5) + silence(0.7))
    await counter.heard_until(counter.ears.run.seconds, "haan")
    assert "Rahul" in counter.asked["text"]
    assert counter.books.changes == 0


# -- bills ---------------------------------------------------------------------


async def test_a_bill_that_is_made_and_confirmed_in_one_breath_is_shown_and_asked_about(
    counter: Counter, autojump_clock: MockClock
) -> None:
    await counter.says(AT_ONCE)
    assert counter.bills == 0
    assert "Bread" in counter.asked["text"]
    await counter.says("haan")
    assert counter.bills == 1


async def test_a_bill_that_is_changed_and_confirmed_in_one_breath_is_shown_and_asked_about(
    counter: Counter, autojump_clock: MockClock
) -> None:
    await counter.says(BILL)
    await counter.says(f"{ADDED} aur bill pakka karo")
    assert counter.bills == 0
    assert "Bread" in counter.asked["text"]
    await counter.says("haan")
    assert counter.bills == 1


async def test_a_haan_that_was_begun_before_the_bill_was_shown_confirms_nothing(
    counter: Counter, autojump_clock: MockClock
) -> None:
    for _ in range(2):
        await counter.speaks()
    await counter.is_heard(BILL)
    await counter.is_heard("haan")
    assert counter.bills == 0
    await counter.says("haan")
    assert counter.bills == 1


async def test_a_haan_that_was_begun_before_a_change_of_the_bill_was_shown_confirms_nothing(
    counter: Counter, autojump_clock: MockClock
) -> None:
    await counter.says(BILL)
    for _ in range(2):
        await counter.speaks()
    await counter.is_heard(ADDED)
    await counter.is_heard("haan")
    assert counter.bills == 0


async def test_a_haan_to_a_bill_that_could_not_be_changed_confirms_it_as_it_was_shown(
    counter: Counter, autojump_clock: MockClock
) -> None:
    await counter.says(BILL)
    await counter.says("2 xylophon aur jodo")
    await counter.says("haan")
    assert counter.bills == 1


async def test_what_is_typed_back_to_back_finds_its_bill(counter: Counter, autojump_clock: MockClock) -> None:
    counter.door.say(BILL)
    await counter.types("haan")
    assert counter.bills == 1


# -- whatever is said ----------------------------------------------------------

Step = tuple[Literal["speak", "hear", "wait"], str]

YES = ("haan", "bill pakka karo")
SAID = (RAHUL, SURESH, "nahi 400", "Rahul ke khate mein 8000 likho", BILL, ADDED, AT_ONCE, f"{BILL} aur {SURESH}")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("speak"), st.sampled_from(YES) | st.sampled_from(SAID)),
        st.tuples(st.sampled_from(["hear", "wait"]), st.just("")),
    ),
    max_size=12,
)
ASKED_BY = {"RECORD_PAYMENT": "voice:confirm_needed", "ADD_CREDIT": "voice:confirm_needed"}
ASKED_BY |= {"CONFIRM_INVOICE": "invoice:draft"}


@settings(max_examples=80, deadline=None)
@given(STEPS)
def test_whatever_is_said_and_heard_when_only_a_yes_to_what_had_been_told_writes(steps: list[Step]) -> None:
    trio.run(_whatever_is_said, steps, clock=trio.testing.MockClock(autojump_threshold=0))


async def _whatever_is_said(steps: list[Step]) -> None:
    said: deque[str] = deque()
    begun: list[int] = []
    async with speaking(FakeBooks(slow={"CREATE_INVOICE": 0.5, "ADD_ITEM": 1.5})) as counter:
        for step, text in [*steps, *[("hear", "")] * len(steps)]:
            if step == "speak":
                said.append(text)
                begun.append(len(counter.door.told))
                await counter.speaks()
            elif step == "wait":
                await trio.sleep(1)
            elif said:
                await counter.is_heard(said.popleft())
        await trio.sleep(20)
    _judge(counter.door.told, begun)


def _judge(told: list[Event], begun: list[int]) -> None:
    """See that what was written was written for a yes that was begun after its question, or its bill, was told."""
    heard = [(number, event.data) for number, event in enumerate(told) if event.type == "voice:transcript"]
    by_utterance = {
        words["utteranceId"]: (number, words["text"], after)
        for (number, words), after in zip(heard, begun, strict=True)
    }
    for event in told:
        answer = event.data
        if (
            event.type != "voice:response"
            or answer["intent"] not in ASKED_BY
            or not answer["executionResult"]["success"]
        ):
            continue
        number, text, after = by_utterance[answer["utteranceId"]]
        asked = [n for n, event in enumerate(told[:number], 1) if event.type == ASKED_BY[answer["intent"]]]
        assert text in YES
        assert asked
        assert asked[-1] <= after
