"""Nothing behind the doors knows which one it was: the same talk over each leaves the same transcript and books."""

from __future__ import annotations

import json
import re
from array import array
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

import trio
from trio_websocket import open_websocket_url

from execora.session.port import Speech
from execora.session.run import run
from execora.sound.stream import RATE
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars, silence
from tests.fakes.transcripts import FakeTranscripts
from tests.records.listening import tone
from tests.server.serving import start_server
from tests.sound.test_opus import encoded

if TYPE_CHECKING:
    from execora.session.desk import Desk

Frames = Iterable[str | bytes]

SPOKEN = tone(1) + silence(1)

TALK = (
    ("spoken", "Rahul ne 500 cash diye", "RECORD_PAYMENT"),
    ("typed", "Suresh ka balance batao", "CHECK_BALANCE"),
    ("spoken", "Rahul ko 2 packet doodh ka bill banao", "CREATE_INVOICE"),
    ("spoken", "haan", "CONFIRM_INVOICE"),
    ("typed", "Zorawar ne 200 diye", "RECORD_PAYMENT"),
    ("spoken", "aaj ka hisaab batao", "DAILY_SUMMARY"),
)
"""How each sentence is said, and what it is."""


# -- the doors


@dataclass(frozen=True)
class Way:
    """How a client of one door says things."""

    path: str
    opening: tuple[str, ...]
    control: Callable[[str], str]
    sound: Callable[[bytes], Frames]
    goodbye: str = ""
    """What says that the client is done, where closing with 1000 does not."""


def message(type_: str, **data: object) -> str:
    return json.dumps({"type": type_, "data": data})


def as_it_is(text: str) -> str:
    return text


def frames(pcm: bytes) -> Frames:
    return (pcm[at : at + 640] for at in range(0, len(pcm), 640))


def packets(pcm: bytes) -> Frames:
    return encoded(pcm, RATE)


def event(text: str) -> str:
    return f'42/voice,["voice:control",{text}]'


def attachments(pcm: bytes) -> Frames:
    for frame in frames(pcm):
        yield '451-/voice,["voice:audio_data",{"_placeholder":true,"num":0}]'
        yield frame


def chunks() -> Callable[[bytes], Frames]:
    numbers = count()

    def sound(pcm: bytes) -> Frames:
        for frame in frames(pcm):
            assert isinstance(frame, bytes)
            chunk = {"type": "audio_chunk", "callId": "c-1", "sequenceNumber": next(numbers)}
            chunk |= {"audioData": b64encode(frame).decode(), "sampleRate": RATE, "channels": 1}
            yield json.dumps(chunk)

    return sound


START, START_PCM = message("voice:start"), message("voice:start", encoding="pcm16")
ENGINE = "/socket.io/?EIO=4&transport=websocket"


def ways() -> list[Way]:
    return [
        Way("/ws", (START_PCM,), as_it_is, frames),
        Way("/voice-ws", (START,), as_it_is, packets),
        Way(ENGINE, ("40/voice,", event(START_PCM)), event, attachments, "41/voice,"),
        Way("/realtime/conversation", (), as_it_is, chunks()),
    ]


# -- what is behind them

UUID_TEXT = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def energy(chunk: bytes) -> float:
    """Tell speech from silence, whatever it has travelled as."""
    return float(max(array("h", chunk)) > 2000)


@dataclass
class Shop:
    """Has one desk, and keeps what is noted at it."""

    books: FakeBooks = field(default_factory=FakeBooks)
    ears: FakeEars = field(default_factory=FakeEars)
    transcripts: FakeTranscripts = field(default_factory=FakeTranscripts)
    closing: trio.Event = field(default_factory=trio.Event)

    def close(self) -> None:
        self.closing.set()

    async def open(self, tenant: str) -> Desk:
        await trio.lowlevel.checkpoint()
        desk = fake_desk(self.books)
        desk.speech = Speech(ears=self.ears, detector=lambda: energy)
        desk.transcripts, desk.closing = self.transcripts, self.closing
        return desk

    def left(self) -> tuple[list[str], str]:
        """Return the transcript and the books, with ids as they came and without what a clock has measured."""
        ids: dict[str, str] = {}
        entries = [(entry.kind, {**entry.body, "durationMs": 0, "seconds": 0}) for entry in self.transcripts.entries]
        said = [_plain(f"{kind} {json.dumps(body, sort_keys=True)}", ids) for kind, body in entries]
        return said, _plain(repr(self.books.shop.pages), ids)


def _plain(text: str, ids: dict[str, str]) -> str:
    return re.sub(
        r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", lambda found: ids.setdefault(found[0], f"#{len(ids)}"), text
    )


async def talk(nursery: trio.Nursery, way: Way) -> Shop:
    """Have the same conversation over one door."""
    shop = Shop()
    served = await start_server(nursery, run, desks=shop)
    async with open_websocket_url(f"ws://127.0.0.1:{served.port}{way.path}") as line:
        for frame in way.opening:
            await line.send_message(frame)
        for how, text, intent in TALK:
            if how == "typed":
                await line.send_message(way.control(message("voice:final", text=text)))
            else:
                shop.ears.words.append(text)
                for frame in way.sound(SPOKEN):
                    await line.send_message(frame)
            while not _answers(await line.get_message(), intent):
                pass
        if way.goodbye:
            await line.send_message(way.goodbye)
    with trio.fail_after(5):
        while "ended" not in [entry.kind for entry in shop.transcripts.entries]:
            await trio.lowlevel.checkpoint()
    served.scope.cancel()
    return shop


def _answers(told: str | bytes, intent: str) -> bool:
    return isinstance(told, str) and '"executionResult"' in told and f'"intent":"{intent}"' in told


async def test_the_same_talk_over_each_door_leaves_the_same_transcript_and_the_same_books(nursery: trio.Nursery):
    first, *others = [(way.path, (await talk(nursery, way)).left()) for way in ways()]
    said, books = first[1]
    assert sum(line.startswith("user ") for line in said) == len(TALK)
    for path, left in others:
        assert left[0] == said, path
        assert left[1] == books, path
