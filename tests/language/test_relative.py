"""Clauses that only say which thing is meant, or who."""

import pytest

from execora.language.normalise import words
from execora.language.relative import THERE, without_relative
from execora.language.scan import scan
from tests.speech import demo

DEMO = demo()


def concepts(text: str) -> list[str]:
    said = words(text)
    assert said is not None
    return [part.concept for part in without_relative(scan(said, DEMO)) if part.kind != "aux"]


@pytest.mark.parametrize(
    "text",
    [
        "Imran ka jo reminder hai usko cancel karo",
        "Imran ka jo reminder tha wo cancel karo",
        "Imran ka jo reminder lagaya tha usko cancel karo",
    ],
)
def test_what_is_meant_is_there(text: str):
    assert concepts(text) == ["WHO", "of", THERE.concept, "reminder", "cancel", "do"]


def test_its_moment_is_kept_as_that_of_what_is_there():
    assert concepts("jo kal reminder jaana hai usko parso kar do")[:4] == [THERE.concept, "WHEN", "wala", "reminder"]


@pytest.mark.parametrize(
    "text", ["jinka udhaar baki hai unko", "jitne bhi udhaar wale hain sabko", "jin par udhaar hai unko"]
)
def test_who_owes_is_everybody(text: str):
    assert concepts(text) == ["all to"]


@pytest.mark.parametrize(
    "text",
    ["jinka udhaar 500 hai unko", "jo 500 diye the wo likho", "jo reminder lagao usko dekho", "Rahul jo hai usko"],
)
def test_anything_else_stays_as_it_is(text: str):
    said = words(text)
    assert said is not None
    assert without_relative(scan(said, DEMO)) == scan(said, DEMO)
