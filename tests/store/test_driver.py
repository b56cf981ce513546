from __future__ import annotations

import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trio

from execora.errors import DatabaseError
from execora.store import driver
from execora.store.postgres import Connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.store.embedded import Addresses
    from tests.store.wire import Wire

OTHERS_BUSY = (
    "select count(*) from pg_stat_activity where state <> 'idle' and datname = current_database() and pid <> $1"
)


@pytest.fixture
async def connection(empty_database: Addresses) -> AsyncIterator[Connection]:
    with closing(await Connection.connect(empty_database.owner)) as connection:
        yield connection


async def backend(connection: Connection) -> int:
    row = await connection.one("select pg_backend_pid()")
    assert row
    return row[0]


async def test_a_cancelled_statement_is_cancelled_on_the_server_and_its_connection_goes_on(
    connection: Connection, empty_database: Addresses
):
    with trio.move_on_after(0.05) as scope:
        await connection.one("select pg_sleep(60)")
    assert scope.cancelled_caught
    assert await connection.one("select 1") == (1,)
    with closing(await Connection.connect(empty_database.owner)) as other:
        assert await other.one(OTHERS_BUSY, await backend(other)) == (0,)


async def test_a_cancellation_that_overtakes_its_statement_is_asked_for_again(wire: Wire, nursery: trio.Nursery):
    async def let_through_late() -> None:
        before = len(wire.requests)
        while len(wire.requests) < before + 3:  # the statement, which is stuck, and two requests to cancel it
            await trio.lowlevel.checkpoint()
        wire.released.set()

    with closing(await Connection.connect(wire.dsn)) as connection:
        wire.clogged_request = b"pg_sleep"
        nursery.start_soon(let_through_late)
        with trio.move_on_after(0.02) as scope:
            await connection.one("select pg_sleep(60)")
        assert scope.cancelled_caught
        assert connection.alive()


async def test_a_statement_cancelled_while_it_is_prepared_can_be_run_again(connection: Connection):
    sql = "select pg_sleep($1 / 1000.0)::text"
    for _ in range(3):
        with trio.move_on_after(0.02):
            await connection.one(sql, 60_000)
    assert await connection.one(sql, 0) == ("",)
    assert await connection.one(sql, 0) == ("",)


async def test_a_result_cancelled_half_way_is_thrown_away(connection: Connection):
    with trio.move_on_after(0.05) as scope:
        await connection.fetch("select repeat('x', 1000) from generate_series(1, 10000000)")
    assert scope.cancelled_caught
    assert await connection.fetch("select 7") == [(7,)]


async def test_a_statement_longer_than_the_sockets_buffer_arrives_whole(connection: Connection):
    text = "दूध" * 300_000
    assert await connection.one("select $1::text, length($1::text)", text) == (text, 900_000)


async def test_a_statement_cancelled_half_sent_costs_its_connection(wire: Wire):
    connection = await Connection.connect(wire.dsn)
    wire.clogged_request = b"select length"
    with trio.move_on_after(0.02) as scope:
        await connection.one("select length($1::text)", "x" * 5_000_000)
    assert scope.cancelled_caught
    with pytest.raises(DatabaseError, match="lost"):
        await connection.one("select 1")


async def test_nothing_is_sent_in_a_cancelled_scope(wire: Wire):
    with closing(await Connection.connect(wire.dsn)) as connection:
        before = len(wire.requests)
        with trio.CancelScope() as scope:
            scope.cancel()
            await connection.execute("create table t ()")
        assert scope.cancelled_caught
        assert await connection.one("select to_regclass('t')::text") == (None,)
        assert len(wire.requests) == before + 1


async def test_a_server_that_ignores_cancelling_costs_half_a_second_and_the_connection(wire: Wire):
    connection = await Connection.connect(wire.dsn)
    wire.held_request = b"select 2"
    with trio.move_on_after(0.02):
        await connection.one("select 2")
    assert not connection.idle
    with pytest.raises(DatabaseError, match="lost"):
        await connection.one("select 1")


async def test_two_tasks_on_one_connection_are_a_bug(connection: Connection):
    with pytest.RaisesGroup(trio.BusyResourceError):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(connection.one, "select pg_sleep(10)")
            nursery.start_soon(connection.one, "select pg_sleep(10)")


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """The DSN of a server that lets one connect and then says nothing."""
    with tempfile.TemporaryDirectory() as folder, trio.socket.socket(trio.socket.AF_UNIX) as listening:
        await listening.bind(str(Path(folder, ".s.PGSQL.5432")))
        listening.listen()
        yield f"host={folder} port=5432 user=somebody"


async def test_a_silent_server_is_left_when_the_callers_time_is_up(silent: str):
    with pytest.raises(trio.TooSlowError), trio.fail_after(0.05):
        await Connection.connect(silent)


async def test_a_silent_server_is_an_error_after_the_time_that_connecting_may_take(
    silent: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(driver, "timeout_from_conninfo", lambda params: int(params["connect_timeout"]) / 100)
    with pytest.raises(DatabaseError, match="no answer in time"):
        await Connection.connect(silent + " connect_timeout=5")


async def test_whoever_tries_again_and_again_can_be_stopped():
    with trio.move_on_after(0.01) as scope:
        while True:
            with suppress(DatabaseError):
                await Connection.connect("host=/nowhere")
    assert scope.cancelled_caught


async def test_the_next_address_is_tried_when_one_does_not_answer(empty_database: Addresses):
    several = empty_database.owner.replace("host=", "host=/nowhere,localhost,").replace("port=5432", "port=5432,1,5432")
    with closing(await Connection.connect(several)) as connection:
        assert await connection.one("select 1") == (1,)


async def test_a_connection_that_the_server_ended_is_known_to_be_dead_without_asking_it(
    connection: Connection, empty_database: Addresses
):
    pid = await backend(connection)
    assert connection.alive()
    with closing(await Connection.connect(empty_database.owner)) as other:
        await other.one("select pg_terminate_backend($1::int, 5000)", pid)
    assert not connection.alive()


async def test_closing_twice_does_no_harm(connection: Connection):
    connection.close()
    connection.close()
    assert not connection.alive()
