"""What the commands about bills share."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from execora.commands.bill import refuse_sums, whose_draft
from execora.language.clause import clause
from execora.language.normalise import words
from execora.language.reading import Entities
from execora.language.scan import scan
from execora.language.tone import tone
from execora.ledger.discount import Discount
from execora.ledger.model import Customer, Draft, Line, Product
from execora.ledger.money import LARGEST, Paise
from execora.ledger.units import ONE, Milli
from tests.fakes.till import Till, goods
from tests.speech import demo

DEMO = demo()


def draft(*totals: int, discount: Discount | None = None, with_gst: bool = False, tax_included: bool = True) -> Draft:
    product = Product(UUID(int=3), "Oil", "bottle", gst_rate=Milli(5_000))
    lines = tuple(Line(product, ONE, Paise(total), Paise(total)) for total in totals)
    rahul = Customer(UUID(int=1), "Rahul Sharma")
    return Draft(UUID(int=5), rahul, lines, datetime(2026, 11, 20, tzinfo=UTC), discount, with_gst, tax_included)


@pytest.mark.parametrize(
    ("bill", "refused"),
    [
        (draft(100), None),
        (draft(100, discount=Discount(amount=Paise(99))), None),
        (draft(100, discount=Discount(amount=Paise(100))), "NOTHING_LEFT"),
        (draft(1, 100, discount=Discount(percent=Milli(99_999))), "NOTHING_LEFT"),
        (draft(40, with_gst=True), None),
        (draft(40, with_gst=True, tax_included=False), "NOTHING_LEFT"),
        (draft(LARGEST, with_gst=True), None),
        (draft(LARGEST, with_gst=True, tax_included=False), "AMOUNT_BOUNDS"),
    ],
)
def test_a_bill_that_comes_to_nothing_or_to_too_much_is_refused(bill: Draft, refused: str | None):
    refusal = refuse_sums(bill)
    assert (refusal.key if refusal else None) == refused


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("bill pe GST laga do", Entities()),
        ("ispe GST laga do", Entities()),
        ("Rahul ke bill pe GST laga do", Entities(customer="Rahul")),
        ("uske bill pe GST laga do", Entities(customer_ref="active")),
        ("Rahul aur Suresh ke bill pe GST laga do", None),
        ("sabke bill pe GST laga do", None),
    ],
)
def test_a_draft_is_somebodys_or_the_one_that_is_pointed_at(text: str, whose: Entities | None):
    said = words(text)
    assert said
    parts = scan(said, DEMO)
    assert whose_draft(clause(parts, DEMO, tone(parts), said.plain)) == whose


async def test_what_others_put_on_a_draft_since_is_not_taken_back_with_ours(till: Till):
    await till.draft()
    ours = await till.carry_out("ADD_ITEM", items=(goods("Milk", 1),))
    await till.carry_out("ADD_ITEM", items=(goods("Bread", 1),))
    refused = await till.carry_out("UNDO", undoes=ours.reply.change, confirmed=True)
    assert refused.key == "since"
    shown = await till.carry_out("SHOW_PENDING_INVOICE")
    assert [(line["product"], line["quantity"]) for line in shown.data["items"]] == [("Milk", 3), ("Bread", 2)]
