"""A bill begins as a draft."""

from __future__ import annotations

from uuid import uuid4

import pytest

from execora.commands.changes import DraftMade
from execora.commands.command import OrderItem
from execora.ledger.model import Customer, Product, ShelfItem
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.fakes.till import Till, goods


async def test_a_draft_lists_what_was_said_and_moves_nothing(till: Till):
    said = await till.carry_out(
        "CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Milk", 2), goods("Sugar", 2.5, unit="kg"))
    )
    assert said.data == {
        "draftId": said.data["draftId"],
        "customer": "Rahul Sharma",
        "customerId": str(till.shop.customer("Rahul Sharma").id),
        "items": [
            {"product": "Milk", "quantity": 2, "unit": "packet", "price": 30, "total": 60},
            {"product": "Sugar", "quantity": 2.5, "unit": "kg", "price": 44, "total": 110},
        ],
        "subtotal": 170,
        "tax": 0,
        "discount": 0,
        "roundOff": 0,
        "total": 170,
        "awaitingConfirm": True,
    }
    assert said.reply.events == (("invoice:draft", said.data),)
    assert (till.shop.owed("Rahul Sharma"), till.shop.stock("Milk")) == (500_00, 80_000)


async def test_it_is_kept_under_the_reserved_id(till: Till):
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Milk"),))
    assert till.order
    assert said.data["draftId"] == str(till.order.makes)
    assert till.order.makes in till.shop.pages.drafts


async def test_it_is_read_back_in_every_language(till: Till):
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Milk", 2), goods("Bread")))
    assert said.texts == {
        "hi-en": "Rahul Sharma ka draft bill: 2 packet Milk ₹60 aur 1 packet Bread ₹40. Total ₹100. Pakka kar doon?",
        "hi": "राहुल शर्मा का ड्राफ़्ट बिल: 2 पैकेट दूध ₹60 और 1 पैकेट ब्रेड ₹40। कुल ₹100। पक्का कर दूँ?",
        "en": "Draft bill for Rahul Sharma: 2 packets of Milk ₹60 and 1 packet of Bread ₹40. Total ₹100. "
        "Shall I confirm it?",
    }


async def test_the_same_goods_said_twice_are_one_line(till: Till):
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Milk", 2), goods("Milk")))
    assert [(item["quantity"], item["total"]) for item in said.data["items"]] == [(3, 90)]


async def test_the_same_goods_at_two_prices_are_two_lines(till: Till):
    items = (goods("Biscuit", 5), goods("Biscuit", 2, price=Paise(5_00)))
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=items)
    assert [(item["price"], item["total"]) for item in said.data["items"]] == [(10, 50), (5, 10)]


@pytest.mark.parametrize(
    ("product", "value", "quantity"), [("Milk", 60, 2), ("Sugar", 20, 0.455), ("Mustard Oil", 33, 0.2)]
)
async def test_goods_worth_so_much_are_worth_exactly_that(till: Till, product: str, value: int, quantity: float):
    items = (goods(product, value=Paise(value * 100)),)
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=items)
    assert [(item["quantity"], item["total"]) for item in said.data["items"]] == [(quantity, value)]


async def test_there_is_no_part_of_a_packet_for_so_much(till: Till):
    items = (goods("Milk", value=Paise(20_00)),)
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=items)
    assert (said.key, said.error) == ("VALUE_NOT_WHOLE", "MISSING_ITEMS")
    assert said.text == "Milk ka rate ₹30 per packet hai, ₹20 mein poore packet nahi bante. Kitne packet boliye."


async def test_there_is_no_half_packet(till: Till):
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Milk", 0.5),))
    assert (said.key, said.error) == ("NOT_WHOLE", "MISSING_ITEMS")
    assert said.texts["hi"] == "दूध की बिक्री पूरे पैकेट में ही होती है, आधे में नहीं।"


async def test_it_warns_of_goods_that_are_short(till: Till):
    items = (goods("Bread", 20), goods("Bread", 10, price=Paise(35_00)), goods("Milk"))
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=items)
    assert said.error is None
    assert "Dhyan dijiye, stock mein bas Bread 25 packet hai." in said.text


async def test_goods_that_may_run_below_zero_are_never_short(till: Till):
    bread = till.shop.product("Bread")
    till.shop.pages.shelf[bread.id] = ShelfItem(bread, Paise(40_00), Milli(0), Milli(0), allow_negative=True)
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Bread", 30),))
    assert "Dhyan" not in said.text


async def test_a_bill_that_cannot_be_sent_yet_waits_as_a_draft_and_says_so(till: Till):
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Milk"),), auto_send=True)
    assert "Bill bhejna abhi chalu nahi hai" in said.text
    assert (len(till.shop.pages.drafts), till.shop.pages.invoices) == (1, {})


async def test_gst_shows_the_tax_that_is_in_the_prices(till: Till):
    said = await till.carry_out(
        "CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Sugar", 2.5, unit="kg"), goods("Milk")), with_gst=True
    )
    assert said.data["items"][0]["total"] == 110
    sums = {name: said.data[name] for name in ("subtotal", "tax", "cgst", "sgst", "igst", "roundOff", "total")}
    assert sums == {
        "subtotal": 134.76, "tax": 5.24, "cgst": 2.62, "sgst": 2.62, "igst": 0, "roundOff": 0, "total": 140,
    }  # fmt: skip
    assert "Total ₹140. Isme GST ₹5.24." in said.text


async def test_goods_without_tax_say_so(till: Till):
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Milk"),), with_gst=True)
    assert (said.data["total"], said.data["tax"]) == (30, 0)
    assert "In cheezon par GST nahi lagta." in said.text


@pytest.mark.parametrize("with_gst", [False, None])
async def test_gst_is_off_until_it_is_asked_for(till: Till, *, with_gst: bool | None):
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Sugar"),), with_gst=with_gst)
    assert (said.data["tax"], said.data["total"]) == (0, 44)
    assert "GST" not in said.text
    assert "cgst" not in said.data


async def test_what_was_made_can_be_taken_back(till: Till):
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Milk"),))
    assert till.order
    assert said.reply.change == DraftMade(till.shop.pages.drafts[till.order.makes])


async def test_a_customer_who_was_never_made_is_refused(till: Till):
    nobody = Customer(uuid4(), "Ravi")
    said = await till.carry_out("CREATE_INVOICE", customer=nobody, items=(goods("Milk"),))
    assert said.error == "CUSTOMER_NOT_FOUND"
    assert "Ravi" in said.text


async def test_goods_that_are_gone_or_have_no_price_are_refused(till: Till):
    milk = till.shop.product("Milk")
    till.shop.pages.shelf[milk.id] = ShelfItem(milk, Paise(0), Milli(1000), Milli(0))
    unpriced = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Milk"),))
    assert (unpriced.key, unpriced.error) == ("NO_PRICE", "MISSING_ITEMS")
    order = till.order_of("CREATE_INVOICE", customer="Rahul Sharma")
    gone = Product(uuid4(), "Jalebi", "kg")
    for item, code in ((OrderItem(gone, Milli(1000)), "PRODUCT_NOT_FOUND"), (OrderItem(milk), "NO_PRICE")):
        assert (await till.run(order, items=(item,))).key == code


async def test_more_than_a_line_can_hold_is_refused(till: Till):
    items = (goods("Milk", 60_000), goods("Milk", 60_000))
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=items)
    assert (said.key, said.error) == ("QUANTITY_BOUNDS", "LIMIT_REACHED")
    assert "1,00,000 packet tak" in said.text


async def test_more_money_than_a_bill_can_hold_is_refused(till: Till):
    items = (goods("Milk", 1000, price=Paise(10**12)),)
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=items)
    assert (said.key, said.error) == ("AMOUNT_BOUNDS", "LIMIT_REACHED")


async def test_nothing_worth_a_paisa_is_no_line(till: Till):
    items = (goods("Sugar", 0.001, price=Paise(1)),)
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=items)
    assert said.error == "LIMIT_REACHED"
    assert not till.shop.pages.drafts


async def test_exactly_what_the_shelf_holds_is_enough(till: Till):
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Bread", 25),))
    assert "Dhyan" not in said.text


async def test_exactly_what_a_line_can_hold_fits(till: Till):
    said = await till.carry_out("CREATE_INVOICE", customer="Rahul Sharma", items=(goods("Milk", 100_000),))
    assert said.error is None
