"""Goods that the shop begins to sell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from execora.commands.changes import ProductAdded
from execora.ledger.money import LARGEST as LARGEST_AMOUNT
from execora.ledger.money import Paise
from execora.ledger.units import LARGEST, Milli

if TYPE_CHECKING:
    from tests.fakes.till import Said, Till

DOSA = {"price": Paise(85_00)}


async def add(till: Till, name: str | None = "Dosa Mix", **said: object) -> Said:
    return await till.carry_out("ADD_PRODUCT", product=name, **(DOSA | said))


async def test_it_is_offered_with_its_price_and_stock(till: Till):
    said = await add(till, quantity=Milli(20_000), unit="packet")
    item = till.shop.pages.shelf[till.shop.product("Dosa Mix").id]
    assert (item.price, item.stock, item.product.unit) == (85_00, 20_000, "packet")
    assert said.text == "Naya saamaan jud gaya: Dosa Mix, ₹85 per packet. Stock mein 20 packet."
    assert said.data == {
        "product": "Dosa Mix",
        "productId": str(item.product.id),
        "price": 85,
        "stock": 20,
        "unit": "packet",
    }
    assert said.reply.change == ProductAdded(item.product)


async def test_without_a_unit_it_is_sold_by_the_piece(till: Till):
    said = await add(till)
    assert said.text == "Naya saamaan jud gaya: Dosa Mix, ₹85 per piece."
    assert till.shop.stock("Dosa Mix") == 0


@pytest.mark.parametrize("name", ["Milk", "milk", "doodh", "दूध"])
async def test_what_is_called_so_already_is_not_added(till: Till, name: str):
    milk = till.shop.product("Milk")
    said = await add(till, name, alike=(milk,))
    assert (said.key, said.error) == ("duplicate", "DUPLICATE_FOUND")
    assert said.reply.change is None


async def test_nor_what_came_in_between(till: Till):
    assert (await add(till)).error is None
    assert (await add(till)).error == "DUPLICATE_FOUND"


def test_what_is_called_much_like_it_is_asked_about(till: Till):
    bread = till.shop.product("Bread")
    question = till.question("ADD_PRODUCT", product="Brown Bread", alike=(bread,), **DOSA)
    assert question == "Milta-julta saamaan pehle se hai: Bread. Phir bhi naya Brown Bread jodoon?"
    assert till.question("ADD_PRODUCT", product="Bread", alike=(bread,), **DOSA) is None
    assert till.question("ADD_PRODUCT", product="Brown Bread", alike=(bread,)) is None


async def test_after_the_yes_it_is_added(till: Till):
    assert (await add(till, "Brown Bread", alike=(till.shop.product("Bread"),))).key == "done"


@pytest.mark.parametrize(
    ("told", "key", "error"),
    [
        ({"name": None}, "MISSING_PRODUCT", "MISSING_ITEMS"),
        ({"price": None}, "MISSING_AMOUNT", "MISSING_AMOUNT"),
        ({"price": Paise(LARGEST_AMOUNT + 1)}, "AMOUNT_BOUNDS", "LIMIT_REACHED"),
        ({"name": "D" * 81}, "too_long", "LIMIT_REACHED"),
        ({"quantity": Milli(LARGEST + 1000)}, "QUANTITY_BOUNDS", "LIMIT_REACHED"),
        ({"quantity": Milli(500), "unit": "packet"}, "NOT_WHOLE", "MISSING_ITEMS"),
    ],
)
async def test_what_cannot_be_kept_is_refused(till: Till, told: dict[str, object], key: str, error: str):
    before = len(till.shop.pages.shelf)
    said = await add(till, **told)
    assert (said.key, said.error) == (key, error)
    assert len(till.shop.pages.shelf) == before


async def test_its_id_is_the_one_reserved_for_it(till: Till):
    await add(till)
    assert till.order
    assert till.shop.product("Dosa Mix").id == till.order.makes
