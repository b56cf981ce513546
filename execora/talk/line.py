"""The line to a server: one connection after the other, and the same session over all of them."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import trio
from trio_websocket import ConnectionRejected, HandshakeError, open_websocket_url

from execora.errors import ExecoraError
from execora.talk.connection import BYE_SECONDS, COMES_BACK, DONE, Connection, ConnectionGoneError
from execora.talk.messages import message
from execora.talk.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from execora.talk.messages import Message

CONNECT_SECONDS = 10.0
"""How long the first connection may take."""

TRY_SECONDS = 5.0
"""How long it may take to be in our session again: a try that began without a network hangs, and so does one that is
reset in its handshake."""

SHORTEST_SECONDS, LONGEST_SECONDS = 0.5, 2.0
"""The pauses before a lost connection is tried again, but for chance. With `TRY_SECONDS` they bound how long a network
is there again without us: the session waits for half a minute."""

TOKEN_EXPIRED = 4001

FOR_GOOD = (1000, 1003, 1007, 1008, 1009)
"""The codes by which a server ends a connection and means it (PROTOCOL section 5)."""

LOST, NOT_IN = 1006, 0
"""For codes: it ended without one, or before we were in our session."""

NO_ANSWER = ("voice:end",)
"""Nothing is answered to these."""


class LineEndedError(Exception):
    """There is no connection any more, and there will be none; `Line.why` says why."""


class Line:
    """What is said and heard over it is one conversation. `run` is its task.

    A connection that is lost is opened again, as long as the session waits for us: what we missed is heard then, each
    event once, and what never arrived is said again.
    """

    def __init__(self, url: str, token: str | None, note: Callable[[str], None], door: str = "ws") -> None:
        """Connect to nothing yet; `note` is told what happens to the connection. `door` is one of `DOORS`.

        Raises:
            ExecoraError: it is no address of a server.

        """
        self._url, self._door, self._note = url, endpoint(url, door), note
        self._headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
        self._session = Session()
        self._connection: Connection | None = None
        """None while there is none that leads to our session."""
        self._patience = trio.CancelScope()
        """Of getting in: trio-websocket 0.12 waits for ever in a handshake over which nothing comes back."""
        self._unarrived: dict[str, Message] = {}
        """What was said, and nothing has been told about yet."""
        self._start: Message | None = None
        """What the server listens for."""
        self._to_client, self._from_line = trio.open_memory_channel[dict[str, object]](0)
        self._leaving = trio.Event()
        self.tried = trio.Event()
        """Set once there is a connection, or none to be had."""
        self.why: str | None = None
        """Why it has ended, where not because we left."""

    # -- what whoever talks does with it -------------------------------------------

    async def send(self, sent: Message) -> None:
        """Say something; where there is no connection, as soon as there is one."""
        if sent["type"] in ("voice:start", "voice:stop"):
            self._start = sent if sent["type"] == "voice:start" else None
        if sent["type"] not in NO_ANSWER:
            self._unarrived[sent["id"]] = sent
        await trio.lowlevel.checkpoint()
        if self._connection is not None:
            await self._connection.send(sent)  # what never arrives is said again

    async def send_sound(self, frame: bytes) -> None:
        """Send sound; where there is no connection it is lost."""
        await trio.lowlevel.checkpoint()
        if self._connection is not None:
            await self._connection.send_frame(frame)

    async def hear(self) -> Message:
        """Return the next event.

        Raises:
            LineEndedError: none will come.

        """
        try:
            return await self._from_line.receive()
        except trio.EndOfChannel:
            raise LineEndedError from None

    def leave(self) -> None:
        """Say goodbye to the server, and end."""
        self._leaving.set()

    # -- one connection after the other ----------------------------------------------

    async def run(self) -> None:
        """Hold one connection after the other, until we leave or there is no coming back."""
        with self._to_client:
            try:
                end = await self._first()
                while isinstance(end, int):
                    end = await self._come_back(end)
                self.why = end
            finally:
                self.tried.set()

    async def _first(self) -> int | str | None:
        """Hold the first connection; see `_visit`."""
        try:
            end = await self._visit(CONNECT_SECONDS)
            return end if end != NOT_IN else f"no answer from {self._url}: is it the address of an Execora?"
        except ConnectionRejected as rejected:
            return f"{self._url} does not let us in: {_why(rejected.status_code)}"
        except HandshakeError as error:
            reason = error.__cause__ or "it does not speak our protocol"
            return f"no Execora at {self._url} ({reason}): start one with `execora demo`, or name it by --url"

    async def _come_back(self, code: int) -> int | str | None:
        """Hold the next connection, where the session waits for us; see `_visit`."""
        if code == TOKEN_EXPIRED:
            return "the token has expired: give it a fresh one by --token (`execora token --tenant …` makes one)"
        if code in FOR_GOOD or not self._session.waits_seconds:
            return "the server has ended the connection"
        self._note("The connection is lost; trying again…")
        until = trio.current_time() + self._session.waits_seconds
        for pause in _pauses():
            with trio.move_on_after(pause):
                await self._leaving.wait()
                return None
            if trio.current_time() > until:
                return "the connection was lost, and could not be had again"
            end = await self._try()
            if end != NOT_IN:
                return end
        raise AssertionError("the pauses never end")

    async def _try(self) -> int | str | None:
        try:
            return await self._visit(TRY_SECONDS)
        except ConnectionRejected as rejected:
            return _why(rejected.status_code) if rejected.status_code in (401, 403) else NOT_IN
        except HandshakeError:
            return NOT_IN

    async def _visit(self, seconds: float) -> int | str | None:
        """Hold a connection to its end; getting in may take so many seconds.

        Return the code by which it ended, `NOT_IN` where that was before we were in our session; or why there is no
        going on; or None where we left.
        """
        with trio.CancelScope(deadline=trio.current_time() + seconds) as self._patience:
            door = open_websocket_url(self._door, extra_headers=self._headers, disconnect_timeout=BYE_SECONDS)
            async with door as socket:
                connection = Connection(socket)
                end = await self._hold(connection)
                if self._leaving.is_set() and not isinstance(end, str):
                    return None if await connection.close(DONE) else "the server did not say goodbye"
                await connection.close(COMES_BACK if isinstance(end, int) else DONE)
                return end
        return NOT_IN

    async def _hold(self, connection: Connection) -> int | str:
        end: int | str = LOST
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._leave, nursery.cancel_scope)
            nursery.start_soon(connection.watch)
            end = await self._hear_all(connection)
            nursery.cancel_scope.cancel()
        self._connection = None
        return end

    async def _leave(self, connected: trio.CancelScope) -> None:
        await self._leaving.wait()
        connected.cancel()

    # -- over one connection -----------------------------------------------------------

    async def _hear_all(self, connection: Connection) -> int | str:
        """Get into our session and hear what it tells, until the connection ends; return how."""
        end = NOT_IN
        try:
            if self.tried.is_set() and not await self._resume(connection):
                return "the connection was lost, and its session is over"
            end, self._connection, self._patience.deadline = LOST, connection, math.inf
            self.tried.set()
            while True:
                await self._hear_one(connection)
        except ConnectionGoneError as gone:
            return (gone.code or LOST) if end else NOT_IN

    async def _hear_one(self, connection: Connection) -> None:
        event = await connection.receive()
        behind = self._session.missing > 0
        if self._session.heard(event):
            self._unarrived.pop(event.get("replyTo", ""), None)
            await self._to_client.send(event)
        if behind and not self._session.missing:
            await self._say_again(connection)

    async def _resume(self, connection: Connection) -> bool:
        """Ask for our session; return whether we are in it again."""
        await connection.receive()  # the welcome to another one
        ask = self._session.ask()
        await connection.send(ask)
        while True:
            reply = await connection.receive()
            if reply["type"] == "error" and reply.get("replyTo") == ask["id"]:
                return False
            if reply["type"] == "session:resumed":
                break
        self._note("Connected again.")
        self._session.missing = reply["data"]["missed"]
        if self._start and self._start["id"] not in self._unarrived:
            self._start = message("voice:start", **self._start["data"])
            await connection.send(self._start)
        if not self._session.missing:
            await self._say_again(connection)
        return True

    async def _say_again(self, connection: Connection) -> None:
        """Say what the session, which has told us everything by now, has told nothing about."""
        for sent in tuple(self._unarrived.values()):
            await connection.send(sent)


def _pauses() -> Iterator[float]:
    """Return the pauses between tries: twice as long each time, with chance in it."""
    longest = 2 * SHORTEST_SECONDS
    while True:
        yield random.uniform(longest / 2, longest)
        longest = min(2 * longest, LONGEST_SECONDS)


def _why(status_code: int) -> str:
    match status_code:
        case 401 | 403:
            return "give it a token of its shop by --token (`execora token --tenant …` makes one)"
        case 429 | 503:
            return "it is full or not ready, try again later"
        case _:
            return f"it answers {status_code}"


def endpoint(url: str, door: str = "ws") -> str:
    """Return where the door is, given the server's address as a browser knows it.

    Raises:
        ExecoraError: it is no such address.

    """
    parts = urlsplit(url if "://" in url else f"http://{url}")
    scheme = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}.get(parts.scheme)
    if scheme is None or not parts.hostname:
        raise ExecoraError(f"{url} is no address of a server: give it as http://HOST:PORT")
    return urlunsplit((scheme, parts.netloc, f"/{door}", "", ""))
