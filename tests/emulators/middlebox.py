"""What stands between many a shop and its server and knows HTTP, but no WebSockets: an old proxy, a scanner, a hotel.

It looks at the first request of each connection, for a browser opens a connection of its own for a WebSocket. All else
is passed on as it is.
"""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import trio

from tests.emulators.proxy import BROKEN, CHUNK, Way, join, reset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

Manner = Literal["400", "502", "strips", "hangs"]
"""What it does to whoever wants a WebSocket: answers that this is a bad request, or that the server's answer was none;
takes out what asks for it and passes the rest on; or says nothing more."""

UPGRADE = re.compile(rb"^(?:upgrade|connection):[^\r\n]*\r\n", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class Middlebox:
    """Connections to a port of this machine, passed on to wherever `connect` leads."""

    connect: Callable[[], Awaitable[trio.SocketStream]]
    manner: Manner
    port: int = 0
    upgrades: int = 0
    """How many were asked for."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Middlebox]:
        """Listen on a free port of 127.0.0.1 for as long as the block lasts, then cut all connections."""
        listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
        self.port = listeners[0].socket.getsockname()[1]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(partial(trio.serve_listeners, self._pass, listeners))
            yield self
            nursery.cancel_scope.cancel()

    async def _pass(self, client: trio.SocketStream) -> None:
        try:
            head = await _head(client)
            if head and (passed_on := await self._meet(client, head)):
                server = await self.connect()
                await server.send_all(passed_on)
                await join(client, server, Way(), Way())
        except* BROKEN:
            pass  # that it broke is told to the other end by the reset
        finally:
            reset(client)

    async def _meet(self, client: trio.SocketStream, head: bytes) -> bytes:
        """Return what is passed on of a first request; nothing where it is dealt with here."""
        if not UPGRADE.search(head) or b"websocket" not in head.lower():
            return head
        self.upgrades += 1
        match self.manner:
            case "strips":
                return UPGRADE.sub(b"", head)
            case "hangs":
                await trio.sleep_forever()
            case status:
                await client.send_all(
                    f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
                )
                await client.send_eof()
        return b""


async def _head(client: trio.SocketStream) -> bytes:
    """Return what came up to the end of a head, or a little more; nothing where the client leaves before."""
    received = b""
    while b"\r\n\r\n" not in received:
        if not (piece := await client.receive_some(CHUNK)):
            return b""
        received += piece
    return received
