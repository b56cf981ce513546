"""What tests share: one real PostgreSQL for the whole run, and a fresh database for each test that asks."""

from __future__ import annotations

import shutil
import tempfile
import threading
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import psycopg
import pytest
import trio
from psycopg.conninfo import make_conninfo

from execora.config import Config
from execora.store.embedded import Addresses, serve
from execora.store.migrate import migrate
from tests.npm import npm_modules  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from collections.abc import Iterator

numbers = count(1)

Config.model_config["env_file"] = None  # what whoever runs the tests keeps there has no say in them

hypothesis.settings.register_profile("any machine", hypothesis.settings(), deadline=None)
if hypothesis.settings.get_current_profile_name() == "default":
    hypothesis.settings.load_profile("any machine")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Addresses]:
    """Run a private PostgreSQL in a thread; the kernel stops it too if the test run is killed."""
    with tempfile.TemporaryDirectory(prefix="execora-", dir=roomy_memory()) as folder:
        server = ServerThread(Path(folder))
        try:
            addresses = server.start()
            make_quick(addresses)
            yield addresses
        finally:
            server.stop()


@pytest.fixture(scope="session")
def migrated(postgres_server: Addresses) -> str:
    """Migrate the server's own database, and return its name: a template for others."""
    trio.run(migrate, postgres_server.owner)
    return "execora"


@pytest.fixture
def database(postgres_server: Addresses, migrated: str) -> Iterator[Addresses]:
    """Give a fresh, migrated database with no rows but those of the migrations."""
    yield from copied(postgres_server, migrated)


@pytest.fixture
def empty_database(postgres_server: Addresses) -> Iterator[Addresses]:
    """Give a fresh database without any table."""
    yield from copied(postgres_server, "template1")


def copied(server: Addresses, template: str) -> Iterator[Addresses]:
    """Create a database from another one, and drop it afterwards, whoever is still connected."""
    name = f"test_{next(numbers)}"
    with superuser(server) as admin:
        admin.execute(f"create database {name} template {template} owner execora_owner strategy file_copy")
        yield Addresses(make_conninfo(server.owner, dbname=name), make_conninfo(server.serving, dbname=name))
        admin.execute(f"drop database {name} with (force)")


def roomy_memory() -> str | None:
    """Return a folder in memory where there is room: creating a database is twenty times quicker there."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None


def make_quick(server: Addresses) -> None:
    """Let the server take no care that anything survives the machine, and find deadlocks at once."""
    with superuser(server) as admin:
        for setting in (
            "fsync = off",
            "synchronous_commit = off",
            "full_page_writes = off",
            "deadlock_timeout = '20ms'",
        ):
            admin.execute(f"alter system set {setting}")
        admin.execute("select pg_reload_conf()")


def superuser(server: Addresses) -> psycopg.Connection:
    """Connect as the one who may do anything, which no part of Execora does once it serves."""
    return psycopg.connect(server.owner, user="postgres", dbname="postgres", autocommit=True)


class ServerThread:
    """`serve` in a thread with a Trio of its own, for fixtures that outlive a test's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread = threading.Thread(target=trio.run, args=(self._run,), name="postgres")
        self._ready = threading.Event()
        self._addresses: Addresses | None = None

    def start(self) -> Addresses:
        self._thread.start()
        self._ready.wait()
        assert self._addresses, "PostgreSQL did not start"
        return self._addresses

    def stop(self) -> None:
        if self._thread.is_alive():
            self._token.run_sync_soon(self._scope.cancel)
        self._thread.join()

    async def _run(self) -> None:
        self._token = trio.lowlevel.current_trio_token()
        try:
            async with trio.open_nursery() as nursery:
                self._scope = nursery.cancel_scope
                self._addresses = await nursery.start(serve, self._folder)
                self._ready.set()
        finally:
            self._ready.set()
