"""Numbers to words, the way they are said in India: what `execora.language.numbers` reads, the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.number_words import ENGLISH, ENGLISH_TENS, HINDI

if TYPE_CHECKING:
    from execora.language.reading import Language

_CRORE, _LAKH, _THOUSAND, _HUNDRED = 10**7, 10**5, 1000, 100

_SMALL: dict[Language, list[str]] = {
    "hi-en": [next(word for word in line.split() if word.isascii()) for line in HINDI.splitlines()],
    "hi": [line.split()[0] for line in HINDI.splitlines()],
    "en": [
        *ENGLISH.split(),
        *(f"{ten} {one}" if one else ten for ten in ENGLISH_TENS.split() for one in ("", *ENGLISH.split()[1:10])),
    ],
}
"""The words from 0 to 99; of several spellings the first."""

_SIZES: dict[Language, dict[int, str]] = {
    "hi-en": {_CRORE: "crore", _LAKH: "lakh", _THOUSAND: "hazaar", _HUNDRED: "sau"},
    "hi": {_CRORE: "करोड़", _LAKH: "लाख", _THOUSAND: "हज़ार", _HUNDRED: "सौ"},
    "en": {_CRORE: "crore", _LAKH: "lakh", _THOUSAND: "thousand", _HUNDRED: "hundred"},
}

HALVES: dict[Language, dict[int, str]] = {
    "hi-en": {0: "aadha", 1: "dedh", 2: "dhai"},
    "hi": {0: "आधा", 1: "डेढ़", 2: "ढाई"},
    "en": {},
}
"""A half more than a number, where that has a word of its own."""

SAADHE: dict[Language, str] = {"hi-en": "saadhe", "hi": "साढ़े", "en": ""}
"""And a half, said before any other number."""

MINUS: dict[Language, str] = {"hi-en": "minus", "hi": "माइनस", "en": "minus"}
_POINT: dict[Language, str] = {"hi-en": "point", "hi": "दशमलव", "en": "point"}


def spell(number: int, language: Language) -> str:
    """Say a whole number.

    In Hindi 1,100 to 1,999 go by hundreds (baarah sau pachaas), and a round half has its word (dedh sau, dhai hazaar,
    saadhe teen lakh). Quarters have theirs only for goods and clocks: sava and paune before an amount of money are not
    understood by everybody.
    """
    if number < 0:
        return f"{MINUS[language]} {spell(-number, language)}"
    if language == "en":
        return _plain(number, language)
    if number == _HUNDRED:
        return _SIZES[language][_HUNDRED]
    if 11 * _HUNDRED <= number < 20 * _HUNDRED:
        return _of(number, _HUNDRED, language)
    return _with_half(number, language) or _plain(number, language)


def _plain(number: int, language: Language) -> str:
    if number < len(_SMALL[language]):
        return _SMALL[language][number]
    return _of(number, _size(number), language)


def _of(number: int, size: int, language: Language) -> str:
    count, rest = divmod(number, size)
    said = f"{_plain(count, language)} {_SIZES[language][size]}"
    return f"{said} {_plain(rest, language)}" if rest else said


def _size(number: int) -> int:
    return next(size for size in (_CRORE, _LAKH, _THOUSAND, _HUNDRED) if number >= size)


def _with_half(number: int, language: Language) -> str | None:
    """Say a number that is so many and a half of its largest size, and nothing besides."""
    if number <= _HUNDRED:
        return None
    size = _size(number)
    count, rest = divmod(number, size)
    if 2 * rest != size or count >= len(_SMALL[language]):
        return None
    return f"{and_a_half(count, language)} {_SIZES[language][size]}"


def and_a_half(count: int, language: Language) -> str:
    """Say a number and a half, in Hindi: aadha, dedh, dhai, saadhe teen."""
    return HALVES[language].get(count) or f"{SAADHE[language]} {spell(count, language)}"


def spell_decimal(whole: int, part: str, language: Language) -> str:
    """Say a number with the digits behind its point one by one; none of them are said where there are none."""
    said = spell(whole, language)
    return f"{said} {_POINT[language]} {spell_digits(part, language)}" if part else said


def spell_digits(digits: str, language: Language) -> str:
    """Say digits one by one, as phone numbers are read out."""
    return " ".join(_SMALL[language][int(digit)] for digit in digits)


__all__ = ["MINUS", "and_a_half", "spell", "spell_decimal", "spell_digits"]
