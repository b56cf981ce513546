from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands import by_intent
from execora.commands.changes import ForGood
from execora.ledger.money import Paise
from tests.fakes.till import goods

if TYPE_CHECKING:
    from tests.fakes.till import Till

SURESH = "Suresh Kumar"


async def test_it_asks_first_and_names_whom_it_is_about(till: Till):
    said = await till.carry_out("DELETE_CUSTOMER_DATA", customer="Ramesh Gupta")
    assert said.reply.asks
    assert said.text == "Ramesh Gupta (Ghantaghar) ka naam, number aur baaki data hamesha ke liye mita doon?"
    assert till.shop.customer("Ramesh Gupta")


async def test_the_question_says_what_is_still_owed(till: Till):
    said = await till.carry_out("DELETE_CUSTOMER_DATA", customer=SURESH)
    assert (said.key, said.reply.asks) == ("ask_owing", True)
    assert "₹2,400" in said.text


async def test_an_advance_is_said_too(till: Till):
    await till.carry_out("RECORD_PAYMENT", customer=SURESH, amount=Paise(2500_00))
    said = await till.carry_out("DELETE_CUSTOMER_DATA", customer=SURESH)
    assert (said.key, "₹100" in said.text) == ("ask_advance", True)


async def test_after_a_yes_they_are_forgotten_and_the_books_keep_their_entries(till: Till):
    suresh = till.shop.customer(SURESH)
    await till.carry_out("DELETE_CUSTOMER_DATA", customer=SURESH)
    said = await till.yes()
    assert await till.shop.customers.get(suresh.id) is None
    assert said.reply.change == ForGood("customer")
    assert [one.owed for one in await till.shop.customers.balances() if one.customer.id == suresh.id] == [2400_00]


async def test_drafts_and_reminders_of_theirs_wait_no_longer(till: Till):
    await till.draft(SURESH, goods("Milk"))
    await till.draft("Rahul Sharma")
    await till.carry_out("CREATE_REMINDER", customer=SURESH)
    await till.carry_out("DELETE_CUSTOMER_DATA", customer=SURESH)
    await till.yes()
    assert [draft.customer.name for draft in await till.shop.bills.drafts()] == ["Rahul Sharma"]
    assert await till.shop.reminders.waiting() == []


async def test_the_answer_that_is_kept_has_no_word_of_theirs(till: Till):
    await till.carry_out("DELETE_CUSTOMER_DATA", customer=SURESH)
    said = await till.yes()
    kept = f"{said.data} {said.texts}"
    assert not any(word in kept for word in ("Suresh", "सुरेश", "9812345672", "Bus stand"))


async def test_a_second_yes_finds_nobody(till: Till):
    suresh = till.shop.customer(SURESH)
    await till.carry_out("DELETE_CUSTOMER_DATA", customer=suresh)
    await till.shop.customers.erase(suresh.id)
    assert (await till.yes()).error == "CUSTOMER_NOT_FOUND"


def test_only_the_owner_may():
    assert by_intent()["DELETE_CUSTOMER_DATA"].roles == {"owner"}
