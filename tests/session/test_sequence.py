"""What was said to come after what: alone, and in conversations over books in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import trio

from execora.ledger.money import Paise
from execora.session.port import CancelTask, Stop
from execora.session.sequence import Sequence, Wish, hindrance
from execora.session.turn import Told
from tests.fakes.books import FakeBooks, fake_desk
from tests.shop import talking

if TYPE_CHECKING:
    from trio.testing import MockClock

    from tests.fakes.door import FakeDoor

NOTHING_TOLD = Told(0)
ANSWERS = ("voice:response", "voice:confirm_needed", "voice:choose")


# -- alone ---------------------------------------------------------------------


def said(*after: bool) -> list[Wish]:
    """Return the wishes of one utterance."""
    sequence = Sequence()
    return [sequence.wish(NOTHING_TOLD, after=word, anew=not number) for number, word in enumerate(after)]


def test_a_wish_comes_after_all_that_was_said_before_the_word() -> None:
    first, second, third, fourth = said(False, False, True, True)
    assert first.after == second.after == ()
    assert third.after == (first, second)
    assert fourth.after == (first, second, third)


def test_what_is_added_to_a_wish_comes_after_the_same() -> None:
    first, second, third = said(False, True, False)
    assert second.after == third.after == (first,)


def test_an_utterance_without_a_word_of_order_begins_anew() -> None:
    sequence = Sequence()
    sequence.wish(NOTHING_TOLD, after=False, anew=True)
    second = sequence.wish(NOTHING_TOLD, after=False, anew=True)
    assert sequence.wish(NOTHING_TOLD, after=True, anew=True).after == (second,)


def test_what_is_done_is_waited_for_no_more() -> None:
    sequence = Sequence()
    sequence.wish(NOTHING_TOLD, after=False, anew=True).do()
    assert sequence.wish(NOTHING_TOLD, after=True, anew=True).after == ()


@pytest.mark.parametrize(("told", "hinders"), [(6, True), (7, False)])
def test_what_failed_hinders_whoever_spoke_before_that_was_told(told: int, hinders: bool) -> None:
    sequence = Sequence()
    sequence.wish(NOTHING_TOLD, after=False, anew=True).fail(told=7)
    assert bool(sequence.wish(Told(told), after=True, anew=True).after) is hinders


def test_what_failed_weighs_more_than_what_is_asked() -> None:
    asked, failed, done = Wish(), Wish(), Wish()
    failed.fail(told=1)
    done.do()
    assert hindrance([asked, failed, done]) == "undone"
    assert hindrance([asked, done]) == "open"
    assert hindrance([done]) is None


def test_a_wish_that_is_over_holds_on_to_nothing() -> None:
    first, second, third = said(False, True, True)
    second.do()
    third.fail(told=1)
    assert second.after == third.after == ()
    assert first.task is None


def test_a_wish_that_became_a_question_has_no_task() -> None:
    wish = Wish()
    wish.carry_out(uuid4())
    wish.ask()
    assert (wish.state, wish.task) == ("open", None)


# -- in a conversation ---------------------------------------------------------


@pytest.fixture
def books() -> FakeBooks:
    return FakeBooks()


async def ends(door: FakeDoor, count: int) -> list[tuple[str, str]]:
    """Wait for so many tasks to end; return how each did, in the order in which they ended."""
    ended = []
    for _ in range(count):
        event = await door.next("task:completed", "task:failed", "task:cancelled")
        how = event.data["error"]["code"] if event.type == "task:failed" else event.type.removeprefix("task:")
        ended.append((event.data["intent"], how))
    return ended


async def answered(door: FakeDoor, text: str) -> dict[str, Any]:
    door.say(text)
    return dict((await door.next(*ANSWERS)).data)


def owed(books: FakeBooks, *names: str) -> list[Paise]:
    return [books.shop.owed(name) for name in names]


RAHUL, SURESH = "Rahul Sharma", "Suresh Kumar"
BEFORE = [Paise(500_00), Paise(2400_00)]
BOTH = [Paise(800_00), Paise(2900_00)]


@pytest.mark.parametrize("word", ["uske baad", "phir", "iske baad", "after that"])
async def test_what_comes_after_waits_although_nothing_conflicts(
    books: FakeBooks, autojump_clock: MockClock, word: str
) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        door.say(f"Suresh ke naam 500 likho, {word} Rahul ke naam 300 likho")
        await ends(door, 1)
        first, second = door.of("task:queued")
        assert second["waitsFor"] == [first["taskId"]]
        await ends(door, 1)
    order = [event.type for event in door if event.type in ("task:started", "task:completed")]
    assert order == ["task:started", "task:completed"] * 2
    assert owed(books, RAHUL, SURESH) == BOTH


async def test_what_is_only_added_does_not_wait(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        door.say("Suresh ke naam 500 likho aur Rahul ke naam 300 likho")
        await ends(door, 2)
        assert [queued["waitsFor"] for queued in door.of("task:queued")] == [[], []]


@pytest.mark.parametrize("again", ["uske baad Rahul ke naam 300 likho", "phir Rahul ke naam 300 likho"])
async def test_the_next_utterance_can_come_after_the_one_before(
    books: FakeBooks, autojump_clock: MockClock, again: str
) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        door.say("Suresh ke naam 500 likho")
        door.say(again)
        await ends(door, 2)
        first, second = door.of("task:queued")
        assert second["waitsFor"] == [first["taskId"]]


async def test_two_conversations_do_not_wait_for_each_other(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow["ADD_CREDIT"] = 1
    desk = fake_desk(books)
    async with talking(desk) as one, talking(desk) as other:
        one.say("Suresh ke naam 500 likho")
        await one.next("task:started")
        other.say("uske baad Rahul ke naam 300 likho")
        assert (await other.next("task:queued")).data["waitsFor"] == []
        await ends(one, 1)
        await ends(other, 1)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "Kishan Thakur ko kal reminder bhejna, uske baad Rahul ke naam 300 likho",
            "Pehle wala kaam nahi hua, isliye yeh nahi kiya: Khate mein likho, Rahul Sharma aur ₹300. Phir se boliye.",
        ),
        (
            "किशन ठाकुर को कल रिमाइंडर भेजना, उसके बाद राहुल के नाम 300 लिखो",
            "पहले वाला काम नहीं हुआ, इसलिए यह नहीं किया: खाते में लिखो, राहुल शर्मा और ₹300। फिर से बोलिए।",
        ),
    ],
)
async def test_nothing_is_written_after_what_failed(books: FakeBooks, text: str, answer: str) -> None:
    async with talking(fake_desk(books)) as door:
        door.say(text)
        assert await ends(door, 2) == [("CREATE_REMINDER", "NO_PHONE"), ("ADD_CREDIT", "PREREQUISITE_FAILED")]
        assert (await door.next("voice:response")).data["text"] == answer
    assert owed(books, RAHUL) == BEFORE[:1]


async def test_nothing_is_written_after_what_was_refused(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        door.say("Zubair ke naam 500 likho, uske baad Rahul ke naam 300 likho")
        assert await ends(door, 1) == [("ADD_CREDIT", "PREREQUISITE_FAILED")]
    assert owed(books, RAHUL) == BEFORE[:1]


async def test_nothing_is_written_after_what_was_cancelled(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        door.say("Suresh ke naam 500 likho, uske baad Rahul ke naam 300 likho")
        first = (await door.next("task:started")).data["taskId"]
        door.put(CancelTask(task_id=UUID(first)))
        assert await ends(door, 2) == [("ADD_CREDIT", "cancelled"), ("ADD_CREDIT", "PREREQUISITE_FAILED")]
    assert owed(books, RAHUL, SURESH) == BEFORE


async def test_something_is_looked_up_after_what_failed(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        door.say("Kishan Thakur ko kal reminder bhejna, uske baad Rahul ka balance batao")
        assert await ends(door, 2) == [("CREATE_REMINDER", "NO_PHONE"), ("CHECK_BALANCE", "completed")]


async def test_a_chain_of_three_is_kept(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow = {"RECORD_PAYMENT": 1, "ADD_CREDIT": 1}
    async with talking(fake_desk(books)) as door:
        door.say("Suresh ne 500 diye, uske baad Rahul ke naam 300 likho, phir Fatima ko kal reminder bhejna")
        done = await ends(door, 3)
        first, second, third = (queued["taskId"] for queued in door.of("task:queued"))
        assert [queued["waitsFor"] for queued in door.of("task:queued")] == [[], [first], [first, second]]
    assert done == [("RECORD_PAYMENT", "completed"), ("ADD_CREDIT", "completed"), ("CREATE_REMINDER", "completed")]
    assert third


async def test_a_failure_is_not_forgotten_where_something_was_looked_up_in_between(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        door.say("Kishan Thakur ko kal reminder bhejna, phir Rahul ka balance batao, phir Rahul ke naam 300 likho")
        await ends(door, 2)
        assert await ends(door, 1) == [("ADD_CREDIT", "PREREQUISITE_FAILED")]
    assert owed(books, RAHUL) == BEFORE[:1]


async def test_whoever_heard_of_a_failure_can_go_on(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        assert (await answered(door, "Kishan Thakur ko kal reminder bhejna"))["executionResult"]["error"] == "NO_PHONE"
        assert (await answered(door, "phir Rahul ke naam 300 likho"))["executionResult"]["success"]


async def test_whoever_spoke_on_before_a_failure_was_told_is_told_of_both(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        door.say("Kishan Thakur ko kal reminder bhejna")
        door.say("uske baad Rahul ke naam 300 likho")
        assert await ends(door, 2) == [("CREATE_REMINDER", "NO_PHONE"), ("ADD_CREDIT", "PREREQUISITE_FAILED")]
    assert owed(books, RAHUL) == BEFORE[:1]


async def test_nothing_comes_after_what_was_not_understood(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        door.say("Suresh se 500 lene hain")
        door.say("uske baad Rahul ke naam 300 likho")
        assert await ends(door, 1) == [("ADD_CREDIT", "PREREQUISITE_FAILED")]
    assert owed(books, RAHUL) == BEFORE[:1]


async def test_a_stop_cancels_all_of_it(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        door.say("Suresh ke naam 500 likho, uske baad Rahul ke naam 300 likho")
        await door.next("task:started")
        door.put(Stop())
        assert len((await door.next("voice:stopped")).data["cancelled"]) == 2
        assert door.of("task:failed") == []
    assert owed(books, RAHUL, SURESH) == BEFORE


# -- questions -----------------------------------------------------------------

MUCH = "Suresh ke naam 6000 likho, uske baad Rahul ke naam 300 likho"


async def test_what_comes_after_a_question_is_asked_behind_it(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        assert (await answered(door, MUCH))["entities"]["customer"] == SURESH
        behind = await answered(door, "haan")
        assert behind["text"] == "Khate mein likho: Rahul Sharma aur ₹300. Kar doon?"
        await ends(door, 1)
        assert owed(books, RAHUL, SURESH) == [Paise(500_00), Paise(8400_00)]
        door.say("haan")
        assert await ends(door, 1) == [("ADD_CREDIT", "completed")]
    assert owed(books, RAHUL, SURESH) == [Paise(800_00), Paise(8400_00)]


async def test_a_no_to_the_first_question_leaves_the_second(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await answered(door, MUCH)
        door.say("nahi")
        assert (await door.next("voice:confirm_needed")).data["entities"]["customer"] == RAHUL
        door.say("haan")
        assert await ends(door, 1) == [("ADD_CREDIT", "completed")]
    assert owed(books, RAHUL, SURESH) == [Paise(800_00), BEFORE[1]]


async def test_a_yes_to_the_second_waits_for_the_first(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        await answered(door, MUCH)
        await answered(door, "haan")
        door.say("haan")
        await ends(door, 2)
        first, second = door.of("task:queued")
        assert second["waitsFor"] == [first["taskId"]]


async def test_a_yes_to_the_second_does_nothing_where_the_first_was_cancelled(
    books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        await answered(door, MUCH)
        await answered(door, "haan")
        door.put(CancelTask(task_id=UUID(door.of("task:started")[0]["taskId"])))
        door.say("haan")
        assert await ends(door, 2) == [("ADD_CREDIT", "cancelled"), ("ADD_CREDIT", "PREREQUISITE_FAILED")]
    assert owed(books, RAHUL, SURESH) == BEFORE


async def test_what_comes_after_a_question_of_the_utterance_before_asks_both(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        asked = await answered(door, "Suresh ke naam 6000 likho")
        assert (await answered(door, "uske baad Rahul ke naam 300 likho"))["questionId"] == asked["questionId"]
        assert (await answered(door, "haan"))["entities"]["customer"] == RAHUL
        await ends(door, 1)
        door.say("haan")
        await ends(door, 1)
    assert owed(books, RAHUL, SURESH) == [Paise(800_00), Paise(8400_00)]


async def test_what_comes_after_a_question_that_lapsed_is_asked(books: FakeBooks, autojump_clock: MockClock) -> None:
    async with talking(fake_desk(books), within=90) as door:
        await answered(door, "Suresh ke naam 6000 likho")
        await trio.sleep(31)
        assert (await answered(door, "uske baad Rahul ke naam 300 likho"))["entities"]["customer"] == RAHUL
    assert owed(books, RAHUL, SURESH) == BEFORE


async def test_what_is_looked_up_after_a_question_lets_it_lapse(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await answered(door, "Suresh ke naam 6000 likho")
        assert (await answered(door, "uske baad Rahul ka balance batao"))["intent"] == "CHECK_BALANCE"
        assert (await answered(door, "haan"))["intent"] == "UNKNOWN"
    assert owed(books, RAHUL, SURESH) == BEFORE


async def test_what_comes_after_a_question_of_the_books_becomes_one(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        door.say("sabko reminder bhejo, uske baad Rahul ke naam 300 likho")
        assert await ends(door, 2) == [("CREATE_REMINDER", "cancelled"), ("ADD_CREDIT", "cancelled")]
        assert [end["reason"] for end in door.of("task:cancelled")] == ["question", "question"]
        assert (await answered(door, "haan"))["entities"]["customer"] == RAHUL
        await ends(door, 1)
        door.say("haan")
        assert await ends(door, 1) == [("ADD_CREDIT", "completed")]
    assert owed(books, RAHUL) == BOTH[:1]


async def test_what_comes_after_a_choice_is_asked_behind_it(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        assert (await answered(door, "Bharat ke naam 500 likho, uske baad Rahul ke naam 300 likho"))["options"]
        assert (await answered(door, "pehla wala"))["entities"]["customer"] == RAHUL
        await ends(door, 1)
        door.say("haan")
        await ends(door, 1)
    assert owed(books, RAHUL) == BOTH[:1]


async def test_a_correction_of_the_first_stays_before_the_second(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        await answered(door, MUCH)
        assert (await answered(door, "nahi 500"))["entities"]["amount"] == 500
        await answered(door, "haan")
        door.say("haan")
        await ends(door, 2)
        first, second = door.of("task:queued")
        assert second["waitsFor"] == [first["taskId"]]
    assert owed(books, RAHUL, SURESH) == BOTH


async def test_a_yes_to_what_was_put_off_settles_no_question_of_the_books(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await answered(door, "Suresh ko 2 milk ka bill bana do")
        await answered(door, "haan")
        await answered(door, "sabko reminder bhejo, uske baad Suresh ka bill cancel karo")
        assert (await answered(door, "haan"))["text"] == "Bill radd: Suresh Kumar. Kar doon?"
        await ends(door, 1)
        door.say("haan")
        assert "INV" in (await door.next("voice:confirm_needed")).data["text"]
    (invoice,) = books.shop.pages.invoices.values()
    assert invoice.cancelled_by is None


async def test_a_yes_to_the_second_counts_for_whoever_knows_that_the_first_failed(
    books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        await answered(door, MUCH)
        await answered(door, "haan")
        door.put(CancelTask(task_id=UUID(door.of("task:started")[0]["taskId"])))
        assert await ends(door, 1) == [("ADD_CREDIT", "cancelled")]
        await trio.sleep(0.1)
        door.say("haan")
        assert await ends(door, 1) == [("ADD_CREDIT", "completed")]
    assert owed(books, RAHUL, SURESH) == [BOTH[0], BEFORE[1]]


async def test_what_comes_after_a_choice_waits_for_what_was_chosen(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        await answered(door, "Bharat ke naam 500 likho, uske baad Rahul ke naam 300 likho")
        await answered(door, "pehla wala")
        door.say("haan")
        await ends(door, 2)
        first, second = door.of("task:queued")
        assert second["waitsFor"] == [first["taskId"]]


async def test_small_talk_in_between_changes_no_order(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow["ADD_CREDIT"] = 1
    async with talking(fake_desk(books)) as door:
        door.say("Suresh ke naam 500 likho")
        assert (await answered(door, "namaste"))["intent"] == "UNKNOWN"
        door.say("uske baad Rahul ke naam 300 likho")
        await ends(door, 2)
        first, second = door.of("task:queued")
        assert second["waitsFor"] == [first["taskId"]]
    assert owed(books, RAHUL, SURESH) == BOTH


# -- what is just being made ---------------------------------------------------


@pytest.mark.parametrize(
    "about", ["Ravi ke naam 300 likho", "Ravi ko 2 milk ka bill bana do", "Ravi ko kal reminder bhejna"]
)
async def test_nothing_is_made_for_a_newcomer_who_was_not(books: FakeBooks, about: str) -> None:
    async with talking(fake_desk(books)) as door:
        door.say("naya customer Ravi jodo, number 9812345672")
        door.say(about)
        newcomer, other = await ends(door, 2)
        assert newcomer == ("CREATE_CUSTOMER", "DUPLICATE_FOUND")
        assert other[1] == "PREREQUISITE_FAILED"
        first, second = door.of("task:queued")
        assert second["waitsFor"] == [first["taskId"]]


async def test_whoever_goes_on_about_a_newcomer_who_was_not_made_is_asked_whom_they_mean(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await answered(door, "Rahul ka balance batao")
        await answered(door, "naya customer Ravi jodo, number 9812345672")
        refused = await answered(door, "phir uske naam 300 likho")
        assert refused["executionResult"]["error"] == "CUSTOMER_CONTEXT_MISSING"
    assert owed(books, RAHUL) == BEFORE[:1]


async def test_a_newcomer_who_was_not_made_keeps_a_batch_from_being_done(
    books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow["CREATE_CUSTOMER"] = 1
    async with talking(fake_desk(books)) as door:
        door.say("naya customer Ravi jodo, number 9812345672")
        await answered(door, "Ravi aur Suresh ko kal reminder bhejna")
        door.say("haan")
        assert await ends(door, 2) == [
            ("CREATE_CUSTOMER", "DUPLICATE_FOUND"),
            ("CREATE_REMINDER", "PREREQUISITE_FAILED"),
        ]


async def test_a_haan_to_a_draft_that_was_not_made_does_nothing(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow["CREATE_INVOICE"] = 1
    async with talking(fake_desk(books)) as door:
        door.say("Rahul ko 2 milk ka bill bana do")
        door.say("haan")
        await door.next("task:queued")
        await door.next("task:queued")
        door.put(CancelTask(task_id=UUID(door.of("task:started")[0]["taskId"])))
        assert await ends(door, 2) == [("CREATE_INVOICE", "cancelled"), ("CONFIRM_INVOICE", "PREREQUISITE_FAILED")]
        await door.next("voice:response")
        assert (await answered(door, "haan"))["intent"] == "UNKNOWN"
    assert books.shop.pages.invoices == {}


async def test_a_draft_that_was_not_confirmed_after_a_failure_waits_on(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await answered(door, "Rahul ko 2 milk ka bill bana do")
        door.say("Kishan Thakur ko kal reminder bhejna")
        door.say("uske baad bill confirm karo")
        assert (await ends(door, 2))[-1] == ("CONFIRM_INVOICE", "PREREQUISITE_FAILED")
        await door.next("voice:response")
        assert (await answered(door, "haan"))["intent"] == "CONFIRM_INVOICE"
    assert len(books.shop.pages.invoices) == 1
