"""Whole conversations: the demo shop in a real PostgreSQL, everything but the wire."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
import trio

from execora.errors import DatabaseError
from execora.session.desk import Speaker
from execora.session.history import MOST_EVENTS
from execora.session.port import (
    AnswerQuestion,
    AskStatus,
    CancelTask,
    DraftButton,
    Final,
    Interim,
    Ping,
    Refused,
    Start,
    Stop,
)
from tests.shop import talking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from execora.session.desk import Desk
    from execora.session.port import Answer, Books, Claim, Request
    from execora.store.embedded import Addresses
    from tests.fakes.door import FakeDoor

    Look = Callable[..., list[tuple[Any, ...]]]

BALANCE = """select a.balance from execora.account a join execora.customer c using (shop_id, id) where c.name = %s"""
STOCK = "select stock from execora.product where name = %s"


class Away:
    """Books that keep messages but cannot be written in."""

    def __init__(self, books: Books) -> None:
        self.claim, self.close_message, self.read = books.claim, books.close_message, books.read

    async def write(self, shop_id: int, request: Request, work: object) -> Answer:
        raise DatabaseError("the database is away")


class Slow:
    """Books that say whether a message is new when the test lets them."""

    def __init__(self, books: Books) -> None:
        self._books, self.asked, self.answers = books, trio.Event(), trio.Event()
        self.close_message, self.read, self.write = books.close_message, books.read, books.write

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        self.asked.set()
        await self.answers.wait()
        return await self._books.claim(shop_id, message_id, digest)


@contextmanager
def held_up(database: Addresses, name: str) -> Iterator[None]:
    """Lock a customer's account, so that whatever writes on it stays inside its transaction."""
    with psycopg.connect(database.owner, user="postgres") as holding:
        holding.execute(
            "select a.id from execora.account a join execora.customer c using (shop_id, id) "
            "where c.name = %s for update of a",
            (name,),
        )
        yield
        holding.rollback()


async def until_somebody_waits_for_a_lock(look: Look) -> None:
    with trio.fail_after(10):
        while not look("select from pg_stat_activity where wait_event_type = 'Lock'"):
            await trio.lowlevel.checkpoint()


async def said_and_answered(door: FakeDoor, text: str) -> dict[str, Any]:
    door.say(text)
    return dict((await door.next("voice:response", "voice:confirm_needed", "voice:choose")).data)


# -- a bill --------------------------------------------------------------------


async def test_a_bill_is_drafted_confirmed_and_then_in_the_books(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        drafted = await said_and_answered(door, "Rahul ko 2 milk aur 1 bread ka bill bana do")
        assert drafted["executionResult"]["data"]["total"] == 100
        assert look(BALANCE, "Rahul Sharma") == [(50000,)], "a draft moves nothing"
        confirmed = await said_and_answered(door, "haan")
    assert confirmed["executionResult"]["success"], confirmed
    assert confirmed["executionResult"]["data"]["invoiceNo"] == "INV/2627/00001"
    assert look(BALANCE, "Rahul Sharma") == [(60000,)]
    assert look(STOCK, "Milk") == [(78000,)]
    assert [event.type for event in door if event.type.startswith("invoice:")] == ["invoice:draft", "invoice:confirmed"]


async def test_a_bill_and_its_haan_sent_back_to_back_make_one_bill(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        door.say("Rahul ko 2 milk ka bill bana do")
        door.say("haan")
        await door.next("invoice:confirmed")
    assert look("select count(*) from execora.invoice") == [(1,)]
    assert look(BALANCE, "Rahul Sharma") == [(56000,)]


async def test_two_quick_haan_confirm_once(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await said_and_answered(door, "Rahul ko 2 milk ka bill bana do")
        door.say("haan")
        door.say("haan")
        answers = [(await door.next("voice:response")).data["intent"] for _ in range(2)]
    assert sorted(answers) == ["CONFIRM_INVOICE", "UNKNOWN"]
    assert look("select count(*) from execora.invoice") == [(1,)]


async def test_a_draft_button_does_what_the_word_does(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        drafted = await said_and_answered(door, "Rahul ko 2 milk ka bill bana do")
        draft_id = UUID(drafted["executionResult"]["data"]["draftId"])
        door.put(DraftButton(draft_id=draft_id, confirm=True))
        await door.next("invoice:confirmed")
        door.put(DraftButton(draft_id=draft_id, confirm=True))
        again = await door.next("voice:response", "invoice:confirmed")
        again = again if again.data.get("intent") else await door.next("voice:response")
    assert look("select count(*) from execora.invoice") == [(1,)]


async def test_a_draft_is_added_to_and_taken_from_before_it_is_confirmed(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        for text in ("Rahul ko 2 milk aur 1 bread ka bill bana do", "aur 2 kilo chini", "bread hata do", "haan"):
            answer = await said_and_answered(door, text)
            assert answer["executionResult"]["success"], answer
    assert look(BALANCE, "Rahul Sharma") == [(50000 + 2 * 3000 + 2 * 4400,)]


# -- spoken order --------------------------------------------------------------


async def test_a_credit_goes_to_the_customer_just_asked_about(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        door.say("Rahul ka balance")
        door.say("100 credit add karo")
        answers = [await door.next("voice:response") for _ in range(2)]
    assert {answer.data["intent"] for answer in answers} == {"CHECK_BALANCE", "ADD_CREDIT"}
    assert look(BALANCE, "Rahul Sharma") == [(60000,)]


async def test_a_new_customer_can_be_spoken_of_before_they_are_made(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        door.say("naya customer Ravi jodo")
        door.say("Ravi ke khate mein 50 likho")
        answers = [await door.next("voice:response") for _ in range(2)]
    assert all(answer.data["executionResult"]["success"] for answer in answers)
    assert look(BALANCE, "Ravi") == [(5000,)]


async def test_an_address_and_a_gstin_are_said_so_that_they_can_be_written_down(desk: Desk) -> None:
    async with talking(desk) as door:
        kept = await said_and_answered(door, "Suresh ka email suresh.k91@gmail.com hai")
        await said_and_answered(door, "Suresh ka GSTIN 08ABCDE1234F1Z5 hai")
        told = await said_and_answered(door, "Suresh ki jankari do")
    assert "suresh.k91@gmail.com" in kept["text"]
    for answer in (kept, told):
        assert "suresh dot K nau ek at the rate gmail dot com" in answer["speech"]
    assert "GSTIN zero aath, A B C D E, ek do teen chaar, F ek Z paanch" in told["speech"]


async def test_a_nickname_is_understood_from_the_next_sentence_on(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        door.say("Guddu matlab Rahul Verma")
        await door.next("voice:response")
        door.say("Guddu ne 100 diye")
        paid = await door.next("voice:response")
    assert paid.data["executionResult"]["success"]
    assert look(BALANCE, "Rahul Verma") == [(115000,)]


SOMEBODY_WAITS = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


async def after_another(
    database: Addresses, look: Look, changed: LiteralString, door: FakeDoor, text: str
) -> dict[str, Any]:
    """Say something that waits for a change somebody else is just making, and return its data."""
    with psycopg.connect(database.owner, user="postgres") as other:
        other.execute("select set_config('execora.shop', id::text, true) from execora.shop")
        other.execute(changed)
        door.say(text)
        while not look(SOMEBODY_WAITS):
            await trio.lowlevel.checkpoint()
        other.commit()
        return dict((await door.next("voice:response")).data["executionResult"]["data"])


async def test_what_somebody_else_has_just_changed_of_a_customer_stays(
    demo_database: Addresses, desk: Desk, look: Look
) -> None:
    phone: LiteralString = "update execora.customer set phone = '9876543210' where name = 'Suresh Kumar'"
    async with talking(desk) as door:
        await after_another(demo_database, look, phone, door, "Suresh ka email s@k.in hai")
    assert look("select phone, email from execora.customer where name = 'Suresh Kumar'") == [("9876543210", "s@k.in")]


async def test_a_price_is_changed_from_what_somebody_else_has_just_set(
    demo_database: Addresses, desk: Desk, look: Look
) -> None:
    price: LiteralString = "update execora.product set price = 3400 where name = 'Milk'"
    async with talking(desk) as door:
        data = await after_another(demo_database, look, price, door, "doodh ka rate 32 kar do")
    assert (data["previousPrice"], data["price"]) == (34, 32)


async def test_who_was_forgotten_is_not_spoken_of_any_more(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        door.say("Suresh ko kal reminder bhejo")
        await door.next("voice:response")
        door.say("Suresh ka data delete karo")
        asked = await door.next("voice:confirm_needed")
        door.say("haan")
        erased = await door.next("voice:response")
        door.say("uska balance batao")
        gone = await door.next("voice:response")
    assert "Suresh Kumar" in asked.data["text"]
    assert "₹2,400" in asked.data["text"]
    assert erased.data["executionResult"]["success"]
    assert gone.data["executionResult"]["error"] == "CUSTOMER_CONTEXT_MISSING"
    assert look(BALANCE, "Deleted customer") == [(240000,)]
    assert look("select count(*) from execora.occurrence where state = 'due'") == [(0,)]


async def test_only_the_owner_has_somebody_forgotten(desk: Desk, look: Look) -> None:
    async with talking(desk, Speaker("staff")) as door:
        door.say("Suresh ka data delete karo")
        refused = await door.next("voice:response")
    assert refused.data["executionResult"]["error"] == "NOT_ALLOWED"
    assert look(BALANCE, "Suresh Kumar") == [(240000,)]


SPOKEN_BEFORE = (
    "Suresh ne 200 diye",
    "undo karo",
    "haan",
    "Suresh ke khate mein 50 likho",
    "Suresh ne Rahul ke 30 diye",
    "haan",
    "Rahul aur Suresh ko kal reminder bhejo",
    "haan",
    "undo karo",
    "haan",
    "Suresh ko kal reminder bhejo",
    "Suresh ko 2 milk ka bill bana do",
    "Suresh ka naam badal kar Sohan Lal kar do",
    "Sohan Lal ka email sohan@gmail.com hai",
    "Sohan Lal ka balance batao",
    "Sohan Lal ne 70 diye",
    "Sohan Lal ka data delete karo",
    "haan",
    "undo karo",
)


async def test_no_word_of_who_was_forgotten_is_left_in_the_books(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        for text in SPOKEN_BEFORE:
            door.say(text, uuid4())
            await door.next("voice:response", "voice:confirm_needed")
    words = ("Suresh", "सुरेश", "9812345672", "Bus stand", "Sohan", "sohan", "सोहन")
    tables = look("select tablename from pg_tables where schemaname = 'execora' and tablename <> 'forgetting'")
    for (table,) in tables:  # that one holds for a week what is to be looked for in transcripts
        for (row,) in look(f"select t::text from execora.{table} t"):
            assert not any(word in row for word in words), (table, row)


async def test_who_was_forgotten_is_not_named_where_their_money_is_taken_back(desk: Desk, look: Look) -> None:
    async with talking(desk) as door, talking(desk) as other:
        await said_and_answered(door, "Suresh ne 200 diye")
        await said_and_answered(other, "Suresh ka data delete karo")
        await said_and_answered(other, "haan")
        asked = await said_and_answered(door, "undo karo")
        taken_back = await said_and_answered(door, "haan")
    for answer in (asked, taken_back):
        assert "Suresh" not in str(answer)
        assert "Deleted customer ka ₹200 ka payment" in answer["text"]
    assert look(BALANCE, "Deleted customer") == [(240000,)]
    assert look("select count(*) from execora.request where strpos(answer::text, 'Suresh') > 0") == [(0,)]


async def test_a_balance_asked_for_after_a_payment_is_the_new_one(desk: Desk) -> None:
    async with talking(desk) as door:
        door.say("Rahul ne 200 cash diye, Rahul ka balance batao")
        answers = [await door.next("voice:response") for _ in range(2)]
    assert [answer.data["intent"] for answer in answers] == ["RECORD_PAYMENT", "CHECK_BALANCE"]
    assert answers[1].data["executionResult"]["data"]["balance"] == 300


async def test_three_commands_of_different_customers_run_side_by_side(desk: Desk) -> None:
    async with talking(desk) as door:
        door.say("Rahul ka balance batao, Suresh ka balance batao, Amit ka balance batao")
        for _ in range(3):
            await door.next("voice:response")
    kinds = [event.type for event in door if event.type in ("task:started", "task:completed")]
    assert kinds[:3] == ["task:started"] * 3


async def test_events_of_a_task_come_in_order_and_its_answer_last(desk: Desk) -> None:
    async with talking(desk) as door:
        await said_and_answered(door, "Rahul ka balance batao")
    kinds = [event.type for event in door]
    assert kinds == [
        "voice:start", "voice:transcript", "voice:intent", "task:queued", "task:started", "task:completed",
        "voice:response",
    ]  # fmt: skip


# -- names and questions -------------------------------------------------------


async def test_a_name_that_fits_several_is_asked_about_and_the_choice_is_taken(desk: Desk) -> None:
    async with talking(desk) as door:
        asked = await said_and_answered(door, "Bharat ka balance batao")
        assert [option["landmark"] for option in asked["options"]] == ["ATM wala", "Agra wala"] or {
            option["landmark"] for option in asked["options"]
        } == {"ATM wala", "Agra wala"}
        answer = await said_and_answered(door, "Agra wala")
    assert answer["executionResult"]["data"]["balance"] == 900
    assert door.of("voice:intent")[0]["entities"]["candidates"]


async def test_an_option_button_is_a_choice(desk: Desk) -> None:
    async with talking(desk) as door:
        asked = await said_and_answered(door, "Bharat ka balance batao")
        door.put(AnswerQuestion(question_id=UUID(asked["questionId"]), option=9))
        assert (await door.next("error")).data["code"] == "BAD_MESSAGE"
        door.put(AnswerQuestion(question_id=UUID(asked["questionId"]), option=0))
        answer = await door.next("voice:response")
        assert answer.data["executionResult"]["data"]["customer"] == asked["options"][0]["name"]
        door.put(AnswerQuestion(question_id=UUID(asked["questionId"]), option=0))
        assert (await door.next("error")).data["code"] == "NO_SUCH_QUESTION"


async def test_names_are_written_in_the_letters_of_the_answer(desk: Desk) -> None:
    async with talking(desk) as door:
        texts = [
            (await said_and_answered(door, text))["text"]
            for text in ("राहुल से 500 लेने हैं", "भरत का बैलेंस बताओ", "राहुल ने 6000 दिए", "सुरेश को 2 दूध का बिल बना दो")
        ]
    assert "राहुल शर्मा के नाम ₹500 लिखो" in texts[0]
    assert texts[1].startswith("कौन सा भारत? भारत ")
    assert "राहुल शर्मा" in texts[2]
    assert "सुरेश कुमार" in texts[3]


async def test_answers_and_questions_have_words_for_the_ear(desk: Desk) -> None:
    async with talking(desk) as door:
        answer = await said_and_answered(door, "Rahul ka balance batao")
        question = await said_and_answered(door, "Rahul ne 6000 diye")
        choice = await said_and_answered(door, "Bharat ka balance batao")
        draft = await said_and_answered(door, "Suresh ko 2 milk ka bill bana do")
        done = await said_and_answered(door, "haan")
        again = await said_and_answered(door, "Suresh ka bill cancel karo")
    assert "₹500" in answer["text"]
    assert "paanch sau rupaye" in answer["speech"]
    assert "chhe hazaar rupaye" in question["speech"]
    assert "Bharat Yadav, ATM wala" in choice["speech"]
    assert "do packet Milk" in draft["speech"]
    assert "number ek." in done["speech"]
    assert "bill number ek " in again["speech"]


async def test_an_answer_that_is_told_again_is_spoken_again(desk: Desk) -> None:
    message_id = uuid4()
    speeches = []
    for _ in range(2):
        async with talking(desk) as door:
            door.say("Rahul ne 250 diye", message_id)
            speeches.append((await door.next("voice:response")).data["speech"])
    assert "dhai sau rupaye" in speeches[0]
    assert speeches[0] == speeches[1]


async def test_a_name_nobody_has_runs_nothing(desk: Desk) -> None:
    async with talking(desk) as door:
        answer = await said_and_answered(door, "Xylophon ke khate mein 500 likho")
    assert answer["executionResult"]["error"] == "CUSTOMER_NOT_FOUND"
    assert door.of("voice:intent")[0]["entities"]["unknownCustomer"] is True
    assert not door.of("task:queued")


async def test_unclear_direction_asks_and_a_yes_writes(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        asked = await said_and_answered(door, "Rahul ko 500 diye")
        assert "questionId" in asked
        assert "Rahul" in asked["text"]
        assert look(BALANCE, "Rahul Sharma") == [(50000,)]
        await said_and_answered(door, "haan")
    assert look(BALANCE, "Rahul Sharma") == [(100000,)]


async def test_a_no_writes_nothing_and_a_late_yes_neither(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await said_and_answered(door, "Rahul ko 500 diye")
        await said_and_answered(door, "nahi")
        assert (await said_and_answered(door, "haan"))["intent"] == "UNKNOWN"
    assert look(BALANCE, "Rahul Sharma") == [(50000,)]


async def test_another_command_lets_a_question_lapse(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await said_and_answered(door, "Rahul ko 500 diye")
        await said_and_answered(door, "Suresh ka balance batao")
        assert (await said_and_answered(door, "haan"))["intent"] == "UNKNOWN"
    assert look(BALANCE, "Rahul Sharma") == [(50000,)]


async def test_two_unclear_commands_are_asked_about_one_after_the_other(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        first = await said_and_answered(door, "Suresh ko 100 diye, Amit ko 300 diye")
        assert "Suresh" in first["text"]
        door.say("haan")
        second = await door.next("voice:confirm_needed")
        assert "Amit" in second.data["text"]
        await door.next("voice:response")
        await said_and_answered(door, "nahi")
    assert look(BALANCE, "Suresh Kumar") == [(250000,)]
    assert look(BALANCE, "Amit Jain") == [(450000,)]


async def test_a_large_amount_is_asked_about_first(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        asked = await said_and_answered(door, "Rahul ne 6000 diye")
        assert "questionId" in asked
        door.put(AnswerQuestion(question_id=UUID(asked["questionId"]), yes=True))
        await door.next("voice:response")
    assert look(BALANCE, "Rahul Sharma") == [(-550000,)]


async def test_cancelling_an_issued_bill_is_asked_about_by_its_number(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        for text in ("Suresh ko 2 milk ka bill bana do", "haan"):
            await said_and_answered(door, text)
        asked = await said_and_answered(door, "Suresh ka bill cancel karo")
        assert "INV/2627/00001" in asked["text"]
        answer = await said_and_answered(door, "haan")
    assert answer["executionResult"]["success"], answer
    assert look(BALANCE, "Suresh Kumar") == [(240000,)]
    assert look(STOCK, "Milk") == [(80000,)]


async def test_a_yes_counts_although_another_command_follows_it(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await said_and_answered(door, "Rahul ko 500 diye")
        door.say("haan kar do aur Suresh ka balance batao")
        answers = [await door.next("voice:response") for _ in range(2)]
    assert {answer.data["intent"] for answer in answers} == {"ADD_CREDIT", "CHECK_BALANCE"}
    assert look(BALANCE, "Rahul Sharma") == [(100000,)]


async def test_ending_one_draft_leaves_the_other_open_to_a_yes(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        first = await said_and_answered(door, "Rahul ko 2 milk ka bill bana do")
        await said_and_answered(door, "Suresh ko 1 bread ka bill bana do")
        door.put(DraftButton(draft_id=UUID(first["executionResult"]["data"]["draftId"]), confirm=True))
        await door.next("voice:response")
        assert (await said_and_answered(door, "haan"))["intent"] == "CONFIRM_INVOICE"
    assert look("select count(*) from execora.invoice") == [(2,)]


async def test_a_bill_that_comes_to_nothing_is_refused(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await said_and_answered(door, "Rahul ko 2 kilo chini 1 rupaye kilo ka bill bana do")
        answer = await said_and_answered(door, "1999 gram chini hata do")
        assert not answer["executionResult"]["success"], answer
        assert (await said_and_answered(door, "Rahul ka balance batao"))["executionResult"]["success"]


# -- who may -------------------------------------------------------------------


async def test_a_viewer_may_look_and_not_write(desk: Desk, look: Look) -> None:
    async with talking(desk, Speaker(role="viewer")) as door:
        assert (await said_and_answered(door, "Rahul ka balance batao"))["executionResult"]["success"]
        refused = await said_and_answered(door, "Rahul ne 200 diye")
        assert refused["executionResult"]["error"] == "NOT_ALLOWED"
        door.put(DraftButton(draft_id=uuid4(), confirm=True))
        assert (await door.next("voice:response")).data["executionResult"]["error"] == "NOT_ALLOWED"
    assert look(BALANCE, "Rahul Sharma") == [(50000,)]


# -- messages ------------------------------------------------------------------


async def test_a_message_id_is_acted_on_once_also_over_a_new_connection(desk: Desk, look: Look) -> None:
    message = uuid4()
    async with talking(desk) as door:
        door.say("Rahul ne 200 cash diye", message)
        first = await door.next("voice:response")
        assert first.reply_to == message
    async with talking(desk) as door:
        door.say("Rahul ne 200 cash diye", message)
        again = await door.next("voice:response")
    assert again.data["text"] == first.data["text"]
    assert again.reply_to == message
    assert look(BALANCE, "Rahul Sharma") == [(30000,)]


async def test_a_message_that_found_no_database_is_carried_out_when_it_comes_again(desk: Desk, look: Look) -> None:
    message = uuid4()
    books = desk.books
    desk.books = Away(books)
    desk.config = desk.config.model_copy(update={"task_seconds": 0.3})
    async with talking(desk) as door:
        door.say("Rahul ne 200 cash diye", message)
        lost = await door.next("voice:response")
        assert lost.data["executionResult"]["error"] == "INTERNAL"
    desk.books = books
    async with talking(desk) as door:
        door.say("Rahul ne 200 cash diye", message)
        assert (await door.next("voice:response")).data["executionResult"]["success"]
    assert look(BALANCE, "Rahul Sharma") == [(30000,)]


async def test_a_yes_that_took_effect_unheard_is_answered_when_it_comes_again(desk: Desk, look: Look) -> None:
    yes = uuid4()
    async with talking(desk) as door:
        await said_and_answered(door, "Mohan ne saat hazaar diye")
        door.say("haan", yes)
        await door.next("task:completed")
    look("update execora.message set answers = null returning id")  # as if the server had died right after COMMIT
    async with talking(desk) as door:
        door.say("haan", yes)
        again = await door.next("voice:response")
    assert again.data["intent"] == "RECORD_PAYMENT"
    assert again.data["executionResult"]["success"]
    assert again.reply_to == yes
    assert look(BALANCE, "Mohan Lal") == [(-339950,)]


async def test_what_a_stop_dropped_is_said_to_be_dropped_and_stays_so(desk: Desk, look: Look) -> None:
    message = uuid4()
    desk.books = slow = Slow(desk.books)
    async with talking(desk) as door:
        door.say("Rahul ne 500 cash diye", message)
        await slow.asked.wait()
        door.put(Stop())
        await door.next("voice:stopped")
        slow.answers.set()
        dropped = await door.next("error")
        assert (dropped.data["code"], dropped.reply_to) == ("STOPPED", message)
    async with talking(desk) as door:
        door.say("Rahul ne 500 cash diye", message)
        assert (await door.next("error")).data["code"] == "STOPPED"
    assert look(BALANCE, "Rahul Sharma") == [(50000,)]


async def test_cancelling_a_task_answers_the_message_that_asked_for_it(desk: Desk, demo_database: Addresses) -> None:
    cancel = uuid4()
    with held_up(demo_database, "Rahul Sharma"):
        async with talking(desk) as door:
            door.say("Rahul ne 200 cash diye")
            task = (await door.next("task:started")).data["taskId"]
            door.put(CancelTask(task_id=UUID(task), id=cancel))
            assert (await door.next("task:cancelled")).reply_to == cancel


async def test_a_message_id_with_other_words_is_refused(desk: Desk, look: Look) -> None:
    message = uuid4()
    async with talking(desk) as door:
        door.say("Rahul ne 200 cash diye", message)
        await door.next("voice:response")
        door.say("Suresh ne 300 cash diye", message)
        assert (await door.next("error")).data["code"] == "ID_REUSED"
    assert look(BALANCE, "Suresh Kumar") == [(240000,)]


async def test_controls_answer_whether_or_not_it_was_started(desk: Desk) -> None:
    async with talking(desk) as door:
        door.put(Ping(id=uuid4()))
        assert (await door.next("pong")).reply_to
        door.put(Stop())
        assert (await door.next("voice:stopped")).data["cancelled"] == []
        door.put(Start(language="en"))
        await door.next("voice:started")
        answer = await said_and_answered(door, "Rahul ka balance batao")
        assert answer["language"] == "en"
        door.put(Interim(text="Rahul ka"))
        assert (await door.next("voice:transcript")).data["isFinal"] is False
        door.put(Refused(code="BAD_JSON", message="Not JSON."))
        assert (await door.next("error")).data == {"error": "Not JSON.", "code": "BAD_JSON", "recoverable": True}
        door.put(CancelTask(task_id=uuid4()))
        assert (await door.next("error")).data["code"] == "NO_SUCH_TASK"
        task = door.of("task:completed")[0]["taskId"]
        door.put(CancelTask(task_id=UUID(task)))
        assert (await door.next("error")).data["code"] == "ALREADY_FINISHED"
        door.put(AskStatus(task_id=UUID(task)))
        assert (await door.next("queue:status")).data["tasks"][0]["status"] == "COMPLETED"
        door.put(AskStatus(task_id=uuid4()))
        assert (await door.next("error")).data["code"] == "NO_SUCH_TASK"


async def test_a_stop_that_comes_again_stops_nothing_more(desk: Desk) -> None:
    stop = Stop(id=uuid4())
    async with talking(desk) as door:
        door.put(stop)
        await door.next("voice:stopped")
        door.put(stop)
        assert (await door.next("error")).data["code"] == "ALREADY_DONE"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\x00\x07", "Rahul ka bal\x00ance", "\u202eRahul ne 500 diye", "a" * 1_000_000, "न" * 300,
        "Rahul ko 1000000 milk ka bill",
        "Rahul ne 0 diye", "Rahul ne -5 diye", f"naya customer {'R' * 300} jodo", "🙂" * 50, "\ufeff", "'; drop table",
    ],
)  # fmt: skip
@pytest.mark.parametrize("message_id", [None, uuid4()], ids=["without an id", "with an id"])
async def test_strange_words_get_a_clear_answer_and_change_nothing(
    desk: Desk, look: Look, text: str, message_id: UUID | None
) -> None:
    before = look("select count(*) from execora.entry"), look("select count(*) from execora.customer")
    async with talking(desk) as door:
        door.say(text, message_id)
        answer = await door.next("voice:response", "voice:confirm_needed", "voice:choose")
        assert answer.data["text"].strip()
        assert (await said_and_answered(door, "Suresh ka balance batao"))["executionResult"]["success"]
    assert (look("select count(*) from execora.entry"), look("select count(*) from execora.customer")) == before


# -- stopping ------------------------------------------------------------------


async def test_hanging_up_rolls_back_what_is_half_done(desk: Desk, demo_database: Addresses, look: Look) -> None:
    with held_up(demo_database, "Rahul Sharma"):
        async with talking(desk) as door:
            door.say("Rahul ne 200 cash diye")
            await door.next("task:started")
            await until_somebody_waits_for_a_lock(look)
    assert look(BALANCE, "Rahul Sharma") == [(50000,)]
    assert look("select count(*) from pg_stat_activity where state like 'idle in transaction%%'") == [(0,)]


@pytest.mark.parametrize("seed", range(12))
async def test_what_a_client_was_told_when_it_stopped_is_what_the_books_hold(desk: Desk, look: Look, seed: int) -> None:
    chance = random.Random(seed)
    names = ["Rahul", "Suresh", "Amit", "Mohan", "Priya", "Neha", "Vijay", "Imran"]
    async with talking(desk) as door:
        for number in range(24):
            door.put(Final(text=f"{chance.choice(names)} ne {number + 101} cash diye"))
        for _ in range(chance.randrange(40)):
            await trio.sleep(chance.random() * 0.002)
        door.put(Stop())
        stopped = await door.next("voice:stopped")
        seen = len(door.told)
        assert (await said_and_answered(door, "Guptaji ka balance batao"))["executionResult"]["success"]
    ended = Counter(event.type for event in door.told[:seen])
    assert ended["task:queued"] == ended["task:completed"] + ended["task:cancelled"]
    cancelled = {event.data["taskId"] for event in door.told[:seen] if event.type == "task:cancelled"}
    assert cancelled == set(stopped.data["cancelled"])
    told = sorted(event.data["result"]["amountPaid"] for event in door.told[:seen] if event.type == "task:completed")
    booked = look(
        "select e.amount / 100 from execora.entry e join execora.journal j on j.id = e.journal_id "
        "join execora.account a on a.id = e.account_id where j.kind = 'payment' and a.kind = 'cash' order by 1"
    )
    assert [amount for (amount,) in booked] == told


async def test_the_hundred_and_fourth_command_is_refused_and_stop_ends_all(
    desk: Desk, demo_database: Addresses, look: Look
) -> None:
    with held_up(demo_database, "Rahul Sharma"):
        async with talking(desk) as door:
            for _ in range(101):
                door.say("Rahul ne 100 cash diye")
                await door.next("task:queued")
            door.say("Rahul ne 100 cash diye")
            refused = await door.next("voice:response")
            door.put(Stop())
            stopped = await door.next("voice:stopped")
    assert refused.data["executionResult"]["error"] == "QUEUE_FULL"
    assert len(stopped.data["cancelled"]) == 101, "one ran, for all touch Rahul, and a hundred waited"
    assert look(BALANCE, "Rahul Sharma") == [(50000,)]


async def test_a_spoken_stop_cancels_what_runs_and_waits(desk: Desk, demo_database: Addresses, look: Look) -> None:
    with held_up(demo_database, "Rahul Sharma"):
        async with talking(desk) as door:
            for _ in range(3):
                door.say("Rahul ne 100 cash diye")
            for _ in range(3):
                await door.next("task:queued")
            door.say("sab band karo")
            assert (await door.next("voice:response")).data["intent"] == "CANCEL_TASK"
            await door.next("task:cancelled")
    assert [data["reason"] for data in door.of("task:cancelled")] == ["spoken"] * 3


async def test_every_conversation_of_the_shop_hears_that_something_changed(desk: Desk) -> None:
    async with talking(desk) as one, talking(desk) as other:
        desk.changed("ledger", None)
        for door in (one, other):
            assert (await door.next("shop:changed")).data == {"what": "ledger", "id": None}
    assert not desk.listeners


async def test_a_client_that_never_reads_is_let_go(desk: Desk) -> None:
    async with talking(desk) as door:
        door.reads = False
        for _ in range(MOST_EVENTS * 2):
            door.put(Ping())
        await door.ended.wait()
    assert door.close_code == 1013
    assert not desk.listeners
