"""More goods on a draft."""

from __future__ import annotations

from uuid import uuid4

from execora.ledger.model import ShelfItem
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.fakes.till import Till, goods


async def test_new_goods_get_a_line(till: Till):
    draft_id = await till.draft()
    said = await till.carry_out("ADD_ITEM", draft_id=draft_id, items=(goods("Sugar", 2, unit="kg"),))
    assert [(item["product"], item["quantity"]) for item in said.data["items"]] == [
        ("Milk", 2),
        ("Bread", 1),
        ("Sugar", 2),
    ]
    assert (said.data["total"], said.data["awaitingConfirm"]) == (188, True)
    assert said.reply.events == (("invoice:draft", said.data),)


async def test_goods_that_are_on_it_get_more(till: Till):
    draft_id = await till.draft()
    said = await till.carry_out("ADD_ITEM", draft_id=draft_id, items=(goods("Milk", 3),))
    assert [(item["product"], item["quantity"], item["total"]) for item in said.data["items"]] == [
        ("Milk", 5, 150),
        ("Bread", 1, 40),
    ]


async def test_a_price_that_has_changed_since_is_a_line_of_its_own(till: Till):
    draft_id = await till.draft()
    milk = till.shop.product("Milk")
    till.shop.pages.shelf[milk.id] = ShelfItem(milk, Paise(32_00), Milli(80_000), Milli(0))
    said = await till.carry_out("ADD_ITEM", draft_id=draft_id, items=(goods("Milk"),))
    assert [(item["quantity"], item["price"]) for item in said.data["items"] if item["product"] == "Milk"] == [
        (2, 30),
        (1, 32),
    ]


async def test_what_is_on_the_draft_counts_when_stock_is_short(till: Till):
    draft_id = await till.draft("Rahul Sharma", goods("Bread", 20))
    said = await till.carry_out("ADD_ITEM", draft_id=draft_id, items=(goods("Bread", 10),))
    assert "stock mein bas Bread 25 packet hai" in said.text


async def test_a_draft_that_is_gone_is_refused(till: Till):
    said = await till.carry_out("ADD_ITEM", draft_id=uuid4(), items=(goods("Milk"),))
    assert said.error == "NO_PENDING_INVOICE"


async def test_refused_goods_leave_the_draft_as_it_was(till: Till):
    draft_id = await till.draft()
    before = till.shop.pages.drafts[draft_id]
    said = await till.carry_out("ADD_ITEM", draft_id=draft_id, items=(goods("Sugar"), goods("Milk", 0.5)))
    assert said.error == "MISSING_ITEMS"
    assert till.shop.pages.drafts[draft_id] == before
