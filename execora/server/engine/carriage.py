"""The WebSocket of an Engine.IO session: the first there is, or what a client goes over to from polling."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import trio

from execora.server.doors import engineio
from execora.server.doors.engineio import MalformedError
from execora.session.port import GoneError

if TYPE_CHECKING:
    from execora.server.engine.heart import Heart
    from execora.server.engine.line import EngineLine
    from execora.server.engine.polling import Polling
    from execora.server.websocket import Wire

PROBE_SECONDS = 10.0
"""How long a client may take from the opening of a WebSocket until it goes over to it."""

PROBE, PROBED, GO_OVER = "2probe", "3probe", "5"


class Carriage:
    """Carries a line over a WebSocket, one at the most."""

    def __init__(self, line: EngineLine, heart: Heart, polling: Polling) -> None:
        self._line, self._heart, self._polling = line, heart, polling

    @property
    def free(self) -> bool:
        """Whether a WebSocket may carry the line: there is none yet."""
        return self._line.wire is None and not self._line.gone

    async def carry(self, wire: Wire, *, upgrade: bool) -> None:
        """Go on over a WebSocket until it has ended, whose `run` it runs; polling goes on where it is not taken up.

        Where it may not be, nothing is done. Whoever made the wire cuts it.
        """
        if not self.free:
            return
        self._line.wire = wire
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._run, wire)
            if upgrade and not await self._is_taken_up(wire):
                self._give_up(wire)
                return
            self._polling.leave()
            nursery.start_soon(self._tell, wire)
            await self._listen(wire)
        self._line.cut()

    async def _run(self, wire: Wire) -> None:
        await wire.run()
        if self._polling.left:
            self._line.end()

    async def _is_taken_up(self, wire: Wire) -> bool:
        with trio.move_on_after(PROBE_SECONDS), suppress(GoneError):
            if await wire.receive() == PROBE:
                await wire.send(PROBED)
                self._polling.hurry()
                return await wire.receive() == GO_OVER
        return False

    def _give_up(self, wire: Wire) -> None:
        self._polling.stay()
        self._line.wire = None
        wire.cut()

    async def _tell(self, wire: Wire) -> None:
        with suppress(GoneError):
            while self._line.waits or not self._line.ending:
                if self._line.waits:
                    await wire.send(*map(engineio.write, self._line.give()))
                    self._line.arrive()
                else:
                    await self._line.change()
            if self._line.parting is not None:
                await wire.close(self._line.parting)

    async def _listen(self, wire: Wire) -> None:
        """Take in what comes, and what had come when the WebSocket ended."""
        try:
            while True:
                frame = await wire.receive()
                with self._heart.holding_up():
                    await (self._line.hand_on(None) if frame is None else self._line.take(engineio.read(frame)))
        except MalformedError:
            self._line.cut()
        except GoneError:
            pass  # it has ended, or we are about to end it
