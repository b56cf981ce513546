import pytest

from execora.language.corrections import corrected
from execora.language.normalise import words
from execora.language.scan import scan
from tests.speech import demo

KNOWN = demo()


def said(text: str) -> str:
    split = words(text)
    assert split is not None
    parts = corrected(scan(split, KNOWN))
    return " ".join(
        part.said or (f"{part.number / 1000:g}" if part.kind == "number" else part.concept) for part in parts
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("500 nahi 300 likho", "300 write"),
        ("500, nahi 300 likho", "300 write"),
        ("500 rupaye nahi 300 rupaye likho", "300 write"),
        ("500 nahi nahi 300 likho", "300 write"),
        ("500 sorry 300 likho", "300 write"),
        ("500 nahi balki 300 likho", "300 write"),
        ("Rahul nahi Suresh ke", "Suresh of"),
        ("Rahul ko nahi Suresh ko", "Suresh to"),
        ("Rahul, sorry, Suresh ko", "Suresh to"),
        ("Rahul ko, sorry, Suresh 500", "Suresh to 500"),
        ("Rahul nahi Rakesh ke", "Rakesh of"),
        ("2 nahi 3 doodh", "3 doodh"),
        ("2 doodh nahi 3", "3 doodh"),
        ("2 kilo nahi 3 kilo chini", "3 kilo chini"),
        ("doodh nahi bread", "bread"),
        ("kal nahi parso bhejna", "WHEN send"),
    ],
)
def test_like_takes_the_place_of_like(text: str, left: str):
    assert said(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "500 nahi diye",
        "500 not 300",
        "Rahul nahi 500",
        "500 nahi",
        "nahi 300",
        "paanch nahi sau",
        "kal nahi shaam",
        "500 mat 300",
    ],
)
def test_any_other_no_stays(text: str):
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    assert corrected(parts) == parts
