"""A WebSocket to a provider, and how its opening and its end go wrong."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest
import trio
from trio_websocket import ConnectionClosed
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection

from execora.providers.line import talk
from execora.providers.port import Fault, ProviderError
from tests.emulators.http import Answer, Server
from tests.providers.listening import PATIENCE_SECONDS, raw

if TYPE_CHECKING:
    from trio_websocket import WebSocketConnection, WebSocketRequest


UPGRADED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: %b\r\nSec-WebSocket-Accept: %b\r\n\r\n"
)


async def pings_who_hangs_up(stream: trio.SocketStream) -> None:
    """Accept a WebSocket, and answer its Close with a Ping."""
    server = WSConnection(ConnectionType.SERVER)
    async with stream:
        server.receive_data(await stream.receive_some())
        next(server.events())
        await stream.send_all(server.send(AcceptConnection()))
        await stream.receive_some()
        await stream.send_all(b"\x89\0")
        await stream.receive_some()


async def silent(socket: WebSocketConnection) -> None:
    pass


async def failure_of(url: str) -> ProviderError:
    with trio.fail_after(PATIENCE_SECONDS), pytest.raises(ProviderError) as failed:
        await talk("x", url, {}, silent)
    return failed.value


async def test_a_conversation_has_its_headers_and_its_address():
    seen: list[tuple[str, bytes]] = []

    async def upgrade(request: WebSocketRequest) -> None:
        seen.append((request.path, dict(request.headers)[b"x-key"]))
        socket = await request.accept()
        await socket.send_message(await socket.get_message())
        with suppress(ConnectionClosed):
            await socket.get_message()

    async def converse(socket: WebSocketConnection) -> None:
        await socket.send_message("hello")
        seen.append((str(await socket.get_message()), b""))

    async with trio.open_nursery() as nursery:
        url = await nursery.start(Server(lambda _asked: Answer(404), upgrade).serve)
        await talk("x", f"ws{url.removeprefix('http')}/a?b=c", {"x-key": "k"}, converse)
        nursery.cancel_scope.cancel()
    assert seen == [("/a?b=c", b"k"), ("hello", b"")]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"", Fault.AWAY),
        (b"hello there\r\n\r\n", Fault.NONSENSE),
        (b"HTTP/1.1 502 Gone\r\ncontent-length: abc\r\n\r\n", Fault.NONSENSE),
        (UPGRADED % (b"Upgrade", b"of another"), Fault.NONSENSE),
        (UPGRADED % (b"\xff", b"of another"), Fault.NONSENSE),
        (b"HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n", Fault.REFUSED),
        (b"HTTP/1.1 429 Slowly\r\nretry-after: 7\r\ncontent-length: 2\r\n\r\n{}", Fault.BUSY),
        (b"HTTP/1.1 503 Gone\r\ncontent-length: 0\r\n\r\n", Fault.AWAY),
    ],
)
async def test_a_handshake_that_fails_says_what_to_conclude(answer: bytes, fault: Fault):
    async with raw(answer) as address:
        failure = await failure_of(f"ws://{address}/")
    assert (failure.provider, failure.fault) == ("x", fault)
    assert failure.retry_after_seconds == (7.0 if fault is Fault.BUSY else None)


async def test_what_speaks_no_tls_is_away():
    async with raw(b"hello there") as address:
        assert (await failure_of(f"wss://{address}/")).fault is Fault.AWAY


async def test_where_nobody_listens_the_system_says_so():
    failure = await failure_of("ws://127.0.0.1:9/")
    assert failure.fault is Fault.AWAY
    assert failure.reason.endswith("Connection refused")


@pytest.mark.parametrize("url", ["https://example.com", "ws:///x", "example.com"])
async def test_an_address_of_another_kind_is_refused(url: str):
    assert (await failure_of(url)).fault is Fault.REFUSED


@pytest.mark.parametrize("failure", [None, ProviderError("x", Fault.BUSY, "not now")])
async def test_a_ping_while_we_hang_up_changes_nothing_about_how_it_went(failure: ProviderError | None):
    async def converse(_socket: WebSocketConnection) -> None:
        if failure:
            raise failure

    async with trio.open_nursery() as nursery:
        (listener,) = await nursery.start(partial(trio.serve_tcp, pings_who_hangs_up, 0, host="127.0.0.1"))
        url = f"ws://127.0.0.1:{listener.socket.getsockname()[1]}/"
        outcome = None
        try:
            with trio.fail_after(PATIENCE_SECONDS):
                await talk("x", url, {}, converse)
        except ProviderError as error:
            outcome = error
        nursery.cancel_scope.cancel()
    assert outcome is failure


async def test_what_the_conversation_raises_is_no_group():
    async def upgrade(request: WebSocketRequest) -> None:
        with suppress(ConnectionClosed):
            await (await request.accept()).get_message()

    async def converse(socket: WebSocketConnection) -> None:
        raise ProviderError("x", Fault.BUSY, "not now")

    async with trio.open_nursery() as nursery:
        url = await nursery.start(Server(lambda _asked: Answer(404), upgrade).serve)
        with pytest.raises(ProviderError, match="not now"):
            await talk("x", f"ws{url.removeprefix('http')}/", {}, converse)
        nursery.cancel_scope.cancel()
