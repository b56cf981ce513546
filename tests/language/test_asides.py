from __future__ import annotations

import pytest

from execora.language.asides import without_asides
from execora.language.normalise import words
from execora.language.scan import scan
from tests.speech import demo

DEMO = demo()


def concepts(text: str) -> list[str]:
    """Return what is left of a sentence, without pauses and fillers."""
    said = words(text)
    assert said
    return [part.concept for part in without_asides(scan(said, DEMO)) if part.kind not in {"pause", "filler"}]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Rahul ka jo bill bana tha usko hata do", "Rahul ka bill hata do"),
        ("jo bill ban raha hai wo dikhao", "bill dikhao"),
        ("जो बिल बना था वो कैंसिल करो", "बिल कैंसिल करो"),
        ("Rahul ka bill galat ban gaya cancel karo", "Rahul ka bill cancel karo"),
        ("Rahul ka bill cancel karo, galat ban gaya", "Rahul ka bill cancel karo"),
        ("bread galti se likh diya, hata do", "bread hata do"),
        ("galti se bread daal diya, nikal do", "bread nikal do"),
        ("bread nahi chahiye, hata do", "bread hata do"),
        ("ब्रेड नहीं चाहिए, हटा दो", "ब्रेड हटा दो"),
        ("bread mat daalo, nikaalo", "bread nikaalo"),
        ("bill rehne do, cancel karo", "bill cancel karo"),
        ("unhone bread wapas kar di, hata do", "bread hata do"),
        ("bill cancel karna hai, kar do", "bill cancel karna kar do"),
        ("ek bill banana hai, 2 doodh likho", "ek bill banana, 2 doodh likho"),
    ],
)
def test_what_only_describes_or_explains_is_left_out(text: str, plain: str):
    assert concepts(text) == concepts(plain)


@pytest.mark.parametrize(
    "text",
    [
        "jo 500 diye the wo hata do",
        "jo Rahul ne diye the wo hata do",
        "jo bill bana tha",
        "galat ho gaya, wapas karo",
        "500 galat likh gaya, hatao",
        "bread galat likh gaya",
        "bread mat hatao, daalo",
        "bread hatana nahi chahiye",
        "bill cancel karna rehne do",
        "rehne do bill cancel karna",
        "bill cancel karna hai",
        "500 dene hain, de do",
        "Rahul ne bread wapas kar di",
    ],
)
def test_what_is_said_itself_stays(text: str):
    said = words(text)
    assert said
    parts = scan(said, DEMO)
    assert without_asides(parts) == parts
