"""What runs low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.ledger.units import Milli
from tests.fakes.till import goods

if TYPE_CHECKING:
    from tests.fakes.till import Till


async def test_what_runs_low_is_named_the_most_urgent_first(till: Till):
    said = await till.carry_out("LOW_STOCK")
    assert said.texts == {
        "hi-en": "2 cheezein kam hain: Tomato 5 kg aur Coffee 6 jar.",
        "hi": "2 चीज़ें कम हैं: टमाटर 5 किलो और कॉफ़ी 6 जार।",
        "en": "2 products are running low: 5 kg of Tomato and 6 jars of Coffee.",
    }
    assert said.data == {
        "count": 2,
        "products": [
            {"product": "Tomato", "stock": 5, "unit": "kg", "lowStock": 15},
            {"product": "Coffee", "stock": 6, "unit": "jar", "lowStock": 8},
        ],
    }


async def test_what_has_run_out_comes_first(till: Till):
    await till.bill("Rahul Sharma", goods("Coffee", 6))
    assert [one["product"] for one in (await till.carry_out("LOW_STOCK")).data["products"]] == ["Coffee", "Tomato"]


async def test_a_long_list_is_said_by_its_beginning(till: Till):
    for name in ("Milk", "Bread", "Rice", "Salt"):
        await till.bill("Rahul Sharma", goods(name, till.shop.stock(name) // 1000))
    said = await till.carry_out("LOW_STOCK")
    assert said.data["count"] == 6
    assert said.text.startswith("6 cheezein kam hain: ")
    assert said.text.endswith("aur 1 doosre.")


async def test_where_nothing_runs_low_it_says_so(till: Till):
    for name in ("Tomato", "Coffee"):
        await till.carry_out("ADD_STOCK", product=name, quantity=Milli(50_000))
    said = await till.carry_out("LOW_STOCK")
    assert (said.key, said.error, said.data) == ("none", None, {"count": 0, "products": []})
