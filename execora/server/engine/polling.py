"""The polling of an Engine.IO session: its GETs fetch what is to be told, its POSTs bring what is said.

The next poll says that what was in the answer to this one has arrived. A browser may send a request again by itself,
unseen by the page, where a kept connection breaks before the answer has begun: both bear one name.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from math import inf
from typing import TYPE_CHECKING

import trio
from engineio import packet as packets

from execora.server.doors import engineio
from execora.server.doors.engineio import MalformedError, Packet
from execora.server.websocket import TURN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from execora.server.engine.heart import Heart
    from execora.server.engine.line import EngineLine
    from execora.server.pacing import Pace

NOOP_SECONDS = 0.1
"""How long a poll still waits once the client has probed a WebSocket: it goes over only when its poll was answered."""


class Polling:
    """Answers the requests of a line's client, one of each kind at a time."""

    def __init__(self, line: EngineLine, heart: Heart, pace: Pace) -> None:
        self._line, self._heart, self._pace = line, heart, pace
        self._polling, self._posting = trio.Lock(), trio.Lock()
        """Held while a request of each kind is answered."""
        self._poll, self._post = _Poll(), _Post()
        """The last ones, or those that are being answered."""
        self._noop_seconds = inf
        """How long a poll waits when there is nothing to tell."""
        self.left = False
        """Whether the client has left it for a WebSocket."""

    @property
    def goes_on(self) -> bool:
        """Whether requests have a place here."""
        return not (self.left or self._line.gone)

    @property
    def is_waited_for(self) -> bool:
        """Whether what is told leaves at once, in the answer to a poll or over what came after polling."""
        return self.left or self._polling.locked()

    # -- going over ------------------------------------------------------------

    def hurry(self) -> None:
        """Answer polls soon, though there is nothing to tell: the client wants to leave."""
        self._noop_seconds = NOOP_SECONDS
        self._line.wake()

    def stay(self) -> None:
        """Let polls wait as before: the client does not leave."""
        self._noop_seconds = inf

    def leave(self) -> None:
        """Take in that the client polls no more, and so has all that it was given."""
        self.left = True
        self._line.arrive()

    # -- requests --------------------------------------------------------------

    async def poll(self, name: str | None = None) -> str:
        """Return what is there for the client, or is there next: the answer to a GET.

        One that was sent again has the answer that it had, or takes the place of the one that still waits.

        Raises:
            MalformedError: another poll waits. The connection has ended.

        """
        self._heart.hear()
        if again := self._poll.is_named(name):
            self._poll.waits.cancel()
        async with self._alone(self._polling, again=again):
            if not again:
                self._line.arrive()
            if not (again and self._poll.answer):
                await self._answer(_Poll(name))
            return self._poll.answer or engineio.write_payload([Packet(packets.NOOP)])

    async def _answer(self, poll: _Poll) -> None:
        self._poll = poll
        with poll.waits:
            poll.answer = engineio.write_payload(await self._next())

    async def _next(self) -> list[Packet]:
        while not (told := self._ready()):
            with trio.move_on_after(self._noop_seconds) as patience:
                await self._line.change()
            if patience.cancelled_caught:
                return [Packet(packets.NOOP)]
        return told

    def _ready(self) -> list[Packet]:
        """Return what a poll is answered with now. A client would not hear what stands in front of a CLOSE."""
        if self.left:
            return [Packet(packets.NOOP)]
        if self._line.waits:
            return [] if self._line.wants_more else self._line.give()
        if self._line.ending:
            self._line.cut()
            return [Packet(packets.CLOSE)]
        return []

    async def post(self, body: bytes, name: str | None = None) -> None:
        """Take in the body of a POST; return once all of it was taken. Of one that was sent again, what was not taken.

        Raises:
            MalformedError: it is no payload, or another is being taken in. The connection has ended.
            GoneError: the connection has ended before all was taken.

        """
        again = self._post.is_named(name)
        async with self._alone(self._posting, again=again):
            self._post = self._post if again else _Post(name)
            with self._heart.holding_up():
                await self._take_all(engineio.read_payload(body)[self._post.taken :])

    async def _take_all(self, told: Sequence[Packet]) -> None:
        for taken, packet in enumerate(told, 1):
            await self._line.take(packet)
            self._post.taken += 1
            with trio.move_on_after(self._pace.take(engineio.size(packet), trio.current_time())):
                await self._line.run()
            if taken % TURN == 0:
                await trio.lowlevel.checkpoint()

    @asynccontextmanager
    async def _alone(self, request: trio.Lock, *, again: bool) -> AsyncIterator[None]:
        """Let one request of a kind in at a time, and end the connection of a client that breaks the rules."""
        try:
            if again:
                await request.acquire()
            else:
                request.acquire_nowait()
        except trio.WouldBlock:
            self._line.cut()
            raise MalformedError from None
        try:
            yield
        except MalformedError:
            self._line.cut()
            raise
        finally:
            request.release()


class _Request:
    """A request of polling. What a browser sends again by itself has the name that it had."""

    def __init__(self, name: str | None = None) -> None:
        self._name = name

    def is_named(self, name: str | None) -> bool:
        """Tell whether a request of this name is this one; those without a name are all different."""
        return name is not None and name == self._name


class _Poll(_Request):
    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.waits = trio.CancelScope()
        self.answer: str | None = None


class _Post(_Request):
    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.taken = 0
        """How many of its packets."""
