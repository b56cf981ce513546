"""What clients send over a limit, in the dialect of each door, with whole conversations behind them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest
from trio_websocket import open_websocket_url

from execora.session.port import Speech
from execora.session.run import run
from execora.sound.stream import BYTES_A_SECOND
from tests.fakes.hearing import FakeEars
from tests.server.serving import ask, raw_client, start_server, upgrade_request
from tests.server.test_sound_in import OneDesk
from tests.sound.test_opus import encoded

if TYPE_CHECKING:
    import trio
    from trio_websocket import WebSocketConnection

    from execora.session.desk import Desk


class Undivided(OneDesk):
    """Has no detector: what is let in is heard, silence too."""

    async def open(self, tenant: str) -> Desk:
        desk = await super().open(tenant)
        desk.speech = Speech(ears=self.ears)
        return desk


FRAME = BYTES_A_SECOND // 50
SECONDS = 2

Frames = Iterable[str | bytes]


def control(type_: str, **data: object) -> str:
    return json.dumps({"type": type_, "data": data})


def pcm() -> Frames:
    yield control("voice:start", encoding="pcm16")
    for _ in range(50 * SECONDS):
        yield bytes(FRAME)


def opus() -> Frames:
    yield control("voice:start")
    yield from encoded(bytes(BYTES_A_SECOND * SECONDS), 16_000)


def chunks() -> Frames:
    for number in range(50 * SECONDS):
        yield json.dumps(
            {
                "type": "audio_chunk",
                "callId": "c-1",
                "timestamp": "2026-11-20T09:30:00Z",
                "audioData": b64encode(bytes(FRAME)).decode(),
                "sequenceNumber": number,
                "sampleRate": 16_000,
                "channels": 1,
            }
        )


def events() -> Frames:
    yield "40/voice,"
    yield f'42/voice,["voice:control",{control("voice:start", encoding="pcm16")}]'
    for _ in range(50 * SECONDS):
        yield '451-/voice,["voice:audio_data",{"_placeholder":true,"num":0}]'
        yield bytes(FRAME)


SOUND: dict[str, Callable[[], Frames]] = {
    "/ws": pcm,
    "/voice-ws": opus,
    "/realtime/conversation": chunks,
    "/socket.io/?EIO=4&transport=websocket": events,
}


async def until_told(connection: WebSocketConnection, *words: str) -> str:
    """Return the message that has these words in it."""
    while True:
        message = await connection.get_message()
        if isinstance(message, str) and all(word in message for word in words):
            return message


@pytest.mark.parametrize("door", SOUND)
async def test_sound_over_the_limit_is_not_heard_over_any_connection(nursery: trio.Nursery, door: str):
    ears = FakeEars()
    served = await start_server(nursery, run, desks=Undivided(ears), shop_sound_seconds_a_minute=1)
    for _ in range(2):
        async with open_websocket_url(f"ws://127.0.0.1:{served.port}{door}") as connection:
            for frame in SOUND[door]():
                await connection.send_message(frame)
            await until_told(connection, "LIMIT_REACHED", '"retryInSeconds":5')
    assert served.app.sessions.refused == {"sound": 2}
    assert 0.5 < sum(len(each.pcm) for each in ears.runs) / BYTES_A_SECOND < 1.1


@pytest.mark.parametrize("door", ["/ws", "/voice-ws", "/realtime/conversation"])
async def test_messages_over_the_limit_are_refused_and_a_stop_acts(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, run, desks=OneDesk(), address_messages_a_minute=2)
    async with open_websocket_url(f"ws://127.0.0.1:{served.port}{door}") as connection:
        for _ in range(3):
            await connection.send_message(control("task:status"))
        await until_told(connection, "LIMIT_REACHED", '"retryInSeconds":')
        await connection.send_message(control("voice:stop"))
        await until_told(connection, "stopped")


async def test_each_acknowledgement_of_socket_io_says_that_its_message_was_refused(nursery: trio.Nursery):
    served = await start_server(nursery, run, desks=OneDesk(), address_messages_a_minute=1)
    async with open_websocket_url(f"ws://127.0.0.1:{served.port}/socket.io/?EIO=4&transport=websocket") as connection:
        await connection.send_message("40/voice,")
        for number in range(1, 4):
            await connection.send_message(f'42/voice,{number}["voice:control",{control("task:status")}]')
        assert await until_told(connection, "43/voice,1") == '43/voice,1[{"ok":true}]'
        for number in (2, 3):
            refused = json.loads((await until_told(connection, f"43/voice,{number}"))[10:])
            assert refused[0]["code"] == "LIMIT_REACHED"
            assert 50 < refused[0]["retryInSeconds"] <= 60


ENGINE = "/socket.io/?EIO=4&transport="


async def shake_hands(port: int, transport: str) -> bytes:
    """Return the head of the answer to a handshake of Socket.IO that is refused."""
    request = upgrade_request(port, ENGINE + transport)
    if transport == "polling":
        request = f"GET {ENGINE}polling HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
    return (await ask(port, request)).partition(b"\r\n\r\n")[0].lower()


@pytest.mark.parametrize("transport", ["polling", "websocket"])
async def test_an_address_that_connects_too_often_gets_no_handshake_of_socket_io(nursery: trio.Nursery, transport: str):
    served = await start_server(nursery, address_connects_a_minute=1)
    async with raw_client(served.port):
        head = await shake_hands(served.port, transport)
    assert head.startswith(b"http/1.1 429 ")
    assert b"retry-after: " in head
    assert b"content-type: application/problem+json" in head.splitlines()
    assert served.app.sessions.refused == {"connects": 1}


@pytest.mark.parametrize("transport", ["polling", "websocket"])
async def test_nor_does_one_that_has_as_many_conversations_as_it_may(nursery: trio.Nursery, transport: str):
    served = await start_server(nursery, address_connections=1)
    async with raw_client(served.port):
        head = await shake_hands(served.port, transport)
    assert head.startswith(b"http/1.1 429 ")
    assert b"retry-after: 5" in head.splitlines()
