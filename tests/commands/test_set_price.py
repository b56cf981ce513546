"""What goods cost from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from execora.commands.changes import PriceSet
from execora.ledger.money import LARGEST, Paise
from execora.ledger.units import Milli

if TYPE_CHECKING:
    from tests.fakes.till import Till


def price_of(till: Till, name: str) -> Paise:
    return till.shop.pages.shelf[till.shop.product(name).id].price


async def test_a_price_is_set_and_said_back(till: Till):
    said = await till.carry_out("SET_PRICE", product="Milk", price=Paise(32_00))
    assert price_of(till, "Milk") == 32_00
    assert said.text == "Milk ka rate ab ₹32 per packet hai, pehle ₹30 tha."
    assert said.data["price"] == 32
    assert said.data["previousPrice"] == 30
    assert said.reply.change == PriceSet(till.shop.product("Milk"), Paise(30_00), Paise(32_00))


@pytest.mark.parametrize(
    ("price", "key"), [(45_00, "done"), (45_01, "ask"), (15_00, "done"), (14_99, "ask"), (0, "ask_free")]
)
async def test_a_change_by_more_than_half_is_asked_about(till: Till, price: int, key: str):
    said = await till.carry_out("SET_PRICE", product="Milk", price=Paise(price))
    assert said.key == key
    assert price_of(till, "Milk") == (price if key == "done" else 30_00)


async def test_after_a_yes_it_is_set(till: Till):
    await till.carry_out("SET_PRICE", product="Milk", price=Paise(320_00))
    assert (await till.yes()).key == "done"
    assert price_of(till, "Milk") == 320_00


async def test_what_had_no_price_may_cost_anything(till: Till):
    await till.shop.products.set_price(till.shop.product("Milk").id, Paise(0))
    assert (await till.carry_out("SET_PRICE", product="Milk", price=Paise(30_00))).key == "done"


async def test_the_price_it_has_already_is_no_change(till: Till):
    said = await till.carry_out("SET_PRICE", product="Milk", price=Paise(30_00))
    assert (said.key, said.error, said.reply.change) == ("same", None, None)


@pytest.mark.parametrize(
    ("product", "said", "price"),
    [
        ("Sugar", {"price": Paise(46_00), "unit": "kg"}, 46_00),
        ("Sugar", {"price": Paise(11_00), "unit": "kg", "quantity": Milli(250)}, 44_00),
        ("Eggs", {"price": Paise(84_00), "unit": "piece", "quantity": Milli(12_000)}, 7_00),
        ("Turmeric", {"price": Paise(24_00), "unit": "g", "quantity": Milli(100)}, 240_00),
    ],
)
async def test_a_price_for_so_much_is_turned_into_that_of_one(
    till: Till, product: str, said: dict[str, object], price: int
):
    await till.carry_out("SET_PRICE", product=product, **said)
    assert price_of(till, product) == price


async def test_a_price_that_does_not_come_out_even_is_refused(till: Till):
    said = await till.carry_out("SET_PRICE", product="Eggs", price=Paise(85_00), unit="piece", quantity=Milli(12_000))
    assert (said.key, said.error) == ("uneven", "MISSING_AMOUNT")
    assert price_of(till, "Eggs") == 7_00


async def test_a_price_by_another_measure_is_refused(till: Till):
    said = await till.carry_out("SET_PRICE", product="Milk", price=Paise(60_00), unit="litre")
    assert (said.key, said.error) == ("UNIT_MISMATCH", "MISSING_ITEMS")


@pytest.mark.parametrize(("price", "key"), [(None, "MISSING_AMOUNT"), (Paise(LARGEST + 1), "AMOUNT_BOUNDS")])
async def test_without_a_price_that_can_be_kept_nothing_changes(till: Till, price: Paise | None, key: str):
    assert (await till.carry_out("SET_PRICE", product="Milk", price=price)).key == key
    assert price_of(till, "Milk") == 30_00


async def test_a_draft_keeps_the_price_it_was_made_with(till: Till):
    draft_id = await till.draft()
    await till.carry_out("SET_PRICE", product="Milk", price=Paise(32_00))
    assert till.shop.pages.drafts[draft_id].lines[0].price == 30_00


async def test_a_product_that_is_gone_is_refused(till: Till):
    order = till.order_of("SET_PRICE", product="Milk", price=Paise(32_00))
    await till.shop.products.remove(till.shop.product("Milk").id)
    assert (await till.run(order)).error == "PRODUCT_NOT_FOUND"
