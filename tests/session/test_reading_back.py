"""What may have been misheard is read back before it is written, and a yes to that settles it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import trio

from execora.commands import all_commands
from execora.ledger.money import Paise
from execora.session.port import AnswerQuestion, DraftButton, Speech, Start
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars
from tests.shop import talking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from trio.testing import MockClock

    from execora.commands.command import Example
    from execora.language.reading import Language
    from execora.session.desk import Desk
    from tests.fakes.door import FakeDoor

ANSWERS = ("voice:response", "voice:confirm_needed", "voice:choose")


class Counter:
    """A conversation at a counter: what is typed is sure, what is spoken is not."""

    def __init__(self, books: FakeBooks, ears: FakeEars, door: FakeDoor) -> None:
        self.books, self.ears, self.door = books, ears, door

    async def types(self, text: str) -> dict[str, Any]:
        self.door.say(text)
        return await self.answer()

    async def speaks(self, text: str, confidence: float | None = None) -> dict[str, Any]:
        self.ears.say(text, confidence=confidence)
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        event = await self.door.next(*ANSWERS)
        return {"type": event.type, **event.data}

    def owed(self, name: str) -> Paise:
        return self.books.shop.owed(name)


@pytest.fixture
async def counter(autojump_clock: MockClock) -> AsyncIterator[Counter]:
    books, ears = FakeBooks(), FakeEars(sure=False, confidence=0.9)
    async with talking(opened(books, ears), within=100) as door:
        yield await begun(Counter(books, ears, door))


def opened(books: FakeBooks, ears: FakeEars) -> Desk:
    desk = fake_desk(books)
    desk.speech = Speech(ears=ears)
    return desk


async def begun(counter: Counter, language: Language | None = None) -> Counter:
    counter.door.put(Start(language=language))
    await counter.ears.started.wait()
    return counter


# -- money ---------------------------------------------------------------------


async def test_a_payment_is_written_after_a_yes_that_was_misheard_as_easily(counter: Counter) -> None:
    asked = await counter.speaks("Rahul ne 200 diye")
    assert asked["type"] == "voice:confirm_needed"
    assert "Rahul Sharma" in asked["text"]
    assert "₹200" in asked["text"]
    assert counter.owed("Rahul Sharma") == Paise(500_00)
    done = await counter.speaks("haan")
    assert (done["type"], done["intent"]) == ("voice:response", "RECORD_PAYMENT")
    assert counter.owed("Rahul Sharma") == Paise(300_00)


async def test_a_button_answers_as_well(counter: Counter) -> None:
    asked = await counter.speaks("Rahul ne 200 diye")
    counter.door.put(AnswerQuestion(question_id=UUID(asked["questionId"]), yes=True))
    assert (await counter.answer())["executionResult"]["success"]
    assert counter.owed("Rahul Sharma") == Paise(300_00)


async def test_a_no_leaves_the_books_alone(counter: Counter) -> None:
    await counter.speaks("Rahul ne 200 diye")
    await counter.speaks("nahi")
    assert counter.books.changes == 0


NO_PLAIN_YES = [("Haan mai.", 0.9), ("Ha ha ha.", 0.9), ("Karo.", 0.9), ("Haan sahi hai.", 0.52), ("Haan.", 0.46)]


@pytest.mark.parametrize(("text", "confidence"), NO_PLAIN_YES)
async def test_a_hum_or_a_laugh_writes_nothing_and_the_question_waits_on(
    counter: Counter, text: str, confidence: float
) -> None:
    await counter.speaks("Rahul ne 200 diye")
    answer = await counter.speaks(text, confidence)
    assert (answer["type"], answer["executionResult"]["error"]) == ("voice:response", "UNCLEAR")
    assert counter.books.changes == 0
    assert (await counter.speaks("Haan, likh do.", 0.5))["intent"] == "RECORD_PAYMENT"
    assert counter.owed("Rahul Sharma") == Paise(300_00)


async def test_sure_ears_and_typed_words_say_yes_as_they_like(counter: Counter) -> None:
    await counter.speaks("Rahul ne 200 diye")
    assert (await counter.types("karo"))["intent"] == "RECORD_PAYMENT"


async def test_what_is_asked_about_something_sure_needs_as_plain_a_yes(counter: Counter) -> None:
    await counter.types("Rahul ke khate mein 8000 likho")
    assert (await counter.speaks("Haan mai."))["executionResult"]["error"] == "UNCLEAR"
    assert counter.books.changes == 0


async def test_a_correction_is_read_back_in_its_turn(counter: Counter) -> None:
    await counter.speaks("Rahul ne 200 diye")
    asked = await counter.speaks("nahi 300")
    assert "₹300" in asked["text"]
    await counter.speaks("haan")
    assert counter.owed("Rahul Sharma") == Paise(200_00)


async def test_the_way_of_paying_is_read_back_with_the_amount(counter: Counter) -> None:
    assert "UPI" in (await counter.speaks("Suresh ne 500 UPI kiya"))["text"]


async def test_what_its_command_asks_about_is_asked_once(counter: Counter) -> None:
    asked = await counter.speaks("Rahul ke khate mein 8000 likho")
    assert asked["type"] == "voice:confirm_needed"
    assert (await counter.speaks("haan"))["intent"] == "ADD_CREDIT"
    assert counter.owed("Rahul Sharma") == Paise(8500_00)


async def test_what_is_only_looked_up_is_answered_at_once(counter: Counter) -> None:
    assert (await counter.speaks("Rahul ka balance batao"))["type"] == "voice:response"


async def test_of_a_sentence_the_look_up_is_answered_and_the_change_is_asked_about(counter: Counter) -> None:
    counter.ears.say("Rahul ne 200 diye aur Suresh ka balance batao")
    answers = [await counter.answer() for _ in range(2)]
    assert {(one["type"], one["intent"]) for one in answers} == {
        ("voice:confirm_needed", "RECORD_PAYMENT"),
        ("voice:response", "CHECK_BALANCE"),
    }


async def test_what_is_typed_is_sure_beside_what_is_spoken(counter: Counter) -> None:
    assert (await counter.types("Rahul ne 200 diye"))["type"] == "voice:response"


# -- whom ----------------------------------------------------------------------


@pytest.mark.parametrize(("first", "then"), [("types", "speaks"), ("speaks", "types"), ("speaks", "speaks")])
async def test_what_was_misheard_in_part_is_read_back_once_it_is_clear_who_is_meant(
    counter: Counter, first: str, then: str
) -> None:
    assert (await getattr(counter, first)("Bharat ne 100 diye"))["type"] == "voice:choose"
    assert (await getattr(counter, then)("pehla wala"))["type"] == "voice:confirm_needed"
    assert counter.books.changes == 0
    await counter.speaks("haan")
    assert counter.books.changes == 1


# -- drafts --------------------------------------------------------------------


async def test_a_draft_is_made_changed_and_confirmed_without_being_read_back(counter: Counter) -> None:
    for text in ("Rahul ko 2 milk ka bill bana do", "aur 1 bread", "haan"):
        answer = await counter.speaks(text)
        assert answer["type"] == "voice:response", text
    assert answer["intent"] == "CONFIRM_INVOICE"
    assert len(counter.books.shop.pages.invoices) == 1


@pytest.mark.parametrize(("text", "confidence"), [("Haan sahi hai.", 0.52), ("Ha ha ha.", 0.9)])
async def test_a_laugh_makes_no_bill_of_a_draft(counter: Counter, text: str, confidence: float) -> None:
    await counter.speaks("Rahul ko 2 milk ka bill bana do")
    assert (await counter.speaks(text, confidence))["type"] == "voice:confirm_needed"
    assert not counter.books.shop.pages.invoices
    await counter.speaks("haan kar do")
    assert len(counter.books.shop.pages.invoices) == 1


async def test_a_draft_that_was_not_just_shown_is_read_back_before_it_becomes_a_bill(counter: Counter) -> None:
    await counter.types("Rahul ko 2 milk ka bill bana do")
    await counter.types("Suresh ko 1 bread ka bill bana do")
    asked = await counter.speaks("Rahul ka bill pakka karo")
    assert asked["type"] == "voice:confirm_needed"
    assert "Rahul Sharma" in asked["text"]
    assert not counter.books.shop.pages.invoices
    await counter.speaks("haan")
    assert [bill.customer.name for bill in counter.books.shop.pages.invoices.values()] == ["Rahul Sharma"]


async def test_a_draft_that_was_shown_long_ago_is_read_back(counter: Counter, autojump_clock: MockClock) -> None:
    await counter.types("Rahul ko 2 milk ka bill bana do")
    await trio.sleep(31)
    asked = await counter.speaks("bill pakka karo")
    assert asked["type"] == "voice:confirm_needed"
    assert not counter.books.shop.pages.invoices


async def test_a_button_of_a_draft_is_sure(counter: Counter) -> None:
    drafted = await counter.speaks("Rahul ko 2 milk ka bill bana do")
    draft_id = UUID(drafted["executionResult"]["data"]["draftId"])
    counter.door.put(DraftButton(draft_id=draft_id, confirm=True))
    assert (await counter.answer())["intent"] == "CONFIRM_INVOICE"


# -- taking back ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("undo karo", "UNDO"),
        ("Rahul Sharma ka saara data delete kar do", "DELETE_CUSTOMER_DATA"),
        ("sab ko reminder bhejo", "CREATE_REMINDER"),
    ],
)
async def test_what_asks_by_itself_is_asked_once(counter: Counter, said: str, intent: str) -> None:
    await counter.types("Rahul ne 200 diye")
    changes = counter.books.changes
    assert (await counter.speaks(said))["type"] == "voice:confirm_needed"
    assert counter.books.changes == changes
    done = await counter.speaks("haan")
    assert (done["type"], done["intent"]) == ("voice:response", intent)
    assert done["executionResult"]["success"]
    assert counter.books.changes == changes + 1


async def test_a_bill_is_cancelled_after_its_own_question(counter: Counter) -> None:
    await counter.types("Rahul ko 2 milk ka bill bana do")
    await counter.types("haan")
    assert (await counter.speaks("Rahul ka bill cancel karo"))["type"] == "voice:confirm_needed"
    done = await counter.speaks("haan")
    assert (done["intent"], done["executionResult"]["success"]) == ("CANCEL_INVOICE", True)


# -- every command -------------------------------------------------------------


YES = {"CONFIRM", "CONFIRM_INVOICE"}
"""Their examples answer what was shown or asked."""

EXAMPLES = [
    pytest.param(example, id=f"{command.intent}: {example.say}")
    for command in all_commands()
    if command.intent not in YES
    for example in command.examples
]


def written(books: FakeBooks) -> dict[str, Any]:
    """Return all that the books hold but drafts."""
    pages = books.shop.pages
    return {page.name: dict(getattr(pages, page.name)) for page in fields(pages) if page.name != "drafts"}


@pytest.mark.parametrize("example", EXAMPLES)
async def test_no_command_writes_what_may_have_been_misheard_before_a_yes(
    example: Example, autojump_clock: MockClock
) -> None:
    books, ears = FakeBooks(), FakeEars(sure=False, confidence=0.9)
    async with talking(opened(books, ears)) as door:
        counter = await begun(Counter(books, ears, door), example.language)
        for text in example.before:
            await counter.types(text)
        before = written(books)
        await counter.speaks(example.say)
        await trio.sleep(1)
        assert written(books) == before


async def test_the_same_examples_do_write_where_they_are_sure(autojump_clock: MockClock) -> None:
    written_by = set()
    for command in all_commands():
        books, ears = FakeBooks(), FakeEars()
        async with talking(opened(books, ears)) as door:
            counter = await begun(Counter(books, ears, door))
            for text in command.examples[0].before:
                await counter.types(text)
            before = written(books)
            await counter.speaks(command.examples[0].say)
            await trio.sleep(1)
            written_by |= {command.intent} if written(books) != before else set()
    assert written_by >= {"RECORD_PAYMENT", "ADD_STOCK", "SET_PRICE", "CREATE_CUSTOMER", "CREATE_REMINDER"}
