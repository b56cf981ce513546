"""An Engine.IO session: whole messages both ways, whether its client polls or has a WebSocket, or changes to one.

Its requests come and go; `execora.server.sockets` owns the session and hands them to it.
"""

from __future__ import annotations

import secrets
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from math import inf
from typing import TYPE_CHECKING

import trio
from engineio import packet as packets

from execora.server.doors import engineio
from execora.server.doors.engineio import MalformedError, Packet
from execora.server.engine.outgoing import Outgoing
from execora.server.pacing import pace_of
from execora.server.websocket import LINGER_SECONDS, MOST_WAITING, TURN
from execora.session.port import GoneError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from execora.config import Config
    from execora.server.websocket import Wire

NOOP_SECONDS = 0.1
"""How long a poll still waits once the client has probed a WebSocket: it goes over only when its poll was answered."""

PROBE_SECONDS = 10.0
"""How long a client may take from the opening of a WebSocket until it goes over to it."""

PROBE, PROBED, GO_OVER = "2probe", "3probe", "5"


class Engine:
    """A `Line` over Engine.IO. `beat` must be under way for as long as it lasts, and whoever made it cuts it.

    Over polling, the next poll says that what was in the answer to this one has arrived. A browser may send a request
    again by itself, unseen by the page, where a kept connection breaks before the answer has begun: both bear one name.
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
        self._poll, self._post = _Poll(), _Post()
        """The last ones, or those that are being answered."""
        self._given = self._arrived = 0
        """How many packets have left for the client, and of how many it is known that they have arrived."""
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
        await self._wait_while(lambda: self._outgoing.full)
        if self._parting is not None:
            raise GoneError
        self._put(*map(engineio.message, messages))

    async def settle(self) -> None:
        """Return once all that was sent so far has arrived; see `Line`. After the one last answer no poll says so."""
        await trio.lowlevel.checkpoint()
        sent = self._given + len(self._outgoing)
        while self._arrived < sent and not self._gathers:
            await self._wait_while(partial(self._is_no_further_than, self._arrived))

    def _is_no_further_than(self, arrived: int) -> bool:
        return self._arrived == arrived and not self._gathers

    async def _wait_while(self, holds: Callable[[], bool]) -> None:
        with trio.move_on_after(self._send_seconds) as patience:
            while holds() and not self._gone.is_set():
                await self._changed.wait()
        if patience.cancelled_caught:
            self.cut()
        if self._gone.is_set():
            raise GoneError

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

    async def poll(self, name: str | None = None) -> str:
        """Return what is there for the client, or is there next: the answer to a GET.

        One that was sent again has the answer that it had, or takes the place of the one that still waits.

        Raises:
            MalformedError: another poll waits. The connection has ended.

        """
        self._hear()
        if again := self._poll.is_named(name):
            self._poll.waits.cancel()
        async with self._alone(self._polling, again=again):
            if not again:
                self._arrive()
            if not (again and self._poll.answer):
                await self._answer(_Poll(name))
            return self._poll.answer or engineio.write_payload([Packet(packets.NOOP)])

    async def _answer(self, poll: _Poll) -> None:
        self._poll = poll
        with poll.waits:
            poll.answer = engineio.write_payload(await self._next())

    async def post(self, body: bytes, name: str | None = None) -> None:
        """Take in the body of a POST; return once all of it was taken. Of one that was sent again, what was not taken.

        Raises:
            MalformedError: it is no payload, or another is being taken in. The connection has ended.
            GoneError: the connection has ended before all was taken.

        """
        again = self._post.is_named(name)
        async with self._alone(self._posting, again=again):
            self._post = self._post if again else _Post(name)
            with self._holding_up():
                await self._take_all(engineio.read_payload(body)[self._post.taken :])

    async def _take_all(self, told: Sequence[Packet]) -> None:
        for taken, packet in enumerate(told, 1):
            await self._take(packet)
            self._post.taken += 1
            with trio.move_on_after(self._pace.take(engineio.size(packet), trio.current_time())):
                await self._gone.wait()
            if taken % TURN == 0:
                await trio.lowlevel.checkpoint()

    def gather(self) -> None:
        """From here on keep what is to be told for one last answer: there will be no connection for another."""
        self._gathers = True
        self._wake()

    @asynccontextmanager
    async def _alone(self, request: trio.Lock, *, again: bool) -> AsyncIterator[None]:
        """Let one request of a kind in at a time, and end the connection of a client that breaks the rules."""
        try:
            if again:
                await request.acquire()
            else:
                request.acquire_nowait()
        except trio.WouldBlock:
            self.cut()
            raise MalformedError from None
        try:
            yield
        except MalformedError:
            self.cut()
            raise
        finally:
            request.release()

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
            self._arrive()
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
                    self._arrive()
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
        given = self._outgoing.take()
        self._given += len(given)
        self._wake()
        return given

    def _arrive(self) -> None:
        """Take in that the client has all that was given so far."""
        self._arrived = self._given
        self._wake()

    def _hear(self) -> None:
        self._heard_at = trio.current_time()

    def _be_gone(self) -> None:
        self._gone.set()
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = trio.Event()


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
