"""A server that says what a test tells it to, over a real WebSocket, and serves the real page."""

from __future__ import annotations

import json
import queue
import socket
import threading
from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import trio
from hypercorn.config import Config
from hypercorn.trio import serve
from quart import Response, request, websocket
from quart_trio import QuartTrio

from execora.server.static import read_page
from tests.page.fake_polling import Message, Poll

if TYPE_CHECKING:
    from collections.abc import Callable

    from quart.wrappers.base import BaseRequestWebsocket

PAGE = read_page()

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

PATIENCE_SECONDS = 5.0

CUSTOMERS = [
    ("Lakshmi Narayan", "Thana road", 7300),
    ("Amit Jain", "Sadar bazaar", 4500),
    ("Mohan Lal", "Nehru Nagar", 3600.5),
    ("Suresh Kumar", "Bus stand", 2400),
    ("Rahul Sharma", "ATM ke paas", 500),
    ("Ramesh Gupta", "Ghantaghar", 0),
    ("Bharat Yadav", "ATM wala", 150),
    ("Kavita Sharma", "Post office", 1100),
]

PRODUCTS = [
    ("Aata", "kg", 48, 60, 10),
    ("Bread", "packet", 45, 4, 5),
    ("Butter", "packet", 62, 18, 5),
    ("Cheeni", "kg", 46, 2.5, 10),
    ("Maggi", "packet", 15, 120, 20),
    ("Milk", "litre", 30, 24, 10),
    ("Tata Namak", "kg", 28, 40, 5),
]


def recording(day: int, seconds: float | None, state: str = "kept") -> dict[str, Any]:
    """Return a recording of a day in November, as REST shows it."""
    id_ = str(UUID(int=day))
    link = None if state == "lost" else f"/api/v1/recordings/{id_}/audio?token=t"
    return {"id": id_, "startedAt": f"2026-11-{day:02}T15:04:00+05:30", "seconds": seconds, "bytes": 9} | {
        "state": state,
        "url": link,
    }


def books() -> dict[str, Any]:
    """Return what REST answers until a test says otherwise."""
    customers = [
        {"id": str(uuid4()), "name": name, "nickname": None, "landmark": mark, "phone": None, "balance": owed}
        for name, mark, owed in CUSTOMERS
    ]
    products = [
        {"id": str(uuid4()), "name": name, "unit": unit, "price": price, "stock": stock, "lowStock": low}
        | {"low": stock <= low}
        for name, unit, price, stock, low in PRODUCTS
    ]
    reminder = {"id": str(uuid4()), "customer": "Suresh Kumar", "customerId": customers[3]["id"], "amount": 2400}
    return {
        "customers": {"items": customers, "next": None},
        "products": {"items": products, "next": None},
        "reminders": {
            "items": [reminder | {"sendAt": "2026-11-21T19:00:00+05:30", "recurrence": None}],
            "next": None,
        },
        "recordings": {"items": [recording(2, 754.5), recording(1, None, "lost")], "next": None},
        "summary/daily": {
            "date": "2026-11-20",
            "invoiceCount": 12,
            "totalSales": 8450,
            "totalPayments": 5200.5,
            "cashPayments": 3700.5,
            "upiPayments": 1500,
            "creditGiven": 640,
            "pendingAmount": 19550.5,
        },
    }


@dataclass
class FakeServer:
    """Runs in a thread of its own between `start` and `stop`; everything else may be called from the test's thread."""

    token: str | None = None
    """What the page must bring, if anything."""
    books: dict[str, Any] = field(default_factory=books)
    asked: list[str] = field(default_factory=list)
    """The REST paths that were asked for, with their queries."""
    files: list[str] = field(default_factory=list)
    """The files of the page that were asked for."""
    removed: list[str] = field(default_factory=list)
    """The recordings that were to be removed."""
    may_remove: bool = True
    opened: int = 0
    """How many WebSockets were opened."""
    answers_pings: bool = True
    tries: int = 0
    """How many WebSockets were asked for."""
    bars: int = 0
    """The status of HTTP for all requests (421), or for those that name an Origin (403)."""
    breaks_upgrades: bool = False
    """Whether whoever wants a WebSocket is told that this is a bad request."""
    polls: list[Poll] = field(default_factory=list)
    """The connections of pages that poll."""
    hangs: bool = False
    """Whether nothing is answered to whoever wants a WebSocket; a test may expect `upgrade` to see it tried."""
    welcome: Message = field(default_factory=dict)
    """What the welcome says besides the session's id."""
    frames: list[bytes] = field(default_factory=list)
    """The sound that came, in the order of the messages around it."""
    url: str = ""
    _heard: queue.Queue[Message] = field(default_factory=queue.Queue)
    _sockets: list[trio.MemorySendChannel[Message | int]] = field(default_factory=list)
    _more: threading.Condition = field(default_factory=threading.Condition)
    _welcomes: bool = True
    _thread: threading.Thread | None = None
    _trio_token: trio.lowlevel.TrioToken | None = None
    _nursery: trio.Nursery | None = None
    _end: trio.Event = field(default_factory=trio.Event)

    # -- what a test does

    def start(self) -> None:
        ready = threading.Event()
        self._thread = threading.Thread(target=trio.run, args=(self._serve, ready))
        self._thread.start()
        assert ready.wait(PATIENCE_SECONDS)

    def stop(self) -> None:
        assert self._thread is not None
        self._do(self._leave)
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()

    def expect(self, kind: str) -> Message:
        """Return the next message of a type that the page sent; those of other types before it are passed over."""
        while True:
            message = self._heard.get(timeout=PATIENCE_SECONDS)
            if message["type"] == kind:
                return message

    def expect_frames(self, count: int) -> list[bytes]:
        """Wait until so many frames of sound have come."""
        with self._more:
            assert self._more.wait_for(lambda: len(self.frames) >= count, PATIENCE_SECONDS)
            return list(self.frames)

    def expect_files(self, count: int) -> list[str]:
        """Wait until so many files have been asked for."""
        with self._more:
            assert self._more.wait_for(lambda: len(self.files) >= count, PATIENCE_SECONDS)
            return list(self.files)

    def heard_nothing_of(self, kind: str) -> bool:
        """Tell whether nothing of a type is among what came and was not looked at yet."""
        return all(message["type"] != kind for message in list(self._heard.queue))

    def tell(
        self, kind: str, data: Message | None = None, *, reply_to: str | None = None, seq: int | None = None
    ) -> None:
        """Send an event to the page."""
        event: Message = {"type": kind, "data": data or {}, "timestamp": "2026-11-20T09:30:00Z"}
        self._send(event | ({"replyTo": reply_to} if reply_to else {}) | ({"seq": seq} if seq else {}))

    def hang_up(self, code: int = 1011) -> None:
        """Close the connection with a code."""
        self._send(code)

    def beat(self) -> None:
        """Send a heartbeat of Engine.IO's to the page that polls."""
        self._do(self.polls[-1].beat)

    def turn_away(self) -> None:
        """Close the connection and refuse every further one, until `let_in`."""
        self._welcomes = False
        self.hang_up()

    def let_in(self) -> None:
        """Accept connections again."""
        self._welcomes = True

    # -- what it takes

    def _send(self, what: Message | int) -> None:
        self._do(lambda: self._sockets[-1].send_nowait(what))

    def _do(self, what: Callable[[], object]) -> None:
        trio.from_thread.run_sync(what, trio_token=self._trio_token)

    def _leave(self) -> None:
        for channel in self._sockets:
            channel.close()
        self._end.set()

    async def _serve(self, ready: threading.Event) -> None:
        self._trio_token = trio.lowlevel.current_trio_token()
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        config = Config()
        config.bind = [f"fd://{listening.detach()}"]
        config.errorlog = config.accesslog = None
        config.graceful_timeout = 0.1
        async with trio.open_nursery() as self._nursery:
            await self._nursery.start(lambda task_status: self._hypercorn(config, task_status))
            ready.set()

    async def _hypercorn(self, config: Config, task_status: trio.TaskStatus[Any]) -> None:
        await serve(self._app(), config, shutdown_trigger=self._end.wait, task_status=task_status)

    def _app(self) -> QuartTrio:
        app = QuartTrio("fake_server", static_folder=None)
        app.add_url_rule("/", view_func=self._index)
        app.add_url_rule("/blank", view_func=self._blank)
        app.add_url_rule("/page/<path:name>", view_func=self._file)
        app.add_url_rule("/api/v1/<path:path>", view_func=self._rest)
        app.add_url_rule("/api/v1/recordings/<id_>", "removing", self._remove, methods=["DELETE"])
        app.add_websocket("/ws", view_func=self._talk)
        app.add_url_rule("/socket.io/", view_func=self._poll, methods=["GET", "POST"])
        return app

    async def _index(self) -> Response:
        return await self._file("index.html")

    async def _blank(self) -> Response:
        return Response("<!doctype html><title>Blank</title>", mimetype="text/html")

    async def _file(self, name: str) -> Response:
        with self._more:
            self.files.append(name)
            self._more.notify_all()
        response = Response(PAGE[name].content, mimetype=guess_type(name)[0])
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _rest(self, path: str) -> Response:
        self.asked.append(path + (f"?{request.query_string.decode()}" if request.query_string else ""))
        if self._barred(request):
            return Response(json.dumps({"detail": "No."}), self.bars, mimetype="application/problem+json")
        if self.token and request.headers.get("Authorization") != f"Bearer {self.token}":
            return Response(json.dumps({"title": "Unauthorized"}), 401, mimetype="application/problem+json")
        if path not in self.books:
            return Response("{}", 503, mimetype="application/problem+json")
        answer = self.books[path]
        if callable(answer):
            answer = answer(request.args)
        return Response(json.dumps(answer), mimetype="application/json")

    async def _remove(self, id_: str) -> tuple[str, int]:
        self.removed.append(id_)
        return ("", 204) if self.may_remove else ("{}", 403)

    async def _talk(self) -> tuple[str, int] | None:
        self.tries += 1
        if self.breaks_upgrades:
            return "", 400
        if not self._welcomes:
            return "", 503
        if self._barred(websocket):
            return "", self.bars
        assert not websocket.args, "an address is written into every proxy's log"
        offered = websocket.requested_subprotocols
        if self.token and offered != ["bearer", self.token]:
            return "", 401
        if self.hangs:
            self._heard.put({"type": "upgrade"})
            await trio.sleep_forever()
        self.opened += 1
        send, receive = trio.open_memory_channel[Message | int](1000)
        self._sockets.append(send)
        await websocket.accept(subprotocol="bearer" if offered else None)
        await websocket.send(json.dumps(self._greeting()))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._read)
            with receive:
                async for event in receive:
                    if isinstance(event, int):
                        await websocket.close(event)
                        break
                    await websocket.send(json.dumps(event))
            nursery.cancel_scope.cancel()
        return None

    async def _read(self) -> None:
        while True:
            said = await websocket.receive()
            self._take(said if isinstance(said, bytes) else json.loads(said))

    async def _poll(self) -> tuple[str, int]:
        if not self._welcomes:
            return "", 503
        if self._barred(request):
            return "", self.bars
        sid = request.args.get("sid")
        if sid is None:
            return self._begin_polling(), 200
        poll = next(one for one in self.polls if one.sid == sid)
        if request.method == "GET":
            return await poll.get(), 200
        poll.post(await request.get_data(as_text=True))
        return "ok", 200

    def _barred(self, asked: BaseRequestWebsocket) -> bool:
        return self.bars == 421 or (self.bars == 403 and "Origin" in asked.headers)

    def _begin_polling(self) -> str:
        send, receive = trio.open_memory_channel[Message | int](1000)
        self._sockets.append(send)
        poll = Poll(lambda token: None if self.token and token != self.token else self._greeting(), self._take, receive)
        self.polls.append(poll)
        assert self._nursery
        self._nursery.start_soon(poll.run)
        return poll.opening

    def _greeting(self) -> Message:
        return {"type": "voice:start", "data": {"sessionId": str(uuid4()), **self.welcome}, "seq": 1}

    def _take(self, said: Message | bytes) -> None:
        if isinstance(said, bytes):
            with self._more:
                self.frames.append(said)
                self._more.notify_all()
            return
        self._heard.put(said)
        if said["type"] == "ping" and self.answers_pings:
            self._sockets[-1].send_nowait({"type": "pong", "data": {}})
