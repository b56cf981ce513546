"""A small HTTP/1.1 server on Trio for emulators of outside services: it answers as a test says, faults included.

    server = Server(lambda asked: Answer(pieces=[b"sound"]))
    url = await nursery.start(server.serve)     # http://127.0.0.1:PORT
    …
    nursery.cancel_scope.cancel()               # or server.close()

WebSocket upgrades are handed to `upgrade`, where there is one, as trio-websocket's requests.
"""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs, urlsplit

import h11
import trio
from trio_websocket import wrap_server_stream

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from trio_websocket import WebSocketRequest

MOST_OF_A_HEAD = 65_536


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What to answer, and how it goes wrong."""

    status: int = 200
    pieces: Sequence[bytes] = ()
    """The body; each piece is written by itself, as a chunk."""
    headers: Mapping[str, str] = field(default_factory=dict)
    ends: Literal["whole", "cut", "never"] = "whole"
    """cut: the connection breaks (RST) after the pieces; never: nothing comes after them, not even the end."""
    silent: bool = False
    """Whether not even the head is answered."""


def told(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer in JSON."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Answer(status, [body], {"content-type": "application/json", **(headers or {})})


class Server:
    """Answers requests; remembers what was asked."""

    def __init__(
        self,
        answer: Callable[[Asked], Answer],
        upgrade: Callable[[WebSocketRequest], Awaitable[None]] | None = None,
    ) -> None:
        self._answer, self._upgrade = answer, upgrade
        self.asked: list[Asked] = []
        """Every request that was read whole, upgrades left out."""
        self.open = 0
        """Connections that are open."""
        self._scope = trio.CancelScope()

    async def serve(self, task_status: trio.TaskStatus[str] = trio.TASK_STATUS_IGNORED) -> None:
        """Serve on a free port of 127.0.0.1 until cancelled or closed; the address is told once it is."""
        listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
        port = listeners[0].socket.getsockname()[1]
        with self._scope:
            async with trio.open_nursery() as nursery:
                await nursery.start(trio.serve_listeners, self._connection, listeners)
                task_status.started(f"http://127.0.0.1:{port}")

    def close(self) -> None:
        """End all connections, and let no new one in."""
        self._scope.cancel()

    async def _connection(self, stream: trio.SocketStream) -> None:
        self.open += 1
        try:
            async with stream:
                await self._requests(stream)
        except (trio.BrokenResourceError, trio.ClosedResourceError, h11.RemoteProtocolError):
            pass  # the client has left
        finally:
            self.open -= 1

    async def _requests(self, stream: trio.SocketStream) -> None:
        head = await _head(stream)
        if self._upgrade and b"upgrade: websocket" in head.lower():
            async with trio.open_nursery() as nursery:
                await self._upgrade(await wrap_server_stream(nursery, Again(stream, head)))
                nursery.cancel_scope.cancel()
            return
        protocol = h11.Connection(h11.SERVER)
        protocol.receive_data(head)
        while protocol.states[h11.CLIENT] is h11.IDLE:
            asked = await _read(protocol, stream)
            if asked is None:
                return
            self.asked.append(asked)
            await _write(protocol, stream, self._answer(asked))
            if protocol.states == {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}:
                protocol.start_next_cycle()


async def _head(stream: trio.SocketStream) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < MOST_OF_A_HEAD:
        if not (chunk := await stream.receive_some()):
            break
        head += chunk
    return head


async def _next(
    protocol: h11.Connection, stream: trio.SocketStream
) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
    while (event := protocol.next_event()) is h11.NEED_DATA:
        protocol.receive_data(await stream.receive_some())
    return event


async def _read(protocol: h11.Connection, stream: trio.SocketStream) -> Asked | None:
    request = await _next(protocol, stream)
    if not isinstance(request, h11.Request):
        return None
    body = bytearray()
    while isinstance(event := await _next(protocol, stream), h11.Data):
        body += event.data
    address = urlsplit(request.target.decode())
    headers = {name.decode().lower(): value.decode() for name, value in request.headers}
    query = parse_qs(address.query, keep_blank_values=True)
    return Asked(request.method.decode(), address.path, query, headers, bytes(body))


async def _write(protocol: h11.Connection, stream: trio.SocketStream, answer: Answer) -> None:
    if answer.silent:
        await _left(stream)
    headers = {"transfer-encoding": "chunked", **answer.headers}
    await stream.send_all(protocol.send(h11.Response(status_code=answer.status, headers=list(headers.items()))) or b"")
    for piece in answer.pieces:
        await stream.send_all(protocol.send(h11.Data(data=piece)) or b"")
    if answer.ends == "never":
        await _left(stream)
    if answer.ends == "cut":
        cut(stream)
        raise trio.BrokenResourceError
    await stream.send_all(protocol.send(h11.EndOfMessage()) or b"")


async def _left(stream: trio.SocketStream) -> None:
    """Wait until the client has had enough."""
    while await stream.receive_some():
        pass
    raise trio.BrokenResourceError


def cut(stream: trio.SocketStream) -> None:
    """Break a connection at once: the peer sees a reset."""
    stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    stream.socket.close()


class Again(trio.abc.Stream):
    """A stream whose beginning was read already and comes again."""

    def __init__(self, stream: trio.SocketStream, beginning: bytes) -> None:
        self.stream, self._beginning = stream, beginning

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        if self._beginning:
            beginning, self._beginning = self._beginning, b""
            return beginning
        return bytes(await self.stream.receive_some(max_bytes))

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await self.stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self.stream.wait_send_all_might_not_block()

    async def aclose(self) -> None:
        await self.stream.aclose()
