"""The session's way to its client: a wire, and a dialect to speak over it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from execora.server.doors import ws
from execora.session.port import GoneError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from execora.session.port import Input, Numbered

NOT_TEXT = 1007
"""Close code of RFC 6455, section 7.4.1: what came was not what it should be."""


AT_ONCE = 32
"""Events that are worded before everybody else has a turn: two thousand may wait for a client that was slow."""


class Line(Protocol):
    """What a door needs of a connection; see `Wire`."""

    async def receive(self) -> str | bytes | None: ...  # noqa: D102

    async def send(self, *messages: str | bytes) -> None: ...  # noqa: D102

    async def close(self, code: int) -> None: ...  # noqa: D102

    def cut(self) -> None: ...  # noqa: D102


class WsDoor:
    """The door `/ws`."""

    def __init__(self, line: Line, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._line = line
        self._now = now
        self._ears = ws.Ears()
        self._binary = False
        """Whether speech leaves in binary frames: as the session last told that it does."""

    async def receive(self) -> Input:
        """Return what the client says next; see `Door`."""
        heard = self._ears.hear(await self._line.receive())
        if self._ears.hopeless:
            await self._line.close(NOT_TEXT)
            raise GoneError
        return heard

    async def send(self, told: Sequence[Numbered]) -> None:
        """Tell the client something; see `Door`."""
        now = self._now()
        for first in range(0, len(told), AT_ONCE):
            worded = (self._word(one, now) for one in told[first : first + AT_ONCE])
            await self._line.send(*chain.from_iterable(worded))

    async def close(self, code: int) -> None:
        """Say goodbye; see `Door`."""
        await self._line.close(code)
        self._line.cut()

    def cut(self) -> None:
        """End the connection at once; see `Door`."""
        self._line.cut()

    def _word(self, one: Numbered, now: datetime) -> Sequence[str | bytes]:
        number, event = one
        if event.type == "voice:started":
            self._binary = event.data["audioOut"] == "binary"
        return ws.frames(event, number, now, binary=self._binary)
