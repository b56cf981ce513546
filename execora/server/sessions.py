"""The conversations that are open in this process: who may begin one, how each ends, and that they end together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
import trio

from execora.server import upgrade as handshake
from execora.server.auth import Caller, Denied, Knock, bearer
from execora.server.door import WsDoor
from execora.server.failures import report
from execora.server.websocket import Wire
from execora.session.port import GoneError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from execora.config import Config
    from execora.server.auth import Gate
    from execora.server.upgrade import Upgrade
    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door

log = structlog.get_logger()

Run = Callable[["Door", "Desk", "Speaker"], Awaitable[int]]
"""Holds one conversation and returns the close code to end with; see `execora.session.run`."""

DOORS: Mapping[str, Callable[[Wire], Door]] = {"/ws": WsDoor}

SERVER_STOPS = 1001
OUR_FAULT = 1011

FULL = "This server has no room for another conversation; try again in a few seconds."


class Sessions:
    """Holds a conversation for each connection that is let in, `Config.max_sessions` at once."""

    def __init__(self, config: Config, gate: Gate, run: Run) -> None:
        self._config = config
        self._gate = gate
        self._run = run
        self._scopes: set[trio.CancelScope] = set()
        self._stopping = False
        self.open = 0
        self.failed = 0
        """Conversations that a bug has ended."""

    @property
    def has_room(self) -> bool:
        """Whether another conversation may begin."""
        return not self._stopping and self.open < self._config.max_sessions

    async def welcome(self, upgrade: Upgrade, stream: trio.SocketStream) -> None:
        """Answer a request for a conversation and hold it if it may begin; the stream is not used afterwards."""
        caller = self._first_look(upgrade, stream.socket.getsockname()[1])
        if isinstance(caller, Denied):
            await self._turn_away(upgrade, stream, caller)
            return
        self.open += 1
        try:
            with structlog.contextvars.bound_contextvars(connection=uuid4().hex, tenant=caller.tenant):
                await self._let_in(upgrade, stream, caller)
        finally:
            self.open -= 1

    def stop(self) -> None:
        """End every conversation as `run` ends when it is cancelled, and let no other begin."""
        self._stopping = True
        for scope in self._scopes:
            scope.cancel()

    def _first_look(self, upgrade: Upgrade, port: int) -> Caller | Denied:
        if upgrade.fault is not None:
            return Denied(*upgrade.fault, reason="no proper upgrade")
        caller = self._gate.admit(knock_of(upgrade, port))
        if isinstance(caller, Caller) and not self.has_room:
            return Denied(HTTPStatus.SERVICE_UNAVAILABLE, FULL, "full")
        return caller

    async def _turn_away(self, upgrade: Upgrade, stream: trio.SocketStream, denied: Denied) -> None:
        log.info("door.refused", path=upgrade.path, status=denied.status, reason=denied.reason)
        with trio.move_on_after(self._config.send_seconds):
            await stream.send_all(handshake.refuse(denied.status, denied.detail))

    async def _let_in(self, upgrade: Upgrade, stream: trio.SocketStream, caller: Caller) -> None:
        desk = await self._gate.desk(caller)
        if isinstance(desk, Denied):
            await self._turn_away(upgrade, stream, desk)
            return
        await stream.send_all(handshake.accept(upgrade))
        wire = Wire(stream, self._config, upgrade.early)
        try:
            await self._hold(wire, DOORS[upgrade.path](wire), desk, caller.speaker)
        finally:
            wire.cut()

    async def _hold(self, wire: Wire, door: Door, desk: Desk, speaker: Speaker) -> None:
        log.info("session.opened", role=speaker.role)
        code = SERVER_STOPS
        async with trio.open_nursery() as nursery:
            nursery.start_soon(wire.run)
            with self._stoppable():
                code = await self._talk(door, desk, speaker)
            await wire.close(code)
            nursery.cancel_scope.cancel()
        log.info("session.closed", code=code)

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        with trio.CancelScope() as scope:
            if self._stopping:
                scope.cancel()
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


def knock_of(upgrade: Upgrade, port: int) -> Knock:
    """Tell who wants the upgrade: browsers cannot send a header with it, so that the token may be in the query."""
    headers = upgrade.headers
    token = bearer(headers.get("authorization")) or "".join(upgrade.query.get("token", []))
    return Knock(headers.get("host", ""), port, headers.get("origin"), token)
