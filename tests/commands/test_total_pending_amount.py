"""What all owe together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.ledger.money import Paise

if TYPE_CHECKING:
    from tests.fakes.till import Till


async def test_it_is_the_sum_of_what_is_owed(till: Till):
    await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(600_00))
    said = await till.carry_out("TOTAL_PENDING_AMOUNT")
    count = len(said.data["customers"])
    assert said.data["totalPending"] == sum(customer["balance"] for customer in said.data["customers"]) == 46904.5
    assert said.text == f"Market mein kul ₹46,904.50 baaki hain, {count} customers par."


async def test_where_nobody_owes_it_says_so(till: Till):
    till.shop.pages.journals.clear()
    said = await till.carry_out("TOTAL_PENDING_AMOUNT")
    assert (said.key, said.data["totalPending"]) == ("nobody", 0)
