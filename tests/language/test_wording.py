"""Values as words."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from execora.language.wording import Apart, Called, Money, Phrase, Quantity, Unit, Word, fill, show, speak
from execora.ledger.model import Balance, Customer, Draft, Line, Product, Reminder, ShelfItem, Split
from execora.ledger.money import Paise
from execora.ledger.units import Milli

if TYPE_CHECKING:
    from execora.language.reading import Language

INDIA = ZoneInfo("Asia/Kolkata")
TODAY = date(2026, 11, 20)
RAHUL = Customer(uuid4(), "Rahul Sharma", "राहुल शर्मा", landmark="ATM ke paas", phone="9812345670")
RAVI = Customer(uuid4(), "Ravi")
MILK = Product(uuid4(), "Milk", "packet", "दूध")
JALEBI = Product(uuid4(), "Jalebi", "kg")
LINE = Line(MILK, Milli(2000), Paise(30_00), Paise(60_00))


def said(value: object, language: Language = "hi-en") -> str:
    return show(value, language, today=TODAY)


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
        (Balance(RAHUL, Paise(-5_00)), ("Rahul Sharma ₹5 advance", "राहुल शर्मा ₹5 एडवांस", "Rahul Sharma ₹5 in advance")),
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
        (Split(Paise(300_00), "upi"), ("₹300 UPI se", "₹300 यूपीआई से", "₹300 by UPI")),
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
    ("value", "texts"),
    [
        (
            Money(Paise(1250_00)),
            ("baarah sau pachaas rupaye", "बारह सौ पचास रुपये", "one thousand two hundred fifty rupees"),
        ),
        (Quantity(Milli(500_000), "g"), ("aadha kilo", "आधा किलो", "half a kilo")),
        (Unit("kg"), ("kilo", "किलो", "kilo")),
        (3, ("teen", "तीन", "three")),
        (
            LINE,
            ("do packet Milk saath rupaye", "दो पैकेट दूध साठ रुपये", "two packets of Milk sixty rupees"),
        ),
        (
            Balance(RAHUL, Paise(-100_00)),
            ("Rahul Sharma sau rupaye advance", "राहुल शर्मा सौ रुपये एडवांस", "Rahul Sharma one hundred rupees in advance"),
        ),
        (
            Reminder(uuid4(), RAHUL, None, datetime(2026, 12, 1, 19, 15, tzinfo=INDIA)),
            (
                "Rahul Sharma ek December shaam sava saat baje",
                "राहुल शर्मा एक दिसंबर शाम सवा सात बजे",
                "Rahul Sharma first December at seven fifteen pm",
            ),
        ),
        (
            (Apart(RAHUL), Apart(RAVI)),
            (
                "Rahul Sharma, ATM ke paas; aur Ravi",
                "राहुल शर्मा, ATM ke paas; और Ravi",
                "Rahul Sharma, ATM ke paas; and Ravi",
            ),
        ),
        (Split(Paise(300_00), "upi"), ("teen sau rupaye UPI se", "तीन सौ रुपये यूपीआई से", "three hundred rupees by UPI")),
        ("INV/2627/00001", ("ek", "एक", "one")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_ear_is_told_the_same_in_words(value: Word, texts: tuple[str, str, str]):
    languages: tuple[Language, ...] = ("hi-en", "hi", "en")
    said_aloud = tuple(speak("Ji, {it}", {"it": value}, language, today=TODAY) for language in languages)
    assert said_aloud == tuple(f"Ji, {text}" for text in texts)


def test_the_ear_is_spared_the_signs_of_a_template_and_of_the_phrases_in_it():
    phrase = Phrase({"hi-en": " (boliye: '2 milk, {owed}')", "hi": "", "en": ""}, {"owed": Money(Paise(100))})
    said_aloud = speak("Likh diya{more}.", {"more": phrase}, "hi-en", today=TODAY)
    assert said_aloud == "Likh diya, boliye: do milk, ek rupaya."


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 bill baaki hai"), (0, "0 bill baaki hain"), (3, "3 bill baaki hain")]
)
def test_what_is_counted_goes_with_its_number(count: int, text: str):
    assert fill("{count:bill baaki hai|bill baaki hain}", {"count": count}, "hi-en", today=TODAY) == text


def test_what_there_is_to_choose_from_is_joined_by_or():
    options = (RAHUL, RAVI, JALEBI)
    assert fill("{options:or}?", {"options": options}, "hi-en", today=TODAY) == "Rahul Sharma, Ravi ya Jalebi?"
    assert fill("{options:or}?", {"options": options}, "hi", today=TODAY) == "राहुल शर्मा, Ravi या Jalebi?"
    assert speak("{options:or}?", {"options": (Apart(RAHUL), JALEBI)}, "en", today=TODAY) == (
        "Rahul Sharma, ATM ke paas; or Jalebi?"
    )


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


def test_a_sentence_begins_with_a_capital_whatever_it_begins_with():
    day = {"day": date(2026, 11, 21)}
    assert fill("{day} abhi aaya nahi hai.", day, "hi-en", today=TODAY) == "Kal abhi aaya nahi hai."
    assert speak("{day} abhi aaya nahi hai.", day, "hi-en", today=TODAY) == "Kal abhi aaya nahi hai."
    assert fill("", {}, "hi-en", today=TODAY) == ""


@pytest.mark.parametrize(
    ("mention", "hindi"),
    [("rahul", "राहुल"), ("raahul Sharma", "राहुल शर्मा"), ("Rahul bhai", "Rahul bhai"), ("Ravi", "Ravi")],
)
def test_what_several_are_called_is_written_as_their_names_are(mention: str, hindi: str):
    called = Called(mention, (RAVI, RAHUL))
    assert (said(called), said(called, "hi")) == (mention, hindi)


def test_words_of_the_shop_are_never_taken_for_a_template():
    assert fill("{name}!", {"name": "{owed} {0} %s"}, "en", today=TODAY) == "{owed} {0} %s!"


def test_a_hole_that_nothing_fills_is_an_error():
    with pytest.raises(KeyError):
        fill("{customer} ke {owed}", {"customer": RAHUL}, "hi-en", today=TODAY)


@pytest.mark.parametrize("value", [None, 1.5, ["a"], {"a": 1}, object()])
def test_what_cannot_be_said_is_an_error(value: object):
    with pytest.raises(TypeError, match="cannot be said"):
        said(value)
