from __future__ import annotations

import random
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import trio
from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.store import pool as pools
from execora.store.pool import Pool
from execora.store.postgres import Connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.store.embedded import Addresses

OTHERS = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"


@pytest.fixture
async def judge(empty_database: Addresses) -> AsyncIterator[Connection]:
    """A connection of its own, which sees what the pool's leave behind; it makes a table."""
    with closing(await Connection.connect(empty_database.owner)) as judge:
        await judge.script("create table t (id int primary key, n int default 0); insert into t values (1), (2)")
        yield judge


@pytest.fixture
async def pool(judge: Connection, empty_database: Addresses) -> AsyncIterator[Pool]:
    async with Pool(empty_database.owner, size=3) as pool:
        yield pool


async def count(judge: Connection, what: str) -> int:
    row = await judge.one(f"select count(*) {what}")
    assert row
    return int(row[0])


async def no_more(judge: Connection, what: str) -> None:
    """Wait until there is nothing of this kind; the server takes note of a closed connection in its own time."""
    with trio.fail_after(5):
        while await count(judge, what):
            await trio.lowlevel.checkpoint()


async def ask(pool: Pool) -> None:
    async with pool.connection() as connection:
        assert await connection.one("select 1") == (1,)


# -- lending


async def test_a_wrong_address_is_told_when_the_pool_opens():
    with pytest.raises(DatabaseError, match="cannot connect"):
        await Pool("host=/nowhere", size=3).__aenter__()


async def test_the_shop_is_forgotten_when_its_transaction_ends(pool: Pool):
    async with pool.transaction(shop=17) as connection:
        assert await connection.one("select current_setting('execora.shop')") == ("17",)
    async with pool.connection() as connection:
        assert await connection.one("select current_setting('execora.shop')") == ("",)


async def test_many_tasks_share_a_few_connections(pool: Pool, judge: Connection):
    async with trio.open_nursery() as nursery:
        for _ in range(50):
            nursery.start_soon(ask, pool)
    assert await count(judge, OTHERS) == 3


async def test_one_task_after_the_other_needs_one_connection(pool: Pool, judge: Connection):
    for _ in range(5):
        await ask(pool)
    assert await count(judge, OTHERS) == 1


async def test_a_task_that_wants_a_second_connection_is_told_so(pool: Pool):
    async with pool.connection():
        with pytest.raises(RuntimeError, match="already holding"):
            await ask(pool)
    await ask(pool)


async def test_waiting_ends_with_the_callers_time_and_takes_nothing_along(pool: Pool):
    async def sit(task_status: trio.TaskStatus[None]) -> None:
        async with pool.connection():
            task_status.started()
            await trio.sleep_forever()

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            await nursery.start(sit)
        with pytest.raises(trio.TooSlowError), trio.fail_after(0.02):
            await ask(pool)
        nursery.cancel_scope.cancel()
    for _ in range(3):
        await ask(pool)


async def test_a_connection_left_in_a_transaction_is_closed_at_once(pool: Pool, judge: Connection):
    async with pool.connection() as connection:
        await connection.script("begin; insert into t values (3)")
    await no_more(judge, f"{OTHERS} and state <> 'idle'")
    assert await count(judge, "from t") == 2
    await ask(pool)


async def test_a_connection_that_comes_back_to_a_closed_pool_is_closed(
    empty_database: Addresses, judge: Connection, nursery: trio.Nursery
):
    async def borrow(task_status: trio.TaskStatus[None]) -> None:
        async with pool.connection():
            task_status.started()
            await closed.wait()

    closed = trio.Event()
    async with Pool(empty_database.owner, size=2) as pool:
        await nursery.start(borrow)
    closed.set()
    await no_more(judge, OTHERS)


async def test_connections_that_the_server_ended_are_replaced(pool: Pool, judge: Connection):
    await test_many_tasks_share_a_few_connections(pool, judge)
    await judge.fetch(f"select pg_terminate_backend(pid, 5000) {OTHERS}")
    await test_many_tasks_share_a_few_connections(pool, judge)


async def test_a_closed_pool_leaves_no_connection(empty_database: Addresses, judge: Connection):
    async with Pool(empty_database.owner, size=2) as pool:
        await ask(pool)
    await no_more(judge, OTHERS)


# -- again


async def test_the_server_lets_go_soon_of_what_we_held_when_we_vanish(pool: Pool):
    async with pool.connection() as connection:
        assert await connection.one("show idle_in_transaction_session_timeout") == ("5s",)


async def test_two_that_lock_each_other_out_both_come_through(pool: Pool, judge: Connection):
    met = [trio.Event(), trio.Event()]
    runs = 0

    async def bump(mine: int, other: int) -> None:
        async def work(connection: Connection) -> None:
            nonlocal runs
            runs += 1
            await connection.execute("update t set n = n + 1 where id = $1", mine)
            met[mine - 1].set()
            await met[other - 1].wait()
            await connection.execute("update t set n = n + 1 where id = $1", other)

        await pool.retry(work)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(bump, 1, 2)
        nursery.start_soon(bump, 2, 1)
    assert runs == 3
    assert await judge.fetch("select n from t") == [(2,), (2,)]


@pytest.mark.parametrize("error", [SerializationFailure, DeadlockDetected])
async def test_work_that_never_comes_through_is_given_up_and_leaves_nothing(
    pool: Pool, judge: Connection, error: type[Exception]
):
    async def work(connection: Connection) -> None:
        await connection.execute("insert into t values ($1)", 100 + len(runs))
        runs.append(1)
        raise error

    runs: list[int] = []
    with pytest.raises(DatabaseError):
        await pool.retry(work)
    assert len(runs) == pools.TRIES
    assert await count(judge, "from t") == 2


async def test_a_failure_of_commit_itself_is_tried_again_too(pool: Pool, judge: Connection):
    await judge.script("""
        create sequence attempt;
        create function fail_once() returns trigger language plpgsql as $$ begin
            if nextval('attempt') = 1 then raise exception using errcode = 'serialization_failure'; end if;
            return null;
        end $$;
        create constraint trigger late after insert on t initially deferred for each row execute function fail_once();
    """)

    async def work(connection: Connection) -> str:
        assert await connection.execute("insert into t values (3)") == 1
        return "done"

    assert await pool.retry(work) == "done"
    assert await judge.one("select last_value from attempt") == (2,)
    assert await count(judge, "from t") == 3


async def test_other_errors_are_not_tried_again(pool: Pool):
    async def work(connection: Connection) -> None:
        runs.append(1)
        await connection.execute("insert into t values (1)")

    runs: list[int] = []
    with pytest.raises(UniqueViolation):
        await pool.retry(work)
    assert len(runs) == 1


# -- storms


class Storm:
    """Payments that each insert a row, and what each was told became of it."""

    def __init__(self, pool: Pool, seed: int) -> None:
        self._pool = pool
        self.chance = random.Random(seed)
        self.told: dict[str, set[int]] = {"done": set(), "undone": set(), "unknown": set()}

    async def pay(self, number: int, seconds: float) -> None:
        async def work(connection: Connection) -> None:
            await connection.execute("insert into t values ($1)", number)
            await connection.execute("update t set n = n + 1 where id = $1", 1 + number % 2)
            await connection.fetch("select pg_sleep($1)", self.chance.choice([0.0, 0.002]))

        outcome = "undone"
        try:
            with trio.move_on_after(seconds):
                await self._pool.retry(work)
                outcome = "done"
        except OutcomeUnknownError:
            outcome = "unknown"
        except DatabaseError:
            pass
        self.told[outcome].add(number)

    async def kept(self, judge: Connection) -> set[int]:
        return {number for (number,) in await judge.fetch("select id from t where id >= 1000")}


async def test_a_storm_of_cancellations_never_lies_and_leaks_nothing(pool: Pool, judge: Connection):
    storm = Storm(pool, seed=20261120)
    for wave in range(6):
        async with trio.open_nursery() as nursery:
            for number in range(50):
                nursery.start_soon(storm.pay, 1000 + 50 * wave + number, storm.chance.uniform(0, 0.03))
    assert await storm.kept(judge) == storm.told["done"]
    assert await judge.one("select sum(n) from t") == (len(storm.told["done"]),)
    assert storm.told["done"]
    assert storm.told["undone"]
    assert not storm.told["unknown"]
    assert await count(judge, f"{OTHERS} and state <> 'idle'") == 0
    await test_many_tasks_share_a_few_connections(pool, judge)


async def test_a_storm_of_lost_connections_never_lies_and_the_pool_heals(pool: Pool, judge: Connection):
    storm = Storm(pool, seed=20261121)
    for wave in range(6):
        async with trio.open_nursery() as nursery:
            for number in range(20):
                nursery.start_soon(storm.pay, 1000 + 20 * wave + number, 5)
            for _ in range(5):
                await trio.sleep(storm.chance.uniform(0, 0.01))
                await judge.fetch(f"select pg_terminate_backend(pid, 5000) {OTHERS} limit 2")
    kept = await storm.kept(judge)
    assert storm.told["done"] <= kept <= storm.told["done"] | storm.told["unknown"]
    assert storm.told["done"]
    assert storm.told["undone"]
    await test_many_tasks_share_a_few_connections(pool, judge)
