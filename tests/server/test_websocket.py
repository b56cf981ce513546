from __future__ import annotations

import json
import os
import resource
import socket
import tracemalloc
from base64 import b64decode
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import wait_all_tasks_blocked
from trio_websocket import open_websocket_url
from wsproto import events
from wsproto.utilities import LocalProtocolError

from execora.server import pacing, websocket
from execora.session.port import Event, GoneError, Numbered, Start
from execora.sound.wav import read_wav
from tests.server.serving import RawClient, echo, raw_client, start_server, upgrade_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door
    from tests.server.serving import Served

BIG = "x" * 200_000


async def test_messages_go_in_and_out(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with open_websocket_url(served.ws) as client:
        await client.send_message(json.dumps({"type": "voice:final", "data": {"text": "राहुल ₹५००"}}))
        assert "राहुल ₹५००" in json.loads(await client.get_message())["data"]["input"]


@pytest.mark.parametrize("audio_out", ["binary", "base64"])
async def test_sound_leaves_as_the_client_wants_it(audio_out: str, nursery: trio.Nursery):
    served = await start_server(nursery, run=speak)
    async with open_websocket_url(served.ws) as client:
        await client.send_message(json.dumps({"type": "voice:start", "data": {"audioOut": audio_out}}))
        assert json.loads(await client.get_message())["type"] == "voice:started"
        for number in range(1, 21):
            told = json.loads(await client.get_message())
            assert told["seq"] - 1 == told["data"]["sequence"] == number
            if audio_out == "binary":
                sound = await client.get_message()
                assert told["data"]["bytes"] == len(sound)
            else:
                sound = read_wav(b64decode(told["data"]["audio"])).pcm
            assert sound == sound_of(number)


async def speak(door: Door, desk: Desk, speaker: Speaker) -> int:
    """Tell twenty pieces of sound, in several goes, while pongs and the like may leave, too."""
    said = await door.receive()
    assert isinstance(said, Start)
    await door.send([Numbered(1, Event("voice:started", {"audioOut": "binary" if said.binary_speech else "base64"}))])
    for first in range(1, 21, 4):
        data = {"sampleRate": 16_000, "last": False}
        sounds = [
            Event("voice:tts-stream", {**data, "sequence": number}, audio=sound_of(number))
            for number in range(first, first + 4)
        ]
        await door.send([Numbered(number, sound) for number, sound in enumerate(sounds, first + 1)])
    with suppress(GoneError):
        await door.receive()
    return 1000


def sound_of(number: int) -> bytes:
    return number.to_bytes(2, "little") * 16_000


async def test_a_message_in_many_fragments_is_one_message(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with raw_client(served.port) as client:
        text = '{"type": "voice:final", "data": {"text": "राहुल"}}'
        frames = [events.TextMessage(data=sign, message_finished=False) for sign in text]
        await client.stream.send_all(b"".join(client.protocol.send(frame) for frame in frames))
        await client.stream.send_all(client.protocol.send(events.Ping(payload=b"between")))
        await client.stream.send_all(client.protocol.send(events.TextMessage(data="")))
        got = [*await client.read(), *await client.read()]
        assert isinstance(got[0], events.Pong)
        assert isinstance(got[1], events.TextMessage)
        assert "राहुल" in got[1].data


async def test_what_is_sent_behind_the_upgrade_is_not_lost(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with await trio.open_tcp_stream("127.0.0.1", served.port) as stream:
        early = RawClient(stream).protocol.send(events.TextMessage(data='{"type": "ping"}'))
        await stream.send_all(upgrade_request(served.port) + early)
        received = b""
        while b"Ping" not in received:
            received += await stream.receive_some()


async def test_nothing_that_a_client_sends_is_inflated(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with raw_client(served.port, headers="Sec-WebSocket-Extensions: permessage-deflate\r\n") as client:
        compressed = bytearray(client.protocol.send(events.TextMessage(data="{}")))
        compressed[0] |= 0x40  # the bit that says so
        await client.stream.send_all(bytes(compressed))
        assert await client.close_code() == 1002


async def test_a_message_over_the_limit_is_answered_and_the_conversation_goes_on(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with open_websocket_url(served.ws, max_message_size=1 << 22) as client:
        await client.send_message("y" * 1_000_000)
        assert "TOO_LONG" in await client.get_message()
        await client.send_message('{"type": "ping"}')
        assert "Ping" in await client.get_message()


async def test_the_limit_counts_bytes_and_not_signs(nursery: trio.Nursery):
    served = await start_server(nursery, max_message_bytes=3000)
    async with open_websocket_url(served.ws) as client:
        await client.send_message("र" * 1001)
        assert "TOO_LONG" in await client.get_message()
        await client.send_message("र" * 1000)
        assert "BAD_JSON" in await client.get_message()


async def test_a_message_far_over_the_limit_ends_the_connection(nursery: trio.Nursery):
    served = await start_server(nursery, max_message_bytes=1024)
    async with raw_client(served.port) as client:
        await client.send("z" * 20_000)
        assert await client.close_code() == 1009


async def test_a_message_without_end_is_not_kept(nursery: trio.Nursery):
    served = await start_server(nursery, max_message_bytes=1024)
    async with raw_client(served.port) as client, trio.open_nursery() as flood:
        flood.start_soon(send_for_ever, client)
        got = await client.read()
        assert [event.code for event in got if isinstance(event, events.CloseConnection)] == [1009]
        flood.cancel_scope.cancel()


async def send_for_ever(client: RawClient) -> None:
    part = events.TextMessage(data="z" * 1000, message_finished=False)
    with suppress(trio.BrokenResourceError, LocalProtocolError):
        while True:
            await client.stream.send_all(client.protocol.send(part))


async def test_text_that_is_no_utf_8_ends_the_connection(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with raw_client(served.port) as client:
        frame = bytearray(client.protocol.send(events.BytesMessage(data=b"\xff\xfe")))
        frame[0] = 0x81  # text
        await client.stream.send_all(bytes(frame))
        assert await client.close_code() == 1007


async def test_an_unmasked_frame_ends_the_connection(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with raw_client(served.port) as client:
        await client.stream.send_all(b"\x81\x02{}")
        assert await client.close_code() == 1002


async def test_who_breaks_the_protocol_is_told_so_before_the_line_is_cut(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with raw_client(served.port) as client:
        await client.stream.send_all(b"\x81\x02{}" + b"more" * 100_000)
        await client.stream.send_eof()
        assert await client.stream.receive_some() == b"\x88\x02\x03\xea"  # Close, 1002
        assert await client.stream.receive_some() == b""  # and no reset


async def test_what_is_too_long_takes_no_memory(nursery: trio.Nursery):
    served = await start_server(nursery, max_message_bytes=100_000)
    async with raw_client(served.port) as client:
        tracemalloc.start()
        try:
            for number in range(1500):
                part = events.BytesMessage(data=bytes(1000), message_finished=number == 1499)
                await client.stream.send_all(client.protocol.send(part))
            while not client.told:
                await client.read()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert "TOO_LONG" in client.told[0]
    assert peak < 1_000_000


async def test_a_conversation_whose_client_has_left_ends_at_once(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with raw_client(served.port):
        pass
    began = trio.current_time()
    while served.app.sessions.open:
        await trio.lowlevel.checkpoint()
    assert trio.current_time() - began < websocket.LINGER_SECONDS


async def test_a_clients_goodbye_is_answered_with_its_own_code(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with open_websocket_url(served.ws) as client:
        await client.aclose(4321, "lunch")
    assert client.closed
    assert client.closed.code == 4321


async def test_a_goodbye_is_answered_though_something_is_being_told(nursery: trio.Nursery):
    async def tell(door: Door, desk: Desk, speaker: Speaker) -> int:
        try:
            while True:
                await door.send([Numbered(1, Event("tick"))])
        except GoneError:
            door.cut()
        return 1000

    served = await start_server(nursery, tell)
    for _ in range(20):
        async with raw_client(served.port) as client:
            await client.stream.send_all(client.protocol.send(events.CloseConnection(code=4321)))
            assert [event.code for event in await all_of(client) if isinstance(event, events.CloseConnection)] == [4321]


async def all_of(client: RawClient) -> list[events.Event]:
    came: list[events.Event] = []
    while more := await client.read():
        came += more
    return came


async def test_what_was_said_before_a_goodbye_is_heard(nursery: trio.Nursery):
    heard: list[object] = []
    gone = trio.Event()

    async def slow(door: Door, desk: Desk, speaker: Speaker) -> int:
        try:
            while True:
                heard.append(await door.receive())
        except GoneError:
            gone.set()
        return 1000

    served = await start_server(nursery, slow)
    async with raw_client(served.port) as client:
        goodbye = client.protocol.send(events.TextMessage(data='{"type": "ping"}'))
        await client.stream.send_all(goodbye + client.protocol.send(events.CloseConnection(code=1000)))
        await gone.wait()
        assert len(heard) == 1


async def test_a_session_that_only_talks_notices_that_its_client_has_left(nursery: trio.Nursery):
    gone = trio.Event()

    async def talk(door: Door, desk: Desk, speaker: Speaker) -> int:
        seq = 0
        try:
            while True:
                seq += 1
                await door.send([Numbered(seq, Event("tick"))])
        except GoneError:
            gone.set()
        return 1000

    served = await start_server(nursery, talk)
    async with raw_client(served.port) as client:
        await client.read()
        await client.stream.aclose()
        with trio.fail_after(5):
            await gone.wait()


@pytest.fixture
def no_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the kernel have no opinion about clients that do not read."""
    monkeypatch.delattr(socket, "TCP_USER_TIMEOUT", raising=False)


@pytest.mark.usefixtures("no_help")
async def test_a_client_that_never_reads_is_let_go_and_holds_up_nobody(nursery: trio.Nursery):
    gone = trio.Event()

    async def shout_or_echo(door: Door, desk: Desk, speaker: Speaker) -> int:
        first = await door.receive()
        if "shout" not in repr(first):
            return await echo(door, desk, speaker)
        seq = 0
        try:
            while True:
                seq += 1
                await door.send([Numbered(seq, Event("shout", {"text": BIG}))])
        except GoneError:
            gone.set()
        return 1000

    served = await start_server(nursery, shout_or_echo, send_seconds=0.5)
    async with raw_client(served.port, receive_buffer=4096) as stuck, open_websocket_url(served.ws) as other:
        await stuck.send('{"type": "voice:final", "data": {"text": "shout"}}')
        await other.send_message('{"type": "ping"}')
        answers = 0
        while not gone.is_set():
            await other.send_message('{"type": "ping"}')
            await other.get_message()
            answers += 1
    assert answers > 50


@pytest.mark.usefixtures("no_help")
async def test_a_client_that_did_not_read_finds_out_why_it_was_let_go(nursery: trio.Nursery):
    gone = trio.Event()

    async def shout(door: Door, desk: Desk, speaker: Speaker) -> int:
        seq = 0
        try:
            while True:
                seq += 1
                await door.send([Numbered(seq, Event("shout", {"text": BIG[: 50_000 + seq % 7 * 1000]}))])
        except GoneError:
            gone.set()
        return 1000

    served = await start_server(nursery, shout, send_seconds=0.2)
    async with raw_client(served.port, receive_buffer=4096) as stuck:
        await gone.wait()
        assert await stuck.close_code() == 1013
    told = [json.loads(one)["seq"] for one in "".join(stuck.told).replace("}{", "}\n{").splitlines()]
    assert told == list(range(1, len(told) + 1))  # the last one is whole, too


async def test_a_slow_reader_has_its_time_for_each_piece_and_not_for_all(nursery: trio.Nursery):
    async def pour(door: Door, desk: Desk, speaker: Speaker) -> int:
        await door.send([Numbered(1, Event("shout", {"text": BIG[:50_000]}))] * 20)
        return 1000

    served = await start_server(nursery, pour, send_seconds=0.4)
    async with raw_client(served.port, receive_buffer=4096) as slow:
        began = trio.current_time()
        while sum(map(len, slow.told)) < 20 * 50_000:
            assert await slow.read()
            await trio.sleep(0.004)
        assert trio.current_time() - began > 0.4


async def test_a_client_that_never_reads_does_not_hold_up_the_stop(nursery: trio.Nursery):
    shouting = trio.Event()

    async def shout(door: Door, desk: Desk, speaker: Speaker) -> int:
        async with trio.open_nursery() as inner:
            inner.start_soon(announce)
            for seq in range(100):
                await door.send([Numbered(seq, Event("shout", {"text": BIG}))])
        return 1000

    async def announce() -> None:
        await wait_all_tasks_blocked(0.05)
        shouting.set()

    served = await start_server(nursery, shout, send_seconds=60, drain_seconds=0.2)
    async with raw_client(served.port, receive_buffer=4096):
        await shouting.wait()
        assert await served.stop() < 0.2 + 0.5


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often whether a client that is held up has left."""
    monkeypatch.setattr(websocket, "LOOK_SECONDS", 0.05)


@pytest.mark.usefixtures("quick_looks")
async def test_a_client_that_leaves_is_noticed_although_nobody_reads_what_it_sent(nursery: trio.Nursery):
    noticed, told = trio.Event(), trio.Event()

    async def deaf(door: Door, desk: Desk, speaker: Speaker) -> int:
        await noticed.wait()
        with suppress(GoneError):
            await door.send([Numbered(1, Event("first"))])
            return 1000
        told.set()
        return 1000

    served = await start_server(nursery, deaf)
    async with raw_client(served.port) as client:
        await client.send(*['{"type": "ping"}'] * 50)
        await wait_all_tasks_blocked()
    await nobody_is_counted(served)
    noticed.set()
    await told.wait()


async def test_a_connection_that_was_cut_is_not_counted_although_its_session_goes_on(nursery: trio.Nursery):
    held_up = trio.Event()

    async def deaf(door: Door, desk: Desk, speaker: Speaker) -> int:
        await held_up.wait()
        door.cut()
        await trio.sleep_forever()
        return 1000

    served = await start_server(nursery, deaf)
    async with raw_client(served.port) as client:
        await client.send(*['{"type": "ping"}'] * 50)
        await wait_all_tasks_blocked(0.05)
        held_up.set()
        await nobody_is_counted(served)


async def test_a_connection_that_fails_while_it_is_held_up_is_not_counted(nursery: trio.Nursery):
    async def shout(door: Door, desk: Desk, speaker: Speaker) -> int:
        with suppress(GoneError):
            while True:
                await door.send([Numbered(1, Event("shout", {"text": BIG}))])
        await trio.sleep_forever()
        return 1000

    served = await start_server(nursery, shout, send_seconds=0.1)
    async with raw_client(served.port, receive_buffer=4096) as client:
        await client.send(*['{"type": "ping"}'] * 50)
        await nobody_is_counted(served)


async def nobody_is_counted(served: Served) -> None:
    with trio.fail_after(5):
        while served.app.sessions.open:
            await trio.lowlevel.checkpoint()


@pytest.mark.usefixtures("quick_looks")
async def test_a_client_that_is_held_up_takes_no_second_file(nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch):
    looked, sent, heard = trio.Event(), trio.Event(), trio.Event()
    has_left = websocket._has_left

    def look(descriptor: int) -> bool:
        looked.set()
        return has_left(descriptor)

    async def late(door: Door, desk: Desk, speaker: Speaker) -> int:
        await sent.wait()
        for _ in range(50):
            await door.receive()
        heard.set()
        return 1000

    monkeypatch.setattr(websocket, "_has_left", look)
    served = await start_server(nursery, late)
    async with raw_client(served.port) as client:
        with no_file_left():
            await client.send(*['{"type": "ping"}'] * 50)
            await looked.wait()
            await wait_all_tasks_blocked(0.01)
        sent.set()
        await heard.wait()


@contextmanager
def no_file_left() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    next_one = os.dup(0)
    os.close(next_one)
    resource.setrlimit(resource.RLIMIT_NOFILE, (next_one, hard))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            os.dup(0)
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("quick_looks")
async def test_what_waited_when_the_client_left_is_still_received_and_its_session_ends_well(nursery: trio.Nursery):
    left, ended, received = trio.Event(), trio.Event(), 0

    async def late(door: Door, desk: Desk, speaker: Speaker) -> int:
        nonlocal received
        await left.wait()
        try:
            while True:
                await door.receive()
                received += 1
        except GoneError:
            return 1000
        finally:
            ended.set()

    with capture_logs() as logs:
        served = await start_server(nursery, late)
        async with raw_client(served.port) as client:
            await client.send(*['{"type": "ping"}'] * 50)
            await wait_all_tasks_blocked(0.01)
        await nobody_is_counted(served)
        left.set()
        await ended.wait()
        await wait_all_tasks_blocked(0.05)
    assert received == 50
    assert (logs[-1]["event"], logs[-1]["code"]) == ("session.closed", 1000)


async def test_a_session_that_does_not_read_holds_its_client_up(nursery: trio.Nursery):
    listen = trio.Event()

    async def late(door: Door, desk: Desk, speaker: Speaker) -> int:
        await listen.wait()
        return await echo(door, desk, speaker)

    served = await start_server(nursery, late)
    async with raw_client(served.port) as client:
        sent = 0
        with trio.move_on_after(0.5):
            while True:
                await client.send(json.dumps({"type": "voice:final", "data": {"text": "a" * 2000}, "fill": BIG}))
                sent += 1
        assert sent < 200
        listen.set()
        assert await client.read()


async def test_a_client_that_answers_no_ping_is_told_so_and_gone(nursery: trio.Nursery):
    served = await start_server(nursery, heartbeat_seconds=0.05)
    async with raw_client(served.port) as client:
        with trio.fail_after(5):
            assert await client.close_code() == 1013
            await client.left()


async def test_a_client_that_answers_pings_stays(nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(websocket, "WHOLE_SECONDS", 0.1)
    served = await start_server(nursery, heartbeat_seconds=0.2)
    async with raw_client(served.port) as client:
        pings = 0
        while pings < 5:
            for event in await client.read():
                assert isinstance(event, events.Ping)
                await client.stream.send_all(client.protocol.send(event.response()))
                pings += 1


async def test_a_client_that_is_held_up_is_not_taken_for_dead(nursery: trio.Nursery):
    listen = trio.Event()

    async def late(door: Door, desk: Desk, speaker: Speaker) -> int:
        await listen.wait()
        return await echo(door, desk, speaker)

    served = await start_server(nursery, late, heartbeat_seconds=0.05)
    async with raw_client(served.port) as client:
        await client.send(*['{"type": "ping"}'] * 10)
        pings = 0
        while pings < 5:
            for event in await client.read():
                await client.stream.send_all(client.protocol.send(event.response()))
                pings += isinstance(event, events.Ping)
        listen.set()
        heard = 0
        while heard < 10:
            heard += sum(isinstance(event, events.TextMessage) for event in await client.read())


async def test_the_session_ends_the_connection_with_the_code_it_returns(nursery: trio.Nursery):
    async def refuse(door: Door, desk: Desk, speaker: Speaker) -> int:
        await door.receive()
        return 1008

    served = await start_server(nursery, refuse)
    async with raw_client(served.port) as client:
        await client.send('{"type": "ping"}')
        assert await client.close_code() == 1008


async def test_a_client_that_does_not_answer_a_goodbye_is_cut_off(nursery: trio.Nursery):
    async def done(door: Door, desk: Desk, speaker: Speaker) -> int:
        await trio.lowlevel.checkpoint()
        return 1000

    served = await start_server(nursery, done)
    async with raw_client(served.port) as client:
        with trio.fail_after(websocket.LINGER_SECONDS + 2):
            await client.left()


async def test_a_goodbye_reaches_a_client_that_is_still_sending(nursery: trio.Nursery):
    async def done(door: Door, desk: Desk, speaker: Speaker) -> int:
        await door.receive()
        return 1013

    served = await start_server(nursery, done)
    async with raw_client(served.port) as client:
        await client.send(*[BIG] * 50)
        assert await client.close_code() == 1013


async def test_a_goodbye_reaches_a_client_that_is_still_being_told_something(nursery: trio.Nursery):
    async def tell(door: Door) -> None:
        with suppress(GoneError):
            while True:
                await door.send([Numbered(1, Event("tick"))])
        door.cut()

    async def part(door: Door, desk: Desk, speaker: Speaker) -> int:
        await door.receive()
        async with trio.open_nursery() as inner:
            inner.start_soon(tell, door)
            await door.close(1013)
        return 1013

    served = await start_server(nursery, part)
    async with raw_client(served.port, receive_buffer=4096) as client:
        await client.send(*[BIG] * 50)
        assert await client.close_code() == 1013


async def test_a_cut_during_a_goodbye_ends_the_connection_behind_it(nursery: trio.Nursery):
    ended = trio.Event()

    async def part(door: Door, desk: Desk, speaker: Speaker) -> int:
        line: Any = door._line
        async with trio.open_nursery() as inner:
            inner.start_soon(line.close, 1000)
            await wait_all_tasks_blocked(0.01)
            line.cut()
        ended.set()
        await trio.sleep_forever()
        return 1000

    served = await start_server(nursery, part)
    async with raw_client(served.port) as client:
        await ended.wait()
        with trio.fail_after(1):
            await client.left()


async def test_ten_frames_that_are_no_json_end_the_connection(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with raw_client(served.port) as client:
        await client.send(*["nonsense"] * 10)
        assert await client.close_code() == 1007


# -- clients that send too much, or not enough


@pytest.fixture
def no_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold every client to its pace from its first message on."""
    monkeypatch.setattr(pacing, "BURST_SECONDS", 0.0)


@pytest.mark.usefixtures("no_burst")
async def test_a_client_that_sends_too_fast_is_slowed_down_and_loses_nothing(nursery: trio.Nursery):
    served = await start_server(nursery, messages_a_second=60)
    async with raw_client(served.port) as client:
        began = trio.current_time()
        await client.send(*['{"type": "ping"}'] * 31)
        while len(client.told) < 31:
            await client.read()
        assert trio.current_time() - began >= 30 / 60


@pytest.mark.usefixtures("no_burst")
@pytest.mark.parametrize("frame", [events.Ping(), events.TextMessage(data="", message_finished=False)])
async def test_what_the_session_never_sees_is_slowed_down_too(frame: events.Event, nursery: trio.Nursery):
    served = await start_server(nursery, messages_a_second=60)
    async with raw_client(served.port) as client:
        began = trio.current_time()
        await client.stream.send_all(b"".join(client.protocol.send(frame) for _ in range(30)))
        await client.send("{}")
        while not client.told:
            await client.read()
        assert trio.current_time() - began >= 30 / 60


@pytest.mark.usefixtures("no_burst")
async def test_a_client_that_is_being_slowed_down_is_told_goodbye_at_once(nursery: trio.Nursery):
    async def done(door: Door, desk: Desk, speaker: Speaker) -> int:
        await door.receive()
        return 1013

    served = await start_server(nursery, done, bytes_a_second=32_768)
    async with raw_client(served.port) as client:
        await client.send("{}", *[BIG] * 50)  # worth five minutes
        assert await client.close_code() == 1013


async def test_small_frames_leave_everybody_else_their_turns(nursery: trio.Nursery):
    served = await start_server(nursery, messages_a_second=1_000_000)
    async with raw_client(served.port) as client:
        pongs = b"".join(client.protocol.send(events.Pong()) for _ in range(10_000))
        steps = _Steps()
        trio.lowlevel.add_instrument(steps)
        await client.stream.send_all(pongs)
        await client.send("{}")
        while not client.told:
            await client.read()
        trio.lowlevel.remove_instrument(steps)
    assert steps.count > 10_000 / websocket.TURN


class _Steps(trio.abc.Instrument):
    """Counts the turns of all tasks."""

    count = 0

    def before_task_step(self, task: trio.lowlevel.Task) -> None:
        self.count += 1


@pytest.mark.parametrize(
    "half",
    [
        b"\x81",
        b"\x81\xfe\x01",
        b"\x81\x85abcd",
        b"\x81\x85abcd12",
        b"\x01\x81abcd1",
        b"\x89\x85abcd12",
        b"\x8a\x80abcd\x81\x85abcd1",
    ],
    ids=["byte", "length", "head", "payload", "fragment", "ping", "behind a pong"],
)
async def test_who_leaves_a_message_unfinished_is_told_1008(
    half: bytes, nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(websocket, "WHOLE_SECONDS", 0.1)
    served = await start_server(nursery)
    async with raw_client(served.port) as client:
        await client.stream.send_all(half)
        with trio.fail_after(5):
            assert await client.close_code() == 1008


async def test_a_trickle_is_no_sign_of_life(nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(websocket, "WHOLE_SECONDS", 0.3)
    served = await start_server(nursery)
    async with raw_client(served.port) as client, trio.open_nursery() as trickle:
        trickle.start_soon(send_slowly, client, client.protocol.send(events.TextMessage(data="z" * 5000)))
        with trio.fail_after(5):
            assert await client.close_code() == 1008
        trickle.cancel_scope.cancel()


async def send_slowly(client: RawClient, data: bytes) -> None:
    with suppress(trio.BrokenResourceError):
        for byte in data:
            await client.stream.send_all(bytes([byte]))
            await trio.sleep(0.01)


async def test_fragments_without_end_are_late_though_there_are_always_more(
    nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(websocket, "WHOLE_SECONDS", 0.2)
    monkeypatch.setattr(pacing, "BURST_SECONDS", 0.0)
    served = await start_server(nursery)
    async with raw_client(served.port) as client:
        part = events.TextMessage(data="", message_finished=False)
        await client.stream.send_all(b"".join(client.protocol.send(part) for _ in range(2000)))  # worth ten seconds
        with trio.fail_after(5):
            assert await client.close_code() == 1008


async def test_a_half_frame_behind_messages_that_wait_to_be_heard_is_not_late(
    nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(websocket, "WHOLE_SECONDS", 0.1)
    listen = trio.Event()

    async def late(door: Door, desk: Desk, speaker: Speaker) -> int:
        await listen.wait()
        return await echo(door, desk, speaker)

    served = await start_server(nursery, late)
    async with raw_client(served.port) as client:
        last = client.protocol.send(events.TextMessage(data='{"type": "ping"}'))
        await client.send(*['{"type": "ping"}'] * 10)
        await client.stream.send_all(last[:5])
        await trio.sleep(0.2)  # as long as twice the time for a message: the server is at fault for this one
        listen.set()
        await client.stream.send_all(last[5:])
        while len(client.told) < 11:
            assert await client.read()
