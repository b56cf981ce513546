"""What stands in the middle breaks WebSockets, each in its manner, and nothing else."""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest
import trio

from tests.emulators.middlebox import Manner, Middlebox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PLAIN = b"POST /x HTTP/1.1\r\nHost: shop\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc"
UPGRADE = b"GET /ws HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: x\r\n\r\n"


async def echo(stream: trio.SocketStream) -> None:
    with suppress(trio.BrokenResourceError):
        async with stream:
            async for piece in stream:
                await stream.send_all(piece)


@asynccontextmanager
async def behind(manner: Manner) -> AsyncIterator[tuple[Middlebox, trio.SocketStream]]:
    """Give a middlebox in front of an echo, and a connection through it."""
    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(partial(trio.serve_tcp, echo, 0, host="127.0.0.1"))
        connect = partial(trio.open_tcp_stream, "127.0.0.1", listeners[0].socket.getsockname()[1])
        box = Middlebox(connect, manner)
        async with box.open(), await trio.open_tcp_stream("127.0.0.1", box.port) as client:
            yield box, client
        nursery.cancel_scope.cancel()


async def answer(client: trio.SocketStream, asked: bytes) -> bytes:
    await client.send_all(asked)
    return bytes(await client.receive_some())


@pytest.mark.parametrize("manner", ["400", "502", "strips", "hangs"])
async def test_what_is_no_upgrade_goes_through_as_it_is(manner: Manner):
    async with behind(manner) as (box, client):
        assert await answer(client, PLAIN) == PLAIN
        assert await answer(client, UPGRADE) == UPGRADE, "it looks at the first request only"
        assert box.upgrades == 0


@pytest.mark.parametrize("manner", ["400", "502"])
async def test_an_upgrade_is_refused(manner: Manner):
    async with behind(manner) as (box, client):
        assert (await answer(client, UPGRADE)).startswith(f"HTTP/1.1 {manner} ".encode())
        assert box.upgrades == 1


async def test_an_upgrade_is_passed_on_as_a_plain_request():
    async with behind("strips") as (_, client):
        assert await answer(client, UPGRADE) == b"GET /ws HTTP/1.1\r\nHost: shop\r\nOrigin: x\r\n\r\n"


async def test_to_an_upgrade_nothing_comes_back():
    async with behind("hangs") as (_, client):
        with trio.move_on_after(0.05) as waiting:
            await answer(client, UPGRADE)
        assert waiting.cancelled_caught
