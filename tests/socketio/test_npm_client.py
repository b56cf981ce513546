"""Socket.IO as npm's client speaks it, unchanged."""

from __future__ import annotations

import os
import signal
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest
import trio

from execora.server.auth import make_token
from execora.session.port import Event, GoneError, Numbered, Speech
from execora.session.run import run
from execora.sound.stream import BYTES_A_SECOND
from tests.emulators.proxy import Proxy
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars, detector, silence, speech
from tests.fakes.voices import FakeVoices
from tests.npm import NpmClient, npm_client
from tests.process import eventually
from tests.server.serving import settings, start_server
from tests.server.test_resuming import SameDesk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door

POLLING, WEBSOCKET, BOTH = ["polling"], ["websocket"], ["polling", "websocket"]
EITHER = pytest.mark.parametrize("transports", [POLLING, WEBSOCKET])

NAMESPACE = "/voice"
SECRET = "s" * 32
HEARTBEAT_SECONDS = 0.3
PIECE = BYTES_A_SECOND // 2
BALANCE = "Rahul ka balance batao"


@asynccontextmanager
async def connected(modules: Path, url: str, transports: list[str], **options: object) -> AsyncIterator[NpmClient]:
    async with npm_client(modules, url + NAMESPACE, transports=transports, **options) as client:
        await client.next("connect")
        yield client


def speaking_desk(ears: FakeEars, voices: FakeVoices | None = None) -> SameDesk:
    desk = fake_desk(FakeBooks())
    desk.speech = Speech(ears=ears, detector=detector, voices=voices)
    return SameDesk(desk)


# -- each transport


@pytest.mark.parametrize("transports", [POLLING, WEBSOCKET, BOTH])
async def test_a_balance_is_asked_and_answered(nursery: trio.Nursery, npm_modules: Path, transports: list[str]):
    served = await start_server(nursery, run, desks=SameDesk())
    async with npm_client(npm_modules, served.url + NAMESPACE, transports=transports) as client:
        if transports == BOTH:
            assert (await client.next("upgrade"))["transport"] == "websocket"
        assert (await client.next("connect"))["transport"] == transports[-1]
        welcome, about = await client.event("voice:start")
        await client.control("voice:final", text=BALANCE)
        answer, _ = await client.event("voice:response")
    assert welcome["sessionId"]
    assert about["seq"] == 1
    assert about["timestamp"].endswith("Z")
    assert answer["executionResult"]["success"]


async def test_what_is_told_during_the_upgrade_comes_once_and_in_order(nursery: trio.Nursery, npm_modules: Path):
    served = await start_server(nursery, count_up)
    async with connected(npm_modules, served.url, BOTH) as client:
        seen = [(await client.event("count"))[0]["n"] for _ in range(COUNTS)]
    assert seen == list(range(COUNTS))
    assert [told["transport"] for told in client.told if told["what"] == "upgrade"] == ["websocket"]


COUNTS = 3000


async def count_up(door: Door, desk: Desk, speaker: Speaker) -> int:
    with suppress(GoneError):
        for n in range(COUNTS):
            await door.send([Numbered(n + 1, Event("count", {"n": n}))])
        await door.receive()
    return 1000


@EITHER
async def test_a_bill_is_spoken_and_spoken_back(nursery: trio.Nursery, npm_modules: Path, transports: list[str]):
    ears, voices = FakeEars(), FakeVoices(seconds=0.05)
    ears.words.append("Rahul ko 2 milk aur 1 bread ka bill bana do")
    served = await start_server(nursery, run, desks=speaking_desk(ears, voices))
    async with connected(npm_modules, served.url, transports) as client:
        await client.control("voice:start", encoding="pcm16")
        await client.event("voice:started")
        pcm = speech(1) + silence(1)
        for at in range(0, len(pcm), PIECE):
            await client.do("emit", name="voice:audio_data", args=[pcm[at : at + PIECE]])
        draft, _ = await client.event("invoice:draft")
        said, _ = await client.event("voice:tts-stream")
        await client.control("voice:start", encoding="pcm16", audioOut="binary")
        await client.event("voice:started")
        await client.control("invoice:confirm", draftId=draft["draftId"])
        bill, _ = await client.event("invoice:confirmed")
        said_after, _ = await client.event("voice:tts-stream")
    assert bill["grandTotal"] == draft["total"]
    assert (said["format"], said["audio"][:4]) == ("wav", b"RIFF")
    assert (said_after["format"], said_after["bytes"]) == ("pcm16", len(said_after["audio"]))
    assert ears.runs[0].pcm.startswith(speech(1))


@EITHER
async def test_what_is_emitted_is_acknowledged(nursery: trio.Nursery, npm_modules: Path, transports: list[str]):
    served = await start_server(nursery, run, desks=SameDesk())
    async with connected(npm_modules, served.url, transports) as client:
        taken = await client.ask("voice:control", {"type": "ping"})
        unknown = await client.ask("voice:control", {"type": "sing"})
        no_object = await client.ask("voice:control", "ping")
        sound = await client.ask("voice:audio_data", b"\0\0")
        no_sound = await client.ask("voice:audio_data", [0, 0])
        two_sounds = await client.ask("voice:audio_data", b"\0\0", b"\0\0")
        no_event = await client.ask("voice:video", b"\0\0")
        again = await client.ask("voice:control", {"type": "ping"})
    assert taken == sound == again == {"ok": True}
    refused = [answer["code"] for answer in (unknown, no_object, no_sound, two_sounds, no_event)]
    assert refused == ["UNKNOWN_TYPE", "BAD_MESSAGE", "BAD_AUDIO", "BAD_AUDIO", "UNKNOWN_TYPE"]


async def test_two_clients_at_once_are_told_each_their_own(nursery: trio.Nursery, npm_modules: Path):
    served = await start_server(nursery, run, desks=SameDesk())
    async with (
        connected(npm_modules, served.url, POLLING) as one,
        connected(npm_modules, served.url, WEBSOCKET) as other,
    ):
        await one.control("voice:final", text=BALANCE)
        await other.control("voice:final", text="Suresh ka balance batao")
        answers = [(await client.event("voice:response"))[0]["executionResult"]["data"] for client in (one, other)]
    assert [answer["customer"].split()[0] for answer in answers] == ["Rahul", "Suresh"]


# -- who is let in


@EITHER
async def test_the_token_comes_in_the_auth_payload(nursery: trio.Nursery, npm_modules: Path, transports: list[str]):
    served = await start_server(nursery, run, desks=SameDesk(), jwt_secret=SECRET)
    good = make_token(settings(jwt_secret=SECRET), "demo", "owner", 60)
    auth = {"token": "nonsense"}
    async with npm_client(npm_modules, served.url + NAMESPACE, transports=transports, auth=auth) as client:
        refused = await client.next("connect_error")
        await client.do("connect", auth={"token": good})
        await client.next("connect")
        await client.event("voice:start")
    assert refused["data"] == {"code": 4001}
    assert refused["message"] == "A valid token for a shop of this server is needed."


async def test_a_token_in_the_query_opens_nothing(nursery: trio.Nursery, npm_modules: Path):
    served = await start_server(nursery, run, desks=SameDesk(), jwt_secret=SECRET)
    good = make_token(settings(jwt_secret=SECRET), "demo", "owner", 60)
    async with npm_client(npm_modules, served.url + NAMESPACE, query={"token": good}) as client:
        assert (await client.next("connect_error"))["data"] == {"code": 4001}


@EITHER
async def test_another_namespace_is_refused(nursery: trio.Nursery, npm_modules: Path, transports: list[str]):
    served = await start_server(nursery)
    async with npm_client(npm_modules, served.url + "/video", transports=transports) as client:
        refused = await client.next("connect_error")
    assert refused["message"].startswith("Invalid namespace")
    assert refused["data"] == {"code": 1008}


async def test_a_server_that_is_full_is_tried_again(nursery: trio.Nursery, npm_modules: Path):
    served = await start_server(nursery, max_sessions=1)
    async with (
        connected(npm_modules, served.url, WEBSOCKET) as first,
        npm_client(npm_modules, served.url + NAMESPACE) as second,
    ):
        await second.next("connect_error")
        await first.do("disconnect")
        await second.next("connect")


# -- who is still there


@EITHER
async def test_a_client_that_answers_stays(nursery: trio.Nursery, npm_modules: Path, transports: list[str]):
    served = await start_server(nursery, heartbeat_seconds=HEARTBEAT_SECONDS)
    async with connected(npm_modules, served.url, transports) as client:
        for _ in range(4):
            await client.next("ping")
        await client.control("ping")
        await client.event("heard")
    assert not [told for told in client.told if told["what"] == "disconnect"]


@EITHER
async def test_a_client_that_is_dead_is_found(nursery: trio.Nursery, npm_modules: Path, transports: list[str]):
    served = await start_server(nursery, heartbeat_seconds=HEARTBEAT_SECONDS)
    async with connected(npm_modules, served.url, transports) as client:
        os.kill(client.process.pid, signal.SIGSTOP)
        began = trio.current_time()
        await eventually(lambda: not served.app.sessions.open)
        assert trio.current_time() - began < 2 * HEARTBEAT_SECONDS + 0.2


@EITHER
async def test_a_server_that_is_dead_is_found(nursery: trio.Nursery, npm_modules: Path, transports: list[str]):
    served = await start_server(nursery, heartbeat_seconds=HEARTBEAT_SECONDS, jwt_secret=SECRET)
    auth = {"token": make_token(settings(jwt_secret=SECRET), "demo", "owner", 60)}

    async def connect() -> trio.SocketStream:
        return await trio.open_tcp_stream("127.0.0.1", served.port)

    async with (
        Proxy(connect).open() as proxy,
        connected(npm_modules, f"http://127.0.0.1:{proxy.port}", transports, auth=auth) as client,
    ):
        proxy.down.stall()
        assert (await client.next("disconnect"))["reason"] == "ping timeout"


# -- an end, and another beginning


@EITHER
async def test_a_lost_connection_is_resumed_by_npms_own_reconnecting(
    nursery: trio.Nursery, npm_modules: Path, transports: list[str]
):
    served = await start_server(nursery, run, desks=SameDesk())
    async with connected(npm_modules, served.url, transports) as client:
        welcome, _ = await client.event("voice:start")
        await client.control("voice:final", text=BALANCE)
        _, about = await client.event("task:completed")
        answer, _ = await client.event("voice:response")
        await client.do("drop")
        await client.next("connect")
        resume = {"sessionId": welcome["sessionId"], "resumeToken": welcome["resumeToken"], "lastSeq": about["seq"]}
        await client.control("session:resume", **resume)
        _, resumed = await client.event("session:resumed")
        again, numbered = await client.event("voice:response")
    assert again == answer
    assert resumed["seq"] == about["seq"]
    assert numbered["seq"] == about["seq"] + 1


@EITHER
async def test_a_client_that_disconnects_is_done_at_once(
    nursery: trio.Nursery, npm_modules: Path, transports: list[str]
):
    desks = SameDesk()
    served = await start_server(nursery, run, desks=desks)
    async with connected(npm_modules, served.url, transports) as client:
        await client.control("voice:final", text=BALANCE)
        await client.event("voice:response")
        assert len(desks.desk.sessions) == 1
        await client.do("disconnect")
        assert (await client.next("disconnect"))["reason"] == "io client disconnect"
        await eventually(lambda: not desks.desk.sessions)


@EITHER
async def test_a_server_that_stops_tells_all_and_is_found_again(
    nursery: trio.Nursery, npm_modules: Path, transports: list[str]
):
    books = FakeBooks(slow={"RECORD_PAYMENT": 0.3})
    served = await start_server(nursery, run, desks=SameDesk(fake_desk(books)), drain_seconds=4)
    async with connected(npm_modules, served.url, transports) as client:
        await client.control("voice:final", text="Suresh ne 10 cash diye")
        await client.event("task:started")
        await eventually(lambda: all(engine.polling.is_waited_for for engine in served.app.sockets.open))
        took = await served.stop()
        answer, _ = await client.event("voice:response")
        gone = await client.next("disconnect")
        await start_server(nursery, run, desks=SameDesk(), port=served.port)
        await client.next("connect")
    assert took < 2
    assert answer["executionResult"]["success"]
    assert gone["active"], "it comes back by itself"


@EITHER
async def test_a_conversation_that_ends_for_good_is_not_come_back_to(
    nursery: trio.Nursery, npm_modules: Path, transports: list[str]
):
    async def refuse(door: Door, desk: Desk, speaker: Speaker) -> int:
        await door.receive()
        return 4001

    served = await start_server(nursery, refuse)
    async with connected(npm_modules, served.url, transports) as client:
        await client.control("ping")
        closing, _ = await client.event("session:closing")
        gone = await client.next("disconnect")
    assert closing == {"code": 4001}
    assert gone == {"what": "disconnect", "reason": "io server disconnect", "active": False}


# -- too much


async def test_a_message_over_the_limit_is_answered_over_a_websocket(nursery: trio.Nursery, npm_modules: Path):
    served = await start_server(nursery, run, desks=SameDesk(), max_message_bytes=10_000)
    async with connected(npm_modules, served.url, WEBSOCKET) as client:
        await client.do("emit", name="voice:audio_data", args=[bytes(20_000)])
        refused, _ = await client.event("error")
        assert await client.ask("voice:control", {"type": "ping"}) == {"ok": True}
    assert refused["code"] == "TOO_LONG"


async def test_a_message_over_the_limit_ends_the_polling_that_brought_it(nursery: trio.Nursery, npm_modules: Path):
    served = await start_server(nursery, run, desks=SameDesk(), max_message_bytes=10_000)
    async with connected(npm_modules, served.url, POLLING) as client:
        await client.do("emit", name="voice:audio_data", args=[bytes(20_000)])
        assert (await client.next("disconnect"))["reason"] == "transport error"
        await client.next("connect")


@EITHER
async def test_a_client_that_does_not_read_is_cut(nursery: trio.Nursery, npm_modules: Path, transports: list[str]):
    gone = trio.Event()

    async def flood(door: Door, desk: Desk, speaker: Speaker) -> int:
        try:
            await door.receive()
            while True:
                await door.send([Numbered(1, Event("much", {"text": "x" * 60_000}))])
        except GoneError:
            gone.set()
        return 1000

    served = await start_server(nursery, flood, send_seconds=0.3)
    async with connected(npm_modules, served.url, transports) as client:
        await client.control("ping")
        await client.event("much")
        os.kill(client.process.pid, signal.SIGSTOP)
        with trio.fail_after(3):
            await gone.wait()
            await eventually(lambda: not served.app.sessions.open)
