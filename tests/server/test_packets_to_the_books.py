"""From packets of Opus to the books and back: a real server, PostgreSQL, detector and voice, with spoken words."""

from __future__ import annotations

import json
import urllib.request
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import trio
from trio_websocket import open_websocket_url

from execora.config import Config
from execora.providers.espeak import EspeakVoice
from execora.providers.port import Piece, Say
from execora.providers.silero import Silero
from execora.server.auth import make_token
from execora.sound.opus import Encoder, PacketDecoder, check
from tests.emulators.deepgram import KEY, Deepgram
from tests.process import server
from tests.records.listening import seconds
from tests.shop import demo_database, demo_template  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from trio_websocket import WebSocketConnection

    from execora.store.embedded import Addresses

SECRET = "the secret of whoever has packets to send"
PATIENCE_SECONDS = 60
"""Whisper takes a while on a machine that does other things too."""


async def spoken(text: str) -> list[bytes]:
    """Return what this machine's voice says, as a telephone sends it: packets, with a second of silence behind them."""
    send, receive = trio.open_memory_channel[Piece](1000)
    with send, receive:
        await EspeakVoice().speak(Say(text, "hi"), send)
        pieces = [receive.receive_nowait() for _ in range(receive.statistics().current_buffer_used)]
    encoder, rate = Encoder(), pieces[0].rate
    sound = [*(piece.pcm for piece in pieces), bytes(2 * rate)]
    return [packet for pcm in sound for packet in encoder.add(pcm, rate)] + encoder.end()


def speech_in(packets: list[bytes]) -> float:
    """Return how many seconds of packets are speech to the detector."""
    decoder, detector = PacketDecoder(), Silero()
    pcm = b"".join(map(decoder.add, packets))
    return sum(detector(pcm[at : at + 1024]) > 0.5 for at in range(0, len(pcm) - 1023, 1024)) * 0.032


@dataclass
class Phone:
    """A client with nothing but Opus."""

    connection: WebSocketConnection
    told: list[dict[str, Any]] = field(default_factory=list)
    packets: list[bytes] = field(default_factory=list)

    async def tell(self, type_: str, **data: object) -> None:
        await self.connection.send_message(json.dumps({"type": type_, "data": data}))

    async def say(self, text: str) -> None:
        """Say something four times as fast as it is spoken."""
        for packet in await spoken(text):
            await self.connection.send_message(packet)
            await trio.sleep(0.005)

    async def next(self, type_: str) -> dict[str, Any]:
        while True:
            message = json.loads(await self.connection.get_message())
            assert message["type"] != "error", message
            self.told.append(message)
            for _ in range(message["data"].get("packets", 0)):
                packet = await self.connection.get_message()
                assert isinstance(packet, bytes)
                self.packets.append(packet)
            if message["type"] == type_:
                return dict(message["data"])

    async def hear(self, seconds: float) -> None:
        """Hear so much of an answer."""
        self.packets.clear()
        while len(self.packets) < seconds * 50:
            await self.next("voice:tts-stream")


@asynccontextmanager
async def phone(folder: Path, database: Addresses, settings: Mapping[str, str]) -> AsyncIterator[tuple[Phone, str]]:
    """Call a shop; its address comes with it."""
    begun = {"DATABASE_URL": database.serving, "JWT_SECRET": SECRET, "TTS": "local", **settings}
    token = make_token(Config(jwt_secret=SECRET), "demo", "owner", 600)
    with trio.fail_after(PATIENCE_SECONDS):
        async with server(folder, "serve", "--no-browser", "--data", str(folder / "data"), settings=begun) as shop:
            url = shop.url.replace("http", "ws") + "/voice-ws"
            async with open_websocket_url(url, subprotocols=["bearer", token]) as connection:
                yield Phone(connection), shop.url
            await shop.stop()


async def test_a_bill_is_made_by_packets_and_answered_by_packets(
    demo_database: Addresses,  # noqa: F811
    nursery: trio.Nursery,
    tmp_path: Path,
):
    deepgram = Deepgram(["Rahul ko 2 milk aur 1 bread ka bill bana do", "haan"])
    hears = {"STT": "deepgram", "DEEPGRAM_API_KEY": KEY, "DEEPGRAM_URL": await nursery.start(deepgram.serve)}
    async with phone(tmp_path, demo_database, hears) as (caller, _):
        await caller.tell("voice:start")
        await caller.say("राहुल को दो मिल्क और एक ब्रेड का बिल बना दो")
        draft = await caller.next("invoice:draft")
        await caller.hear(0.5)
        await caller.say("हाँ, बना दो")
        bill = await caller.next("invoice:confirmed")
        await caller.hear(2)
    deepgram.close()
    assert (draft["total"], bill["grandTotal"], bill["customerName"]) == (100, 100, "Rahul Sharma")
    assert {check(packet) for packet in caller.packets} == {20}
    assert speech_in(caller.packets) > 1


async def test_this_machine_hears_packets_and_keeps_a_recording_of_them_that_plays(
    demo_database: Addresses,  # noqa: F811
    tmp_path: Path,
):
    async with phone(tmp_path, demo_database, {"STT": "local"}) as (caller, url):
        await caller.tell("voice:start", keepAudio=True)
        await caller.say("राहुल का बैलेंस बताओ")
        answer = await caller.next("voice:response")
        await caller.hear(2)
        await caller.tell("recording:stop")
        kept = await caller.next("recording:stopped")
        token = make_token(Config(jwt_secret=SECRET), "demo", "owner", 600)
        recording = await trio.to_thread.run_sync(_fetch_recording, url, token)
    words = [told["data"]["text"] for told in caller.told if told["type"] == "voice:transcript"]
    assert "rahul" in words[-1].lower()
    assert (answer["intent"], answer["executionResult"]["data"]["balance"]) == ("CHECK_BALANCE", 500)
    assert speech_in(caller.packets) > 1
    assert kept["durationSeconds"] > 2
    assert seconds(recording) == pytest.approx(kept["durationSeconds"], abs=0.1)


def _fetch_recording(url: str, token: str) -> bytes:
    listed = urllib.request.Request(f"{url}/api/v1/recordings", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(listed) as answer:
        [recording] = json.load(answer)["items"]
    with urllib.request.urlopen(f"{url}{recording['url']}") as answer:
        return bytes(answer.read())
