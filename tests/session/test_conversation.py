"""Conversations over books in memory, on a clock that jumps: whose turn it is, what is put right, who is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import trio

from execora.ledger.money import Paise
from execora.session.port import AnswerQuestion, Start, Stop
from tests.fakes.books import FakeBooks, fake_desk
from tests.shop import talking

if TYPE_CHECKING:
    from trio.testing import MockClock

    from tests.fakes.door import FakeDoor

ANSWERS = ("voice:response", "voice:confirm_needed", "voice:choose")


@pytest.fixture
def books() -> FakeBooks:
    return FakeBooks()


async def said(door: FakeDoor, text: str) -> dict[str, Any]:
    """Say something, and return the first answer to it."""
    door.say(text)
    return dict((await door.next(*ANSWERS)).data)


async def told(door: FakeDoor, *texts: str) -> dict[str, Any]:
    """Say one thing after the other, each answered before the next; return the last answer."""
    answer: dict[str, Any] = {}
    for text in texts:
        answer = await said(door, text)
    return answer


def intent(door: FakeDoor) -> tuple[str, dict[str, Any]]:
    """Return what was understood last, without ids."""
    last = door.of("voice:intent")[-1]
    return last["intent"], {name: value for name, value in last["entities"].items() if not name.endswith(("Id", "Ids"))}


# -- who is spoken of ----------------------------------------------------------


async def test_what_is_unclear_of_whoever_is_spoken_of_shows_their_full_name(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Suresh ka balance batao", "uska hisaab barabar kar do")
        shown = {"customer": "Suresh Kumar", "customerRef": "active"}
        assert intent(door) == ("CLARIFY", shown)


# -- questions -----------------------------------------------------------------


async def test_a_question_waits_for_thirty_seconds_and_no_longer(books: FakeBooks, autojump_clock: MockClock) -> None:
    async with talking(fake_desk(books), within=300) as door:
        await said(door, "Rahul ko 500 diye")
        await trio.sleep(29.9)
        assert (await said(door, "haan"))["intent"] == "ADD_CREDIT"
        await said(door, "Rahul ko 500 diye")
        await trio.sleep(30.1)
        assert (await said(door, "haan"))["intent"] == "UNKNOWN"
    assert books.shop.owed("Rahul Sharma") == Paise(1000_00)


async def test_two_quick_haan_write_once(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        await said(door, "Rahul ko 500 diye")
        door.say("haan")
        door.say("haan")
        answers = [(await door.next("voice:response")).data["intent"] for _ in range(2)]
    assert answers == ["UNKNOWN", "ADD_CREDIT"]
    assert books.shop.owed("Rahul Sharma") == Paise(1000_00)


@pytest.mark.parametrize(
    "another", ["haan bhai Suresh ka balance batao", "Suresh se 300 lene hain", "nahi, Suresh ka balance batao"]
)
async def test_a_yes_does_not_reach_behind_another_command(books: FakeBooks, another: str) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ko 500 diye", another)
        assert (await said(door, "haan"))["intent"] == "UNKNOWN"
    assert books.shop.owed("Rahul Sharma") == Paise(500_00)


@pytest.mark.parametrize("small_talk", ["namaste", "kya kya kar sakte ho", "ruko", "phir se bolo"])
async def test_what_is_no_command_leaves_a_question_open(books: FakeBooks, small_talk: str) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ko 500 diye", small_talk)
        assert (await said(door, "haan"))["intent"] == "ADD_CREDIT"


@pytest.mark.parametrize(
    ("answer", "cancelled"),
    [
        ("haan cancel kar do", True),
        ("haan", True),
        ("hata do", True),
        ("cancel karo", False),
        ("nahi cancel mat karo", False),
    ],
)
async def test_a_yes_to_a_question_about_cancelling_may_say_cancel(
    books: FakeBooks, answer: str, cancelled: bool
) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Suresh ko 2 milk ka bill bana do", "haan", "Suresh ka bill cancel karo", answer)
    (invoice,) = books.shop.pages.invoices.values()
    assert (invoice.cancelled_by is not None) is cancelled


# -- corrections ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "correction", "entities", "owed"),
    [
        ("Rahul ko 500 diye", "nahi 300", {"amount": 300}, {"Rahul Sharma": 800_00}),
        ("Rahul ko 500 diye", "haan par 300", {"amount": 300}, {"Rahul Sharma": 800_00}),
        ("Rahul ko 500 diye", "500 nahi 300", {"amount": 300}, {"Rahul Sharma": 800_00}),
        ("Rahul ko 500 diye", "नहीं 300", {"amount": 300}, {"Rahul Sharma": 800_00}),
        ("Rahul ko 500 diye", "make it 300", {"amount": 300}, {"Rahul Sharma": 800_00}),
        ("Rahul ne 6000 diye", "nahi 600", {"amount": 600}, {"Rahul Sharma": -100_00}),
        (
            "Rahul ne 6000 diye",
            "Suresh ne, Rahul nahi",
            {"customer": "Suresh Kumar"},
            {"Rahul Sharma": 500_00, "Suresh Kumar": -3600_00},
        ),
        (
            "Rahul ko 500 diye",
            "nahi Suresh ko 300",
            {"customer": "Suresh Kumar", "amount": 300},
            {"Rahul Sharma": 500_00, "Suresh Kumar": 2700_00},
        ),
    ],
)
async def test_what_is_put_right_is_asked_again_and_written_after_the_yes(
    books: FakeBooks, asked: str, correction: str, entities: dict[str, Any], owed: dict[str, int]
) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, asked, correction)
        assert [event.type for event in door].count("voice:confirm_needed") == 2
        assert intent(door) == ("CORRECT", entities)
        assert books.shop.owed("Rahul Sharma") == Paise(500_00), "a correction never writes"
        await said(door, "haan")
    assert {name: books.shop.owed(name) for name in owed} == owed


async def test_the_way_of_paying_is_put_right(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ne 6000 cash diye", "haan par UPI se")
        answer = await said(door, "haan")
    assert answer["executionResult"]["data"]["paymentMode"] == "upi"


async def test_a_correction_can_be_put_right_again(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ko 500 diye", "nahi 300", "nahi 200", "haan")
    assert books.shop.owed("Rahul Sharma") == Paise(700_00)


async def test_a_correction_that_turns_the_money_around_changes_nothing(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ne 6000 diye", "nahi Suresh ko")
        again = await door.next("voice:confirm_needed")
        assert "Rahul" in again.data["text"]
        assert "Suresh" not in again.data["text"]


@pytest.mark.parametrize("unclear", ["galat rakam", "nahi parso", "nahi 3 kilo chini"])
async def test_where_it_does_not_show_what_is_wrong_the_question_is_put_again(books: FakeBooks, unclear: str) -> None:
    async with talking(fake_desk(books)) as door:
        question = await said(door, "Rahul ko 500 diye")
        answer = await said(door, unclear)
        assert not answer["executionResult"]["success"]
        again = (await door.next("voice:confirm_needed")).data
        assert (again["questionId"], again["text"]) == (question["questionId"], question["text"])
    assert books.shop.owed("Rahul Sharma") == Paise(500_00)


async def test_a_name_nobody_has_ends_what_was_asked(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        answer = await told(door, "Rahul ko 500 diye", "nahi Xylophon ka")
        assert answer["executionResult"]["error"] == "CUSTOMER_NOT_FOUND"
        assert (await said(door, "haan"))["intent"] == "UNKNOWN"


async def test_a_correction_to_a_name_that_several_have_offers_them_and_then_asks(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        offered = await told(door, "Rahul ne 6000 diye", "nahi Bharat ne")
        assert {option["name"] for option in offered["options"]} == {"Bharat Yadav", "Bharat Bhushan"}
        asked = await said(door, "Agra wala")
        assert "Bharat Bhushan" in asked["text"]
        await said(door, "haan")
    assert books.shop.owed("Bharat Bhushan") == Paise(-5100_00)


async def test_putting_right_whom_a_choice_is_about_asks_before_it_writes(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        asked = await told(door, "Bharat ne 100 diye", "nahi Suresh ne")
        assert "Suresh Kumar" in asked["text"]
        assert books.shop.owed("Suresh Kumar") == Paise(2400_00)
        await said(door, "haan")
    assert books.shop.owed("Suresh Kumar") == Paise(2300_00)


async def test_the_first_of_two_questions_is_put_right_before_the_second_is_asked(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await said(door, "Suresh ko 100 diye, Amit ko 300 diye")
        assert "₹200" in (await said(door, "nahi 200"))["text"]
        door.say("haan")
        assert "Amit" in (await door.next("voice:confirm_needed")).data["text"]
        await door.next("voice:response")
        await said(door, "nahi")
    assert (books.shop.owed("Suresh Kumar"), books.shop.owed("Amit Jain")) == (2600_00, 4500_00)


async def test_the_day_of_a_reminder_is_put_right_and_its_hour_stays(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul aur Suresh dono ko reminder bhejo kal shaam 7 baje", "kal nahi parso")
        assert intent(door) == ("CORRECT", {"datetime": "2026-11-22T19:00+05:30"})
        await said(door, "haan")
    assert {str(one.send_at) for one in books.shop.pages.reminders.values()} == {"2026-11-22 19:00:00+05:30"}


async def test_with_nothing_open_nothing_is_put_right(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        for text in ("nahi 300", "haan par UPI se", "nahi Suresh ka", "kal nahi parso"):
            assert intent(door)[0] != "CORRECT" if (await said(door, text)) else True


async def test_how_much_of_what_is_on_a_draft_is_put_right(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        for text, total in (
            ("Rahul ko 2 kilo chini aur 1 bread ka bill bana do", 128),
            ("do nahi teen kilo", 172),
            ("nahi 2 bread", 212),
        ):
            answer = await said(door, text)
            assert answer["executionResult"]["data"]["total"] == total, text
        assert answer["intent"] == "CORRECT"
        await said(door, "haan")
    assert [invoice.total for invoice in books.shop.pages.invoices.values()] == [212_00]


async def test_whose_draft_it_is_is_put_right_and_confirmed_for_them(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ko 2 milk ka bill bana do", "nahi Suresh ka", "haan")
    assert [invoice.customer.name for invoice in books.shop.pages.invoices.values()] == ["Suresh Kumar"]
    assert not books.shop.pages.drafts


async def test_a_draft_stays_as_it_is_where_it_does_not_show_what_is_meant(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        answer = await told(door, "Rahul ko 2 milk aur 1 bread ka bill bana do", "nahi 3")
        assert not answer["executionResult"]["success"]
    (draft,) = books.shop.pages.drafts.values()
    assert [line.quantity for line in draft.lines] == [2000, 1000]


async def test_a_question_of_the_books_that_was_put_right_is_asked_by_the_books_again(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        for name in ("Suresh", "Rahul"):
            await told(door, f"{name} ko 2 milk ka bill bana do", "haan")
        asked = await told(door, "Suresh ka bill cancel karo", "nahi Rahul ka")
        assert "Rahul Sharma" in asked["text"]
        asked = await said(door, "haan")
        assert "INV/2627/00002" in asked["text"]
        assert not any(invoice.cancelled_by for invoice in books.shop.pages.invoices.values())
        await said(door, "haan")
    assert [bool(invoice.cancelled_by) for invoice in books.shop.pages.invoices.values()] == [False, True]


async def test_a_batch_whose_day_was_put_right_is_counted_before_it_is_made(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        counted = await told(door, "sab udhaar walon ko kal reminder bhejo")
        await told(door, "nahi parso")
        again = await said(door, "haan")
        assert again["text"].split()[0] == counted["text"].split()[0] == "33"
        assert not books.shop.pages.reminders
        await said(door, "haan")
    assert {one.send_at.day for one in books.shop.pages.reminders.values()} == {22}


async def test_what_the_books_find_strange_is_asked_about_after_it_was_put_right(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        strange = await told(door, "doodh ka rate 900 kar do")
        assert "questionId" in strange
        await told(door, "nahi 800")
        again = await said(door, "haan")
        assert "questionId" in again
        assert "₹800" in again["text"]
        answer = await said(door, "haan")
    assert answer["executionResult"]["success"], answer


async def test_the_second_question_comes_up_when_nothing_comes_of_the_first(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Suresh ko 100 diye, Amit ko 300 diye", "nahi Xylophon ko")
        assert "Amit" in (await door.next("voice:confirm_needed")).data["text"]
        await said(door, "haan")
    assert (books.shop.owed("Suresh Kumar"), books.shop.owed("Amit Jain")) == (2400_00, 4800_00)


async def test_the_draft_of_the_conversation_is_put_right_and_no_other(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as other:
        await told(other, "Suresh ko 1 bread ka bill bana do")
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ko 2 milk ka bill bana do", "nahi Suresh ka")
    totals = [(draft.customer.name, draft.total) for draft in books.shop.pages.drafts.values()]
    assert totals == [("Suresh Kumar", 40_00), ("Suresh Kumar", 60_00)]


# -- choices -------------------------------------------------------------------


async def test_a_choice_that_begins_with_a_no_is_a_choice(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        assert (await told(door, "Bharat ne 100 diye", "nahi, Agra wala"))["intent"] == "RECORD_PAYMENT"
    assert books.shop.owed("Bharat Bhushan") == Paise(800_00)


@pytest.mark.parametrize(
    ("choice", "name"),
    [
        ("Agra wala", "Bharat Bhushan"),
        ("wo Agra wale", "Bharat Bhushan"),
        ("Bhushan", "Bharat Bhushan"),
        ("pehla wala", "Bharat Bhushan"),
        ("first one", "Bharat Bhushan"),
        ("doosra", "Bharat Yadav"),
        ("दूसरा वाला", "Bharat Yadav"),
        ("last wala", "Bharat Yadav"),
        ("ATM wala", "Bharat Yadav"),
        ("number 77", "Bharat Bhushan"),
        ("last wala number 77", "Bharat Bhushan"),
        ("76 wala", "Bharat Yadav"),
        ("5676", "Bharat Yadav"),
        ("nahi, Agra wala", "Bharat Bhushan"),
    ],
)
async def test_which_one_is_said_in_many_ways(books: FakeBooks, choice: str, name: str) -> None:
    async with talking(fake_desk(books)) as door:
        answer = await told(door, "Bharat ka balance batao", choice)
    assert answer["executionResult"]["data"]["customer"] == name


@pytest.mark.parametrize("choice", ["teesra", "number 99", "98 wala"])
async def test_a_choice_that_fits_none_is_put_again(books: FakeBooks, choice: str) -> None:
    async with talking(fake_desk(books)) as door:
        answer = await told(door, "Bharat ka balance batao", choice)
        assert answer["intent"] == "CHOOSE"
        assert (await said(door, "Agra wala"))["executionResult"]["data"]["customer"] == "Bharat Bhushan"


async def test_neither_of_them_is_a_no(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        assert (await told(door, "Bharat ne 100 diye", "dono nahi"))["intent"] == "DENY"
        assert (await said(door, "Agra wala"))["intent"] == "UNKNOWN"


# -- memory --------------------------------------------------------------------


async def balance_of(door: FakeDoor, text: str) -> str:
    customer: str = (await said(door, text))["executionResult"]["data"]["customer"]
    return customer


async def test_whoever_was_spoken_of_is_remembered_through_a_stop_and_a_start(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ka balance batao", "Suresh ka balance batao")
        door.put(Stop())
        await door.next("voice:stopped")
        door.put(Start())
        assert await balance_of(door, "uska balance batao") == "Suresh Kumar"
        assert await balance_of(door, "pehle wale ka balance batao") == "Rahul Sharma"


async def test_the_last_of_several_who_are_named_is_active(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul aur Suresh dono ko reminder bhejo", "haan")
        assert await balance_of(door, "uska balance batao") == "Suresh Kumar"
        assert await balance_of(door, "pichle customer ka balance batao") == "Rahul Sharma"


async def test_who_brought_the_money_is_spoken_of_before_whose_account_it_is(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ne Suresh ke 500 diye", "nahi")
        assert await balance_of(door, "uska balance batao") == "Suresh Kumar"
        assert await balance_of(door, "pehle wale ka balance batao") == "Rahul Sharma"


async def test_a_choice_and_an_unclear_sentence_count_as_spoken_of(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Bharat ka balance batao", "Agra wala", "Suresh se 300 lene hain")
        assert await balance_of(door, "uska balance batao") == "Suresh Kumar"
        assert await balance_of(door, "uske pehle wale ka balance batao") == "Bharat Bhushan"


async def test_dono_are_the_two_spoken_of_last(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Amit ka balance batao", "Rahul ka balance batao", "Suresh ka balance batao")
        door.say("dono ka balance batao")
        answers = {(await door.next("voice:response")).data["executionResult"]["data"]["customer"] for _ in range(2)}
        assert answers == {"Rahul Sharma", "Suresh Kumar"}
        asked = await said(door, "dono ko reminder bhejo")
        assert asked["entities"]["customers"] == ["Rahul Sharma", "Suresh Kumar"]
        await said(door, "haan")
    assert len(books.shop.pages.reminders) == 2


async def test_dono_needs_two(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        answer = await told(door, "Rahul ka balance batao", "dono ko reminder bhejo")
        assert answer["executionResult"]["error"] == "CUSTOMER_CONTEXT_MISSING"
        assert (await said(door, "dono ka balance batao"))["executionResult"]["error"] == "CUSTOMER_CONTEXT_MISSING"


async def test_one_who_is_remembered_hides_nobody_of_that_name(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Bharat ka balance batao", "Agra wala")
        assert len((await said(door, "Bharat ka balance batao"))["options"]) == 2


# -- once more, and in another language ----------------------------------------


async def test_the_last_answer_is_said_again(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        assert (await said(door, "phir se bolo"))["executionResult"]["success"]
        first = await said(door, "Rahul ka balance batao")
        await said(door, "ruko")
        again = await said(door, "kya bola?")
    assert (again["text"], again["speech"], again["intent"]) == (first["text"], first["speech"], "REPEAT")


async def test_an_open_question_is_put_again_and_is_no_younger_for_it(
    books: FakeBooks, autojump_clock: MockClock
) -> None:
    async with talking(fake_desk(books), within=300) as door:
        question = await told(door, "Suresh ka balance batao", "Rahul ko 500 diye")
        await trio.sleep(20)
        again = await said(door, "phir se bolo")
        assert (again["questionId"], again["text"]) == (question["questionId"], question["text"])
        assert (question["expiresInSeconds"], again["expiresInSeconds"]) == (30, pytest.approx(10))
        await trio.sleep(10.5)
        assert (await said(door, "haan"))["intent"] == "UNKNOWN"
    assert books.shop.owed("Rahul Sharma") == Paise(500_00)


async def test_answers_are_in_the_language_that_was_asked_for_until_another_is(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        texts = (
            ("English mein bolo", "en"),
            ("राहुल का बैलेंस बताओ", "en"),
            ("Hindi mein bolo", "hi"),
            ("Rahul ka balance batao", "hi"),
            ("Tamil mein bolo", "hi"),
            ("Rahul ka balance batao", "hi"),
        )
        for text, language in texts:
            assert (await said(door, text))["language"] == language, text


async def test_a_command_behind_the_language_is_answered_in_it(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        door.say("English mein baat karo aur Rahul ka balance batao")
        answers = [(await door.next("voice:response")).data for _ in range(2)]
    assert [(answer["intent"], answer["language"]) for answer in answers] == [
        ("SWITCH_LANGUAGE", "en"), ("CHECK_BALANCE", "en"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["recording chalu karo", "recording band karo", "Marathi mein bolo"])
async def test_what_is_still_to_come_is_said_so_and_queues_nothing(books: FakeBooks, text: str) -> None:
    async with talking(fake_desk(books)) as door:
        assert (await said(door, text))["executionResult"]["error"] == "NOT_ALLOWED"
        assert not door.of("task:queued")


async def test_what_is_not_understood_is_answered_with_two_sentences_to_try(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        answer = await said(door, "namaste")
    assert answer["executionResult"]["error"] == "UNKNOWN_INTENT"
    assert answer["text"].count("'") == 4


async def test_a_button_answers_a_question_that_was_put_right(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        asked = await told(door, "Rahul ko 500 diye", "nahi 300")
        door.put(AnswerQuestion(question_id=UUID(asked["questionId"]), yes=True))
        await door.next("voice:response")
    assert books.shop.owed("Rahul Sharma") == Paise(800_00)
