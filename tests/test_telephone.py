"""From a telephone to the books and back: a bridge at 8 kHz, a server as people start it, real voices at both ends."""

# ruff: noqa: F811 - fixtures are imported and then asked for

from __future__ import annotations

import math
from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import trio

from execora.config import Config
from execora.providers.espeak import EspeakVoice
from execora.providers.port import Piece, Say
from execora.server.auth import make_token
from execora.sound.resampling import Resampler, frame_of
from tests.bridge import CHUNK_SECONDS, Call
from tests.emulators.deepgram import KEY, Deepgram
from tests.process import SECONDS, server
from tests.shop import demo_database, demo_template, look  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from pathlib import Path

    from execora.store.embedded import Addresses

Look = Callable[..., list[tuple[Any, ...]]]

SECRET = "s" * 32
RATE = 8000
PAUSE_SECONDS = 1.2
"""How long a caller is silent once they have said something."""

SAID = {
    "राहुल को दो पैकेट दूध और एक ब्रेड का बिल बनाओ": "Rahul ko 2 packet doodh aur ek bread ka bill banao",
    "हाँ बना दो": "haan bana do",
}
"""What the caller says, and what is heard of it."""


async def voice(text: str) -> bytes:
    """Return what somebody says as it comes out of a telephone, with silence behind it."""
    send, receive = trio.open_memory_channel[Piece](math.inf)
    with send:
        await EspeakVoice().speak(Say(text, "hi"), send)
    line = Resampler(RATE)
    with receive:
        pcm = line.add([frame_of(piece.pcm, piece.rate, 1) async for piece in receive]) + line.end()
    return pcm + bytes(2 * round(RATE * PAUSE_SECONDS))


async def speak(call: Call, pcm: bytes) -> None:
    """Say something over the telephone, as fast as people do."""
    began, size = trio.current_time(), 2 * round(RATE * CHUNK_SECONDS)
    for number, at in enumerate(range(0, len(pcm), size)):
        await trio.sleep_until(began + number * CHUNK_SECONDS)
        await call.say(pcm[at : at + size])


async def test_a_caller_makes_a_bill_and_agrees_while_it_is_still_read_to_them(
    nursery: trio.Nursery, demo_database: Addresses, look: Look, tmp_path: Path
):
    deepgram = Deepgram(script=list(SAID.values()))
    settings = {
        "DATABASE_URL": demo_database.serving,
        "JWT_SECRET": SECRET,
        "STT": "deepgram",
        "DEEPGRAM_URL": await nursery.start(deepgram.serve),
        "DEEPGRAM_API_KEY": KEY,
        "TTS": "local",
    }
    wish, agreement = [await voice(text) for text in SAID]
    token = make_token(Config(jwt_secret=SECRET), "demo", "owner", 600)
    async with server(tmp_path, "serve", "--no-browser", "--data", str(tmp_path), settings=settings) as running:
        address = f"{running.url.replace('http', 'ws')}/realtime/conversation?token={token}"
        with trio.fail_after(SECONDS):
            async with Call(address, rate=RATE).connected() as call:
                await speak(call, wish)
                draft = await call.answer("CREATE_INVOICE")
                await call.next("ai_response", text="")
                await speak(call, agreement)
                await call.next("processing_status", stage="interrupted")
                bill = await call.answer("CONFIRM_INVOICE")
                await call.next("ai_response", text="")
    deepgram.close()
    assert "Pakka kar doon?" in draft["text"]
    assert (bill["confidence"], bill["executionResult"]["success"]) == (0.98, True)
    assert look("select document, total from execora.invoice") == [
        (bill["executionResult"]["data"]["invoiceNo"], 10000)
    ]
    assert loudest(call.unplayed) > 3000


def loudest(pcm: bytearray) -> int:
    return max(array("h", bytes(pcm)))
