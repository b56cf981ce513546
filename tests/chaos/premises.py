"""A whole Execora at work: its server, supervised, its database, and wires to both that can be made bad."""

from __future__ import annotations

import os
import resource
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import psycopg
import trio
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from execora.config import Config
from execora.server.auth import make_token
from execora.session.desk import INDIA
from execora.store import embedded
from execora.store.books import Books
from execora.store.demo import TENANT, open_demo
from execora.store.migrate import migrate
from execora.store.pool import Pool
from execora.store.postgres import Connection
from tests.emulators.clock import clock
from tests.emulators.proxy import Proxy
from tests.process import SECONDS, UNLIMITED, Server, server

if TYPE_CHECKING:
    import signal
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from execora.store.embedded import Addresses
    from tests.emulators.clock import Clock

SECRET = "nobody but these tests knows this secret"

BUSY = {**UNLIMITED, "LOG_LEVEL": "warning", "JWT_SECRET": SECRET}
"""Many hands on seven customers; with tokens, the server minds no proxy in front of it."""

TOKEN_SECONDS = 10 * 365 * 86_400.0


@dataclass(slots=True)
class Premises:
    """What a fault may act on."""

    folder: Path
    """Of the server: its log, and its private PostgreSQL in `demo`."""
    arguments: tuple[str, ...]
    settings: Mapping[str, str]
    database: str
    """The DSN of the database as its superuser, past all wires."""
    line: Proxy
    """The wire between clients and server; its port stays when the server comes back on another one."""
    road: Proxy | None = None
    """The wire between server and database, where the database is not the server's own."""
    token: str = field(default_factory=lambda: make_token(Config(jwt_secret=SECRET), TENANT, "owner", TOKEN_SECONDS))
    clock: Clock | None = None
    """Of server and database, where it can be set."""
    running: Server | None = None
    expected_ends: int = 0
    """How often the server was ended by a fault."""
    ends: int = 0
    _up: trio.Event = field(default_factory=trio.Event)

    @property
    def door(self) -> str:
        """The path of the door, with a token."""
        return f"/ws?token={self.token}"

    async def keep_running(self) -> None:
        """Start the server, and again whenever it ends, as a supervisor does."""
        while True:
            async with server(self.folder, *self.arguments, settings=self.settings) as self.running:
                self._up.set()
                await self.running.process.wait()
                self._up = trio.Event()
            self.ends += 1

    async def is_up(self) -> Server:
        """Wait until a server listens, and return it."""
        with trio.fail_after(SECONDS):
            await self._up.wait()
        assert self.running
        return self.running

    async def connect(self) -> trio.SocketStream:
        """Connect to the server as it runs now; an OSError where none does."""
        if not self._up.is_set() or self.running is None:
            raise ConnectionRefusedError
        return await trio.open_tcp_stream("127.0.0.1", int(self.running.url.rsplit(":", 1)[-1]))

    def limit_files(self, size: int | None) -> None:
        """Let the server write no file beyond so many bytes (setrlimit(2)), or as it may; its PostgreSQL still can."""
        assert self.running
        pid = self.running.process.pid
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))

    def kill_server(self) -> None:
        """End the server as nothing else does: at once and without its knowing."""
        if self.running and self._up.is_set():
            self.expected_ends += 1
            self.running.process.kill()

    def postmaster(self) -> int:
        """Return the process of the database server."""
        with psycopg.connect(self.database) as connection:
            row = connection.execute("select pg_read_file('postmaster.pid')").fetchone()
        assert row
        return int(row[0].split()[0])

    def backends(self) -> list[int]:
        """Return the processes that serve the server's connections."""
        with psycopg.connect(self.database) as connection:
            found = connection.execute("select pid from pg_stat_activity where usename = 'execora_app'").fetchall()
        return [pid for (pid,) in found]

    async def health(self) -> int:
        """Ask the server, past all wires, how it is, and return the HTTP status."""
        return (await (await self.is_up()).get("/health"))[0]


@asynccontextmanager
async def private(folder: Path, data: Path, settings: Mapping[str, str] | None = None) -> AsyncIterator[Premises]:
    """Give a demo on a PostgreSQL of its own, in a data folder that may have been used before."""
    arguments = ("demo", "--no-browser", "--data", str(data))
    socket = make_conninfo(host=str(data / "demo" / "data"), user="postgres", dbname="execora")
    premises = Premises(folder, arguments, BUSY | dict(settings or {}), socket, Proxy(_nowhere))
    async with _open(premises):
        yield premises


@asynccontextmanager
async def with_a_clock(folder: Path, data: Path) -> AsyncIterator[Premises]:
    """Give the same with a clock that can be set."""
    with clock() as settable:
        async with private(folder, data, settable.environment) as premises:
            premises.clock = settable
            yield premises


@asynccontextmanager
async def connected(
    folder: Path, addresses: Addresses, settings: Mapping[str, str] | None = None
) -> AsyncIterator[Premises]:
    """Give a server whose database, a demo shop's, lies behind a wire."""
    socket = conninfo_to_dict(addresses.serving)
    reach = partial(trio.open_unix_socket, f"{socket['host']}/.s.PGSQL.{socket.get('port', 5432)}")
    async with Proxy(reach).open() as road:
        dsn = make_conninfo(addresses.serving, host="127.0.0.1", port=road.port)
        arguments = ("serve", "--no-browser", "--data", str(folder / "kept"))
        given = BUSY | {"DATABASE_URL": dsn} | dict(settings or {})
        superuser = make_conninfo(addresses.owner, user="postgres")
        premises = Premises(folder, arguments, given, superuser, Proxy(_nowhere), road)
        async with _open(premises):
            yield premises


async def open_shop(addresses: Addresses) -> None:
    """Open the demo shop in a database whose tables are there."""
    with closing(await Connection.connect(addresses.owner)) as owner:
        async with Pool(addresses.serving, size=1) as pool:
            await open_demo(owner, Books(pool), on=datetime.now(INDIA).date())


@asynccontextmanager
async def database(folder: Path) -> AsyncIterator[Addresses]:
    """Run a PostgreSQL with the demo shop in it."""
    async with trio.open_nursery() as nursery:
        addresses = await nursery.start(embedded.serve, folder)
        await migrate(addresses.owner)
        await open_shop(addresses)
        yield addresses
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def _open(premises: Premises) -> AsyncIterator[Premises]:
    premises.line.connect = premises.connect
    async with premises.line.open(), trio.open_nursery() as nursery:
        nursery.start_soon(premises.keep_running)
        await premises.is_up()
        yield premises
        nursery.cancel_scope.cancel()


async def _nowhere() -> trio.SocketStream:
    raise ConnectionRefusedError


def send(pid: int, sign: signal.Signals) -> None:
    """Send a signal to a process that is not our child."""
    os.kill(pid, sign)


def runs(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
