"""Values as they are written, for the eye."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.reading import Language
from execora.language.written import Written
from execora.ledger.money import Paise
from execora.ledger.units import COUNTED, Milli

INDIA = ZoneInfo("Asia/Kolkata")
LANGUAGES = get_args(Language)


def written(language: Language = "hi-en") -> Written:
    return Written(language, date(2026, 11, 20))


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
    assert {written(language).money(Paise(amount)) for language in LANGUAGES} == {text}


@given(st.integers(-(10**12), 10**12))
def test_no_paisa_is_lost_on_the_way_to_the_eye(amount: int):
    digits = written().money(Paise(amount)).replace("₹", "").replace(",", "")
    whole, _, part = digits.lstrip("-").partition(".")
    assert int(whole) * 100 + int(part or 0) == abs(amount)
    assert digits.startswith("-") is (amount < 0)


@pytest.mark.parametrize(
    ("quantity", "unit", "texts"),
    [
        (2000, "packet", ("2 packet", "2 पैकेट", "2 packets")),
        (1000, "packet", ("1 packet", "1 पैकेट", "1 packet")),
        (1000, "box", ("1 box", "1 डिब्बा", "1 box")),
        (3000, "box", ("3 box", "3 डिब्बे", "3 boxes")),
        (0, "packet", ("0 packet", "0 पैकेट", "0 packets")),
        (2500, "kg", ("2.5 kg", "2.5 किलो", "2.5 kg")),
        (250, "litre", ("0.25 litre", "0.25 लीटर", "0.25 litre")),
        (455, "kg", ("0.455 kg", "0.455 किलो", "0.455 kg")),
        (100_000_000, "piece", ("1,00,000 piece", "1,00,000 पीस", "1,00,000 pieces")),
    ],
)
def test_a_quantity_is_counted_in_its_unit(quantity: int, unit: str, texts: tuple[str, str, str]):
    assert tuple(written(language).quantity(Milli(quantity), unit) for language in LANGUAGES) == texts


@pytest.mark.parametrize("unit", sorted({*COUNTED, "kg", "g", "litre", "ml", "dozen"}))
def test_every_unit_has_a_name_in_devanagari(unit: str):
    assert written("hi").unit(unit) != unit


def test_a_unit_that_is_not_known_is_shown_as_it_is():
    assert written("hi").unit("tola") == "tola"


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
    assert tuple(written(language).day(day) for language in LANGUAGES) == texts


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
def test_an_hour_is_shown_with_its_part_of_the_day(hour: int, minute: int, texts: tuple[str, str, str]):
    moment = datetime(2026, 11, 20, hour, minute, tzinfo=INDIA)
    shown = tuple(written(language).moment(moment) for language in LANGUAGES)
    assert shown == (f"aaj {texts[0]}", f"आज {texts[1]}", f"today at {texts[2]}")
