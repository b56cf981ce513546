"""Who a customer is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from execora.ledger.model import Customer

if TYPE_CHECKING:
    from tests.fakes.till import Till


async def test_everything_that_is_known_is_said_and_shown(till: Till):
    said = await till.carry_out("GET_CUSTOMER_INFO", customer="Rahul Sharma")
    assert said.data == {
        "customerId": str(till.shop.customer("Rahul Sharma").id),
        "name": "Rahul Sharma",
        "phone": "9812345670",
        "nickname": "Rahul",
        "landmark": "ATM ke paas",
        "email": None,
        "gstin": None,
        "balance": 500,
    }
    assert said.text == "Rahul Sharma. Phone 98123 45670. Pata: ATM ke paas. Ab baaki ₹500."


async def test_what_is_not_known_leaves_no_gap(till: Till):
    bare = Customer(uuid4(), "Ravi")
    till.shop.pages.customers[bare.id] = bare
    said = await till.carry_out("GET_CUSTOMER_INFO", customer=bare)
    assert said.text == "Ravi. Hisaab barabar, kuch baaki nahi."


async def test_it_is_what_the_books_hold_now(till: Till):
    known = till.shop.customer("Rahul Sharma")
    remembered = Customer(known.id, "Rahul Sharma", phone="1111111111")
    said = await till.carry_out("GET_CUSTOMER_INFO", customer=remembered)
    assert said.data["phone"] == "9812345670"


async def test_a_customer_who_was_never_made_is_refused(till: Till):
    said = await till.carry_out("GET_CUSTOMER_INFO", customer=Customer(uuid4(), "Ravi"))
    assert said.error == "CUSTOMER_NOT_FOUND"
