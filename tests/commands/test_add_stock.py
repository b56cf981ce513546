"""Goods that came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from execora.commands.changes import GoodsReceived
from execora.ledger.units import Milli

if TYPE_CHECKING:
    from tests.fakes.till import Till


async def test_goods_are_put_on_the_shelf(till: Till):
    said = await till.carry_out("ADD_STOCK", product="Maggi", quantity=Milli(50_000))
    assert said.data == {"product": "Maggi", "stock": 250, "unit": "packet", "added": 50}
    assert said.text == "50 packet Maggi stock mein daal diya. Ab 250 packet hai."
    assert till.shop.stock("Maggi") == 250_000


@pytest.mark.parametrize(
    ("product", "quantity", "question"),
    [
        ("Maggi", 999_000, None),
        ("Maggi", 1_000_000, "1,000 packet Maggi stock mein daal doon?"),
        ("Sugar", 2_500_500, "2,500.5 kg Sugar stock mein daal doon?"),
    ],
)
def test_a_thousand_or_more_is_asked_about(till: Till, product: str, quantity: int, question: str | None):
    assert till.question("ADD_STOCK", product=product, quantity=Milli(quantity)) == question


async def test_without_a_quantity_nothing_is_added(till: Till):
    assert till.question("ADD_STOCK", product="Maggi") is None
    said = await till.carry_out("ADD_STOCK", product="Maggi")
    assert (said.key, said.error) == ("MISSING_QUANTITY", "MISSING_ITEMS")


async def test_half_a_packet_cannot_come_in(till: Till):
    said = await till.carry_out("ADD_STOCK", product="Maggi", quantity=Milli(500))
    assert said.key == "NOT_WHOLE"


async def test_half_a_kilo_can(till: Till):
    said = await till.carry_out("ADD_STOCK", product="Sugar", quantity=Milli(500))
    assert said.data["stock"] == 120.5


async def test_a_product_that_is_gone_is_refused(till: Till):
    order = till.order_of("ADD_STOCK", product="Maggi", quantity=Milli(1000))
    del till.shop.pages.shelf[till.shop.product("Maggi").id]
    assert (await till.run(order)).error == "PRODUCT_NOT_FOUND"


async def test_it_tells_what_it_changed(till: Till):
    said = await till.carry_out("ADD_STOCK", product="Maggi", quantity=Milli(50_000))
    assert said.reply.change == GoodsReceived(till.shop.product("Maggi"), Milli(50_000))
