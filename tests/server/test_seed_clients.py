"""Clients that were written for the server before this one: no ids, no resuming, and what their recorders send."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import trio
from trio_websocket import open_websocket_url

from execora.server.auth import make_token
from execora.session.port import Speech
from execora.session.run import run
from execora.sound.stream import BYTES_A_SECOND, RATE
from tests.emulators.proxy import Proxy
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars
from tests.process import eventually
from tests.server.serving import start_server
from tests.sound.test_echo import pcm
from tests.sound.test_echo import speech as syllables
from tests.sound.webms import recorded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from trio_websocket import WebSocketConnection

    from execora.session.desk import Desk
    from tests.server.serving import Served

SECRET = "a secret of this test's own, of thirty-two or more"

BILL = "Rahul ko 2 milk ka bill bana do"


def webm(seconds: float = 1.0) -> bytes:
    """Return somebody who speaks, as a recorder gives it."""
    return recorded(pcm(syllables(1, seconds)), RATE, 1)


SAID = webm()


@dataclass
class SameDesk:
    """Knows one shop, and has one desk for it, which hears with fake ears."""

    ears: FakeEars = field(default_factory=FakeEars)
    books: FakeBooks = field(default_factory=FakeBooks)
    resume_seconds: int = 30

    def __post_init__(self) -> None:
        self.desk = fake_desk(self.books, resume_seconds=self.resume_seconds)
        self.desk.speech = Speech(ears=self.ears)

    async def open(self, _tenant: str) -> Desk:
        await trio.lowlevel.checkpoint()
        return self.desk

    def close(self) -> None:
        self.desk.closing.set()


class Client:
    """Sends what a test says, word for word."""

    def __init__(self, connection: WebSocketConnection) -> None:
        self._connection = connection
        self.errors: list[str] = []

    async def say(self, type_: str, *data: object) -> None:
        said = {"type": type_, **({"data": data[0]} if data else {}), "timestamp": "2024-11-20T10:00:00.000Z"}
        await self._connection.send_message(json.dumps(said))

    async def send(self, frame: str | bytes) -> None:
        await self._connection.send_message(frame)

    async def stream(self, sound: bytes, size: int = 500) -> None:
        for at in range(0, len(sound), size):
            await self._connection.send_message(sound[at : at + size])

    async def hears(self, type_: str) -> dict[str, Any]:
        """Return the data of the next message of a type."""
        with trio.fail_after(20):
            while True:
                told = json.loads(await self._connection.get_message())
                if told["type"] == "error":
                    self.errors.append(told["data"]["code"])
                if told["type"] == type_:
                    return dict(told["data"])


@asynccontextmanager
async def client(served: Served, query: str = "") -> AsyncIterator[Client]:
    """Connect, and wait for the welcome; at the end every sound and message was in order."""
    async with open_websocket_url(served.ws + query) as connection:
        talking = Client(connection)
        await talking.hears("voice:start")
        yield talking
        await talking.say("ping", {})
        await talking.hears("pong")
        assert talking.errors == []


@asynccontextmanager
async def client_that_is_lost(served: Served) -> AsyncIterator[Client]:
    """Connect as pages do that were given a token; at the end the connection is reset."""
    async with (
        Proxy(partial(trio.open_tcp_stream, "127.0.0.1", served.port)).open() as proxy,
        open_websocket_url(f"ws://127.0.0.1:{proxy.port}/ws{token_of(served)}") as connection,
    ):
        talking = Client(connection)
        await talking.hears("voice:start")
        yield talking
        proxy.cut()


def token_of(served: Served) -> str:
    return f"?token={make_token(served.config, 'demo', 'owner', 60)}"


# -- sound


async def test_sound_that_comes_before_the_start_is_told_is_heard_whole(nursery: trio.Nursery):
    desks = SameDesk()
    desks.ears.words.append("Rahul ka balance batao")
    async with client(await start_server(nursery, run, desks=desks)) as talking:
        await talking.say("voice:start", {"ttsProvider": "browser"})
        await talking.stream(SAID)
        assert (await talking.hears("voice:response"))["executionResult"]["success"]
    assert len(desks.ears.run.pcm) > 0.9 * BYTES_A_SECOND


@pytest.mark.parametrize("size", [1, 7, 333, 100_000])
async def test_a_recording_may_be_cut_anywhere(nursery: trio.Nursery, size: int):
    desks = SameDesk()
    desks.ears.words.append("Rahul ka balance batao")
    async with client(await start_server(nursery, run, desks=desks)) as talking:
        await talking.say("voice:start")
        await talking.stream(webm(0.2) if size == 1 else SAID, size)
        await talking.hears("voice:response")


async def test_a_second_recorder_after_a_stop_is_heard_as_the_first_was(nursery: trio.Nursery):
    desks = SameDesk()
    desks.ears.words.extend(["Rahul ka balance batao", "Suresh ka balance batao"])
    async with client(await start_server(nursery, run, desks=desks)) as talking:
        for name in ("Rahul Sharma", "Suresh Kumar"):
            await talking.say("voice:start")
            await talking.stream(SAID)
            assert name in (await talking.hears("voice:response"))["text"]
            await talking.say("voice:stop")
            await talking.stream(SAID[-100:])  # what the recorder still had
            await talking.hears("voice:stopped")


async def test_a_second_recorder_without_a_word_is_heard_too(nursery: trio.Nursery):
    desks = SameDesk()
    desks.ears.words.extend(["Rahul ka balance batao", "Suresh ka balance batao"])
    async with client(await start_server(nursery, run, desks=desks)) as talking:
        await talking.say("voice:start")
        for name in ("Rahul Sharma", "Suresh Kumar"):
            await talking.stream(SAID)
            assert name in (await talking.hears("voice:response"))["text"]


async def test_who_stops_and_starts_as_fast_as_can_be_is_heard_at_the_end(nursery: trio.Nursery):
    desks = SameDesk()
    desks.ears.words.append("Rahul ka balance batao")
    async with client(await start_server(nursery, run, desks=desks)) as talking:
        for _ in range(10):
            await talking.say("voice:start")
            await talking.stream(SAID[:300])
            await talking.say("voice:stop")
        await talking.say("voice:start")
        await talking.stream(SAID)
        assert "Rahul Sharma" in (await talking.hears("voice:response"))["text"]


@pytest.mark.parametrize(
    "start",
    [
        {"encoding": "audio/webm;codecs=opus", "sampleRate": 16000},
        {"encoding": "audio/webm; codecs=opus", "sampleRate": 16000, "channels": 1},
        {"encoding": "WEBM_OPUS", "sampleRate": 48000},
        {"encoding": "opus", "sampleRate": 16000},
        {"mimeType": "audio/webm", "audioFormat": "webm", "sampleRate": 16000, "interim": True},
        {"encoding": None, "sampleRate": None, "channels": None, "language": "hi-IN", "sttProvider": "deepgram"},
        {"audioFormat": "pcm", "sampleRate": 16000, "ttsProvider": None},
    ],
)
async def test_whatever_is_announced_a_recording_is_heard(nursery: trio.Nursery, start: dict[str, object]):
    desks = SameDesk()
    desks.ears.words.append("Rahul ka balance batao")
    async with client(await start_server(nursery, run, desks=desks)) as talking:
        await talking.say("voice:start", start)
        await talking.stream(SAID)
        await talking.hears("voice:response")


# -- messages


@pytest.mark.parametrize(
    "frame",
    [
        '{"type":"voice:final","data":{"text":"Rahul ka balance batao"}}\n',
        ' \r\n{"type": "voice:final", "data": {"text": "Rahul ka balance batao", "language": "hi"}} \r\n',
        '{"type":"voice:final","data":{"text":"Rahul ka balance batao","ttsProvider":null,"priority":null}}',
        '{"type":"voice:final","data":{"text":"Rahul ka balance batao"},"timestamp":1732096800123}',
        '{"type":"voice:final","data":{"text":"Rahul ka balance batao"},"id":null,"sessionId":"x","timestamp":null}',
    ],
)
async def test_an_utterance_is_read_however_it_is_wrapped(nursery: trio.Nursery, frame: str):
    async with client(await start_server(nursery, run, desks=SameDesk())) as talking:
        await talking.send(frame)
        assert (await talking.hears("voice:response"))["intent"] == "CHECK_BALANCE"


@pytest.mark.parametrize("data", [(), ({},), (None,)])
async def test_messages_may_come_without_data(nursery: trio.Nursery, data: tuple[object, ...]):
    async with client(await start_server(nursery, run, desks=SameDesk())) as talking:
        for said, answered in (
            ("voice:start", "voice:started"),
            ("task:status", "queue:status"),
            ("voice:interrupt", "voice:tts-stopped"),
            ("voice:stop", "voice:stopped"),
        ):
            await talking.say(said, *data)
            await talking.hears(answered)


# -- the session before


async def test_yes_is_no_answer_to_what_an_older_session_asked(nursery: trio.Nursery):
    desks = SameDesk()
    served = await start_server(nursery, run, desks=desks, jwt_secret=SECRET)
    async with client_that_is_lost(served) as talking:
        await talking.say("voice:final", {"text": BILL})
        await talking.hears("invoice:draft")
        await talking.say("voice:final", {"text": "Suresh ne 6000 cash diye"})
        await talking.hears("voice:confirm_needed")
    changes = desks.books.changes
    async with client(served, token_of(served)) as talking:
        await talking.say("voice:final", {"text": "haan"})
        assert (await talking.hears("voice:response"))["intent"] == "UNKNOWN"
        assert desks.books.changes == changes
        await talking.say("voice:final", {"text": BILL})
        draft = await talking.hears("invoice:draft")
        await talking.say("invoice:confirm", {"draftId": draft["draftId"]})
        assert (await talking.hears("invoice:confirmed"))["customerName"] == "Rahul Sharma"
    assert len(desks.books.shop.pages.invoices) == 1


async def test_what_ran_when_the_connection_was_lost_is_done_once_and_told_to_nobody(nursery: trio.Nursery):
    desks = SameDesk(books=FakeBooks(slow={"RECORD_PAYMENT": 0.3}))
    served = await start_server(nursery, run, desks=desks, jwt_secret=SECRET)
    async with client_that_is_lost(served) as talking:
        await talking.say("voice:final", {"text": "Suresh ne 500 cash diye"})
        await talking.hears("task:started")
    async with client(served, token_of(served)) as talking:
        await eventually(lambda: desks.books.changes == 1)
        await talking.say("voice:final", {"text": "Suresh ka balance batao"})
        told = await talking.hears("voice:intent")
        assert told["intent"] == "CHECK_BALANCE"
    assert desks.books.changes == 1


async def test_the_session_of_a_lost_connection_ends_by_itself_beside_the_next_one(nursery: trio.Nursery):
    desks = SameDesk(resume_seconds=1)
    served = await start_server(nursery, run, desks=desks, jwt_secret=SECRET)
    async with client_that_is_lost(served) as talking:
        await talking.say("voice:final", {"text": BILL})
        await talking.hears("invoice:draft")
    async with client(served, token_of(served)) as talking:
        await eventually(lambda: len(desks.desk.sessions) == 1)
        await talking.say("voice:final", {"text": "Rahul ka balance batao"})
        assert (await talking.hears("voice:response"))["executionResult"]["success"]
