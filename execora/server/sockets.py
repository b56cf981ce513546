"""Socket.IO: the Engine.IO sessions of this process, the requests that reach them, and who of them may come in.

    server's connections (nursery of `execora.server.listen`)
    ├── one task for each Engine.IO session       `Sockets._own`: greets its client, holds the conversation
    └── one task for each connection of TCP       a request of polling, or a WebSocket that carries the session

See https://socket.io/docs/v4/engine-io-protocol/ for what is asked and answered over HTTP.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from secrets import token_urlsafe
from typing import TYPE_CHECKING

import structlog
import trio
from quart import request
from quart_trio.wrappers import TrioResponse

from execora.server import upgrade as handshake
from execora.server.answers import refusal, send_json
from execora.server.auth import Denied
from execora.server.doors import socketio
from execora.server.doors.engineio import MalformedError
from execora.server.doors.socketio import Connect, SocketIo
from execora.server.engine.session import Engine
from execora.server.failures import report
from execora.server.nouns import asked_by
from execora.server.sessions import FULL, knock_of
from execora.server.websocket import Wire
from execora.session.port import GoneError
from execora.session.presence import TOO_SLOW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quart import Response
    from quart_trio import QuartTrio

    from execora.config import Config
    from execora.server.auth import Caller, Gate, Knock
    from execora.server.engine.line import EngineLine
    from execora.server.sessions import Sessions
    from execora.server.upgrade import Upgrade

log = structlog.get_logger()

PATHS = ("/socket.io/", "/socket.io")
POLLING, WEBSOCKET = "polling", "websocket"
VERSION = "4"

CONNECT_SECONDS = 5.0
"""How long a client may take from the handshake until it connects to the namespace."""

MOST_STRANGERS = 384
"""Engine.IO sessions whose client has not connected yet; with one more, the oldest is cut."""

BAD_TOKEN = 4001
CODES: Mapping[int, int] = {
    HTTPStatus.UNAUTHORIZED: BAD_TOKEN,
    HTTPStatus.TOO_MANY_REQUESTS: TOO_SLOW,
    HTTPStatus.SERVICE_UNAVAILABLE: TOO_SLOW,
}
"""The close codes of refusals; of all others it is 1008."""

MISTAKES = {
    0: "Transport unknown",
    1: "Session ID unknown",
    2: "Bad handshake method",
    3: "Bad request",
    5: "Unsupported protocol version",
}
"""What Engine.IO's own server answers with 400."""


class Sockets:
    """Holds a session for each client that connects to the namespace."""

    def __init__(self, config: Config, gate: Gate, sessions: Sessions) -> None:
        self._config, self._gate, self._sessions = config, gate, sessions
        self._engines: dict[str, Engine] = {}
        self._strangers: OrderedDict[str, Engine] = OrderedDict()
        """Those that are no conversations yet, the oldest first."""
        self._owner: trio.Nursery | None = None
        self._stopping = False
        self._one_left = trio.Event()

    @property
    def open(self) -> Sequence[Engine]:
        """The sessions there are, those of strangers counted in."""
        return tuple(self._engines.values())

    def serve(self, app: QuartTrio) -> None:
        """Answer the requests of polling."""
        for path in PATHS:
            methods = ["GET", "POST", "OPTIONS"]
            app.add_url_rule(path, f"sockets {path}", self._answer, methods=methods, provide_automatic_options=False)

    def live_in(self, owner: trio.Nursery) -> None:
        """Begin sessions in this nursery from here on."""
        self._owner = owner

    def stop(self) -> None:
        """Let nobody else come in; those who are in are told what is left to tell, each in one last answer."""
        self._stopping = True
        for engine in list(self._strangers.values()):
            engine.line.cut()
        for engine in self._engines.values():
            engine.line.gather()

    async def all_left(self) -> None:
        """Return once there are no sessions."""
        while self._engines:
            self._one_left = trio.Event()
            await self._one_left.wait()

    # -- the requests ----------------------------------------------------------

    async def _answer(self) -> Response:
        knock = asked_by("connects")
        if denied := self._gate.stranger(knock):
            return self._refused(denied, knock)
        if request.method == "OPTIONS":
            return _allowing(TrioResponse(b"", HTTPStatus.NO_CONTENT))
        return _allowing(await self._asked(knock))

    async def _asked(self, knock: Knock) -> Response:
        if request.args.get("EIO") != VERSION:
            return _mistake(5)
        if request.args.get("transport") != POLLING:
            return _mistake(3 if request.args.get("transport") == WEBSOCKET else 0)
        sid = request.args.get("sid")
        if sid is None:
            return await self._begin(knock) if request.method == "GET" else _mistake(2)
        engine = self._engines.get(sid)
        if engine is None or not engine.polling.goes_on:
            return _mistake(3 if engine else 1)
        if sid not in self._strangers:
            request.scope["state"]["leave"]()  # a conversation's line is no visitor's until it was answered
        return await _exchange(engine)

    async def _begin(self, knock: Knock) -> Response:
        if denied := self._no_room(knock):
            return self._refused(denied, knock)
        return await _exchange(self._open(knock, (WEBSOCKET,)))

    def _refused(self, denied: Denied, knock: Knock) -> Response:
        self._note(denied, self._gate.address(knock))
        return refusal(denied.status, denied.detail, denied.wait_seconds)

    async def welcome(self, upgrade: Upgrade, stream: trio.SocketStream) -> None:
        """Answer a request for a WebSocket, and let it carry its session; the stream is not used afterwards."""
        knock = knock_of(upgrade, stream.socket.getsockname()[1], stream.socket.getpeername()[0])
        if isinstance(engine := self._asked_for(upgrade, knock), Denied):
            await self._sessions.turn_away(upgrade, stream, engine, self._gate.address(knock))
            return
        await stream.send_all(handshake.accept(upgrade))
        wire = Wire(stream, self._config, upgrade.early)
        try:
            await (engine or self._open(knock, ())).carriage.carry(wire, upgrade=engine is not None)
        finally:
            wire.cut()

    def _asked_for(self, upgrade: Upgrade, knock: Knock) -> Engine | Denied | None:
        """Return the session that a WebSocket is to carry; None for a new one."""
        if upgrade.fault is not None:
            return Denied(*upgrade.fault, reason="no proper upgrade")
        if denied := self._gate.stranger(knock):
            return denied
        query = {name: values[0] for name, values in upgrade.query.items()}
        if query.get("EIO") != VERSION or query.get("transport") != WEBSOCKET:
            return Denied(HTTPStatus.BAD_REQUEST, "EIO must be 4, and transport websocket.", "no Engine.IO 4")
        if "sid" not in query:
            return self._no_room(knock)
        engine = self._engines.get(query["sid"])
        if engine is None or not engine.carriage.free:
            return Denied(HTTPStatus.BAD_REQUEST, "There is no such session to go over.", "no such session")
        return engine

    # -- the sessions ----------------------------------------------------------

    def _no_room(self, knock: Knock) -> Denied | None:
        """Return why nobody is to begin a session by this request; None where somebody may."""
        stopping = Denied(HTTPStatus.SERVICE_UNAVAILABLE, FULL, "stopping") if self._stopping else None
        return stopping or self._gate.hasty(knock) or self._sessions.room()

    def _note(self, denied: Denied, address: str) -> None:
        self._gate.refusals.turn_away("door.refused", denied, path=PATHS[0], address=address)

    def _open(self, knock: Knock, upgrades: tuple[str, ...]) -> Engine:
        assert self._owner is not None, "requests come once the server listens"
        engine = Engine(self._config)
        engine.open(upgrades)
        self._engines[engine.sid] = self._strangers[engine.sid] = engine
        if len(self._strangers) > MOST_STRANGERS:
            self._strangers.popitem(last=False)[1].line.cut()
            log.info("socket.cut")
        self._owner.start_soon(self._own, engine, self._gate.address(knock))
        return engine

    async def _own(self, engine: Engine, address: str) -> None:
        """Own a session from its handshake to its end; a failure ends this one only."""
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(engine.heart.beat)
                with suppress(GoneError):
                    await self._hold(engine, address)
                nursery.cancel_scope.cancel()
        except* Exception as failures:
            report("socket.failed", failures)
        finally:
            engine.line.cut()
            del self._engines[engine.sid]
            self._strangers.pop(engine.sid, None)
            self._one_left.set()

    async def _hold(self, engine: Engine, address: str) -> None:
        caller = await self._greet(engine, address)
        if isinstance(caller, Denied):
            await self._turn_away(engine, caller, address)
            return
        with self._sessions.counted(caller) as leave:
            desk = await self._gate.desk(caller)
            if isinstance(desk, Denied):
                await self._turn_away(engine, desk, address)
                return
            await engine.line.send(*socketio.accept(token_urlsafe(16)))
            self._strangers.pop(engine.sid, None)
            await self._sessions.hold(engine.line, SocketIo(), caller, desk, leave)

    async def _greet(self, engine: Engine, address: str) -> Caller | Denied:
        """Return who connects to the namespace.

        Raises:
            GoneError: they have left, or do not come to it.

        """
        with trio.move_on_after(CONNECT_SECONDS):
            connect = await _connect(engine.line)
            caller = await self._gate.identify(connect.token)
            if isinstance(caller, Denied):
                return caller
            caller = replace(caller, address=address)
            return self._sessions.place(caller) or caller
        raise GoneError

    async def _turn_away(self, engine: Engine, denied: Denied, address: str) -> None:
        """Tell a client why it may not connect, or let it come back by itself where it should."""
        self._note(denied, address)
        code = CODES.get(denied.status, socketio.NOT_ALLOWED)
        if code not in socketio.COME_BACK:
            await engine.line.send(*socketio.refuse(denied.detail, code))
        await engine.line.close(code)


async def _connect(line: EngineLine) -> Connect:
    while True:
        match socketio.greet(await line.receive()):
            case Connect() as connect:
                return connect
            case None:
                raise GoneError
            case answer:
                await line.send(*answer)


# -- the answers ---------------------------------------------------------------


async def _exchange(engine: Engine) -> Response:
    name = request.args.get("t")  # clients name each request, lest a cache should answer
    try:
        match request.method:
            case "GET":
                return _payload(await engine.polling.poll(name))
            case "POST":
                body = await request.get_data(cache=True, as_text=False, parse_form_data=False)
                await engine.polling.post(body, name)
                return _payload("ok")
    except (MalformedError, GoneError):
        return _mistake(3)
    return _mistake(2)


def _payload(text: str) -> Response:
    return TrioResponse(text, content_type="text/plain; charset=UTF-8", headers={"Cache-Control": "no-store"})


def _mistake(code: int) -> Response:
    return send_json({"code": code, "message": MISTAKES[code]}, HTTPStatus.BAD_REQUEST)


def _allowing(response: Response) -> Response:
    """Let pages of allowed origins ask with credentials, as npm's client does where it is told to."""
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Access-Control-Allow-Methods"] = "GET, POST"
    return response
