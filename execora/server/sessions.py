"""The conversations that are open in this process: who may begin one, how each ends, and that they end together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
import trio

from execora.server import upgrade as handshake
from execora.server.auth import Caller, Denied, Knock, bearer, too_much
from execora.server.door import LineDoor
from execora.server.doors.realtime import Realtime
from execora.server.doors.voice_ws import VoiceWs
from execora.server.doors.ws import Ws
from execora.server.failures import report
from execora.server.metering import Metering
from execora.server.term import Term, end_in_time
from execora.server.websocket import Wire
from execora.session.port import GoneError
from execora.session.presence import OUR_FAULT, SERVER_STOPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from execora.config import Config
    from execora.server.auth import Gate
    from execora.server.door import Line
    from execora.server.doors.dialect import Dialect
    from execora.server.port import Desks
    from execora.server.upgrade import Upgrade
    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door

log = structlog.get_logger()

Run = Callable[["Door", "Desk", "Speaker"], Awaitable[int]]
"""Holds one session and returns the close code to end its first connection with; see `execora.session.run`."""

DOORS: Mapping[str, Callable[[], Dialect]] = {"/ws": Ws, "/voice-ws": VoiceWs, "/realtime/conversation": Realtime}
"""What is spoken over the WebSockets, by their path."""

FULL = "This server has no room for another conversation; try again in a few seconds."

TIMES_HELD = 2
"""So many times `Config.max_sessions` may be held at once, those counted in that wait for a client whose connection was
lost: after a short cut all come back together, and none is turned away for its own sake."""


class Sessions:
    """Holds a session for each connection that is let in, `Config.max_sessions` connections at once."""

    def __init__(self, config: Config, gate: Gate, desks: Desks, run: Run) -> None:
        self._config, self._gate, self._desks, self._run = config, gate, desks, run
        self._scopes: set[trio.CancelScope] = set()
        self._stopping = False
        self.open = 0
        """Connections."""
        self._held = 0
        """The tasks of connections: each lasts as long as the session that it began."""
        self.failed = 0
        """Sessions that a bug has ended."""

    @property
    def has_room(self) -> bool:
        """Whether another connection may begin a session."""
        most = self._config.max_sessions
        return not self._stopping and self.open < most and self._held < TIMES_HELD * most

    @property
    def refused(self) -> Mapping[str, int]:
        """How often somebody or something was refused; see `Refusals`."""
        return self._gate.refusals.counts

    async def welcome(self, upgrade: Upgrade, stream: trio.SocketStream) -> None:
        """Answer a request for a conversation and hold it if it may begin; the stream is not used afterwards."""
        knock = knock_of(upgrade, stream.socket.getsockname()[1], stream.socket.getpeername()[0])
        caller = await self._first_look(upgrade, knock)
        if isinstance(caller, Denied):
            await self.turn_away(upgrade, stream, caller, self._gate.address(knock))
            return
        with self.counted(caller) as leave:
            desk = await self._gate.desk(caller)
            if isinstance(desk, Denied):
                await self.turn_away(upgrade, stream, desk, caller.address)
                return
            await stream.send_all(handshake.accept(upgrade))
            wire = Wire(stream, self._config, upgrade.early)
            try:
                await self.hold(wire, DOORS[upgrade.path](), caller, desk, leave)
            finally:
                wire.cut()

    async def turn_away(self, upgrade: Upgrade, stream: trio.SocketStream, denied: Denied, address: str) -> None:
        """Answer a request for an upgrade that is refused; the stream is not used afterwards."""
        self._gate.refusals.turn_away("door.refused", denied, path=upgrade.path, address=address)
        with trio.move_on_after(self._config.send_seconds):
            await stream.send_all(handshake.refuse(denied.status, denied.detail, denied.wait_seconds))

    def room(self) -> Denied | None:
        """Return why nobody else may begin a session now; None where somebody may."""
        return None if self.has_room else Denied(HTTPStatus.SERVICE_UNAVAILABLE, FULL, "full")

    def place(self, caller: Caller) -> Denied | None:
        """Return why this one may not begin a session now; None where they may."""
        if full := self.room():
            return full
        over = self._gate.limits.room(caller.address, caller.tenant, trio.current_time(), caller.name)
        return over and too_much(over)

    @contextmanager
    def counted(self, caller: Caller) -> Iterator[Callable[[], None]]:
        """Count a connection until the block ends, or until it has left by the function that is given."""
        with ExitStack() as held, ExitStack() as counted:
            held.enter_context(structlog.contextvars.bound_contextvars(connection=uuid4().hex, tenant=caller.tenant))
            limits, now = self._gate.limits, trio.current_time()
            held.enter_context(limits.shops.of(caller.tenant, now).counted())
            held.enter_context(limits.speaker(caller.tenant, caller.name, now).counted())
            held.enter_context(self._holding())
            counted.enter_context(limits.addresses.of(caller.address, now).counted())
            counted.enter_context(self._connected())
            yield counted.close

    async def hold(self, line: Line, dialect: Dialect, caller: Caller, desk: Desk, leave: Callable[[], None]) -> None:
        """Hold a session over a line, whose `run` it runs, until both have ended; `leave` is called once the line has.

        Whoever made the line cuts it.
        """
        log.info("session.opened", role=caller.speaker.role)
        code = SERVER_STOPS
        limits, refusals = self._gate.limits, self._gate.refusals
        meter = limits.meter(caller.address, caller.tenant, trio.current_time(), caller.name)
        door = LineDoor(line, dialect, metering=Metering(meter, refusals))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_carry, line, leave)
            if caller.expires_at is not None:
                nursery.start_soon(end_in_time, door, Term(caller.expires_at), desk)
            with self._stoppable():
                code = await self._talk(door, desk, caller.speaker)
            await door.close(code)
            nursery.cancel_scope.cancel()
        log.info("session.closed", code=code)

    def stop(self) -> None:
        """Let no other session begin, and each come to its end: what runs is let finish."""
        self._stopping = True
        self._desks.close()

    def hurry(self) -> None:
        """End every session as `run` ends when it is cancelled."""
        for scope in self._scopes:
            scope.cancel()

    async def _first_look(self, upgrade: Upgrade, knock: Knock) -> Caller | Denied:
        if upgrade.fault is not None:
            return Denied(*upgrade.fault, reason="no proper upgrade")
        caller = await self._gate.admit(knock)
        return self.place(caller) or caller if isinstance(caller, Caller) else caller

    @contextmanager
    def _holding(self) -> Iterator[None]:
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    @contextmanager
    def _connected(self) -> Iterator[None]:
        self.open += 1
        try:
            yield
        finally:
            self.open -= 1

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        with trio.CancelScope() as scope:
            self._scopes.add(scope)
            try:
                yield
            finally:
                self._scopes.discard(scope)

    async def _talk(self, door: Door, desk: Desk, speaker: Speaker) -> int:
        try:
            return await self._run(door, desk, speaker)
        except* GoneError:
            log.debug("session.gone")
        except* Exception as bugs:
            self.failed += 1
            report("session.failed", bugs)
        return OUR_FAULT


async def _carry(line: Line, leave: Callable[[], None]) -> None:
    """Run a line to its end; the session may go on without it."""
    await line.run()
    leave()


def knock_of(upgrade: Upgrade, port: int, peer: str) -> Knock:
    """Tell who wants the upgrade. The first token counts: who made a link chose what is in it, but not the headers.

    Of two in the query none counts, for others between here and there may believe in the other one.
    The port is ours, the peer who connected.
    """
    headers = upgrade.headers
    in_query = upgrade.query.get("token", [])
    token = bearer(headers.get("authorization")) or upgrade.token or (in_query[0] if len(in_query) == 1 else None)
    forwarded = headers.get("x-forwarded-for", "")
    site = headers.get("sec-fetch-site", "")
    return Knock(headers.get("host", ""), port, headers.get("origin"), token, peer, forwarded, site=site)
