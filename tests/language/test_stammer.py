import pytest

from execora.language.normalise import words
from execora.language.scan import scan
from execora.language.stammer import without_stammer
from tests.speech import demo

KNOWN = demo()


def said(text: str) -> str:
    split = words(text)
    assert split is not None
    parts = without_stammer(scan(split, KNOWN))
    return " ".join(
        part.said or (f"{part.number / 1000:g}" if part.kind == "number" else part.concept) for part in parts
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Rahul ne Rahul ne 500 diye", "Rahul by 500 give"),
        ("Imran... Imran Khan ka balance", "Imran Khan of balance"),
        ("Su Suresh ne 500 diye", "Suresh by 500 give"),
        ("Su... Suresh ne 500 diye", "Suresh by 500 give"),
        ("Rahul Verma ka, haan Verma ka balance", "Rahul Verma of balance"),
        ("Rahul ne 500... 500 rupaye diye", "Rahul by 500 give"),
        ("Rahul ka Rahul Verma ka balance", "Rahul Verma of balance"),
    ],
)
def test_what_was_only_begun_is_left_out(text: str, left: str):
    assert said(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "do do packet doodh",
        "500, 500 likho",
        "500, 300 rupaye",
        "Rahul ka, Suresh ka balance",
        "Rahul ka, Rahul ne 500",
    ],
)
def test_what_is_said_for_another_reason_stays(text: str):
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    assert without_stammer(parts) == parts
