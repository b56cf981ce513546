"""One WebSocket connection after its upgrade: whole messages in and out, with a bound on every wait and every size.

Nothing else in Execora knows how WebSockets are done. wsproto decides, this file moves the bytes. No extension is
offered to a client, so nothing it sends is ever inflated.
"""

from __future__ import annotations

import select
from contextlib import suppress
from typing import TYPE_CHECKING

import trio
from wsproto import events
from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import LocalProtocolError

from execora.session.port import GoneError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from execora.config import Config

MOST_WAITING = 4
"""Messages that wait for whoever receives; behind them, the client waits."""

MOST_DISCARDED = 16
"""So many times the largest message is read past without being kept; one longer still ends the connection (1009)."""

PING_SECONDS = 20.0
"""Between pings. A client that has sent nothing for twice as long is gone."""

LINGER_SECONDS = 0.4
"""How long a client may take to answer a Close before the line is cut."""

CHUNK = 65_536


class Wire:
    """Whole messages over one connection. `run` must be under way for as long as it is used.

    Whoever made the wire ends it with `cut`, which leaves nothing of the stream open.
    """

    def __init__(self, stream: trio.SocketStream, config: Config, early: bytes = b"") -> None:
        """Take over a stream whose upgrade was accepted, and what the client sent behind its upgrade already."""
        self._stream = stream
        self._send_seconds = config.send_seconds
        self._protocol = Connection(ConnectionType.SERVER, trailing_data=early)
        self._incoming = _Incoming(config.max_message_bytes)
        self._to_inbox, self._inbox = trio.open_memory_channel[str | bytes | None](MOST_WAITING)
        self._writing = trio.Lock()
        self._gone = trio.Event()
        self._done = False
        """Whether the client has said that it will not come back."""
        self._heard_at = trio.current_time()
        self._held_up = False
        """Whether a message waits for room in the inbox, so that nothing is read, pongs included."""

    async def run(self) -> None:
        """Read until the connection has ended, and see by pings whether the client is still there."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._ping)
            await self._read()
            nursery.cancel_scope.cancel()

    async def receive(self) -> str | bytes | None:
        """Return the next message, whole; None stands for one that was too long to be kept.

        Raises:
            GoneError: the connection has ended, and all that came before has been received.

        """
        try:
            return await self._inbox.receive()
        except (trio.EndOfChannel, trio.ClosedResourceError):
            raise GoneError(for_good=self._done) from None

    async def send(self, *messages: str | bytes) -> None:
        """Send messages, text or binary, with no other between them.

        The client has `Config.send_seconds` to take them, and is cut off if it does not.

        Raises:
            GoneError: the connection has ended.

        """
        await self._write(*map(_message, messages))

    async def close(self, code: int) -> None:
        """Say goodbye and give the client a moment for its own. Closing again, or when it is gone, changes nothing."""
        self._inbox.close()
        with suppress(GoneError):
            await self._write(events.CloseConnection(code=code))
        with trio.move_on_after(LINGER_SECONDS):
            await self._gone.wait()

    def cut(self) -> None:
        """End the connection at once, without a word; whoever waits for it wakes up."""
        self._gone.set()
        self._stream.socket.close()

    # -- out -------------------------------------------------------------------

    async def _write(self, *parts: events.Event) -> None:
        async with self._writing:
            if self._gone.is_set():
                raise GoneError
            try:
                data = b"".join(map(self._protocol.send, parts))
            except LocalProtocolError:  # one of the two has said goodbye
                raise GoneError from None
            await self._push(data)

    async def _push(self, data: bytes) -> None:
        """Send all of it, even when cancelled, or cut the line: half a frame would garble whatever follows."""
        with (
            trio.move_on_after(self._send_seconds, shield=True),
            suppress(trio.BrokenResourceError, trio.ClosedResourceError),
        ):
            await self._stream.send_all(data)
            return
        self.cut()
        raise GoneError

    async def _ping(self) -> None:
        while True:
            await trio.sleep(PING_SECONDS)
            silent = trio.current_time() - self._heard_at
            if silent >= 2 * PING_SECONDS and not self._held_up:
                self.cut()
            with suppress(GoneError):
                await self._write(events.Ping())

    # -- in --------------------------------------------------------------------

    async def _read(self) -> None:
        with self._to_inbox:
            await self._take_messages()
        self.cut()

    async def _take_messages(self) -> None:
        while True:
            for event in self._protocol.events():
                match event:
                    case events.TextMessage() | events.BytesMessage():
                        await self._take(event)
                        if self._incoming.hopeless:
                            await self._part(CloseReason.MESSAGE_TOO_BIG)
                            return
                    case events.Ping():
                        with suppress(GoneError):
                            await self._write(event.response())
                    case events.CloseConnection():
                        self._done = event.code == CloseReason.NORMAL_CLOSURE
                        await self._part(event.code)
                        return
            if not (chunk := await self._chunk()):
                return
            self._protocol.receive_data(chunk)

    async def _chunk(self) -> bytes:
        """Return what has come, and nothing once nothing more will."""
        try:
            chunk = await self._stream.receive_some(CHUNK)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return b""
        self._heard_at = trio.current_time()
        return bytes(chunk)

    async def _part(self, code: int) -> None:
        """Answer the client's Close, or say why there is no going on with it."""
        with suppress(GoneError):
            await self._write(events.CloseConnection(code=code))
        if self._protocol.state is ConnectionState.LOCAL_CLOSING:
            with trio.move_on_after(LINGER_SECONDS):  # cutting at once could take our Close from it
                while await self._chunk():
                    pass

    async def _take(self, event: events.TextMessage | events.BytesMessage) -> None:
        for message in self._incoming.add(event):
            try:
                self._to_inbox.send_nowait(message)
            except trio.WouldBlock:
                await self._wait_for_room(message)
            except trio.BrokenResourceError:
                return  # we have said goodbye

    async def _wait_for_room(self, message: str | bytes | None) -> None:
        self._held_up = True
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._cut_when_hung_up)
            with suppress(trio.BrokenResourceError):
                await self._to_inbox.send(message)
            nursery.cancel_scope.cancel()
        self._held_up = False
        self._heard_at = trio.current_time()

    async def _cut_when_hung_up(self) -> None:
        await _hang_up(self._stream.socket.fileno())
        self.cut()


def _message(data: str | bytes) -> events.Event:
    return events.TextMessage(data=data) if isinstance(data, str) else events.BytesMessage(data=data)


async def _hang_up(descriptor: int) -> None:
    """Return once the peer has left, although what it sent before may still be unread; at once for a closed socket."""
    if descriptor < 0:
        return  # else it stays open until it is watched, for nothing in between gives anybody a turn to close it
    if not hasattr(select, "epoll"):
        await trio.sleep_forever()  # elsewhere than on Linux a ping that cannot be sent finds out
    with select.epoll(1) as watch:
        watch.register(descriptor, select.EPOLLRDHUP)
        await trio.lowlevel.wait_readable(watch.fileno())


class _Incoming:
    """Puts messages together, and keeps nothing of one that is too long."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._size = 0
        self._parts: list[str | bytes] = []
        self.hopeless = False
        """Whether a message was so long that it is not even worth reading past it."""

    def add(self, event: events.TextMessage | events.BytesMessage) -> Iterator[str | bytes | None]:
        """Give the message that the event completes, if it does; None for one that was too long."""
        data = event.data if isinstance(event.data, str) else bytes(event.data)
        self._size += len(data.encode()) if isinstance(data, str) and not data.isascii() else len(data)
        self.hopeless = self._size > self._most_bytes * MOST_DISCARDED
        if self._size > self._most_bytes:
            self._parts.clear()
        elif data or not self._parts:
            self._parts.append(data)
        if event.message_finished and not self.hopeless:
            yield self._whole() if self._size <= self._most_bytes else None
            self._parts, self._size = [], 0

    def _whole(self) -> str | bytes:
        if len(self._parts) == 1:
            return self._parts[0]
        text = [part for part in self._parts if isinstance(part, str)]
        return "".join(text) if text else b"".join(part for part in self._parts if isinstance(part, bytes))
