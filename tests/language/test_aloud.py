"""Any text for the ear."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.aloud import aloud
from execora.language.normalise import plain
from execora.language.numbers import phone_at
from execora.language.reading import Language

LANGUAGES = get_args(Language)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Rahul Sharma", "Rahul Sharma"),
        ("राहुल शर्मा", "राहुल शर्मा"),
        ("bill number INV/2627/00001", "bill number ek"),
        ("credit note CN/2627/00120.", "credit note ek sau bees."),
        ("Number 98123 45670.", "Number nau aath ek do teen, chaar paanch chhe saat zero."),
        ("+91 9812345670", "nau aath ek do teen, chaar paanch chhe saat zero"),
        ("₹1,250 baaki", "baarah sau pachaas rupaye baaki"),
        ("-₹12.50", "minus baarah rupaye pachaas paise"),
        ("12.5% GST", "baarah point paanch percent GST"),
        ("2 milk aur 1 bread", "do milk aur ek bread"),
        ("५०० likho", "paanch sau likho"),
        ("Gali 04", "Gali zero chaar"),
        ("code 12345678", "code ek do teen chaar paanch chhe saat aath"),
        ("Maggi 70g", "Maggi sattar g"),
        ("Milk (500 ml)", "Milk, paanch sau ml"),
        ("(Agra) wala", "Agra, wala"),
        ("Rahul (ATM), Ravi", "Rahul, ATM, Ravi"),
        ("Ram & Sons", "Ram aur Sons"),
        ("boliye: 'Rahul ne 500 diye'.", "boliye: Rahul ne paanch sau diye."),
        ("Rahul's shop", "Rahul's shop"),
        ("A / B — C - D", "A B C D"),
        ("Coca-Cola", "Coca-Cola"),
        ("-Coca -Cola-", "Coca Cola"),
        ("₹1,25,000.5", "ek lakh pachees hazaar rupaye pachaas paise"),
        ("7:30 tak", "saat: tees tak"),
        ("10² 🙂", "das"),
        ("Kisko?", "Kisko?"),
    ],
)
def test_what_a_voice_stumbles_over_becomes_words(text: str, said: str):
    assert aloud(text, "hi-en") == said


def test_the_words_are_those_of_the_language():
    text = "₹20, 5%, 2.5 & INV/2627/00012"
    assert aloud(text, "hi") == "बीस रुपये, पाँच प्रतिशत, दो दशमलव पाँच और बारह"
    assert aloud(text, "en") == "twenty rupees, five percent, two point five and twelve"


def test_a_number_of_any_length_is_said():
    assert aloud("₹" + "9" * 9000, "en") == " ".join(["nine"] * 9000)
    assert aloud("9" * 9000 + "%", "en") == " ".join(["nine"] * 9000) + " percent"


@given(st.integers(6_000_000_000, 9_999_999_999).map(str))
def test_a_phone_number_reads_back(digits: str):
    for language in LANGUAGES:
        words = plain(aloud(f"{digits[:5]} {digits[5:]}", language))
        assert phone_at(words, 0) == (digits, len(words))


@given(st.text(), st.sampled_from(LANGUAGES))
def test_no_text_at_all_leaves_a_digit_or_a_sign(text: str, language: Language):
    said = aloud(text, language)
    assert not any(sign.isdigit() for sign in said)
    assert not set(said) & set('()[]{}/\\₹%…|_*#<>"“”')
    assert "  " not in said
    assert said == said.strip()


@given(st.text(), st.sampled_from(LANGUAGES))
def test_what_is_said_already_stays(text: str, language: Language):
    said = aloud(text, language)
    assert aloud(said, language) == said
