from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
import trio
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from execora.errors import DatabaseError
from execora.store import cluster
from execora.store.embedded import Addresses, serve
from execora.store.pool import Pool
from execora.store.postgres import Connection, Row
from tests.conftest import roomy_memory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

PROGRAM = """
import sys, trio
from pathlib import Path
from execora.store.embedded import serve

async def main():
    async with trio.open_nursery() as nursery:
        addresses = await nursery.start(serve, Path(sys.argv[1]))
        print(addresses.owner, flush=True)

trio.run(main)
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A folder that the tests use one after the other, so that only the first waits for initdb."""
    with tempfile.TemporaryDirectory(prefix="execora-", dir=roomy_memory()) as folder:
        yield Path(folder)


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Addresses]:
    async with trio.open_nursery() as nursery:
        yield await nursery.start(serve, folder)
        nursery.cancel_scope.cancel()


def processes(folder: Path) -> set[int]:
    """Return the processes that work in the data folder: the server's own."""
    return {
        int(proc.name) for proc in Path("/proc").glob("[0-9]*") if cluster.works_in(int(proc.name), folder / "data")
    }


def server_pid(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


async def ask(dsn: str, sql: str) -> Row | None:
    with closing(await Connection.connect(dsn)) as connection:
        return await connection.one(sql)


async def tell(dsn: str, sql: str) -> None:
    with closing(await Connection.connect(dsn)) as connection:
        await connection.script(sql)


async def gone(pid: int) -> None:
    """Wait until a process has ended that is not our child."""
    with suppress(ProcessLookupError), ended_signal(pid) as descriptor, trio.fail_after(10):
        await trio.lowlevel.wait_readable(descriptor)


@contextmanager
def ended_signal(pid: int) -> Iterator[int]:
    descriptor = os.pidfd_open(pid)
    yield descriptor
    os.close(descriptor)


# -- what it gives


async def test_it_gives_a_database_with_an_owner_and_a_role_that_serves(home: Path):
    async with running(home) as addresses:
        assert await ask(addresses.owner, "select session_user::text, current_database()::text") == (
            "execora_owner",
            "execora",
        )
        assert await ask(addresses.serving, "select session_user::text") == ("execora_app",)
        powers = "select bool_or(rolsuper or rolbypassrls or rolcreaterole or rolcreatedb) from pg_roles"
        assert await ask(addresses.owner, f"{powers} where rolname ~ '^execora'") == (False,)
        owner = "select datdba::regrole::text from pg_database where datname = 'execora'"
        assert await ask(addresses.owner, owner) == ("execora_owner",)


async def test_the_serving_role_makes_no_tables_and_enters_no_other_database(home: Path):
    async with running(home) as addresses:
        for sql in ("create table t ()", "create temp table t ()", "create schema s"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await tell(addresses.serving, sql)
        await tell(addresses.owner, "create table t (); drop table t")


async def test_it_is_durable_and_on_no_network(home: Path):
    settings = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "TimeZone": "UTC",
    }
    async with running(home) as addresses:
        for name, value in settings.items():
            assert await ask(addresses.serving, f"show {name}") == (value,)


async def test_trigrams_know_devanagari(home: Path):
    async with running(home) as addresses:
        await tell(addresses.owner, "create extension if not exists pg_trgm")
        assert await ask(addresses.owner, "select similarity('राहुल', 'राहुल शर्मा') > 0.3") == (True,)


async def test_what_fails_leaves_no_words_in_the_log(home: Path):
    async with running(home) as addresses:
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            await ask(addresses.serving, "select 'geheim'::int")
    assert "geheim" not in (home / "postgresql.log").read_text()


# -- coming and going


async def test_it_stops_within_a_second_and_leaves_no_process(home: Path):
    async with running(home):
        assert server_pid(home) in processes(home)
        began = trio.current_time()
    assert trio.current_time() - began < 1
    assert processes(home) == set()


async def test_it_stops_under_connected_clients_too(home: Path):
    async with trio.open_nursery() as nursery:
        addresses = await nursery.start(serve, home)
        connection = await Connection.connect(addresses.owner)
        await connection.script("begin; select 1")
        began = trio.current_time()
        nursery.cancel_scope.cancel()
    assert trio.current_time() - began < 1
    assert processes(home) == set()
    connection.close()


async def test_what_was_committed_is_there_the_next_time(home: Path):
    async with running(home) as addresses:
        await tell(addresses.owner, "create table kept as select 7 as n")
    async with running(home) as addresses:
        assert await ask(addresses.owner, "select n from kept") == (7,)
        await tell(addresses.owner, "drop table kept")


@pytest.mark.parametrize("name", ["ma'am's shop", f"दुकान, {'x' * 120}"])
async def test_a_folder_may_have_a_strange_or_a_long_name(name: str):
    with tempfile.TemporaryDirectory(dir=roomy_memory()) as parent:
        async with running(Path(parent, name, "data of shop")) as addresses:
            assert await ask(addresses.serving, "select 1") == (1,)
            host = Path(str(conninfo_to_dict(addresses.serving)["host"]))
        assert host.name not in os.listdir(tempfile.gettempdir())


async def test_a_cancelled_start_leaves_no_process_and_no_half_made_folder():
    with tempfile.TemporaryDirectory(dir=roomy_memory()) as parent:
        for seconds in (0.1, 0.5):
            with trio.move_on_after(seconds):
                await serve(Path(parent))
            assert processes(Path(parent)) == set()
        async with running(Path(parent)) as addresses:
            assert await ask(addresses.serving, "select 1") == (1,)


async def test_what_an_earlier_start_did_not_finish_is_finished(home: Path):
    async with running(home) as addresses:
        admin = make_conninfo(addresses.owner, user="postgres", dbname="postgres")
        await tell(admin, "drop database execora")
        await tell(admin, "drop role execora_app")
    async with running(home) as addresses:
        assert await ask(addresses.serving, "select current_database()::text") == ("execora",)


# -- what goes wrong


async def test_a_folder_in_use_is_refused_with_who_uses_it(home: Path):
    async with running(home):
        with pytest.raises(DatabaseError, match=rf"in use by another Execora \(process {os.getpid()}\)"):
            await serve(home)


async def test_a_folder_that_cannot_be_made_is_refused(home: Path):
    (home / "file").touch()
    with pytest.raises(DatabaseError, match=r"cannot use the data folder .* Choose another one"):
        await serve(home / "file" / "folder")


async def test_a_server_that_does_not_start_is_told_with_its_last_words(home: Path):
    async with running(home):
        pass
    version = home / "data" / "PG_VERSION"
    kept = version.read_bytes()
    version.write_text("11\n")
    try:
        with pytest.raises(DatabaseError, match=r"(?s)does not start.*FATAL:  database files are incompatible"):
            await serve(home)
    finally:
        version.write_bytes(kept)


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "60"]) as stranger:
        yield stranger
        stranger.kill()


async def test_a_stale_pid_file_that_names_a_stranger_harms_nobody(home: Path, stranger: subprocess.Popen[bytes]):
    async with running(home):
        lines = (home / "data" / "postmaster.pid").read_text().splitlines()
    (home / "data" / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]))
    async with running(home) as addresses:
        assert await ask(addresses.serving, "select 1") == (1,)
    assert stranger.poll() is None


async def test_a_server_that_crashes_is_started_again_and_the_pool_heals(home: Path):
    async with running(home) as addresses, Pool(addresses.owner, size=2) as pool:
        async with pool.connection() as connection:
            await connection.script("create table kept as select 7 as n")
            first = await connection.one("select pg_postmaster_start_time()")
        os.kill(server_pid(home), signal.SIGKILL)
        with trio.fail_after(10):
            while await look(pool, "select pg_postmaster_start_time()") in (None, first):
                pass
        assert await look(pool, "select n from kept") == (7,)


async def test_a_server_that_somebody_told_to_wait_for_us_does_not_wait_for_ever(home: Path):
    async with running(home) as addresses, Pool(addresses.owner, size=2) as pool:
        async with pool.connection() as connection:
            first = await connection.one("select pg_postmaster_start_time()")
            os.kill(server_pid(home), signal.SIGTERM)
            with trio.fail_after(10):
                while connection.alive():  # noqa: ASYNC110 - another process has no event for us
                    await trio.sleep(0.01)
        with trio.fail_after(10):
            while await look(pool, "select pg_postmaster_start_time()") in (None, first):
                pass


async def look(pool: Pool, sql: str) -> Row | None:
    """Return a row, or None while there is no server."""
    with suppress(DatabaseError):
        async with pool.connection() as connection:
            return await connection.one(sql)
    return None


@pytest.fixture
async def program(home: Path) -> AsyncIterator[subprocess.Popen[bytes]]:
    """A server in a program of its own, which has said its owner's address."""
    with start_program(home) as process:
        yield process
        process.kill()


def start_program(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


async def address(program: subprocess.Popen[bytes]) -> str:
    assert program.stdout
    line = await trio.to_thread.run_sync(program.stdout.readline)
    return line.decode().strip()


async def test_ctrl_c_ends_program_and_server(home: Path, program: subprocess.Popen[bytes]):
    await address(program)
    server = server_pid(home)
    program.send_signal(signal.SIGINT)
    with trio.fail_after(10):
        await trio.to_thread.run_sync(program.wait, abandon_on_cancel=True)
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


async def test_a_killed_program_leaves_no_orphan_and_loses_nothing(home: Path, program: subprocess.Popen[bytes]):
    owner = await address(program)
    await tell(owner, "drop table if exists kept; create table kept (n int)")
    await tell(owner, "insert into kept values (7)")
    server = server_pid(home)
    program.kill()
    await trio.to_thread.run_sync(program.wait)
    await gone(server)
    assert processes(home) == set()
    async with running(home) as addresses:
        assert await ask(addresses.owner, "select n from kept") == (7,)


async def test_a_server_that_outlived_its_program_is_stopped_by_the_next_start(home: Path):
    """As it happens where the kernel does not stop it."""
    async with running(home):
        pass
    with orphan(await cluster.prepare(home)) as left:
        await trio.to_thread.run_sync(lambda: next(line for line in left.stderr or () if b"ready to accept" in line))
        async with running(home) as addresses:
            assert left.wait() == 0
            assert await ask(addresses.serving, "select 1") == (1,)


@contextmanager
def orphan(place: cluster.Cluster) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server that no signal of the kernel's will stop."""
    settings = ["-c", "listen_addresses=", "-c", "unix_socket_directories=."]
    command = [place.binaries / "postgres", "-D", cluster.seen_from_inside(place.data), *settings]
    user = cluster.identity(place.user)
    with subprocess.Popen(command, cwd=place.data, stderr=subprocess.PIPE, start_new_session=True, **user) as server:
        try:
            yield server
        finally:
            server.send_signal(signal.SIGQUIT)  # at once, but nothing is left in shared memory
