"""Who may say what: every command in every role, over whole conversations."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import trio

from execora.commands import all_commands
from execora.commands.command import Command
from execora.session.desk import Speaker
from execora.session.port import AnswerQuestion, AskStatus, CancelTask, DraftButton, Record, Start
from execora.session.run import run
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.door import FakeDoor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from trio.testing import MockClock

    from execora.commands.command import Example, TurnCommand
    from execora.session.desk import Desk

PROTOCOL = Path(__file__).parents[2] / "docs/protocol.md"

ROLES = ("owner", "staff", "viewer")

LOOKS = {
    "CHECK_BALANCE",
    "CHECK_STOCK",
    "CUSTOMER_STATEMENT",
    "DAILY_SUMMARY",
    "GET_CUSTOMER_INFO",
    "LIST_CUSTOMER_BALANCES",
    "LIST_REMINDERS",
    "LOW_STOCK",
    "PAYMENT_QUERY",
    "SHOW_PENDING_INVOICE",
    "TOTAL_PENDING_AMOUNT",
}
"""What changes nothing: the viewer may, and nothing else."""

OWNS = {"DELETE_CUSTOMER_DATA"}
"""What cannot be made good again: the owner alone."""

OF_THE_BOOKS = [command for command in all_commands() if isinstance(command, Command)]

OUT_OF_NOWHERE = {
    "ADD_ITEM": "Rahul ke bill mein 2 kilo chini jodo",
    "CONFIRM_INVOICE": "Rahul ka bill pakka karo",
    "REMOVE_ITEM": "Rahul ke bill se bread hata do",
}
"""Commands whose examples all follow on something: said without it they are the same commands."""

AS_WHAT_IT_PUTS_RIGHT = {"CORRECT": "ADD_CREDIT"}
"""What was refused is put right and then refused again."""


def may(role: str, intent: str) -> bool:
    if role == "viewer":
        return intent in LOOKS
    return role == "owner" or intent not in OWNS


@asynccontextmanager
async def talking(books: FakeBooks, role: str, desk: Desk | None = None) -> AsyncIterator[FakeDoor]:
    door = FakeDoor()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run, door, desk or fake_desk(books), Speaker(role))
        await door.next("voice:start")
        yield door
        door.hang_up()


ANSWERS = ("voice:response", "voice:confirm_needed", "voice:choose")


async def say(door: FakeDoor, *texts: str) -> None:
    for text in texts:
        door.say(text)
        await door.next(*ANSWERS)


def refused(door: FakeDoor) -> set[str]:
    """Return the commands for the books that the speaker was told not to be allowed."""
    intents = {command.intent for command in OF_THE_BOOKS}
    answers = [answer for answer in door.of("voice:response") if answer["intent"] in intents]
    return {answer["intent"] for answer in answers if answer["executionResult"].get("error") == "NOT_ALLOWED"}


def came_to(door: FakeDoor) -> set[str]:
    """Return the intents of which anything came: a task, or a question."""
    return {told["intent"] for kind in ("task:queued", "voice:confirm_needed") for told in door.of(kind)}


def test_every_command_is_for_whom_it_should_be():
    assert {command.intent: set(command.roles) for command in OF_THE_BOOKS} == {
        command.intent: {role for role in ROLES if may(role, command.intent)} for command in OF_THE_BOOKS
    }


def first(command: Command | TurnCommand) -> Example:
    """Return an example that follows on as little as any of them does."""
    return min(command.examples, key=lambda example: len(example.before))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("command", all_commands(), ids=lambda command: command.intent)
async def test_nothing_comes_of_what_a_role_may_not_say(
    command: Command | TurnCommand, role: str, autojump_clock: MockClock
):
    books, example = FakeBooks(), first(command)
    async with talking(books, role) as door:
        door.put(Start(language=example.language))
        await say(door, *example.before, example.say)
        if command.intent in OUT_OF_NOWHERE:
            await say(door, OUT_OF_NOWHERE[command.intent])
        await say(door, "haan")
    assert [intent for intent in came_to(door) if not may(role, intent)] == []
    assert [intent for intent in refused(door) if may(role, intent)] == []
    if isinstance(command, Command) and not may(role, command.intent):
        assert AS_WHAT_IT_PUTS_RIGHT.get(command.intent, command.intent) in refused(door)
    if role == "viewer":
        assert books.changes == 0
        assert books.answers == {}


@pytest.mark.parametrize("confirm", [True, False])
async def test_the_buttons_of_a_draft_are_not_for_a_viewer(*, confirm: bool, autojump_clock: MockClock):
    books = FakeBooks()
    async with talking(books, "owner") as owner:
        await say(owner, "Rahul ko 2 milk ka bill bana do")
    (draft,) = owner.of("invoice:draft")
    before = books.changes
    async with talking(books, "viewer") as viewer:
        viewer.put(DraftButton(draft_id=draft["draftId"], confirm=confirm, id=uuid4()))
        await viewer.next("voice:response")
        await say(viewer, "Rahul ka bill dikhao", "haan")
    assert refused(viewer) >= {"CONFIRM_INVOICE" if confirm else "CANCEL_INVOICE"}
    assert came_to(viewer) <= LOOKS
    assert books.changes == before


async def test_an_owners_question_and_task_are_not_for_a_viewer_who_knows_their_ids(autojump_clock: MockClock):
    books = FakeBooks()
    books.slow["RECORD_PAYMENT"] = 5.0
    desk = fake_desk(books)
    async with talking(books, "owner", desk) as owner, talking(books, "viewer", desk) as viewer:
        await say(owner, "Rahul ne 9000 cash diye")
        question_id = UUID(owner.of("voice:confirm_needed")[0]["questionId"])
        viewer.put(AnswerQuestion(question_id=question_id, yes=True))
        assert (await viewer.next("error")).data["code"] == "NO_SUCH_QUESTION"
        await say(viewer, "haan")
        owner.put(AnswerQuestion(question_id=question_id, yes=True))
        task_id = UUID((await owner.next("task:started")).data["taskId"])
        viewer.put(CancelTask(task_id=task_id))
        assert (await viewer.next("error")).data["code"] == "NO_SUCH_TASK"
        viewer.put(AskStatus(task_id=task_id))
        assert (await viewer.next("error")).data["code"] == "NO_SUCH_TASK"
        await owner.next("task:completed")
    assert came_to(viewer) == set()
    assert books.changes == 1


async def test_recording_is_not_for_a_viewer(autojump_clock: MockClock):
    async with talking(FakeBooks(), "viewer") as door:
        door.put(Start(keep_audio=True))
        door.put(Record(on=True))
        await door.next("error")
        await door.next("error")
    assert {error["code"] for error in door.of("error")} == {"NOT_ALLOWED"}


def test_the_protocol_tells_who_may_say_what():
    told: dict[str, Any] = {}
    for intents, *cells in re.findall(
        r"^\| ([A-Z_, ]+) \| (\w*) \| (\w*) \| (\w*) \|$", PROTOCOL.read_text("utf-8"), re.MULTILINE
    ):
        for intent in intents.split(", "):
            told[intent] = {role for role, cell in zip(ROLES, cells, strict=True) if cell == "yes"}
    assert told == {command.intent: set(command.roles) for command in OF_THE_BOOKS}


NO_SUGGESTION = {
    "madad karo": "Rahul ka balance batao",
    "kaise ho": "Rahul ka balance batao",
    "Zubair ka balance batao": "Zubair naam ka koi customer nahi mila.",
    "Rahul se 500 lene hain": "ijaazat nahi",
}
"""What a viewer says that others are told what to say to, and what the viewer is told."""


@pytest.mark.parametrize(("text", "answer"), NO_SUGGESTION.items())
async def test_nothing_is_suggested_to_a_viewer_that_a_viewer_may_not_do(
    text: str, answer: str, autojump_clock: MockClock
):
    async with talking(FakeBooks(), "viewer") as door:
        door.put(Start(language="hi-en"))
        await say(door, text)
    [told] = [told["text"] for told in door.of("voice:response")]
    assert answer in told
    for suggested in ("bill bana", "jodo", "likho", "diye"):
        assert suggested not in told
