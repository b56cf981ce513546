"""What is taken off a draft, and what cannot be."""

from __future__ import annotations

from uuid import uuid4

import pytest

from execora.commands.changes import DraftChanged
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.fakes.till import Till, goods


async def test_a_share_of_the_bill_is_taken_off(till: Till):
    await till.draft()
    said = await till.carry_out("ADD_DISCOUNT", percent=Milli(5_000))
    assert (said.data["subtotal"], said.data["discount"], said.data["total"]) == (100, 5, 95)
    assert said.reply.events == (("invoice:draft", said.data),)
    assert said.texts == {
        "hi-en": "Chhoot de di. Rahul Sharma ka draft bill: 2 packet Milk ₹60 aur 1 packet Bread ₹40. Chhoot ₹5. "
        "Total ₹95. Pakka kar doon?",
        "hi": "छूट दे दी। राहुल शर्मा का ड्राफ़्ट बिल: 2 पैकेट दूध ₹60 और 1 पैकेट ब्रेड ₹40। छूट ₹5। कुल ₹95। पक्का कर दूँ?",
        "en": "Discount given. Draft bill for Rahul Sharma: 2 packets of Milk ₹60 and 1 packet of Bread ₹40. "
        "Discount ₹5. Total ₹95. Shall I confirm it?",
    }


async def test_a_share_stays_a_share_while_goods_come_and_go(till: Till):
    await till.draft()
    await till.carry_out("ADD_DISCOUNT", percent=Milli(10_000))
    more = await till.carry_out("ADD_ITEM", items=(goods("Bread", 2),))
    assert (more.data["discount"], more.data["total"]) == (18, 162)
    less = await till.carry_out("REMOVE_ITEM", items=(goods("Bread"),))
    assert (less.data["discount"], less.data["total"]) == (6, 54)


async def test_an_amount_is_taken_off_once(till: Till):
    await till.draft()
    await till.carry_out("ADD_DISCOUNT", amount=Paise(20_00))
    said = await till.carry_out("ADD_ITEM", items=(goods("Bread"),))
    assert (said.data["discount"], said.data["total"]) == (20, 120)


async def test_a_new_discount_takes_the_place_of_the_one_before(till: Till):
    await till.draft()
    await till.carry_out("ADD_DISCOUNT", percent=Milli(50_000))
    said = await till.carry_out("ADD_DISCOUNT", amount=Paise(10_00))
    assert (said.data["discount"], said.data["total"]) == (10, 90)


async def test_a_discount_on_goods_is_taken_off_their_line(till: Till):
    await till.draft()
    said = await till.carry_out("ADD_DISCOUNT", product="Bread", amount=Paise(2_00))
    assert [item.get("discount") for item in said.data["items"]] == [None, 2]
    assert (said.data["discount"], said.data["total"]) == (2, 98)


async def test_of_two_lines_of_the_goods_the_dearer_one_gets_an_amount(till: Till):
    await till.draft("Rahul Sharma", goods("Milk", 1, price=Paise(35_00)), goods("Milk", 2))
    said = await till.carry_out("ADD_DISCOUNT", product="Milk", amount=Paise(5_00))
    assert [item.get("discount") for item in said.data["items"]] == [None, 5]
    said = await till.carry_out("ADD_DISCOUNT", product="Milk", percent=Milli(10_000))
    assert [item.get("discount") for item in said.data["items"]] == [3.5, 6]


async def test_goods_that_are_not_on_the_bill_are_refused_with_what_is(till: Till):
    await till.draft()
    said = await till.carry_out("ADD_DISCOUNT", product="Maggi", amount=Paise(2_00))
    assert (said.key, said.error) == ("not_on_it", "PRODUCT_NOT_FOUND")
    assert "2 packet Milk ₹60 aur 1 packet Bread ₹40" in said.text


@pytest.mark.parametrize(
    "spoken_of",
    [
        {"amount": Paise(100_00)},
        {"amount": Paise(100_01)},
        {"amount": Paise(40_00), "product": "Bread"},
        {"percent": Milli(99_999), "product": "Bread"},
    ],
)
async def test_a_discount_that_leaves_nothing_is_refused(till: Till, spoken_of: dict[str, object]):
    draft_id = await till.draft("Rahul Sharma", goods("Milk", 2), goods("Bread"))
    before = till.shop.pages.drafts[draft_id]
    said = await till.carry_out("ADD_DISCOUNT", **spoken_of)
    assert (said.key, said.error) == ("NOTHING_LEFT", "LIMIT_REACHED")
    assert till.shop.pages.drafts[draft_id] == before


async def test_a_bill_cannot_shrink_below_its_discount(till: Till):
    draft_id = await till.draft()
    await till.carry_out("ADD_DISCOUNT", amount=Paise(60_00))
    said = await till.carry_out("REMOVE_ITEM", items=(goods("Bread"),))
    assert said.key == "NOTHING_LEFT"
    assert len(till.shop.pages.drafts[draft_id].lines) == 2


@pytest.mark.parametrize("percent", [0, -5_000, 100_000, 250_000])
async def test_a_share_is_more_than_nothing_and_less_than_all(till: Till, percent: int):
    await till.draft()
    said = await till.carry_out("ADD_DISCOUNT", percent=Milli(percent))
    assert (said.key, said.error) == ("no_share", "LIMIT_REACHED")


async def test_without_a_draft_there_is_nothing_to_take_off_from(till: Till):
    assert (await till.carry_out("ADD_DISCOUNT", percent=Milli(5_000))).error == "NO_PENDING_INVOICE"
    assert (await till.carry_out("ADD_DISCOUNT", percent=Milli(5_000), draft_id=uuid4())).error == "NO_PENDING_INVOICE"


async def test_what_was_changed_can_be_taken_back(till: Till):
    draft_id = await till.draft()
    before = till.shop.pages.drafts[draft_id]
    said = await till.carry_out("ADD_DISCOUNT", percent=Milli(5_000))
    assert said.reply.change == DraftChanged(before, till.shop.pages.drafts[draft_id])
    assert await till.shop.bills.restore_draft(before) == before


async def test_the_bill_that_is_confirmed_is_less_by_it(till: Till):
    await till.draft()
    await till.carry_out("ADD_DISCOUNT", percent=Milli(12_500))
    said = await till.carry_out("CONFIRM_INVOICE")
    assert (said.data["discount"], said.data["total"], said.data["balance"]) == (12.5, 87.5, 587.5)
    assert till.shop.owed("Rahul Sharma") == 587_50
