"""The shop in memory, on which the commands are tested, does what the shop in PostgreSQL does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from execora.ledger.discount import Discount
from execora.ledger.model import AccountEntry, Draft, Posted, Product, Reminder, ShelfItem, Split
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.fakes.shop import DEMO_NOW, FakeShop
from tests.store.town import BREAD, MILK, RAHUL, SURESH, TODAY, change, found, line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from execora.commands.port import Shop
    from execora.store.books import Books
    from tests.store.town import Town

    Step = Callable[[Shop, UUID], Awaitable[object]]

STEPS = 12
NOBODY = replace(RAHUL, id=UUID(int=99))

customers = st.sampled_from([RAHUL, RAHUL, SURESH, SURESH, NOBODY])
products = st.sampled_from([MILK.product.id, BREAD.product.id, NOBODY.id])
amounts = st.integers(1, 100_000).map(Paise)
packets = st.integers(1, 4)
days = st.sampled_from([TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=150)])
hours = st.integers(1, 72)
names = st.sampled_from(["Rahul Sharma", "Rahul Varma", "suresh kumar", "Ravi", "Deleted customer"])
phones = st.sampled_from([None, RAHUL.phone, SURESH.phone, "9898989898"])
discounts = st.one_of(
    st.none(),
    st.builds(Discount, percent=st.integers(1, 99_999).map(Milli)),
    st.builds(Discount, amount=st.integers(1, 2_000).map(Paise)),
)
lines = st.lists(st.builds(line, st.sampled_from([MILK, BREAD]), packets), min_size=1, max_size=4)
splits = st.lists(st.builds(Split, amounts, st.sampled_from(["cash", "upi", "bank"])), min_size=1, max_size=3)
made = st.integers(1, STEPS).map(lambda number: UUID(int=1000 + number))
"""What the step of that number makes, if it makes something."""

# each takes the shop, and the id of what it makes
steps: st.SearchStrategy[Step] = st.one_of(
    st.builds(lambda who, how, on: lambda shop, _: shop.ledger.payment(who.id, how, on=on), customers, splits, days),
    st.builds(
        lambda who, amount, on: lambda shop, _: shop.ledger.credit(who.id, amount, on=on),
        *(customers, amounts, days),
    ),
    st.builds(lambda what, much: lambda shop, _: shop.products.receive(what, Milli(much * 1000)), products, packets),
    *[
        st.builds(
            lambda who, bill, off: lambda shop, makes: shop.bills.make_draft(makes, who.id, bill, discount=off),
            *(customers, lines, discounts),
        ),
        st.builds(lambda which, on: lambda shop, _: shop.bills.issue(which, on=on), made, days),
    ]
    * 3,
    st.builds(lambda which, bill: lambda shop, _: shop.bills.change_draft(which, bill), made, lines),
    st.builds(
        lambda which, off, taxed: lambda shop, _: shop.bills.set_terms(which, off, with_gst=taxed),
        *(made, discounts, st.booleans()),
    ),
    st.builds(
        lambda which, bill, off: (
            lambda shop, _: shop.bills.restore_draft(Draft(which, RAHUL, tuple(bill), DEMO_NOW, off, with_gst=True))
        ),
        *(made, lines, discounts),
    ),
    st.builds(lambda which: lambda shop, _: shop.bills.hold_draft(which), made),
    st.builds(lambda which: lambda shop, _: shop.bills.drop_draft(which), made),
    st.builds(lambda which, on: lambda shop, _: shop.bills.cancel_invoice(which, on=on), made, days),
    st.builds(
        lambda who, later: (
            lambda shop, makes: remind(shop, Reminder(makes, who, None, DEMO_NOW + timedelta(hours=later)))
        ),
        *(st.sampled_from([RAHUL, SURESH]), hours),
    ),
    st.builds(lambda which: lambda shop, _: shop.reminders.hold(which), made),
    *[st.builds(lambda which: lambda shop, _: shop.reminders.cancel(which), made)] * 2,
    st.builds(
        lambda which, later: (
            lambda shop, _: shop.reminders.restore(Reminder(which, RAHUL, None, DEMO_NOW + timedelta(hours=later)))
        ),
        *(made, hours),
    ),
    st.builds(
        lambda which, later: lambda shop, _: shop.reminders.move(which, DEMO_NOW + timedelta(hours=later)), made, hours
    ),
    st.builds(
        lambda what, much: lambda shop, _: shop.products.take_off(what, Milli(much * 3000)),
        *(products | made, packets),
    ),
    st.builds(lambda what, price: lambda shop, _: shop.products.set_price(what, price), products | made, amounts),
    st.builds(
        lambda name, price, much: (
            lambda shop, makes: shop.products.create(
                ShelfItem(Product(makes, name, "kg"), price, Milli(much * 1000), Milli(2000))
            )
        ),
        *(st.sampled_from(["Salt", "salt", "Tea", "milk"]), amounts, st.integers(0, 4)),
    ),
    st.builds(lambda which: lambda shop, _: shop.products.remove(which), made),
    st.builds(
        lambda who, name, phone: lambda shop, _: shop.customers.update(replace(who, name=name, phone=phone)),
        *(customers, names, phones),
    ),
    st.builds(
        lambda who, name: lambda shop, makes: shop.customers.create(replace(who, id=makes, name=name)),
        *(
            st.sampled_from([NOBODY]),
            names,
        ),
    ),
    st.builds(lambda who: lambda shop, _: shop.customers.hold(who.id), customers),
    st.builds(lambda who: lambda shop, _: shop.customers.erase(who.id), customers),
    *[st.builds(lambda who, on, nth: lambda shop, _: take_back(shop, who.id, on, nth), customers, days, packets)] * 2,
)


async def remind(shop: Shop, reminder: Reminder) -> None:
    """Keep a reminder for a customer who is there."""
    customer = await shop.customers.get(reminder.customer.id)
    if customer:
        await shop.reminders.create(replace(reminder, customer=customer))


async def take_back(shop: Shop, customer_id: UUID, on: date, nth: int) -> object:
    """Take back one of a customer's last journals, whatever it is."""
    entries = await shop.ledger.statement(customer_id, limit=nth)
    return await shop.ledger.reverse(entries[0].journal_id, on=on) if entries else None


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps, min_size=1, max_size=STEPS))
async def test_whatever_is_done_comes_out_the_same(town: Town, books: Books, taken: list[Step]):
    town = await found(town.addresses)
    fake = FakeShop()
    for customer in (RAHUL, SURESH):
        await fake.customers.create(customer)
    fake.pages.shelf.update({item.product.id: item for item in (MILK, BREAD)})
    for number, step in enumerate(taken, 1):
        makes = UUID(int=1000 + number)
        real = await change(books, town.shop, lambda shop, step=step, makes=makes: step(shop, makes))
        assert comparable(await step(fake, makes)) == comparable(real)
    async with books.reading(town.shop) as shop:
        assert await whole(shop) == await whole(fake)


async def whole(shop: Shop) -> list[object]:
    """Return all that can be seen of a shop."""
    return [
        await shop.customers.balances(),
        [await shop.customers.get(customer.id) for customer in (RAHUL, SURESH)],
        [await shop.customers.balance(customer.id) for customer in (RAHUL, SURESH)],
        [comparable(await shop.ledger.statement(customer.id, limit=3)) for customer in (RAHUL, SURESH)],
        [comparable(await shop.ledger.payments(customer.id)) for customer in (RAHUL, SURESH)],
        comparable(await shop.ledger.payments(RAHUL.id, on=TODAY, limit=2)),
        [await shop.products.get(item.product.id) for item in (MILK, BREAD)],
        await shop.products.running_low(),
        comparable(await shop.bills.drafts()),
        [await shop.bills.invoices(customer.id, limit=20) for customer in (RAHUL, SURESH)],
        await shop.reminders.waiting(),
        await shop.reminders.waiting(RAHUL.id, on=TODAY + timedelta(days=1)),
        await shop.reports.days(TODAY, TODAY),
        await shop.reports.days(TODAY, TODAY + timedelta(days=365)),
    ]


def comparable(outcome: object) -> object:
    """Leave out what may differ: the ids of journals, and the clock's time."""
    match outcome:
        case Posted():
            return outcome.balance
        case AccountEntry():
            return replace(outcome, journal_id=NOBODY.id)
        case Draft():
            return replace(outcome, made_at=DEMO_NOW)
        case list():
            return [comparable(one) for one in outcome]
        case _:
            return outcome
