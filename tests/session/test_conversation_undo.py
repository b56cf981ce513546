"""Taking back by voice: over books in memory where it is about time, over a real PostgreSQL where it is about books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import trio
import trio.testing

from execora.language.names import NameIndex
from execora.language.products import ProductIndex
from execora.session.desk import Speaker
from execora.session.port import CancelTask, Stop
from tests.fakes.books import FakeBooks, fake_desk
from tests.shop import talking

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio.testing import MockClock

    from execora.session.desk import Desk
    from tests.fakes.door import FakeDoor

    Look = Callable[..., list[tuple[Any, ...]]]

ANSWERS = ("voice:response", "voice:confirm_needed", "voice:choose")
BALANCE = """select a.balance from execora.account a join execora.customer c using (shop_id, id) where c.name = %s"""


@pytest.fixture
def books() -> FakeBooks:
    return FakeBooks()


async def told(door: FakeDoor, *texts: str) -> dict[str, Any]:
    """Say one thing after the other, each answered before the next; return the last answer."""
    answer: dict[str, Any] = {}
    for text in texts:
        door.say(text)
        answer = dict((await door.next(*ANSWERS)).data)
    return answer


# -- what is taken back --------------------------------------------------------

UNDONE: list[tuple[tuple[str, ...], str]] = [
    (("Rahul ne 200 diye",), "Rahul Sharma ka ₹200 payment "),
    (("Rahul ke khate mein 200 likho",), "Rahul Sharma ke khate ka ₹200 udhaar "),
    (("50 packet milk stock mein daalo",), "Stock mein daala hua 50 packet Milk "),
    (("naya customer Ravi jodo",), "Naya customer Ravi "),
    (("Rahul ko 2 milk ka bill bana do",), "Rahul Sharma ka ₹60 ka draft bill "),
    (("Rahul ko 2 milk ka bill bana do", "aur 1 bread"), "Rahul Sharma ke draft bill ka badlaav "),
    (("Rahul ko 2 milk ka bill bana do", "nahi 3"), "Rahul Sharma ke draft bill ka badlaav "),
    (("Rahul ko 2 milk ka bill bana do", "haan"), "Rahul Sharma ka ₹60 ka bill INV/2627/00001"),
    (("Rahul ko reminder bhejo kal shaam 7 baje",), "Rahul Sharma ka naya reminder "),
    (("naya customer Ravi jodo, 500 udhaar",), "Naya customer Ravi "),
    (("Rahul ko 2 milk ka bill bana do", "nahi Suresh ka"), "Rahul Sharma ke draft bill ka badlaav "),
    (("Rahul ko 2 milk ka bill bana do", "bill cancel karo"), "Rahul Sharma ka cancel kiya hua draft bill "),
    (("Rahul ko 2 milk ka bill bana do", "milk hata do"), "Rahul Sharma ka cancel kiya hua draft bill "),
    (("Rahul ko kal reminder bhejna", "Rahul ka reminder parso kar do"), "Rahul Sharma ke reminder ka naya samay "),
    (("Rahul ko kal reminder bhejna", "Rahul ka reminder cancel"), "Rahul Sharma ka cancel kiya hua reminder "),
]

SEEN = """
select 'customer', c.name, a.balance::text from execora.account a join execora.customer c using (shop_id, id)
where c.erased_at is null
union all select 'product', name, stock::text from execora.product
union all select 'draft line', d.customer_id || ' ' || l.product_id, l.quantity::text
    from execora.draft d join execora.draft_line l on l.draft_id = d.id
union all select 'reminder', o.due_at::text, '' from execora.occurrence o where o.state = 'due'
order by 1, 2, 3
"""
"""What a shopkeeper sees of the books."""


@pytest.mark.parametrize(("before", "named"), UNDONE, ids=lambda one: str(one[-1]))
async def test_the_last_change_is_named_and_taken_back(
    desk: Desk, look: Look, before: tuple[str, ...], named: str
) -> None:
    async with talking(desk) as door:
        await told(door, *before[:-1])
        seen = look(SEEN)
        await told(door, before[-1])
        changed = look(SEEN)
        assert changed != seen
        asked = await told(door, "galat ho gaya wapas karo")
        assert set(named.split()) < set(asked["text"].split())
        assert look(SEEN) == changed, "nothing is taken back before the yes"
        answer = await told(door, "haan")
    assert answer["executionResult"]["success"], answer
    assert answer["intent"] == "UNDO"
    assert look(SEEN) == seen if "INV/" not in named else look(BALANCE, "Rahul Sharma") == [(50000,)]


async def test_a_second_undo_takes_back_the_one_before(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await told(door, "Rahul ne 200 diye", "Suresh ke khate mein 300 likho")
        assert "Suresh" in (await told(door, "undo karo"))["text"]
        await told(door, "haan")
        assert "Rahul" in (await told(door, "undo karo"))["text"]
        await told(door, "haan")
        assert (await told(door, "undo karo"))["executionResult"]["error"] == "ALREADY_DONE"
    assert (look(BALANCE, "Rahul Sharma"), look(BALANCE, "Suresh Kumar")) == ([(50000,)], [(240000,)])


async def test_only_what_was_asked_about_is_taken_back(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await told(door, "Rahul ne 200 diye", "undo karo")
        async with talking(desk) as other:
            await told(other, "Rahul ne 50 diye")
        await told(door, "haan")
    assert look(BALANCE, "Rahul Sharma") == [(45000,)]


async def test_what_another_conversation_changed_is_not_its_to_take_back(desk: Desk, look: Look) -> None:
    async with talking(desk) as other:
        await told(other, "Rahul ne 200 diye")
    async with talking(desk) as door:
        assert not (await told(door, "undo karo"))["executionResult"]["success"]
    assert look(BALANCE, "Rahul Sharma") == [(30000,)]


async def test_what_somebody_else_took_back_meanwhile_is_done_already(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await told(door, "Rahul ko 2 milk ka bill bana do", "haan", "undo karo")
        async with talking(desk) as other:
            await told(other, "Rahul ka bill cancel karo", "haan")
        answer = await told(door, "haan")
        assert answer["executionResult"]["error"] == "ALREADY_DONE"
        assert "draft" in (await told(door, "undo karo"))["text"], "the one before it is next"
    assert look(BALANCE, "Rahul Sharma") == [(50000,)]


SINCE: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (("Rahul ko 2 milk ka bill bana do",), ("Rahul ke bill mein 20 kilo chini jodo",)),
    (("Rahul ko 2 milk ka bill bana do", "aur 1 bread"), ("Rahul ke bill mein 20 kilo chini jodo",)),
    (("Rahul ko 2 milk ka bill bana do", "aur 1 bread"), ("Rahul ka bill cancel karo",)),
    (("doodh ka rate 32 kar do",), ("doodh ka rate 34 kar do",)),
    (("Rahul ka number 9876500000 hai",), ("Rahul ka number 9876500001 hai",)),
    (("Rahul ko kal reminder bhejna", "Rahul ka reminder parso kar do"), ("Rahul ka reminder subah 11 baje kar do",)),
    (("Suresh ko kal reminder bhejna", "Suresh ka reminder cancel"), ("Suresh ka data delete karo", "haan")),
    (("Suresh ko 2 milk ka bill bana do", "bill cancel karo"), ("Suresh ka data delete karo", "haan")),
    (("Suresh ko 2 milk ka bill bana do", "nahi Rahul ka"), ("Suresh ka data delete karo", "haan")),
]
"""What is said, and what another conversation says after it."""


@pytest.mark.parametrize(("own", "others"), SINCE, ids=lambda one: one[-1])
async def test_what_somebody_else_has_changed_since_stays_as_they_left_it(
    desk: Desk, look: Look, own: tuple[str, ...], others: tuple[str, ...]
) -> None:
    async with talking(desk) as door, talking(desk) as other:
        await told(door, *own)
        assert (await told(other, *others))["executionResult"]["success"]
        seen = look(SEEN)
        answer = await told(door, "undo karo", "haan")
    assert (answer["intent"], answer["executionResult"].get("error")) == ("UNDO", "NOT_ALLOWED")
    assert "is beech" in answer["text"]
    assert look(SEEN) == seen


async def test_a_newcomer_whom_somebody_else_has_a_draft_and_a_reminder_for_stays(desk: Desk, look: Look) -> None:
    async with talking(desk) as door, talking(desk) as other:
        await told(door, "naya customer Ravi jodo number 9876500000")
        await hear_of_everybody(desk)
        await told(other, "Ravi ko 2 milk ka bill bana do", "Ravi ko kal reminder bhejna")
        seen = look(SEEN)
        answer = await told(door, "undo karo", "haan")
    assert "hisaab mein" in answer["text"]
    assert look(SEEN) == seen


async def test_of_several_reminders_the_rest_is_taken_back_where_somebody_cancelled_one(desk: Desk, look: Look) -> None:
    async with talking(desk) as door, talking(desk) as other:
        await told(door, "Rahul aur Suresh dono ko kal reminder bhejo", "haan")
        await told(other, "Rahul ka reminder cancel")
        answer = await told(door, "undo karo", "haan")
    assert answer["executionResult"]["success"]
    assert "2 mein se sirf 1 " in answer["text"]
    assert look("select from execora.occurrence where state = 'due'") == []


@pytest.mark.parametrize(
    "said",
    [
        ("Rahul ko kal reminder bhejna", "Rahul ka reminder parso kar do", "Rahul ka reminder cancel"),
        ("Rahul ko 2 milk ka bill bana do", "nahi Suresh ka", "aur 1 bread", "bill cancel karo"),
        ("naya customer Ravi jodo, 500 udhaar", "Ravi ka number 9876500000 hai", "Ravi ne 100 diye"),
    ],
    ids=lambda said: said[0],
)
async def test_all_of_it_is_taken_back_one_by_one(desk: Desk, look: Look, said: tuple[str, ...]) -> None:
    async with talking(desk) as door:
        seen = look(SEEN)
        await told(door, *said)
        for _ in said:
            answer = await told(door, "undo karo", "haan")
            assert answer["executionResult"]["success"], answer
    assert look(SEEN) == seen


async def test_goods_that_are_sold_no_more_do_not_come_back_onto_a_draft(desk: Desk, look: Look) -> None:
    async with talking(desk) as door, talking(desk) as other:
        await told(door, "naya item Dosa Mix jodo, 85 rupaye")
        await hear_of_everybody(desk)
        await told(other, "Rahul ko 2 milk aur 1 dosa mix ka bill bana do", "dosa mix hata do")
        await told(door, "undo karo", "haan")
        seen = look(SEEN)
        answer = await told(other, "undo karo", "haan")
    assert answer["executionResult"]["error"] == "NOT_ALLOWED"
    assert look(SEEN) == seen


async def hear_of_everybody(desk: Desk) -> None:
    """Let a desk know what was just made, as it would hear it from the books."""
    names = await desk.books.names(desk.shop_id)
    desk.customers, desk.products = NameIndex(names.customers), ProductIndex(names.products)


async def test_two_quick_haan_take_back_once(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await told(door, "Rahul ne 200 diye", "Rahul ne 100 diye", "undo karo")
        door.say("haan")
        door.say("haan")
        answers = sorted([(await door.next("voice:response")).data["intent"] for _ in range(2)])
    assert answers == ["UNDO", "UNKNOWN"]
    assert look(BALANCE, "Rahul Sharma") == [(30000,)]


async def test_a_no_takes_nothing_back_and_the_change_can_be_asked_about_again(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await told(door, "Rahul ne 200 diye", "undo karo", "nahi")
        assert look(BALANCE, "Rahul Sharma") == [(30000,)]
        await told(door, "undo karo", "haan")
    assert look(BALANCE, "Rahul Sharma") == [(50000,)]


async def test_what_is_gone_for_good_is_refused_plainly(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await told(door, "Rahul ko 2 milk ka bill bana do", "haan", "Rahul ka bill cancel karo", "haan")
        refused = await told(door, "undo karo")
        assert refused["executionResult"]["error"] == "NOT_ALLOWED"
        assert "wapas nahi" in refused["text"]


async def test_a_viewer_takes_nothing_back(books: FakeBooks) -> None:
    async with talking(fake_desk(books), Speaker(role="viewer")) as door:
        assert (await told(door, "undo karo"))["executionResult"]["error"] == "NOT_ALLOWED"


async def test_a_newcomer_who_was_taken_back_is_spoken_of_no_more(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "naya customer Zubin jodo", "undo karo", "haan")
        assert (await told(door, "Zubin ka balance batao"))["executionResult"]["error"] == "CUSTOMER_NOT_FOUND"
        assert (await told(door, "uska balance batao"))["executionResult"]["error"] == "CUSTOMER_CONTEXT_MISSING"


async def test_a_draft_that_was_taken_back_is_not_confirmed(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ko 2 milk ka bill bana do", "undo karo", "haan")
        assert (await told(door, "haan"))["intent"] == "UNKNOWN"
    assert not books.shop.pages.invoices


# -- in what order -------------------------------------------------------------


async def test_the_last_change_is_the_one_spoken_last_and_not_the_one_that_ended_last(
    books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow |= {"RECORD_PAYMENT": 5, "ADD_CREDIT": 1}
    async with talking(fake_desk(books)) as door:
        door.say("Rahul ne 200 diye")
        door.say("Suresh ke khate mein 300 likho")
        door.say("undo karo")
        asked = (await door.next("voice:confirm_needed")).data
    assert [event.data["intent"] for event in door if event.type == "task:completed"][:2] == [
        "ADD_CREDIT", "RECORD_PAYMENT",
    ]  # fmt: skip
    assert "Suresh" in asked["text"]


async def test_it_waits_for_all_that_was_said_before_and_holds_up_all_that_is_said_after(
    books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow["RECORD_PAYMENT"] = 5
    async with talking(fake_desk(books)) as door:
        door.say("Rahul ne 200 diye")
        door.say("undo karo")
        door.say("Suresh ne 300 diye")
        queued = [(await door.next("task:queued")).data for _ in range(3)]
        asked = (await door.next("voice:confirm_needed")).data
    assert queued[1]["waitsFor"] == [queued[0]["taskId"]]
    assert queued[2]["waitsFor"] == [queued[1]["taskId"]]
    assert "Rahul" in asked["text"]


async def test_a_change_that_failed_is_none(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow["ADD_CREDIT"] = 60
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ne 200 diye")
        door.say("Suresh ke khate mein 300 likho")
        await door.next("task:failed")
        await door.next("voice:response")
        assert "Rahul" in (await told(door, "undo karo"))["text"]


async def test_a_stop_before_it_is_taken_back_leaves_it_to_be_taken_back(
    books: FakeBooks, autojump_clock: MockClock
) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ne 200 diye", "undo karo")
        books.slow["UNDO"] = 5
        door.say("haan")
        await door.next("task:started")
        door.put(Stop())
        assert len((await door.next("voice:stopped")).data["cancelled"]) == 1
        assert books.shop.owed("Rahul Sharma") == 300_00
        books.slow.clear()
        await told(door, "undo karo", "haan")
    assert books.shop.owed("Rahul Sharma") == 500_00


async def test_cancelling_the_task_harms_nothing(books: FakeBooks, autojump_clock: MockClock) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Rahul ne 200 diye")
        books.slow["UNDO"] = 5
        door.say("undo karo")
        await door.next("task:queued")
        task = (await door.next("task:started")).data["taskId"]
        door.put(CancelTask(task_id=UUID(task)))
        await door.next("task:cancelled")
        await trio.testing.wait_all_tasks_blocked()
    assert books.shop.owed("Rahul Sharma") == 300_00


async def test_a_question_about_it_lapses(books: FakeBooks, autojump_clock: MockClock) -> None:
    async with talking(fake_desk(books), within=120) as door:
        await told(door, "Rahul ne 200 diye", "undo karo")
        await trio.sleep(31)
        assert (await told(door, "haan"))["intent"] == "UNKNOWN"
    assert books.shop.owed("Rahul Sharma") == 300_00
