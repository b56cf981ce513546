"""Packets of Opus over a real socket into a whole conversation, and its answers back as packets."""

from __future__ import annotations

import json
from array import array
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import trio
from trio_websocket import open_websocket_url

from execora.session.port import Speech
from execora.session.run import run
from execora.sound.opus import PRE_SKIP, check
from execora.sound.stream import BYTES_A_SECOND
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars, FakeRecorder
from tests.fakes.voices import FakeVoices
from tests.records.listening import tone
from tests.server.serving import raw_client, start_server
from tests.sound.test_opus import encoded, heard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from trio_websocket import WebSocketConnection

    from execora.session.desk import Desk

PACKETS = encoded(tone(1) + bytes(BYTES_A_SECOND), 16_000)
"""A second of sound, and one of silence."""


@dataclass
class OneDesk:
    """Knows one shop, whose desk hears, speaks and records with fakes."""

    speech: Speech
    closing: trio.Event = field(default_factory=trio.Event)

    def close(self) -> None:
        self.closing.set()

    async def open(self, tenant: str) -> Desk:
        await trio.lowlevel.checkpoint()
        desk = fake_desk(FakeBooks())
        desk.speech, desk.closing = self.speech, self.closing
        return desk


@dataclass
class Client:
    """A client that streams packets, and takes those that come behind a message with it."""

    connection: WebSocketConnection
    told: list[str] = field(default_factory=list)
    packets: list[bytes] = field(default_factory=list)

    async def tell(self, type_: str, **data: object) -> None:
        await self.connection.send_message(json.dumps({"type": type_, "data": data}))

    async def stream(self, packets: Sequence[bytes]) -> None:
        for packet in packets:
            await self.connection.send_message(packet)

    async def next(self, *types: str) -> dict[str, Any]:
        while True:
            message = json.loads(await self.connection.get_message())
            self.told.append(message["type"])
            for _ in range(message["data"].get("packets", 0)):
                packet = await self.connection.get_message()
                assert isinstance(packet, bytes)
                self.packets.append(packet)
            if message["type"] in types:
                return {"type": message["type"], **message["data"]}


@pytest.fixture
def ears() -> FakeEars:
    return FakeEars()


@pytest.fixture
def recorder() -> FakeRecorder:
    return FakeRecorder()


@pytest.fixture
def parts(ears: FakeEars, recorder: FakeRecorder) -> Speech:
    loud = lambda chunk: 1.0 if max(array("h", chunk)) > 2000 else 0.0  # noqa: E731 - what a detector is
    return Speech(ears=ears, voices=FakeVoices(), detector=lambda: loud, recorder=recorder)


@asynccontextmanager
async def client(nursery: trio.Nursery, parts: Speech) -> AsyncIterator[Client]:
    served = await start_server(nursery, run, desks=OneDesk(parts))
    async with open_websocket_url(f"ws://127.0.0.1:{served.port}/voice-ws") as connection:
        yield Client(connection)


async def test_packets_are_heard_kept_and_answered_by_packets(
    nursery: trio.Nursery, ears: FakeEars, recorder: FakeRecorder, parts: Speech
):
    ears.words.append("Rahul ka balance batao")
    async with client(nursery, parts) as talking:
        await talking.tell("voice:start", keepAudio=True)
        started = await talking.next("voice:started")
        await talking.stream(PACKETS)
        answer = await talking.next("voice:response")
        while not (sound := await talking.next("voice:tts-stream"))["last"]:
            pass
        await talking.tell("recording:stop")
        kept = await talking.next("recording:stopped")
    assert (started["encoding"], started["sampleRate"], started["audioOut"]) == ("opus", 48_000, "binary")
    assert answer["intent"] == "CHECK_BALANCE"
    assert (sound["format"], sound["sampleRate"]) == ("opus", 48_000)
    assert {check(packet) for packet in talking.packets} == {20}
    assert len(heard(talking.packets)) > PRE_SKIP
    assert kept["durationSeconds"] == pytest.approx(len(PACKETS) * 0.02, abs=0.01)
    assert len(recorder.last) == pytest.approx(len(PACKETS) * 640, abs=100)


async def test_who_wants_the_browser_s_voice_is_sent_no_sound(nursery: trio.Nursery, parts: Speech):
    async with client(nursery, parts) as talking:
        await talking.tell("voice:start", ttsProvider="browser")
        await talking.tell("voice:final", text="Rahul ka balance batao")
        await talking.next("voice:response")
        await talking.tell("ping")
        await talking.next("pong")
    assert "voice:tts-stream" not in talking.told


async def test_an_encoding_of_another_door_is_refused_and_hearing_does_not_begin(nursery: trio.Nursery, parts: Speech):
    async with client(nursery, parts) as talking:
        await talking.tell("voice:start", encoding="webm")
        refused = await talking.next("error", "voice:started")
        await talking.stream(PACKETS[:1])
        unheard = await talking.next("error")
    assert (refused["code"], unheard["code"]) == ("BAD_AUDIO", "NOT_STARTED")
    assert "/ws" in refused["error"]


async def test_who_sends_no_packets_is_told_so_and_sent_away(nursery: trio.Nursery, parts: Speech):
    served = await start_server(nursery, run, desks=OneDesk(parts))
    async with raw_client(served.port, "/voice-ws") as talking:
        await talking.send(*[b"\x03"] * 9, PACKETS[0], *[b"\x03"] * 9)
        while not any("BAD_AUDIO" in told for told in talking.told):
            await talking.read()
        await talking.send(b"")
        assert await talking.close_code() == 1003
    assert sum("BAD_AUDIO" in told for told in talking.told) == 1
