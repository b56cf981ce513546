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

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

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
        self._line = line
        self._stream = stream
        self._changed = trio.Event()

    async def send(self, kind: str, message_id: str | None = None, **data: object) -> str:
        """Send a message and return its id; nothing happens where the connection has ended."""
        message_id = message_id or str(uuid4())
        with suppress(ConnectionClosed, trio.ClosedResourceError, trio.BrokenResourceError):  # whoever reads knows soon
            await self._line.send_message(json.dumps({"type": kind, "id": message_id, "data": data}))
        return message_id

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
                    self.record.take(json.loads(told))
                    self._changed.set()
        except ConnectionClosed as closed:
            self.close_code = closed.reason.code if closed.reason else None
        finally:
            self.gone = True
            self._changed.set()


@asynccontextmanager
async def talking(url: str, record: Record) -> AsyncIterator[Talk]:
    """Hold a connection for as long as the block lasts.

    Raises:
        ConnectionError: the server does not take it.

    """
    address = urlsplit(url)
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
