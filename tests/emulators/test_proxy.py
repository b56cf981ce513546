"""The bad wire is as bad as it is told to be, and no worse."""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest
import trio

from tests.emulators.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LONG = bytes(range(256)) * 4096


async def echo(stream: trio.SocketStream) -> None:
    with suppress(trio.BrokenResourceError):
        async with stream:
            async for piece in stream:
                await stream.send_all(piece)


@asynccontextmanager
async def wire() -> AsyncIterator[tuple[Proxy, trio.SocketStream]]:
    """Give a proxy in front of an echo, and a connection through it."""
    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(partial(trio.serve_tcp, echo, 0, host="127.0.0.1"))
        port = listeners[0].socket.getsockname()[1]
        proxy = Proxy(partial(trio.open_tcp_stream, "127.0.0.1", port))
        async with proxy.open(), await trio.open_tcp_stream("127.0.0.1", proxy.port) as client:
            yield proxy, client
        nursery.cancel_scope.cancel()


async def read(client: trio.SocketStream, size: int) -> bytes:
    received = b""
    while len(received) < size:
        received += await client.receive_some(size)
    return received


async def hears_nothing(client: trio.SocketStream) -> bool:
    with trio.move_on_after(0.05) as waiting:
        await client.receive_some()
    return waiting.cancelled_caught


async def test_it_passes_every_byte_on_and_tells_the_end():
    async with wire() as (_, client), trio.open_nursery() as nursery:
        nursery.start_soon(client.send_all, LONG)
        assert await read(client, len(LONG)) == LONG
        await client.send_eof()
        assert await client.receive_some() == b""


async def test_what_was_stalled_comes_once_it_goes_on():
    async with wire() as (proxy, client):
        proxy.down.stall()
        await client.send_all(b"late")
        assert await hears_nothing(client)
        proxy.go_on()
        assert await client.receive_some() == b"late"


async def test_a_cut_is_a_reset():
    async with wire() as (proxy, client):
        await client.send_all(b"x")
        assert await client.receive_some() == b"x"
        proxy.cut()
        with pytest.raises(trio.BrokenResourceError):
            await client.receive_some()


async def test_while_it_refuses_nobody_comes_through():
    async with wire() as (proxy, client):
        proxy.refusing = True
        async with await trio.open_tcp_stream("127.0.0.1", proxy.port) as other:
            with pytest.raises(trio.BrokenResourceError):
                await other.receive_some()
        await client.send_all(b"x")
        assert await client.receive_some() == b"x"


async def test_while_it_is_away_nobody_is_told_anything_and_what_was_begun_then_stays_lost():
    async with wire() as (proxy, client):
        await client.send_all(b"w")
        assert await client.receive_some() == b"w"
        proxy.vanish()
        async with await trio.open_tcp_stream("127.0.0.1", proxy.port) as begun:
            for lost in (client, begun):
                await lost.send_all(b"x")
                assert await hears_nothing(lost)
            proxy.go_on()
            for lost in (client, begun):
                assert await hears_nothing(lost)
        async with await trio.open_tcp_stream("127.0.0.1", proxy.port) as after:
            await after.send_all(b"y")
            assert await after.receive_some() == b"y"


async def test_a_slow_wire_keeps_its_rate():
    async with wire() as (proxy, client):
        proxy.up.bytes_a_second = 10_000
        began = trio.current_time()
        await client.send_all(b"x" * 1000)
        await read(client, 1000)
        assert trio.current_time() - began >= 0.1


async def test_a_server_that_is_away_cuts_the_client():
    proxy = Proxy(partial(trio.open_unix_socket, "/nowhere"))
    async with proxy.open(), await trio.open_tcp_stream("127.0.0.1", proxy.port) as client:
        with pytest.raises(trio.BrokenResourceError):
            await client.receive_some()
