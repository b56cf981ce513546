"""The session's way to its client: a line, and a dialect to speak over it."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import trio

from execora.session.port import GoneError
from execora.session.presence import GONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from execora.server.doors.dialect import Dialect
    from execora.session.port import Input, Numbered

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

    async def close(self, code: int) -> None:
        """Say goodbye, not longer than the line's own deadline; harmless if repeated."""

    def cut(self) -> None:
        """End the connection at once, without a word; harmless if repeated."""


class LineDoor:
    """A door for whatever dialect its client speaks."""

    def __init__(self, line: Line, dialect: Dialect, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._line, self._dialect, self._now = line, dialect, now
        self._heard: deque[Input] = deque()
        """What has come and was not received yet: a message may mean several things."""
        self.greeted = trio.Event()
        """Set once the client is told something: a session has the door."""

    async def receive(self) -> Input:
        """Return what the client says next; see `Door`."""
        while not self._heard:
            inputs, replies = self._dialect.take(await self._line.receive(), self._now())
            self._heard.extend(inputs)
            if replies:
                await self._line.send(*replies)
            if (code := self._dialect.ends_with) is not None:
                await self.close(code)
                raise GoneError(for_good=code == GONE)
        return self._heard.popleft()

    async def send(self, told: Sequence[Numbered]) -> None:
        """Tell the client something; see `Door`."""
        self.greeted.set()
        now = self._now()
        for some in _turns(told):
            worded = (self._dialect.word(one, now) for one in some)
            await self._line.send(*chain.from_iterable(worded))

    async def close(self, code: int) -> None:
        """Say goodbye; see `Door`."""
        if last := self._dialect.part(code, self._now()):
            with suppress(GoneError):
                await self._line.send(*last)
        await self._line.close(code)
        self._line.cut()

    def cut(self) -> None:
        """End the connection at once; see `Door`."""
        self._line.cut()


def _turns(told: Sequence[Numbered]) -> Iterator[Sequence[Numbered]]:
    """Part events into what is worded before everybody else has a turn; see `AT_ONCE`."""
    first = 0
    for end, one in enumerate(told, 1):
        if one.event.audio or end - first == AT_ONCE or end == len(told):
            yield told[first:end]
            first = end
