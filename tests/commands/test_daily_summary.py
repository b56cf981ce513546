"""What a day brought."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import pytest

from execora.ledger.model import Split
from execora.ledger.money import Paise

if TYPE_CHECKING:
    from tests.fakes.till import Till


async def test_a_day_is_summed_up(till: Till):
    await till.bill()
    splits = (Split(Paise(150_00), "cash"), Split(Paise(50_00), "upi"), Split(Paise(25_00), "card"))
    await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(225_00), splits=splits)
    await till.carry_out("ADD_CREDIT", customer="Rahul Sharma", amount=Paise(30_00))
    said = await till.carry_out("DAILY_SUMMARY")
    assert said.data == {
        "date": "2026-11-20",
        "until": "2026-11-20",
        "invoiceCount": 1,
        "totalSales": 100,
        "totalPayments": 225,
        "cashPayments": 150,
        "upiPayments": 50,
        "creditGiven": 30,
        "pendingAmount": 47309.5,
    }
    assert said.text == (
        "Aaj ka hisaab: bikri ₹100, 1 bill. Payment ₹225, cash ₹150 aur UPI ₹50. Udhaar diya ₹30. Kul baaki ₹47,309.50."
    )


@pytest.mark.parametrize(
    ("period", "first", "last", "spoken"),
    [
        ("today", "2026-11-20", "2026-11-20", "aaj"),
        ("yesterday", "2026-11-19", "2026-11-19", "beete kal"),
        ("week", "2026-11-16", "2026-11-20", "is hafte"),
        ("month", "2026-11-01", "2026-11-20", "is mahine"),
    ],
)
async def test_a_run_of_days_ends_today(
    till: Till, period: Literal["today", "yesterday", "week", "month"], first: str, last: str, spoken: str
):
    said = await till.carry_out("DAILY_SUMMARY", period=period)
    assert (said.data["date"], said.data["until"]) == (first, last)
    assert said.text.startswith(f"{spoken.capitalize()} ka hisaab:")


async def test_a_day_counts_what_is_dated_on_it(till: Till):
    paid_on = date(2026, 11, 18)
    await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(100_00), date=paid_on)
    said = await till.carry_out("DAILY_SUMMARY", date=paid_on)
    assert said.data["totalPayments"] == 100
    assert said.text.startswith("18 November ka hisaab:")


async def test_a_day_without_anything_is_said_in_a_word(till: Till):
    said = await till.carry_out("DAILY_SUMMARY", date=date(2026, 11, 1))
    assert (said.key, said.data["totalSales"]) == ("nothing", 0)
    assert said.text == "1 November ka hisaab: koi bikri ya payment nahi. Kul baaki ₹47,404.50."


async def test_a_bill_that_was_taken_back_counts_no_more(till: Till):
    await till.bill()
    await till.carry_out("CANCEL_INVOICE", customer="Rahul Sharma")
    await till.yes()
    said = await till.carry_out("DAILY_SUMMARY")
    assert (said.data["invoiceCount"], said.data["totalSales"]) == (0, 0)


async def test_a_day_to_come_has_no_summary(till: Till):
    said = await till.carry_out("DAILY_SUMMARY", date=date(2026, 11, 21))
    assert (said.key, said.error) == ("not_yet", "NOT_ALLOWED")
