"""The session's way to its client: a line, and a dialect to speak over it."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import trio

from execora.server.metering import unmetered
from execora.session.port import GoneError
from execora.session.presence import GONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from execora.server.doors.dialect import Dialect, Frame, Taken
    from execora.server.metering import Metering
    from execora.session.port import Input, Numbered

NOT_ALLOWED = 1008
"""Close code of PROTOCOL section 5: for whoever goes on sending what is refused."""

AT_ONCE = 32
"""Events that are worded before everybody else has a turn: two thousand may wait for a client that was slow. Of those
with sound it is one: to encode a second of it may take 10 ms."""


class Line(Protocol):
    """Whole messages both ways, for as long as one connection lasts; see `Wire`, which is one."""

    async def run(self) -> None:
        """Carry them until the connection has ended, and see whether the client is still there."""

    async def receive(self) -> str | bytes | None:
        """Return the next message; None stands for one that was too long to be kept.

        Raises:
            GoneError: the connection has ended, and all that came before has been received.

        """

    async def send(self, *messages: str | bytes) -> None:
        """Send messages, with no other between them; not longer than the line's own deadline.

        Raises:
            GoneError: the connection has ended, or the client has not read for too long.

        """

    async def settle(self) -> None:
        """Return once all that was sent has left; where the line tells whether it has arrived, once it has.

        It never takes longer than the line's own deadline.

        Raises:
            GoneError: the connection has ended, or the client has not read for too long.

        """

    async def close(self, code: int) -> None:
        """Say goodbye, not longer than the line's own deadline; harmless if repeated."""

    def cut(self) -> None:
        """End the connection at once, without a word; harmless if repeated."""


class LineDoor:
    """A door for whatever dialect its client speaks."""

    def __init__(
        self,
        line: Line,
        dialect: Dialect,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        metering: Metering | None = None,
    ) -> None:
        """Take what is spoken over what, the hour (aware), and what holds the client to its limits, if it has any."""
        self._line, self._dialect, self._now = line, dialect, now
        self._metering = metering or unmetered()
        self._heard: deque[Input] = deque()
        """What has come and was not received yet: a message may mean several things."""
        self._parted = False
        """Whether the client was told goodbye, or is about to be."""
        self._ended = trio.Event()
        """Set once nothing more can leave."""
        self.greeted = trio.Event()
        """Set once the client is told something: a session has the door."""

    async def receive(self) -> Input:
        """Return what the client says next; see `Door`."""
        while not self._heard:
            taken = self._dialect.take(await self._receive(), self._now())
            if replies := self._let_in(taken):
                await self._line.send(*replies)
            if (code := NOT_ALLOWED if self._metering.hopeless else self._dialect.ends_with) is not None:
                await self.close(code)
                raise GoneError(for_good=code == GONE)
        return self._heard.popleft()

    async def _receive(self) -> str | bytes | None:
        frame = None if self._parted else await self._line.receive()
        if self._parted:  # maybe while a frame was waited for
            raise GoneError
        return frame

    def _let_in(self, taken: Taken) -> Sequence[Frame]:
        """Keep what is to be acted on; return what the dialect answers."""
        replies = taken.replies
        for said in taken.inputs:
            if (refused := self._metering.refuses(said)) is None:
                self._heard.append(said)
                continue
            if self._metering.tells(refused):
                self._heard.append(refused)
            replies = taken.refuse(refused)
        return replies

    def limit_sound(self, seconds: float) -> float:
        """Count sound that has come; see `Door`."""
        return self._metering.limit_sound(seconds)

    async def send(self, told: Sequence[Numbered]) -> None:
        """Tell the client something, and return once the line is sure that it has left; see `Door`.

        Nothing follows a goodbye: whoever would still tell something waits until that is over.
        """
        self.greeted.set()
        now = self._now()
        for some in _turns(told):
            await self._wait_for_goodbye()
            worded = (self._dialect.word(one, now) for one in some)
            await self._line.send(*chain.from_iterable(worded))
        await self._line.settle()

    async def _wait_for_goodbye(self) -> None:
        if self._parted:
            await self._ended.wait()
            raise GoneError

    async def close(self, code: int) -> None:
        """Say goodbye; see `Door`. What the client has said and nobody has received, is not acted on any more."""
        self._parted = True
        self._heard.clear()
        try:
            if last := self._dialect.part(code, self._now()):
                with suppress(GoneError):
                    await self._line.send(*last)
            await self._line.close(code)
        finally:
            self.cut()

    def cut(self) -> None:
        """End the connection at once; see `Door`."""
        self._line.cut()
        self._ended.set()


def _turns(told: Sequence[Numbered]) -> Iterator[Sequence[Numbered]]:
    """Part events into what is worded before everybody else has a turn; see `AT_ONCE`."""
    first = 0
    for end, one in enumerate(told, 1):
        if one.event.audio or end - first == AT_ONCE or end == len(told):
            yield told[first:end]
            first = end
