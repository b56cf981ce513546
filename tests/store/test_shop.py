from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

from execora.ledger.postings import ACCOUNTS
from execora.store.postgres import Connection
from execora.store.shop import ShopFound, open_shop
from tests.store.town import RAHUL, change, payment

if TYPE_CHECKING:
    import trio

    from execora.store.books import Books
    from tests.store.town import Town


async def test_a_shop_is_opened_once_and_found_by_its_tenant(town: Town, books: Books):
    tenant = str(uuid4())
    with closing(await Connection.connect(town.addresses.owner)) as owner:
        opened = await open_shop(owner, tenant, "Execora Kirana Store", state_code="08")
        again = await open_shop(owner, tenant, "Another name", state_code="07")
    assert opened == again == ShopFound(opened.id, tenant, "Execora Kirana Store", "08", "Asia/Kolkata")
    assert await books.find_shop(tenant) == opened
    assert await books.find_shop(str(uuid4())) is None


async def test_the_serving_role_can_count_the_shops_and_see_none_of_them(town: Town, books: Books):
    assert {town.shop, town.other} < set(await books.shop_ids())
    async with books.reading(town.shop) as shop:
        assert await shop.customers.connection.fetch("select s.id from execora.shop s") == [(town.shop,)]


async def test_the_serving_role_opens_no_shop(town: Town):
    with closing(await Connection.connect(town.addresses.serving)) as serving, pytest.raises(InsufficientPrivilege):
        await open_shop(serving, str(uuid4()), "Spy", state_code="08")


async def test_a_new_shop_can_take_money_in_every_way(town: Town, books: Books):
    async with books.reading(town.shop) as shop:
        accounts = await shop.customers.connection.fetch("select id, kind, balance from execora.account")
    own = {kind: account_id for account_id, kind, _ in accounts if kind != "customer"}
    assert own == ACCOUNTS
    assert {balance for _, _, balance in accounts} == {0}


async def test_what_is_read_cannot_change_anything(town: Town, books: Books):
    with pytest.raises(ReadOnlySqlTransaction):
        async with books.reading(town.shop) as shop:
            await payment(RAHUL.id, 500)(shop)


async def test_what_is_read_is_one_moment_of_the_books(town: Town, books: Books, nursery: trio.Nursery):
    async def pay(task_status: trio.TaskStatus[None]) -> None:
        await change(books, town.shop, payment(RAHUL.id, 500))
        task_status.started()

    async with books.reading(town.shop) as shop:
        assert await shop.customers.balance(RAHUL.id) == 0
        await nursery.start(pay)
        assert await shop.customers.balance(RAHUL.id) == 0
        assert await shop.customers.balances() == []
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balance(RAHUL.id) == -500
