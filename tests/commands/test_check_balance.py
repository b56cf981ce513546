"""What a customer owes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from execora.ledger.model import Customer
from execora.ledger.money import Paise

if TYPE_CHECKING:
    from tests.fakes.till import Till


async def test_a_balance_is_said_and_shown(till: Till):
    said = await till.carry_out("CHECK_BALANCE", customer="Mohan Lal")
    assert said.data == {
        "customer": "Mohan Lal",
        "customerId": str(till.shop.customer("Mohan Lal").id),
        "balance": 3600.5,
        "landmark": "Nehru Nagar",
    }
    assert said.texts == {
        "hi-en": "Mohan Lal par ₹3,600.50 baaki hain.",
        "hi": "मोहन लाल पर ₹3,600.50 बाक़ी हैं।",
        "en": "Mohan Lal owes ₹3,600.50.",
    }


@pytest.mark.parametrize(
    ("paid", "text"),
    [
        (500, "Rahul Sharma ka hisaab barabar hai, kuch baaki nahi."),
        (600, "Rahul Sharma ke ₹100 advance jama hain."),
    ],
)
async def test_nothing_and_an_advance_are_called_so(till: Till, paid: int, text: str):
    await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(paid * 100))
    said = await till.carry_out("CHECK_BALANCE", customer="Rahul Sharma")
    assert (said.data["balance"], said.text) == (500 - paid, text)


async def test_a_customer_who_was_never_made_is_refused(till: Till):
    said = await till.carry_out("CHECK_BALANCE", customer=Customer(uuid4(), "Ravi"))
    assert said.error == "CUSTOMER_NOT_FOUND"
