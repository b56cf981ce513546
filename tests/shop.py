"""The demo shop on a real PostgreSQL, and a client who talks to it: fixtures for whoever imports them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg
import pytest
import trio
from psycopg.conninfo import make_conninfo

from execora.config import Config
from execora.language.names import NameIndex
from execora.language.products import ProductIndex
from execora.session.desk import INDIA, Desk, Speaker
from execora.session.run import run
from execora.store.books import Books
from execora.store.demo import open_demo
from execora.store.pool import Pool
from execora.store.postgres import Connection
from tests.conftest import copied, superuser
from tests.fakes.door import FakeDoor
from tests.fakes.transcripts import FakeTranscripts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from execora.store.embedded import Addresses

NOW = datetime(2026, 11, 20, 15, tzinfo=INDIA)


@pytest.fixture(scope="session")
def demo_template(postgres_server: Addresses, migrated: str) -> str:
    """Fill one database with the demo shop; the others are copies of it.

    To pytest it is another fixture in each module that imports it, so the first of them makes the database.
    """
    with superuser(postgres_server) as admin:
        if admin.execute("select 1 from pg_database where datname = 'demo_template'").fetchone():
            return "demo_template"
        admin.execute(f"create database demo_template template {migrated} owner execora_owner")
    trio.run(_fill, postgres_server)
    return "demo_template"


async def _fill(server: Addresses) -> None:
    owner = await Connection.connect(make_conninfo(server.owner, dbname="demo_template"))
    async with Pool(make_conninfo(server.serving, dbname="demo_template"), size=2) as pool:
        await open_demo(owner, Books(pool), on=NOW.date())
    owner.close()


@pytest.fixture
def demo_database(postgres_server: Addresses, demo_template: str) -> Iterator[Addresses]:
    """Give a fresh demo shop."""
    yield from copied(postgres_server, demo_template)


@pytest.fixture
async def desk(demo_database: Addresses) -> AsyncIterator[Desk]:
    """Give the desk of a fresh demo shop, on Friday 20 November 2026 at 15:00."""
    async with Pool(demo_database.serving, size=8) as pool:
        yield await open_desk(Books(pool))


async def open_desk(books: Books) -> Desk:
    shop = await books.find_shop("demo")
    assert shop
    names = await books.names(shop.id)
    customers, products = NameIndex(names.customers), ProductIndex(names.products)
    return Desk(
        shop.id,
        "demo",
        shop.name,
        books,
        customers,
        products,
        Config(customer_actions_a_minute=10_000),
        now=lambda: NOW,
        transcripts=FakeTranscripts(),
    )


@asynccontextmanager
async def talking(desk: Desk, speaker: Speaker | None = None, *, within: float = 30) -> AsyncIterator[FakeDoor]:
    """Hold a conversation for as long as the block lasts; the client then hangs up, and all must end."""
    door = FakeDoor()

    async def hold() -> None:
        door.close_code = await run(door, desk, speaker or Speaker())
        door.ended.set()

    with trio.fail_after(within):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(hold)
            await door.next("voice:start")
            yield door
            door.hang_up()


@pytest.fixture
def look(demo_database: Addresses) -> Callable[..., list[tuple[object, ...]]]:
    """Look into the books behind everybody's back, as somebody who may see all shops."""

    def query(sql: str, *params: object) -> list[tuple[object, ...]]:
        with psycopg.connect(demo_database.owner, user="postgres", autocommit=True) as admin:
            return admin.execute(sql, params).fetchall()  # type: ignore[call-overload]

    return query
