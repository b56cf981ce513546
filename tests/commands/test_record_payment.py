"""What a customer paid."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from execora.commands.changes import MoneyPosted
from execora.ledger.model import Customer, Split
from execora.ledger.money import Paise

if TYPE_CHECKING:
    from tests.fakes.shop import Journal
    from tests.fakes.till import Till


def last(till: Till) -> Journal:
    return list(till.shop.pages.journals.values())[-1]


async def test_a_payment_lessens_what_is_owed(till: Till):
    said = await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(200_00), mode="upi")
    assert said.data == {
        "customer": "Rahul Sharma",
        "customerId": str(till.shop.customer("Rahul Sharma").id),
        "amountPaid": 200,
        "paymentMode": "upi",
        "remainingBalance": 300,
        "entryId": str(last(till).id),
    }
    assert said.texts == {
        "hi-en": "Rahul Sharma ke khate mein ₹200 UPI se jama ho gaye. Ab baaki ₹300.",
        "hi": "राहुल शर्मा के खाते में ₹200 यूपीआई से जमा हो गए। अब बाक़ी ₹300।",
        "en": "Recorded a payment of ₹200 by UPI for Rahul Sharma. Now ₹300 is owed.",
    }


async def test_it_is_dated_today(till: Till):
    await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(200_00))
    assert last(till).on == date(2026, 11, 20)
    assert last(till).splits == (Split(Paise(200_00), "cash"),)


async def test_it_tells_what_it_changed(till: Till):
    said = await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(200_00))
    rahul = till.shop.customer("Rahul Sharma")
    assert said.reply.change == MoneyPosted(last(till).id, "payment", rahul, Paise(200_00))


async def test_a_day_gone_by_is_its_date_and_is_said(till: Till):
    said = await till.carry_out(
        "RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(100_00), date=date(2026, 11, 18)
    )
    assert last(till).on == date(2026, 11, 18)
    assert "Tareekh: 18 November." in said.text


async def test_a_day_to_come_is_refused(till: Till):
    said = await till.carry_out(
        "RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(100_00), date=date(2026, 11, 21)
    )
    assert (said.key, said.error) == ("not_yet", "NOT_ALLOWED")
    assert till.shop.owed("Rahul Sharma") == 500_00


async def test_a_payment_in_two_ways_is_one(till: Till):
    splits = (Split(Paise(300_00), "cash"), Split(Paise(150_50), "upi"))
    said = await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(450_50), splits=splits)
    assert (said.data["amountPaid"], said.data["paymentMode"], said.data["remainingBalance"]) == (450.5, "split", 49.5)
    assert said.data["splits"] == [{"amount": 300, "mode": "cash"}, {"amount": 150.5, "mode": "upi"}]
    assert "₹300 cash aur ₹150.50 UPI se jama ho gaye" in said.text


@pytest.mark.parametrize(
    ("rupees", "ending"),
    [(500, "Hisaab barabar, kuch baaki nahi."), (600, "Ab ₹100 advance jama hai.")],
)
async def test_what_is_left_over_is_an_advance(till: Till, rupees: int, ending: str):
    said = await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(rupees * 100))
    assert said.data["remainingBalance"] == 500 - rupees
    assert said.text.endswith(ending)


async def test_somebody_elses_money_goes_to_the_account_that_was_named(till: Till):
    who = {"customer": "Suresh Kumar", "payer": "Rahul Sharma", "amount": Paise(500_00)}
    assert till.question("RECORD_PAYMENT", **who) == (
        "Rahul Sharma ne Suresh Kumar ke ₹500 diye. Suresh Kumar ke khate mein jama kar doon?"
    )
    said = await till.carry_out("RECORD_PAYMENT", **who)
    assert "Rahul Sharma ne diye." in said.text
    assert (till.shop.owed("Suresh Kumar"), till.shop.owed("Rahul Sharma")) == (1900_00, 500_00)


@pytest.mark.parametrize(("rupees", "asked"), [(5000, False), (5001, True)])
def test_much_is_asked_about_first(till: Till, rupees: int, asked: bool):
    question = till.question("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(rupees * 100))
    assert question == ("Rahul Sharma se ₹5,001 mile. Khate mein jama kar doon?" if asked else None)


@pytest.mark.parametrize("why", ["direction", "payer", "batch"])
def test_whatever_the_words_leave_open_is_asked_about(till: Till, why: str):
    assert till.question("RECORD_PAYMENT", frozenset({why}), customer="Rahul Sharma", amount=Paise(100))


@pytest.mark.parametrize("amount", [0, -500, 10**12 + 1])
async def test_an_amount_that_cannot_be_is_refused_and_not_asked_about(till: Till, amount: int):
    assert till.question("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(amount)) is None
    said = await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(amount))
    assert (said.key, said.error) == ("AMOUNT_BOUNDS", "LIMIT_REACHED")


async def test_no_part_of_a_payment_is_below_zero(till: Till):
    splits = (Split(Paise(300_00), "cash"), Split(Paise(-100_00), "upi"))
    said = await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(200_00), splits=splits)
    assert said.error == "LIMIT_REACHED"


async def test_a_customer_who_was_never_made_is_refused(till: Till):
    said = await till.carry_out("RECORD_PAYMENT", customer=Customer(uuid4(), "Ravi"), amount=Paise(100))
    assert said.error == "CUSTOMER_NOT_FOUND"


async def test_an_order_that_lacks_what_it_needs_is_a_bug(till: Till):
    with pytest.raises(ValueError, match="without a customer"):
        await till.carry_out("RECORD_PAYMENT", amount=Paise(100))
    with pytest.raises(ValueError, match="without an amount"):
        await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma")


def test_the_largest_amount_is_asked_about(till: Till):
    assert till.question("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(10**12))
