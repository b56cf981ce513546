"""A draft becomes a bill once, whole, or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from execora.commands.bill import draft_shown
from execora.ledger.model import Invoice
from tests.fakes.shop import FakeBills
from tests.fakes.till import Till, goods

if TYPE_CHECKING:
    import pytest


async def test_a_bill_is_numbered_owed_and_out_of_the_stock(till: Till):
    draft_id = await till.draft()
    said = await till.carry_out("CONFIRM_INVOICE", draft_id=draft_id)
    assert said.error is None
    assert said.data == {
        "invoiceId": str(draft_id),
        "invoiceNo": "INV/2627/00001",
        "customer": "Rahul Sharma",
        "customerId": str(till.shop.customer("Rahul Sharma").id),
        "items": [
            {"product": "Milk", "quantity": 2, "unit": "packet", "price": 30, "total": 60},
            {"product": "Bread", "quantity": 1, "unit": "packet", "price": 40, "total": 40},
        ],
        "subtotal": 100,
        "tax": 0,
        "discount": 0,
        "roundOff": 0,
        "total": 100,
        "draftId": str(draft_id),
        "balance": 600,
    }
    assert (till.shop.owed("Rahul Sharma"), till.shop.stock("Milk")) == (600_00, 78_000)


async def test_the_client_is_told_of_the_bill(till: Till):
    draft_id = await till.draft()
    said = await till.carry_out("CONFIRM_INVOICE", draft_id=draft_id)
    [(event, data)] = said.reply.events
    assert event == "invoice:confirmed"
    assert data == {**said.data, "customerName": "Rahul Sharma", "grandTotal": 100}


async def test_it_is_said_with_what_is_owed_now(till: Till):
    draft_id = await till.draft()
    said = await till.carry_out("CONFIRM_INVOICE", draft_id=draft_id)
    assert said.text == "Rahul Sharma ka ₹100 ka bill pakka ho gaya, number INV/2627/00001. Ab baaki ₹600."


async def test_without_a_draft_in_the_conversation_it_is_the_customers(till: Till):
    await till.draft("Rahul Sharma")
    await till.draft("Suresh Kumar", goods("Sugar", 2, unit="kg"))
    said = await till.carry_out("CONFIRM_INVOICE", customer="Suresh Kumar")
    assert (said.data["customer"], said.data["total"]) == ("Suresh Kumar", 88)


async def test_without_a_name_it_is_the_only_one(till: Till):
    draft_id = await till.draft()
    said = await till.carry_out("CONFIRM_INVOICE")
    assert said.data["draftId"] == str(draft_id)


async def test_of_several_it_says_whose(till: Till):
    await till.draft("Rahul Sharma")
    await till.draft("Suresh Kumar")
    said = await till.carry_out("CONFIRM_INVOICE")
    assert said.error == "MULTIPLE_PENDING_INVOICES"
    assert "Suresh Kumar ₹100 aur Rahul Sharma ₹100" in said.text


async def test_a_yes_counts_for_the_draft_as_it_was_shown_and_for_no_other(till: Till):
    draft_id = await till.draft()
    shown = draft_shown(till.shop.pages.drafts[draft_id])
    await till.carry_out("ADD_ITEM", draft_id=draft_id, items=(goods("Sugar", 2, unit="kg"),))
    asked = await till.carry_out("CONFIRM_INVOICE", draft_id=draft_id, shown=shown)
    assert asked.reply.asks
    assert asked.text.startswith("Bill ab yeh hai. Rahul Sharma ka draft bill: ")
    assert asked.text.endswith(" Total ₹188. Pakka kar doon?")
    assert asked.reply.events == (("invoice:draft", asked.data),)
    assert not till.shop.pages.invoices
    issued = await till.carry_out("CONFIRM_INVOICE", draft_id=draft_id, shown=asked.data)
    assert issued.data["total"] == 188


async def test_a_second_yes_makes_no_second_bill(till: Till):
    draft_id = await till.bill()
    said = await till.carry_out("CONFIRM_INVOICE", draft_id=draft_id)
    assert (said.key, said.error) == ("repeated", "ALREADY_DONE")
    assert "INV/2627/00001" in said.text
    assert (len(till.shop.pages.invoices), till.shop.owed("Rahul Sharma")) == (1, 600_00)


async def test_a_draft_that_is_not_there_or_too_old_is_refused(till: Till):
    never = await till.carry_out("CONFIRM_INVOICE", draft_id=uuid4())
    draft_id = await till.draft()
    till.shop.now += timedelta(hours=4)
    old = await till.carry_out("CONFIRM_INVOICE", draft_id=draft_id)
    assert (never.error, old.error) == ("NO_PENDING_INVOICE", "NO_PENDING_INVOICE")


async def test_short_stock_refuses_and_leaves_the_draft(till: Till):
    draft_id = await till.draft("Rahul Sharma", goods("Milk"), goods("Bread", 30))
    said = await till.carry_out("CONFIRM_INVOICE", draft_id=draft_id)
    assert (said.key, said.error) == ("short", "INSUFFICIENT_STOCK")
    assert said.text.startswith("Stock mein Bread bas 25 packet hai")
    assert draft_id in till.shop.pages.drafts
    assert (till.shop.stock("Milk"), till.shop.owed("Rahul Sharma")) == (80_000, 500_00)


async def test_the_next_bill_after_a_refused_one_has_no_hole_in_its_number(till: Till):
    await till.carry_out("CONFIRM_INVOICE", draft_id=await till.draft("Rahul Sharma", goods("Bread", 30)))
    said = await till.carry_out("CONFIRM_INVOICE", draft_id=await till.draft("Rahul Sharma", goods("Bread")))
    assert said.data["invoiceNo"] == "INV/2627/00001"


async def test_a_draft_that_somebody_else_takes_in_between_makes_no_second_bill(
    till: Till, monkeypatch: pytest.MonkeyPatch
):
    async def taken(_bills: FakeBills, _draft_id: UUID, *, on: date) -> None:
        assert on == date(2026, 11, 20)

    draft_id = await till.draft()
    monkeypatch.setattr(FakeBills, "issue", taken)
    dropped = await till.carry_out("CONFIRM_INVOICE", draft_id=draft_id)
    draft = till.shop.pages.drafts[draft_id]
    till.shop.pages.invoices[draft_id] = Invoice(
        draft_id, "INV/2627/00007", draft.customer, draft.lines, draft.total, date(2026, 11, 20)
    )
    confirmed = await till.carry_out("CONFIRM_INVOICE", draft_id=draft_id)
    assert (dropped.error, confirmed.error) == ("NO_PENDING_INVOICE", "ALREADY_DONE")
    assert "INV/2627/00007" in confirmed.text
