"""What takes the place of what."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from execora.language.moments import Clock, When
from execora.language.reading import Entities, Item, Reading
from execora.ledger.model import Split
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from execora.session.correcting import put_right
from execora.session.desk import INDIA

NOW = datetime(2026, 11, 20, 15, tzinfo=INDIA)
TOMORROW = NOW.replace(hour=19) + timedelta(days=1)
SPLITS = (Split(Paise(100), "cash"), Split(Paise(200), "upi"))
PAID = Entities(customer="Rahul", amount=Paise(500_00), mode="cash")


def corrected(said: Entities, news: Entities, intent: str = "RECORD_PAYMENT") -> Entities | None:
    changed = put_right(Reading(intent, said), Reading("CORRECT", news), NOW)
    return changed.entities if changed else None


@pytest.mark.parametrize(
    ("intent", "said", "news", "comes_out"),
    [
        ("RECORD_PAYMENT", PAID, Entities(amount=Paise(300_00)), ("amount", Paise(300_00))),
        ("RECORD_PAYMENT", PAID, Entities(mode="upi"), ("mode", "upi")),
        ("RECORD_PAYMENT", PAID, Entities(customer="Suresh"), ("customer", "Suresh")),
        ("RECORD_PAYMENT", Entities(customer_ref="active"), Entities(customer="Suresh"), ("customer_ref", None)),
        ("SET_PRICE", Entities(product="milk", price=Paise(1)), Entities(amount=Paise(2)), ("price", Paise(2))),
        ("ADD_STOCK", Entities(product="milk", quantity=Milli(1)), Entities(quantity=Milli(2)), ("quantity", 2)),
        ("ADD_STOCK", Entities(product="milk", quantity=Milli(1)), Entities(product="bread"), ("product", "bread")),
        ("ADD_DISCOUNT", Entities(percent=Milli(5000)), Entities(percent=Milli(10_000)), ("percent", 10_000)),
        ("CREATE_CUSTOMER", Entities(name="Ravi"), Entities(customer="Rakesh"), ("name", "Rakesh")),
        ("CREATE_CUSTOMER", Entities(name="Ravi"), Entities(phone="9876543210"), ("phone", "9876543210")),
        (
            "CREATE_INVOICE",
            Entities(items=(Item(product="milk"),)),
            Entities(quantity=Milli(3000)),
            ("items", (Item(product="milk", quantity=Milli(3000)),)),
        ),
        (
            "CREATE_INVOICE",
            Entities(items=(Item(product="milk"), Item(product="bread"))),
            Entities(items=(Item(product="bread", quantity=Milli(2000)),)),
            ("items", (Item(product="milk"), Item(product="bread", quantity=Milli(2000)))),
        ),
        (
            "ADD_STOCK",
            Entities(product="milk", quantity=Milli(1)),
            Entities(items=(Item(product="curd", quantity=Milli(2)),)),
            ("product", "curd"),
        ),
    ],
)
def test_like_takes_the_place_of_like(
    intent: str, said: Entities, news: Entities, comes_out: tuple[str, object]
) -> None:
    changed = corrected(said, news, intent)
    assert changed is not None
    assert getattr(changed, comes_out[0]) == comes_out[1]


@pytest.mark.parametrize(
    ("intent", "said", "news"),
    [
        ("RECORD_PAYMENT", PAID, Entities()),
        ("RECORD_PAYMENT", PAID, Entities(amount=Paise(500_00))),
        ("RECORD_PAYMENT", Entities(amount=Paise(300), splits=SPLITS), Entities(amount=Paise(400))),
        ("RECORD_PAYMENT", Entities(amount=Paise(300), splits=SPLITS), Entities(mode="upi")),
        ("RECORD_PAYMENT", Entities(customer="Rahul", payer="Suresh"), Entities(customer="Amit")),
        ("RECORD_PAYMENT", PAID, Entities(quantity=Milli(3000))),
        ("RECORD_PAYMENT", PAID, Entities(product="milk")),
        ("RECORD_PAYMENT", PAID, Entities(phone="9876543210")),
        ("RECORD_PAYMENT", PAID, Entities(percent=Milli(5000))),
        ("RECORD_PAYMENT", PAID, Entities(when=When(either=2))),
        ("ADD_CREDIT", PAID, Entities(mode="upi")),
        ("CREATE_REMINDER", Entities(customers=("Rahul", "Suresh")), Entities(customer="Amit")),
        ("CREATE_REMINDER", Entities(all_customers=True), Entities(amount=Paise(300))),
        ("CREATE_REMINDER", Entities(moment=TOMORROW), Entities(when=When(days=-1))),
        (
            "CREATE_INVOICE",
            Entities(items=(Item(product="milk"), Item(product="bread"))),
            Entities(items=(Item(product="curd"),)),
        ),
    ],
)
def test_what_it_takes_the_place_of_may_not_show(intent: str, said: Entities, news: Entities) -> None:
    assert corrected(said, news, intent) is None


@pytest.mark.parametrize(
    ("intent", "direction", "fits"),
    [
        ("RECORD_PAYMENT", "in", True),
        ("RECORD_PAYMENT", "out", False),
        ("ADD_CREDIT", "out", True),
        ("ADD_CREDIT", "in", False),
        ("ADD_CREDIT", None, True),
    ],
)
def test_a_correction_never_turns_the_money_around(intent: str, direction: str | None, fits: bool) -> None:
    news = Reading("CORRECT", Entities(customer="Suresh"), direction=direction)  # type: ignore[arg-type]
    assert (put_right(Reading(intent, PAID), news, NOW) is not None) is fits


@pytest.mark.parametrize(
    ("when", "moment"),
    [
        (When(either=2), TOMORROW + timedelta(days=1)),
        (When(clock=Clock(8), part="morning"), TOMORROW.replace(hour=8)),
        (When(clock=Clock(5)), TOMORROW.replace(hour=17)),
        (When(either=2, clock=Clock(11)), TOMORROW.replace(hour=11) + timedelta(days=1)),
        (When(weekday=0), TOMORROW.replace(day=23)),
    ],
)
def test_a_day_replaces_the_day_and_an_hour_the_hour(when: When, moment: datetime) -> None:
    changed = corrected(Entities(moment=TOMORROW), Entities(when=when), "CREATE_REMINDER")
    assert changed is not None
    assert changed.moment == moment


def test_a_reminder_without_a_moment_gets_one() -> None:
    changed = corrected(Entities(customer="Rahul"), Entities(when=When(either=1)), "CREATE_REMINDER")
    assert changed is not None
    assert changed.moment == TOMORROW.replace(hour=10)
