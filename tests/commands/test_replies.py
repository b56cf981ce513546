"""Every reply of every command is brought about once, and worded in all three languages without a hole."""

from __future__ import annotations

from datetime import date, timedelta
from string import Formatter
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from execora.commands import all_commands
from execora.commands.changes import CustomerAdded, GoodsReceived, PriceSet, RemindersCancelled, RemindersKept
from execora.commands.command import Command
from execora.commands.refusals import QUESTIONS, REFUSALS
from execora.language.moments import Clock, When
from execora.ledger.model import Product, Reminder
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.fakes.shop import DEMO_NOW
from tests.fakes.till import Said, Till, goods

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from execora.commands.changes import Change
    from execora.commands.command import Wording

RAHUL = {"customer": "Rahul Sharma"}
PARTICULARS = {
    "nickname": "Guddu",
    "landmark": "Park Road",
    "phone": "9876543210",
    "email": "rahul@sharma.in",
    "gstin": "08ABCDE1234F1Z5",
}
MILK, MAGGI = {"items": (goods("Milk"),)}, {"items": (goods("Maggi"),)}
TODAY, TOMORROW = DEMO_NOW.date(), DEMO_NOW.date() + timedelta(days=1)
LITTLE, MUCH = Paise(100_00), Paise(9000_00)


def told(intent: str, **spoken_of: object) -> Callable[[Till], Awaitable[Said]]:
    return lambda till: till.carry_out(intent, **spoken_of)


def after(*steps: Callable[[Till], Awaitable[object]]) -> Callable[[Till], Awaitable[Said]]:
    async def all_of_them(till: Till) -> Said:
        said: object = None
        for step in steps:
            said = await step(till)
        assert isinstance(said, Said)
        return said

    return all_of_them


def yes(till: Till) -> Awaitable[Said]:
    return till.yes()


def draft(till: Till) -> Awaitable[object]:
    return till.draft()


def bill(till: Till) -> Awaitable[object]:
    return till.bill()


async def confirmed_unseen(till: Till) -> Said:
    return await till.carry_out("CONFIRM_INVOICE", draft_id=await till.draft(), shown={})


async def confirmed_twice(till: Till) -> Said:
    return await till.carry_out("CONFIRM_INVOICE", draft_id=await till.bill())


async def nothing_owed(till: Till) -> None:
    till.shop.pages.journals.clear()


async def nothing_left(till: Till) -> None:
    await till.bill("Rahul Sharma", goods("Tomato", 5))


def undo(till: Till) -> Awaitable[Said]:
    return till.carry_out("UNDO", undoes=till.reply.change if till.reply else None)


def undone(change: Callable[[Till], Change]) -> Callable[[Till], Awaitable[Said]]:
    return lambda till: till.carry_out("UNDO", undoes=change(till), confirmed=True)


REPLIES: dict[str, Callable[[Till], Awaitable[Said]]] = {
    "UNDO ask": after(told("RECORD_PAYMENT", **RAHUL, amount=LITTLE), undo),
    "UNDO done": after(told("RECORD_PAYMENT", **RAHUL, amount=LITTLE), undo, yes),
    "UNDO nothing": undo,
    "UNDO for_good": after(bill, told("CANCEL_INVOICE", **RAHUL), yes, undo),
    "UNDO sold": undone(lambda till: GoodsReceived(till.shop.product("Tomato"), Milli(900_000))),
    "UNDO in_use": after(draft, undone(lambda till: CustomerAdded(till.shop.customer("Rahul Sharma")))),
    "UNDO since": undone(lambda till: PriceSet(till.shop.product("Milk"), LITTLE, MUCH)),
    "UNDO some": after(
        told("CREATE_REMINDER", **RAHUL),
        undone(
            lambda till: RemindersKept(
                (
                    *till.shop.pages.reminders.values(),
                    Reminder(uuid4(), till.shop.customer("Usha Rao"), None, DEMO_NOW),
                )
            )
        ),
    ),
    "UNDO past": undone(
        lambda till: RemindersCancelled((Reminder(uuid4(), till.shop.customer("Usha Rao"), None, DEMO_NOW),))
    ),
    "CORRECT done": after(draft, told("CORRECT", items=(goods("Milk", 3),))),
    "CORRECT unclear": after(draft, told("CORRECT")),
    "CREATE_INVOICE done": told("CREATE_INVOICE", **RAHUL, items=(goods("Bread", 30),), auto_send=True, with_gst=True),
    "CONFIRM_INVOICE done": after(draft, told("CONFIRM_INVOICE")),
    "CONFIRM_INVOICE ask": confirmed_unseen,
    "CONFIRM_INVOICE repeated": confirmed_twice,
    "CONFIRM_INVOICE short": after(
        told("CREATE_INVOICE", **RAHUL, items=(goods("Bread", 30),)), told("CONFIRM_INVOICE")
    ),
    "ADD_ITEM done": after(draft, told("ADD_ITEM", items=(goods("Bread", 30),))),
    "REMOVE_ITEM done": after(draft, told("REMOVE_ITEM", **MILK)),
    "REMOVE_ITEM emptied": after(told("CREATE_INVOICE", **RAHUL, **MILK), told("REMOVE_ITEM", **MILK)),
    "REMOVE_ITEM not_on_it": after(draft, told("REMOVE_ITEM", **MAGGI)),
    "SHOW_PENDING_INVOICE done": after(draft, told("SHOW_PENDING_INVOICE")),
    "CANCEL_INVOICE ask": after(bill, told("CANCEL_INVOICE", **RAHUL)),
    "CANCEL_INVOICE done": after(bill, told("CANCEL_INVOICE", **RAHUL), yes),
    "CANCEL_INVOICE dropped": after(draft, told("CANCEL_INVOICE")),
    "CANCEL_INVOICE ask_all": after(draft, told("CANCEL_INVOICE", cancel_all=True)),
    "CANCEL_INVOICE dropped_all": after(draft, told("CANCEL_INVOICE", cancel_all=True), yes),
    "CANCEL_INVOICE no_draft": told("CANCEL_INVOICE"),
    "CANCEL_INVOICE no_bill": told("CANCEL_INVOICE", **RAHUL),
    "ADD_DISCOUNT done": after(draft, told("ADD_DISCOUNT", percent=Milli(5000))),
    "ADD_DISCOUNT no_share": after(draft, told("ADD_DISCOUNT", percent=Milli(100_000))),
    "ADD_DISCOUNT not_on_it": after(draft, told("ADD_DISCOUNT", product="Maggi", amount=LITTLE)),
    "TOGGLE_GST on": after(draft, told("TOGGLE_GST", with_gst=True)),
    "TOGGLE_GST off": after(draft, told("TOGGLE_GST", with_gst=True), told("TOGGLE_GST", with_gst=False)),
    "TOGGLE_GST on_already": after(draft, told("TOGGLE_GST", with_gst=True), told("TOGGLE_GST", with_gst=True)),
    "TOGGLE_GST off_already": after(draft, told("TOGGLE_GST", with_gst=False)),
    "SEND_INVOICE not_yet": after(bill, told("SEND_INVOICE", **RAHUL)),
    "SEND_INVOICE draft_not_yet": after(draft, told("SEND_INVOICE", channel="whatsapp")),
    "SEND_INVOICE nothing": told("SEND_INVOICE"),
    "RECORD_PAYMENT done": told("RECORD_PAYMENT", **RAHUL, payer="Usha Rao", amount=LITTLE, date=date(2026, 11, 1)),
    "RECORD_PAYMENT not_yet": told("RECORD_PAYMENT", **RAHUL, amount=LITTLE, date=TOMORROW),
    "ADD_CREDIT done": told("ADD_CREDIT", **RAHUL, amount=LITTLE),
    "CHECK_BALANCE done": told("CHECK_BALANCE", **RAHUL),
    "CHECK_BALANCE settled": told("CHECK_BALANCE", customer="Ramesh Gupta"),
    "CHECK_BALANCE advance": after(told("RECORD_PAYMENT", **RAHUL, amount=MUCH), told("CHECK_BALANCE", **RAHUL)),
    "CREATE_CUSTOMER bad_email": told("CREATE_CUSTOMER", name="Ravi", email="ravi"),
    "CREATE_CUSTOMER bad_gstin": told("CREATE_CUSTOMER", name="Ravi", gstin="08"),
    "UPDATE_CUSTOMER done": told("UPDATE_CUSTOMER", **RAHUL, **PARTICULARS),
    "UPDATE_CUSTOMER what": told("UPDATE_CUSTOMER", **RAHUL),
    "UPDATE_CUSTOMER same": told("UPDATE_CUSTOMER", **RAHUL, phone="9812345670"),
    "UPDATE_CUSTOMER same_name": told("UPDATE_CUSTOMER", **RAHUL, name="suresh kumar"),
    "UPDATE_CUSTOMER same_phone": told("UPDATE_CUSTOMER", **RAHUL, phone="9812345672"),
    "UPDATE_CUSTOMER too_long": told("UPDATE_CUSTOMER", **RAHUL, nickname="R" * 300),
    "UPDATE_CUSTOMER bad_phone": told("UPDATE_CUSTOMER", **RAHUL, phone="98"),
    "UPDATE_CUSTOMER bad_email": told("UPDATE_CUSTOMER", **RAHUL, email="rahul"),
    "UPDATE_CUSTOMER bad_gstin": told("UPDATE_CUSTOMER", **RAHUL, gstin="08"),
    "DELETE_CUSTOMER_DATA ask": told("DELETE_CUSTOMER_DATA", customer="Ramesh Gupta"),
    "DELETE_CUSTOMER_DATA ask_owing": told("DELETE_CUSTOMER_DATA", **RAHUL),
    "DELETE_CUSTOMER_DATA ask_advance": after(
        told("RECORD_PAYMENT", **RAHUL, amount=MUCH), told("DELETE_CUSTOMER_DATA", **RAHUL)
    ),
    "DELETE_CUSTOMER_DATA done": after(told("DELETE_CUSTOMER_DATA", **RAHUL), yes),
    "PAYMENT_QUERY done": after(told("RECORD_PAYMENT", **RAHUL, amount=LITTLE), told("PAYMENT_QUERY", **RAHUL)),
    "PAYMENT_QUERY never": told("PAYMENT_QUERY", **RAHUL),
    "PAYMENT_QUERY not_so": after(
        told("RECORD_PAYMENT", **RAHUL, amount=LITTLE),
        told("PAYMENT_QUERY", **RAHUL, amount=MUCH, date=date(2026, 11, 1)),
    ),
    "CUSTOMER_STATEMENT done": after(
        told("RECORD_PAYMENT", **RAHUL, amount=LITTLE),
        told("ADD_CREDIT", **RAHUL, amount=LITTLE),
        bill,
        told("CUSTOMER_STATEMENT", **RAHUL, channel="email"),
    ),
    "CUSTOMER_STATEMENT empty": told("CUSTOMER_STATEMENT", customer="Ramesh Gupta", channel="whatsapp"),
    "GET_CUSTOMER_INFO done": after(
        told("UPDATE_CUSTOMER", **RAHUL, **PARTICULARS), told("GET_CUSTOMER_INFO", **RAHUL)
    ),
    "LIST_CUSTOMER_BALANCES done": told("LIST_CUSTOMER_BALANCES"),
    "LIST_CUSTOMER_BALANCES nobody": after(nothing_owed, told("LIST_CUSTOMER_BALANCES")),
    "TOTAL_PENDING_AMOUNT done": told("TOTAL_PENDING_AMOUNT"),
    "TOTAL_PENDING_AMOUNT nobody": after(nothing_owed, told("TOTAL_PENDING_AMOUNT")),
    "CREATE_CUSTOMER done": told("CREATE_CUSTOMER", name="Ravi", phone="9876543210", amount=LITTLE),
    "CREATE_CUSTOMER same_name": told("CREATE_CUSTOMER", name="Rahul Sharma"),
    "CREATE_CUSTOMER same_phone": told("CREATE_CUSTOMER", name="Ravi", phone="9812345670"),
    "CREATE_CUSTOMER too_long": told("CREATE_CUSTOMER", name="R" * 300),
    "CREATE_CUSTOMER bad_phone": told("CREATE_CUSTOMER", name="Ravi", phone="98"),
    "CREATE_REMINDER done": told(
        "CREATE_REMINDER",
        customers=("Rahul Sharma", "Usha Rao", "Kishan Thakur"),
        amount=LITTLE,
        moment=DEMO_NOW.replace(hour=23),
        recurrence="FREQ=DAILY",
    ),
    "CREATE_REMINDER ask_everyone": told("CREATE_REMINDER", all_customers=True),
    "CREATE_REMINDER nobody_owes": after(nothing_owed, told("CREATE_REMINDER", all_customers=True)),
    "CREATE_REMINDER past": told("CREATE_REMINDER", **RAHUL, moment=DEMO_NOW - timedelta(days=1)),
    "CREATE_REMINDER no_phone": told("CREATE_REMINDER", customer="Kishan Thakur"),
    "LIST_REMINDERS done": after(told("CREATE_REMINDER", **RAHUL), told("LIST_REMINDERS")),
    "LIST_REMINDERS none": told("LIST_REMINDERS"),
    "CANCEL_REMINDER done": after(told("CREATE_REMINDER", **RAHUL), told("CANCEL_REMINDER")),
    "CANCEL_REMINDER ask": after(
        told("CREATE_REMINDER", **RAHUL), told("CREATE_REMINDER", **RAHUL), told("CANCEL_REMINDER")
    ),
    "CANCEL_REMINDER done_all": after(
        told("CREATE_REMINDER", **RAHUL), told("CREATE_REMINDER", **RAHUL), told("CANCEL_REMINDER"), yes
    ),
    "CANCEL_REMINDER none": told("CANCEL_REMINDER"),
    "ADD_PRODUCT done": told("ADD_PRODUCT", product="Dosa Mix", price=LITTLE, quantity=Milli(20_000), unit="packet"),
    "ADD_PRODUCT duplicate": told("ADD_PRODUCT", product="Milk", price=LITTLE),
    "ADD_PRODUCT too_long": told("ADD_PRODUCT", product="D" * 81, price=LITTLE),
    "MODIFY_REMINDER done": after(
        told("CREATE_REMINDER", **RAHUL, recurrence="FREQ=DAILY;INTERVAL=2"),
        told("MODIFY_REMINDER", **RAHUL, when=When(clock=Clock(11, half="pm"))),
    ),
    "MODIFY_REMINDER ask": after(
        told("CREATE_REMINDER", **RAHUL), told("CREATE_REMINDER", **RAHUL), told("MODIFY_REMINDER", when=When(either=2))
    ),
    "MODIFY_REMINDER none": told("MODIFY_REMINDER", when=When(either=2)),
    "MODIFY_REMINDER when": told("MODIFY_REMINDER"),
    "MODIFY_REMINDER past": after(
        told("CREATE_REMINDER", **RAHUL), told("MODIFY_REMINDER", when=When(days=0, clock=Clock(9)))
    ),
    "CHECK_STOCK done": told("CHECK_STOCK", product="Milk"),
    "CHECK_STOCK low": told("CHECK_STOCK", product="Tomato"),
    "CHECK_STOCK none": after(nothing_left, told("CHECK_STOCK", product="Tomato")),
    "ADD_STOCK done": told("ADD_STOCK", product="Milk", quantity=Milli(1000)),
    "LOW_STOCK done": told("LOW_STOCK"),
    "LOW_STOCK none": after(
        told("ADD_STOCK", product="Tomato", quantity=Milli(50_000)),
        told("ADD_STOCK", product="Coffee", quantity=Milli(50_000)),
        told("LOW_STOCK"),
    ),
    "SET_PRICE done": told("SET_PRICE", product="Milk", price=Paise(32_00)),
    "SET_PRICE same": told("SET_PRICE", product="Milk", price=Paise(30_00)),
    "SET_PRICE ask": told("SET_PRICE", product="Milk", price=LITTLE),
    "SET_PRICE ask_free": told("SET_PRICE", product="Milk", price=Paise(0)),
    "SET_PRICE uneven": told("SET_PRICE", product="Eggs", price=LITTLE, unit="piece", quantity=Milli(12_000)),
    "DAILY_SUMMARY done": after(bill, told("DAILY_SUMMARY", period="week")),
    "DAILY_SUMMARY nothing": told("DAILY_SUMMARY", date=TODAY),
    "DAILY_SUMMARY not_yet": told("DAILY_SUMMARY", date=TOMORROW),
}

QUESTIONS_FIRST: dict[str, tuple[str, dict[str, object]]] = {
    "RECORD_PAYMENT ask": ("RECORD_PAYMENT", {**RAHUL, "amount": MUCH}),
    "RECORD_PAYMENT ask_payer": ("RECORD_PAYMENT", {**RAHUL, "payer": "Usha Rao", "amount": LITTLE}),
    "ADD_CREDIT ask": ("ADD_CREDIT", {**RAHUL, "amount": MUCH}),
    "CREATE_CUSTOMER ask": ("CREATE_CUSTOMER", {"name": "Ravi", "amount": MUCH}),
    "CREATE_CUSTOMER ask_name": ("CREATE_CUSTOMER", {"name": "Ravi", "asks": frozenset({"newcomer"})}),
    "CREATE_REMINDER ask": ("CREATE_REMINDER", {**RAHUL, "amount": MUCH}),
    "CREATE_REMINDER ask_batch": ("CREATE_REMINDER", {"customers": ("Rahul Sharma", "Usha Rao")}),
    "ADD_PRODUCT ask_near": (
        "ADD_PRODUCT",
        {"product": "Brown Bread", "price": LITTLE, "alike": (Product(uuid4(), "Bread", "packet", "ब्रेड"),)},
    ),
    "ADD_PRODUCT ask_new": ("ADD_PRODUCT", {"product": "Rusk", "price": LITTLE, "asks": frozenset({"newgoods"})}),
    "UPDATE_CUSTOMER ask_nickname": (
        "UPDATE_CUSTOMER",
        {**RAHUL, "nickname": "Guddu", "asks": frozenset({"nickname"})},
    ),
    "UPDATE_CUSTOMER ask_rename": ("UPDATE_CUSTOMER", {**RAHUL, "name": "Mahesh", "asks": frozenset({"rename"})}),
    "ADD_STOCK ask": ("ADD_STOCK", {"product": "Milk", "quantity": Milli(5_000_000)}),
}


@pytest.mark.parametrize("reply", REPLIES)
async def test_a_reply_is_brought_about_and_worded(till: Till, reply: str):
    said = await REPLIES[reply](till)
    assert till.order
    assert f"{till.order.intent} {said.key}" == reply
    for language, text in said.texts.items():
        assert_well_said(text, language)


@pytest.mark.parametrize("question", QUESTIONS_FIRST)
def test_a_question_is_brought_about_and_worded(till: Till, question: str):
    intent, spoken_of = QUESTIONS_FIRST[question]
    asked = till.asked(intent, **spoken_of)
    assert asked
    assert f"{intent} {asked.key}" == question
    for language, text in till.worded(intent, asked).items():
        assert text.endswith("?")
        assert_well_said(text, language)


def assert_well_said(text: str, language: str) -> None:
    assert not set("{}") & set(text)
    assert "  " not in text
    assert text == text.strip()
    devanagari = any("\u0900" <= letter <= "\u097f" for letter in text)
    assert devanagari is (language == "hi")


def test_none_is_left_out():
    every = {
        f"{command.intent} {key}"
        for command in all_commands()
        if isinstance(command, Command)
        for key in command.replies
    }
    assert every == {*REPLIES, *QUESTIONS_FIRST}


WORDINGS: list[Wording] = [
    *QUESTIONS.values(),
    *REFUSALS.values(),
    *(templates for command in all_commands() for templates in command.replies.values()),
]


@pytest.mark.parametrize("templates", WORDINGS, ids=lambda templates: templates["en"])
def test_a_reply_says_the_same_in_every_language(templates: Wording):
    holes = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in templates.values()]
    assert holes[0] == holes[1] == holes[2]
