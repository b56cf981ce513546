"""Roman letters to Devanagari by rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.normalise import plain
from execora.language.phonetic import key
from execora.language.transliterate import transliterate

VARIANTS = [
    (roman, devanagari)
    for line in (Path(__file__).parents[1] / "data" / "name_variants.tsv").read_text("utf-8").splitlines()
    for first, devanagari, others in [line.split("\t")]
    for roman in (first, *others.split(","))
]


def sounds(word: str) -> str:
    return key("".join(plain(word)))


@pytest.mark.parametrize(
    ("roman", "devanagari"),
    [
        ("gupta", "गुप्ता"),
        ("sharma", "शर्मा"),
        ("priya", "प्रिया"),
        ("salim", "सलीम"),
        ("ram", "राम"),
        ("khan", "खान"),
        ("singh", "सिंह"),
        ("mahendra", "महेंद्र"),
        ("shankar", "शंकर"),
        ("ambika", "अंबिका"),
        ("krishna", "कृष्णा"),
        ("laxmi", "लक्ष्मी"),
        ("lakshmi", "लक्ष्मी"),
        ("dixit", "दिक्षित"),
        ("jagdeesh", "जगदीश"),
        ("munna", "मुन्ना"),
        ("guddu", "गुड्डू"),
        ("bachchu", "बच्चू"),
        ("chhotoo", "छोतू"),
        ("zoya", "ज़ोया"),
        ("wasim", "वसीम"),
        ("qadir", "कदिर"),
        ("farooq", "फ़रूक"),
        ("xavier", "ज़विएर"),
        ("maxwell", "मकस्वेल"),
        ("phoolan", "फूलन"),
        ("dubey", "दुबे"),
        ("cecil", "सेसील"),
        ("carpenter", "कर्पेंटर"),
        ("o'brien", "ओब्रिएन"),
        ("sonia", "सोनिया"),
        ("banao", "बनाओ"),
        ("aaa", "आ"),
        ("", ""),
    ],
)
def test_a_word_is_written_as_it_is_spelt(roman: str, devanagari: str):
    assert transliterate(roman) == devanagari


def test_most_names_sound_as_they_should_whichever_way_they_are_spelt():
    alike = [roman for roman, devanagari in VARIANTS if sounds(transliterate(roman)) == sounds(devanagari)]
    assert len(VARIANTS) == 221
    assert len(alike) >= 212


def test_half_of_them_are_written_to_the_letter():
    exactly = [roman for roman, devanagari in VARIANTS if plain(transliterate(roman)) == plain(devanagari)]
    assert len(exactly) >= 110


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", max_size=40))
def test_no_roman_letter_is_left_of_any_word(word: str):
    assert not any(sign.isascii() for sign in transliterate(word))
