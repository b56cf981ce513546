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
        ("Rahul ne 500 diye sorry 600 diye", "Rahul by 600 give"),
        ("Rahul ne 500 diye, nahi nahi, 600 diye", "Rahul by 600 give"),
        ("Rahul ne 500 diye nahi 600", "Rahul by 600 give"),
        ("Rahul ne 500 diye, sorry, Suresh ne 600 diye", "Suresh by 600 give"),
        ("Rahul ne 500 diye, nahi Suresh ne diye", "Suresh by 500 give"),
        ("Rahul ne 500 diye, sorry, Rahul ko 500 diye", "Rahul to 500 give"),
        ("usne 500 diye, sorry, Rahul ne 500 diye", "Rahul by 500 give"),
        ("300 cash diye, sorry, 300 UPI diye", "300 upi give"),
        ("Suresh ne 300 diye, Rahul ne 500 diye, sorry, 600 diye", "Suresh by 300 give , Rahul by 600 give"),
    ],
)
def test_what_is_said_again_with_its_verb_takes_the_place_of_the_first(text: str, left: str):
    assert said(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Rahul ne 500 diye, nahi 500 nahi diye",
        "Rahul ne 500 diye, sorry, 600 liye",
        "Rahul ne 500 diye nahi paanch sau baki hai",
        "Rahul ne 500 diye nahi Suresh",
        "Rahul ne 500 diye nahi abhi tak",
        "Rahul ne 300 aur 200 diye, sorry, 600 diye",
        "Rahul ne paanch diye nahi sau",
        "50 packet maggi aaye, sorry, 50 packet bread aaye",
    ],
)
def test_what_says_more_or_something_else_corrects_nothing(text: str):
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    assert corrected(parts) == parts
