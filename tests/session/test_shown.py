"""Entities as clients see them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from execora.commands.command import Order, OrderItem
from execora.language.reading import Entities, Item
from execora.ledger.model import Customer, Product, Split
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from execora.session.desk import INDIA
from execora.session.shown import shown, shown_found, shown_unknown

NOW = datetime(2026, 11, 20, 15, tzinfo=INDIA)
RAHUL = Customer(UUID(int=1), "Rahul Sharma")
SUGAR = Product(UUID(int=2), "Sugar", "kg")


def test_what_was_not_said_is_left_out() -> None:
    assert shown(Entities()) == {}


def test_nothing_and_no_are_not_left_out() -> None:
    assert shown(Entities(index=0, with_gst=False)) == {"index": 0, "withGst": False}


def test_amounts_are_rupees_and_hours_have_their_zone() -> None:
    said = Entities(
        amount=Paise(1250),
        splits=(Split(Paise(30000), "cash"),),
        moment=datetime(2026, 11, 21, 19, tzinfo=INDIA),
        date=date(2026, 11, 18),
    )
    assert shown(said) == {
        "amount": 12.5,
        "splits": [{"amount": 300, "mode": "cash"}],
        "datetime": "2026-11-21T19:00+05:30",
        "date": "2026-11-18",
    }


def test_a_day_to_come_without_an_hour_is_shown_as_a_day() -> None:
    assert shown(Entities(day=date(2026, 11, 21))) == {"datetime": "2026-11-21"}


def test_names_are_full_and_quantities_are_in_the_products_unit_once_they_are_found() -> None:
    said = Entities(customer="Rahul", items=(Item(product="chini", quantity=Milli(500_000), unit="g"),))
    order = Order("X", said, NOW, "", uuid4(), customer=RAHUL, items=(OrderItem(SUGAR, Milli(500)),))
    assert shown_found(order) == {
        "customer": "Rahul Sharma",
        "customerId": str(RAHUL.id),
        "items": [{"product": "Sugar", "quantity": 0.5, "unit": "kg"}],
    }


def test_a_unit_that_was_not_said_is_not_shown() -> None:
    said = Entities(items=(Item(product="chini", quantity=Milli(2000)),))
    order = Order("X", said, NOW, "", uuid4(), items=(OrderItem(SUGAR, Milli(2000)),))
    assert shown_found(order)["items"] == [{"product": "Sugar", "quantity": 2}]


def test_a_value_stays_a_value() -> None:
    said = Entities(items=(Item(product="chini", value=Paise(2000)),))
    order = Order("X", said, NOW, "", uuid4(), items=(OrderItem(SUGAR, value=Paise(2000)),))
    assert shown_found(order)["items"] == [{"product": "Sugar", "value": 20}]


def test_a_name_nobody_has_stays_as_it_was_spoken() -> None:
    said = Entities(customer="Xylophon")
    assert shown_unknown(said, "Xylophon") == {"customer": "Xylophon", "unknownCustomer": True}
    candidates = shown_unknown(Entities(customer="Rahul"), "Rahul", [RAHUL])
    assert candidates == {"customer": "Rahul", "candidates": ["Rahul Sharma"]}
