"""What a conversation notes: each thing that it tells and that is to be kept, once, with whomever it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import trio
import trio.testing

from execora.session.desk import Speaker
from execora.session.noting import body_of, kind_of
from execora.session.port import AnswerQuestion, Claim, Event, Interim, Stop
from execora.session.understanding import ROOM_SECONDS
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.shop import DEMO_NOW
from tests.fakes.transcripts import FakeTranscripts
from tests.shop import talking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from execora.session.desk import Desk
    from execora.session.port import JSON, Entry

ANSWERS = ("voice:response", "voice:confirm_needed", "voice:choose")


@pytest.fixture
def desk() -> Desk:
    return fake_desk(FakeBooks())


def transcripts(desk: Desk) -> FakeTranscripts:
    assert isinstance(desk.transcripts, FakeTranscripts)
    return desk.transcripts


async def noted(desk: Desk, *texts: str) -> list[Entry]:
    """Say one thing after the other, each answered before the next; return what was noted."""
    async with talking(desk) as door:
        for text in texts:
            door.say(text)
            await door.next(*ANSWERS)
    return transcripts(desk).entries


def id_of(desk: Desk, name: str) -> UUID:
    (customer_id,) = (customer.id for customer in desk.customers if customer.name == name)
    return customer_id


def naming(entries: Sequence[Entry], kind: str) -> set[UUID]:
    return {name for entry in entries if entry.kind == kind for name in entry.names}


# -- what is noted -------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "kind", "body"),
    [
        (Event("voice:transcript", {"text": "Rah", "isFinal": False, "utteranceId": "u"}), None, {}),
        (
            Event("voice:transcript", {"text": "Rahul", "isFinal": True, "utteranceId": "u", "provider": "local"}),
            "user",
            {"text": "Rahul", "utteranceId": "u", "provider": "local"},
        ),
        (
            Event("voice:transcript", {"text": "ek", "isFinal": True, "utteranceId": "u"}, UUID(int=1)),
            "user",
            {"text": "ek", "utteranceId": "u", "messageId": str(UUID(int=1))},
        ),
        (
            Event("voice:intent", {"intent": "UNDO", "entities": {}, "originalText": "undo", "utteranceId": "u"}),
            "intent",
            {"intent": "UNDO", "entities": {}, "utteranceId": "u"},
        ),
        (
            Event("voice:response", {"text": "Nahi", "executionResult": {"error": "NO_PHONE", "data": {"name": "x"}}}),
            "agent",
            {"type": "voice:response", "text": "Nahi", "error": "NO_PHONE"},
        ),
        (
            Event("voice:choose", {"text": "Kaun?", "questionId": "q", "options": [{"name": "Rahul"}]}),
            "agent",
            {"type": "voice:choose", "text": "Kaun?", "questionId": "q"},
        ),
        (
            Event("task:completed", {"taskId": "t", "intent": "UNDO", "result": {"name": "Rahul"}, "durationMs": 2.5}),
            "task",
            {"taskId": "t", "intent": "UNDO", "durationMs": 2.5, "outcome": "completed"},
        ),
        (
            Event("task:failed", {"taskId": "t", "error": {"code": "NO_PHONE", "message": "Nahi"}, "durationMs": 0.0}),
            "task",
            {"taskId": "t", "durationMs": 0.0, "outcome": "failed", "error": "NO_PHONE", "message": "Nahi"},
        ),
        (
            Event("task:cancelled", {"taskId": "t", "reason": "stop"}),
            "task",
            {"taskId": "t", "outcome": "cancelled", "reason": "stop"},
        ),
        (Event("task:started", {"taskId": "t"}), None, {}),
        (Event("voice:tts-stream", {"text": "x"}, audio=b"x"), None, {}),
        (Event("shop:changed", {"what": "customer"}), None, {}),
    ],
)
def test_what_is_kept_of_an_event(event: Event, kind: str | None, body: Mapping[str, JSON]):
    noted_as = kind_of(event)
    assert noted_as == kind
    if noted_as:
        assert body_of(noted_as, event) == body


async def test_a_conversation_is_noted_in_its_order(desk: Desk):
    entries = await noted(desk, "Rahul Verma ka balance batao")
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    kinds = [entry.kind for entry in entries]
    assert kinds[:5] == ["began", "user", "intent", "task", "agent"]
    assert len({entry.id for entry in entries}) == len(entries)
    assert {(entry.shop_id, entry.conversation_id) for entry in entries} == {(1, entries[0].conversation_id)}
    assert entries[0].body == {"server": "server:1", "role": "owner"}
    assert entries[0].at == DEMO_NOW


async def test_what_is_noted_is_what_the_client_was_told(desk: Desk):
    async with talking(desk) as door:
        door.say("Rahul Verma ka balance batao")
        await door.next("voice:response")
    kept = transcripts(desk)
    for kind, event in (("user", "voice:transcript"), ("intent", "voice:intent"), ("agent", "voice:response")):
        (told,), (body,) = door.of(event), kept.of(kind)  # type: ignore[arg-type]
        both = body.keys() & told.keys()
        assert {name: told[name] for name in both} == {name: body[name] for name in both}
    (told,), (body,) = door.of("task:completed"), kept.of("task")
    assert (body["taskId"], body["durationMs"]) == (told["taskId"], told["durationMs"])
    assert body["utteranceId"] == door.of("voice:transcript")[0]["utteranceId"]
    assert kept.of("user")[0]["language"] == "hi-en"


async def test_words_that_may_change_are_not_noted(desk: Desk):
    async with talking(desk) as door:
        door.put(Interim(text="Rah"))
        await door.next("voice:transcript")
    assert transcripts(desk).of("user") == []


async def test_a_page_that_is_only_looked_at_is_no_conversation(desk: Desk):
    async with talking(desk):
        pass
    assert transcripts(desk).entries == []


async def test_who_speaks_is_noted(desk: Desk):
    async with talking(desk, Speaker("staff", "ravi")) as door:
        door.say("madad")
        await door.next("voice:response")
    assert transcripts(desk).of("began")[0]["role"] == "staff"


class Remembered(FakeBooks):
    """Books that know every message."""

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        answers: list[dict[str, Any]] = [{"type": "voice:response", "data": {"text": "Ho gaya"}}]
        return Claim("done", answers)


async def test_what_is_told_again_is_not_noted_again():
    desk = fake_desk(Remembered())
    async with talking(desk) as door:
        door.say("Rahul Verma ne 500 diye", uuid4())
        await door.next("voice:response")
    assert transcripts(desk).of("agent") == []


# -- its end -------------------------------------------------------------------


def ended(desk: Desk) -> dict[str, Any]:
    (body,) = transcripts(desk).of("ended")
    assert transcripts(desk).entries[-1].kind == "ended"
    return body


async def test_a_client_that_is_done_has_left(desk: Desk, autojump_clock: trio.testing.MockClock):
    async with talking(desk) as door:
        door.say("Rahul Verma ka balance batao")
        await door.next("voice:response")
        await trio.sleep(12.5)
    counts = {"utterances": 1, "answers": 1, "completed": 1, "failed": 0, "cancelled": 0}
    assert ended(desk) == {"seconds": 12.5, "reason": "left", "counts": counts}


async def test_a_client_that_does_not_come_back_was_disconnected(desk: Desk, autojump_clock: trio.testing.MockClock):
    async with talking(desk, within=1000) as door:
        door.put(Interim(text="Rah"))
        await door.next("voice:transcript")
        door.for_good = False
    told = ended(desk)
    assert (told["reason"], told["seconds"]) == ("disconnected", desk.config.resume_seconds)


async def test_a_server_that_stops_says_so(desk: Desk):
    assert isinstance(desk.books, FakeBooks)
    async with talking(desk) as door:
        door.say("Rahul Verma ka balance batao")
        await door.next("voice:response")
        desk.closing.set()
        await door.ended.wait()
    assert ended(desk)["reason"] == "shutdown"


async def test_a_conversation_that_a_bug_ends_has_failed(desk: Desk):
    async def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    desk.books.read = broken  # type: ignore[method-assign, assignment]
    with pytest.RaisesGroup(RuntimeError, flatten_subgroups=True, allow_unwrapped=True):
        async with talking(desk) as door:
            door.say("Rahul Verma ka balance batao")
            await trio.sleep_forever()
    assert ended(desk)["reason"] == "failed"


# -- a disk that is slow, or full ----------------------------------------------


async def test_nobody_is_told_what_is_not_kept_yet(desk: Desk):
    async with talking(desk) as door:
        transcripts(desk).writes = False
        door.say("Rahul Verma ka balance batao")
        await trio.testing.wait_all_tasks_blocked()
        assert len(transcripts(desk).of("agent")) == 1, "understanding and tasks do not wait for the disk"
        assert door.of("voice:transcript") == door.of("voice:response") == []
        transcripts(desk).write()
        await door.next("voice:response")


async def test_where_there_is_no_room_words_are_refused_after_a_while(
    desk: Desk, autojump_clock: trio.testing.MockClock
):
    message_id = uuid4()
    async with talking(desk) as door:
        transcripts(desk).full = True
        began = trio.current_time()
        door.say("Rahul Verma ne 500 diye", message_id)
        refused = await door.next("error")
        assert (refused.data["code"], refused.data["recoverable"], refused.reply_to) == ("OVERLOADED", True, message_id)
        assert trio.current_time() - began == ROOM_SECONDS
        assert transcripts(desk).of("user") == []
        transcripts(desk).make_room()
        door.say("Rahul Verma ne 500 diye", message_id)
        assert (await door.next("voice:response", "error")).data["executionResult"]["success"]


async def test_whoever_waits_for_room_goes_on_once_there_is_some(desk: Desk, autojump_clock: trio.testing.MockClock):
    async with talking(desk) as door:
        transcripts(desk).full = True
        door.say("Rahul Verma ka balance batao")
        await trio.sleep(ROOM_SECONDS / 2)
        transcripts(desk).make_room()
        began = trio.current_time()
        await door.next("voice:response")
        assert trio.current_time() == began


async def test_a_stop_acts_where_there_is_no_room(desk: Desk):
    assert isinstance(desk.books, FakeBooks)
    desk.books.slow["RECORD_PAYMENT"] = 1000
    async with talking(desk) as door:
        door.say("Rahul Verma ne 500 diye")
        await door.next("task:started")
        transcripts(desk).full = True
        door.put(Stop())
        stopped = await door.next("voice:stopped")
    assert len(stopped.data["cancelled"]) == 1


# -- of whom -------------------------------------------------------------------


async def test_all_that_comes_of_words_speaks_of_whom_they_name(desk: Desk):
    entries = await noted(desk, "Rahul Verma ka balance batao")
    for kind in ("intent", "task", "agent"):
        assert naming(entries, kind) == {id_of(desk, "Rahul Verma")}, kind


async def test_those_who_might_be_meant_are_spoken_of(desk: Desk):
    async with talking(desk) as door:
        door.say("Bharat ka balance batao")
        options = (await door.next("voice:choose")).data["options"]
    entries = transcripts(desk).entries
    assert naming(entries, "intent") == naming(entries, "agent") == {id_of(desk, option["name"]) for option in options}


async def test_a_newcomer_is_spoken_of_before_they_are_made(desk: Desk):
    entries = await noted(desk, "naya customer Zubin jodo")
    (made,) = naming(entries, "intent")
    assert naming(entries, "task") == naming(entries, "agent") == {made}
    assert made not in {customer.id for customer in desk.customers}


async def test_a_question_speaks_of_whom_it_is_about(desk: Desk):
    entries = await noted(desk, "Rahul Verma ne 9000 diye")
    assert naming(entries, "agent") == {id_of(desk, "Rahul Verma")}


async def test_words_about_somebody_spoken_of_before_name_them(desk: Desk):
    entries = await noted(desk, "Rahul Verma ka balance batao", "uska phone number kya hai")
    later = [entry for entry in entries if entry.kind == "intent"][1:]
    assert naming(later, "intent") == {id_of(desk, "Rahul Verma")}


async def test_a_cancelled_task_speaks_of_whom_it_was_about(desk: Desk):
    assert isinstance(desk.books, FakeBooks)
    desk.books.slow["RECORD_PAYMENT"] = 5
    async with talking(desk) as door:
        door.say("Rahul Verma ne 500 diye")
        await door.next("task:started")
    cancelled = [entry for entry in transcripts(desk).entries if entry.kind == "task"]
    assert [entry.body["outcome"] for entry in cancelled] == ["cancelled"]
    assert naming(cancelled, "task") == {id_of(desk, "Rahul Verma")}


async def test_a_yes_by_button_speaks_of_whom_it_settles(desk: Desk):
    async with talking(desk) as door:
        door.say("Rahul Verma ne 9000 diye")
        asked = await door.next("voice:confirm_needed")
        door.put(AnswerQuestion(question_id=UUID(asked.data["questionId"]), yes=True))
        await door.next("voice:response")
    entries = transcripts(desk).entries
    assert naming(entries, "task") == naming(entries[-2:], "agent") == {id_of(desk, "Rahul Verma")}
