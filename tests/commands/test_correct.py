"""CORRECT, on a draft: what is on it, how much of it, and whose it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from execora.commands.changes import DraftChanged
from execora.ledger.discount import Discount
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.fakes.till import goods

if TYPE_CHECKING:
    from tests.fakes.till import Till


def on_it(till: Till) -> list[tuple[str, int, int]]:
    (draft,) = till.shop.pages.drafts.values()
    return [(line.product.name, line.quantity, line.total) for line in draft.lines]


async def test_another_quantity_of_goods_that_are_on_it(till: Till):
    await till.draft()
    said = await till.carry_out("CORRECT", items=(goods("Milk", 3),))
    assert on_it(till) == [("Milk", 3000, 90_00), ("Bread", 1000, 40_00)]
    assert isinstance(said.reply.change, DraftChanged)


async def test_a_price_that_was_said_stays(till: Till):
    await till.draft("Rahul Sharma", goods("Milk", 2, price=Paise(25_00)))
    await till.carry_out("CORRECT", items=(goods("Milk", 3),))
    assert on_it(till) == [("Milk", 3000, 75_00)]


async def test_other_goods_in_the_place_of_the_only_ones(till: Till):
    await till.draft("Rahul Sharma", goods("Milk", 2))
    await till.carry_out("CORRECT", items=(goods("Curd", 2),))
    assert [name for name, *_ in on_it(till)] == ["Curd"]


async def test_goods_alone_keep_the_quantity(till: Till):
    await till.draft("Rahul Sharma", goods("Milk", 2))
    await till.carry_out("CORRECT", product="Bread")
    assert on_it(till) == [("Bread", 2000, 80_00)]


@pytest.mark.parametrize("spoken_of", [{"items": (goods("Curd", 2),)}, {"product": "Curd"}, {"product": "Bread"}, {}])
async def test_where_it_could_be_any_of_them_nothing_changes(till: Till, spoken_of: dict[str, object]):
    await till.draft()
    said = await till.carry_out("CORRECT", **spoken_of)
    assert (said.key, said.error) == ("unclear", "MISSING_ITEMS")
    assert on_it(till) == [("Milk", 2000, 60_00), ("Bread", 1000, 40_00)]


async def test_somebody_elses_draft_takes_its_place_with_all_that_was_on_it(till: Till):
    draft_id = await till.draft()
    with till.shop.atomic() as inside:
        await inside.bills.set_terms(draft_id, Discount(amount=Paise(10_00)), with_gst=True)
    before = till.shop.pages.drafts[draft_id]
    suresh = till.shop.customer("Suresh Kumar")
    said = await till.carry_out("CORRECT", customer="Suresh Kumar", draft_id=draft_id)
    (draft,) = till.shop.pages.drafts.values()
    assert (draft.customer, draft.discount, draft.with_gst) == (suresh, Discount(amount=Paise(10_00)), True)
    assert draft.id != draft_id
    assert said.data["draftId"] == str(draft.id)
    assert said.reply.change == DraftChanged(before, draft)


async def test_naming_whose_it_is_already_changes_nothing(till: Till):
    draft_id = await till.draft()
    await till.carry_out("CORRECT", customer="Rahul Sharma", draft_id=draft_id)
    assert list(till.shop.pages.drafts) == [draft_id]


async def test_a_draft_that_waits_no_longer_is_said_so(till: Till):
    bill = await till.bill()
    said = await till.carry_out("CORRECT", items=(goods("Milk", 3),), draft_id=bill)
    assert said.error == "NO_PENDING_INVOICE"


async def test_half_a_packet_is_refused(till: Till):
    await till.draft()
    said = await till.carry_out("CORRECT", items=(goods("Milk", 0.5),))
    assert said.key == "NOT_WHOLE"
    assert on_it(till)[0] == ("Milk", 2000, 60_00)


async def test_a_quantity_alone_fits_the_one_line_that_is_counted_so(till: Till):
    await till.draft("Rahul Sharma", goods("Sugar", 2, unit="kg"), goods("Bread"))
    order = till.order_of("CORRECT")
    said = await till.run(replace(order, entities=replace(order.entities, quantity=Milli(3000), unit="kg")))
    assert said.error is None
    assert on_it(till)[0][:2] == ("Sugar", 3000)
