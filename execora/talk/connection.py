"""One connection to a server: it is noticed when it has died, and ended in the one way or the other."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import trio
from trio_websocket import ConnectionClosed

if TYPE_CHECKING:
    from trio_websocket import WebSocketConnection

    from execora.talk.messages import Message

SILENCE_SECONDS, ANSWER_SECONDS = 5.0, 5.0
"""A server of which nothing has come for so long is asked whether it is there, and has so long to answer: a network
that has gone is told to nobody."""

BYE_SECONDS = 1.0
"""How long a goodbye may take."""

DONE, COMES_BACK = 1000, 4000
"""How we close: the session may end, or it waits for us. A goodbye that lay in a network which was gone arrives when
that is back, maybe before we do."""


class ConnectionGoneError(Exception):
    """The connection has ended."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code
        """The server's close code; None where there was none."""


class Connection:
    """A WebSocket over which JSON goes both ways, and sound to the server. `watch` is its task."""

    def __init__(self, socket: WebSocketConnection) -> None:
        self._socket = socket
        self._patience = trio.CancelScope()
        self._given_up = False
        self._heard()

    async def send(self, message: Message) -> None:
        """Say something; on a connection that has ended it comes to nothing."""
        await self.send_frame(json.dumps(message))

    async def send_frame(self, frame: str | bytes) -> None:
        """Send a frame; otherwise as `send`."""
        with suppress(ConnectionClosed):
            await self._socket.send_message(frame)

    async def receive(self) -> Message:
        """Return the next message. Sound among them is not listened to.

        Raises:
            ConnectionGoneError: there will be none.

        """
        while isinstance(frame := await self._next(), bytes):
            pass
        message: Message = json.loads(frame)
        return message

    async def _next(self) -> str | bytes:
        try:
            frame = await self._socket.get_message()
        except ConnectionClosed as closed:
            theirs = None if self._given_up else closed.reason
            raise ConnectionGoneError(theirs.code if theirs else None) from None
        self._heard()
        return frame

    def _heard(self) -> None:
        self._heard_at = trio.current_time()
        self._patience.deadline = self._heard_at + SILENCE_SECONDS + ANSWER_SECONDS

    async def watch(self) -> None:
        """Ask whether anybody is there, and end it once nobody answers; return when it has ended."""
        with self._patience, suppress(ConnectionClosed):
            while True:
                await trio.sleep_until(self._heard_at + SILENCE_SECONDS)
                if trio.current_time() >= self._heard_at + SILENCE_SECONDS:
                    await self._socket.ping()
                    self._heard()
        if self._patience.cancelled_caught:
            self._given_up = True
            await self.close(COMES_BACK)

    async def close(self, code: int) -> bool:
        """Say goodbye, and return whether there was an answer; harmless if repeated."""
        with trio.move_on_after(BYE_SECONDS) as patience:
            await self._socket.aclose(code)
        return not patience.cancelled_caught
