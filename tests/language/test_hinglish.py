"""Every word that we say in Hinglish is known in Devanagari."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib import import_module
from pkgutil import walk_packages
from string import Formatter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import execora
from execora.commands import all_commands
from execora.language.hinglish import NAMES, PHRASES, WORDS
from execora.language.phonetic import is_devanagari
from execora.language.speakable import Speakable, say_money
from execora.language.spoken_numbers import spell
from execora.language.written import UNITS_HI
from execora.ledger.units import Milli

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN = WORDS.keys() | NAMES.keys()
SPEAKABLE = Speakable("hi-en", date(2026, 11, 20))


def _templates(value: object) -> Iterator[str]:
    """Return every Hinglish wording inside a value."""
    if isinstance(value, str):
        return
    if isinstance(value, Mapping):
        if "hi-en" in value:
            yield from _texts(value["hi-en"])
            return
        for inside in value.values():
            yield from _templates(inside)
    elif isinstance(value, tuple | list):
        for inside in value:
            yield from _templates(inside)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inside in value.values():
            yield from _texts(inside)
    elif isinstance(value, tuple | list):
        for inside in value:
            yield from _texts(inside)


def _literal(template: str) -> str:
    """Return the words of a template itself, those inside its holes (one|many) among them."""
    return " ".join(f"{text} {(spec or '').removeprefix('or')}" for text, _, spec, _ in Formatter().parse(template))


def unknown(text: str) -> set[str]:
    """Return the words that have no Devanagari; of capitals the letters are said."""
    return {word for word in re.findall("[A-Za-z]+", text) if word.lower() not in KNOWN and not word.isupper()}


TEMPLATES = {
    template
    for found in walk_packages(execora.__path__, "execora.")
    if not found.name.startswith(("execora.__main__", "execora.providers"))
    for value in vars(import_module(found.name)).values()
    for template in _templates(value)
} | {
    template for command in all_commands() for reply in command.replies.values() for template in _texts(reply["hi-en"])
}


def test_every_wording_of_the_program_is_looked_at():
    assert len(TEMPLATES) > sum(len(command.replies) for command in all_commands())


def test_no_word_of_any_reply_is_guessed():
    assert {template: missing for template in TEMPLATES if (missing := unknown(_literal(template)))} == {}


def test_no_number_and_no_amount_is_guessed():
    for number in (*range(2000), 2500, 350_000, 10**5, 10**7, 3 * 10**7 + 12):
        assert not unknown(spell(number, "hi-en")), number
    assert not unknown(say_money(-1250_50, "hi-en"))
    assert not unknown(say_money(1_01, "hi-en"))


def test_no_quantity_of_any_unit_is_guessed():
    for unit in UNITS_HI:
        for amount in (250, 500, 750, 1000, 1250, 1500, 1750, 2000, 2345, 7000):
            assert not unknown(SPEAKABLE.quantity(Milli(amount), unit)), (amount, unit)


def test_no_day_and_no_hour_is_guessed():
    begin = datetime(2026, 11, 18, tzinfo=ZoneInfo("Asia/Kolkata"))
    for hours in range(0, 24 * 400, 7):
        moment = begin + timedelta(hours=hours, minutes=5 * (hours % 12))
        assert not unknown(SPEAKABLE.moment(moment)), moment


def test_the_sentences_that_are_offered_to_be_tried_are_said_right():
    first = [
        next(example.say for example in command.examples if example.language == "hi-en") for command in all_commands()
    ]
    assert set[str]().union(*map(unknown, first)) <= _NAMED


_NAMED = frozenset("Suresh Anil Mehta Kishan Zubair Guddu Verma Kumawat Sharma Guptaji Brown Rusk Mohan Ravi".split())
"""Names of the demo shop, which it has in Devanagari, or which are spelt as they sound."""


def test_all_of_it_is_devanagari_and_nothing_else():
    for written in (*WORDS.values(), *NAMES.values(), *PHRASES.values()):
        assert all(sign == " " or is_devanagari(sign) for sign in written), written


def test_every_word_is_looked_up_in_lower_case():
    for words in (WORDS, NAMES, PHRASES):
        assert [word for word in words if word != word.lower() or is_devanagari(word)] == []
