"""Goods taken off a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from execora.ledger.money import Paise
from tests.fakes.till import Till, goods

if TYPE_CHECKING:
    from execora.language.reading import Item


@pytest.mark.parametrize(
    ("item", "left"),
    [
        (goods("Milk"), []),
        (goods("Milk", 2), [3]),
        (goods("Milk", 1), [4]),
        (goods("Milk", 1, unit="packet"), [4]),
        (goods("Milk", 9), []),
        (goods("Milk", value=Paise(30_00)), []),
    ],
    ids=["all of it", "two of five", "one of five", "one packet", "more than there is", "worth so much"],
)
async def test_so_much_is_taken_off(till: Till, item: Item, left: list[int]):
    draft_id = await till.draft("Rahul Sharma", goods("Milk", 5), goods("Bread"))
    said = await till.carry_out("REMOVE_ITEM", draft_id=draft_id, items=(item,))
    assert [line["quantity"] for line in said.data["items"] if line["product"] == "Milk"] == left
    assert said.data["total"] == 40 + 30 * sum(left)
    assert said.reply.events == (("invoice:draft", said.data),)


async def test_it_is_taken_off_the_last_line_first(till: Till):
    dear = goods("Milk", 2, price=Paise(35_00))
    draft_id = await till.draft("Rahul Sharma", goods("Milk", 2), dear)
    said = await till.carry_out("REMOVE_ITEM", draft_id=draft_id, items=(goods("Milk", 3),))
    assert [(line["quantity"], line["price"]) for line in said.data["items"]] == [(1, 30)]


async def test_a_line_that_is_left_alone_keeps_its_total(till: Till):
    draft_id = await till.draft("Rahul Sharma", goods("Sugar", value=Paise(20_00)), goods("Milk"))
    said = await till.carry_out("REMOVE_ITEM", draft_id=draft_id, items=(goods("Milk"),))
    assert [(line["quantity"], line["total"]) for line in said.data["items"]] == [(0.455, 20)]


async def test_the_last_goods_take_the_draft_with_them(till: Till):
    draft_id = await till.draft("Rahul Sharma", goods("Bread", 2))
    said = await till.carry_out("REMOVE_ITEM", draft_id=draft_id, items=(goods("Bread"),))
    assert (said.key, said.error) == ("emptied", None)
    assert said.text == "Hata diya. Rahul Sharma ke bill mein kuch nahi bacha, isliye draft cancel kar diya."
    assert (said.data["items"], said.data["total"], said.data["awaitingConfirm"]) == ([], 0, False)
    assert not till.shop.pages.drafts


async def test_goods_that_are_not_on_it_are_refused_with_what_is(till: Till):
    draft_id = await till.draft()
    said = await till.carry_out("REMOVE_ITEM", draft_id=draft_id, items=(goods("Milk"), goods("Maggi")))
    assert (said.key, said.error) == ("not_on_it", "PRODUCT_NOT_FOUND")
    assert "2 packet Milk ₹60 aur 1 packet Bread ₹40" in said.text
    assert len(till.shop.pages.drafts[draft_id].lines) == 2


async def test_half_a_packet_cannot_be_taken_off(till: Till):
    draft_id = await till.draft()
    said = await till.carry_out("REMOVE_ITEM", draft_id=draft_id, items=(goods("Milk", 0.5),))
    assert said.key == "NOT_WHOLE"


async def test_a_draft_that_is_gone_is_refused(till: Till):
    said = await till.carry_out("REMOVE_ITEM", draft_id=uuid4(), items=(goods("Milk"),))
    assert said.error == "NO_PENDING_INVOICE"
