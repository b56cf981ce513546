from __future__ import annotations

from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
import trio

from execora.session.port import Claim
from execora.store import messages
from execora.store.books import Books
from execora.store.pool import Pool
from tests.store.town import DONE, MILK, RAHUL, change, deadlocked_once, line, request

if TYPE_CHECKING:
    from typing import LiteralString

    from execora.session.port import Answer
    from execora.store.shop import Shop
    from tests.store.town import Town

SAID = sha256(b"Rahul ka balance").digest()
OTHER = sha256(b"Suresh ka balance").digest()
ANSWERS = [{"type": "voice:response", "data": {"text": "₹500", "balance": 12.5}}]


def age(town: Town, table: LiteralString, column: LiteralString, hours: float) -> None:
    """Let time have gone by."""
    with closing(psycopg.connect(town.addresses.owner)) as owner:
        owner.execute("select set_config('execora.shop', %s, true)", [str(town.shop)])
        owner.execute(f"update execora.{table} set {column} = {column} - make_interval(mins => %s)", [int(hours * 60)])
        owner.commit()


async def test_a_message_is_new_then_open_then_done(town: Town, books: Books):
    message_id = uuid4()
    assert await books.claim(town.shop, message_id, SAID) == Claim("new")
    assert await books.claim(town.shop, message_id, SAID) == Claim("open")
    await books.close_message(town.shop, message_id, ANSWERS)
    assert await books.claim(town.shop, message_id, SAID) == Claim("done", ANSWERS)


async def test_an_id_with_another_body_is_told(town: Town, books: Books):
    message_id = uuid4()
    await books.claim(town.shop, message_id, SAID)
    assert await books.claim(town.shop, message_id, OTHER) == Claim("other")
    await books.close_message(town.shop, message_id, ANSWERS)
    assert await books.claim(town.shop, message_id, OTHER) == Claim("other")


async def test_two_shops_do_not_share_message_ids(town: Town, books: Books):
    message_id = uuid4()
    assert await books.claim(town.shop, message_id, SAID) == Claim("new")
    assert await books.claim(town.other, message_id, OTHER) == Claim("new")


async def test_of_many_at_once_one_finds_a_message_new(town: Town, books: Books):
    message_id = uuid4()
    claims: list[str] = []

    async def claim() -> None:
        claims.append((await books.claim(town.shop, message_id, SAID)).state)

    async with trio.open_nursery() as nursery:
        for _ in range(8):
            nursery.start_soon(claim)
    assert sorted(claims) == ["new"] + ["open"] * 7


@pytest.mark.parametrize(("hours", "state"), [(23.9, "done"), (24.1, "new")])
async def test_a_message_is_forgotten_after_a_day(town: Town, books: Books, hours: float, state: str):
    message_id = uuid4()
    await books.claim(town.shop, message_id, SAID)
    await books.close_message(town.shop, message_id, ANSWERS)
    age(town, "message", "at", hours)
    assert (await books.claim(town.shop, message_id, SAID)).state == state
    if state == "new":
        assert (await books.claim(town.shop, message_id, SAID)).state == "open"


async def test_what_messages_were_answered_goes_with_whoever_is_forgotten(town: Town, books: Books):
    closed, under_way, elsewhere = uuid4(), uuid4(), uuid4()
    for message_id, shop_id in ((closed, town.shop), (under_way, town.shop), (elsewhere, town.other)):
        await books.claim(shop_id, message_id, SAID)
    await books.close_message(town.shop, closed, ANSWERS)
    await books.close_message(town.other, elsewhere, ANSWERS)
    await change(books, town.shop, lambda shop: shop.customers.erase(RAHUL.id))
    await books.close_message(town.shop, under_way, ANSWERS)
    assert await books.claim(town.shop, closed, SAID) == Claim("open")
    assert await books.claim(town.shop, under_way, SAID) == Claim("open")
    assert await books.claim(town.other, elsewhere, SAID) == Claim("done", ANSWERS)


async def test_what_is_too_old_is_removed_and_nothing_else(town: Town, books: Books):
    await books.claim(town.shop, uuid4(), SAID)
    await change(books, town.shop, lambda shop: shop.bills.make_draft(uuid4(), RAHUL.id, [line(MILK, 1)]))
    assert await books.purge(town.shop) == 0
    age(town, "message", "at", 24.1)
    age(town, "draft", "made_at", 4.1)
    assert await books.purge(town.other) == 0
    assert await books.purge(town.shop) == 2


async def test_a_deadlock_over_what_is_too_old_is_tried_again(town: Town, books: Books):
    await books.claim(town.shop, uuid4(), SAID)
    age(town, "message", "at", 24.1)
    with deadlocked_once(town, "delete", "message"):
        assert await books.purge(town.shop) == 1


async def test_a_message_does_not_wait_for_the_disk_and_a_change_does(town: Town):
    message_id, setting = uuid4(), "select current_setting('synchronous_commit')"
    async with Pool(town.addresses.serving, size=1) as pool:
        async with pool.connection() as connection:
            await connection.script("set synchronous_commit = on")
        async with pool.transaction(shop=town.shop) as connection:
            await messages.claim_message(connection, town.shop, message_id, SAID)
            assert await connection.one(setting) == ("off",)
        async with pool.transaction(shop=town.shop) as connection:
            await messages.close_message(connection, message_id, ANSWERS)
            assert await connection.one(setting) == ("off",)

        async def work(shop: Shop) -> Answer:
            assert await shop.customers.connection.one(setting) == ("on",)
            return DONE

        assert await Books(pool).write(town.shop, request(), work) == DONE
