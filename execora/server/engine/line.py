"""The line of an Engine.IO session: what waits for either side, and whether it has ended; not what carries it."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING

import trio
from engineio import packet as packets

from execora.server.doors import engineio
from execora.server.doors.engineio import MalformedError, Packet
from execora.server.engine.outgoing import Outgoing
from execora.server.websocket import LINGER_SECONDS, MOST_WAITING
from execora.session.port import GoneError

if TYPE_CHECKING:
    from collections.abc import Callable

    from execora.server.websocket import Wire


class EngineLine:
    """A `Line` over Engine.IO, whose packets a transport brings and fetches. Whoever made it cuts it."""

    def __init__(self, send_seconds: float) -> None:
        self._send_seconds = send_seconds
        self._to_inbox, self._inbox = trio.open_memory_channel[str | bytes | None](inf)
        self._outgoing = Outgoing()
        self._gathers = False
        """Whether what is to be told is kept for one last answer."""
        self._cut = False
        self._gone = trio.Event()
        self._changed = trio.Event()
        """Set, and made anew, when anything is otherwise than it was."""
        self.wire: Wire | None = None
        """The client's WebSocket, from its opening on; it ends with the line."""
        self.parting: int | None = None
        """The close code, once we have said all that we had to say."""
        self.took_at = trio.current_time()
        """When the client last took something."""

    # -- for whoever talks over it ---------------------------------------------

    async def run(self) -> None:
        """Return once the connection has ended; see `Line`."""
        await self._gone.wait()

    async def receive(self) -> str | bytes | None:
        """Return the next message; see `Line`."""
        try:
            message = await self._inbox.receive()
        except (trio.EndOfChannel, trio.ClosedResourceError):
            raise GoneError from None
        self.wake()
        return message

    async def send(self, *messages: str | bytes) -> None:
        """Send messages once what waits is no more than `PIECE`; see `Line`."""
        await trio.lowlevel.checkpoint()
        await self._wait_while(lambda: self._outgoing.full)
        if self.parting is not None:
            raise GoneError
        self.put(*map(engineio.message, messages))

    async def settle(self) -> None:
        """Return once all that was sent so far has arrived; see `Line`. After the one last answer no poll says so."""
        await trio.lowlevel.checkpoint()
        sent = self._outgoing.sent
        while self._outgoing.arrived < sent and not self._gathers:
            await self._wait_while(partial(self._is_no_further_than, self._outgoing.arrived))

    def _is_no_further_than(self, arrived: int) -> bool:
        return self._outgoing.arrived == arrived and not self._gathers

    async def _wait_while(self, holds: Callable[[], bool]) -> None:
        with trio.move_on_after(self._send_seconds) as patience:
            while holds() and not self.gone:
                await self.change()
        if patience.cancelled_caught:
            self.cut()
        if self.gone:
            raise GoneError

    async def close(self, code: int) -> None:
        """Let the client take what waits for it, and then end the connection; see `Line`."""
        if self.parting is None:
            self.parting = code
            self.wake()
        with trio.move_on_after(LINGER_SECONDS):
            await self._gone.wait()

    def cut(self) -> None:
        """End the connection at once; see `Line`."""
        self._cut = True
        self._to_inbox.close()
        if self.wire:
            self.wire.cut()
        self.end()

    def gather(self) -> None:
        """From here on keep what is to be told for one last answer: there will be no connection for another."""
        self._gathers = True
        self.wake()

    # -- for its transports ----------------------------------------------------

    @property
    def gone(self) -> bool:
        """Whether the connection has ended."""
        return self._gone.is_set()

    @property
    def waits(self) -> bool:
        """Whether anything waits to be told, and there is somebody to tell."""
        return len(self._outgoing) > 0 and not self.gone

    @property
    def ending(self) -> bool:
        """Whether there is nothing to come behind what waits."""
        return self.parting is not None or self.gone

    @property
    def wants_more(self) -> bool:
        """Whether what waits is to leave with what is still to come."""
        return self._gathers and self.parting is None and not self._outgoing.full

    def put(self, *told: Packet) -> None:
        """Tell the client these, behind what waits already."""
        self._outgoing.put(*told)
        self.wake()

    def give(self) -> list[Packet]:
        """Return what a transport is to bring the client next."""
        self.took_at = trio.current_time()
        given = self._outgoing.take()
        self.wake()
        return given

    def arrive(self) -> None:
        """Take in that the client has all that was given so far."""
        self._outgoing.arrive()
        self.wake()

    async def take(self, packet: Packet) -> None:
        """Take in what a transport has brought, once there is room for it.

        Raises:
            MalformedError: nobody says that in the middle of a session.
            GoneError: the line was cut before there was room.

        """
        match packet.packet_type:
            case packets.MESSAGE:
                await self.hand_on(packet.data)
            case packets.PONG:
                pass
            case packets.CLOSE:
                self.cut()
            case _:
                raise MalformedError

    async def hand_on(self, message: str | bytes | None) -> None:
        """Let a message be received, once there is room for it, unless we part; None for one that was too long."""
        while self._inbox.statistics().current_buffer_used >= MOST_WAITING and not self._cut:
            await self.change()
        if self._cut:
            raise GoneError
        if self.parting is None:
            self._to_inbox.send_nowait(message)

    def end(self) -> None:
        """Take in that the connection has ended; what came before is still received, and taken, until it is cut."""
        self._gone.set()
        self.wake()

    async def change(self) -> None:
        """Return when anything is otherwise than it was."""
        await self._changed.wait()

    def wake(self) -> None:
        """Have all who wait for a change look again."""
        self._changed.set()
        self._changed = trio.Event()
