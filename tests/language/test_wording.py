"""Values as words."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.reading import Language
from execora.language.wording import Apart, Money, Phrase, Quantity, Unit, Word, fill, show
from execora.ledger.model import Balance, Customer, Draft, Line, Product, Reminder, ShelfItem, Split
from execora.ledger.money import Paise
from execora.ledger.units import COUNTED, Milli

INDIA = ZoneInfo("Asia/Kolkata")
TODAY = date(2026, 11, 20)
RAHUL = Customer(uuid4(), "Rahul Sharma", "राहुल शर्मा", landmark="ATM ke paas", phone="9812345670")
RAVI = Customer(uuid4(), "Ravi")
MILK = Product(uuid4(), "Milk", "packet", "दूध")
JALEBI = Product(uuid4(), "Jalebi", "kg")
LINE = Line(MILK, Milli(2000), Paise(30_00), Paise(60_00))


def said(value: object, language: Language = "hi-en") -> str:
    return show(value, language, today=TODAY)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "₹0"),
        (5, "₹0.05"),
        (500_00, "₹500"),
        (500_50, "₹500.50"),
        (1_000_00, "₹1,000"),
        (99_999_00, "₹99,999"),
        (1_25_000_00, "₹1,25,000"),
        (10_000_000_000_00, "₹10,00,00,00,000"),
        (-100_00, "-₹100"),
    ],
)
def test_money_is_grouped_the_indian_way(amount: int, text: str):
    assert {said(Money(Paise(amount)), language) for language in get_args(Language)} == {text}


@given(st.integers(-(10**12), 10**12))
def test_no_paisa_is_lost_on_the_way_to_words(amount: int):
    digits = said(Money(Paise(amount))).replace("₹", "").replace(",", "")
    whole, _, part = digits.lstrip("-").partition(".")
    assert int(whole) * 100 + int(part or 0) == abs(amount)
    assert digits.startswith("-") is (amount < 0)


@pytest.mark.parametrize(
    ("quantity", "unit", "texts"),
    [
        (2000, "packet", ("2 packet", "2 पैकेट", "2 packets")),
        (1000, "packet", ("1 packet", "1 पैकेट", "1 packet")),
        (3000, "box", ("3 box", "3 डिब्बा", "3 boxes")),
        (2500, "kg", ("2.5 kg", "2.5 किलो", "2.5 kg")),
        (250, "litre", ("0.25 litre", "0.25 लीटर", "0.25 litre")),
        (455, "kg", ("0.455 kg", "0.455 किलो", "0.455 kg")),
        (100_000_000, "piece", ("1,00,000 piece", "1,00,000 पीस", "1,00,000 pieces")),
    ],
)
def test_a_quantity_is_counted_in_its_unit(quantity: int, unit: str, texts: tuple[str, str, str]):
    assert tuple(said(Quantity(Milli(quantity), unit), language) for language in ("hi-en", "hi", "en")) == texts


@pytest.mark.parametrize("unit", sorted({*COUNTED, "kg", "g", "litre", "ml", "dozen"}))
def test_every_unit_has_a_name_in_devanagari(unit: str):
    assert said(Unit(unit), "hi") != unit


def test_a_unit_that_is_not_known_is_said_as_it_is():
    assert said(Unit("tola"), "hi") == "tola"


def test_a_name_is_written_in_the_letters_of_the_answer():
    assert [said(RAHUL, language) for language in ("hi-en", "hi", "en")] == [
        "Rahul Sharma",
        "राहुल शर्मा",
        "Rahul Sharma",
    ]
    assert [said(MILK, "hi"), said(RAVI, "hi"), said(JALEBI, "hi")] == ["दूध", "Ravi", "Jalebi"]


def test_namesakes_are_told_apart_by_landmark_or_else_by_phone():
    by_phone = Customer(uuid4(), "Rahul Verma", phone="9812345671")
    assert said((Apart(RAHUL), Apart(by_phone), Apart(RAVI))) == (
        "Rahul Sharma (ATM ke paas), Rahul Verma (…5671) aur Ravi"
    )
    assert said(Apart(RAHUL), "hi") == "राहुल शर्मा (ATM ke paas)"


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (LINE, ("2 packet Milk ₹60", "2 पैकेट दूध ₹60", "2 packets of Milk ₹60")),
        (Balance(RAHUL, Paise(500_00)), ("Rahul Sharma ₹500", "राहुल शर्मा ₹500", "Rahul Sharma ₹500")),
        (
            Draft(uuid4(), RAHUL, (LINE, LINE), datetime(2026, 11, 20, tzinfo=INDIA)),
            ("Rahul Sharma ₹120", "राहुल शर्मा ₹120", "Rahul Sharma ₹120"),
        ),
        (
            ShelfItem(MILK, Paise(30_00), Milli(5000), Milli(0)),
            ("Milk 5 packet", "दूध 5 पैकेट", "5 packets of Milk"),
        ),
        (Split(Paise(300_00), "cash"), ("₹300 cash", "₹300 नकद", "₹300 in cash")),
        (Split(Paise(300_00), "upi"), ("₹300 UPI", "₹300 यूपीआई", "₹300 by UPI")),
        (
            Reminder(uuid4(), RAHUL, None, datetime(2026, 11, 21, 19, tzinfo=INDIA)),
            ("Rahul Sharma kal shaam 7 baje", "राहुल शर्मा कल शाम 7 बजे", "Rahul Sharma tomorrow at 7 pm"),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_several_sides_is_said_with_all_of_them(value: Word, texts: tuple[str, str, str]):
    assert tuple(said(value, language) for language in ("hi-en", "hi", "en")) == texts


@pytest.mark.parametrize(
    ("day", "texts"),
    [
        (date(2026, 11, 19), ("beete kal", "बीते कल", "yesterday")),
        (date(2026, 11, 20), ("aaj", "आज", "today")),
        (date(2026, 11, 21), ("kal", "कल", "tomorrow")),
        (date(2026, 11, 22), ("parso", "परसों", "22 November")),
        (date(2026, 11, 18), ("18 November", "18 नवंबर", "18 November")),
        (date(2027, 2, 1), ("1 February 2027", "1 फ़रवरी 2027", "1 February 2027")),
    ],
)
def test_a_day_is_called_by_its_distance_or_its_date(day: date, texts: tuple[str, str, str]):
    assert tuple(said(day, language) for language in ("hi-en", "hi", "en")) == texts


@pytest.mark.parametrize(
    ("hour", "minute", "texts"),
    [
        (0, 30, ("raat 12:30 baje", "रात 12:30 बजे", "12:30 am")),
        (5, 0, ("subah 5 baje", "सुबह 5 बजे", "5 am")),
        (9, 5, ("subah 9:05 baje", "सुबह 9:05 बजे", "9:05 am")),
        (12, 0, ("dopahar 12 baje", "दोपहर 12 बजे", "12 pm")),
        (16, 0, ("shaam 4 baje", "शाम 4 बजे", "4 pm")),
        (23, 59, ("raat 11:59 baje", "रात 11:59 बजे", "11:59 pm")),
    ],
)
def test_an_hour_is_said_with_its_part_of_the_day(hour: int, minute: int, texts: tuple[str, str, str]):
    moment = datetime(2026, 11, 20, hour, minute, tzinfo=INDIA)
    spoken = tuple(said(moment, language) for language in ("hi-en", "hi", "en"))
    assert spoken == (f"aaj {texts[0]}", f"आज {texts[1]}", f"today at {texts[2]}")


@pytest.mark.parametrize(
    ("values", "text"),
    [((), ""), ((RAHUL,), "Rahul Sharma"), ((RAHUL, RAVI), "Rahul Sharma aur Ravi"), (("a", "b", 3), "a, b aur 3")],
)
def test_several_are_joined_as_people_do(values: tuple[Word, ...], text: str):
    assert said(values) == text


def test_a_phrase_is_said_in_its_language_with_its_values():
    phrase = Phrase({"hi-en": " Ab {owed}.", "hi": " अब {owed}।", "en": " Now {owed}."}, {"owed": Money(Paise(100))})
    assert fill("Likh diya.{more}", {"more": phrase}, "hi-en", today=TODAY) == "Likh diya. Ab ₹1."
    assert fill("Likh diya.{more}", {"more": ""}, "hi-en", today=TODAY) == "Likh diya."


def test_words_of_the_shop_are_never_taken_for_a_template():
    assert fill("{name}!", {"name": "{owed} {0} %s"}, "en", today=TODAY) == "{owed} {0} %s!"


def test_a_hole_that_nothing_fills_is_an_error():
    with pytest.raises(KeyError):
        fill("{customer} ke {owed}", {"customer": RAHUL}, "hi-en", today=TODAY)


@pytest.mark.parametrize("value", [None, 1.5, ["a"], {"a": 1}, object()])
def test_what_cannot_be_said_is_an_error(value: object):
    with pytest.raises(TypeError, match="cannot be said"):
        said(value)
