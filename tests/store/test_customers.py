from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from unittest.mock import ANY
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import trio

from execora.commands.port import Duplicate
from execora.ledger.model import Balance, Customer, Posted, Reminder
from execora.ledger.money import Paise
from execora.session.port import Answer
from execora.store.pool import Pool
from execora.store.shop import Shop
from tests.store.town import DONE, MILK, RAHUL, SURESH, TODAY, change, line, payment, request, until_somebody_waits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from execora.store.books import Books
    from tests.store.town import Town

TOMORROW = datetime.combine(TODAY + timedelta(days=1), time(10), ZoneInfo("Asia/Kolkata"))
RAVI = Customer(UUID(int=7), "Ravi Teja", phone="9898989898", aliases=("ravi bhai", "teja"))


async def test_a_customer_is_got_as_they_were_created(town: Town, books: Books):
    async with books.reading(town.shop) as shop:
        assert await shop.customers.get(RAHUL.id) == RAHUL
        assert await shop.customers.get(RAVI.id) is None
        assert await shop.customers.known(SURESH.id, RAVI.id, RAHUL.id) == {RAHUL.id: RAHUL, SURESH.id: SURESH}


async def test_a_new_customer_owes_nothing(town: Town, books: Books):
    assert await change(books, town.shop, lambda shop: shop.customers.create(RAVI)) is None
    async with books.reading(town.shop) as shop:
        assert await shop.customers.get(RAVI.id) == RAVI
        assert await shop.customers.balance(RAVI.id) == 0


async def test_nobody_has_no_balance(town: Town, books: Books):
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balance(RAVI.id) is None


async def test_a_shops_own_account_is_no_customer(town: Town, books: Books):
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balance(UUID("ffffffff-ffff-ffff-ffff-000000000001")) is None


@pytest.mark.parametrize(
    "like_rahul",
    [
        replace(RAVI, phone=RAHUL.phone),
        replace(RAVI, name="RAHUL sharma"),
        replace(RAVI, phone=None, name=RAHUL.name),
        replace(RAVI, id=RAHUL.id),
    ],
)
async def test_somebody_with_the_same_phone_name_or_id_is_there_already(town: Town, books: Books, like_rahul: Customer):
    assert await change(books, town.shop, lambda shop: shop.customers.create(like_rahul)) == Duplicate(RAHUL)
    async with books.reading(town.shop) as shop:
        assert [owing.customer for owing in await shop.customers.page()] == [RAHUL, SURESH]
        assert await shop.customers.balance(RAVI.id) is None


async def test_of_two_like_the_new_one_the_same_phone_is_told(town: Town, books: Books):
    like_both = replace(RAVI, name=RAHUL.name, phone=SURESH.phone)
    assert await change(books, town.shop, lambda shop: shop.customers.create(like_both)) == Duplicate(SURESH)


async def test_customers_without_a_phone_are_not_alike(town: Town, books: Books):
    for name in ("Ravi", "Kishan"):
        customer = Customer(uuid4(), name)
        assert await change(books, town.shop, lambda shop, one=customer: shop.customers.create(one)) is None


async def test_of_many_at_once_with_one_phone_one_is_created(town: Town, books: Books):
    outcomes: list[Duplicate | None] = []

    async def create(number: int) -> None:
        customer = Customer(uuid4(), f"Ravi {number}", phone="9898989898")
        outcomes.append(await change(books, town.shop, lambda shop: shop.customers.create(customer)))

    async with trio.open_nursery() as nursery:
        for number in range(8):
            nursery.start_soon(create, number)
    assert outcomes.count(None) == 1
    assert len({outcome.customer for outcome in outcomes if outcome}) == 1


async def test_a_customer_is_given_other_names_and_fields(town: Town, books: Books):
    varma = replace(
        RAHUL, name="Rahul Varma", nickname=None, phone="9898989898", email="r@varma.in", gstin="08ABCDE1234F1Z5"
    )
    assert await change(books, town.shop, lambda shop: shop.customers.update(varma)) == varma
    async with books.reading(town.shop) as shop:
        assert await shop.customers.get(RAHUL.id) == varma


async def test_nobody_is_given_no_name(town: Town, books: Books):
    assert await change(books, town.shop, lambda shop: shop.customers.update(RAVI)) is None


@pytest.mark.parametrize(
    "like_suresh", [replace(RAHUL, phone=SURESH.phone), replace(RAHUL, name="suresh KUMAR", phone=None)]
)
async def test_what_is_somebody_elses_is_not_given(town: Town, books: Books, like_suresh: Customer):
    assert await change(books, town.shop, lambda shop: shop.customers.update(like_suresh)) == Duplicate(SURESH)
    async with books.reading(town.shop) as shop:
        assert await shop.customers.get(RAHUL.id) == RAHUL


async def test_of_two_who_are_given_one_phone_at_once_one_has_it(town: Town, books: Books):
    outcomes: list[object] = []

    async def give(customer: Customer) -> None:
        given = replace(customer, phone="9898989898")
        outcomes.append(await change(books, town.shop, lambda shop: shop.customers.update(given)))

    async with trio.open_nursery() as nursery:
        for customer in (RAHUL, SURESH):
            nursery.start_soon(give, customer)
    assert sum(isinstance(outcome, Customer) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Duplicate) for outcome in outcomes) == 1


async def test_nothing_is_made_for_a_customer_or_changed_of_them_while_they_are_held(town: Town, books: Books):
    async def rename() -> None:
        await change(books, town.shop, lambda shop: shop.customers.update(replace(RAHUL, nickname="Guddu")))

    async def draft() -> None:
        await change(books, town.shop, lambda shop: shop.bills.make_draft(uuid4(), RAHUL.id, [line(MILK, 1)]))

    for work in (rename, draft):
        async with (
            trio.open_nursery() as nursery,
            Pool(town.addresses.serving, size=1) as pool,
            pool.transaction(shop=town.shop) as holder,
        ):
            held = await Shop(holder, town.shop).customers.hold(RAHUL.id)
            nursery.start_soon(work)
            await until_somebody_waits(holder)
        assert held
        assert held.nickname == (RAHUL.nickname if work is rename else "Guddu")
    assert await change(books, town.shop, lambda shop: shop.customers.hold(RAVI.id)) is None


async def test_a_forgotten_customer_is_not_there_any_more(town: Town, books: Books):
    assert await change(books, town.shop, lambda shop: shop.customers.erase(RAHUL.id)) is True
    assert await change(books, town.shop, lambda shop: shop.customers.erase(RAHUL.id)) is False
    assert await change(books, town.shop, lambda shop: shop.customers.update(RAHUL)) is None
    async with books.reading(town.shop) as shop:
        assert await shop.customers.get(RAHUL.id) is None
        assert await shop.customers.balance(RAHUL.id) is None
        assert [owing.customer for owing in await shop.customers.page()] == [SURESH]


async def test_who_is_forgotten_can_be_left_out_of_those_who_owe(town: Town, books: Books):
    for customer in (RAHUL, SURESH):
        await change(books, town.shop, lambda shop, who=customer: shop.ledger.credit(who.id, Paise(500), on=TODAY))
    await change(books, town.shop, lambda shop: shop.customers.erase(RAHUL.id))
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balances(forgotten=False) == [Balance(SURESH, Paise(500))]


async def test_what_a_forgotten_customer_owes_stays_in_the_books_under_no_name(town: Town, books: Books):
    await change(books, town.shop, lambda shop: shop.ledger.credit(RAHUL.id, Paise(500), on=TODAY))
    await change(books, town.shop, lambda shop: shop.customers.erase(RAHUL.id))
    nameless = Balance(Customer(RAHUL.id, "Deleted customer", "हटाया गया ग्राहक"), Paise(500))
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balances() == [nameless]
        assert await shop.customers.page() == [nameless, Balance(SURESH, Paise(0))]
        assert (await shop.reports.days(TODAY, TODAY)).pending == 500


async def test_the_name_and_phone_of_a_forgotten_customer_are_free_again(town: Town, books: Books):
    again = replace(RAHUL, id=RAVI.id)
    await change(books, town.shop, lambda shop: shop.customers.erase(RAHUL.id))
    assert await change(books, town.shop, lambda shop: shop.customers.create(again)) is None
    async with books.reading(town.shop) as shop:
        assert await shop.customers.get(RAVI.id) == again


async def test_nothing_waits_for_a_forgotten_customer(town: Town, books: Books):
    await change(books, town.shop, lambda shop: shop.bills.make_draft(uuid4(), RAHUL.id, [line(MILK, 1)]))
    await change(books, town.shop, lambda shop: shop.reminders.create(Reminder(uuid4(), RAHUL, None, TOMORROW)))
    await change(books, town.shop, lambda shop: shop.customers.erase(RAHUL.id))
    assert (
        await change(books, town.shop, lambda shop: shop.bills.make_draft(uuid4(), RAHUL.id, [line(MILK, 1)])) is None
    )
    async with books.reading(town.shop) as shop:
        assert await shop.bills.drafts() == []
        assert await shop.reminders.waiting() == []


async def test_what_was_answered_about_a_forgotten_customer_is_forgotten(town: Town, books: Books):
    names = {"earlier": (RAHUL.id,), "both": (SURESH.id, RAHUL.id), "other": (SURESH.id,)}
    asked = {key: request(key) for key in names}
    for key, named in names.items():
        await books.write(town.shop, asked[key], answering(Answer("done", "Rahu ka likh diya", "hi-en", names=named)))
    await change(books, town.shop, lambda shop: shop.customers.erase(RAHUL.id))
    again = {key: await books.write(town.shop, asked[key], answering(DONE)) for key in names}
    assert [answer.key for answer in again.values()] == ["ALREADY_DONE", "ALREADY_DONE", "done"]
    assert all(answer.repeated for answer in again.values())
    assert (again["earlier"].data, again["other"].text) == ({}, "Rahu ka likh diya")


async def test_an_answer_is_not_forgotten_for_a_name_within_a_word(town: Town, books: Books):
    om = Customer(uuid4(), "Om")
    asked, named = request(), Answer("done", "Om Sweets ke Tomar", "hi-en", names=(SURESH.id,))
    await change(books, town.shop, lambda shop: shop.customers.create(om))
    await books.write(town.shop, asked, answering(named))
    await change(books, town.shop, lambda shop: shop.customers.erase(om.id))
    assert (await books.write(town.shop, asked, answering(DONE))).text == named.text


def answering(answer: Answer) -> Callable[[Shop], Awaitable[Answer]]:
    """Return work that does nothing but answer."""

    async def work(shop: Shop) -> Answer:
        await shop.customers.get(SURESH.id)
        return answer

    return work


REMINDER = Reminder(UUID(int=8), RAHUL, None, TOMORROW)
DRAFT = UUID(int=9)

UNDER_WAY: dict[str, Callable[[Shop], Awaitable[object]]] = {
    "payment": payment(RAHUL.id, 500),
    "reminder moved": lambda shop: shop.reminders.move(REMINDER.id, TOMORROW + timedelta(hours=1)),
    "reminder made": lambda shop: shop.reminders.create(replace(REMINDER, id=uuid4())),
    "draft held": lambda shop: shop.bills.hold_draft(DRAFT),
    "draft issued": lambda shop: shop.bills.issue(DRAFT, on=TODAY),
    "draft made": lambda shop: shop.bills.make_draft(uuid4(), RAHUL.id, [line(MILK, 2)]),
    "renamed": lambda shop: shop.customers.update(replace(RAHUL, name="Rahul Varma")),
}


@pytest.mark.parametrize("work", UNDER_WAY.values(), ids=UNDER_WAY.keys())
async def test_what_is_under_way_for_a_customer_is_over_before_they_are_forgotten(
    town: Town, books: Books, work: Callable[[Shop], Awaitable[object]]
):
    await change(books, town.shop, lambda shop: shop.reminders.create(REMINDER))
    await change(books, town.shop, lambda shop: shop.bills.make_draft(DRAFT, RAHUL.id, [line(MILK, 1)]))
    asked, done = request(), trio.Event()
    begun: list[str] = []

    async def take_long(shop: Shop) -> Answer:
        begun.append("work")
        assert await work(shop) is not False
        done.set()
        await until_somebody_waits(shop.customers.connection)
        return replace(DONE, names=(RAHUL.id,))

    async def erase(shop: Shop) -> bool:
        begun.append("erasing")
        return await shop.customers.erase(RAHUL.id)

    with trio.fail_after(10):
        async with trio.open_nursery() as both:
            both.start_soon(books.write, town.shop, asked, take_long)
            await done.wait()
            assert await change(books, town.shop, erase)
    assert begun == ["work", "erasing"], "each once: they do not wait for each other"
    assert (await books.write(town.shop, asked, answering(DONE))).key == "ALREADY_DONE"
    async with books.reading(town.shop) as shop:
        assert (await shop.bills.drafts(), await shop.reminders.waiting()) == ([], [])


async def test_who_is_forgotten_while_an_answer_that_names_them_is_under_way_is_not_named_in_the_books(
    town: Town, books: Books
):
    async def slow(shop: Shop) -> Answer:
        await shop.customers.get(RAHUL.id)
        async with trio.open_nursery() as meanwhile:
            meanwhile.start_soon(change, books, town.shop, lambda shop: shop.customers.erase(RAHUL.id))
        return replace(DONE, text="Rahul ne diye", names=(RAHUL.id,))

    asked = request()
    assert (await books.write(town.shop, asked, slow)).text == "Rahul ne diye"
    assert (await books.write(town.shop, asked, slow)).key == "ALREADY_DONE"


async def test_of_two_who_change_a_customer_at_once_the_second_sees_what_the_first_has_done(town: Town, books: Books):
    held = trio.Event()

    async def give_phone(shop: Shop) -> Answer:
        customer = await shop.customers.hold(SURESH.id)
        assert customer
        await shop.customers.update(replace(customer, phone="9876543210"))
        held.set()
        await until_somebody_waits(shop.customers.connection)
        return DONE

    async def give_email(shop: Shop) -> None:
        customer = await shop.customers.hold(SURESH.id)
        assert customer
        await shop.customers.update(replace(customer, email="s@k.in"))

    with trio.fail_after(10):
        async with trio.open_nursery() as both:
            both.start_soon(books.write, town.shop, request(), give_phone)
            await held.wait()
            await change(books, town.shop, give_email)
    async with books.reading(town.shop) as shop:
        assert await shop.customers.get(SURESH.id) == replace(SURESH, phone="9876543210", email="s@k.in")


async def test_a_forgotten_customers_mistakes_can_still_be_put_right(town: Town, books: Books):
    posted = await change(books, town.shop, payment(RAHUL.id, 500))
    assert posted
    await change(books, town.shop, lambda shop: shop.customers.erase(RAHUL.id))
    assert await change(books, town.shop, payment(RAHUL.id, 500)) is None
    assert await change(books, town.shop, lambda shop: shop.ledger.reverse(posted.journal_id, on=TODAY)) == Posted(
        ANY, Paise(0)
    )


async def test_who_owes_most_comes_first_and_who_owes_nothing_not_at_all(town: Town, books: Books):
    await change(books, town.shop, lambda shop: shop.customers.create(RAVI))
    await change(books, town.shop, payment(RAHUL.id, 500))
    await change(books, town.shop, payment(SURESH.id, 300))
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balances() == [Balance(SURESH, -300), Balance(RAHUL, -500)]


@pytest.mark.parametrize("text", ["rahul", "SHARMA", "शर्मा", "atm ke", "234567", "", "%", "_"])
async def test_customers_are_searched_by_what_is_known_of_them(town: Town, books: Books, text: str):
    async with books.reading(town.shop) as shop:
        found = [owing.customer for owing in await shop.customers.page(text=text)]
    assert found == {"": [RAHUL, SURESH], "%": [], "_": [], "234567": [RAHUL, SURESH]}.get(text, [RAHUL])


async def test_pages_of_customers_follow_each_other_without_gap_or_overlap(town: Town, books: Books):
    for name in ("rahul verma", "Anil", "Zoya", "Suresh Kumari", "अनिल"):
        customer = Customer(uuid4(), name)
        await change(books, town.shop, lambda shop, one=customer: shop.customers.create(one))
    names: list[str] = []
    after = None
    async with books.reading(town.shop) as shop:
        while page := await shop.customers.page(after=after, limit=2):
            names += [owing.customer.name for owing in page]
            after = page[-1].customer.id
    assert names == ["Anil", "Rahul Sharma", "rahul verma", "Suresh Kumar", "Suresh Kumari", "Zoya", "अनिल"]
