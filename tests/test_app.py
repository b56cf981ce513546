"""The whole server as a process: how it starts, how it ends, and what is left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
import trio
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from trio_websocket import ConnectionClosed, wrap_client_stream

from execora.app import forget
from execora.errors import ConfigError, DatabaseError
from execora.store import cluster
from tests.process import SECONDS, Server, eventually, postgres_in, run, server
from tests.records.listening import frames, seconds, tone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from execora.store.embedded import Addresses

LISTENS = re.compile(r"Execora is listening on http://127\.0\.0\.1:\d+")

WHO_OWES = "kis kis ka udhaar baki hai"
BALANCE = "Rahul ka balance batao"
RAHUL = "/api/v1/customers?q=Rahul%20Sharma"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder that the tests of this module share: making a PostgreSQL takes a second."""
    return tmp_path_factory.mktemp("data")


def arguments(command: str, data: Path, *more: str) -> tuple[str, ...]:
    return (command, "--no-browser", "--data", str(data), *more)


async def no_postgres(folder: Path) -> None:
    await eventually(lambda: postgres_in(folder) == [])


# -- starting


async def test_the_demo_says_one_line_and_serves_the_sample_shop(data: Path, tmp_path: Path):
    async with server(tmp_path, *arguments("demo", data)) as demo:
        assert LISTENS.fullmatch(demo.line)
        status, health = await demo.get("/health")
        assert (status, health["status"], health["database"]) == (200, "ok", "ok")
        assert (health["transcripts"]["state"], health["transcripts"]["setAside"]) == ("ok", 0)
        status, found = await demo.get("/api/v1/customers?limit=100")
        assert (status, len(found["items"])) == (200, 40)
        await demo.stop()
        assert demo.process.stdout
        assert await demo.process.stdout.receive_some(1000) == b""


async def test_what_was_kept_is_there_the_next_time_and_once_only(data: Path, tmp_path: Path):
    for _ in range(2):
        async with server(tmp_path, *arguments("demo", data)) as demo:
            found = (await demo.get("/api/v1/customers?limit=100"))[1]["items"]
            assert len({customer["name"] for customer in found}) == len(found) == 40
            await demo.stop()


async def test_a_shop_of_ones_own_begins_empty_and_apart_from_the_demo(data: Path, tmp_path: Path):
    async with server(tmp_path, *arguments("serve", data), settings={"SHOP_NAME": "Gupta Kirana"}) as own:
        assert (await own.get("/api/v1/customers"))[1]["items"] == []
        await own.stop()


# -- stopping


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_within_two_seconds_and_leaves_no_process(
    sign: signal.Signals, data: Path, tmp_path: Path
):
    async with server(tmp_path, *arguments("demo", data)) as demo:
        assert postgres_in(data / "demo")
        assert await demo.stop(sign) < 2
        assert demo.process.returncode == 0
        assert postgres_in(data / "demo") == []


async def test_a_signal_while_it_starts_ends_it_too(tmp_path: Path):
    async with server(tmp_path, *arguments("demo", tmp_path), wait=False) as demo:
        await eventually((tmp_path / "demo" / "lock").exists)
        demo.process.send_signal(signal.SIGINT)
        assert await demo.ended() == 0
        assert postgres_in(tmp_path / "demo") == []


async def test_a_second_signal_does_not_wait_for_a_client_that_dawdles(data: Path, tmp_path: Path):
    async with server(tmp_path, *arguments("demo", data), settings={"DRAIN_SECONDS": "60"}) as demo:
        port = int(demo.url.rsplit(":", 1)[-1])
        async with await trio.open_tcp_stream("127.0.0.1", port) as dawdler:
            await dawdler.send_all(b"POST /api/v1/customers HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % port)
            await dawdler.send_all(b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n")
            assert b" 100 " in await dawdler.receive_some(1000)
            demo.process.send_signal(signal.SIGTERM)
            await eventually(lambda: b"server.stopping" in demo.said.read_bytes())
            assert await demo.stop() < 2
        await no_postgres(data / "demo")


async def test_a_kill_leaves_no_postgres_behind(data: Path, tmp_path: Path):
    async with server(tmp_path, *arguments("demo", data)) as demo:
        await demo.stop(signal.SIGKILL)
        await no_postgres(data / "demo")


BESIDE_A_STORE = """
import sys
from datetime import timedelta
from execora import app, cli
from execora.providers.objects import Objects

app._objects = lambda _url: Objects(sys.argv[1], patience=timedelta(seconds=1))
sys.exit(cli.main(sys.argv[2:]))
"""
"""Runs Execora with a folder as its store of objects: a URL of one would be where recordings begin, too."""


async def record_on(url: str, on_the_way: Callable[[], None]) -> None:
    """Speak into a recording until the server ends; report once it is on the way."""
    host, port = "127.0.0.1", int(url.rsplit(":", 1)[-1])
    async with await trio.open_tcp_stream(host, port) as stream, trio.open_nursery() as nursery:
        line = await wrap_client_stream(nursery, stream, f"{host}:{port}", "/ws", message_queue_size=100)
        for kind in ("voice:start", "recording:start"):
            await line.send_message(json.dumps({"type": kind, "data": {}}))
        with suppress(ConnectionClosed):
            for frame in frames(tone(SECONDS)):
                await line.send_message(frame)
                await trio.sleep(0.02)  # as a microphone does
                on_the_way()
        nursery.cancel_scope.cancel()


async def test_what_is_recorded_when_a_signal_comes_is_whole_in_its_store_at_the_end(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store, began = tmp_path / "store", data / "demo" / "recordings"
    store.mkdir()
    monkeypatch.setattr("tests.process.COMMAND", (sys.executable, "-c", BESIDE_A_STORE, f"file://{store}"))
    given = {"RECORDINGS_URL": "s3://bucket"}
    async with server(tmp_path, *arguments("demo", data), settings=given) as demo:
        parts, spoken = lambda: list(store.rglob("*.parts/*")), trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(record_on, demo.url, lambda: spoken.set() if parts() else None)
            await spoken.wait()
            assert await demo.stop() < 2
    (whole,) = (path for path in store.rglob("*") if path.is_file())
    assert (whole.suffix, seconds(whole.read_bytes()) > 0.4) == (".ogg", True)
    assert list(began.rglob("*.ogg")) == []


# -- failing


async def failing(folder: Path, *given: str, settings: dict[str, str] | None = None) -> tuple[int, str]:
    """Run a server that cannot start, and return its exit code and its last words."""
    code, said = await run(*given, settings=settings)
    assert "Traceback" not in said
    return code, said.splitlines()[-1]


async def test_a_port_in_use_is_told(data: Path, tmp_path: Path):
    listening = trio.socket.socket()
    with listening:
        await listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = str(listening.getsockname()[1])
        code, said = await failing(tmp_path, *arguments("demo", data, "--port", port))
    assert (code, f"Port {port}" in said) == (2, True)


async def test_two_servers_do_not_share_a_folder(data: Path, tmp_path: Path):
    async with server(tmp_path, *arguments("demo", data)) as demo:
        code, said = await failing(tmp_path, *arguments("demo", data))
        assert code == 1
        assert f"in use by another Execora (process {demo.process.pid})" in said
        code, said = await failing(tmp_path, *arguments("demo", data, "--fresh"))
        assert code == 1
        assert (await demo.get("/health"))[0] == 200


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").touch()
    code, said = await failing(tmp_path, *arguments("demo", tmp_path / "file"))
    assert (code, "Choose another one" in said) == (1, True)


async def test_a_place_for_recordings_that_is_none_is_told(tmp_path: Path):
    code, said = await failing(tmp_path, *arguments("demo", tmp_path), settings={"RECORDINGS_URL": "ftp://nowhere/x"})
    assert (code, "RECORDINGS_URL" in said) == (2, True)


# -- beginning anew


async def test_fresh_forgets_what_the_demo_kept(tmp_path: Path):
    async with server(tmp_path, *arguments("demo", tmp_path)) as demo:
        before = (await demo.get(RAHUL))[1]["items"][0]["id"]
        await demo.stop()
    async with server(tmp_path, *arguments("demo", tmp_path, "--fresh")) as demo:
        assert (await demo.get(RAHUL))[1]["items"][0]["id"] != before


@pytest.mark.parametrize("kept", ["recordings/1/one.ogg", "spool/1/0000000001.log", "spool/aside/one.log"])
def test_fresh_forgets_what_was_said_and_recorded_too(kept: str, tmp_path: Path):
    path = tmp_path / kept
    path.parent.mkdir(parents=True)
    path.touch()
    forget(tmp_path)
    assert not path.exists()


@pytest.mark.parametrize("strange", ["letter.txt", "data/letter.txt", ".ssh/id"])
def test_fresh_removes_nothing_where_something_else_lies(strange: str, tmp_path: Path):
    (tmp_path / strange).parent.mkdir(exist_ok=True)
    (tmp_path / strange).touch()
    with pytest.raises(ConfigError, match="not emptied"):
        forget(tmp_path)
    assert (tmp_path / strange).exists()


def test_fresh_removes_nothing_that_is_in_use(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").touch()
    with cluster.locked(tmp_path), pytest.raises(DatabaseError, match="in use"):
        forget(tmp_path)
    assert (tmp_path / "data" / "PG_VERSION").exists()


def test_where_there_is_nothing_fresh_is_content(tmp_path: Path):
    forget(tmp_path / "new")
    forget(tmp_path)
    assert not (tmp_path / "new").exists()


# -- a database of one's own


async def test_a_database_without_tables_is_told_what_to_do(empty_database: Addresses, tmp_path: Path):
    given = {"DATABASE_URL": empty_database.owner}
    code, said = await failing(tmp_path, *arguments("serve", tmp_path), settings=given)
    assert (code, "execora migrate" in said) == (1, True)


async def test_the_owner_of_the_tables_does_not_serve(database: Addresses, tmp_path: Path):
    given = {"DATABASE_URL": database.owner}
    code, said = await failing(tmp_path, *arguments("serve", tmp_path), settings=given)
    assert (code, "refusing to serve" in said) == (1, True)


async def test_a_database_without_the_shop_is_told_what_to_do(database: Addresses, tmp_path: Path):
    given = {"DATABASE_URL": database.serving}
    code, said = await failing(tmp_path, *arguments("serve", tmp_path), settings=given)
    assert (code, "execora migrate --shop" in said) == (1, True)


async def test_a_database_that_is_away_is_told(tmp_path: Path):
    given = {"DATABASE_URL": f"host={tmp_path} dbname=nowhere user=nobody"}
    code, said = await failing(tmp_path, *arguments("serve", tmp_path), settings=given)
    assert (code, "DATABASE_URL" in said) == (1, True)


async def test_a_database_of_ones_own_is_migrated_and_served(empty_database: Addresses, tmp_path: Path):
    owner = {"DATABASE_OWNER_URL": empty_database.owner}
    code, said = await run("migrate", "--shop", "Gupta Kirana", "--tenant", "shop", settings=owner)
    assert (code, said.splitlines()[-1]) == (0, "Tenant shop has the shop Gupta Kirana.")
    assert (await run("migrate", settings=owner))[1] == "The tables are up to date.\n"
    given = {"DATABASE_URL": empty_database.serving}
    async with server(tmp_path, *arguments("serve", tmp_path), settings=given) as own:
        assert (await own.get("/health"))[0] == 200
        assert (await own.get("/api/v1/customers"))[1]["items"] == []
        assert await own.stop() < 2
        assert own.process.returncode == 0
    assert sorted(os.listdir(tmp_path), reverse=True) == ["stderr", "spool"]


# -- losing the database


class Road:
    """The way to a database, which can be closed and opened again."""

    def __init__(self, folder: Path, dsn: str) -> None:
        self._to = f"{conninfo_to_dict(dsn)['host']}/.s.PGSQL.5432"
        self._socket = folder / ".s.PGSQL.5432"
        self.dsn = make_conninfo(dsn, host=str(folder))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Let connections through for as long as the block lasts, then cut them all."""
        self._socket.unlink(missing_ok=True)
        with trio.socket.socket(trio.socket.AF_UNIX) as listening:
            await listening.bind(str(self._socket))
            listening.listen()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(partial(trio.serve_listeners, self._pass, [trio.SocketListener(listening)]))
                yield
                nursery.cancel_scope.cancel()

    async def _pass(self, client: trio.SocketStream) -> None:
        async with await trio.open_unix_socket(self._to) as server, trio.open_nursery() as nursery:
            nursery.start_soon(_pour, client, server, nursery.cancel_scope)
            nursery.start_soon(_pour, server, client, nursery.cancel_scope)


async def _pour(source: trio.SocketStream, sink: trio.SocketStream, both: trio.CancelScope) -> None:
    with suppress(trio.BrokenResourceError):
        async for piece in source:
            await sink.send_all(piece)
    both.cancel()


async def is_well(running: Server) -> None:
    """Ask until the server says that it is well."""
    with trio.fail_after(30):
        while (await running.get("/health"))[0] != 200:  # noqa: ASYNC110 - another process has no event for us
            await trio.sleep(0.05)


async def test_it_says_so_while_the_database_is_away_and_heals_by_itself(empty_database: Addresses, tmp_path: Path):
    await run("migrate", "--shop", "Gupta", "--tenant", "shop", settings={"DATABASE_OWNER_URL": empty_database.owner})
    with TemporaryDirectory(prefix="execora-") as folder:
        road = Road(Path(folder), empty_database.serving)
        async with AsyncExitStack() as stack:
            async with road.open():
                given = {"DATABASE_URL": road.dsn, "TASK_SECONDS": "2"}
                own = await stack.enter_async_context(server(tmp_path, *arguments("serve", tmp_path), settings=given))
                assert (await own.say(WHO_OWES))[0] == 0
            assert (await own.get("/health"))[0] == 503
            assert (await own.get("/api/v1/customers"))[0] == 503
            code, said = await own.say(WHO_OWES)
            assert code == 1
            assert "Traceback" not in said
            async with road.open():
                await is_well(own)
                assert (await own.say(WHO_OWES))[0] == 0
                assert await own.stop() < 2


async def test_a_private_postgres_that_dies_is_started_again(data: Path, tmp_path: Path):
    async with server(tmp_path, *arguments("demo", data)) as demo:
        first = int((data / "demo" / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(first, signal.SIGKILL)
        await eventually(lambda: first not in postgres_in(data / "demo"))
        await is_well(demo)
        assert (await demo.say(BALANCE))[0] == 0
        assert await demo.stop() < 2
    assert postgres_in(data / "demo") == []


async def test_a_kill_loses_nothing_that_was_said_to_be_done(data: Path, tmp_path: Path):
    async with server(tmp_path, *arguments("demo", data)) as demo:
        before = (await demo.get(RAHUL))[1]["items"][0]["balance"]
        assert (await demo.say("Rahul ke khate mein 70 likh do"))[0] == 0
        await demo.stop(signal.SIGKILL)
    async with server(tmp_path, *arguments("demo", data)) as demo:
        assert (await demo.get(RAHUL))[1]["items"][0]["balance"] == before + 70
