"""A session over one connection after the other, or after none."""

from __future__ import annotations

from collections import deque
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import trio

from execora.config import Config
from execora.session.desk import Speaker
from execora.session.history import KEPT_SECONDS as HISTORY_SECONDS
from execora.session.outbox import PRESSURE
from execora.session.port import Final, Ping, Resume, Speech, Start
from execora.session.run import KEPT_SECONDS, run
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.door import FakeDoor
from tests.fakes.hearing import FakeEars, detector, silence, speech
from tests.fakes.transcripts import FakeTranscripts
from tests.fakes.voices import FakeVoices
from tests.session.test_hearing import pieces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from trio.testing import MockClock

    from execora.session.desk import Desk

RESUME_SECONDS = Config().resume_seconds
OWNER = Speaker()


@pytest.fixture
def books() -> FakeBooks:
    return FakeBooks()


@pytest.fixture
def desk(books: FakeBooks) -> Desk:
    return fake_desk(books)


class Phone:
    """A client that loses its connection, and makes new ones."""

    def __init__(self, desk: Desk, nursery: trio.Nursery) -> None:
        self._desk, self._nursery = desk, nursery
        self.welcome: dict[str, Any] = {}
        self.last = 0
        """The number of the last event that reached it."""

    async def connect(self, speaker: Speaker = OWNER) -> FakeDoor:
        """Begin a session over a new connection."""
        door = FakeDoor()

        async def hold() -> None:
            door.close_code = await run(door, self._desk, speaker)
            door.ended.set()

        self._nursery.start_soon(hold)
        await door.next("voice:start")
        return door

    async def begin(self) -> FakeDoor:
        """Begin the session that is to be resumed."""
        door = await self.connect()
        self.welcome = door.of("voice:start")[0]
        return door

    def resuming(self, last: int, token: str | None = None) -> Resume:
        """Return the message that resumes it."""
        token = self.welcome["resumeToken"] if token is None else token
        return Resume(session_id=UUID(self.welcome["sessionId"]), token=token, last_number=last)

    async def come_back(self, last: int) -> tuple[FakeDoor, int]:
        """Resume the session over a new connection; return it, and how many events were missed."""
        door = await self.connect()
        door.put(self.resuming(last))
        resumed = await door.next("session:resumed")
        return door, resumed.data["missed"]


@asynccontextmanager
async def phone(desk: Desk) -> AsyncIterator[Phone]:
    """Give a phone; at the end every session is over."""
    async with trio.open_nursery() as nursery:
        yield Phone(desk, nursery)
        desk.closing.set()
    assert not desk.sessions
    assert not desk.listeners


def told_since(door: FakeDoor, last: int) -> list[tuple[int, str]]:
    """Return what a connection was told behind the event of a number, with the numbers."""
    told = zip(door.numbers, (event.type for event in door.told), strict=True)
    return [(number, kind) for number, kind in told if number > last]


def resumed_events(door: FakeDoor) -> list[tuple[int, str]]:
    """Return what a connection was told from `session:resumed` on, with the numbers."""
    told = list(zip(door.numbers, (event.type for event in door.told), strict=True))
    at = next(at for at, (_, kind) in enumerate(told) if kind == "session:resumed")
    return told[at:]


# -- what was missed -----------------------------------------------------------


async def test_whoever_comes_back_is_told_what_was_missed_in_order_and_once(
    desk: Desk, autojump_clock: MockClock
) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.say("Rahul ka balance batao")
        await door.next("voice:response")
        whole = [(number, event.type) for number, event in zip(door.numbers, door.told, strict=True)]
        door.lose()
        for last in (1, 3, len(whole)):
            door, missed = await client.come_back(last)
            await trio.testing.wait_all_tasks_blocked()
            assert resumed_events(door) == [(last, "session:resumed"), *whole[last:]]
            assert missed == len(whole) - last
            door.lose()


async def test_what_runs_goes_on_while_nobody_is_there_and_its_answer_waits(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow["RECORD_PAYMENT"] = 5.0
    async with phone(desk) as client:
        door = await client.begin()
        door.say("Rahul ne 200 cash diye")
        await door.next("task:started")
        told = door.numbers[-1]
        door.lose()
        await trio.sleep(6)
        assert books.changes == 1
        door, missed = await client.come_back(told)
        assert (await door.next("task:completed")).data["result"]["amountPaid"] == 200
        assert (await door.next("voice:response")).data["executionResult"]["success"]
        assert missed == 2
        door.say("Rahul ka balance batao")
        assert (await door.next("voice:response")).data["intent"] == "CHECK_BALANCE"


async def test_over_any_number_of_cuts_every_event_comes_once(desk: Desk, autojump_clock: MockClock) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        came = list(zip(door.numbers, (event.type for event in door.told), strict=True))
        for cut in range(12):
            door.say("Suresh ne 10 cash diye")
            for _ in range(cut):
                await trio.lowlevel.checkpoint()
            door.lose()
            came += resumed_events(door)[1:] if cut else told_since(door, came[-1][0])
            door, _ = await client.come_back(came[-1][0])
        await trio.testing.wait_all_tasks_blocked()
        came += resumed_events(door)[1:]
        assert [number for number, _ in came] == list(range(1, len(came) + 1))
        kinds = [kind for _, kind in came]
        assert kinds.count("task:queued") == kinds.count("task:completed") == 12


async def test_sound_is_not_told_again_and_speech_stops_when_nobody_is_there(
    desk: Desk, autojump_clock: MockClock
) -> None:
    desk.speech = Speech(voices=FakeVoices())
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start(voice=None))
        await door.next("voice:started")
        door.say("Rahul ka balance batao")
        await door.next("voice:tts-stream")
        door.lose()
        door, _ = await client.come_back(1)
        await trio.sleep(1)
        kinds = [kind for _, kind in resumed_events(door)]
        assert "voice:response" in kinds
        assert "voice:tts-stream" not in kinds
        assert "voice:tts-stopped" in kinds
        door.say("phir se bolo")
        await door.next("voice:tts-stream")


# -- who may -------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "x", "ü" * 43])
async def test_an_id_without_its_token_gets_nothing(desk: Desk, token: str, autojump_clock: MockClock) -> None:
    async with phone(desk) as client:
        mine = await client.begin()
        mine.say("Rahul ka balance batao")
        await mine.next("voice:response")
        other = await client.connect()
        other.put(client.resuming(0, token))
        assert (await other.next("error")).data["code"] == "CANNOT_RESUME"
        other.say("Suresh ka balance batao")
        assert (await other.next("voice:response")).data["executionResult"]["data"]["customer"] == "Suresh Kumar"
        assert "Rahul" not in repr(other.told)
        mine.say("Rahul ka balance batao")
        await mine.next("voice:response")


async def test_a_token_is_of_no_use_to_another_speaker(desk: Desk, autojump_clock: MockClock) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        door.lose()
        viewer = await client.connect(Speaker("viewer", "somebody"))
        viewer.put(client.resuming(1))
        assert (await viewer.next("error")).data["code"] == "CANNOT_RESUME"


async def test_a_session_is_not_resumed_behind_anything_else_that_was_said(
    desk: Desk, autojump_clock: MockClock
) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        door.lose()
        other = await client.connect()
        other.put(Ping())
        other.say("Rahul ne 200 cash diye")
        other.put(client.resuming(1))
        assert (await other.next("error")).data["code"] == "CANNOT_RESUME"
        assert (await other.next("task:completed")).data["result"]["amountPaid"] == 200


@pytest.mark.parametrize("last", [-1, 1000])
async def test_a_number_that_nobody_can_have_is_refused(desk: Desk, last: int, autojump_clock: MockClock) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        door.lose()
        other = await client.connect()
        other.put(client.resuming(last))
        assert (await other.next("error")).data["code"] == "CANNOT_RESUME"


async def test_what_is_too_long_ago_cannot_be_told_again(desk: Desk, autojump_clock: MockClock) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await trio.sleep(HISTORY_SECONDS + 1)
        door.put(Ping())
        await door.next("pong")
        door.lose()
        other = await client.connect()
        other.put(client.resuming(0))
        assert (await other.next("error")).data["code"] == "CANNOT_RESUME"
        door, missed = await client.come_back(2)
        assert missed == 1


async def test_the_latest_connection_has_the_session_though_the_one_before_seems_alive(
    desk: Desk, autojump_clock: MockClock
) -> None:
    async with phone(desk) as client:
        first = await client.begin()
        first.put(Start())
        await first.next("voice:started")
        second, _ = await client.come_back(2)
        assert first.gone
        third, _ = await client.come_back(2)
        await second.ended.wait()
        third.say("Rahul ka balance batao")
        await third.next("voice:response")


# -- how long ------------------------------------------------------------------


async def test_a_session_that_nobody_resumes_ends_as_with_a_stop(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow["RECORD_PAYMENT"] = 1000.0
    desk.config = desk.config.model_copy(update={"task_seconds": 1000.0})
    async with phone(desk) as client:
        door = await client.begin()
        door.say("Rahul ne 200 cash diye")
        await door.next("task:started")
        door.lose()
        began = trio.current_time()
        await door.ended.wait()
        assert trio.current_time() - began == pytest.approx(RESUME_SECONDS)
        assert books.changes == 0
        assert not desk.sessions
        other = await client.connect()
        other.put(client.resuming(1))
        assert (await other.next("error")).data["code"] == "CANNOT_RESUME"


async def test_each_cut_begins_the_wait_anew(desk: Desk, autojump_clock: MockClock) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        for _ in range(3):
            door.lose()
            await trio.sleep(RESUME_SECONDS - 1)
            door, _ = await client.come_back(2)


async def test_without_a_time_for_it_nothing_is_resumed(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow["RECORD_PAYMENT"] = 5.0
    desk.config = desk.config.model_copy(update={"resume_seconds": 0.0})
    async with phone(desk) as client:
        door = await client.begin()
        assert client.welcome["resumeToken"] is None
        door.say("Rahul ne 200 cash diye")
        await door.next("task:started")
        door.lose()
        began = trio.current_time()
        await door.ended.wait()
        assert trio.current_time() == began
        assert books.changes == 0


async def test_a_client_that_is_done_is_not_waited_for(desk: Desk, autojump_clock: MockClock) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        began = trio.current_time()
        door.hang_up()
        await door.ended.wait()
        assert trio.current_time() == began
        assert door.close_code == 1000


async def test_a_session_in_which_nothing_was_said_is_not_kept(desk: Desk, autojump_clock: MockClock) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Ping())
        await door.next("pong")
        began = trio.current_time()
        door.lose()
        await door.ended.wait()
        assert trio.current_time() == began


# -- a shop that goes on meanwhile ---------------------------------------------


async def test_a_busy_shop_does_not_crowd_out_what_was_missed(desk: Desk, autojump_clock: MockClock) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        door.lose()
        for _ in range(5000):
            desk.changed("customer", uuid4())
            desk.changed("ledger", uuid4())
        door, missed = await client.come_back(2)
        await trio.testing.wait_all_tasks_blocked()
        changed = door.of("shop:changed")
        assert missed == len(changed) <= PRESSURE + 2
        assert {"what": "ledger", "id": None} in changed
        assert {"what": "customer", "id": None} in changed


# -- sound ---------------------------------------------------------------------


@pytest.mark.parametrize("ends", [True, False])
async def test_what_was_said_to_its_end_is_heard_and_what_the_cut_ended_is_not(
    desk: Desk, books: FakeBooks, ends: bool, autojump_clock: MockClock
) -> None:
    ears = FakeEars(words=deque(["Rahul ne 200 cash diye"]))
    desk.speech = Speech(ears=ears, detector=detector)
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        for piece in pieces(speech(1) + silence(1 if ends else 0)):
            door.put(piece)
            await trio.sleep(0.02)
        door.lose()
        await trio.sleep(2)
        assert books.changes == ends


@pytest.mark.parametrize(("ends", "answer"), [(True, "voice:response"), (False, "voice:confirm_needed")])
async def test_who_was_cut_off_in_a_word_may_be_speaking_still_after_coming_back(
    desk: Desk, books: FakeBooks, ends: bool, answer: str, autojump_clock: MockClock
) -> None:
    """ "500 cash diye" may be the end of more; what comes after a sentence is another."""
    ears = FakeEars(words=deque(["Rahul ka balance batao"] if ends else []))
    desk.speech = Speech(ears=ears, detector=detector)
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        for piece in pieces(speech(1) + silence(1 if ends else 0)):
            door.put(piece)
            await trio.sleep(0.02)
        door.lose()
        await trio.sleep(3)
        ears.words.append("Rahul ne 500 cash diye")
        door, _ = await client.come_back(door.numbers[-1])
        door.put(Start())
        for piece in pieces(speech(1) + silence(1)):
            door.put(piece)
            await trio.sleep(0.02)
        with trio.fail_after(10):
            await door.next(answer)
        assert books.changes == ends


# -- a server that stops -------------------------------------------------------


async def test_a_server_that_stops_lets_what_runs_finish_and_drops_what_waits(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow["RECORD_PAYMENT"] = 2.0
    async with phone(desk) as client:
        door = await client.begin()
        door.say("Rahul ne 200 cash diye")
        door.say("Rahul ne 300 cash diye")
        for _ in range(2):
            await door.next("task:queued")
        door, _ = await client.come_back(door.numbers[-1])
        began = trio.current_time()
        desk.closing.set()
        await trio.testing.wait_all_tasks_blocked()
        door.put(Final(text="Suresh ne 100 cash diye"))
        await door.ended.wait()
        assert trio.current_time() - began == pytest.approx(2.0)
        assert [data["reason"] for data in door.of("task:cancelled")] == ["shutdown"]
        assert len(door.of("task:completed")) == 1
        assert books.changes == 1
        assert door.close_code == 1001


def test_a_token_is_not_shown() -> None:
    said = Resume(session_id=uuid4(), token="secret", last_number=1)
    assert "secret" not in repr(replace(said, last_number=2))


# -- the transcripts -----------------------------------------------------------


async def test_nothing_is_told_before_the_transcripts_have_it(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    transcripts = desk.transcripts
    assert isinstance(transcripts, FakeTranscripts)
    async with phone(desk) as client:
        door = await client.begin()
        transcripts.writes = False
        door.say("Rahul ne 200 cash diye")
        await trio.sleep(1)
        assert books.changes == 1, "what is done does not wait"
        assert not door.of("voice:response")
        transcripts.write()
        await door.next("voice:response")


async def test_a_client_is_sent_away_for_a_while_where_nothing_can_be_kept(
    desk: Desk, autojump_clock: MockClock
) -> None:
    transcripts = desk.transcripts
    assert isinstance(transcripts, FakeTranscripts)
    async with phone(desk) as client:
        door = await client.begin()
        transcripts.writes = False
        door.say("Rahul ne 200 cash diye")
        began = trio.current_time()
        await door.closed.wait()
        assert trio.current_time() - began == pytest.approx(KEPT_SECONDS)
        assert door.closed_with == 1013
        transcripts.write()
        door, _ = await client.come_back(1)
        await door.next("voice:response")
