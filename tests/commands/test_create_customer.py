"""New customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from execora.commands.changes import CustomerAdded
from execora.ledger.money import Paise

if TYPE_CHECKING:
    from tests.fakes.till import Till


async def test_a_customer_is_kept_under_the_reserved_id(till: Till):
    said = await till.carry_out(
        "CREATE_CUSTOMER", name="Ravi", phone="9876543210", landmark="Bus stand", nickname="Ravi bhai"
    )
    assert till.order is not None
    assert said.data == {
        "customerId": str(till.order.makes),
        "name": "Ravi",
        "phone": "9876543210",
        "nickname": "Ravi bhai",
        "landmark": "Bus stand",
        "email": None,
        "gstin": None,
        "balance": 0,
    }
    assert said.reply.change == CustomerAdded(till.shop.customer("Ravi"))
    assert said.text == (
        "Naya customer jud gaya: Ravi. Likh liya: nickname Ravi bhai, pata Bus stand aur number 98765 43210."
    )
    assert till.shop.customer("Ravi").id == till.order.makes


async def test_what_was_owed_before_is_an_opening_balance(till: Till):
    said = await till.carry_out("CREATE_CUSTOMER", name="Ravi", amount=Paise(350_00))
    assert (said.data["balance"], till.shop.owed("Ravi")) == (350, 350_00)
    assert said.text == "Naya customer jud gaya: Ravi. Pehle ka baaki ₹350."
    assert list(till.shop.pages.journals.values())[-1].kind == "opening"


async def test_spaces_in_a_name_are_tidied(till: Till):
    said = await till.carry_out("CREATE_CUSTOMER", name="  Ravi   Kumar ")
    assert said.data["name"] == "Ravi Kumar"


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"name": "suresh KUMAR"}, "same_name"),
        ({"name": "Ravi", "phone": "9812345672"}, "same_phone"),
        ({"name": "Suresh Kumar", "phone": "9812345672"}, "same_phone"),
        ({"name": "Suresh Kumar", "phone": "9876543210"}, "same_name"),
    ],
)
async def test_somebody_who_is_there_already_is_named(till: Till, said: dict[str, str], key: str):
    refused = await till.carry_out("CREATE_CUSTOMER", **said, amount=Paise(100_00))
    assert (refused.key, refused.error) == (key, "DUPLICATE_FOUND")
    assert "Suresh Kumar (Bus stand)" in refused.text
    assert till.shop.owed("Suresh Kumar") == 2400_00


@pytest.mark.parametrize(
    ("said", "key", "code"),
    [
        ({"name": ""}, "MISSING_NAME", "MISSING_NAME"),
        ({"name": " 42 "}, "MISSING_NAME", "MISSING_NAME"),
        ({"name": "R" * 81}, "too_long", "LIMIT_REACHED"),
        ({"name": "Ravi", "landmark": "x" * 81}, "too_long", "LIMIT_REACHED"),
        ({"name": "Ravi", "nickname": "x" * 81}, "too_long", "LIMIT_REACHED"),
        ({"name": "Ravi", "phone": "98765"}, "bad_phone", "NO_PHONE"),
        ({"name": "Ravi", "phone": "९८७६५४३२१०"}, "bad_phone", "NO_PHONE"),
        ({"name": "Ravi", "phone": "9876543210\n"}, "bad_phone", "NO_PHONE"),
        ({"name": "Ravi", "amount": Paise(-5)}, "AMOUNT_BOUNDS", "LIMIT_REACHED"),
    ],
)
async def test_what_cannot_be_kept_is_refused(till: Till, said: dict[str, object], key: str, code: str):
    people = len(till.shop.pages.customers)
    refused = await till.carry_out("CREATE_CUSTOMER", **said)
    assert (refused.key, refused.error) == (key, code)
    assert len(till.shop.pages.customers) == people


async def test_a_name_of_eighty_letters_is_kept(till: Till):
    said = await till.carry_out("CREATE_CUSTOMER", name="R" * 80)
    assert said.error is None


def test_much_owed_from_the_start_is_asked_about(till: Till):
    assert till.question("CREATE_CUSTOMER", name="Ravi", amount=Paise(5000_00)) is None
    assert till.question("CREATE_CUSTOMER", name="Ravi", amount=Paise(9000_00)) == (
        "Naya customer Ravi, pehle ka udhaar ₹9,000. Jod doon?"
    )
