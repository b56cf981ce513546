"""Numbers as words: as people say them, and read back to what they were."""

from __future__ import annotations

from functools import cache
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from execora.language.normalise import plain
from execora.language.numbers import SMALL, number_at
from execora.language.reading import Language
from execora.language.spoken_numbers import spell, spell_decimal, spell_digits

CRORE = 10_000_000
LANGUAGES = get_args(Language)


@cache
def cldr(locale: str) -> RbnfEngine:
    """Return the rules of Unicode's CLDR for spelling out numbers: written by others, from other sources than ours."""
    return RbnfEngine.for_language(locale)


def read_back(said: str) -> float | None:
    words = plain(said)
    number = number_at(words, 0)
    return number.value / 1000 if number and not number.flaw and number.until == len(words) else None


@pytest.mark.parametrize(
    ("number", "hinglish", "hindi"),
    [
        (0, "zero", "शून्य"),
        (1, "ek", "एक"),
        (99, "ninyanve", "निन्यानबे"),
        (100, "sau", "सौ"),
        (101, "ek sau ek", "एक सौ एक"),
        (150, "dedh sau", "डेढ़ सौ"),
        (250, "dhai sau", "ढाई सौ"),
        (350, "saadhe teen sau", "साढ़े तीन सौ"),
        (351, "teen sau ikyavan", "तीन सौ इक्यावन"),
        (500, "paanch sau", "पाँच सौ"),
        (1000, "ek hazaar", "एक हज़ार"),
        (1050, "ek hazaar pachaas", "एक हज़ार पचास"),
        (1100, "gyarah sau", "ग्यारह सौ"),
        (1250, "baarah sau pachaas", "बारह सौ पचास"),
        (1500, "pandrah sau", "पन्द्रह सौ"),
        (1999, "unnees sau ninyanve", "उन्नीस सौ निन्यानबे"),
        (2000, "do hazaar", "दो हज़ार"),
        (2100, "do hazaar ek sau", "दो हज़ार एक सौ"),
        (2500, "dhai hazaar", "ढाई हज़ार"),
        (12_500, "saadhe baarah hazaar", "साढ़े बारह हज़ार"),
        (1_00_100, "ek lakh ek sau", "एक लाख एक सौ"),
        (1_01_250, "ek lakh ek hazaar do sau pachaas", "एक लाख एक हज़ार दो सौ पचास"),
        (1_25_000, "ek lakh pachees hazaar", "एक लाख पच्चीस हज़ार"),
        (1_50_000, "dedh lakh", "डेढ़ लाख"),
        (2_50_00_000, "dhai crore", "ढाई करोड़"),
        (100 * CRORE, "ek sau crore", "एक सौ करोड़"),
        (150 * CRORE + CRORE // 2, "ek sau pachaas crore pachaas lakh", "एक सौ पचास करोड़ पचास लाख"),
        (-350, "minus saadhe teen sau", "माइनस साढ़े तीन सौ"),
    ],
)
def test_a_number_is_said_as_a_shopkeeper_says_it(number: int, hinglish: str, hindi: str):
    assert (spell(number, "hi-en"), spell(number, "hi")) == (hinglish, hindi)


@pytest.mark.parametrize(
    ("number", "english"),
    [
        (0, "zero"),
        (42, "forty two"),
        (100, "one hundred"),
        (1250, "one thousand two hundred fifty"),
        (1_25_000, "one lakh twenty five thousand"),
        (3_00_00_005, "three crore five"),
        (-7, "minus seven"),
    ],
)
def test_indian_english_counts_in_lakhs_and_crores(number: int, english: str):
    assert spell(number, "en") == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_up_to_two_thousand_reads_back(language: Language):
    assert [number for number in range(1, 2001) if read_back(spell(number, language)) != number] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_reads_back_as_a_word_for_it(language: Language):
    # by itself it is an amount to nobody
    assert SMALL[plain(spell(0, language))[0]] == 0


@given(st.integers(1, 10 * CRORE))
@example(10 * CRORE)
def test_a_number_survives_being_said_and_read_back(number: int):
    for language in LANGUAGES:
        assert read_back(spell(number, language)) == number


@given(st.integers(0, 10 * CRORE))
def test_a_number_is_made_of_the_words_that_unicode_has_for_it(number: int):
    theirs = cldr("hi").format_number(number).text
    ours = spell(number, "hi")
    assert _without_our_ways(number) or ours == theirs
    assert read_back(theirs) == (number or None)


def _without_our_ways(number: int) -> bool:
    """Tell of the numbers that CLDR says in full where people do not: sau, dedh sau, baarah sau, dhai lakh."""
    size = next((size for size in (CRORE, 100_000, 1000, 100) if number >= size), 0)
    return number == 100 or 1100 <= number < 2000 or (bool(size) and 2 * (number % size) == size)


@pytest.mark.parametrize("number", range(100))
def test_the_table_has_unicodes_words_first(number: int):
    assert spell(number, "hi") == cldr("hi").format_number(number).text
    assert spell(number, "en") == cldr("en").format_number(number).text.replace("-", " ")


@pytest.mark.parametrize(
    ("language", "said"),
    [("hi-en", "do point zero paanch"), ("hi", "दो दशमलव शून्य पाँच"), ("en", "two point zero five")],
)
def test_what_is_behind_the_point_is_said_digit_by_digit(language: Language, said: str):
    assert spell_decimal(2, "05", language) == said
    assert spell_decimal(2, "", language) == said.split()[0]


def test_digits_are_read_out_one_by_one():
    assert spell_digits("9810", "hi-en") == "nau aath ek zero"
    assert spell_digits("9810", "hi") == "नौ आठ एक शून्य"
