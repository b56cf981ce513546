from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from execora.ledger.money import Paise

if TYPE_CHECKING:
    from tests.fakes.till import Till

RAHUL = "Rahul Sharma"


async def test_every_entry_is_shown_with_where_it_left_the_account(till: Till):
    await till.carry_out("RECORD_PAYMENT", customer=RAHUL, amount=Paise(200_00), date=date(2026, 11, 19))
    await till.carry_out("ADD_CREDIT", customer=RAHUL, amount=Paise(50_50))
    said = await till.carry_out("CUSTOMER_STATEMENT", customer=RAHUL)
    entries = [{name: one[name] for name in ("date", "kind", "amount", "balance")} for one in said.data["entries"]]
    assert entries == [
        {"date": "2026-10-21", "kind": "opening", "amount": 500, "balance": 500},
        {"date": "2026-11-19", "kind": "payment", "amount": -200, "balance": 300},
        {"date": "2026-11-20", "kind": "credit", "amount": 50.5, "balance": 350.5},
    ]
    assert said.text == (
        "Rahul Sharma ka khata: pehle ka ₹500, beete kal ₹200 jama aur aaj ₹50.50 udhaar. Ab baaki ₹350.50."
    )


async def test_only_the_latest_are_read_out(till: Till):
    for rupees in range(1, 9):
        await till.carry_out("ADD_CREDIT", customer=RAHUL, amount=Paise(rupees * 100))
    said = await till.carry_out("CUSTOMER_STATEMENT", customer=RAHUL)
    assert len(said.data["entries"]) == 9
    assert said.text.startswith("Rahul Sharma ka khata: aaj ₹4 udhaar, aaj ₹5 udhaar")


async def test_what_was_taken_back_is_shown_and_not_read_out(till: Till):
    paid = await till.carry_out("RECORD_PAYMENT", customer=RAHUL, amount=Paise(200_00))
    await till.shop.ledger.reverse(paid.reply.change.journal_id, on=date(2026, 11, 20))  # type: ignore[union-attr]
    said = await till.carry_out("CUSTOMER_STATEMENT", customer=RAHUL)
    assert [(one["kind"], one["undone"]) for one in said.data["entries"]] == [
        ("opening", False),
        ("payment", True),
        ("reversal", False),
    ]
    assert said.text == "Rahul Sharma ka khata: pehle ka ₹500. Ab baaki ₹500."


async def test_that_nothing_is_sent_yet_is_said_and_the_account_is_read_anyway(till: Till):
    for wish in ({"channel": "whatsapp"}, {"channel": "email"}, {"auto_send": True}):
        said = await till.carry_out("CUSTOMER_STATEMENT", customer=RAHUL, **wish)
        assert said.texts["en"].endswith("Now ₹500 is owed. Sending is still to come, so nothing was sent.")
        assert said.data["sent"] is False


async def test_an_empty_account_is_said_to_be_so(till: Till):
    said = await till.carry_out("CUSTOMER_STATEMENT", customer="Ramesh Gupta")
    assert (said.key, said.data["entries"], said.data["balance"]) == ("empty", [], 0)
