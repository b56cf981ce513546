"""Addresses and codes for the ear."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.addresses import EMAIL, GSTIN, join_addresses
from execora.language.aloud import aloud
from execora.language.reading import Language
from execora.language.spelled import say_email, say_gstin

LANGUAGES = get_args(Language)


@pytest.mark.parametrize(
    ("address", "texts"),
    [
        (
            "suresh.k91@gmail.com",
            (
                "suresh dot K nau ek at the rate gmail dot com",
                "suresh डॉट के नौ एक एट द रेट जीमेल डॉट कॉम",
                "suresh dot K nine one at gmail dot com",
            ),
        ),
        (
            "sk_dairy-2@hdfc.co.in",
            (
                "S K underscore dairy dash do at the rate H D F C dot co dot in",
                "एस के अंडरस्कोर dairy डैश दो एट द रेट एच डी एफ़ सी डॉट को डॉट इन",
                "S K underscore dairy dash two at H D F C dot co dot in",
            ),
        ),
        (
            "सुरेश7@yahoo.in",
            ("सुरेश saat at the rate yahoo dot in", "सुरेश सात एट द रेट याहू डॉट इन", "सुरेश seven at yahoo dot in"),
        ),
    ],
)
def test_an_address_is_said_by_its_words_digits_and_signs(address: str, texts: tuple[str, str, str]):
    assert tuple(say_email(address, language) for language in LANGUAGES) == texts


def test_a_gstin_is_said_sign_by_sign_with_pauses():
    assert [say_gstin("08ABCDE1234F1Z5", language) for language in LANGUAGES] == [
        "zero aath, A B C D E, ek do teen chaar, F ek Z paanch",
        "शून्य आठ, ए बी सी डी ई, एक दो तीन चार, एफ़ एक ज़ेड पाँच",
        "zero eight, A B C D E, one two three four, F one Z five",
    ]


@pytest.mark.parametrize("address", ["ravi@gmail.com", "ravi.kumar@yahoo.co.in"])
def test_what_is_said_of_an_address_is_read_as_the_same_one(address: str):
    for language in ("hi-en", "en"):
        assert join_addresses(say_email(address, language)).strip() == address


TYPED = st.sampled_from("abcdeikmosuyzABEKZ0123456789_.+-@सुरेशकखी")


@given(st.from_regex(EMAIL, fullmatch=True, alphabet=TYPED), st.sampled_from(LANGUAGES))
def test_whatever_the_address_no_sign_is_left_to_stumble_over(address: str, language: Language):
    said = say_email(address, language)
    assert said == aloud(said, language)


@given(st.from_regex(GSTIN, fullmatch=True), st.sampled_from(LANGUAGES))
def test_whatever_the_gstin_each_of_its_signs_is_said(number: str, language: Language):
    said = say_gstin(number, language)
    assert said == aloud(said, language)
    assert len(said.replace(",", "").split()) == len(number)
    assert language != "hi" or not any(letter.isascii() and letter.isalpha() for letter in said)
