"""The heart of an Engine.IO session: whether its client is still there, and takes what it is told."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import trio
from engineio import packet as packets

from execora.server.doors.engineio import Packet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from execora.server.engine.line import EngineLine


class Heart:
    """Ends a line whose client has not been heard of, or has taken nothing, for two beats."""

    def __init__(self, line: EngineLine, beat_seconds: float) -> None:
        self._line = line
        self._beat_seconds = beat_seconds
        self._heard_at = trio.current_time()
        self._held_up = False
        """Whether what comes is not taken, pongs included."""

    async def beat(self) -> None:
        """Ping until the connection has ended, and end it when the client is gone or takes nothing."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._ping)
            nursery.start_soon(self._watch)
            await self._line.run()
            nursery.cancel_scope.cancel()

    async def _ping(self) -> None:
        while True:
            await trio.sleep(self._beat_seconds)
            self._line.put(Packet(packets.PING))

    async def _watch(self) -> None:
        while True:
            until = self._waits_until()
            await trio.sleep_until(until)
            if self._waits_until() <= until:
                break
        self._line.cut()

    def _waits_until(self) -> float:
        heard_at = trio.current_time() if self._held_up else self._heard_at
        return min(heard_at, self._line.took_at) + 2 * self._beat_seconds

    def hear(self) -> None:
        """Take in that the client was just heard of."""
        self._heard_at = trio.current_time()

    @contextmanager
    def holding_up(self) -> Iterator[None]:
        """Blame nobody else for it that the client is not heard within the block."""
        self.hear()
        self._held_up = True
        try:
            yield
        finally:
            self._held_up = False
            self.hear()
