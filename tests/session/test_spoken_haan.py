"""Which haan counts where words are spoken: one that was begun after what it answers was told, and no other."""

from __future__ import annotations

from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import trio
import trio.testing

from execora.providers.port import FinalWords
from execora.session.port import AnswerQuestion, Speech, Start
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars, detector, silence, speech
from tests.session.test_hearing import stream
from tests.shop import talking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from trio.testing import MockClock

    from tests.fakes.door import FakeDoor

RAHUL, SURESH = "Rahul ne 200 diye", "Suresh ne 300 diye"


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
        self.ears.run.heard(FinalWords(text, self.ears.name, until, None, sure))
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
