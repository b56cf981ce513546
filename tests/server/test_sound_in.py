"""Sound over a real socket into a whole conversation: binary frames, in whatever pieces they come."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import trio
from trio_websocket import open_websocket_url

from execora.session.port import Speech
from execora.session.run import run
from execora.sound.stream import BYTES_A_SECOND
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars, detector, silence, speech
from tests.server.serving import start_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from trio_websocket import WebSocketConnection

    from execora.session.desk import Desk

FRAME = BYTES_A_SECOND // 50
SPOKEN = speech(1) + silence(1)


@dataclass
class OneDesk:
    """Knows one shop, whose desk hears with fake ears."""

    ears: FakeEars = field(default_factory=FakeEars)
    closing: trio.Event = field(default_factory=trio.Event)

    def close(self) -> None:
        self.closing.set()

    async def open(self, tenant: str) -> Desk:
        await trio.lowlevel.checkpoint()
        desk = fake_desk(FakeBooks())
        desk.speech, desk.closing = Speech(ears=self.ears, detector=detector), self.closing
        return desk


class Client:
    """A client that streams."""

    def __init__(self, connection: WebSocketConnection) -> None:
        self.connection = connection

    async def tell(self, type_: str, **data: object) -> None:
        await self.connection.send_message(json.dumps({"type": type_, "data": data}))

    async def stream(self, pcm: bytes, size: int = FRAME) -> None:
        for at in range(0, len(pcm), size):
            await self.connection.send_message(pcm[at : at + size])

    async def next(self, *types: str) -> dict[str, Any]:
        while True:
            told = json.loads(await self.connection.get_message())
            if told["type"] in types:
                return {"type": told["type"], **told["data"]}


@asynccontextmanager
async def client(nursery: trio.Nursery, ears: FakeEars) -> AsyncIterator[Client]:
    served = await start_server(nursery, run, desks=OneDesk(ears))
    async with open_websocket_url(served.ws) as connection:
        yield Client(connection)


async def test_binary_frames_are_heard_and_answered(nursery: trio.Nursery):
    ears = FakeEars()
    ears.words.append("Rahul ka balance batao")
    async with client(nursery, ears) as talking:
        await talking.tell("voice:start", encoding="linear16", sampleRate=16_000)
        started = await talking.next("voice:started")
        await talking.stream(SPOKEN)
        transcript = await talking.next("voice:transcript")
        answer = await talking.next("voice:response")
    assert (started["sttProvider"], started["encoding"]) == ("fake", "pcm16")
    assert (transcript["text"], transcript["provider"]) == ("Rahul ka balance batao", "fake")
    assert answer["intent"] == "CHECK_BALANCE"
    assert ears.run.pcm.startswith(speech(1))


async def test_frames_that_end_in_the_middle_of_a_sample_lose_none(nursery: trio.Nursery):
    ears = FakeEars()
    ears.words.append("Rahul ka balance batao")
    async with client(nursery, ears) as talking:
        await talking.tell("voice:start")
        await talking.stream(SPOKEN, 333)
        await talking.next("voice:response")
    assert ears.run.pcm.startswith(speech(1))


async def test_sound_in_stereo_at_48_khz_is_heard_at_16(nursery: trio.Nursery):
    ears = FakeEars()
    async with client(nursery, ears) as talking:
        await talking.tell("voice:start", sampleRate=48_000, channels=2)
        await talking.stream(speech(1) * 6, 7680)
        await talking.tell("voice:end")
        await talking.tell("ping")
        await talking.next("pong")
    assert abs(len(ears.run.pcm) - BYTES_A_SECOND) < BYTES_A_SECOND / 10


async def test_sound_before_a_start_is_refused_and_not_kept(nursery: trio.Nursery):
    ears = FakeEars()
    async with client(nursery, ears) as talking:
        await talking.stream(SPOKEN)
        assert (await talking.next("error"))["code"] == "NOT_STARTED"
        await talking.tell("voice:start")
        assert (await talking.next("voice:started", "error"))["type"] == "voice:started"
        await talking.tell("voice:stop")
        await talking.next("voice:stopped")
    assert not ears.run.pcm


async def test_a_recogniser_that_nobody_has_is_refused_by_name(nursery: trio.Nursery):
    async with client(nursery, FakeEars()) as talking:
        await talking.tell("voice:start", sttProvider="parrot")
        refused = await talking.next("error")
        await talking.tell("voice:start", encoding="mp3")
        unread = await talking.next("error")
    assert refused["code"] == "BAD_MESSAGE"
    assert "browser, fake" in refused["error"]
    assert unread["code"] == "BAD_AUDIO"


async def test_in_the_place_of_who_is_not_here_whoever_serves_hears_and_speaks(nursery: trio.Nursery):
    async with client(nursery, FakeEars()) as talking:
        await talking.tell("voice:start", sttProvider="deepgram", ttsProvider="openai")
        started = await talking.next("voice:started", "error")
    assert (started["sttProvider"], started["ttsProvider"]) == ("fake", "browser")
