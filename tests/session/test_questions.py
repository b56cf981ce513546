"""What one haan says yes to: one thing, and one that had been told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import trio
import trio.testing

from execora.session.port import AnswerQuestion, DraftButton, Speech, Start
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.voices import FakeVoices
from tests.shop import talking

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio.testing import MockClock

    from execora.session.desk import Desk
    from execora.session.port import Claim
    from tests.fakes.door import FakeDoor

    Look = Callable[..., list[tuple[Any, ...]]]

ANSWERS = ("voice:response", "voice:confirm_needed", "voice:choose")
MILK = "Rahul ko 2 milk ka bill bana do"
SUGAR = "Rahul ke bill mein 20 kilo chini jodo"
INVOICED = "select total from execora.invoice"


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


async def at_once(door: FakeDoor, *texts: str) -> list[str]:
    """Say several things before any is answered; return what they were understood as once all is quiet."""
    before = len(door.of("voice:intent"))
    for text in texts:
        door.say(text)
    await trio.testing.wait_all_tasks_blocked()
    return [intent["intent"] for intent in door.of("voice:intent")[before:]]


# -- two quick haan ------------------------------------------------------------

QUICK: list[tuple[str, tuple[str, ...], dict[str, int]]] = [
    ("a question", ("Rahul ko 500 diye",), {"Rahul Sharma": 1000_00}),
    ("a draft", (MILK,), {"Rahul Sharma": 560_00}),
    ("a question behind a draft", (MILK, "Suresh ne 8000 diye"), {"Suresh Kumar": -5600_00, "Rahul Sharma": 500_00}),
    ("two questions", ("Suresh ko 100 diye, Amit ko 300 diye",), {"Suresh Kumar": 2500_00, "Amit Jain": 4500_00}),
    ("an undo that leaves a draft", (MILK, "aur 1 bread", "undo karo"), {"Rahul Sharma": 500_00}),
    ("a question that is asked again", ("Rahul ne 6000 diye", "nahi Suresh ne"), {"Suresh Kumar": -3600_00}),
    ("a draft that a yes makes", ("Bharat ko 2 milk ka bill bana do", "nahi Suresh ko"), {"Suresh Kumar": 2400_00}),
    ("a question of the books", ("doodh ka rate 900 kar do", "nahi 800"), {}),
]


class SlowClaims(FakeBooks):
    """Books that take a second to note a message: what it says is understood when much has happened since."""

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        await trio.sleep(1)
        return await super().claim(shop_id, message_id, digest)


@pytest.mark.parametrize("understood", ["at once", "late"])
@pytest.mark.parametrize(("before", "owed"), [case[1:] for case in QUICK], ids=[case[0] for case in QUICK])
async def test_two_quick_haan_confirm_once_whatever_else_waits(
    autojump_clock: MockClock, before: tuple[str, ...], owed: dict[str, int], understood: str
) -> None:
    books = SlowClaims()
    async with talking(fake_desk(books)) as door:
        await told(door, *before)
        door.say("haan")
        door.say("haan", uuid4() if understood == "late" else None)
        await trio.sleep(2)
        first, second = [intent["intent"] for intent in door.of("voice:intent")[-2:]]
    assert first in ("CONFIRM", "CONFIRM_INVOICE")
    assert second == "UNKNOWN"
    assert {name: books.shop.owed(name) for name in owed} == owed
    assert books.shop.pages.shelf[books.shop.product("Milk").id].price == 30_00


@pytest.mark.parametrize("said_at_once", ["haan. haan", "haan, haan haan"])
async def test_haan_twice_in_one_breath_answers_one_question(books: FakeBooks, said_at_once: str) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Suresh ko 100 diye, Amit ko 300 diye")
        await at_once(door, said_at_once)
    assert (books.shop.owed("Suresh Kumar"), books.shop.owed("Amit Jain")) == (2500_00, 4500_00)


async def test_a_second_haan_said_while_the_first_is_carried_out_confirms_nothing(
    books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow |= {"CREATE_INVOICE": 2}
    async with talking(fake_desk(books)) as door:
        await told(door, "Bharat ko 2 milk ka bill bana do", "nahi Suresh ko")
        door.say("haan")
        await trio.sleep(1)
        door.say("haan")
        await trio.sleep(2)
        assert not books.shop.pages.invoices
        assert await at_once(door, "haan") == ["CONFIRM_INVOICE"]
    assert books.shop.owed("Suresh Kumar") == 2460_00


async def test_a_haan_after_a_no_confirms_no_draft(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, MILK, "Suresh ne 8000 diye", "nahi")
        assert (await told(door, "haan"))["intent"] == "UNKNOWN"
        assert (await told(door, "bill pakka karo"))["intent"] == "CONFIRM_INVOICE"
    assert len(books.shop.pages.invoices) == 1


async def test_a_question_that_is_put_again_is_what_haan_means(books: FakeBooks, autojump_clock: MockClock) -> None:
    books.slow |= {"CREATE_INVOICE": 1}
    async with talking(fake_desk(books)) as door:
        await told(door, f"{MILK}, Suresh ne 8000 diye")
        assert (await door.next("voice:response")).data["intent"] == "CREATE_INVOICE"
        door.say("phir se bolo")
        await door.next("voice:confirm_needed")
        await told(door, "haan")
    assert books.shop.owed("Suresh Kumar") == -5600_00
    assert not books.shop.pages.invoices


@pytest.mark.parametrize(
    "before",
    [
        (MILK, "nahi"),
        (MILK, "aur 1 bread", "undo karo", "haan"),
        (MILK, "aur 1 bread", "undo karo", "nahi"),
    ],
)
async def test_a_haan_is_to_nothing_where_nothing_is_asked(books: FakeBooks, before: tuple[str, ...]) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, *before)
        assert (await told(door, "haan"))["intent"] == "UNKNOWN"
        assert (await told(door, "bill pakka karo"))["executionResult"]["success"]


async def test_a_no_is_an_answer_to_a_draft_that_is_newer_than_a_question(
    books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow |= {"CREATE_INVOICE": 1}
    async with talking(fake_desk(books)) as door:
        await told(door, f"{MILK}, Suresh ne 8000 diye")
        await door.next("voice:response")
        await told(door, "nahi")
        assert (await told(door, "haan"))["intent"] == "UNKNOWN"


async def test_a_draft_is_confirmed_again_once_it_was_shown_again(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, MILK, "Suresh ne 8000 diye", "haan", "draft dikhao", "haan")
    assert len(books.shop.pages.invoices) == 1


async def test_the_second_question_is_answered_once_it_was_told(books: FakeBooks) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, "Suresh ko 100 diye, Amit ko 300 diye")
        assert await at_once(door, "haan") == ["CONFIRM"]
        assert await at_once(door, "haan") == ["CONFIRM"]
    assert (books.shop.owed("Suresh Kumar"), books.shop.owed("Amit Jain")) == (2500_00, 4800_00)


# -- what is heard of it -------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ("Rahul ne 8000 diye", "Suresh ne 9000 diye"),
        ("Rahul ne 8000 diye", "Suresh ka balance batao"),
        ("Rahul ne 8000 diye", "nahi 9000"),
        ("Rahul ne 8000 diye", "haan"),
        ("Rahul ne 8000 diye", "nahi"),
        ("Suresh ko 100 diye, Amit ko 300 diye", "haan"),
    ],
)
async def test_a_question_that_waits_no_more_is_not_heard_any_more(
    books: FakeBooks, autojump_clock: MockClock, before: str, then: str
) -> None:
    desk = fake_desk(books)
    desk.speech = Speech(voices=FakeVoices(seconds=30))
    async with talking(desk, within=1000) as door:
        door.put(Start())
        await told(door, before)
        await trio.sleep(1)
        gone = door.of("voice:confirm_needed")[0]["questionId"]
        assert door.of("voice:tts-stream")[-1]["questionId"] == gone
        told_before = len(door.told)
        await told(door, then)
        await trio.sleep(5)
        after = door.told[told_before:]
    stopped = [event.type for event in after].index("voice:tts-stopped")
    heard = [event.data.get("questionId") for event in after[stopped:] if event.audio]
    assert heard
    assert gone not in heard


# -- what was shown ------------------------------------------------------------


async def test_a_yes_to_a_bill_that_somebody_else_has_changed_asks_about_it_as_it_is(desk: Desk, look: Look) -> None:
    async with talking(desk) as door, talking(desk) as other:
        await told(door, MILK)
        await told(other, SUGAR)
        asked = await told(door, "haan")
        assert "₹940" in asked["text"]
        assert asked["intent"] == "CONFIRM_INVOICE"
        assert door.of("invoice:draft")[-1]["total"] == 940
        assert look(INVOICED) == []
        assert (await told(door, "haan"))["executionResult"]["data"]["total"] == 940
    assert look(INVOICED) == [(94000,)]


async def test_a_yes_to_what_was_asked_about_is_asked_again_where_that_has_changed_too(desk: Desk, look: Look) -> None:
    async with talking(desk) as door, talking(desk) as other:
        await told(door, MILK)
        await told(other, SUGAR)
        await told(door, "haan")
        await told(other, "Rahul ke bill mein 1 bread jodo")
        assert "₹980" in (await told(door, "haan"))["text"]
        assert look(INVOICED) == []
        await told(door, "haan")
    assert look(INVOICED) == [(98000,)]


async def test_two_quick_haan_confirm_no_bill_that_was_not_shown(desk: Desk, look: Look) -> None:
    async with talking(desk) as door, talking(desk) as other:
        await told(door, MILK)
        await told(other, SUGAR)
        door.say("haan")
        door.say("haan")
        answers = {(await door.next(*ANSWERS)).type for _ in range(2)}
    assert answers == {"voice:confirm_needed", "voice:response"}
    assert [intent["intent"] for intent in door.of("voice:intent")][1:] == ["CONFIRM_INVOICE", "UNKNOWN"]
    assert look(INVOICED) == []


async def test_the_button_of_a_bill_that_somebody_else_has_changed_asks_as_well(desk: Desk, look: Look) -> None:
    async with talking(desk) as door, talking(desk) as other:
        drafted = await told(door, MILK)
        await told(other, SUGAR)
        door.put(DraftButton(draft_id=UUID(drafted["executionResult"]["data"]["draftId"]), confirm=True))
        asked = (await door.next("voice:confirm_needed")).data
        assert "₹940" in asked["text"]
        door.put(AnswerQuestion(question_id=UUID(asked["questionId"]), yes=True))
        await door.next("invoice:confirmed")
    assert look(INVOICED) == [(94000,)]


async def test_the_button_of_a_bill_that_this_connection_was_never_shown_asks(desk: Desk, look: Look) -> None:
    async with talking(desk) as other:
        drafted = await told(other, MILK)
    async with talking(desk) as door:
        door.put(DraftButton(draft_id=UUID(drafted["executionResult"]["data"]["draftId"]), confirm=True))
        assert "₹60" in (await door.next("voice:confirm_needed")).data["text"]
        await told(door, "haan")
    assert look(INVOICED) == [(6000,)]


async def test_a_bill_that_is_told_to_the_one_who_changed_it_is_confirmed_at_once(desk: Desk, look: Look) -> None:
    async with talking(desk) as door:
        await told(door, MILK, "aur 1 bread", "10% discount do", "GST laga do", "undo karo", "haan")
        confirmed = await told(door, "bill pakka karo")
    assert confirmed["executionResult"]["success"], confirmed
    assert look(INVOICED) == [(9000,)]
