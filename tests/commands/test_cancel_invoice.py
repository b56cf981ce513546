"""Drafts are dropped at once, bills taken back after a yes."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.fakes.till import Till, goods


async def test_a_draft_is_dropped_at_once(till: Till):
    draft_id = await till.draft()
    said = await till.carry_out("CANCEL_INVOICE", draft_id=draft_id)
    assert (said.key, said.reply.asks) == ("dropped", False)
    assert said.data == {"draftId": str(draft_id), "customer": "Rahul Sharma", "awaitingConfirm": False}
    assert not till.shop.pages.drafts


async def test_a_customers_draft_is_found_in_the_books(till: Till):
    await till.draft("Suresh Kumar")
    draft_id = await till.draft("Rahul Sharma")
    said = await till.carry_out("CANCEL_INVOICE", customer="Rahul Sharma")
    assert said.data["draftId"] == str(draft_id)
    assert [draft.customer.name for draft in till.shop.pages.drafts.values()] == ["Suresh Kumar"]


async def test_of_several_drafts_it_says_whose(till: Till):
    await till.draft("Suresh Kumar")
    await till.draft("Rahul Sharma")
    assert (await till.carry_out("CANCEL_INVOICE")).error == "MULTIPLE_PENDING_INVOICES"


async def test_an_issued_bill_is_asked_about_by_number_customer_and_total(till: Till):
    await till.bill()
    said = await till.carry_out("CANCEL_INVOICE", customer="Rahul Sharma")
    assert (said.reply.asks, said.error) == (True, None)
    assert said.text == "Rahul Sharma ka ₹100 wala bill number INV/2627/00001 cancel kar doon?"
    assert till.shop.owed("Rahul Sharma") == 600_00


async def test_a_yes_takes_the_bill_back(till: Till):
    invoice_id = await till.bill()
    await till.carry_out("CANCEL_INVOICE", customer="Rahul Sharma")
    said = await till.yes()
    assert said.error is None
    wanted = {"invoiceId": str(invoice_id), "invoiceNo": "INV/2627/00001", "creditNoteNo": "CN/2627/00001"}
    assert said.data.items() >= {**wanted, "customer": "Rahul Sharma"}.items()
    assert said.text == (
        "Rahul Sharma ka bill number INV/2627/00001 cancel ho gaya, credit note CN/2627/00001. Ab baaki ₹500."
    )
    assert (till.shop.owed("Rahul Sharma"), till.shop.stock("Milk")) == (500_00, 80_000)


async def test_a_yes_is_about_the_bill_that_was_named_however_many_came_since(till: Till):
    named = await till.bill()
    await till.carry_out("CANCEL_INVOICE", customer="Rahul Sharma")
    order, reply = till.order, till.reply
    since = await till.bill("Rahul Sharma", goods("Sugar"))
    assert order is not None
    assert reply is not None
    said = await till.run(order, confirmed=True, named=reply.named)
    assert said.data["invoiceId"] == str(named)
    assert till.shop.pages.invoices[since].cancelled_by is None


async def test_a_bill_is_taken_back_once(till: Till):
    await till.bill()
    await till.carry_out("CANCEL_INVOICE", customer="Rahul Sharma")
    order, reply = till.order, till.reply
    assert order is not None
    assert reply is not None
    await till.yes()
    said = await till.run(order, confirmed=True, named=reply.named)
    assert said.error == "ALREADY_DONE"
    assert till.shop.owed("Rahul Sharma") == 500_00


async def test_the_next_to_be_asked_about_is_the_bill_before(till: Till):
    await till.bill()
    await till.bill("Rahul Sharma", goods("Sugar"))
    await till.carry_out("CANCEL_INVOICE", customer="Rahul Sharma")
    await till.yes()
    said = await till.carry_out("CANCEL_INVOICE", customer="Rahul Sharma")
    assert "INV/2627/00001" in said.text


async def test_without_a_draft_and_without_a_name_no_bill_is_guessed(till: Till):
    await till.bill()
    said = await till.carry_out("CANCEL_INVOICE")
    assert (said.key, said.error) == ("no_draft", "NO_INVOICE")


async def test_who_has_no_bill_is_told_so(till: Till):
    said = await till.carry_out("CANCEL_INVOICE", customer="Suresh Kumar")
    assert (said.key, said.error) == ("no_bill", "NO_INVOICE")


async def test_a_draft_that_has_become_a_bill_meanwhile_is_not_taken_back_unasked(till: Till):
    invoice_id = await till.bill()
    said = await till.carry_out("CANCEL_INVOICE", draft_id=invoice_id)
    assert said.error == "NO_PENDING_INVOICE"
    assert till.shop.pages.invoices[invoice_id].cancelled_by is None


async def test_all_drafts_go_after_a_yes_with_the_count(till: Till):
    await till.draft("Suresh Kumar")
    await till.draft("Rahul Sharma")
    asked = await till.carry_out("CANCEL_INVOICE", cancel_all=True)
    assert (asked.reply.asks, asked.error) == (True, None)
    assert asked.text == "2 draft baaki hain: Rahul Sharma ₹100 aur Suresh Kumar ₹100. Sab cancel kar doon?"
    assert len(till.shop.pages.drafts) == 2
    said = await till.yes()
    assert (said.key, said.text) == ("dropped_all", "2 draft cancel kar diye.")
    assert not till.shop.pages.drafts


async def test_a_draft_made_after_the_question_stays(till: Till):
    await till.draft("Suresh Kumar")
    await till.carry_out("CANCEL_INVOICE", cancel_all=True)
    order, reply = till.order, till.reply
    since = await till.draft("Rahul Sharma")
    assert order is not None
    assert reply is not None
    said = await till.run(order, confirmed=True, named=reply.named)
    assert said.text == "1 draft cancel kar diya."
    assert set(till.shop.pages.drafts) == {since}


@pytest.mark.parametrize(
    ("confirmed", "text"),
    [
        (1, "1 draft cancel kar diya. 1 ab baaki nahi tha, isliye chhod diya."),
        (2, "Yeh pehle hi ho chuka hai."),
    ],
)
async def test_drafts_that_became_bills_meanwhile_are_left_out(till: Till, confirmed: int, text: str):
    drafts = [await till.draft(name) for name in ("Suresh Kumar", "Rahul Sharma", "Fatima Begum")]
    order = till.order_of("CANCEL_INVOICE", cancel_all=True)
    for draft in drafts[:confirmed]:
        await till.shop.bills.drop_draft(draft)
    said = await till.run(order, confirmed=True, named=tuple(drafts[:2]))
    assert said.text == text


async def test_there_is_nothing_to_drop_where_no_draft_waits(till: Till):
    every = await till.carry_out("CANCEL_INVOICE", cancel_all=True)
    one = await till.carry_out("CANCEL_INVOICE", draft_id=uuid4())
    assert (every.error, one.error) == ("NO_PENDING_INVOICE", "NO_PENDING_INVOICE")
