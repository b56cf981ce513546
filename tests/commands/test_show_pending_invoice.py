"""The draft, shown again."""

from __future__ import annotations

from tests.fakes.till import Till, goods


async def test_it_is_shown_as_it_was_made(till: Till):
    draft_id = await till.draft()
    said = await till.carry_out("SHOW_PENDING_INVOICE", draft_id=draft_id)
    assert (said.data["draftId"], said.data["total"], said.data["awaitingConfirm"]) == (str(draft_id), 100, True)
    assert said.reply.events == (("invoice:draft", said.data),)


async def test_where_none_waits_it_says_so(till: Till):
    said = await till.carry_out("SHOW_PENDING_INVOICE")
    assert said.error == "NO_PENDING_INVOICE"


async def test_of_many_it_names_a_handful(till: Till):
    for name in ("Amit Jain", "Mohan Lal", "Priya Singh", "Rahul Sharma", "Rahul Verma", "Suresh Kumar", "Usha Rao"):
        await till.draft(name, goods("Milk"))
    said = await till.carry_out("SHOW_PENDING_INVOICE")
    assert said.error == "MULTIPLE_PENDING_INVOICES"
    assert "Usha Rao ₹30, " in said.text
    assert "aur 2 doosre" in said.text
    assert "Amit" not in said.text
