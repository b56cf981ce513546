"""What is on the shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.till import goods

if TYPE_CHECKING:
    from tests.fakes.till import Till


async def test_stock_is_said_and_shown(till: Till):
    said = await till.carry_out("CHECK_STOCK", product="Milk")
    assert said.data == {"product": "Milk", "stock": 80, "unit": "packet"}
    assert said.texts == {
        "hi-en": "Milk ka stock 80 packet hai.",
        "hi": "दूध का स्टॉक 80 पैकेट है।",
        "en": "Milk in stock: 80 packets.",
    }


async def test_little_is_warned_about(till: Till):
    said = await till.carry_out("CHECK_STOCK", product="Tomato")
    assert (said.key, said.text) == ("low", "Tomato ka stock bas 5 kg hai, mangwa lijiye.")


async def test_it_is_little_from_the_mark_on(till: Till):
    await till.bill("Rahul Sharma", goods("Bread", 15))
    assert (await till.carry_out("CHECK_STOCK", product="Bread")).key == "low"


async def test_nothing_is_called_so(till: Till):
    await till.bill("Rahul Sharma", goods("Tomato", 5))
    said = await till.carry_out("CHECK_STOCK", product="Tomato")
    assert (said.key, said.data["stock"]) == ("none", 0)


async def test_a_product_that_is_gone_is_refused(till: Till):
    milk = till.shop.product("Milk")
    order = till.order_of("CHECK_STOCK", product="Milk")
    del till.shop.pages.shelf[milk.id]
    assert (await till.run(order)).error == "PRODUCT_NOT_FOUND"
