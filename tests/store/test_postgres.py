from __future__ import annotations

import traceback
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
import pytest
import trio
from psycopg.conninfo import make_conninfo

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.store import postgres
from execora.store.postgres import Connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from execora.store.embedded import Addresses
    from tests.store.wire import Wire


@pytest.fixture
async def connection(empty_database: Addresses) -> AsyncIterator[Connection]:
    """A connection with a table to write to."""
    with closing(await Connection.connect(empty_database.owner)) as connection:
        await connection.script("create table t (id int primary key)")
        yield connection


@pytest.fixture
async def wired(connection: Connection, wire: Wire) -> AsyncIterator[Connection]:
    """A second connection to the same table, over the wire."""
    with closing(await Connection.connect(wire.dsn)) as wired:
        yield wired


async def kept(connection: Connection) -> list[int]:
    return [number for (number,) in await connection.fetch("select id from t order by id")]


async def transact(
    connection: Connection,
    *statements: str,
    then: Callable[[], Awaitable[object]] = trio.lowlevel.checkpoint,
    read_only: bool = False,
) -> None:
    """Run statements and then something else in a transaction."""
    async with connection.transaction(read_only=read_only):
        for statement in statements:
            await connection.execute(statement)
        await then()


async def fail() -> None:
    raise ZeroDivisionError


# -- statements


@pytest.mark.parametrize(
    ("cast", "value"),
    [
        ("text", "राहुल's 100 % udhaar; \\ \n"),
        ("bigint", -(2**63)),
        ("bool", False),
        ("uuid", UUID(int=7)),
        ("date", date(2026, 11, 20)),
        ("timestamptz", datetime(2026, 11, 20, 5, 30, tzinfo=UTC)),
        ("bytea", b"\0\xff"),
        ("bigint[]", [1, 2**40, None]),
        ("text[]", ["a", "आ"]),
        ("uuid[]", [UUID(int=7)]),
    ],
)
async def test_a_value_comes_back_as_it_went(connection: Connection, cast: str, value: object):
    for _ in range(3):  # sent, prepared, run as prepared
        assert await connection.one(f"select $1::{cast}, null", value) == (value, None)


async def test_rows_are_tuples_in_order(connection: Connection):
    assert await connection.fetch("select n, 'x' from generate_series(1, $1::int) n", 3) == [
        (1, "x"),
        (2, "x"),
        (3, "x"),
    ]


async def test_no_row_is_none(connection: Connection):
    assert await connection.one("select 1 where $1", False) is None


async def test_an_int_is_a_bigint_whatever_its_value(connection: Connection):
    for number in (1, 300, 70_000, 2**40):
        assert await connection.one("select pg_typeof($1)::text, $1 * 30000", number) == ("bigint", number * 30_000)


async def test_a_per_cent_sign_means_nothing(connection: Connection):
    assert await connection.one("select 7 % 4, '%s', $1::text like '%d%'", "udhaar") == (3, "%s", True)


async def test_a_statement_says_how_many_rows_it_touched(connection: Connection):
    assert await connection.execute("insert into t select generate_series(1, $1::int)", 4) == 4
    assert await connection.execute("delete from t where id > $1", 9) == 0


async def test_a_refused_statement_raises_the_servers_error_and_the_connection_goes_on(connection: Connection):
    await connection.execute("insert into t values ($1)", 1)
    with pytest.raises(psycopg.errors.UniqueViolation, match="t_pkey"):
        await connection.execute("insert into t values ($1)", 1)
    assert await kept(connection) == [1]


async def test_a_script_is_one_round_trip_and_whole_or_not_at_all(
    connection: Connection, wired: Connection, wire: Wire
):
    before = len(wire.requests)
    with pytest.raises(psycopg.errors.DivisionByZero):
        await wired.script("insert into t values (1); select 1 / 0; insert into t values (2)")
    assert len(wire.requests) == before + 1
    assert await kept(connection) == []


# -- connecting


@pytest.mark.parametrize(
    ("change", "reason", "advice"),
    [
        ({"host": "/nowhere"}, "No such file or directory", "Check that the server runs"),
        ({"host": "127.0.0.1", "port": "1"}, "Connection refused", "Check that the server runs"),
        ({"dbname": "nobody"}, 'database "nobody" does not exist', "Create the database"),
        ({"user": "nobody"}, 'failed for user "nobody"', "Check the user and the password in DATABASE_URL"),
    ],
)
async def test_a_server_that_cannot_be_used_is_told_with_what_to_do(
    empty_database: Addresses, change: dict[str, str], reason: str, advice: str
):
    with pytest.raises(DatabaseError, match="cannot connect to PostgreSQL") as caught:
        await Connection.connect(make_conninfo(empty_database.serving, **change))
    assert reason in str(caught.value)
    assert advice in str(caught.value)


async def test_an_address_that_is_none_is_told_without_the_password():
    password = "geheim"
    with pytest.raises(DatabaseError, match="no address of a PostgreSQL") as caught:
        await Connection.connect(f"postgresql://me:{password}@[/x?port=a&")
    assert "me:geheim" not in "".join(traceback.format_exception(caught.value))


# -- transactions


async def test_leaving_a_transaction_commits_it(connection: Connection, wired: Connection):
    async with wired.transaction() as same:
        await same.execute("insert into t values (1)")
        assert await kept(connection) == []
    assert await kept(connection) == [1]


async def test_an_exception_rolls_back_and_flies_on(connection: Connection):
    with pytest.raises(ZeroDivisionError):
        await transact(connection, "insert into t values (1)", then=fail)
    assert await kept(connection) == []


async def test_a_cancellation_rolls_back_in_the_middle_of_a_statement(connection: Connection):
    with trio.move_on_after(0.05) as scope:
        await transact(connection, "insert into t values (1)", "select pg_sleep(60)")
    assert scope.cancelled_caught
    assert connection.idle
    assert await kept(connection) == []


async def test_a_transaction_in_a_cancelled_scope_never_begins(connection: Connection):
    with trio.CancelScope() as scope:
        scope.cancel()
        async with connection.transaction():
            pytest.fail("it began")
    assert connection.alive()


async def test_a_transaction_inside_another_is_a_bug(connection: Connection):
    async with connection.transaction():
        with pytest.raises(RuntimeError, match="in a transaction already"):
            await transact(connection)
        await connection.execute("insert into t values (1)")
    assert await kept(connection) == [1]


async def test_an_error_that_was_swallowed_is_not_taken_for_success(connection: Connection):
    async def swallow() -> None:
        with pytest.raises(psycopg.errors.DivisionByZero):
            await connection.execute("select 1 / 0")

    with pytest.raises(psycopg.errors.InFailedSqlTransaction, match="nothing of its transaction is kept"):
        await transact(connection, "insert into t values (1)", then=swallow)
    assert connection.alive()
    assert await kept(connection) == []


async def test_a_lost_connection_that_was_swallowed_is_not_taken_for_success(connection: Connection):
    async def swallow() -> None:
        connection.close()

    with pytest.raises(DatabaseError, match="lost inside a transaction"):
        await transact(connection, "insert into t values (1)", then=swallow)


@pytest.mark.parametrize("ending", ["commit", "rollback"])
async def test_a_transaction_ended_by_hand_is_a_bug(connection: Connection, ending: str):
    with pytest.raises(psycopg.ProgrammingError, match="ended inside its block"):
        await transact(connection, ending)
    assert connection.alive()


async def test_a_rollback_that_does_not_get_through_costs_the_connection(
    wired: Connection, wire: Wire, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgres, "ROLLBACK_SECONDS", 0.05)
    wire.clogged_request = b"rollback"
    with pytest.raises(ZeroDivisionError):
        await transact(wired, "insert into t values (1)", then=fail)
    with pytest.raises(DatabaseError, match="lost"):
        await wired.one("select 1")


async def test_what_commit_itself_refuses_is_raised_and_nothing_is_kept(connection: Connection):
    await connection.script("create table child (id int references t deferrable initially deferred)")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        await transact(connection, "insert into child values (1)")
    assert connection.alive()
    assert await connection.fetch("select id from child") == []


async def test_a_reader_sees_one_moment_and_changes_nothing(connection: Connection, wired: Connection):
    async with wired.transaction(read_only=True):
        assert await kept(wired) == []
        await connection.execute("insert into t values (1)")
        assert await kept(wired) == []
    assert await kept(wired) == [1]
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        await transact(wired, "insert into t values (2)", read_only=True)


async def test_the_shop_is_set_in_the_round_trip_that_begins(wired: Connection, wire: Wire):
    before = len(wire.requests)
    async with wired.transaction(shop=17, read_only=True):
        assert await wired.one("select current_setting('execora.shop')") == ("17",)
    assert len(wire.requests) == before + 3
    assert await wired.one("select current_setting('execora.shop')") == ("",)


async def test_prepared_statements_survive_a_rollback(wired: Connection, wire: Wire):
    for _ in range(4):
        with pytest.raises(ZeroDivisionError):
            await transact(wired, "insert into t values (1)", then=fail)
    assert sum(b"insert into t" in request for request in wire.requests) == 2  # it is run, then prepared


# -- commit


async def test_past_the_block_means_committed_however_late_the_cancellation(
    connection: Connection, wired: Connection, wire: Wire, nursery: trio.Nursery
):
    wire.held_request = b"commit"
    told: list[str] = []
    scope, ended = trio.CancelScope(), trio.Event()

    async def pay() -> None:
        with scope:
            async with wired.transaction():
                await wired.execute("insert into t values (1)")
            told.append("committed")
            await trio.lowlevel.checkpoint()
            told.append("not cancelled")
        ended.set()

    nursery.start_soon(pay)
    await wire.held.wait()
    scope.cancel()
    await trio.testing.wait_all_tasks_blocked()
    wire.released.set()
    await ended.wait()
    assert told == ["committed"]
    assert await kept(connection) == [1]


async def test_a_commit_without_an_answer_is_unknown(
    connection: Connection, wired: Connection, wire: Wire, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgres, "COMMIT_SECONDS", 0.1)
    wire.held_request = b"commit"
    with pytest.raises(OutcomeUnknownError):
        await transact(wired, "insert into t values (1)")
    assert wire.held.is_set()
    assert not wired.idle
    assert await kept(connection) == [1]


async def test_a_server_killed_in_the_middle_of_commit_makes_the_outcome_unknown(
    connection: Connection, wired: Connection
):
    await connection.script(NAP_IN_COMMIT)
    pid = await backend(wired)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(once_it_sleeps, connection, pid, end)
        with pytest.raises(OutcomeUnknownError, match="look up what became of it"):
            await transact(wired, "insert into t values (1)")
    assert not wired.idle
    assert await kept(connection) == []


async def test_a_commit_that_somebody_cancels_on_the_server_is_known_to_have_changed_nothing(
    connection: Connection, wired: Connection
):
    await connection.script(NAP_IN_COMMIT)
    pid = await backend(wired)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(once_it_sleeps, connection, pid, interrupt)
        with pytest.raises(DatabaseError, match="nothing was changed"):
            await transact(wired, "insert into t values (1)")
    assert wired.idle
    assert await kept(connection) == []


NAP_IN_COMMIT = """
create function nap() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return null; end $$;
create constraint trigger nap after insert on t initially deferred for each row execute function nap();
"""


async def once_it_sleeps(connection: Connection, pid: int, do_to: Callable[[Connection, int], Awaitable[None]]) -> None:
    sleeps = "select wait_event = 'PgSleep' from pg_stat_activity where pid = $1"
    while await connection.one(sleeps, pid) != (True,):
        await trio.lowlevel.checkpoint()
    await do_to(connection, pid)


async def interrupt(connection: Connection, pid: int) -> None:
    await connection.one("select pg_cancel_backend($1::int)", pid)


async def end(connection: Connection, pid: int) -> None:
    await connection.one("select pg_terminate_backend($1::int, 5000)", pid)


async def backend(connection: Connection) -> int:
    row = await connection.one("select pg_backend_pid()")
    assert row
    return int(row[0])


async def test_a_connection_lost_before_commit_is_known_to_have_changed_nothing(
    connection: Connection, wired: Connection
):
    async def lose() -> None:
        await end(connection, pid)
        await wired.execute("insert into t values (2)")

    pid = await backend(wired)
    with pytest.raises(DatabaseError, match="lost"):
        await transact(wired, "insert into t values (1)", then=lose)
    assert await kept(connection) == []


async def test_a_transaction_that_the_server_timed_out_is_known_to_have_changed_nothing(
    connection: Connection, wired: Connection
):
    async def dawdle() -> None:
        await trio.lowlevel.wait_readable(wired._driver.fileno())

    await wired.script("set idle_in_transaction_session_timeout = '50ms'")
    with pytest.raises(DatabaseError, match="idle-in-transaction timeout"):
        await transact(wired, "insert into t values (1)", then=dawdle)
    assert await kept(connection) == []


async def test_a_reader_whose_commit_gets_no_answer_has_nothing_to_look_up(
    wired: Connection, wire: Wire, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgres, "COMMIT_SECONDS", 0.05)
    wire.held_request = b"commit"
    with pytest.raises(DatabaseError):
        await transact(wired, "select 1", read_only=True)


async def test_a_reader_whose_commit_is_lost_has_nothing_to_look_up(
    wired: Connection, wire: Wire, nursery: trio.Nursery
):
    async def cut_once_held() -> None:
        await wire.held.wait()
        wire.cut()

    wire.held_request = b"commit"
    nursery.start_soon(cut_once_held)
    with pytest.raises(DatabaseError, match="lost"):
        await transact(wired, "select 1", read_only=True)


async def test_a_server_that_has_become_read_only_is_the_servers_trouble(database: Addresses):
    with closing(await Connection.connect(database.owner)) as connection:
        await connection.script("create table t (n int); set default_transaction_read_only = on")
        with pytest.raises(DatabaseError, match="read-only"):
            async with connection.transaction():
                await connection.execute("insert into t values (1)")
        assert connection.idle, "the connection can be used again"


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("state", ["53100", "53200", "58030"])
async def test_what_the_server_is_short_of_is_its_trouble_for_readers_too(
    connection: Connection, state: str, *, read_only: bool
):
    with pytest.raises(DatabaseError, match="cannot do it now"):
        async with connection.transaction(read_only=read_only):
            await connection.script(f"do $$ begin raise 'short of it' using errcode = '{state}'; end $$")
    assert connection.idle, "the connection can be used again"


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_timeout_that_the_server_was_given_is_its_trouble(connection: Connection, *, read_only: bool):
    await connection.script("set statement_timeout = 20")
    with pytest.raises(DatabaseError, match="statement timeout"):
        await transact(connection, "select pg_sleep(60)", read_only=read_only)
    assert connection.idle, "the connection can be used again"


async def test_what_is_logged_of_a_refusal_quotes_no_row(connection: Connection):
    await connection.script("create table customer (name text check (length(name) < 3))")
    with pytest.raises(DatabaseError) as told, postgres.whatever_it_has_told():
        await connection.execute("insert into customer values ($1)", "Suresh")
    assert "check constraint" in str(told.value)
    assert "Suresh" not in str(told.value)
