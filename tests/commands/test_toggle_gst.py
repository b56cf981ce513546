"""GST on a draft: it shows what of the total is tax, and never changes it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from execora.commands.changes import DraftChanged
from execora.ledger.money import Paise
from tests.fakes.till import Till, goods

SUGAR = goods("Sugar", 2.5, unit="kg")


async def test_gst_shows_the_split_and_leaves_the_total(till: Till):
    await till.draft("Rahul Sharma", SUGAR)
    said = await till.carry_out("TOGGLE_GST", with_gst=True)
    sums = {name: said.data[name] for name in ("subtotal", "tax", "cgst", "sgst", "igst", "roundOff", "total")}
    assert sums == {
        "subtotal": 104.76, "tax": 5.24, "cgst": 2.62, "sgst": 2.62, "igst": 0, "roundOff": 0, "total": 110,
    }  # fmt: skip
    assert said.key == "on"
    assert said.reply.events == (("invoice:draft", said.data),)
    assert said.texts == {
        "hi-en": "GST laga diya. Rahul Sharma ka draft bill: 2.5 kg Sugar ₹110. Total ₹110. Isme GST ₹5.24. "
        "Pakka kar doon?",
        "hi": "जीएसटी लगा दिया। राहुल शर्मा का ड्राफ़्ट बिल: 2.5 किलो चीनी ₹110। कुल ₹110। इसमें जीएसटी ₹5.24। पक्का कर दूँ?",
        "en": "GST is on. Draft bill for Rahul Sharma: 2.5 kg of Sugar ₹110. Total ₹110. "
        "That includes GST of ₹5.24. Shall I confirm it?",
    }


async def test_it_is_taken_off_again(till: Till):
    await till.draft("Rahul Sharma", SUGAR)
    await till.carry_out("TOGGLE_GST", with_gst=True)
    said = await till.carry_out("TOGGLE_GST", with_gst=False)
    assert (said.key, said.data["tax"], said.data["subtotal"], said.data["total"]) == ("off", 0, 110, 110)
    assert "cgst" not in said.data


@pytest.mark.parametrize(("with_gst", "key"), [(True, "on_already"), (False, "off_already")])
async def test_what_is_so_already_is_said_and_changes_nothing(till: Till, key: str, *, with_gst: bool):
    await till.draft("Rahul Sharma", SUGAR)
    await till.carry_out("TOGGLE_GST", with_gst=with_gst)
    said = await till.carry_out("TOGGLE_GST", with_gst=with_gst)
    assert (said.key, said.error, said.reply.change) == (key, None, None)


async def test_a_business_of_another_state_pays_igst(till: Till):
    business = replace(till.shop.customer("Rahul Sharma"), gstin="27ABCDE1234F1Z5")
    till.shop.pages.customers[business.id] = business
    await till.draft("Rahul Sharma", SUGAR)
    said = await till.carry_out("TOGGLE_GST", with_gst=True)
    assert (said.data["cgst"], said.data["sgst"], said.data["igst"], said.data["total"]) == (0, 0, 5.24, 110)


async def test_the_bill_that_is_confirmed_says_what_of_it_is_tax(till: Till):
    await till.draft("Rahul Sharma", SUGAR)
    await till.carry_out("TOGGLE_GST", with_gst=True)
    said = await till.carry_out("CONFIRM_INVOICE")
    assert (said.data["cgst"], said.data["sgst"], said.data["total"], said.data["balance"]) == (2.62, 2.62, 110, 610)
    assert "Isme GST ₹5.24. Ab baaki ₹610." in said.text


async def test_goods_of_a_rate_that_nobody_has_told_are_not_called_untaxed(till: Till):
    await till.carry_out("ADD_PRODUCT", product="Mixer", price=Paise(3000_00))
    draft_id = await till.draft("Rahul Sharma", SUGAR, goods("Mixer"))
    said = await till.carry_out("TOGGLE_GST", with_gst=True)
    assert (said.key, said.error) == ("NO_GST_RATE", "MISSING_ITEMS")
    assert said.texts["en"] == "It is not known yet how much GST there is on Mixer, so nothing was changed."
    assert not till.shop.pages.drafts[draft_id].with_gst


async def test_nor_do_they_come_onto_a_bill_with_gst(till: Till):
    await till.carry_out("ADD_PRODUCT", product="Mixer", price=Paise(3000_00))
    draft_id = await till.draft("Rahul Sharma", SUGAR)
    await till.carry_out("TOGGLE_GST", with_gst=True)
    assert (await till.carry_out("ADD_ITEM", items=(goods("Mixer"),))).key == "NO_GST_RATE"
    assert len(till.shop.pages.drafts[draft_id].lines) == 1
    made = await till.carry_out("CREATE_INVOICE", customer="Suresh Kumar", items=(goods("Mixer"),), with_gst=True)
    assert made.key == "NO_GST_RATE"
    assert len(till.shop.pages.drafts) == 1


async def test_without_a_draft_there_is_nothing_to_tax(till: Till):
    assert (await till.carry_out("TOGGLE_GST", with_gst=True)).error == "NO_PENDING_INVOICE"
    assert (await till.carry_out("TOGGLE_GST", with_gst=True, draft_id=uuid4())).error == "NO_PENDING_INVOICE"


async def test_what_was_changed_can_be_taken_back(till: Till):
    draft_id = await till.draft("Rahul Sharma", SUGAR)
    before = till.shop.pages.drafts[draft_id]
    said = await till.carry_out("TOGGLE_GST", with_gst=True)
    assert said.reply.change == DraftChanged(before, till.shop.pages.drafts[draft_id])


async def test_a_discount_and_gst_leave_each_other_alone(till: Till):
    await till.draft("Rahul Sharma", SUGAR)
    await till.carry_out("ADD_DISCOUNT", amount=Paise(5_00))
    taxed = await till.carry_out("TOGGLE_GST", with_gst=True)
    assert (taxed.data["discount"], taxed.data["tax"], taxed.data["total"]) == (5, 5, 105)
    less = await till.carry_out("ADD_DISCOUNT", amount=Paise(10_00))
    assert (less.data["discount"], less.data["tax"], less.data["total"]) == (10, 4.76, 100)
