"""A line that is cut: to a server that does what a test says, and to a real session."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, WebSocketRequest, serve_websocket

from execora.errors import ExecoraError
from execora.server.auth import make_token
from execora.session.run import run
from execora.talk import connection as connection_module
from execora.talk import line as line_module
from execora.talk.client import Spoken, talk
from execora.talk.line import Line, _pauses
from execora.talk.messages import message
from tests.emulators.proxy import Proxy
from tests.fakes.books import FakeBooks, fake_desk
from tests.process import eventually
from tests.server.serving import start_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.session.desk import Desk

# trio-websocket 0.12 leaves a client's socket to the garbage collector where the server closes first or refuses
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

Event = dict[str, Any]

SECRET = "a secret of this test's own, of thirty-two or more"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_module, "SHORTEST_SECONDS", 0.02)
    monkeypatch.setattr(line_module, "LONGEST_SECONDS", 0.1)
    monkeypatch.setattr(line_module, "TRY_SECONDS", 1.0)


def event(kind: str, number: int, reply_to: str | None = None, **data: object) -> Event:
    return {"type": kind, "data": data, "seq": number} | ({"replyTo": reply_to} if reply_to else {})


def test_the_pauses_grow_to_two_seconds_or_as_long_as_they_are_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(line_module, "SHORTEST_SECONDS", 0.5)
    monkeypatch.setattr(line_module, "LONGEST_SECONDS", 2.0)
    pauses = _pauses()
    found = [next(pauses) for _ in range(9)]
    for pause, longest in zip(found, (1, 2, 2, 2, 2, 2, 2, 2, 2), strict=True):
        assert longest / 2 <= pause <= longest
    assert any(one != other for one, other in pairwise(found[2:])), "not all come back at once"


# -- to a server that does what it is told -----------------------------------------------


class Server:
    """Keeps each connection that comes, and what was said over it, for a test to answer."""

    def __init__(self, **welcome: object) -> None:
        limits = {"resumeSeconds": welcome.pop("waits", 30.0)}
        self.welcome = event("voice:start", 1, sessionId="s", resumeToken="secret", limits=limits) | welcome
        self.url = ""
        self.refuses = False
        self._to_test, self._from_client = trio.open_memory_channel[tuple[WebSocketConnection, Event]](100)

    async def hears(self, kind: str) -> Event:
        """Return the next message, which must be of a type; whatever is told from here on goes over its connection."""
        with trio.fail_after(10):
            self.connection, said = await self._from_client.receive()
        assert said["type"] == kind
        return said

    async def tell(self, *events: Event) -> None:
        for one in events:
            await self.connection.send_message(json.dumps(one))

    async def close(self, code: int) -> None:
        await self.connection.aclose(code)

    async def serve(self, request: WebSocketRequest) -> None:
        if self.refuses:
            return await request.reject(503)
        connection = await request.accept()
        with suppress(ConnectionClosed):
            await connection.send_message(json.dumps(self.welcome))
            while True:
                said = json.loads(await connection.get_message())
                await self._to_test.send((connection, said))


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[None]:
    async with trio.open_nursery() as nursery:
        listening = await nursery.start(partial(serve_websocket, server.serve, "127.0.0.1", 0, None))
        server.url = f"http://127.0.0.1:{listening.port}"
        yield
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def line_to(server: Server, notes: list[str] | None = None) -> AsyncIterator[Line]:
    """Connect to it, and hear its welcome."""
    async with serving(server), trio.open_nursery() as nursery:
        line = Line(server.url, None, [].append if notes is None else notes.append)
        nursery.start_soon(line.run)
        assert (await line.hear())["type"] == "voice:start"
        yield line
        nursery.cancel_scope.cancel()


async def kinds(line: Line, count: int) -> list[str]:
    with trio.fail_after(10):
        return [(await line.hear())["type"] for _ in range(count)]


async def test_it_comes_back_to_its_session_and_hears_what_it_missed_once():
    server, notes = Server(), list[str]()
    async with line_to(server, notes) as line:
        said = message("voice:final", text="balance")
        await line.send(said)
        await server.hears("voice:final")
        await server.tell(event("task:queued", 2, said["id"]))
        assert await kinds(line, 1) == ["task:queued"]
        await server.close(1011)
        asked = await server.hears("session:resume")
        assert asked["data"] == {"sessionId": "s", "resumeToken": "secret", "lastSeq": 2}
        missed = [event("task:started", 3), event("task:completed", 4)]
        await server.tell(event("session:resumed", 2, missed=2), event("task:queued", 2), *missed)
        assert await kinds(line, 2) == ["task:started", "task:completed"]
    assert notes == ["The connection is lost; trying again…", "Connected again."]


async def test_what_never_arrived_is_said_again_once_all_that_was_missed_is_heard():
    server = Server()
    async with line_to(server) as line:
        arrives, is_lost = message("voice:final", text="arrives"), message("ping")
        await line.send(arrives)
        await server.hears("voice:final")
        await server.close(1013)
        await line.send(is_lost)
        await server.hears("session:resume")
        await server.tell(event("session:resumed", 1, missed=1), event("voice:transcript", 2, arrives["id"]))
        assert await kinds(line, 1) == ["voice:transcript"]
        assert (await server.hears("ping"))["id"] == is_lost["id"]


async def test_it_is_listened_to_again():
    server = Server()
    async with line_to(server) as line:
        start = message("voice:start", encoding="pcm16")
        await line.send(start)
        await server.hears("voice:start")
        await server.tell(event("voice:started", 2, start["id"]))
        assert await kinds(line, 1) == ["voice:started"]
        await server.close(1011)
        await server.hears("session:resume")
        await server.tell(event("session:resumed", 2, missed=0))
        again = await server.hears("voice:start")
        assert (again["data"], again["id"] != start["id"]) == (start["data"], True)


async def ended(server: Server, line: Line) -> str | None:
    with trio.fail_after(10):
        while line.why is None:
            with suppress(line_module.LineEndedError):
                await line.hear()
            await trio.lowlevel.checkpoint()
    return line.why


@pytest.mark.parametrize("code", line_module.FOR_GOOD)
async def test_a_server_that_means_it_is_not_bothered_again(code: int):
    server = Server()
    async with line_to(server) as line:
        await line.send(message("ping"))
        await server.hears("ping")
        await server.close(code)
        assert await ended(server, line) == "the server has ended the connection"


async def test_a_token_that_has_expired_is_said_so_and_not_tried_again():
    server = Server()
    async with line_to(server) as line:
        await line.send(message("ping"))
        await server.hears("ping")
        await server.close(4001)
        why = "the token has expired: give it a fresh one by --token (`execora token --tenant …` makes one)"
        assert await ended(server, line) == why


async def test_a_session_that_is_over_is_said():
    server = Server()
    async with line_to(server) as line:
        await line.send(message("ping"))
        await server.hears("ping")
        await server.close(1001)
        asked = await server.hears("session:resume")
        await server.tell(event("error", 2, asked["id"], code="CANNOT_RESUME"))
        assert await ended(server, line) == "the connection was lost, and its session is over"


async def test_it_is_tried_for_as_long_as_the_session_waits():
    server, notes = Server(waits=0.3), list[str]()
    async with line_to(server, notes) as line:
        await line.send(message("ping"))
        await server.hears("ping")
        server.refuses = True
        began = trio.current_time()
        await server.close(1011)
        assert await ended(server, line) == "the connection was lost, and could not be had again"
        assert trio.current_time() - began > 0.3
    assert notes == ["The connection is lost; trying again…"]


async def test_a_line_over_which_nothing_is_replied_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connection_module, "SILENCE_SECONDS", 0.1)
    monkeypatch.setattr(connection_module, "ANSWER_SECONDS", 0.1)
    server = Server()
    async with line_to(server):
        monkeypatch.setattr(WebSocketConnection, "ping", _unanswered)
        await server.hears("session:resume")


async def test_a_server_that_says_nothing_and_answers_pings_is_there(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connection_module, "SILENCE_SECONDS", 0.05)
    monkeypatch.setattr(connection_module, "ANSWER_SECONDS", 0.25)
    server, notes = Server(), list[str]()
    async with line_to(server, notes) as line:
        await trio.sleep(0.6)
        await line.send(message("ping"))
        await server.hears("ping")
    assert notes == []


async def test_sound_that_is_sent_though_nobody_asked_for_it_is_not_listened_to():
    server = Server()
    async with line_to(server) as line:
        await line.send(message("ping"))
        await server.hears("ping")
        await server.connection.send_message(b"\0\1")
        await server.tell(event("pong", 2))
        assert await kinds(line, 1) == ["pong"]


async def _unanswered(_connection: WebSocketConnection) -> None:
    await trio.sleep_forever()


async def test_a_port_at_which_nobody_says_anything_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(line_module, "CONNECT_SECONDS", 0.2)
    proxy = Proxy(partial(trio.open_tcp_stream, "127.0.0.1", 9), away=True)
    async with proxy.open():
        url = f"http://127.0.0.1:{proxy.port}"
        with trio.fail_after(5), pytest.raises(ExecoraError, match=f"no answer from {url}"):
            await talk(url, None, Spoken("hello"), as_json=False, show=[].append)


# -- to a real session ---------------------------------------------------------------------


class SameDesk:
    """Knows one shop, and has one desk for it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def open(self, _tenant: str) -> Desk:
        await trio.lowlevel.checkpoint()
        return self.desk

    def close(self) -> None:
        self.desk.closing.set()


async def test_what_runs_while_the_wire_is_cut_is_answered_once(nursery: trio.Nursery):
    books = FakeBooks(slow={"RECORD_PAYMENT": 0.5})
    desk = fake_desk(books)
    served = await start_server(nursery, run, desks=SameDesk(desk), jwt_secret=SECRET)
    token = make_token(served.config, "demo", "owner", 60)
    shown: list[str] = []
    async with Proxy(partial(trio.open_tcp_stream, "127.0.0.1", served.port)).open() as proxy:
        url, say = f"http://127.0.0.1:{proxy.port}", Spoken("Suresh ne 500 cash diye")
        async with trio.open_nursery() as talking:
            talking.start_soon(partial(talk, url, token, say, as_json=False, show=shown.append))
            await eventually(lambda: "  record_payment runs" in shown)
            proxy.refusing = True
            proxy.cut()
            await eventually(lambda: books.changes == 1)
            assert shown[-1] == "The connection is lost; trying again…"
            proxy.go_on()
    told = [line.split()[1] for line in shown if "record_payment" in line]
    assert told == ["waits", "runs", "is"], "done, that is"
    assert sum("₹" in line for line in shown) == 1
    assert len(desk.sessions) == 0, "it has said goodbye"


async def test_a_goodbye_that_lay_in_the_network_does_not_end_the_session(
    nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection_module, "SILENCE_SECONDS", 0.2)
    monkeypatch.setattr(connection_module, "ANSWER_SECONDS", 0.2)
    books = FakeBooks(slow={"RECORD_PAYMENT": 2})
    desk = fake_desk(books)
    served = await start_server(nursery, run, desks=SameDesk(desk), jwt_secret=SECRET)
    token, shown = make_token(served.config, "demo", "owner", 60), list[str]()
    async with Proxy(partial(trio.open_tcp_stream, "127.0.0.1", served.port)).open() as proxy:
        url, say = f"http://127.0.0.1:{proxy.port}", Spoken("Suresh ne 500 cash diye")
        async with trio.open_nursery() as talking:
            talking.start_soon(partial(talk, url, token, say, as_json=False, show=shown.append))
            await eventually(lambda: "  record_payment runs" in shown)
            lies_there, proxy.refusing = proxy.up, True
            proxy.forget()
            await eventually(lambda: "The connection is lost; trying again…" in shown)
            lies_there.go_on()
            await eventually(lambda: all(session.presence.visit is None for session in desk.sessions.values()))
            proxy.go_on()
    assert "Connected again." in shown
    assert sum("₹" in line for line in shown) == 1
    assert books.changes == 1


async def test_a_server_that_is_gone_for_good_is_said(nursery: trio.Nursery):
    desk = fake_desk(FakeBooks(slow={"RECORD_PAYMENT": 9}), resume_seconds=1)
    served = await start_server(nursery, run, desks=SameDesk(desk))
    shown: list[str] = []

    async def stop_soon() -> None:
        await eventually(lambda: len(shown) > 0)
        await served.stop()

    nursery.start_soon(stop_soon)
    say = Spoken("Suresh ne 500 cash diye")
    with pytest.raises(ExecoraError, match="connection was lost"):
        await talk(served.url, None, say, as_json=False, show=shown.append)
