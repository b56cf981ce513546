"""Every wording of every command, for the eye and for the ear, with values of every kind in every hole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from importlib import import_module
from pkgutil import iter_modules
from string import Formatter
from typing import TYPE_CHECKING, get_args
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from execora import commands
from execora.commands import all_commands
from execora.commands.refusals import QUESTIONS, REFUSALS
from execora.language.reading import Language
from execora.language.wording import Apart, Called, Email, Gstin, Money, Phrase, Quantity, Unit, fill, speak
from execora.ledger.model import Balance, Customer, Draft, Line, Product, Reminder, ShelfItem, Split
from execora.ledger.money import LARGEST, Paise
from execora.ledger.units import Milli

if TYPE_CHECKING:
    from collections.abc import Iterator

    from execora.commands.command import Wording

LANGUAGES = get_args(Language)
INDIA = ZoneInfo("Asia/Kolkata")
TODAY = date(2026, 11, 20)

RAHUL = Customer(uuid4(), "Rahul Sharma", "राहुल शर्मा", landmark="ATM (gate 2)", phone="9812345670")
USHA = Customer(uuid4(), "Usha Rao", "उषा राव", phone="9812345605")
MILK = Product(uuid4(), "Milk 500 ml", "packet", "दूध 500 मिली")
LINE = Line(MILK, Milli(2000), Paise(30_00), Paise(60_50))
LATER = datetime(2027, 2, 1, 19, 15, tzinfo=INDIA)

VALUES: dict[str, object] = {
    "no money": Money(Paise(0)),
    "money": Money(Paise(1250_50)),
    "much money": Money(LARGEST),
    "less than no money": Money(Paise(-100_00)),
    "half a kilo": Quantity(Milli(500), "kg"),
    "grams": Quantity(Milli(455_000), "g"),
    "packets": Quantity(Milli(3000), "packet"),
    "unit": Unit("kg"),
    "none": 0,
    "one": 1,
    "many": 250,
    "customer": RAHUL,
    "namesakes": (Apart(RAHUL), Apart(USHA)),
    "called": Called("rahul", (RAHUL, USHA)),
    "product": MILK,
    "shelf": ShelfItem(MILK, Paise(30_00), Milli(5000), Milli(0)),
    "lines": (LINE, LINE, LINE),
    "draft": Draft(uuid4(), RAHUL, (LINE,), LATER),
    "balance": Balance(USHA, Paise(500_00)),
    "advance": Balance(USHA, Paise(-500_00)),
    "split": (Split(Paise(100_00), "upi"), Split(Paise(50_00), "cash")),
    "reminder": Reminder(uuid4(), USHA, Paise(100_00), LATER),
    "moment": LATER,
    "day": date(2026, 11, 21),
    "date": date(2025, 1, 31),
    "bill number": "INV/2627/00012",
    "phone number": "98123 45670",
    "email": Email("s.k_91@gmail.com"),
    "gstin": Gstin("08ABCDE1234F1Z5"),
    "sentence": Phrase(dict.fromkeys(LANGUAGES, "'{amount} & 5% (2.5/3)'"), {"amount": Money(Paise(20_00))}),
    "a few": (RAHUL, USHA, Phrase(dict.fromkeys(LANGUAGES, "{count}"), {"count": 12})),
}


def _found_in(value: object) -> Iterator[Wording]:
    """Return every wording inside a value: a template in each language."""
    if not isinstance(value, Mapping):
        return
    if set(value) == set(LANGUAGES) and all(isinstance(text, str) for text in value.values()):
        yield value
        return
    for inside in value.values():
        yield from _found_in(inside)


MODULES = [import_module(f"{commands.__name__}.{found.name}") for found in iter_modules(commands.__path__)]

WORDINGS: dict[str, Wording] = {
    wording["en"]: wording
    for value in (
        QUESTIONS,
        REFUSALS,
        *(command.replies for command in all_commands()),
        *(value for module in MODULES for value in vars(module).values()),
    )
    for wording in _found_in(value)
}
"""The replies, and the phrases that are only sometimes said, by their English."""

each_wording = pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)


def holes(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def literal(template: str) -> str:
    """Return the words of a template itself, those inside its holes (one|many) among them."""
    return " ".join(f"{text} {(spec or '').removeprefix('or')}" for text, _, spec, _ in Formatter().parse(template))


def is_devanagari(sign: str) -> bool:
    return "\u0900" <= sign <= "\u097f"


def test_the_phrases_that_are_only_sometimes_said_are_among_them():
    assert len(WORDINGS) > sum(len(command.replies) for command in all_commands())


@each_wording
def test_it_has_the_same_holes_in_every_language(wording: Wording):
    assert holes(wording["hi-en"]) == holes(wording["hi"]) == holes(wording["en"])


@each_wording
def test_it_is_written_in_the_letters_of_its_language(wording: Wording):
    assert not any(is_devanagari(sign) for sign in literal(wording["hi-en"]) + literal(wording["en"]))
    assert not any(sign.isascii() and sign.isalpha() for sign in literal(wording["hi"]))


@each_wording
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_eye_gets_no_hole_and_no_gap_whatever_fills_it(wording: Wording, language: Language):
    for value in VALUES.values():
        shown = fill(wording[language], dict.fromkeys(holes(wording[language]), value), language, today=TODAY)
        assert not set("{}") & set(shown)
        assert "None" not in shown
        assert "  " not in shown


@each_wording
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ear_gets_words_only_whatever_fills_it(wording: Wording, language: Language):
    for value in VALUES.values():
        said = speak(wording[language], dict.fromkeys(holes(wording[language]), value), language, today=TODAY)
        assert not any(sign.isdigit() for sign in said), said
        assert not set("{}()[]₹%/\\…|\"'&") & set(said.replace("'s ", "")), said
        assert "None" not in said
        assert "  " not in said
        assert language == "hi" or not any(is_devanagari(sign) for sign in said), said


@each_wording
def test_what_fills_a_devanagari_answer_brings_no_roman_letters(wording: Wording):
    for name, value in VALUES.items():
        said = speak(wording["hi"], dict.fromkeys(holes(wording["hi"]), value), "hi", today=TODAY)
        for known in _ROMAN_OF_THE_SHOP:
            said = said.replace(known, "")
        assert not any(sign.isascii() and sign.isalpha() for sign in said), (name, said)


_ROMAN_OF_THE_SHOP = ("ATM, gate",)
"""Landmarks, words of addresses, and names that the shop has not in Devanagari, stay as the shopkeeper gave them."""
