"""A client over a real socket that keeps a record of all it was told, and can vanish without a word."""

from __future__ import annotations

import json
import socket
import struct
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import trio
from trio_websocket import ConnectionClosed, HandshakeError, WebSocketConnection, wrap_client_stream
from wsproto.utilities import LocalProtocolError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from typing import Any

    from tests.storm.record import Record
    from tests.storm.sayings import Saying

PATIENCE_SECONDS = 30
"""Whatever takes longer hangs."""

WELCOME = "voice:start"


class HangsError(Exception):
    """The server does not do what it must."""


class Talk:
    """One connection of a conversation."""

    def __init__(self, line: WebSocketConnection, stream: trio.SocketStream, record: Record) -> None:
        self.record = record
        self.gone = False
        """Whether the connection has ended, by whomever."""
        self.close_code: int | None = None
        self.resuming = bool(record.welcome)
        """Whether what comes is not yet of the session of this record."""
        self.refused = False
        """Whether that session could not be resumed."""
        self._line = line
        self._stream = stream
        self._changed = trio.Event()

    async def send(self, kind: str, message_id: str | None = None, **data: object) -> str:
        """Send a message and return its id; nothing happens where the connection has ended."""
        message_id = message_id or str(uuid4())
        with suppress(ConnectionClosed, trio.ClosedResourceError, trio.BrokenResourceError):  # whoever reads knows soon
            await self._line.send_message(json.dumps({"type": kind, "id": message_id, "data": data}))
        return message_id

    async def send_sound(self, frame: bytes) -> None:
        """Send a binary frame; nothing happens where the connection has ended."""
        with suppress(ConnectionClosed, trio.ClosedResourceError, trio.BrokenResourceError):
            await self._line.send_message(frame)

    async def say(self, saying: Saying, message_id: str | None = None) -> str:
        """Say something and return the id of the message."""
        message_id = message_id or str(uuid4())
        self.record.said(message_id, saying)
        return await self.send("voice:final", message_id, text=saying.text)

    async def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something was told, or the connection has ended.

        Raises:
            HangsError: neither happens.

        """
        with trio.move_on_after(PATIENCE_SECONDS):
            while not (true() or self.gone):
                self._changed = trio.Event()
                await self._changed.wait()
            return
        open_still = [task for task in self.record.tasks.values() if task.end is None]
        raise HangsError(f"{self.record.name} waits in vain for {what}; open: {open_still}")

    async def settled(self, message_ids: list[str]) -> None:
        """Wait until all that these messages started has ended."""
        record = self.record
        await self.until(lambda: record.taken_up(message_ids), "being understood")
        ping = await self.send("ping")
        await self.until(lambda: ping in record.marks, "pong")
        if self.gone:
            return
        for message_id in message_ids:
            record.messages[message_id].whole = True
        await self.until(lambda: record.settled(message_ids), "the end of what was said")

    async def resume(self) -> bool:
        """Go on with the session of the record; tell whether it does."""
        session = {"sessionId": self.record.welcome["sessionId"], "resumeToken": self.record.welcome["resumeToken"]}
        await self.send("session:resume", **session, lastSeq=self.record.seq)
        await self.until(lambda: self.refused or not self.resuming, "session:resumed")
        return not (self.refused or self.gone)

    async def hang_up(self) -> None:
        """End the connection as a page does that is closed."""
        self.gone = True
        with trio.move_on_after(1):
            await self._line.aclose()

    def cut(self) -> None:
        """End the connection as a broken line does: without a word, and nobody reads what is on its way."""
        self.gone = True
        self._stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._stream.socket.close()

    async def read(self) -> None:
        """Take in what is told until the connection ends."""
        try:
            while True:
                told = await self._line.get_message()
                if not self.gone and isinstance(told, str):
                    self._take(json.loads(told))
                    self._changed.set()
        except ConnectionClosed as closed:
            self.close_code = closed.reason.code if closed.reason else None
        finally:
            self.gone = True
            self._changed.set()

    def _take(self, event: Mapping[str, Any]) -> None:
        self.resuming = self.resuming and event["type"] != "session:resumed"
        if not self.resuming:
            self.record.take(event)
        elif event["type"] == "error" and event["data"]["code"] == "CANNOT_RESUME":
            self.refused = True


@asynccontextmanager
async def talking(url: str, record: Record) -> AsyncIterator[Talk]:
    """Hold a connection for as long as the block lasts; with a record that has a session already, to resume that one.

    Raises:
        ConnectionError: the server does not take it.

    """
    address = urlsplit(url)
    try:
        async with trio.open_nursery() as nursery:
            try:
                stream = await trio.open_tcp_stream(address.hostname, address.port)
                with trio.fail_after(PATIENCE_SECONDS):
                    line = await wrap_client_stream(nursery, stream, f"{address.hostname}:{address.port}", "/ws")
            except (OSError, HandshakeError) as refused:
                raise ConnectionError(f"{url} takes no connection") from refused
            talk = Talk(line, stream, record)
            try:
                nursery.start_soon(talk.read)
                await talk.until(lambda: bool(record.welcome), "the welcome")
                yield talk
                if not talk.gone:
                    await talk.hang_up()
            finally:
                stream.socket.close()
            nursery.cancel_scope.cancel()
    except* LocalProtocolError:
        pass  # a ping came while we said goodbye: this client cannot leave it unanswered
