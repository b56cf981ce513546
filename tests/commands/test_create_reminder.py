"""Reminders that wait."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4, uuid5

import pytest

from execora.commands.changes import RemindersKept
from execora.ledger.model import Customer
from execora.ledger.money import Paise
from tests.fakes.shop import DEMO_NOW

if TYPE_CHECKING:
    from tests.fakes.till import Till

TOMORROW_AT_SEVEN = DEMO_NOW.replace(hour=19) + timedelta(days=1)
LATE = DEMO_NOW.replace(hour=23)


async def test_a_reminder_is_kept_under_the_reserved_id(till: Till):
    said = await till.carry_out(
        "CREATE_REMINDER", customer="Rahul Sharma", amount=Paise(500_00), moment=TOMORROW_AT_SEVEN
    )
    assert till.order is not None
    assert said.data == {
        "reminderId": str(till.order.makes),
        "customer": "Rahul Sharma",
        "customerId": str(till.shop.customer("Rahul Sharma").id),
        "amount": 500,
        "sendAt": "2026-11-21T19:00+05:30",
    }
    kept = till.shop.pages.reminders[till.order.makes]
    assert (kept.customer.name, kept.amount, kept.send_at) == ("Rahul Sharma", 500_00, TOMORROW_AT_SEVEN)


async def test_the_answer_says_that_sending_is_not_set_up(till: Till):
    said = await till.carry_out(
        "CREATE_REMINDER", customer="Rahul Sharma", amount=Paise(500_00), moment=TOMORROW_AT_SEVEN
    )
    assert said.texts == {
        "hi-en": "Rahul Sharma ko ₹500 ka reminder kal shaam 7 baje ke liye lag gaya. "
        "Bhejna abhi chalu nahi hai, tab tak yeh intezaar karega.",
        "hi": "राहुल शर्मा को ₹500 का रिमाइंडर कल शाम 7 बजे के लिए लग गया। भेजना अभी चालू नहीं है, तब तक यह इंतज़ार करेगा।",
        "en": "Reminder of ₹500 for Rahul Sharma is set: tomorrow at 7 pm. "
        "Sending is not set up yet, so it waits until then.",
    }


async def test_an_amount_that_was_not_said_is_looked_up_when_it_is_sent(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW_AT_SEVEN)
    assert said.data["amount"] is None


async def test_without_a_moment_it_is_now(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma")
    assert said.data["sendAt"] == "2026-11-20T15:00+05:30"
    assert "movedFrom" not in said.data


async def test_outside_the_hours_it_is_moved_and_said(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=LATE)
    assert (said.data["sendAt"], said.data["movedFrom"]) == ("2026-11-21T09:00+05:30", "2026-11-20T23:00+05:30")
    assert "kal subah 9 baje" in said.text
    assert "isliye aage kiya" in said.text


async def test_at_night_without_a_moment_it_is_the_next_morning(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", now=LATE)
    assert said.data["sendAt"] == "2026-11-21T09:00+05:30"


async def test_a_moment_gone_by_is_refused(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=DEMO_NOW.replace(hour=10))
    assert (said.key, said.error) == ("past", "MISSING_DATETIME")
    assert "Aaj subah 10 baje nikal chuka hai" in said.text
    assert not till.shop.pages.reminders


async def test_now_is_not_gone_by(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=DEMO_NOW - timedelta(seconds=30))
    assert said.error is None


@pytest.mark.parametrize(
    ("rule", "ending"),
    [
        ("FREQ=DAILY", "Phir roz."),
        ("FREQ=WEEKLY;BYDAY=MO", "Phir har hafte."),
        ("FREQ=MONTHLY;BYMONTHDAY=5", "Phir har mahine."),
    ],
)
async def test_one_that_repeats_says_so(till: Till, rule: str, ending: str):
    said = await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW_AT_SEVEN, recurrence=rule)
    assert said.data["recurrence"] == rule
    assert ending in said.text


async def test_one_that_repeats_without_a_moment_begins_on_the_first_of_its_days(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", recurrence="FREQ=MONTHLY;BYMONTHDAY=31")
    assert said.data["sendAt"] == "2026-11-30T10:00+05:30"


async def test_who_has_no_phone_cannot_be_reminded(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customer="Kishan Thakur")
    assert (said.key, said.error) == ("no_phone", "NO_PHONE")


async def test_the_phone_is_looked_up_in_the_books(till: Till):
    remembered = Customer(till.shop.customer("Rahul Sharma").id, "Rahul Sharma")
    said = await till.carry_out("CREATE_REMINDER", customer=remembered)
    assert said.error is None


async def test_a_customer_who_was_never_made_is_refused(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customer=Customer(uuid4(), "Ravi"))
    assert said.error == "CUSTOMER_NOT_FOUND"


@pytest.mark.parametrize("amount", [0, -500])
async def test_an_amount_that_cannot_be_is_refused(till: Till, amount: int):
    said = await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", amount=Paise(amount))
    assert said.error == "LIMIT_REACHED"


# -- several -------------------------------------------------------------------


async def test_several_get_one_each_under_ids_that_are_always_the_same(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customers=("Rahul Sharma", "Suresh Kumar"))
    assert till.order is not None
    people = [till.shop.customer(name) for name in ("Rahul Sharma", "Suresh Kumar")]
    assert set(till.shop.pages.reminders) == {uuid5(till.order.makes, str(person.id)) for person in people}
    assert (said.data["count"], len(said.data["reminders"])) == (2, 2)
    assert said.text.startswith("2 customers ko reminder aaj dopahar 3 baje ke liye lag gaya.")


async def test_of_several_those_without_a_phone_are_named(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customers=("Rahul Sharma", "Suresh Kumar", "Kishan Thakur"))
    assert said.data["count"] == 2
    assert "Kishan Thakur ka phone number nahi hai, unhe nahi jayega." in said.text


async def test_somebody_named_twice_gets_one(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customers=("Rahul Sharma", "Rahul Sharma"))
    assert till.order is not None
    assert list(till.shop.pages.reminders) == [till.order.makes]
    assert said.data["customer"] == "Rahul Sharma"


async def test_where_one_of_several_is_no_customer_nobody_gets_one(till: Till):
    till.order = till.order_of("CREATE_REMINDER", customers=("Rahul Sharma", "Suresh Kumar"))
    await till.shop.customers.erase(till.shop.customer("Suresh Kumar").id)
    assert (await till.run(till.order)).error == "CUSTOMER_NOT_FOUND"
    assert not till.shop.pages.reminders


def test_several_are_asked_about_with_the_count(till: Till):
    question = till.question("CREATE_REMINDER", frozenset({"batch"}), customers=("Rahul Sharma", "Suresh Kumar"))
    assert question == "2 customers ko reminder lagaoon: Rahul Sharma aur Suresh Kumar?"


def test_much_is_asked_about(till: Till):
    assert till.question("CREATE_REMINDER", customer="Rahul Sharma", amount=Paise(5000_00)) is None
    assert till.question("CREATE_REMINDER", customer="Rahul Sharma", amount=Paise(8000_00)) == (
        "Rahul Sharma ko ₹8,000 ka reminder lagaoon?"
    )


# -- everybody who owes --------------------------------------------------------


async def test_everybody_is_asked_about_with_the_count(till: Till):
    assert till.question("CREATE_REMINDER", frozenset({"batch"}), all_customers=True) is None
    asked = await till.carry_out("CREATE_REMINDER", all_customers=True, moment=TOMORROW_AT_SEVEN)
    assert (asked.reply.asks, asked.error) == (True, None)
    assert asked.text == "33 customers par udhaar baaki hai. Sabko kal shaam 7 baje ka reminder lagaoon?"
    assert not till.shop.pages.reminders


async def test_a_yes_is_for_those_who_were_counted_and_still_owe(till: Till):
    await till.carry_out("CREATE_REMINDER", all_customers=True, moment=TOMORROW_AT_SEVEN)
    order, reply = till.order, till.reply
    assert order is not None
    assert reply is not None
    await till.carry_out("ADD_CREDIT", customer="Ramesh Gupta", amount=Paise(100_00))
    await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(500_00))
    said = await till.run(order, confirmed=True, named=reply.named)
    reminded = {reminder.customer.name for reminder in till.shop.pages.reminders.values()}
    assert (said.data["count"], len(reminded)) == (32, 32)
    assert not reminded & {"Ramesh Gupta", "Rahul Sharma"}
    assert "Rahul Sharma par ab kuch baaki nahi hai, unhe nahi jayega." in said.text


@pytest.mark.parametrize("before", [True, False], ids=["before the question", "before the yes"])
async def test_who_is_forgotten_keeps_the_others_from_nothing(till: Till, before: bool):
    suresh = till.shop.customer("Suresh Kumar")
    if before:
        await till.shop.customers.erase(suresh.id)
    asked = await till.carry_out("CREATE_REMINDER", all_customers=True, moment=TOMORROW_AT_SEVEN)
    await till.shop.customers.erase(suresh.id)
    assert ("32 customers" in asked.text) is before
    assert (await till.yes()).data["count"] == 32


async def test_an_earlier_yes_to_another_question_is_not_this_one(till: Till):
    said = await till.carry_out("CREATE_REMINDER", all_customers=True, confirmed=True)
    assert said.reply.asks


async def test_where_nobody_owes_nobody_is_reminded(till: Till):
    till.shop.pages.journals.clear()
    said = await till.carry_out("CREATE_REMINDER", all_customers=True)
    assert (said.key, said.error) == ("nobody_owes", "CUSTOMER_NOT_FOUND")


async def test_it_tells_what_it_changed(till: Till):
    said = await till.carry_out("CREATE_REMINDER", customers=("Rahul Sharma", "Suresh Kumar"), moment=LATE)
    assert said.reply.change == RemindersKept(tuple(till.shop.pages.reminders.values()))
    assert len(till.shop.pages.reminders) == 2
