"""Any text for the ear: the digits and signs that are left in it become words, or a pause, or nothing.

Names, landmarks, bill numbers and sentences to try are text, and may hold anything.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from execora.language.speakable import say_money
from execora.language.spoken_numbers import spell_decimal, spell_digits

if TYPE_CHECKING:
    from execora.language.reading import Language


def aloud(text: str, language: Language) -> str:
    """Return a text without a digit, a bracket or a sign that a voice stumbles over.

    A bill is called by its number in the year, a phone number is read out digit by digit in two groups, and so is
    whatever is too long to be a number.
    """
    text = "".join(" " if unicodedata.category(sign) in _UNSPOKEN else sign for sign in text)
    text = _FIGURES.sub(lambda found: f" {_words(found, language)} ", text.replace("&", f" {_AND[language]} "))
    text = _QUOTES.sub("", _SIGNS.sub(" ", _BRACKETS.sub(", ", text)))
    return _tidy(_DASHES.sub(" ", text))


_UNSPOKEN = frozenset({"No", "So", "Cc", "Cs", "Co", "Cn"})
"""Superscripts and fractions, pictures, control characters."""

_NUMBER = r"\d+(?:,\d+)*(?:\.\d+)?"

_FIGURES = re.compile(
    rf"""
      (?<![A-Za-z])[A-Z]{{1,8}}/\d{{4}}/0*(?P<document>\d+)
    | (?<![\d.,])(?:\+91[ -]?)?(?P<phone>[6-9]\d{{4}}[ -]?\d{{5}})(?!\d)
    | (?P<minus>(?<![^\s(])-)?\s?₹\s?(?P<money>{_NUMBER})
    | (?P<percent>{_NUMBER})\s?%
    | (?P<number>{_NUMBER})
    """,
    re.VERBOSE,
)


def _words(found: re.Match[str], language: Language) -> str:
    kind, said = found.lastgroup, found[found.lastgroup or 0]
    match kind:
        case "document":
            return _number(said, language)
        case "phone":
            digits = re.sub(r"\D", "", said)
            return f"{spell_digits(digits[:5], language)}, {spell_digits(digits[5:], language)}"
        case "money":
            return _money(said, language, minus=bool(found["minus"]))
        case "percent":
            return f"{_number(said, language)} {_PERCENT[language]}"
        case _:
            return _number(said, language)


def _number(said: str, language: Language) -> str:
    whole, _, part = said.replace(",", "").partition(".")
    if len(whole) > _LONGEST_NUMBER or (whole[0] == "0" and len(whole) > 1):
        return spell_digits(whole + part, language)
    return spell_decimal(int(whole), part, language)


def _money(said: str, language: Language, *, minus: bool) -> str:
    whole, _, part = said.replace(",", "").partition(".")
    if len(whole) > _LONGEST_AMOUNT:
        return spell_digits(whole, language)
    amount = int(whole) * 100 + int(part[:2].ljust(2, "0"))
    return say_money(-amount if minus else amount, language)


_LONGEST_NUMBER = 7
"""Digits; what has more stands for something that is not counted."""

_LONGEST_AMOUNT = 12
"""Digits of rupees; nobody has more of them."""

_AND: dict[Language, str] = {"hi-en": "aur", "hi": "और", "en": "and"}
_PERCENT: dict[Language, str] = {"hi-en": "percent", "hi": "प्रतिशत", "en": "percent"}

_BRACKETS = re.compile(r"[()\[\]{}]+")
_SIGNS = re.compile(r"[/\\|_~*#^=<>…•%$€₹@+\"“”«»`–—]")
_DASHES = re.compile(r"(?<!\w)-|-(?!\w)")
"""Those that join no words."""
_QUOTES = re.compile(r"(?<!\w)['‘’]|['‘’](?!\w)")
_GAP = re.compile(r"\s+")
_BEFORE_STOP = re.compile(r"[\s,]+(?=[,.;:?!।])")


def _tidy(text: str) -> str:
    return _BEFORE_STOP.sub("", _GAP.sub(" ", text)).strip(" ,")
