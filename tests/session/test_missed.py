"""What was said and refused: nothing that is said behind it goes on from what was said before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import trio
import trio.testing

from execora.session.port import AnswerQuestion, Claim, Refused, Stop
from execora.session.understanding import ROOM_SECONDS, UNHEARD
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.transcripts import FakeTranscripts
from tests.shop import talking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trio.testing import MockClock

    from execora.session.desk import Desk
    from execora.session.port import JSON
    from tests.fakes.door import FakeDoor

OVER_THE_LIMIT = Refused(code="LIMIT_REACHED", message="Later.", wait_seconds=5)
TOO_LONG = Refused(code="TOO_LONG", message="Shorter.")


@dataclass
class BooksThatKnow(FakeBooks):
    """They know each message that has come."""

    closed: dict[UUID, Sequence[Mapping[str, JSON]]] = field(default_factory=dict)

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        await trio.lowlevel.checkpoint()
        known = message_id in self.closed
        return Claim("done", self.closed[message_id]) if known else Claim("new")

    async def close_message(self, shop_id: int, message_id: UUID, answers: Sequence[Mapping[str, JSON]]) -> None:
        await trio.lowlevel.checkpoint()
        self.closed[message_id] = answers


class SlowBooks(FakeBooks):
    """They take a while to tell whether a message is new."""

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        await trio.sleep(0.1)
        return Claim("new")


@pytest.fixture
def books() -> FakeBooks:
    return FakeBooks()


@pytest.fixture
def desk(books: FakeBooks) -> Desk:
    return fake_desk(books)


async def error_of(door: FakeDoor, text: str) -> str | None:
    """Say something, and return what its answer calls wrong."""
    message_id = uuid4()
    door.say(text, message_id)
    while (told := await door.next("voice:response")).reply_to != message_id:
        pass
    error: str | None = told.data["executionResult"].get("error")
    return error


@pytest.mark.parametrize("refused", [OVER_THE_LIMIT, TOO_LONG])
async def test_whom_somebody_means_who_names_nobody_is_not_known_behind_words_that_were_refused(
    desk: Desk, books: FakeBooks, refused: Refused
) -> None:
    async with talking(desk) as door:
        assert await error_of(door, "Rahul Verma ka balance batao") is None
        door.put(refused)
        assert await error_of(door, "usne 207 rupaye diye") == "CUSTOMER_CONTEXT_MISSING"
        assert await error_of(door, "Suresh Kumar ka balance batao") is None
        assert await error_of(door, "usne 207 rupaye diye") is None
    assert books.changes == 1


async def test_words_that_wait_before_the_refused_ones_still_go_on_from_each_other(
    desk: Desk, books: FakeBooks
) -> None:
    async with talking(desk) as door:
        door.say("Rahul Verma ka balance batao")
        door.say("usne 100 rupaye diye")
        door.put(OVER_THE_LIMIT)
        for _ in range(2):
            await door.next("voice:response")
        assert books.changes == 1
        assert await error_of(door, "usne 207 rupaye diye") == "CUSTOMER_CONTEXT_MISSING"
    assert books.changes == 1


async def test_what_is_refused_and_says_nothing_changes_nothing(desk: Desk) -> None:
    async with talking(desk) as door:
        assert await error_of(door, "Rahul Verma ka balance batao") is None
        door.put(Refused(code="LIMIT_REACHED", message="Later.", wait_seconds=5, utters=False))
        assert await error_of(door, "usne 207 rupaye diye") is None


async def test_a_yes_behind_words_that_were_refused_answers_no_question(desk: Desk, books: FakeBooks) -> None:
    async with talking(desk) as door:
        door.say("Rahul Verma ke khate mein 8000 likho")
        question = UUID((await door.next("voice:confirm_needed")).data["questionId"])
        door.put(OVER_THE_LIMIT)
        door.say("haan")
        assert (await door.next("voice:response")).data["intent"] != "ADD_CREDIT"
        door.put(AnswerQuestion(question_id=question, yes=True, id=uuid4()))
        while (told := await door.next("error")).data["code"] == "LIMIT_REACHED":
            pass
        assert told.data["code"] == "NO_SUCH_QUESTION"
    assert books.changes == 0


@pytest.mark.parametrize("words", ["haan", "bill pakka karo"])
async def test_no_draft_is_meant_behind_words_that_were_refused(desk: Desk, books: FakeBooks, words: str) -> None:
    async with talking(desk) as door:
        assert await error_of(door, "Rahul Verma ko 2 milk ka bill bana do") is None
        door.put(OVER_THE_LIMIT)
        door.say(words)
        await door.next("voice:response", "voice:confirm_needed", "voice:choose")
    assert books.shop.pages.invoices == {}


async def test_what_is_to_come_after_words_that_were_refused_is_not_done_without_them(
    desk: Desk, books: FakeBooks
) -> None:
    async with talking(desk) as door:
        assert await error_of(door, "Rahul Verma ka balance batao") is None
        door.put(OVER_THE_LIMIT)
        door.say("phir Suresh Kumar ne 207 rupaye diye")
        await door.next("voice:response", "voice:confirm_needed")
    assert books.changes == 0


async def test_words_that_a_stop_left_unheard_are_missed_too(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        assert await error_of(door, "Rahul Verma ka balance batao") is None
        transcripts = desk.transcripts
        assert isinstance(transcripts, FakeTranscripts)
        transcripts.full = True
        door.say("aaj ka hisaab batao")
        door.say("Suresh Kumar ka balance batao")
        door.put(Stop())
        await door.next("voice:stopped")
        transcripts.make_room()
        assert await error_of(door, "usne 207 rupaye diye") == "CUSTOMER_CONTEXT_MISSING"
    assert books.changes == 0


async def test_whom_a_message_spoke_of_that_is_answered_again_is_not_known() -> None:
    """It is not read again, so whoever was spoken of in between would be taken for them."""
    spoken_before = uuid4()
    async with talking(fake_desk(books := BooksThatKnow())) as door:
        door.say("Suresh Kumar ne 100 rupaye diye", spoken_before)
        await door.next("voice:response")
        assert await error_of(door, "Rahul Verma ka balance batao") is None
        door.say("Suresh Kumar ne 100 rupaye diye", spoken_before)
        await door.next("voice:response")
        assert await error_of(door, "usne 207 rupaye diye") == "CUSTOMER_CONTEXT_MISSING"
    assert books.changes == 1


# -- too much at once


async def test_once_too_much_waits_all_is_refused_until_that_is_taken_up(
    autojump_clock: MockClock,
) -> None:
    desk = fake_desk(books := SlowBooks())
    async with talking(desk, within=200) as door:
        assert await error_of(door, "Rahul Verma ka balance batao") is None
        transcripts = desk.transcripts
        assert isinstance(transcripts, FakeTranscripts)
        transcripts.full = True
        for _ in range(UNHEARD + 1):
            door.say("aaj ka hisaab batao", uuid4())
            await trio.testing.wait_all_tasks_blocked()
        door.say("Suresh Kumar ka balance batao")
        assert (await door.next("error")).data["code"] == "QUEUE_FULL"
        transcripts.make_room()
        await door.next("voice:response")
        door.say("usne 207 rupaye diye")
        assert (await door.next("error")).data["code"] == "QUEUE_FULL"
        await trio.sleep(60)
        assert await error_of(door, "usne 207 rupaye diye") == "CUSTOMER_CONTEXT_MISSING"
    assert books.changes == 0


async def test_where_one_is_refused_for_want_of_room_those_behind_it_are_too(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        assert await error_of(door, "Rahul Verma ka balance batao") is None
        transcripts = desk.transcripts
        assert isinstance(transcripts, FakeTranscripts)
        transcripts.full = True
        for text in ("Suresh Kumar ka balance batao", "usne 207 rupaye diye"):
            door.say(text, uuid4())
        await trio.sleep(ROOM_SECONDS - 0.1)
        assert [(await door.next("error")).data["code"] for _ in range(2)] == ["OVERLOADED"] * 2
        transcripts.make_room()
        assert await error_of(door, "usne 207 rupaye diye") == "CUSTOMER_CONTEXT_MISSING"
    assert books.changes == 0
