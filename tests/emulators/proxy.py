"""A wire that can be made bad: a TCP proxy that stalls, slows, delays, cuts and refuses, each direction by itself.

It never loses or changes a byte of a connection that lives: like TCP, it delivers late or not at all.
"""

from __future__ import annotations

import socket
import struct
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import trio

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

CHUNK = 65_536

SLICES_A_SECOND = 20
"""How often a slowed direction lets something pass."""

MOMENT_SECONDS = 0.05

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of zero seconds: closing then sends RST (socket(7))."""

BROKEN = (OSError, trio.BrokenResourceError, trio.ClosedResourceError)


@dataclass(slots=True)
class Way:
    """How one direction behaves; may be changed while bytes pass."""

    bytes_a_second: float | None = None
    delay_seconds: float = 0.0
    swallows: bytes | None = None
    """The next that holds this never arrives: its connection is reset instead. What comes in one moment is one."""
    _open: trio.Event | None = None
    """Set once a stall ends."""

    def stall(self) -> None:
        """Let nothing pass from now on, and forget nothing."""
        self._open = trio.Event() if self._open is None else self._open

    def go_on(self) -> None:
        """Let what was stalled pass, and be as quick as can be."""
        self.bytes_a_second, self.delay_seconds = None, 0.0
        if self._open is not None:
            self._open.set()
        self._open = None

    @property
    def piece(self) -> int:
        """How much is taken at once."""
        return max(1, int(self.bytes_a_second / SLICES_A_SECOND)) if self.bytes_a_second else CHUNK

    async def let_pass(self, size: int) -> None:
        """Wait until so many bytes may go on."""
        await trio.sleep(self.delay_seconds + (size / self.bytes_a_second if self.bytes_a_second else 0.0))
        while self._open is not None:
            await self._open.wait()


@dataclass(slots=True)
class Proxy:
    """Connections to a port of this machine, passed on to wherever `connect` leads."""

    connect: Callable[[], Awaitable[trio.SocketStream]]
    """Opens a connection to the server; whatever makes it fail cuts the client."""
    up: Way = field(default_factory=Way)
    """From client to server."""
    down: Way = field(default_factory=Way)
    refusing: bool = False
    """Whether new connections are cut at once."""
    away: bool = False
    """Whether new connections come to nothing, without a word."""
    port: int = 0
    _scopes: set[trio.CancelScope] = field(default_factory=set)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Proxy]:
        """Listen on a free port of 127.0.0.1 for as long as the block lasts, then cut all connections."""
        listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
        self.port = listeners[0].socket.getsockname()[1]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(partial(trio.serve_listeners, self._pass, listeners))
            yield self
            nursery.cancel_scope.cancel()

    def cut(self) -> None:
        """Reset every connection that is open, at both ends."""
        for scope in tuple(self._scopes):
            scope.cancel()

    def forget(self) -> None:
        """Let nothing pass any more over the connections that are open, without a word; new ones are good."""
        self.up.stall()
        self.down.stall()
        self.up, self.down = Way(), Way()

    def vanish(self) -> None:
        """Be no network at all: what is open hears nothing more, what is begun comes to nothing, and nobody is told."""
        self.forget()
        self.away = True

    def go_on(self) -> None:
        """Be a good wire again, but for connections that were forgotten, or begun while it was away."""
        self.refusing = self.away = False
        self.up.go_on()
        self.down.go_on()

    async def _pass(self, client: trio.SocketStream) -> None:
        with trio.CancelScope() as scope:
            self._scopes.add(scope)
            try:
                if self.away:
                    await trio.sleep_forever()
                if not self.refusing:
                    await join(client, await self.connect(), self.up, self.down)
            except* BROKEN:
                pass  # that it broke is told to the other end by the reset
            finally:
                self._scopes.discard(scope)
                reset(client)


async def join(client: trio.SocketStream, server: trio.SocketStream, up: Way, down: Way) -> None:
    """Pour each into the other until both have ended, and close the server's."""
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_pour, client, server, up)
            nursery.start_soon(_pour, server, client, down)
    finally:
        reset(server)


async def _pour(source: trio.SocketStream, sink: trio.SocketStream, way: Way) -> None:
    while piece := await source.receive_some(way.piece):
        await way.let_pass(len(piece))
        if way.swallows:
            piece += await _what_follows(source)
        if way.swallows and way.swallows in piece:
            way.swallows = None
            raise trio.BrokenResourceError
        await sink.send_all(piece)
    await way.let_pass(0)
    await sink.send_eof()


async def _what_follows(source: trio.SocketStream) -> bytes:
    followed = b""
    with trio.move_on_after(MOMENT_SECONDS):
        while more := await source.receive_some(CHUNK):
            followed += more
    return followed


def reset(stream: trio.SocketStream) -> None:
    """Close a connection; where it has not ended by itself, by a reset."""
    with suppress(OSError):  # a Unix socket has no RST: its peer finds it closed
        stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    stream.socket.close()
