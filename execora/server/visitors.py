"""Connections that are no conversations: how many there may be, and what hypercorn is given of each."""

from __future__ import annotations

from collections import OrderedDict
from http import HTTPStatus
from typing import TYPE_CHECKING

import h11
import structlog
import trio
from hypercorn.events import Closed, Updated
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.trio.tcp_server import TCPServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypercorn.events import Event
    from hypercorn.protocol import ProtocolWrapper

log = structlog.get_logger()

MOST_VISITORS = 384
"""Those that have not said yet what they want, and those to pages and REST. With one more, the quietest is cut."""


class Visitors:
    """At the most `MOST_VISITORS` of them, so that there is a file for everybody else."""

    def __init__(self) -> None:
        self._streams: OrderedDict[trio.SocketStream, None] = OrderedDict()
        """The quietest first."""

    def see(self, stream: trio.SocketStream) -> None:
        """Note that something was heard of a connection, or taken by it; if there are too many, cut the quietest."""
        self._streams[stream] = None
        self._streams.move_to_end(stream)
        if len(self._streams) > MOST_VISITORS:
            quietest, _ = self._streams.popitem(last=False)
            quietest.socket.close()
            log.info("visitor.cut")

    def leave(self, stream: trio.SocketStream) -> None:
        """Forget a connection: it has ended, or is a conversation now."""
        self._streams.pop(stream, None)


class Line:
    """A stream for hypercorn: gives again what was read already, and does not wait for ever to send.

    Hypercorn shields its sends from being cancelled, without a bound.
    """

    def __init__(
        self, stream: trio.SocketStream, received: bytes, send_seconds: float, seen: Callable[[], None]
    ) -> None:
        self.socket = stream.socket
        self.aclose = stream.aclose
        self.send_eof = stream.send_eof
        self._stream = stream
        self._received = received
        self._send_seconds = send_seconds
        self._seen = seen
        """Called when the client has sent or taken something."""

    async def receive_some(self, max_bytes: int) -> bytes | bytearray:
        """Return what the client sent, first what was read of it already."""
        if self._received:
            await trio.lowlevel.checkpoint()
            received, self._received = self._received, b""
            return received
        received = await self._stream.receive_some(max_bytes)
        self._seen()
        return received

    async def send_all(self, data: bytes) -> None:
        """Send all of it in the time that a client has to take it.

        Raises:
            trio.BrokenResourceError: it does not, and the line is cut; or another task is closing it just now.

        """
        with trio.move_on_after(self._send_seconds):
            try:
                await self._stream.send_all(data)
            except trio.BusyResourceError as closing:
                raise trio.BrokenResourceError("the connection is being closed") from closing
            self._seen()
            return
        self.socket.close()
        raise trio.BrokenResourceError("the client does not read")


class Visit(TCPServer):
    """What hypercorn does for a connection, which it leaves once it has answered a client that says nothing more.

    Left to itself it waits for the next request for as long as a connection may be idle, though nobody can send one.
    """

    _over = False

    async def _read_data(self) -> None:
        with trio.CancelScope() as reading:
            self.protocol.protocol = _plain(self.protocol, reading.cancel)
            await super()._read_data()
        self._over = True
        await self.idle_task.stop()

    async def protocol_send(self, event: Event) -> None:
        """Send what hypercorn has to say, and begin to wait for more only where more can come."""
        if not (self._over and isinstance(event, Updated)):
            await super().protocol_send(event)


def _plain(given: ProtocolWrapper, on_end: Callable[[], None]) -> H11Protocol:
    plain = _Plain(
        given.app,
        given.config,
        given.context,
        given.task_group,
        given.state,
        given.ssl,
        given.client,
        given.server,
        given.send,
    )
    plain.on_end = on_end
    return plain


class _Plain(H11Protocol):
    """HTTP/1.1 and nothing else.

    Left to itself, hypercorn speaks HTTP/2 with whoever begins with that or asks for it, with a hundred requests at
    once and no end for one that is silent, and WebSockets, whose refusals may leave the connection open for ever.
    A request for either is answered as if it had not asked for an upgrade: RFC 9110, section 7.8.

    What is asked for is a path: a URL, which a proxy is sent, may name another host than Host does, quart fails at
    one without a path, and of two slashes in front werkzeug takes one off, where whoever guards a path does not.

    And whoever reads requests waits, with the next one there, for the answer to the one before, though its client has
    gone and there will be none; whoever answers finds that out and tells it here.
    """

    on_end: Callable[[], None]
    """Called when the connection has ended."""

    async def handle(self, event: Event) -> None:
        """Take in what happens to the connection."""
        await super().handle(event)
        if isinstance(event, Closed):
            self.on_end()

    async def _check_protocol(self, event: h11.Request) -> None:
        """Find nothing to change to."""

    async def _create_stream(self, request: h11.Request) -> None:
        if not request.target.startswith(b"/") or request.target.startswith(b"//"):
            await self._send_error_response(HTTPStatus.BAD_REQUEST)
            await self.send(Closed())
            return
        headers = [(name, value) for name, value in request.headers if name != b"upgrade"]
        plain = h11.Request(
            method=request.method, target=request.target, headers=headers, http_version=request.http_version
        )
        await super()._create_stream(plain)
