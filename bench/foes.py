"""Clients that do harm: what `hostile.py` sets upon a server.

In a process of its own it takes orders from its input, words apart by tabs, and answers each with "ready":

    go KIND COUNT
    stop
"""

from __future__ import annotations

import json
import os
import sys
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from math import inf
from urllib.parse import urlsplit

import trio
from wsproto import events
from wsproto.connection import Connection, ConnectionType
from wsproto.utilities import LocalProtocolError

SMALL_BUFFER = 4096
"""What the kernel keeps for a client that does not read."""

AT_ONCE = 50
"""Frames in one write of a flood, at the most."""

MUCH = 65_536
"""Bytes of such a write, unless a frame is larger."""


class Line:
    """A connection that does only what a foe does with it."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.stream = stream
        self.protocol = Connection(ConnectionType.CLIENT)
        self.status = ""
        """Of the last answer, where it is no WebSocket."""
        self._writing = trio.Lock()

    @property
    def parted(self) -> str:
        """How the server has parted, if not with a Close."""
        return self.status if self.status >= "4" else "cut"

    async def write(self, data: bytes) -> None:
        """Send bytes, with none of another task between them."""
        async with self._writing:
            await self.stream.send_all(data)

    async def flood(self, *frames: events.Event) -> None:
        """Send the frames, over and over, as fast as they are taken."""
        while True:
            await self.write(_on_the_wire(*frames))

    async def ending(self, *, pongs: bool) -> str:
        """Read until the server has parted; return how: a close code, an HTTP status that refuses, or "cut"."""
        while chunk := await self.stream.receive_some(65_536):
            if chunk.startswith(b"HTTP/1.1 "):
                self.status = chunk[9:12].decode()
            if self.status:
                continue
            self.protocol.receive_data(bytes(chunk))
            for event in self.protocol.events():
                if isinstance(event, events.CloseConnection):
                    with suppress(LocalProtocolError):
                        await self.write(self.protocol.send(event.response()))
                    return str(int(event.code))
                if pongs and isinstance(event, events.Ping):
                    await self.write(self.protocol.send(event.response()))
        return self.parted


@cache
def _on_the_wire(*frames: events.Event) -> bytes:
    """Return frames in the form in which a client sends them: several times, where they are small."""
    protocol = Connection(ConnectionType.CLIENT)
    once = b"".join(map(protocol.send, frames))
    return once * max(1, min(AT_ONCE, MUCH // len(once)))


def message(kind: str, **data: object) -> events.TextMessage:
    """Word a message."""
    return events.TextMessage(data=json.dumps({"type": kind, "data": data}))


# -- what they send ------------------------------------------------------------

Send = Callable[[Line], Awaitable[None]]


def flood(*frames: events.Event, first: events.Event | None = None) -> Send:
    """Make a foe that sends as fast as it can."""

    async def send(line: Line) -> None:
        if first is not None:
            await line.write(line.protocol.send(first))
        await line.flood(*frames)

    return send


def once(data: bytes) -> Send:
    """Make a foe that sends some bytes and then nothing."""

    async def send(line: Line) -> None:
        await line.write(data)

    return send


def trickle(data: bytes, first: bytes = b"") -> Send:
    """Make a foe that sends one byte a second, maybe behind some at once."""

    async def send(line: Line) -> None:
        await line.write(first)
        for byte in data:
            await line.write(bytes([byte]))
            await trio.sleep(1)

    return send


FINAL = message("voice:final", text="Rahul ka balance batao")
UNKNOWN = message("voice:nonsense")
START = message("voice:start", encoding="pcm16")
WEBM = message("voice:start", encoding="webm")
SOUND = events.BytesMessage(data=bytes(640))
NESTED = events.TextMessage(data="[" + "[]," * 87_000 + "0]")
PIECE = events.TextMessage(data="z", message_finished=False)
PIECE_BYTES = 7
"""Of such a frame: head, mask and letter."""

LAST_PIECE = events.TextMessage(data="z")
MASKED = b"\x81\xfe\x10\x00abcd"
"""The head of a frame of 4,096 bytes."""

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"PUT /api/v1/products/1/gst HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n"


async def _pages(line: Line) -> None:
    while True:
        await line.write(GET * AT_ONCE)


async def _one_in_pieces(line: Line) -> None:
    await line.flood(*[PIECE] * 9999, LAST_PIECE)


async def _without_end(line: Line) -> None:
    data = _on_the_wire(*[PIECE] * 9999)
    await line.write(data[:PIECE_BYTES])
    while True:
        await line.write(data[PIECE_BYTES:])


async def _much_and_no_more(line: Line) -> None:
    for _ in range(2000 // AT_ONCE):
        await line.write(_on_the_wire(UNKNOWN))


# -- the kinds -----------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """How one harms."""

    name: str
    send: Send
    upgrade: bool = True
    """Whether it asks for a conversation first."""
    reads: bool = True
    pongs: bool = True


KINDS = {
    kind.name: kind
    for kind in (
        Kind("says nothing", once(b""), upgrade=False),
        Kind("half a head", once(b"GET /ws HTTP/1.1\r\nHost: loc"), upgrade=False),
        Kind("a page's slow body", trickle(bytes(5000), POST), upgrade=False),
        Kind("pages, never reads", _pages, upgrade=False, reads=False),
        Kind("silent, no pongs", once(b""), pongs=False),
        Kind("silent, pongs", once(b"")),
        Kind("half a header", once(b"\x81"), pongs=False),
        Kind("half a payload", once(MASKED + bytes(100)), pongs=False),
        Kind("a byte a second", trickle(MASKED + bytes(4096)), pongs=False),
        Kind("never reads", _much_and_no_more, reads=False),
        Kind("finals, never reads", flood(FINAL), reads=False),
        Kind("pings", flood(events.Ping(payload=bytes(100)))),
        Kind("pongs", flood(events.Pong())),
        Kind("no JSON", flood(events.TextMessage(data="nonsense"))),
        Kind("unknown types", flood(UNKNOWN)),
        Kind("controls", flood(message("ping"), message("task:status"))),
        Kind("finals", flood(FINAL)),
        Kind("largest messages", flood(NESTED)),
        Kind("10,000 fragments", _one_in_pieces),
        Kind("a message without end", _without_end),
        Kind("sound, no start", flood(SOUND)),
        Kind("sound", flood(SOUND, first=START)),
        Kind("WebM garbage", flood(SOUND, first=WEBM)),
    )
}


# -- at work -------------------------------------------------------------------


@asynccontextmanager
async def _connected(url: str, kind: Kind) -> AsyncIterator[Line]:
    parts = urlsplit(url)
    raw = trio.socket.socket()
    if not kind.reads:
        raw.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_RCVBUF, SMALL_BUFFER)
    await raw.connect((parts.hostname, parts.port))
    async with trio.SocketStream(raw) as stream:
        if kind.upgrade:
            await _upgrade(stream, parts.path, parts.netloc)
        yield Line(stream)


async def _upgrade(stream: trio.SocketStream, path: str, host: str) -> None:
    key = b64encode(os.urandom(16)).decode()
    await stream.send_all(
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = await stream.receive_some(1)
        if not byte:
            raise trio.BrokenResourceError(head.decode())
        head += byte


async def be(url: str, kind: Kind, patience: float = inf, *, arrived: Callable[[], None] = lambda: None) -> str:
    """Be a foe until the server has parted with it; return why. One that does not read begins to after its patience."""
    async with _connected(url, kind) as line, trio.open_nursery() as sending:
        sending.start_soon(_send, kind, line)
        arrived()
        if not kind.reads:
            await trio.sleep(patience)
        try:
            code = await line.ending(pongs=kind.pongs)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            code = line.parted
        sending.cancel_scope.cancel()
    return code


async def _send(kind: Kind, line: Line) -> None:
    with suppress(trio.BrokenResourceError, trio.ClosedResourceError, LocalProtocolError):
        await kind.send(line)


class _Crowd:
    """Foes of one kind that come back after each end, a moment later."""

    def __init__(self, kind: Kind, count: int) -> None:
        self.all_here = trio.Event()
        self._kind, self._count = kind, count
        self._arrivals = 0
        self._scope = trio.CancelScope()

    async def run(self, url: str) -> None:
        """Be all of them until they are let go."""
        with self._scope:
            async with trio.open_nursery() as nursery:
                for _ in range(self._count):
                    nursery.start_soon(self._be_one, url)

    def let_go(self) -> None:
        """End them."""
        self._scope.cancel()

    async def _be_one(self, url: str) -> None:
        while True:
            with suppress(OSError, trio.BrokenResourceError):
                await be(url, self._kind, arrived=self._arrive)
            await trio.sleep(0.1)

    def _arrive(self) -> None:
        self._arrivals += 1
        if self._arrivals >= self._count:
            self.all_here.set()


async def main(url: str) -> None:
    """Do what the input says, until it ends."""
    async with trio.open_nursery() as nursery, trio.lowlevel.FdStream(os.dup(sys.stdin.fileno())) as orders:
        crowd: _Crowd | None = None
        while order := await orders.receive_some(1000):
            what, *kind = order.decode().strip().split("\t")
            if crowd is not None:
                crowd.let_go()
            if what == "go":
                crowd = _Crowd(KINDS[kind[0]], int(kind[1]))
                nursery.start_soon(crowd.run, url)
                await crowd.all_here.wait()
            os.write(sys.stdout.fileno(), b"ready\n")
        nursery.cancel_scope.cancel()


if __name__ == "__main__":
    trio.run(main, sys.argv[1])
