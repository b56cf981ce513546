"""A server to test, with fakes behind its doors, and a client that does only what it is told."""

from __future__ import annotations

import os
from base64 import b64encode
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, cast
from uuid import UUID

import trio
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, TextMessage

from execora.config import Config
from execora.errors import RecordingError
from execora.ledger.model import Balance, Customer, DaySummary, Product, Reminder, ShelfItem
from execora.ledger.money import paise
from execora.ledger.units import Milli
from execora.server.app import App, make_app
from execora.server.listen import serve
from execora.session import port
from execora.session.desk import INDIA, Desk, Speaker
from execora.session.port import Recording

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from execora.server.sessions import Run
    from execora.session.port import Door, Position

NOW = datetime(2026, 11, 20, 15, tzinfo=INDIA)
TEST_SECONDS = 30
DESK_PARTS: dict[str, Any] = {"books": None, "customers": None, "products": None, "transcripts": None}


@dataclass
class FakeDesks:
    """Knows the shop "demo", unless it is told to fail."""

    failure: Exception | None = None
    opened: list[str] = field(default_factory=list)
    closing: trio.Event = field(default_factory=trio.Event)

    def close(self) -> None:
        self.closing.set()

    async def open(self, tenant: str) -> Desk | None:
        await trio.lowlevel.checkpoint()
        self.opened.append(tenant)
        if self.failure:
            raise self.failure
        desk = Desk(1, tenant, "Demo", config=settings(), now=lambda: NOW, **DESK_PARTS)
        return desk if tenant == "demo" else None


def customer(number: int) -> Customer:
    return Customer(UUID(int=number), f"Customer {number:03}", nickname="Nick", landmark="ATM", phone="9876543210")


@dataclass
class FakeShop:
    """One shop's books as pages read them. It is its own customers, products, reminders and reports."""

    count: int = 3
    asked: list[dict[str, Any]] = field(default_factory=list)
    failure: Exception | None = None

    def __post_init__(self) -> None:
        self.reminders = self.reports = self
        self.customers, self.products = FakeCustomers(self), FakeProducts(self)

    @asynccontextmanager
    async def reading(self, shop_id: int) -> AsyncIterator[FakeShop]:
        assert shop_id == 1
        await trio.lowlevel.checkpoint()
        if self.failure:
            raise self.failure
        yield self

    async def set_gst(self, shop_id: int, product_id: UUID, rate: Milli, hsn: str | None) -> ShelfItem | None:
        await trio.lowlevel.checkpoint()
        assert shop_id == 1
        if self.failure:
            raise self.failure
        self.asked.append({"rate": rate, "hsn": hsn})
        milk = Product(product_id, "Milk", "packet", gst_rate=rate, hsn=hsn)
        return ShelfItem(milk, paise(30), Milli(0), Milli(0)) if product_id == UUID(int=1) else None

    async def waiting(self) -> Sequence[Reminder]:
        await trio.lowlevel.checkpoint()
        hour = timedelta(hours=1)
        return [
            Reminder(UUID(int=number), customer(number), None if number == 1 else paise(500), NOW + number * hour)
            for number in range(1, self.count + 1)
        ]

    async def days(self, first: date, last: date) -> DaySummary:
        await trio.lowlevel.checkpoint()
        return DaySummary(first, last, 2, *(paise(rupees) for rupees in ("120.50", 80, 50, 30, 500, 4242)))


@dataclass
class FakeCustomers:
    shop: FakeShop

    async def get(self, customer_id: UUID) -> Customer | None:
        await trio.lowlevel.checkpoint()
        return customer(customer_id.int) if 0 < customer_id.int <= self.shop.count else None

    async def balance(self, customer_id: UUID) -> int | None:
        await trio.lowlevel.checkpoint()
        return paise("12.50")

    async def page(self, *, text: str | None, after: UUID | None, limit: int) -> Sequence[Balance]:
        await trio.lowlevel.checkpoint()
        self.shop.asked.append({"text": text, "after": after, "limit": limit})
        first = after.int + 1 if after else 1
        return [Balance(customer(number), paise(number)) for number in range(first, self.shop.count + 1)][:limit]


@dataclass
class FakeProducts:
    shop: FakeShop

    async def page(self, *, text: str | None, after: UUID | None, limit: int) -> Sequence[ShelfItem]:
        await trio.lowlevel.checkpoint()
        milk = Product(UUID(int=1), "Milk", "packet")
        sugar = Product(UUID(int=2), "Sugar", "kg")
        return [
            ShelfItem(milk, paise(30), Milli(50_000), Milli(10_000)),
            ShelfItem(sugar, paise("42.50"), Milli(2500), Milli(5000)),
        ][:limit]


@dataclass
class FakeArchive:
    """Keeps one recording of the shop, of a given sound, and one that was lost."""

    sound: bytes = bytes(range(256)) * 1000
    broken: bool = False
    removed: list[UUID] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)

    def __post_init__(self) -> None:
        began, ended = NOW - timedelta(hours=1), NOW - timedelta(minutes=50)
        self.recordings += [
            Recording(UUID(int=3), "1/3.ogg", NOW, None, None, None, "recording"),
            Recording(UUID(int=2), "1/2.ogg", began, ended, 600.5, len(self.sound), "kept"),
            Recording(UUID(int=1), "1/1.ogg", began, None, None, None, "lost"),
        ]

    async def page(self, shop_id: int, *, after: Position | None, limit: int) -> Sequence[Recording]:
        await trio.lowlevel.checkpoint()
        assert shop_id == 1
        return [one for one in self.recordings if after is None or one.position < after][:limit]

    async def size(self, shop_id: int, recording_id: UUID) -> int | None:
        await self._reach()
        return len(self.sound) if (shop_id, recording_id) == (1, UUID(int=2)) else None

    async def read(self, shop_id: int, recording_id: UUID, start: int, length: int) -> bytes:
        await self._reach()
        assert (shop_id, recording_id) == (1, UUID(int=2))
        return self.sound[start : start + length]

    async def remove(self, shop_id: int, recording_id: UUID) -> Literal["gone", "unknown", "open"]:
        await self._reach()
        states = {one.id: one.state for one in self.recordings if shop_id == 1}
        if recording_id not in states:
            return "unknown"
        if states[recording_id] == "recording":
            return "open"
        self.removed.append(recording_id)
        return "gone"

    async def _reach(self) -> None:
        await trio.lowlevel.checkpoint()
        if self.broken:
            raise RecordingError("the store is broken")


@dataclass
class FakeTables:
    """Knows three conversations of the shop; in the second, that has ended, three things were said."""

    failure: Exception | None = None

    def _all(self) -> list[port.KeptConversation]:
        began, ended = NOW - timedelta(hours=1), NOW - timedelta(minutes=50)
        return [
            port.KeptConversation(UUID(int=3), "owner", NOW, None, None, None, 1, 0, 0, 0, 0),
            port.KeptConversation(UUID(int=2), "staff", began, ended, 600.5, "left", 2, 3, 4, 5, 6),
            port.KeptConversation(UUID(int=1), None, began, ended, 600.0, "crashed", 0, 0, 0, 0, 0),
        ]

    async def page(self, shop_id: int, *, after: Position | None, limit: int) -> Sequence[port.KeptConversation]:
        await self._reach(shop_id)
        return [one for one in self._all() if after is None or one.position < after][:limit]

    async def find(self, shop_id: int, conversation_id: UUID) -> port.KeptConversation | None:
        await self._reach(shop_id)
        return next((one for one in self._all() if one.id == conversation_id), None)

    async def entries(self, shop_id: int, conversation_id: UUID, *, after: int, limit: int) -> Sequence[port.Entry]:
        await self._reach(shop_id)
        said = [
            port.Entry(
                id=UUID(int=number),
                shop_id=1,
                conversation_id=conversation_id,
                number=number,
                kind="user",
                at=NOW.astimezone(UTC),
                body={"text": f"word {number}"},
                names=(UUID(int=9),),
            )
            for number in range(1, 4)
        ]
        return [one for one in said if conversation_id == UUID(int=2) and one.number > after][:limit]

    async def _reach(self, shop_id: int) -> None:
        await trio.lowlevel.checkpoint()
        assert shop_id == 1
        if self.failure:
            raise self.failure


async def well() -> dict[str, str]:
    await trio.lowlevel.checkpoint()
    return {"database": "ok"}


async def echo(door: Door, desk: Desk, speaker: Speaker) -> int:
    """Tell the client what was heard of it, until it leaves."""
    seq = 0
    try:
        while True:
            heard = await door.receive()
            seq += 1
            await door.send([port.Numbered(seq, port.Event("heard", {"input": repr(heard)}))])
    except port.GoneError:
        return 1000


@dataclass
class Served:
    """A server that runs."""

    port: int
    app: App
    config: Config
    scope: trio.CancelScope
    ended: trio.Event

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    async def stop(self) -> float:
        """Stop it and return how many seconds that took."""
        began = trio.current_time()
        self.scope.cancel()
        await self.ended.wait()
        return trio.current_time() - began


def settings(**given: Any) -> Config:  # noqa: ANN401 - each setting has its own type
    """Return settings that the environment has no say in."""
    return Config(
        **{"port": 0, "drain_seconds": 0.2, "host": "127.0.0.1", "jwt_secret": None, "allowed_origins": (), **given}
    )


async def start_server(nursery: trio.Nursery, run: Run = echo, **given: object) -> Served:
    """Start a server on a free port: parts of the app by their names, all else is settings."""
    names = ("desks", "books", "health", "recordings", "transcripts", "spooled", "speech")
    parts = {name: given.pop(name) for name in names if name in given}
    config = settings(**given)
    parts = {
        "desks": FakeDesks(),
        "books": FakeShop(),
        "health": well,
        "recordings": FakeArchive(),
        "transcripts": FakeTables(),
        "spooled": lambda: {"state": "ok", "depth": 0},
        "speech": port.Speech(),
        **parts,
    }
    app = make_app(config, **cast("Any", parts), default_tenant="demo", run=run)
    nursery.start_soon(_give_up)
    scope, ended = trio.CancelScope(), trio.Event()

    async def serve_until_stopped(task_status: trio.TaskStatus[int]) -> None:
        try:
            with scope:
                await serve(app, config, task_status=task_status)
        finally:
            ended.set()

    return Served(await nursery.start(serve_until_stopped), app, config, scope, ended)


async def _give_up() -> None:
    await trio.sleep(TEST_SECONDS)
    raise TimeoutError(f"the test hangs: {TEST_SECONDS} seconds are over")


class RawClient:
    """A WebSocket client that reads, writes, answers and leaves only when the test says so."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.stream = stream
        self.protocol = Connection(ConnectionType.CLIENT)
        self.told: list[str] = []
        """The text messages that came."""

    async def send(self, *messages: str | bytes) -> None:
        events = [TextMessage(data=one) if isinstance(one, str) else BytesMessage(data=one) for one in messages]
        await self.stream.send_all(b"".join(self.protocol.send(event) for event in events))

    async def read(self) -> list[Event]:
        """Wait for something, and return what came; nothing where the line was cut."""
        try:
            data = await self.stream.receive_some(65536)
        except trio.BrokenResourceError:
            return []
        if not data:
            return []
        self.protocol.receive_data(bytes(data))
        came = list(self.protocol.events())
        self.told += [event.data for event in came if isinstance(event, TextMessage)]
        return came

    async def close_code(self) -> int | None:
        """Read on until the server says goodbye, and return its code; None where it left without a word."""
        while events := await self.read():
            for event in events:
                if isinstance(event, CloseConnection):
                    await self.stream.send_all(self.protocol.send(event.response()))
                    return int(event.code)
        return None

    async def left(self) -> None:
        """Read on until the server has closed the line."""
        while await self.read():
            pass


@asynccontextmanager
async def raw_client(
    port: int, path: str = "/ws", *, receive_buffer: int | None = None, headers: str = ""
) -> AsyncIterator[RawClient]:
    """Connect a client that does only what the test says."""
    raw = trio.socket.socket()
    if receive_buffer:
        raw.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_RCVBUF, receive_buffer)
    await raw.connect(("127.0.0.1", port))
    async with trio.SocketStream(raw) as stream:
        await stream.send_all(upgrade_request(port, path, headers=headers))
        head = b""
        while b"\r\n\r\n" not in head:
            head += await stream.receive_some(1)
        assert head.startswith(b"HTTP/1.1 101 "), head
        yield RawClient(stream)


def upgrade_request(port: int, path: str = "/ws", *, host: str | None = None, headers: str = "") -> bytes:
    key = b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host or f'127.0.0.1:{port}'}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{headers}\r\n"
    ).encode()


async def ask(port: int, request: bytes) -> bytes:
    """Send a request as it stands, and return all that comes until the server closes the line."""
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    async with stream:
        await stream.send_all(request)
        return b"".join([bytes(chunk) async for chunk in stream])
