from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest
import trio
from psycopg.types.json import Jsonb

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.session.port import Answer, KeyReusedError
from execora.store.books import Books
from execora.store.pool import Pool
from tests.store.lossy import LossyWire
from tests.store.town import DONE, RAHUL, SURESH, Town, payment, request, until_somebody_waits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from execora.ledger.model import Customer
    from execora.store.shop import Shop
    from tests.store.lossy import Fate

RICH = Answer(
    "done",
    "राहुल का बाकी ₹500",
    "hi",
    {"balance": 12.5, "items": [{"product": "Milk", "quantity": 2}], "note": None},
    events=(("invoice:draft", {"total": 100}),),
    speech="राहुल का बाकी पाँच सौ रुपये",
)


class Till:
    """Work that takes a rupee from Rahul each time it runs, and counts how often that is."""

    def __init__(self, answer: Answer = DONE) -> None:
        self.answer = answer
        self.runs = 0

    async def __call__(self, shop: Shop) -> Answer:
        self.runs += 1
        await payment(RAHUL.id, 100)(shop)
        return self.answer


async def paid(books: Books, shop_id: int) -> int:
    """Return how many rupees Rahul has paid."""
    async with books.reading(shop_id) as shop:
        balance = await shop.customers.balance(RAHUL.id)
    assert balance is not None
    return -balance // 100


# -- reading -----------------------------------------------------------------------------------------------------------


async def test_what_is_read_is_answered(town: Town, books: Books):
    async def work(shop: Shop) -> Answer:
        return replace(DONE, text=str(await shop.customers.balance(RAHUL.id)))

    assert (await books.read(town.shop, work)).text == "0"


# -- once --------------------------------------------------------------------------------------------------------------


async def test_a_change_takes_effect_once_and_is_answered_the_same_again(town: Town, books: Books):
    till, asked = Till(RICH), request()
    assert await books.write(town.shop, asked, till) == RICH
    assert await books.write(town.shop, asked, till) == replace(RICH, repeated=True)
    assert (till.runs, await paid(books, town.shop)) == (1, 1)


async def test_an_answer_that_was_kept_before_there_was_speech_is_told_without_it(town: Town, books: Books):
    asked, kept = request(), {"key": "done", "text": "₹500", "language": "en", "data": {}, "events": []}
    with psycopg.connect(town.addresses.serving) as before:
        before.execute("select set_config('execora.shop', %s, true)", [str(town.shop)])
        values = [town.shop, asked.key, asked.digest, asked.intent]
        before.execute("insert into execora.request (shop_id, key, digest, intent) values (%s, %s, %s, %s)", values)
        before.execute("update execora.request set answer = %s where key = %s", [Jsonb(kept), asked.key])
    answer = await books.write(town.shop, asked, Till())
    assert (answer.text, answer.speech, answer.repeated) == ("₹500", "", True)


async def test_a_key_that_was_used_for_something_else_is_refused(town: Town, books: Books):
    till = Till()
    await books.write(town.shop, request("key", b"100"), till)
    with pytest.raises(KeyReusedError):
        await books.write(town.shop, request("key", b"200"), till)
    assert (till.runs, await paid(books, town.shop)) == (1, 1)


async def test_two_shops_do_not_share_keys(town: Town, books: Books):
    till = Till()
    for shop_id in (town.shop, town.other):
        assert not (await books.write(shop_id, request("key"), till)).repeated
    assert till.runs == 2


@pytest.mark.parametrize("answer", [replace(DONE, error="NO_INVOICE"), replace(DONE, asks=True)])
async def test_what_is_not_kept_is_undone_and_may_be_asked_again(town: Town, books: Books, answer: Answer):
    asked = request()
    assert await books.write(town.shop, asked, Till(answer)) == answer
    assert await paid(books, town.shop) == 0
    assert await books.write(town.shop, asked, Till()) == DONE
    assert await paid(books, town.shop) == 1


async def test_an_exception_undoes_the_work_and_flies_on(town: Town, books: Books):
    asked = request()

    async def work(shop: Shop) -> Answer:
        await payment(RAHUL.id, 100)(shop)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await books.write(town.shop, asked, work)
    assert await paid(books, town.shop) == 0
    assert not (await books.write(town.shop, asked, Till())).repeated


async def test_of_many_twins_at_once_one_works_and_all_get_its_answer(town: Town, books: Books):
    till, asked = Till(RICH), request()
    answers: list[Answer] = []

    async def ask() -> None:
        answers.append(await books.write(town.shop, asked, till))

    async with trio.open_nursery() as nursery:
        for _ in range(8):
            nursery.start_soon(ask)
    assert (till.runs, await paid(books, town.shop)) == (1, 1)
    assert [replace(answer, repeated=False) for answer in answers] == [RICH] * 8
    assert sum(answer.repeated for answer in answers) == 7


async def test_a_twin_works_itself_where_the_first_one_did_not_succeed(town: Town, books: Books, nursery: trio.Nursery):
    asked, started = request(), trio.Event()

    async def fail_slowly(shop: Shop) -> Answer:
        await payment(RAHUL.id, 100)(shop)
        started.set()
        await until_somebody_waits(shop.customers.connection)
        return replace(DONE, error="DEADLINE")

    nursery.start_soon(books.write, town.shop, asked, fail_slowly)
    await started.wait()
    assert await books.write(town.shop, asked, Till()) == DONE
    assert await paid(books, town.shop) == 1


async def test_a_deadlock_is_run_again(town: Town, books: Books):
    """By our own hand there is none, so two transactions are made to lock in opposite orders."""
    runs = 0
    both = trio.Event()
    locked: set[Customer] = set()
    lock = "select from execora.account where id = $1 for update"

    async def in_order(shop: Shop, *customers: Customer) -> Answer:
        nonlocal runs
        runs += 1
        for customer in customers:
            await shop.customers.connection.execute(lock, customer.id)
            locked.add(customer)
            if len(locked) == 2:
                both.set()
            await both.wait()
        await payment(RAHUL.id, 100)(shop)
        return DONE

    async with trio.open_nursery() as nursery:
        nursery.start_soon(books.write, town.shop, request(), lambda shop: in_order(shop, RAHUL, SURESH))
        nursery.start_soon(books.write, town.shop, request(), lambda shop: in_order(shop, SURESH, RAHUL))
    assert runs > 2
    assert await paid(books, town.shop) == 2


# -- cancelled ---------------------------------------------------------------------------------------------------------


async def test_returned_means_done_and_cancelled_means_undone_at_whatever_moment(town: Town, books: Books):
    told: dict[str, str] = {}

    async def ask(number: int) -> None:
        asked = request(str(number))
        told[asked.key] = "cancelled"
        with trio.move_on_after(random.uniform(0, 0.02)):
            await books.write(town.shop, asked, Till())
            told[asked.key] = "completed"

    for _ in range(20):
        async with trio.open_nursery() as nursery:
            for number in range(len(told), len(told) + 8):
                nursery.start_soon(ask, number)
    completed = {key for key, what in told.items() if what == "completed"}
    assert 0 < len(completed) < len(told), "the moments were not random enough to show anything"
    assert (await kept(town), await paid(books, town.shop)) == (completed, len(completed))


async def kept(town: Town) -> set[str]:
    """Return the keys of the requests that took effect by what the database says."""
    with closing(psycopg.connect(town.addresses.owner)) as owner:
        owner.execute("select set_config('execora.shop', %s, true)", [str(town.shop)])
        return {key for (key,) in owner.execute("select request_key from execora.journal").fetchall()}


# -- a COMMIT without an answer ----------------------------------------------------------------------------------------


@pytest.fixture
async def wire(town: Town, nursery: trio.Nursery, tmp_path: Path) -> AsyncIterator[LossyWire]:
    wire = LossyWire(tmp_path, town.addresses.serving)
    await nursery.start(wire.run)
    yield wire
    wire.close()


@pytest.fixture
async def far_books(wire: LossyWire) -> AsyncIterator[Books]:
    """Open the books over the wire."""
    async with Pool(wire.dsn, size=2) as pool:
        yield Books(pool)


@pytest.mark.parametrize(("fate", "runs"), [("unheard", 1), ("lost", 2)])
async def test_a_lost_commit_is_settled(
    town: Town, books: Books, wire: LossyWire, far_books: Books, fate: Fate, runs: int
):
    till, asked = Till(RICH), request()
    wire.fates = [fate]
    assert await far_books.write(town.shop, asked, till) == RICH
    assert (till.runs, await paid(books, town.shop)) == (runs, 1)
    assert await books.write(town.shop, asked, till) == replace(RICH, repeated=True)


@pytest.mark.parametrize(("fate", "runs"), [("late", 1), ("late and lost", 2)])
async def test_a_commit_that_may_still_arrive_is_waited_for(
    town: Town, books: Books, wire: LossyWire, far_books: Books, nursery: trio.Nursery, fate: Fate, runs: int
):
    till = Till(RICH)
    wire.fates = [fate]

    async def arrive() -> None:
        await wire.broken.wait()
        await until_the_key_is_asked_for(books, town.shop)
        wire.go_on.set()

    nursery.start_soon(arrive)
    assert await far_books.write(town.shop, request(), till) == RICH
    assert (till.runs, await paid(books, town.shop)) == (runs, 1)


async def until_the_key_is_asked_for(books: Books, shop_id: int) -> None:
    """Return once somebody waits for a transaction that holds a request's key."""
    waiting = "select exists (select from pg_locks l where not l.granted and l.locktype = 'transactionid')"
    async with books.reading(shop_id) as shop:
        while await shop.customers.connection.one(waiting) != (True,):
            pass


@pytest.mark.parametrize(("fate", "done"), [("unheard", True), ("lost", False)])
async def test_what_is_cancelled_while_it_is_settled_is_told_as_it_is(
    town: Town, books: Books, wire: LossyWire, far_books: Books, nursery: trio.Nursery, fate: Fate, *, done: bool
):
    till, answers = Till(RICH), list[Answer]()
    wire.fates = [fate]

    async def cancel() -> None:
        await wire.broken.wait()
        scope.cancel()

    nursery.start_soon(cancel)
    with trio.CancelScope() as scope:
        answers.append(await far_books.write(town.shop, request(), till))
    assert (answers, scope.cancelled_caught) == (([RICH], False) if done else ([], True))
    assert (till.runs, await paid(books, town.shop)) == (1, int(done))


async def test_a_key_that_somebody_else_took_meanwhile_is_not_ours(
    town: Town, books: Books, wire: LossyWire, far_books: Books, nursery: trio.Nursery
):
    wire.fates = ["lost for a while"]

    async def take() -> None:
        await wire.broken.wait()
        await books.write(town.shop, request("key", b"something else"), Till())
        wire.go_on.set()

    nursery.start_soon(take)
    with pytest.raises(KeyReusedError):
        await far_books.write(town.shop, request("key", b"this"), Till())


async def test_work_whose_commits_are_all_lost_is_given_up(town: Town, books: Books, wire: LossyWire, far_books: Books):
    wire.fates = ["lost", "lost", "lost"]
    till = Till()
    with pytest.raises(DatabaseError, match="nothing was changed"):
        await far_books.write(town.shop, request(), till)
    assert (till.runs, await paid(books, town.shop)) == (3, 0)


async def test_where_the_database_cannot_be_asked_the_outcome_is_unknown(
    town: Town, wire: LossyWire, far_books: Books, monkeypatch: pytest.MonkeyPatch, nursery: trio.Nursery
):
    monkeypatch.setattr("execora.store.books.SETTLE_SECONDS", 0.3)
    wire.fates = ["unheard"]

    async def cut() -> None:
        await wire.broken.wait()
        wire.close()

    nursery.start_soon(cut)
    with pytest.raises(OutcomeUnknownError, match="what became of it"):
        await far_books.write(town.shop, request(), Till())


async def test_a_connection_lost_before_commit_changed_nothing(
    town: Town, books: Books, wire: LossyWire, far_books: Books
):
    async def work(shop: Shop) -> Answer:
        await payment(RAHUL.id, 100)(shop)
        wire.close()
        return DONE

    with pytest.raises(DatabaseError, match="lost"):
        await far_books.write(town.shop, request(), work)
    assert await paid(books, town.shop) == 0


async def test_whatever_is_against_looking_a_name_up_may_pass(town: Town, books: Books):
    with psycopg.connect(town.addresses.owner, user="postgres", autocommit=True) as admin:
        admin.execute("revoke select on execora.customer from execora_app")
        try:
            for ask in (books.names(town.shop), books.customer(town.shop, RAHUL.id)):
                with pytest.raises(DatabaseError, match="permission denied"):
                    await ask
        finally:
            admin.execute("grant select on execora.customer to execora_app")
