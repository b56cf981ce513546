"""What conversations make of it when a customer is called otherwise, or forgotten, by another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import trio.testing

from execora.language.names import NameIndex
from execora.session.port import DraftButton
from tests.fakes.books import FakeBooks, fake_desk
from tests.shop import talking

if TYPE_CHECKING:
    from collections.abc import Callable

    from execora.session.desk import Desk
    from tests.fakes.door import FakeDoor

    Look = Callable[..., list[tuple[Any, ...]]]

ANSWERS = ("voice:response", "voice:confirm_needed", "voice:choose")
BALANCES = """
select c.name, a.balance from execora.account a join execora.customer c using (shop_id, id)
where c.name = any (%s) order by c.name
"""


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


async def news(desk: Desk, customer_id: UUID) -> None:
    """Let the desk hear of a customer what it hears when the books tell that they changed."""
    customer = await desk.books.customer(desk.shop_id, customer_id)  # type: ignore[attr-defined]
    if customer:
        desk.customers.add(customer)
    else:
        desk.customers.remove(customer_id)
    desk.changed("customer", customer_id)


def id_of(look: Look, name: str) -> UUID:
    ((customer_id,),) = look("select id from execora.customer where name = %s", name)
    assert isinstance(customer_id, UUID)
    return customer_id


def posted(answer: dict[str, Any]) -> bool:
    return "executionResult" in answer and bool(answer["executionResult"]["success"])


def error(answer: dict[str, Any]) -> str | None:
    code: str | None = answer["executionResult"].get("error")
    return code


# -- called otherwise ----------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "undone", "known"),
    [
        ("Guddu matlab Rahul Verma", "Guddu", "Rahul Verma"),
        ("Suresh ka naam Sohan Kumar kar do", "Sohan Kumar", "Suresh"),
    ],
)
async def test_a_name_that_was_taken_back_takes_no_money(
    books: FakeBooks, change: str, undone: str, known: str
) -> None:
    async with talking(fake_desk(books)) as door:
        await told(door, change, "undo karo", "haan")
        assert not posted(await told(door, f"{undone} ne 100 diye"))
        called = await told(door, f"{known} ne 100 diye", "uska balance batao")
    assert called["executionResult"]["data"]["customer"] in ("Rahul Verma", "Suresh Kumar")


async def test_a_name_that_somebody_else_has_changed_since_takes_no_money(desk: Desk, look: Look) -> None:
    suresh = id_of(look, "Suresh Kumar")
    async with talking(desk) as door, talking(desk) as other:
        await told(door, "Suresh ka naam Sohan Kumar kar do")
        await news(desk, suresh)
        await told(other, "Sohan Kumar ka naam Suresh Kumar kar do")
        await news(desk, suresh)
        assert not posted(await told(door, "Sohan Kumar ne 100 diye"))
    assert look(BALANCES, ["Suresh Kumar", "Sohan Kumar"]) == [("Suresh Kumar", 240000)]


async def test_a_newcomer_whom_somebody_else_renames_leaves_the_name_to_the_next(desk: Desk, look: Look) -> None:
    async with talking(desk) as door, talking(desk) as other:
        await told(door, "naya customer Zubin jodo")
        await news(desk, id_of(look, "Zubin"))
        await told(other, "Zubin ka naam badal kar Cyrus kar do")
        await news(desk, id_of(look, "Cyrus"))
        await told(other, "naya customer Zubin jodo")
        await news(desk, id_of(look, "Zubin"))
        paid = await told(door, "Zubin ne 100 diye")
        assert paid["executionResult"]["success"], paid
        spoken_of = await told(door, "pehle wale ka balance batao")
    assert spoken_of["executionResult"]["data"]["customer"] == "Cyrus"
    assert look(BALANCES, ["Zubin", "Cyrus"]) == [("Cyrus", 0), ("Zubin", -10000)]


async def test_a_newcomer_who_is_not_made_yet_is_known_whatever_the_desk_looks_up(books: FakeBooks) -> None:
    desk = fake_desk(books)
    entered, leave = trio.Event(), trio.Event()
    write = books.write

    async def slowly(*args: Any) -> Any:  # noqa: ANN401 - passed on as it is
        entered.set()
        await leave.wait()
        return await write(*args)

    books.write = slowly  # type: ignore[method-assign]
    async with talking(desk) as door:
        door.say("naya customer Zubin jodo")
        await entered.wait()
        desk.changed("customer", None)
        door.say("Zubin ne 100 diye")
        await trio.testing.wait_all_tasks_blocked()
        leave.set()
        answers = [(await door.next("voice:response")).data for _ in range(2)]
    assert all(answer["executionResult"]["success"] for answer in answers), answers


# -- forgotten -----------------------------------------------------------------


async def erased(desk: Desk, look: Look, *, heard_as: UUID | None) -> None:
    """Let another conversation have Suresh forgotten, and the desk hear of it: of him, or that anything may differ."""
    async with talking(desk) as other:
        done = await told(other, "Suresh ka data delete karo", "haan")
        assert done["executionResult"]["success"], done
        if heard_as:
            await news(desk, heard_as)
            return
        names = await desk.books.names(desk.shop_id)  # type: ignore[attr-defined]
        desk.customers = NameIndex(names.customers)
        desk.changed("customer", None)


@pytest.fixture(params=["of him", "of anything"])
def heard_as(request: pytest.FixtureRequest, look: Look) -> UUID | None:
    return id_of(look, "Suresh Kumar") if request.param == "of him" else None


async def test_one_who_was_forgotten_elsewhere_is_spoken_of_nowhere(
    desk: Desk, look: Look, heard_as: UUID | None
) -> None:
    async with talking(desk) as door:
        await told(door, "Rahul ka balance batao", "Suresh ka balance batao")
        await erased(desk, look, heard_as=heard_as)
        assert "Suresh" not in (await told(door, "phir se bolo"))["text"]
        answer = await told(door, "uska balance batao")
    assert answer["executionResult"]["data"]["customer"] == "Rahul Sharma"


async def test_what_was_done_for_one_who_was_forgotten_is_not_named_to_be_taken_back(
    desk: Desk, look: Look, heard_as: UUID | None
) -> None:
    async with talking(desk) as door:
        await told(door, "Rahul ne 100 diye", "Suresh ne 200 diye")
        await erased(desk, look, heard_as=heard_as)
        asked = await told(door, "undo karo")
    assert "Rahul Sharma" in asked["text"]


async def test_what_was_asked_about_one_who_was_forgotten_is_asked_no_more(
    desk: Desk, look: Look, heard_as: UUID | None
) -> None:
    async with talking(desk) as door:
        await told(door, "Suresh ko 100 diye, Amit ko 300 diye")
        await erased(desk, look, heard_as=heard_as)
        assert "Amit" in (await door.next("voice:confirm_needed")).data["text"]
        await told(door, "haan")
    assert look(BALANCES, ["Amit Jain", "Deleted customer"]) == [("Amit Jain", 480000), ("Deleted customer", 240000)]


async def test_the_draft_of_one_who_was_forgotten_waits_no_more(desk: Desk, look: Look, heard_as: UUID | None) -> None:
    async with talking(desk) as door:
        drafted = await told(door, "Suresh ko 2 milk ka bill bana do")
        await erased(desk, look, heard_as=heard_as)
        assert (await told(door, "haan"))["intent"] == "UNKNOWN"
        door.put(DraftButton(draft_id=UUID(drafted["executionResult"]["data"]["draftId"]), confirm=True))
        refused = (await door.next("voice:response")).data
    assert error(dict(refused)) == "NO_PENDING_INVOICE"
