"""One WebSocket connection after its upgrade: whole messages in and out, with a bound on every wait and every size.

Nothing else in Execora knows how WebSockets are done. wsproto decides, this file moves the bytes. No extension is
offered to a client, so nothing it sends is ever inflated.
"""

from __future__ import annotations

import os
import select
import socket
from contextlib import contextmanager, suppress
from math import inf
from typing import TYPE_CHECKING

import trio
from wsproto import events
from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import LocalProtocolError

from execora.server.incoming import Incoming, size_of
from execora.server.pacing import pace_of
from execora.session.port import GoneError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from execora.config import Config

MOST_WAITING = 4
"""Messages that wait for whoever receives; behind them, the client waits."""

LOOK_SECONDS = 1.0
"""How long a client waits before it is looked whether it has left, as nothing is read; and then again."""

LEFT = getattr(select, "POLLRDHUP", 0)
"""What tells that a client will send no more although there is more to be read; only Linux does. That the connection is
broken is always told."""

TURN = 32
"""So many frames are read before everybody else has a turn: a chunk of the smallest holds ten thousand."""

WHOLE_SECONDS = 30.0
"""How long a message may take from its first byte to its last."""

LINGER_SECONDS = 0.4
"""How long a client may take to answer a Close before the line is cut."""

CHUNK = 65_536

PIECE = 65_536
"""How much is sent at once: each piece, of whole frames, has its own `Config.send_seconds`."""

LAST_WORDS_BYTES = 1_048_576
"""What the kernel may hold for a client that we part with: the rest of a frame, and the Close behind it."""

MAKE_ROOM = [(socket.SOL_SOCKET, socket.SO_SNDBUF)]
if hasattr(socket, "TCP_NOTSENT_LOWAT"):  # Trio sets it, so that what is sent waits here and not in the kernel
    MAKE_ROOM.append((socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT))

DOES_NOT_KEEP_UP = 1013
NOT_ALLOWED = 1008


class Wire:
    """Whole messages over one connection. `run` must be under way for as long as it is used.

    Whoever made the wire ends it with `cut`, which leaves nothing of the stream open.
    """

    def __init__(self, stream: trio.SocketStream, config: Config, early: bytes = b"") -> None:
        """Take over a stream whose upgrade was accepted, and what the client sent behind its upgrade already."""
        self._stream = stream
        self._send_seconds = config.send_seconds
        self._protocol = Connection(ConnectionType.SERVER)
        self._early = early
        self._incoming = Incoming(config.max_message_bytes)
        self._pace = pace_of(config)
        self._to_inbox, self._inbox = trio.open_memory_channel[str | bytes | None](inf)
        self._room = trio.Event()
        """Set once one message more may go into the inbox."""
        self._writing = trio.Lock()
        self._parting = trio.Event()
        """Set once we have nothing more to hear from the client, but what has been read."""
        self._gone = trio.Event()
        self._goodbyes = 0
        """So many tasks say goodbye, or give the client a moment for its own."""
        self._to_be_cut = False
        """Whether the connection is to end as soon as nobody does so any more."""
        self._done = False
        """Whether the client has said that it will not come back."""
        self._beat_seconds = config.heartbeat_seconds
        """Between pings. A client of which nothing whole has come for twice as long is gone."""
        self._heard_at = trio.current_time()
        """When something had been taken in last; while it is, nothing is read, pongs included."""

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
            message = await self._inbox.receive()
        except (trio.EndOfChannel, trio.ClosedResourceError):
            raise GoneError(for_good=self._done) from None
        self._room.set()
        return message

    async def send(self, *messages: str | bytes) -> None:
        """Send messages, text or binary, with no other between them.

        The client has `Config.send_seconds` to take each `PIECE`. One that does not is told 1013 and cut off.

        Raises:
            GoneError: the connection has ended.

        """
        await self._write(*map(_message, messages))

    async def settle(self) -> None:
        """Return at once: what was sent has left, and of WebSockets nobody knows more; see `Line`."""
        await trio.lowlevel.checkpoint()

    async def close(self, code: int) -> None:
        """Say goodbye and give the client a moment for its own. Closing again, or when it is gone, changes nothing."""
        self._inbox.close()
        self._hear_no_more()
        with self._saying_goodbye():
            with suppress(GoneError):
                await self._write(events.CloseConnection(code=code))
            with trio.move_on_after(LINGER_SECONDS):  # cutting at once could take our Close from it
                await self._gone.wait()

    def cut(self) -> None:
        """End the connection at once, without a word; harmless if repeated.

        Whoever waits for it wakes up, and so `run` ends, although nobody may receive any more; whoever still does is
        given what had been read. A goodbye that is being said, or answered, is let come to its end.
        """
        self._to_be_cut = True
        if not self._goodbyes:
            self._end()

    @contextmanager
    def _saying_goodbye(self) -> Iterator[None]:
        self._goodbyes += 1
        try:
            yield
        finally:
            self._goodbyes -= 1
            if self._to_be_cut and not self._goodbyes:
                self._end()

    def _end(self) -> None:
        self._gone.set()
        self._hear_no_more()
        self._stream.socket.close()

    def _hear_no_more(self) -> None:
        self._parting.set()
        self._room.set()

    # -- out -------------------------------------------------------------------

    async def _write(self, *parts: events.Event) -> None:
        async with self._writing:
            for piece in self._pieces(parts):
                await self._push(piece)

    def _pieces(self, parts: Sequence[events.Event]) -> Iterator[list[bytes]]:
        """Give frame after frame, in pieces of about `PIECE` bytes, each made when its turn comes."""
        frames, size = list[bytes](), 0
        for part in parts:
            frames.append(self._frame(part))
            size += len(frames[-1])
            if size >= PIECE:
                yield frames
                frames, size = [], 0
        if frames:
            yield frames

    def _frame(self, part: events.Event) -> bytes:
        if self._gone.is_set():
            raise GoneError
        try:
            return self._protocol.send(part)
        except LocalProtocolError:  # one of the two has said goodbye
            raise GoneError from None

    async def _push(self, frames: list[bytes]) -> None:
        """Send all of it, even when cancelled, or cut the line: half a frame would garble whatever follows."""
        data, sent = memoryview(b"".join(frames)), 0
        with (
            trio.move_on_after(self._send_seconds, shield=True) as patience,
            suppress(OSError, trio.ClosedResourceError),
        ):
            while sent < len(data):
                sent += await self._stream.socket.send(data[sent:])
            return
        if patience.cancelled_caught:
            self._say_last(_begun(frames, sent))
        self._end()
        raise GoneError

    def _say_last(self, rest: bytes) -> None:
        """Leave the rest of a frame and a Close with the kernel, for a client that may read on some day, or may not."""
        with suppress(OSError, GoneError):
            for level, option in MAKE_ROOM:
                self._stream.socket.setsockopt(level, option, LAST_WORDS_BYTES)
            os.write(self._stream.socket.fileno(), rest + self._frame(events.CloseConnection(code=DOES_NOT_KEEP_UP)))

    async def _ping(self) -> None:
        while True:
            await trio.sleep(self._beat_seconds)
            with suppress(GoneError):
                await self._write(events.Ping())

    # -- in --------------------------------------------------------------------

    async def _read(self) -> None:
        with self._to_inbox:
            code = await self._take_all()
        if code is not None:
            await self._part(code)
        self._end()

    async def _take_all(self) -> int | None:
        """Take what comes until no more is to be taken; return the close code, or None where the client has left."""
        chunk = self._early
        while True:
            self._protocol.receive_data(chunk)
            taken = 0
            for event in self._protocol.events():
                if (code := await self._take(event)) is not None:
                    return code
                taken += 1
                if taken % TURN == 0:
                    await trio.lowlevel.checkpoint()
            if chunk:
                self._incoming.read(trio.current_time(), anything=taken > 0)
            if taken:
                self._heard_at = trio.current_time()
            whole_by, alive_until = self._incoming.begun_at + WHOLE_SECONDS, self._heard_at + 2 * self._beat_seconds
            with trio.move_on_at(min(whole_by, alive_until)) as patience:
                if not (chunk := await self._chunk()):
                    return None
            if patience.cancelled_caught:
                return NOT_ALLOWED if whole_by <= alive_until else DOES_NOT_KEEP_UP

    async def _take(self, event: events.Event) -> int | None:
        """Take a frame, and as long as it is worth; return the code to close with, if that is what follows."""
        now = trio.current_time()
        if now - self._incoming.begun_at > WHOLE_SECONDS:
            return NOT_ALLOWED
        size = 0
        match event:
            case events.TextMessage() | events.BytesMessage():
                size = size_of(event)
                await self._hand_on(event, size, now)
                if self._incoming.hopeless:
                    return CloseReason.MESSAGE_TOO_BIG
            case events.Ping():
                with suppress(GoneError):
                    await self._write(event.response())
            case events.CloseConnection():
                self._done = event.code == CloseReason.NORMAL_CLOSURE
                return event.code
        if wait := self._pace.take(size, now):
            with trio.move_on_after(wait):
                await self._parting.wait()
        return None

    async def _hand_on(self, event: events.TextMessage | events.BytesMessage, size: int, now: float) -> None:
        for message in self._incoming.add(event, size, now):
            await self._wait_for_room()
            try:
                self._to_inbox.send_nowait(message)
            except trio.BrokenResourceError:
                return  # we have said goodbye

    async def _wait_for_room(self) -> None:
        """Wait until enough was received, or nothing more will be read: there is room for what was already."""
        while self._to_inbox.statistics().current_buffer_used >= MOST_WAITING and not self._parting.is_set():
            self._room = trio.Event()
            with trio.move_on_after(LOOK_SECONDS) as patience:
                await self._room.wait()
            if patience.cancelled_caught and _has_left(self._stream.socket.fileno()):
                self.cut()

    async def _chunk(self) -> bytes:
        """Return what has come, and nothing once nothing more will."""
        try:
            return bytes(await self._stream.receive_some(CHUNK))
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return b""

    async def _part(self, code: int) -> None:
        """Answer the client's Close, or say why there is no going on with it."""
        with self._saying_goodbye():
            with suppress(GoneError):
                await self._write(events.CloseConnection(code=code))
            if self._protocol.state is ConnectionState.LOCAL_CLOSING:
                with trio.move_on_after(LINGER_SECONDS):  # cutting at once could take our Close from it
                    while await self._chunk():
                        pass


def _begun(frames: list[bytes], sent: int) -> bytes:
    """Return the rest of the frame in whose middle sending has come to a halt."""
    for frame in frames:
        if sent < len(frame):
            return frame[sent:] if sent else b""
        sent -= len(frame)
    return b""


def _message(data: str | bytes) -> events.Event:
    return events.TextMessage(data=data) if isinstance(data, str) else events.BytesMessage(data=data)


def _has_left(descriptor: int) -> bool:
    """Tell whether the client has, although what it sent before may still be unread, or the socket was closed here."""
    if descriptor < 0:
        return True
    watch = select.poll()  # takes no descriptor of its own, as epoll would: there may be none when they are needed most
    watch.register(descriptor, LEFT)
    return bool(watch.poll(0))
