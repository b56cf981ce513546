"""The books in memory and the books in PostgreSQL give every command the same answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from execora.commands import by_intent
from execora.commands.changes import DraftChanged, DraftMade, DraftsDropped, MoneyPosted
from execora.ledger.model import Customer, Split
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from execora.session.port import Answer, Request
from tests.fakes.shop import DEMO_NOW, FakeShop, Journal, Pages
from tests.fakes.till import Till, goods
from tests.shop import demo_database, demo_template, desk  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from execora.commands.changes import Change
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.session.desk import Desk

TOMORROW = DEMO_NOW + timedelta(days=1)
MILK, BREAD, SUGAR = goods("Milk", 2), goods("Bread"), goods("Sugar", 2.5, unit="kg")

YES = ("yes", {})
ORDERS: list[tuple[str, dict[str, Any]]] = [
    ("CREATE_INVOICE", {"customer": "Rahul Sharma", "items": (MILK, BREAD)}),
    ("ADD_ITEM", {"items": (SUGAR, goods("Milk"))}),
    ("REMOVE_ITEM", {"items": (BREAD,)}),
    ("ADD_DISCOUNT", {"percent": Milli(7_500)}),
    ("ADD_DISCOUNT", {"product": "Sugar", "amount": Paise(3_33)}),
    ("ADD_DISCOUNT", {"product": "Bread", "amount": Paise(3_33)}),
    ("ADD_DISCOUNT", {"amount": Paise(5000_00)}),
    ("TOGGLE_GST", {"with_gst": True}),
    ("SHOW_PENDING_INVOICE", {}),
    ("SEND_INVOICE", {"channel": "whatsapp"}),
    ("CONFIRM_INVOICE", {}),
    ("CONFIRM_INVOICE", {}),
    ("SEND_INVOICE", {"customer": "Rahul Sharma"}),
    ("TOGGLE_GST", {"with_gst": True}),
    ("CREATE_INVOICE", {"customer": "Suresh Kumar", "items": (goods("Bread", 30),)}),
    ("CONFIRM_INVOICE", {"customer": "Suresh Kumar"}),
    ("CREATE_INVOICE", {"customer": "Rahul Sharma", "items": (goods("Sugar", value=Paise(20_00)),)}),
    ("CONFIRM_INVOICE", {}),
    ("CANCEL_INVOICE", {"cancel_all": True}),
    YES,
    ("CANCEL_INVOICE", {"customer": "Rahul Sharma"}),
    YES,
    ("CANCEL_INVOICE", {"customer": "Rahul Sharma"}),
    ("CANCEL_INVOICE", {"customer": "Priya Singh"}),
    ("CREATE_INVOICE", {"customer": "Priya Singh", "items": (goods("Milk"),)}),
    ("REMOVE_ITEM", {"items": (goods("Milk"),)}),
    ("RECORD_PAYMENT", {"customer": "Rahul Sharma", "amount": Paise(50_50)}),
    ("RECORD_PAYMENT", {"customer": "Rahul Sharma", "amount": Paise(900_00), "date": date(2026, 11, 18)}),
    (
        "RECORD_PAYMENT",
        {
            "customer": "Mohan Lal",
            "amount": Paise(30_00),
            "splits": (Split(Paise(10_00), "upi"), Split(Paise(20_00), "cheque")),
        },
    ),
    ("ADD_CREDIT", {"customer": "Mohan Lal", "amount": Paise(75_00)}),
    ("CHECK_BALANCE", {"customer": "Mohan Lal"}),
    ("CHECK_BALANCE", {"customer": "Rahul Sharma"}),
    ("GET_CUSTOMER_INFO", {"customer": "Rahul Sharma"}),
    ("LIST_CUSTOMER_BALANCES", {}),
    ("TOTAL_PENDING_AMOUNT", {}),
    ("CREATE_CUSTOMER", {"name": "Ravi", "phone": "9876543210", "amount": Paise(40_00)}),
    ("CREATE_CUSTOMER", {"name": "RAVI"}),
    ("CREATE_CUSTOMER", {"name": "Ravi Kumar", "phone": "9876543210"}),
    ("CREATE_REMINDER", {"customer": "Rahul Sharma", "moment": TOMORROW, "amount": Paise(5_00)}),
    ("CREATE_REMINDER", {"customers": ("Suresh Kumar", "Mohan Lal"), "moment": TOMORROW + timedelta(days=1)}),
    ("LIST_REMINDERS", {"customer": "Rahul Sharma"}),
    ("LIST_REMINDERS", {"date": TOMORROW.date()}),
    ("CANCEL_REMINDER", {"customer": "Rahul Sharma"}),
    ("CANCEL_REMINDER", {}),
    YES,
    ("CANCEL_REMINDER", {}),
    ("CHECK_STOCK", {"product": "Milk"}),
    ("ADD_STOCK", {"product": "Milk", "quantity": Milli(20_000)}),
    ("CHECK_STOCK", {"product": "Tomato"}),
    ("DAILY_SUMMARY", {}),
    ("DAILY_SUMMARY", {"date": date(2026, 11, 18)}),
    ("DAILY_SUMMARY", {"period": "month"}),
]

NOBODY = Customer(uuid4(), "Nobody", phone="9000000000")
REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("CREATE_INVOICE", {"customer": NOBODY, "items": (MILK,)}),
    ("CONFIRM_INVOICE", {"draft_id": uuid4()}),
    ("ADD_ITEM", {"draft_id": uuid4(), "items": (MILK,)}),
    ("REMOVE_ITEM", {"draft_id": uuid4(), "items": (MILK,)}),
    ("ADD_DISCOUNT", {"draft_id": uuid4(), "percent": Milli(5000)}),
    ("TOGGLE_GST", {"draft_id": uuid4(), "with_gst": True}),
    ("SEND_INVOICE", {"customer": NOBODY}),
    ("CANCEL_INVOICE", {"draft_id": uuid4()}),
    ("CANCEL_INVOICE", {"named": (uuid4(),)}),
    ("RECORD_PAYMENT", {"customer": NOBODY, "amount": Paise(1)}),
    ("ADD_CREDIT", {"customer": NOBODY, "amount": Paise(1)}),
    ("CHECK_BALANCE", {"customer": NOBODY}),
    ("GET_CUSTOMER_INFO", {"customer": NOBODY}),
    ("CREATE_REMINDER", {"customer": NOBODY}),
    ("CANCEL_REMINDER", {"named": (uuid4(),)}),
]


async def test_both_answer_a_day_of_orders_alike(desk: Desk):  # noqa: F811 - a fixture
    till = Till()
    till.shop = FakeShop(pages=await as_in(desk))
    for intent, spoken_of in ORDERS:
        if (intent, spoken_of) == YES:
            assert till.order
            assert till.reply
            order = replace(till.order, confirmed=True, named=till.reply.named)
        else:
            order = till.order_of(intent, **spoken_of)
        till.order = order
        imagined = (await till.run(order)).reply
        assert alike(imagined) == alike(await on_postgres(desk, order)), intent


@pytest.mark.parametrize(("intent", "spoken_of"), REFUSED)
async def test_both_refuse_what_is_not_there_alike(desk: Desk, intent: str, spoken_of: dict[str, Any]):  # noqa: F811
    till = Till()
    till.shop = FakeShop(pages=await as_in(desk))
    order = till.order_of(intent, **spoken_of)
    imagined = (await till.run(order)).reply
    assert imagined.error
    assert alike(imagined) == alike(await on_postgres(desk, order))


async def as_in(desk: Desk) -> Pages:  # noqa: F811
    """Return books in memory that begin as the real ones stand."""
    names = await desk.books.names(desk.shop_id)
    pages = Pages(customers={customer.id: customer for customer in names.customers})
    async with desk.books.reading(desk.shop_id) as shop:
        for product in names.products:
            pages.shelf[product.id] = await shop.products.get(product.id)
        for balance in await shop.customers.balances():
            journal = Journal(uuid4(), "opening", balance.customer.id, balance.owed, date(2026, 10, 1))
            pages.journals[journal.id] = journal
    return pages


async def on_postgres(desk: Desk, order: Order) -> Reply:  # noqa: F811
    replies: list[Reply] = []

    async def work(shop: Shop) -> Answer:
        replies.append(await by_intent()[order.intent].handle(shop, order))
        reply = replies[-1]
        return Answer(reply.key, "", "en", reply.data, reply.error, asks=reply.asks)

    await desk.books.write(desk.shop_id, Request(str(uuid4()), bytes(32), order.intent), work)
    return replies[-1]


def alike(reply: Reply) -> Reply:
    """Return a reply without what is drawn by lot: the ids of journals, and when a draft was made."""
    data = {name: value for name, value in reply.data.items() if name != "entryId"}
    drafts = tuple(replace(one, made_at=DEMO_NOW) for one in reply.words.get("options", ()))
    waiting = tuple(
        replace(one, made_at=DEMO_NOW) if hasattr(one, "made_at") else one for one in reply.words.get("drafts", ())
    )
    lists = {"options": drafts, "drafts": waiting}
    words = {name: lists.get(name, value) for name, value in reply.words.items()}
    return replace(reply, data=data, words=words, change=_alike(reply.change))


def _alike(change: Change | None) -> Change | None:
    match change:
        case DraftMade(draft):
            return DraftMade(replace(draft, made_at=DEMO_NOW))
        case DraftChanged(before, after):
            return DraftChanged(replace(before, made_at=DEMO_NOW), replace(after, made_at=DEMO_NOW))
        case DraftsDropped(drafts):
            return DraftsDropped(tuple(replace(draft, made_at=DEMO_NOW) for draft in drafts))
        case MoneyPosted():
            return replace(change, journal_id=UUID(int=0))
        case _:
            return change
