"""The desks of a server: one for each shop, and always as the books are."""

# ruff: noqa: F811 - fixtures are imported and then asked for

from __future__ import annotations

from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest
import trio
import trio.testing

from execora import desks as desks_module
from execora.config import Config
from execora.desks import Change, Desks, change_of
from execora.errors import DatabaseError
from execora.language.matching import Found
from execora.ledger.model import Customer, Product, ShelfItem
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from execora.session.port import Answer, Event, Request
from execora.store.books import Books
from execora.store.listen import LookAgain
from execora.store.pool import Pool
from execora.store.postgres import Notice
from tests.fakes.transcripts import FakeTranscripts
from tests.shop import demo_database, demo_template  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.session.desk import Desk
    from execora.store.embedded import Addresses
    from execora.store.names import Names
    from execora.store.shop import Shop

RAVI = Customer(uuid4(), "Ravi Teja Reddy")


@asynccontextmanager
async def followed(database: Addresses, books: type[Books] = Books) -> AsyncIterator[Desks]:
    """Serve the desks of a database."""
    async with Pool(database.serving, size=4) as pool, trio.open_nursery() as nursery:
        desks = Desks(books(pool), FakeTranscripts(), Config())
        await nursery.start(desks.follow, database.serving)
        yield desks
        nursery.cancel_scope.cancel()


async def opened(desks: Desks) -> Desk:
    desk = await desks.open("demo")
    assert desk
    return desk


async def add(books: Books, shop_id: int, customer: Customer) -> None:
    """Make a customer, as another server would."""

    async def create(shop: Shop) -> Answer:
        assert await shop.customers.create(customer) is None
        return Answer("done", "", "en")

    await books.write(shop_id, Request(str(uuid4()), bytes(32), "CREATE_CUSTOMER"), create)


def listen_to(desk: Desk) -> trio.MemoryReceiveChannel[Event]:
    """Return what the desk tells its clients."""
    send, receive = trio.open_memory_channel[Event](1000)
    desk.listeners.add(send.send_nowait)
    return receive


async def until_told(told: trio.MemoryReceiveChannel[Event], what: str) -> Event:
    """Wait until clients are told of a change of that kind."""
    with trio.fail_after(10):
        while (event := await told.receive()).data["what"] != what:
            pass
    return event


def knows(desk: Desk, name: str) -> bool:
    return isinstance(desk.customers.find(name), Found)


# -- opening


async def test_a_shop_has_one_desk_however_many_come_at_once(demo_database: Addresses):
    loads = list[int]()

    class CountingBooks(Books):
        async def names(self, shop_id: int) -> Names:
            loads.append(shop_id)
            return await super().names(shop_id)

    found = list["Desk"]()

    async def come(desks: Desks) -> None:
        found.append(await opened(desks))

    async with followed(demo_database, CountingBooks) as desks:
        async with trio.open_nursery() as nursery:
            for _ in range(5):
                nursery.start_soon(come, desks)
        found.append(await opened(desks))
    assert len(set(map(id, found))) == 1
    assert len(loads) == 1


async def test_a_desk_knows_its_shop(demo_database: Addresses):
    async with followed(demo_database) as desks:
        desk = await opened(desks)
    assert (desk.tenant, desk.name) == ("demo", "Execora Kirana Store")
    assert knows(desk, "Rahul")
    assert isinstance(desk.products.find("doodh"), Found)
    assert desk.now().utcoffset()


async def test_where_there_is_no_shop_there_is_no_desk(demo_database: Addresses):
    async with followed(demo_database) as desks:
        assert await desks.open("nobody") is None


async def test_one_who_leaves_while_a_shop_is_opened_does_not_spoil_it_for_others(demo_database: Addresses):
    gate = trio.Event()

    class SlowBooks(Books):
        async def names(self, shop_id: int) -> Names:
            await gate.wait()
            return await super().names(shop_id)

    async with followed(demo_database, SlowBooks) as desks, trio.open_nursery() as nursery:
        impatient = trio.CancelScope()

        async def come_and_leave() -> None:
            with impatient:
                await desks.open("demo")

        nursery.start_soon(come_and_leave)
        await trio.testing.wait_all_tasks_blocked(0.05)
        nursery.start_soon(opened, desks)
        impatient.cancel()
        gate.set()
        assert knows(await opened(desks), "Rahul")


# -- staying fresh


async def test_a_customer_made_elsewhere_is_known_here(demo_database: Addresses):
    async with followed(demo_database) as desks, Pool(demo_database.serving, size=1) as pool:
        desk = await opened(desks)
        told = listen_to(desk)
        await add(Books(pool), desk.shop_id, RAVI)
        event = await until_told(told, "customer")
    assert event.data["id"] == str(RAVI.id)
    assert knows(desk, "Ravi Teja Reddy")


async def test_a_product_made_elsewhere_is_known_here_until_it_is_removed(demo_database: Addresses):
    poha = ShelfItem(Product(uuid4(), "Poha", "kg"), Paise(6000), Milli(0), Milli(0))

    async def make(shop: Shop) -> Answer:
        assert await shop.products.create(poha) is None
        return Answer("done", "", "en")

    async def remove(shop: Shop) -> Answer:
        assert await shop.products.remove(poha.product.id)
        return Answer("done", "", "en")

    async with followed(demo_database) as desks, Pool(demo_database.serving, size=1) as pool:
        desk = await opened(desks)
        told = listen_to(desk)
        await Books(pool).write(desk.shop_id, Request(str(uuid4()), bytes(32), "ADD_PRODUCT"), make)
        assert (await until_told(told, "product")).data["id"] == str(poha.product.id)
        assert desk.products.find("Poha") == Found(poha.product)
        await Books(pool).write(desk.shop_id, Request(str(uuid4()), bytes(32), "UNDO"), remove)
        await until_told(told, "product")
        assert not isinstance(desk.products.find("Poha"), Found)


async def test_a_new_name_takes_the_place_of_the_old_one(demo_database: Addresses):
    async with followed(demo_database) as desks:
        desk = await opened(desks)
        told = listen_to(desk)
        with psycopg.connect(demo_database.owner, user="postgres") as books:
            books.execute("update execora.customer set name = 'Zakir Khan', name_hi = null where name = 'Anil Mehta'")
        await until_told(told, "customer")
    assert knows(desk, "Zakir Khan")
    assert not knows(desk, "Anil Mehta")


async def test_what_changes_while_a_shop_is_opened_is_not_missed(demo_database: Addresses):
    class SlowBooks(Books):
        """Gives names that are out of date by the time they are given."""

        async def names(self, shop_id: int) -> Names:
            names = await super().names(shop_id)
            await add(self, shop_id, RAVI)
            return names

    async with followed(demo_database, SlowBooks) as desks:
        desk = await opened(desks)
        if not knows(desk, RAVI.name):
            await until_told(listen_to(desk), "customer")
    assert knows(desk, RAVI.name)


async def test_what_changes_while_nobody_listened_is_looked_up_afterwards(demo_database: Addresses):
    async with followed(demo_database) as desks, Pool(demo_database.serving, size=1) as pool:
        desk = await opened(desks)
        told = listen_to(desk)
        with psycopg.connect(demo_database.owner, user="postgres", autocommit=True) as admin:
            admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'")
        await add(Books(pool), desk.shop_id, RAVI)
        await until_told(told, "reminder")
    assert knows(desk, RAVI.name)


async def test_a_name_the_database_did_not_give_is_asked_for_again(
    demo_database: Addresses, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(desks_module, "PAUSE_SECONDS", 0)
    failures = [DatabaseError("away"), DatabaseError("away")]

    class ShakyBooks(Books):
        async def customer(self, shop_id: int, customer_id: UUID) -> Customer | None:
            if failures:
                raise failures.pop()
            return await super().customer(shop_id, customer_id)

    async with followed(demo_database, ShakyBooks) as desks, Pool(demo_database.serving, size=1) as pool:
        desk = await opened(desks)
        told = listen_to(desk)
        await add(Books(pool), desk.shop_id, RAVI)
        await until_told(told, "customer")
    assert knows(desk, RAVI.name)


async def test_the_books_of_every_shop_are_kept_small_from_the_start(demo_database: Addresses):
    forgotten = trio.Event()

    class WatchedBooks(Books):
        async def purge(self, shop_id: int) -> int:
            gone = await super().purge(shop_id)
            if gone:
                forgotten.set()
            return gone

    with psycopg.connect(demo_database.owner, user="postgres") as admin:
        admin.execute(
            "insert into execora.message (shop_id, id, digest, at)"
            " select id, gen_random_uuid(), sha256('x'), now() - interval '25 hours' from execora.shop"
        )
    async with followed(demo_database, WatchedBooks) as desks, trio.open_nursery() as nursery:
        nursery.start_soon(desks.purge)
        with trio.fail_after(10):
            await forgotten.wait()
        nursery.cancel_scope.cancel()
    with psycopg.connect(demo_database.owner, user="postgres") as admin:
        assert admin.execute("select count(*) from execora.message").fetchone() == (0,)


async def test_the_books_are_kept_small_hour_by_hour(demo_database: Addresses, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(desks_module, "PURGE_SECONDS", 0)
    rounds, thrice = count(1), trio.Event()

    class ShakyBooks(Books):
        async def shop_ids(self) -> range:
            number = next(rounds)
            if number == 2:
                raise DatabaseError("away")
            if number == 4:
                thrice.set()
            return await super().shop_ids()

    monkeypatch.setattr(desks_module, "PAUSE_SECONDS", 0)
    async with followed(demo_database, ShakyBooks) as desks, trio.open_nursery() as nursery:
        nursery.start_soon(desks.purge)
        with trio.fail_after(10):
            await thrice.wait()
        nursery.cancel_scope.cancel()


async def test_what_was_said_of_somebody_is_searched_for_as_soon_as_they_are_forgotten(demo_database: Addresses):
    looked, found = trio.Event(), trio.Event()

    class WatchedBooks(Books):
        async def forget_more(self, shop_id: int) -> bool:
            more = await super().forget_more(shop_id)
            (found if more else looked).set()
            return more

    async def erase(shop: Shop) -> Answer:
        assert await shop.customers.erase(RAVI.id)
        return Answer("done", "", "en")

    async with (
        followed(demo_database, WatchedBooks) as desks,
        Pool(demo_database.serving, size=1) as pool,
        trio.open_nursery() as nursery,
    ):
        desk, books = await opened(desks), Books(pool)
        await add(books, desk.shop_id, RAVI)
        nursery.start_soon(desks.purge)
        with trio.fail_after(10):
            await looked.wait()
            await books.write(desk.shop_id, Request(str(uuid4()), bytes(32), "DELETE_CUSTOMER_DATA"), erase)
            await found.wait()
        nursery.cancel_scope.cancel()


async def test_clients_are_told_only_what_the_protocol_has_a_word_for(demo_database: Addresses):
    async with followed(demo_database) as desks:
        desk = await opened(desks)
        told = listen_to(desk)
        with psycopg.connect(demo_database.owner, autocommit=True) as books:
            for what in ("draft", "reminder"):
                change = f'{{"shop": {desk.shop_id}, "what": "{what}", "id": null}}'
                books.execute("select pg_notify('execora_changed', %s)", [change])
        with trio.fail_after(10):
            assert (await told.receive()).data == {"what": "reminder", "id": None}


@pytest.mark.parametrize("noun_id", [UUID(int=7), None])
def test_a_notice_says_what_changed(noun_id: UUID | None):
    quoted = f'"{noun_id}"' if noun_id else "null"
    notice = Notice("execora_changed", f'{{"shop": 3, "what": "product", "id": {quoted}}}')
    assert change_of(notice) == Change(3, "product", noun_id)


@pytest.mark.parametrize("payload", ["", "hello", "[]", "{}", '{"shop": "x", "what": "customer", "id": null}', "7"])
def test_a_notice_that_cannot_be_read_means_that_all_may_differ(payload: str):
    assert change_of(Notice("execora_changed", payload)) == LookAgain()
