"""Telephone calls over real sockets into whole conversations."""

from __future__ import annotations

import random
from array import array
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pytest
import trio
from trio_websocket import ConnectionClosed

from execora.server.auth import make_token
from execora.session.port import Speech
from execora.session.run import run
from tests.bridge import Call
from tests.emulators.proxy import Proxy
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars
from tests.fakes.voices import FakeVoices
from tests.server.serving import start_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.session.desk import Desk
    from tests.server.serving import Served

TELEPHONE = 8000
SECRET = "the bridge's own secret, thirty-two or more"


@dataclass
class Shop:
    """Knows one shop, whose desk hears and speaks with fakes."""

    books: FakeBooks = field(default_factory=FakeBooks)
    ears: FakeEars = field(default_factory=FakeEars)
    voices: FakeVoices = field(default_factory=FakeVoices)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = fake_desk(self.books)
        self.desk.speech = Speech(ears=self.ears, voices=self.voices, detector=lambda: energy)

    def close(self) -> None:
        self.desk.closing.set()

    async def open(self, tenant: str) -> Desk:
        await trio.lowlevel.checkpoint()
        return self.desk


def loud(seconds: float, channels: int = 1) -> bytes:
    """Make a sound of all pitches, which is no echo of what we say."""
    chance = random.Random(1)
    said = array("h", (chance.randint(-9000, 9000) for _ in range(round(seconds * TELEPHONE))))
    return array("h", (sample for sample in said for _ in range(channels))).tobytes()


def quiet(seconds: float, channels: int = 1) -> bytes:
    return bytes(2 * channels * round(seconds * TELEPHONE))


def energy(chunk: bytes) -> float:
    """Tell speech from silence: a detector that is always right."""
    return float(max(array("h", chunk)) > 2000)


SPOKEN = loud(1) + quiet(1.5)


def address(served: Served) -> str:
    return f"ws://127.0.0.1:{served.port}/realtime/conversation"


@asynccontextmanager
async def calling(nursery: trio.Nursery, shop: Shop, **form: int) -> AsyncIterator[Call]:
    served = await start_server(nursery, run, desks=shop)
    async with Call(address(served), **form).connected() as call:
        yield call


# -- a call


async def test_what_a_caller_says_is_heard_and_answered_in_words_and_in_their_own_sound(nursery: trio.Nursery):
    shop = Shop(ears=FakeEars(confidence=0.875))
    shop.ears.words.append("Rahul ka balance batao")
    async with calling(nursery, shop) as call:
        await call.say(SPOKEN)
        heard = await call.next("processing_status", stage="speech_to_text", isFinal=True)
        answer = await call.answer("CHECK_BALANCE")
        await call.next("ai_response", last=True)
    assert (heard["text"], heard["provider"]) == ("Rahul ka balance batao", "fake")
    assert (answer["audioData"], answer["shouldTerminate"], answer["confidence"]) == ("", False, 0.875)
    assert "₹" in answer["text"]
    assert answer["processingLatency"] >= heard["processingLatency"] >= 0
    assert call.stages() == ["connected", "listening", "speech_to_text", "ai_generation", "text_to_speech"]
    assert len(call.unplayed) == 2 * TELEPHONE * len(shop.voices.said)


async def test_a_caller_in_stereo_hears_it_on_both_sides(nursery: trio.Nursery):
    shop = Shop()
    shop.ears.words.append("Rahul ka balance batao")
    async with calling(nursery, shop, rate=16_000, channels=2) as call:
        await call.say(loud(2, 2) + quiet(3, 2))
        started = await call.next("processing_status", stage="listening")
        await call.next("ai_response", last=True)
    assert (started["sampleRate"], started["channels"]) == (16_000, 2)
    assert len(call.unplayed) == pytest.approx(2 * 2 * 16_000 * len(shop.voices.said), rel=0.01)


async def test_a_bill_is_made_by_voice_and_agreed_to_by_a_key(nursery: trio.Nursery):
    shop = Shop()
    shop.ears.words.append("Rahul ko 2 packet doodh ka bill banao")
    async with calling(nursery, shop) as call:
        await call.say(SPOKEN)
        draft = (await call.answer("CREATE_INVOICE"))["executionResult"]["data"]
        await call.tell("invoice:confirm", draftId=draft["draftId"])
        bill = (await call.answer("CONFIRM_INVOICE"))["executionResult"]
    assert bill["success"]
    assert bill["data"]["total"] == draft["total"]
    assert shop.books.changes == 2


async def test_a_caller_who_speaks_while_they_are_spoken_to_is_told_nothing_more_of_it(nursery: trio.Nursery):
    shop = Shop(voices=FakeVoices(seconds=9.0))
    shop.ears.words.extend(["Rahul ka balance batao", "Suresh ka balance batao"])
    async with calling(nursery, shop) as call:
        await call.say(SPOKEN)
        await call.next("ai_response", sequence=1)
        assert call.unplayed
        await call.say(SPOKEN)
        cut = await call.next("processing_status", stage="interrupted")
        assert not call.unplayed
        again = await call.next("processing_status", stage="text_to_speech")
    assert cut["reason"] == "interrupt"
    assert again["queueSize"] == 0


async def test_a_gap_is_told_once_with_how_much_is_missing_and_the_call_goes_on(nursery: trio.Nursery):
    shop = Shop()
    shop.ears.words.append("Rahul ka balance batao")
    async with calling(nursery, shop) as call:
        await call.say(loud(0.5))
        call.number += 3
        await call.say(loud(0.5))
        call.number += 2
        await call.send_chunk(quiet(0.02))
        call.number -= 1
        await call.send_chunk(quiet(0.02))
        await call.say(quiet(1.5))
        gap = await call.next("error")
        answer = await call.answer("CHECK_BALANCE")
        await call.tell("task:status")
        status = await call.next("processing_status", stage="ai_generation", state=None)
    assert (gap["code"], gap["chunks"]["missing"]) == ("SEQUENCE_GAP", 3)
    assert gap["error"].startswith("3 chunks are missing")
    assert answer["executionResult"]["success"]
    assert status["chunks"] == {"received": call.number - 5, "missing": 5, "dropped": 1}
    assert not [told for told in call.told if told["type"] == "error"][1:]


async def test_a_call_goes_on_over_another_connection_and_misses_nothing(nursery: trio.Nursery):
    shop = Shop()
    shop.books.slow["RECORD_PAYMENT"] = 0.2
    shop.ears.words.append("Rahul ne 500 cash diye")
    served = await start_server(nursery, run, desks=shop, jwt_secret=SECRET)
    token = make_token(served.config, "demo", "owner", 60)
    async with Proxy(partial(trio.open_tcp_stream, "127.0.0.1", served.port)).open() as network:
        call = Call(f"ws://127.0.0.1:{network.port}/realtime/conversation?token={token}")
        async with call.connected():
            await call.say(SPOKEN)
            await call.next("processing_status", stage="ai_generation", state="started")
            network.cut()
            assert await ended(call) == 1006
        async with call.connected():
            paid = await call.answer("RECORD_PAYMENT")
            shop.ears.words.append("Rahul ka balance batao")
            await call.tell("voice:interrupt")
            await call.next("processing_status", stage="interrupted")
            await call.say(SPOKEN)
            owed = await call.answer("CHECK_BALANCE")
    assert paid["executionResult"]["success"]
    assert owed["executionResult"]["data"]["balance"] == paid["executionResult"]["data"]["remainingBalance"]
    numbers = [told["seq"] for told in call.told]
    assert numbers == sorted(numbers)
    states = [told["data"].get("state") for told in call.told if told["data"].get("intent") == "RECORD_PAYMENT"]
    assert states[:3] == ["queued", "started", "completed"]
    assert len(shop.desk.sessions) <= 1


# -- its end


async def test_what_is_no_sound_ends_the_call_and_says_that_it_is_over(nursery: trio.Nursery):
    async with calling(nursery, Shop()) as call:
        for _ in range(9):
            await call.send_chunk(b"", audioData="?")
            await call.next("error")
        await call.send_chunk(b"", audioData="?")
        assert await ended(call) == 1003
    assert [told["data"]["code"] for told in call.told if told["type"] == "error"] == ["BAD_AUDIO"] * 9
    assert call.told[-1]["data"]["shouldTerminate"] is True
    assert not any(told["data"].get("shouldTerminate") for told in call.told[:-1])


async def test_a_server_that_stops_hangs_up_on_nobody(nursery: trio.Nursery):
    shop = Shop()
    served = await start_server(nursery, run, desks=shop)
    async with Call(address(served)).connected() as call:
        await call.say(loud(0.1))
        await call.next("processing_status", stage="listening")
        served.scope.cancel()
        assert await ended(call) == 1001
    assert not any(told["data"].get("shouldTerminate") for told in call.told)


async def ended(call: Call) -> int:
    """Receive messages up to the end of the connection, and return its close code."""
    with pytest.raises(ConnectionClosed) as closed:
        await call.next("never")
    assert closed.value.reason
    return closed.value.reason.code
