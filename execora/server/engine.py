"""An Engine.IO session: whole messages both ways, whether its client polls or has a WebSocket, or changes to one.

Its requests come and go; `execora.server.sockets` owns the session and hands them to it.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager, suppress
from math import inf
from typing import TYPE_CHECKING

import trio
from engineio import packet as packets

from execora.server.doors import engineio
from execora.server.doors.engineio import MalformedError, Packet
from execora.server.outgoing import Outgoing
from execora.server.pacing import pace_of
from execora.server.websocket import LINGER_SECONDS, MOST_WAITING, TURN
from execora.session.port import GoneError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from execora.config import Config
    from execora.server.websocket import Wire

NOOP_SECONDS = 0.1
"""How long a poll still waits once the client has probed a WebSocket: it goes over only when its poll was answered."""

PROBE_SECONDS = 10.0
"""How long a client may take from the opening of a WebSocket until it goes over to it."""

PROBE, PROBED, GO_OVER = "2probe", "3probe", "5"


class Engine:
    """A `Line` over Engine.IO. `beat` must be under way for as long as it lasts, and whoever made it cuts it.

    Over polling, nobody knows whether what was in the answer to a poll has arrived: a client that has missed it finds
    out by its connection's end, and resumes its session.
    """

    def __init__(self, config: Config) -> None:
        self.sid = secrets.token_urlsafe(16)
        """Whoever has it speaks for the client."""
        self._send_seconds = config.send_seconds
        self._patience_seconds = 2 * config.heartbeat_seconds
        self._beat_seconds = config.heartbeat_seconds
        self._pace = pace_of(config)
        self._to_inbox, self._inbox = trio.open_memory_channel[str | bytes | None](inf)
        self._outgoing = Outgoing()
        self._wire: Wire | None = None
        """The client's WebSocket, from its opening on."""
        self._went_over = False
        """Whether the client has left polling for it."""
        self._polling, self._posting = trio.Lock(), trio.Lock()
        """Held while a request of each kind is answered."""
        self._probed = self._gathers = False
        self._parting: int | None = None
        """The close code, once we have said all that we had to say."""
        self._cut = False
        self._gone = trio.Event()
        self._changed = trio.Event()
        """Set, and made anew, when anything is otherwise than it was."""
        self._held_up = False
        """Whether what comes is not taken, pongs included."""
        self._heard_at = self._took_at = trio.current_time()
        """When the client was last heard of, and when it last took something."""

    # -- a line ----------------------------------------------------------------

    async def run(self) -> None:
        """Return once the connection has ended; see `Line`."""
        await self._gone.wait()

    async def receive(self) -> str | bytes | None:
        """Return the next message; see `Line`."""
        try:
            message = await self._inbox.receive()
        except (trio.EndOfChannel, trio.ClosedResourceError):
            raise GoneError from None
        self._wake()
        return message

    async def send(self, *messages: str | bytes) -> None:
        """Send messages once what waits is no more than `PIECE`; see `Line`."""
        await trio.lowlevel.checkpoint()
        with trio.move_on_after(self._send_seconds) as patience:
            while self._outgoing.full and not self._gone.is_set():
                await self._changed.wait()
        if patience.cancelled_caught:
            self.cut()
        if self._gone.is_set() or self._parting is not None:
            raise GoneError
        self._put(*map(engineio.message, messages))

    async def close(self, code: int) -> None:
        """Let the client take what waits for it, and then end the connection; see `Line`."""
        if self._parting is None:
            self._parting = code
            self._wake()
        with trio.move_on_after(LINGER_SECONDS):
            await self._gone.wait()

    def cut(self) -> None:
        """End the connection at once; see `Line`."""
        self._cut = True
        self._to_inbox.close()
        if self._wire:
            self._wire.cut()
        self._be_gone()

    # -- the heart -------------------------------------------------------------

    async def beat(self) -> None:
        """Ping until the connection has ended, and end it when the client is gone or takes nothing."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._ping)
            nursery.start_soon(self._watch)
            await self._gone.wait()
            nursery.cancel_scope.cancel()

    async def _ping(self) -> None:
        while True:
            await trio.sleep(self._beat_seconds)
            self._put(Packet(packets.PING))

    async def _watch(self) -> None:
        while True:
            until = self._waits_until()
            await trio.sleep_until(until)
            if self._waits_until() <= until:
                break
        self.cut()

    def _waits_until(self) -> float:
        heard_at = trio.current_time() if self._held_up else self._heard_at
        return min(heard_at, self._took_at) + self._patience_seconds

    # -- polling ---------------------------------------------------------------

    @property
    def polls(self) -> bool:
        """Whether requests of polling have a place here."""
        return not (self._went_over or self._gone.is_set())

    @property
    def is_waited_for(self) -> bool:
        """Whether what is told leaves at once."""
        return self._went_over or self._polling.locked()

    def open(self, upgrades: tuple[str, ...], most_bytes: int) -> None:
        """Tell the client what it is to know, before anything else."""
        self._put(engineio.opening(self.sid, upgrades, self._beat_seconds, most_bytes))

    async def poll(self) -> str:
        """Return what is there for the client, or is there next: the answer to a GET.

        Raises:
            MalformedError: another poll waits. The connection has ended.

        """
        with self._alone(self._polling):
            self._hear()
            return engineio.write_payload(await self._next())

    async def post(self, body: bytes) -> None:
        """Take in the body of a POST; return once all of it was taken.

        Raises:
            MalformedError: it is no payload, or another is being taken in. The connection has ended.
            GoneError: the connection has ended before all was taken.

        """
        with self._alone(self._posting), self._holding_up():
            for taken, packet in enumerate(engineio.read_payload(body), 1):
                await self._take(packet)
                with trio.move_on_after(self._pace.take(engineio.size(packet), trio.current_time())):
                    await self._gone.wait()
                if taken % TURN == 0:
                    await trio.lowlevel.checkpoint()

    def gather(self) -> None:
        """From here on keep what is to be told for one last answer: there will be no connection for another."""
        self._gathers = True

    @contextmanager
    def _alone(self, request: trio.Lock) -> Iterator[None]:
        """Let one request of a kind in at a time, and end the connection of a client that breaks the rules."""
        try:
            with _held(request):
                yield
        except MalformedError:
            self.cut()
            raise

    async def _next(self) -> list[Packet]:
        while not (told := self._ready()):
            with trio.move_on_after(NOOP_SECONDS if self._probed else inf) as patience:
                await self._changed.wait()
            if patience.cancelled_caught:
                return [Packet(packets.NOOP)]
        return told

    def _ready(self) -> list[Packet]:
        """Return what a poll is answered with now. A client would not hear what stands in front of a CLOSE."""
        if self._went_over:
            return [Packet(packets.NOOP)]
        if self._outgoing and not self._gone.is_set():
            wants_more = self._gathers and self._parting is None and not self._outgoing.full
            return [] if wants_more else self._give()
        if self._parting is not None or self._gone.is_set():
            self.cut()
            return [Packet(packets.CLOSE)]
        return []

    # -- a WebSocket -----------------------------------------------------------

    @property
    def may_go_over(self) -> bool:
        """Whether a WebSocket may be carried: there is none yet."""
        return self._wire is None and not self._gone.is_set()

    async def carry(self, wire: Wire, *, upgrade: bool) -> None:
        """Go on over a WebSocket until it has ended, whose `run` it runs; polling goes on where it is not taken up.

        Where it may not be, nothing is done. Whoever made the wire cuts it.
        """
        if not self.may_go_over:
            return
        self._wire = wire
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._run, wire)
            taken_up = not upgrade or await self._is_taken_up(wire)
            self._probed = False
            if not taken_up:
                self._wire = None
                wire.cut()
                return
            self._went_over = True
            self._wake()
            nursery.start_soon(self._tell, wire)
            await self._listen(wire)
        self.cut()

    async def _run(self, wire: Wire) -> None:
        await wire.run()
        if self._went_over:
            self._be_gone()

    async def _is_taken_up(self, wire: Wire) -> bool:
        with trio.move_on_after(PROBE_SECONDS), suppress(GoneError):
            if await wire.receive() == PROBE:
                await wire.send(PROBED)
                self._probed = True
                self._wake()
                return await wire.receive() == GO_OVER
        return False

    async def _tell(self, wire: Wire) -> None:
        with suppress(GoneError):
            while (self._outgoing or self._parting is None) and not self._gone.is_set():
                if self._outgoing:
                    await wire.send(*map(engineio.write, self._give()))
                else:
                    await self._changed.wait()
            if self._parting is not None:
                await wire.close(self._parting)

    async def _listen(self, wire: Wire) -> None:
        """Take in what comes, and what had come when the WebSocket ended."""
        try:
            while True:
                frame = await wire.receive()
                with self._holding_up():
                    await (self._hand_on(None) if frame is None else self._take(engineio.read(frame)))
        except MalformedError:
            self.cut()
        except GoneError:
            pass  # it has ended, or we are about to end it

    # -- both ways -------------------------------------------------------------

    async def _take(self, packet: Packet) -> None:
        match packet.packet_type:
            case packets.MESSAGE:
                await self._hand_on(packet.data)
            case packets.PONG:
                pass
            case packets.CLOSE:
                self.cut()
            case _:
                raise MalformedError

    async def _hand_on(self, message: str | bytes | None) -> None:
        while self._inbox.statistics().current_buffer_used >= MOST_WAITING and not self._cut:
            await self._changed.wait()
        if self._cut:
            raise GoneError
        if self._parting is None:
            self._to_inbox.send_nowait(message)

    @contextmanager
    def _holding_up(self) -> Iterator[None]:
        """Blame nobody else for it that the client is not heard within the block."""
        self._hear()
        self._held_up = True
        try:
            yield
        finally:
            self._held_up = False
            self._hear()

    def _put(self, *told: Packet) -> None:
        self._outgoing.put(*told)
        self._wake()

    def _give(self) -> list[Packet]:
        self._took_at = trio.current_time()
        self._wake()
        return self._outgoing.take()

    def _hear(self) -> None:
        self._heard_at = trio.current_time()

    def _be_gone(self) -> None:
        self._gone.set()
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = trio.Event()


@contextmanager
def _held(lock: trio.Lock) -> Iterator[None]:
    try:
        lock.acquire_nowait()
    except trio.WouldBlock:
        raise MalformedError from None
    try:
        yield
    finally:
        lock.release()
