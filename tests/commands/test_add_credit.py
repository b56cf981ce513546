"""Amounts onto accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from execora.commands.changes import MoneyPosted
from execora.ledger.model import Customer
from execora.ledger.money import Paise

if TYPE_CHECKING:
    from tests.fakes.till import Till


async def test_credit_is_added_to_what_is_owed(till: Till):
    said = await till.carry_out("ADD_CREDIT", customer="Rahul Sharma", amount=Paise(250_50))
    [journal] = [one for one in till.shop.pages.journals.values() if one.kind == "credit"]
    assert said.data == {
        "customer": "Rahul Sharma",
        "customerId": str(till.shop.customer("Rahul Sharma").id),
        "amountAdded": 250.5,
        "totalBalance": 750.5,
        "entryId": str(journal.id),
    }
    assert said.text == "Rahul Sharma ke khate mein ₹250.50 udhaar likh diya. Ab baaki ₹750.50."


async def test_it_tells_what_it_changed(till: Till):
    said = await till.carry_out("ADD_CREDIT", customer="Rahul Sharma", amount=Paise(250_50))
    journal, rahul = list(till.shop.pages.journals.values())[-1], till.shop.customer("Rahul Sharma")
    assert said.reply.change == MoneyPosted(journal.id, "credit", rahul, Paise(250_50))


@pytest.mark.parametrize(("rupees", "asks"), [(5001, frozenset()), (500, frozenset({"direction"}))])
def test_much_or_unclear_is_asked_about_first(till: Till, rupees: int, asks: frozenset[str]):
    question = till.question("ADD_CREDIT", asks, customer="Rahul Sharma", amount=Paise(rupees * 100))
    assert question == f"Rahul Sharma ke khate mein ₹{rupees:,} udhaar likh doon?"


def test_what_is_clear_is_not_asked_about(till: Till):
    assert till.question("ADD_CREDIT", customer="Rahul Sharma", amount=Paise(5000_00)) is None


@pytest.mark.parametrize("amount", [0, -500, 10**12 + 1])
async def test_an_amount_that_cannot_be_is_refused(till: Till, amount: int):
    said = await till.carry_out("ADD_CREDIT", customer="Rahul Sharma", amount=Paise(amount))
    assert said.error == "LIMIT_REACHED"
    assert till.shop.owed("Rahul Sharma") == 500_00


async def test_a_customer_who_was_never_made_is_refused(till: Till):
    said = await till.carry_out("ADD_CREDIT", customer=Customer(uuid4(), "Ravi"), amount=Paise(100))
    assert said.error == "CUSTOMER_NOT_FOUND"
