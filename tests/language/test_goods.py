import pytest

from execora.language.goods import Goods, goods, paise
from execora.language.normalise import words
from execora.language.reading import Item
from execora.language.scan import scan
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.speech import demo

KNOWN = demo()


def read(text: str) -> Goods:
    split = words(text)
    assert split is not None
    return goods(scan(split, KNOWN), set())


def item(product: str, quantity: float = 1, unit: str | None = None, **money: float) -> Item:
    return Item(
        product=product,
        quantity=Milli(round(quantity * 1000)),
        unit=unit,
        **{name: Paise(round(rupees * 100)) for name, rupees in money.items()},
    )


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("2 doodh", [item("doodh", 2)]),
        ("doodh", [item("doodh")]),
        ("2 kilo chini", [item("chini", 2, "kg")]),
        ("chini 2 kilo", [item("chini", 2, "kg")]),
        ("doodh ke 2 packet", [item("doodh", 2, "packet")]),
        ("4 shampoo ke sachet", [item("shampoo", 4, "sachet")]),
        ("2 doodh packet", [item("doodh", 2, "packet")]),
        ("2 packets each of milk and bread", [item("milk", 2, "packet"), item("bread", 2, "packet")]),
        ("dono doodh", [item("doodh", 2)]),
        ("both the milk", [item("milk", 2)]),
        ("half a kilo of potatoes", [item("potatoes", 0.5, "kg")]),
        ("2 chips 20 wale", [item("chips", 2, price=20)]),
        ("doodh ka stock 2", [item("doodh", 2)]),
        ("doodh ke stock mein 2 packet", [item("doodh", 2, "packet")]),
        ("2 packet of doodh", [item("doodh", 2, "packet")]),
        ("doodh 2", [item("doodh", 2)]),
        ("kilo chini", [item("chini", 1, "kg")]),
        ("paav kilo chini", [item("chini", 0.25, "kg")]),
        ("do paav chini", [item("chini", 0.5, "kg")]),
        ("aadha darjan ande", [item("ande", 6, "piece")]),
        ("ek quintal aata", [item("aata", 100, "kg")]),
        ("20 ka doodh", [item("doodh", value=20)]),
        ("20 rupaye ka doodh", [item("doodh", value=20)]),
        ("10 wale 5 biscuit", [item("biscuit", 5, price=10)]),
        ("10 wala biscuit", [item("biscuit", price=10)]),
        ("2 kilo chini 45 rupaye kilo", [item("chini", 2, "kg", price=45)]),
        ("2 doodh 1 bread", [item("doodh", 2), item("bread")]),
        ("2 doodh aur 1 bread", [item("doodh", 2), item("bread")]),
        ("doodh 2 bread 1", [item("doodh", 2), item("bread")]),
        ("chini 2 kilo aata 5 kilo", [item("chini", 2, "kg"), item("aata", 5, "kg")]),
        ("2 kilo kheera", [item("kheera", 2, "kg")]),
        ("2 amul doodh", [item("amul doodh", 2)]),
        ("500 doodh", [item("doodh", 500)]),
        ("doodh ke 500", [item("doodh")]),
    ],
)
def test_goods_are_what_is_said(text: str, items: list[Item]):
    found = read(text)
    assert found.items == items
    assert not found.unclear


@pytest.mark.parametrize("text", ["doodh 2 bread", "1000000 doodh", "doodh 2 packet bread"])
def test_how_many_of_what_is_said_to_be_unclear(text: str):
    found = read(text)
    assert found.unclear or not found.used


@pytest.mark.parametrize("text", ["500", "500 rupaye", "rahul", "2 bill", "kheera"])
def test_what_is_no_goods(text: str):
    assert read(text).items == []


def test_parts_that_are_taken_are_no_goods():
    split = words("2 doodh")
    assert split is not None
    assert goods(scan(split, KNOWN), {1}).items == []


def test_an_amount_is_whole_paise_above_nothing():
    assert paise(12_500) == 1250
    assert paise(12_505) is None
    assert paise(0) is None
    assert paise(10**16) is None
