"""A small town for the store's tests: a shop with two customers and two products, and a second shop beside it."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, LiteralString, TypeVar
from uuid import UUID, uuid4

import psycopg
import pytest
import trio

from execora.ledger.model import Customer, Invoice, Line, Product, ShelfItem, Split
from execora.ledger.money import Paise
from execora.ledger.units import NONE, Milli
from execora.session.port import Answer, Request
from execora.store.books import Books
from execora.store.pool import Pool
from execora.store.postgres import Connection
from execora.store.shop import Shop, open_shop
from tests.conftest import copied

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from execora.ledger.model import Mode, Posted
    from execora.store.embedded import Addresses

TODAY = date(2026, 11, 20)

T = TypeVar("T")

DONE = Answer("done", "ho gaya", "hi-en")

RAHUL = Customer(UUID(int=1), "Rahul Sharma", "राहुल शर्मा", "Rahul", "ATM ke paas", "9812345670", ("rahulji",))
SURESH = Customer(UUID(int=2), "Suresh Kumar", phone="9812345672")
MILK = ShelfItem(
    Product(UUID(int=3), "Milk", "packet", "दूध", ("doodh",), NONE), Paise(3000), Milli(80_000), Milli(20_000)
)
BREAD = ShelfItem(
    Product(UUID(int=4), "Bread", "packet", gst_rate=Milli(5_000), hsn="1905"), Paise(4000), Milli(5_000), Milli(10_000)
)


@dataclass(frozen=True)
class Town:
    """Where the shops are, and what they hold: each of them the same customers and products, by the same ids."""

    addresses: Addresses
    shop: int
    other: int


def line(item: ShelfItem, packets: int) -> Line:
    """Return so many packets of a product as a line of a bill."""
    return Line(item.product, Milli(packets * 1000), item.price, Paise(item.price * packets))


def request(key: str | None = None, asked: bytes = b"asked") -> Request:
    """Return a request, with a key of its own where none is given."""
    return Request(key or str(uuid4()), sha256(asked).digest(), "TEST")


async def change(books: Books, shop_id: int, work: Callable[[Shop], Awaitable[T]]) -> T:
    """Do some work in a transaction of its own, and return what it returned."""
    results: list[T] = []

    async def work_and_answer(shop: Shop) -> Answer:
        results.append(await work(shop))
        return DONE

    await books.write(shop_id, request(), work_and_answer)
    return results[-1]


def payment(customer_id: UUID, amount: int, mode: Mode = "cash") -> Callable[[Shop], Awaitable[Posted | None]]:
    """Return the work of posting what a customer paid."""
    return lambda shop: shop.ledger.payment(customer_id, [Split(Paise(amount), mode)], on=TODAY)


async def issued(books: Books, shop_id: int, *lines: Line, customer: Customer = RAHUL) -> Invoice:
    """Issue a bill in one transaction."""
    invoice = await change(books, shop_id, lambda shop: issue(shop, *lines, customer=customer))
    assert isinstance(invoice, Invoice)
    return invoice


async def issue(shop: Shop, *lines: Line, customer: Customer = RAHUL) -> object:
    """Draft a bill and issue it, inside a transaction."""
    draft = await shop.bills.make_draft(uuid4(), customer.id, lines)
    assert draft
    return await shop.bills.issue(draft.id, on=TODAY)


async def until_somebody_waits(connection: Connection) -> None:
    """Return once another connection of this role waits for a lock of ours."""
    waiting = (
        "select exists (select from pg_locks l where not l.granted and pg_backend_pid() = any(pg_blocking_pids(l.pid)))"
    )
    while await connection.one(waiting) != (True,):
        pass


@contextmanager
def deadlocked_once(town: Town, deed: LiteralString, table: LiteralString) -> Iterator[None]:
    """Let whoever first does something to a table be the one who has to give way in a deadlock."""
    with psycopg.connect(town.addresses.owner, user="postgres", autocommit=True) as admin:
        admin.execute(f"""
            create sequence times;
            create function give_way() returns trigger language plpgsql security definer as $$ begin
                if nextval('public.times') = 1 then raise 'give way' using errcode = 'deadlock_detected'; end if;
                return null;
            end $$;
            create trigger give_way before {deed} on execora.{table} for each statement execute function give_way();
        """)
        try:
            yield
        finally:
            admin.execute("drop function give_way cascade; drop sequence times")


async def found(addresses: Addresses) -> Town:
    """Open two new shops."""
    with closing(await Connection.connect(addresses.owner)) as owner:
        first = await open_shop(owner, str(uuid4()), "Execora Kirana Store", state_code="08")
        second = await open_shop(owner, str(uuid4()), "Another Store", state_code="07")
    async with Pool(addresses.serving, size=1) as pool:
        for shop in (first, second):
            await change(Books(pool), shop.id, stock_up)
    return Town(addresses, first.id, second.id)


async def stock_up(shop: Shop) -> None:
    """Let the customers and the goods in."""
    for customer in (RAHUL, SURESH):
        await shop.customers.create(customer)
    for item in (MILK, BREAD):
        await shop.products.create(item)


@pytest.fixture(scope="session")
def town_database(postgres_server: Addresses, migrated: str) -> Iterator[Addresses]:
    """Give one database for all towns: shops cannot see each other, so no test needs a database of its own."""
    yield from copied(postgres_server, migrated)


@pytest.fixture
def town(town_database: Addresses) -> Town:
    """Found a town of two new shops."""
    return trio.run(found, town_database)


@pytest.fixture(params=["serving", "owner"])
def attacker(request: pytest.FixtureRequest, town: Town) -> Iterator[psycopg.Connection]:
    """Connect as the serving role, and as the owner of the tables, with the first shop set for good."""
    with closing(psycopg.connect(getattr(town.addresses, request.param))) as connection:
        connection.execute("select set_config('execora.shop', %s, false)", [str(town.shop)])
        connection.commit()
        yield connection


@pytest.fixture
async def books(town: Town) -> AsyncIterator[Books]:
    """Open the books as the server does."""
    async with Pool(town.addresses.serving, size=10) as pool:
        yield Books(pool)
