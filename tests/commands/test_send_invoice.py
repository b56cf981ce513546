"""Nothing can be sent yet: the bill that is meant is named, and nothing is changed or kept for later."""

from __future__ import annotations

from tests.fakes.till import Till, goods


async def test_the_last_bill_of_a_customer_is_named_and_not_sent(till: Till):
    await till.bill("Suresh Kumar")
    await till.bill("Rahul Sharma", goods("Bread", 2))
    said = await till.carry_out("SEND_INVOICE", customer="Rahul Sharma", channel="whatsapp")
    assert (said.key, said.error, said.reply.change) == ("not_yet", "NOT_ALLOWED", None)
    assert said.text == (
        "Bill bhejna abhi chalu nahi hai. Rahul Sharma ka ₹80 ka bill number INV/2627/00002 nahi bheja."
    )


async def test_the_draft_that_is_open_is_named_and_kept(till: Till):
    await till.bill("Rahul Sharma")
    draft_id = await till.draft("Rahul Sharma", goods("Bread", 2))
    said = await till.carry_out("SEND_INVOICE", draft_id=draft_id)
    assert (said.key, said.error) == ("draft_not_yet", "NOT_ALLOWED")
    assert "Rahul Sharma ka ₹80 ka draft" in said.text
    assert draft_id in till.shop.pages.drafts


async def test_without_a_name_it_is_the_last_bill_of_the_shop(till: Till):
    await till.bill("Rahul Sharma")
    await till.bill("Suresh Kumar")
    assert "Suresh Kumar ka ₹100 ka bill number INV/2627/00002" in (await till.carry_out("SEND_INVOICE")).text


async def test_a_bill_that_was_cancelled_is_not_meant(till: Till):
    await till.bill("Rahul Sharma")
    await till.bill("Rahul Sharma")
    await till.carry_out("CANCEL_INVOICE", customer="Rahul Sharma")
    await till.yes()
    assert "INV/2627/00001" in (await till.carry_out("SEND_INVOICE", customer="Rahul Sharma")).text


async def test_a_customer_without_a_bill_has_a_draft(till: Till):
    await till.draft("Rahul Sharma")
    assert (await till.carry_out("SEND_INVOICE", customer="Rahul Sharma")).key == "draft_not_yet"


async def test_there_may_be_no_bill_at_all(till: Till):
    assert (await till.carry_out("SEND_INVOICE")).error == "NO_INVOICE"
    assert (await till.carry_out("SEND_INVOICE", customer="Rahul Sharma")).error == "NO_INVOICE"
