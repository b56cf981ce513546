"""Who owes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.ledger.money import Paise

if TYPE_CHECKING:
    from tests.fakes.till import Till


async def test_the_five_who_owe_most_are_named_and_all_are_shown(till: Till):
    said = await till.carry_out("LIST_CUSTOMER_BALANCES")
    names = [customer["name"] for customer in said.data["customers"]]
    assert names[:5] == ["Lakshmi Narayan", "Vikram Rathore", "Amit Jain", "Mohan Lal", "Santosh Pandey"]
    assert said.text == (
        f"Kul ₹47,404.50 baaki hain, {len(names)} customers par: Lakshmi Narayan ₹7,300, Vikram Rathore ₹5,400, "
        f"Amit Jain ₹4,500, Mohan Lal ₹3,600.50, Santosh Pandey ₹3,150 aur {len(names) - 5} doosre."
    )
    assert said.data["totalPending"] == 47404.5


async def test_an_advance_is_nobodys_debt(till: Till):
    await till.carry_out("RECORD_PAYMENT", customer="Rahul Sharma", amount=Paise(600_00))
    said = await till.carry_out("LIST_CUSTOMER_BALANCES")
    assert "Rahul Sharma" not in [customer["name"] for customer in said.data["customers"]]
    assert said.data["totalPending"] == 46904.5


async def test_where_nobody_owes_it_says_so(till: Till):
    till.shop.pages.journals.clear()
    said = await till.carry_out("LIST_CUSTOMER_BALANCES")
    assert (said.key, said.error, said.data) == ("nobody", None, {"customers": [], "totalPending": 0})


async def test_a_few_are_all_named(till: Till):
    till.shop.pages.journals.clear()
    await till.carry_out("ADD_CREDIT", customer="Rahul Sharma", amount=Paise(100_00))
    await till.carry_out("ADD_CREDIT", customer="Usha Rao", amount=Paise(50_00))
    said = await till.carry_out("LIST_CUSTOMER_BALANCES")
    assert said.text == "Kul ₹150 baaki hain, 2 customers par: Rahul Sharma ₹100 aur Usha Rao ₹50."


async def test_five_are_all_named(till: Till):
    till.shop.pages.journals.clear()
    for name in ("Rahul Sharma", "Usha Rao", "Amit Jain", "Mohan Lal", "Neha Agarwal"):
        await till.carry_out("ADD_CREDIT", customer=name, amount=Paise(100_00))
    said = await till.carry_out("LIST_CUSTOMER_BALANCES")
    assert said.text.endswith("Rahul Sharma ₹100 aur Usha Rao ₹100.")
