from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from execora.ledger.money import Paise

if TYPE_CHECKING:
    from tests.fakes.till import Till

RAHUL = "Rahul Sharma"
TODAY, YESTERDAY = date(2026, 11, 20), date(2026, 11, 19)


@pytest.fixture
async def paid(till: Till) -> Till:
    for rupees, on in ((200, YESTERDAY), (300, TODAY), (500, date(2026, 11, 1))):
        await till.carry_out("RECORD_PAYMENT", customer=RAHUL, amount=Paise(rupees * 100), date=on)
    return till


async def test_the_latest_payments_are_told_with_their_days(paid: Till):
    said = await paid.carry_out("PAYMENT_QUERY", customer=RAHUL)
    assert said.text == "Haan, Rahul Sharma ne diye: aaj ko ₹300, beete kal ko ₹200 aur 1 November ko ₹500."
    assert [one["amount"] for one in said.data["payments"]] == [300, 200, 500]
    assert (said.data["paid"], said.data["balance"]) == (True, -500)


async def test_one_of_that_amount_is_told_with_its_day(paid: Till):
    said = await paid.carry_out("PAYMENT_QUERY", customer=RAHUL, amount=Paise(200_00))
    assert said.data["payments"][0]["date"] == "2026-11-19"
    assert said.texts["en"] == "Yes, Rahul Sharma paid ₹200 (yesterday)."


async def test_where_none_of_that_amount_came_the_last_one_is_told(paid: Till):
    said = await paid.carry_out("PAYMENT_QUERY", customer=RAHUL, amount=Paise(999_00), date=YESTERDAY)
    assert (said.key, said.data["paid"], said.data["payments"], said.error) == ("not_so", False, [], None)
    assert "₹999" in said.text
    assert "₹300" in said.text


async def test_of_a_day_only_its_payments_are_told(paid: Till):
    said = await paid.carry_out("PAYMENT_QUERY", customer=RAHUL, date=YESTERDAY)
    assert said.text == "Haan, Rahul Sharma ne diye: ₹200."


async def test_what_was_taken_back_was_not_paid(till: Till):
    said = await till.carry_out("RECORD_PAYMENT", customer=RAHUL, amount=Paise(200_00))
    await till.shop.ledger.reverse(said.reply.change.journal_id, on=TODAY)  # type: ignore[union-attr]
    assert (await till.carry_out("PAYMENT_QUERY", customer=RAHUL)).key == "never"
