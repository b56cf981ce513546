from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest
import trio

from execora.commands import by_intent
from execora.commands.command import Order, OrderItem
from execora.commands.port import Short
from execora.language.reading import Entities, Item
from execora.ledger.discount import Discount
from execora.ledger.gst import Tax
from execora.ledger.model import Draft, Invoice, Product, ShelfItem, Split
from execora.ledger.money import Paise
from execora.ledger.postings import ACCOUNTS
from execora.ledger.units import Milli
from execora.store.pool import Pool
from execora.store.shop import Shop
from tests.store.test_messages import age
from tests.store.town import (
    BREAD,
    DONE,
    MILK,
    RAHUL,
    SURESH,
    TODAY,
    change,
    issue,
    issued,
    line,
    payment,
    request,
    until_somebody_waits,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from execora.commands.command import Reply
    from execora.ledger.model import Customer, Line
    from execora.session.port import Answer
    from execora.store.books import Books
    from tests.store.town import Town

LINES = (line(MILK, 2), line(BREAD, 1))


async def drafted(books: Books, town: Town, *lines: Line, draft_id: UUID | None = None) -> Draft:
    """Have a draft for Rahul."""
    draft = await change(books, town.shop, lambda shop: shop.bills.make_draft(draft_id or uuid4(), RAHUL.id, lines))
    assert draft
    return draft


async def stock(books: Books, town: Town) -> tuple[int, int]:
    """Return how much milk and bread there is."""
    async with books.reading(town.shop) as shop:
        milk, bread = [await shop.products.get(item.product.id) for item in (MILK, BREAD)]
    assert milk
    assert bread
    return milk.stock, bread.stock


# -- drafts ------------------------------------------------------------------------------------------------------------


async def test_a_draft_is_kept_as_it_was_made(town: Town, books: Books):
    made = await drafted(books, town, *LINES)
    assert (made.customer, made.lines, made.total) == (RAHUL, LINES, 10_000)
    async with books.reading(town.shop) as shop:
        assert await shop.bills.draft(made.id) == made
        assert await shop.bills.draft(uuid4()) is None


async def test_a_draft_moves_nothing(town: Town, books: Books):
    await drafted(books, town, *LINES)
    assert await stock(books, town) == (80_000, 5_000)
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balance(RAHUL.id) == 0
        assert await shop.bills.invoices(RAHUL.id) == []


async def test_drafts_come_newest_first_of_one_customer_or_of_all(town: Town, books: Books):
    first, second = [await drafted(books, town, *LINES) for _ in range(2)]
    third = await change(books, town.shop, lambda shop: shop.bills.make_draft(uuid4(), SURESH.id, LINES))
    async with books.reading(town.shop) as shop:
        assert await shop.bills.drafts() == [third, second, first]
        assert await shop.bills.drafts(RAHUL.id) == [second, first]


async def test_nobody_gets_a_draft(town: Town, books: Books):
    assert await change(books, town.shop, lambda shop: shop.bills.make_draft(uuid4(), uuid4(), LINES)) is None


async def test_a_draft_gets_other_lines(town: Town, books: Books):
    draft = await drafted(books, town, *LINES)
    other = (line(BREAD, 3), line(MILK, 1), line(BREAD, 1))
    changed = await change(books, town.shop, lambda shop: shop.bills.change_draft(draft.id, other))
    assert changed == replace(draft, lines=other)
    with pytest.raises(ValueError, match="at least one line"):
        await change(books, town.shop, lambda shop: shop.bills.change_draft(draft.id, ()))


TERMS = [Discount(percent=Milli(7_500)), Discount(amount=Paise(1_234)), None]


@pytest.mark.parametrize("discount", TERMS)
@pytest.mark.parametrize("with_gst", [True, False])
async def test_a_draft_gets_a_discount_and_gst(town: Town, books: Books, discount: Discount | None, *, with_gst: bool):
    draft = await drafted(books, town, *LINES)
    changed = await change(books, town.shop, lambda shop: shop.bills.set_terms(draft.id, discount, with_gst=with_gst))
    assert changed == replace(draft, discount=discount, with_gst=with_gst)


async def test_a_draft_keeps_its_discount_and_gst_while_goods_come_and_go(town: Town, books: Books):
    draft = await drafted(books, town, *LINES)
    terms = (TERMS[0], True)
    await change(books, town.shop, lambda shop: shop.bills.set_terms(draft.id, terms[0], with_gst=True))
    discounted = replace(LINES[0], discount=TERMS[1])
    changed = await change(books, town.shop, lambda shop: shop.bills.change_draft(draft.id, [discounted]))
    assert changed
    assert (changed.lines, changed.discount, changed.with_gst) == ((discounted,), *terms)


async def test_a_draft_is_made_with_gst_where_that_is_asked_for(town: Town, books: Books):
    made = await change(books, town.shop, lambda shop: shop.bills.make_draft(uuid4(), RAHUL.id, LINES, with_gst=True))
    assert made
    assert made.with_gst


async def test_a_draft_is_given_back_what_it_had(town: Town, books: Books):
    draft = await drafted(books, town, replace(LINES[0], discount=TERMS[0]), LINES[1])
    before = await change(books, town.shop, lambda shop: shop.bills.set_terms(draft.id, TERMS[1], with_gst=True))
    assert before

    async def change_everything(shop: Shop) -> None:
        await shop.bills.set_terms(draft.id, None, with_gst=False)
        await shop.bills.change_draft(draft.id, [line(BREAD, 3)])

    await change(books, town.shop, change_everything)
    assert await change(books, town.shop, lambda shop: shop.bills.restore_draft(before)) == before
    async with books.reading(town.shop) as shop:
        assert await shop.bills.draft(draft.id) == before


async def test_a_dropped_draft_is_made_again_as_it_was_under_its_id(town: Town, books: Books):
    draft = await drafted(books, town, *LINES)
    await change(books, town.shop, lambda shop: shop.bills.set_terms(draft.id, TERMS[1], with_gst=True))
    before = await change(books, town.shop, lambda shop: shop.bills.drop_draft(draft.id))
    assert before
    again = await change(
        books,
        town.shop,
        lambda shop: shop.bills.make_draft(
            before.id, RAHUL.id, before.lines, discount=before.discount, with_gst=before.with_gst
        ),
    )
    assert again
    assert again == replace(before, made_at=again.made_at)


async def test_no_draft_is_made_for_somebody_who_is_forgotten_meanwhile(town: Town, books: Books):
    made: list[Draft | None] = []

    async def make() -> None:
        made.append(await change(books, town.shop, lambda shop: shop.bills.make_draft(uuid4(), RAHUL.id, LINES)))

    async with (
        trio.open_nursery() as nursery,
        Pool(town.addresses.serving, size=1) as pool,
        pool.transaction(shop=town.shop) as holder,
    ):
        await Shop(holder, town.shop).customers.erase(RAHUL.id)
        nursery.start_soon(make)
        await until_somebody_waits(holder)
    assert made == [None]


async def test_a_draft_that_is_dropped_does_not_wait_any_more(town: Town, books: Books):
    draft = await drafted(books, town, *LINES)
    assert await change(books, town.shop, lambda shop: shop.bills.drop_draft(draft.id)) == draft
    await does_not_wait(books, town, draft.id)


@pytest.mark.parametrize(("hours", "waits"), [(3.9, True), (4.1, False)])
async def test_a_draft_waits_for_four_hours(town: Town, books: Books, hours: float, *, waits: bool):
    draft = await drafted(books, town, *LINES)
    age(town, "draft", "made_at", hours)
    if waits:
        assert isinstance(await change(books, town.shop, lambda shop: shop.bills.issue(draft.id, on=TODAY)), Invoice)
    else:
        await does_not_wait(books, town, draft.id)


async def does_not_wait(books: Books, town: Town, draft_id: UUID) -> None:
    """Make sure that nothing can be done with a draft."""
    assert await change(books, town.shop, lambda shop: shop.bills.draft(draft_id)) is None
    assert await change(books, town.shop, lambda shop: shop.bills.drafts()) == []
    assert await change(books, town.shop, lambda shop: shop.bills.change_draft(draft_id, LINES)) is None
    assert await change(books, town.shop, lambda shop: shop.bills.set_terms(draft_id, None, with_gst=True)) is None
    before = Draft(draft_id, RAHUL, LINES, datetime.now(UTC))
    assert await change(books, town.shop, lambda shop: shop.bills.restore_draft(before)) is None
    assert await change(books, town.shop, lambda shop: shop.bills.drop_draft(draft_id)) is None
    assert await change(books, town.shop, lambda shop: shop.bills.issue(draft_id, on=TODAY)) is None


# -- invoices ----------------------------------------------------------------------------------------------------------


async def test_an_issued_bill_is_numbered_owed_and_off_the_shelf(town: Town, books: Books):
    draft = await drafted(books, town, *LINES)
    invoice = await change(books, town.shop, lambda shop: shop.bills.issue(draft.id, on=TODAY))
    assert invoice == Invoice(draft.id, "INV/2627/00001", RAHUL, LINES, Paise(10_000), TODAY)
    assert await stock(books, town) == (78_000, 4_000)
    await does_not_wait(books, town, draft.id)
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balance(RAHUL.id) == 10_000
        assert await shop.bills.invoice(draft.id) == invoice
        assert await shop.bills.invoices(RAHUL.id) == [invoice]
        assert await shop.bills.invoices(SURESH.id) == []


OIL = ShelfItem(
    Product(UUID(int=7), "Oil", "bottle", gst_rate=Milli(5_000), hsn="1514"), Paise(10_500), Milli(9_000), Milli(0)
)


async def taxed(books: Books, town: Town, customer: Customer = RAHUL) -> Invoice:
    """Issue a bill with GST and a discount: oil with tax in its price, and milk without."""

    async def work(shop: Shop) -> object:
        if await shop.products.get(OIL.product.id) is None:
            await shop.products.create(OIL)
        lines = (replace(line(OIL, 2), discount=Discount(percent=Milli(10_000))), line(MILK, 1))
        draft = await shop.bills.make_draft(uuid4(), customer.id, lines, with_gst=True)
        assert draft
        await shop.bills.set_terms(draft.id, Discount(amount=Paise(2_190)), with_gst=True)
        return await shop.bills.issue(draft.id, on=TODAY)

    invoice = await change(books, town.shop, work)
    assert isinstance(invoice, Invoice)
    return invoice


async def accounts(books: Books, town: Town, *kinds: str) -> list[int]:
    """Return the balances of some of the shop's own accounts."""
    async with books.reading(town.shop) as shop:
        rows = await shop.customers.connection.fetch("select a.kind, a.balance from execora.account a")
    balances = {kind: balance for kind, balance in rows if kind != "customer"}
    return [balances[kind] for kind in kinds]


async def test_gst_is_booked_apart_from_what_was_sold(town: Town, books: Books):
    invoice = await taxed(books, town)
    # oil 18900 less its share 1890 is 17010, of which 810 is tax; milk 3000 less 300
    assert (invoice.total, invoice.tax, invoice.sums.discount) == (19_710, Tax(Paise(405), Paise(405)), 4_290)
    assert await accounts(books, town, "sales", "cgst", "sgst", "igst", "round_off") == [-18_900, -405, -405, 0, 0]
    async with books.reading(town.shop) as shop:
        assert await shop.bills.invoice(invoice.id) == invoice
        assert await shop.customers.balance(RAHUL.id) == 19_710
        assert (await shop.reports.days(TODAY, TODAY)).sales == 19_710


async def test_a_cancelled_bill_takes_its_tax_back_exactly(town: Town, books: Books):
    invoice = await taxed(books, town)
    cancelled = await change(books, town.shop, lambda shop: shop.bills.cancel_invoice(invoice.id, on=TODAY))
    assert cancelled == replace(invoice, cancelled_by="CN/2627/00001")
    assert await accounts(books, town, "sales", "cgst", "sgst", "igst", "round_off") == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("gstin", "tax"),
    [
        ("08ABCDE1234F1Z5", Tax(Paise(405), Paise(405))),
        ("27ABCDE1234F1Z5", Tax(igst=Paise(810))),
    ],
)
async def test_a_business_of_another_state_pays_one_tax(town: Town, books: Books, gstin: str, tax: Tax):
    business = replace(RAHUL, gstin=gstin)
    await change(books, town.shop, lambda shop: shop.customers.update(business))
    invoice = await taxed(books, town, business)
    assert (invoice.customer, invoice.tax, invoice.total) == (business, tax, 19_710)


async def test_a_shop_can_price_without_tax_and_rounds_what_comes_on_top(town: Town, books: Books):
    with closing(psycopg.connect(town.addresses.owner)) as owner:
        owner.execute("select set_config('execora.shop', %s, false)", [str(town.shop)])
        owner.execute("update execora.shop set prices_with_tax = false")
        owner.commit()
    invoice = await taxed(books, town)
    assert (invoice.tax.total, invoice.round_off, invoice.total) == (850, 40, 20_600)
    assert await accounts(books, town, "sales", "cgst", "sgst", "round_off") == [-19_710, -425, -425, -40]
    async with books.reading(town.shop) as shop:
        assert await shop.bills.invoice(invoice.id) == invoice


async def test_the_last_bill_is_found_whoever_it_is_for(town: Town, books: Books):
    first, second = await issued(books, town.shop, LINES[0]), await issued(books, town.shop, LINES[0], customer=SURESH)
    async with books.reading(town.shop) as shop:
        assert await shop.bills.invoices(limit=1) == [second]
        assert await shop.bills.invoices() == [second, first]


async def test_two_lines_of_one_product_leave_the_shelf_together(town: Town, books: Books):
    await issued(books, town.shop, line(BREAD, 2), line(MILK, 1), line(BREAD, 3))
    assert await stock(books, town) == (79_000, 0)


async def test_where_stock_is_short_nothing_changes(town: Town, books: Books):
    draft = await drafted(books, town, line(MILK, 2), line(BREAD, 3), line(BREAD, 3))
    short = await change(books, town.shop, lambda shop: shop.bills.issue(draft.id, on=TODAY))
    assert short == Short(BREAD.product, Milli(5_000))
    assert await stock(books, town) == (80_000, 5_000)
    async with books.reading(town.shop) as shop:
        assert await shop.bills.draft(draft.id) == draft
        assert await shop.customers.balance(RAHUL.id) == 0
    invoice = await issued(books, town.shop, *LINES)
    assert invoice.number == "INV/2627/00001"


async def test_a_product_that_allows_it_is_sold_below_zero(town: Town, books: Books):
    with closing(psycopg.connect(town.addresses.owner)) as owner:
        owner.execute("select set_config('execora.shop', %s, true)", [str(town.shop)])
        owner.execute("update execora.product set allow_negative = true where name = 'Bread'")
        owner.commit()
    await issued(books, town.shop, line(BREAD, 7))
    assert await stock(books, town) == (80_000, -2_000)


async def test_invoices_come_newest_first_and_no_more_than_asked_for(town: Town, books: Books):
    made = [await issued(books, town.shop, line(MILK, number)) for number in (1, 2, 3)]
    await change(books, town.shop, lambda shop: shop.bills.cancel_invoice(made[1].id, on=TODAY))
    async with books.reading(town.shop) as shop:
        assert await shop.bills.invoices(RAHUL.id) == [made[2], made[0]]
        assert await shop.bills.invoices(RAHUL.id, limit=1) == [made[2]]


async def test_each_financial_year_numbers_from_one(town: Town, books: Books):
    numbers = []
    for on in (date(2027, 3, 31), date(2027, 4, 1), date(2027, 3, 30)):
        draft = await drafted(books, town, *LINES[:1])
        invoice = await change(books, town.shop, lambda shop, one=draft, on=on: shop.bills.issue(one.id, on=on))
        assert isinstance(invoice, Invoice)
        numbers.append(invoice.number)
    assert numbers == ["INV/2627/00001", "INV/2728/00001", "INV/2627/00002"]


async def test_two_shops_number_apart(town: Town, books: Books):
    numbers = [(await issued(books, shop, *LINES)).number for shop in (town.shop, town.other, town.shop)]
    assert numbers == ["INV/2627/00001", "INV/2627/00001", "INV/2627/00002"]


# -- cancelled invoices ------------------------------------------------------------------------------------------------


async def test_a_cancelled_invoice_is_taken_back_whole(town: Town, books: Books):
    invoice = await issued(books, town.shop, *LINES, line(MILK, 1))
    later = TODAY + timedelta(days=1)
    cancelled = await change(books, town.shop, lambda shop: shop.bills.cancel_invoice(invoice.id, on=later))
    assert cancelled == replace(invoice, cancelled_by="CN/2627/00001")
    assert await stock(books, town) == (80_000, 5_000)
    async with books.reading(town.shop) as shop:
        assert await shop.customers.balance(RAHUL.id) == 0
        assert await shop.bills.invoice(invoice.id) == cancelled
        assert await shop.bills.invoices(RAHUL.id) == []


async def test_an_invoice_is_cancelled_once(town: Town, books: Books):
    invoice = await issued(books, town.shop, *LINES)
    outcomes: list[Invoice | None] = []

    async def cancel() -> None:
        outcomes.append(await change(books, town.shop, lambda shop: shop.bills.cancel_invoice(invoice.id, on=TODAY)))

    async with trio.open_nursery() as nursery:
        for _ in range(4):
            nursery.start_soon(cancel)
    assert outcomes.count(None) == 3
    assert await stock(books, town) == (80_000, 5_000)


async def test_what_is_no_invoice_is_not_cancelled(town: Town, books: Books):
    paid = await change(books, town.shop, payment(RAHUL.id, 500))
    assert paid
    for no_invoice in (uuid4(), paid.journal_id):
        cancelled = await change(
            books, town.shop, lambda shop, one=no_invoice: shop.bills.cancel_invoice(one, on=TODAY)
        )
        assert cancelled is None


async def test_a_cancelled_number_is_not_used_again(town: Town, books: Books):
    first = await issued(books, town.shop, *LINES)
    await change(books, town.shop, lambda shop: shop.bills.cancel_invoice(first.id, on=TODAY))
    assert (await issued(books, town.shop, *LINES)).number == "INV/2627/00002"


# -- many at once ------------------------------------------------------------------------------------------------------


async def test_the_last_loaf_is_sold_once(town: Town, books: Books):
    outcomes: list[object] = []

    async def sell() -> None:
        outcomes.append(await change(books, town.shop, lambda shop: issue(shop, line(BREAD, 1))))

    async with trio.open_nursery() as nursery:
        for _ in range(12):
            nursery.start_soon(sell)
    assert sum(isinstance(outcome, Invoice) for outcome in outcomes) == 5
    assert outcomes.count(Short(BREAD.product, Milli(0))) == 7
    assert await stock(books, town) == (80_000, 0)


async def test_numbers_have_neither_holes_nor_twins_however_bills_come_and_go(town: Town, books: Books):
    numbers: list[str] = []

    async def bill(number: int) -> None:
        async def work(shop: Shop) -> Answer:
            invoice = await issue(shop, line(MILK, 1))
            assert isinstance(invoice, Invoice)
            if number % 3 == 0:
                return replace(DONE, error="DEADLINE")
            if number % 3 == 1:
                scope.cancel()
                await trio.lowlevel.checkpoint()
            numbers.append(invoice.number)
            return DONE

        with trio.CancelScope() as scope:
            await books.write(town.shop, request(), work)

    async with trio.open_nursery() as nursery:
        for number in range(30):
            nursery.start_soon(bill, number)
    assert sorted(numbers) == [f"INV/2627/{number:05}" for number in range(1, 11)]


ACCOUNT, PRODUCT, SERIES = (
    f"select from execora.{named} = $1 for update"
    for named in ("account where id", "product where id", "series where series")
)

Rows = tuple[tuple[str, object], ...]
"""Rows in the order in which they are to be locked."""

GOODS: Rows = ((PRODUCT, MILK.product.id), (PRODUCT, BREAD.product.id))
OF_BILLS: Rows = ((ACCOUNT, RAHUL.id), (ACCOUNT, ACCOUNTS["sales"]), *GOODS)
ORDERS: dict[str, Rows] = {
    "payment": ((ACCOUNT, RAHUL.id), (ACCOUNT, ACCOUNTS["cash"]), (ACCOUNT, ACCOUNTS["upi"])),
    "issue": (*OF_BILLS, (SERIES, "INV")),
    "cancel": (*OF_BILLS, (SERIES, "CN")),
}


@pytest.mark.parametrize(("what", "held"), [(what, row) for what in ORDERS for row in range(len(ORDERS[what]))])
async def test_rows_are_locked_in_one_order(town: Town, books: Books, nursery: trio.Nursery, what: str, held: int):
    """While it waits for a row it has locked all rows before that one, and none behind it."""
    first = await issued(books, town.shop, *LINES)
    await change(books, town.shop, lambda shop: shop.bills.cancel_invoice(first.id, on=TODAY))
    second = await issued(books, town.shop, *LINES)
    draft = await drafted(books, town, *reversed(LINES))
    splits = [Split(Paise(500), "upi"), Split(Paise(300), "cash")]
    work: dict[str, Callable[[Shop], Awaitable[object]]] = {
        "payment": lambda shop: shop.ledger.payment(RAHUL.id, splits, on=TODAY),
        "issue": lambda shop: shop.bills.issue(draft.id, on=TODAY),
        "cancel": lambda shop: shop.bills.cancel_invoice(second.id, on=TODAY),
    }
    sql, row_id = ORDERS[what][held]
    async with Pool(town.addresses.serving, size=1) as pool, pool.transaction(shop=town.shop) as holder:
        await holder.fetch(sql, row_id)
        nursery.start_soon(change, books, town.shop, work[what])
        await until_somebody_waits(holder)
        locked = [await is_locked(books, town, *row) for row in ORDERS[what]]
    assert locked == [row <= held for row in range(len(locked))]


async def is_locked(books: Books, town: Town, sql: str, row_id: object) -> bool:
    """Tell whether somebody holds a row."""
    rows = await change(books, town.shop, lambda shop: shop.customers.connection.fetch(f"{sql} skip locked", row_id))
    return rows == []


async def test_bills_payments_and_deliveries_do_not_wait_for_each_other_in_a_circle(town: Town, books: Books):
    """Each one names customers and products the other way round from its neighbour; none is run twice."""
    ran = 0

    async def work(shop: Shop, number: int) -> Answer:
        nonlocal ran
        ran += 1
        one, other = (RAHUL, SURESH) if number % 2 else (SURESH, RAHUL)
        lines = [line(MILK, 1), line(BREAD, 1)] if number % 3 else [line(BREAD, 1), line(MILK, 1)]
        if number % 4 == 0:
            await shop.products.receive(BREAD.product.id, Milli(1000))
        elif number % 4 == 1:
            await payment(one.id, 100, random.choice(["cash", "upi"]))(shop)
        else:
            invoice = await issue(shop, *lines, customer=other)
            assert isinstance(invoice, Invoice | Short)
        return DONE

    async def trade(first: int) -> None:
        for number in range(first, first + 12):
            await books.write(town.shop, request(), lambda shop, number=number: work(shop, number))

    async with trio.open_nursery() as nursery:
        for first in range(8):
            nursery.start_soon(trade, first)
    assert ran == 8 * 12


async def test_a_bill_has_the_lines_that_were_changed_while_it_waited(town: Town, books: Books, nursery: trio.Nursery):
    """A statement that waits for a row's lock sees that row as it is then, and all other rows as they were."""
    draft = await drafted(books, town, *LINES)
    changed = trio.Event()

    async def change_slowly(shop: Shop) -> None:
        await shop.bills.change_draft(draft.id, [line(MILK, 7)])
        changed.set()
        await until_somebody_waits(shop.customers.connection)

    nursery.start_soon(change, books, town.shop, change_slowly)
    await changed.wait()
    invoice = await change(books, town.shop, lambda shop: shop.bills.issue(draft.id, on=TODAY))
    assert isinstance(invoice, Invoice)
    assert invoice.lines == (line(MILK, 7),)
    assert await stock(books, town) == (73_000, 5_000)


async def test_of_two_that_add_to_one_draft_the_second_waits_and_keeps_what_the_first_added(
    town: Town, books: Books, nursery: trio.Nursery
):
    draft = await drafted(books, town, line(BREAD, 1))
    added = trio.Event()

    async def add(shop: Shop, packets: int) -> Reply:
        item = OrderItem(MILK.product, Milli(packets * 1000))
        said = Entities(items=(Item(product="Milk"),))
        order = Order("ADD_ITEM", said, datetime.now(UTC), "", uuid4(), items=(item,), draft_id=draft.id)
        return await by_intent()["ADD_ITEM"].handle(shop, order)

    async def add_slowly(shop: Shop) -> None:
        await add(shop, 2)
        added.set()
        await until_somebody_waits(shop.customers.connection)

    nursery.start_soon(change, books, town.shop, add_slowly)
    await added.wait()
    reply = await change(books, town.shop, lambda shop: add(shop, 3))
    assert [(line["product"], line["quantity"]) for line in reply.data["items"]] == [("Bread", 1), ("Milk", 5)]
    async with books.reading(town.shop) as shop:
        assert await shop.bills.draft(draft.id) == replace(draft, lines=(line(BREAD, 1), line(MILK, 5)))


async def test_of_two_that_confirm_one_draft_one_gets_the_bill(town: Town, books: Books, nursery: trio.Nursery):
    draft = await drafted(books, town, *LINES)
    confirmed = trio.Event()

    async def issue_slowly(shop: Shop) -> None:
        assert isinstance(await shop.bills.issue(draft.id, on=TODAY), Invoice)
        confirmed.set()
        await until_somebody_waits(shop.customers.connection)

    nursery.start_soon(change, books, town.shop, issue_slowly)
    await confirmed.wait()
    assert await change(books, town.shop, lambda shop: shop.bills.issue(draft.id, on=TODAY)) is None
    assert await stock(books, town) == (78_000, 4_000)
