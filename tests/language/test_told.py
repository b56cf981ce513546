"""What is told beside a reminder."""

import pytest

from execora.language.normalise import words
from execora.language.scan import scan
from execora.language.told import without_message, without_thanks
from tests.speech import demo

DEMO = demo()


def taken_apart(text: str):
    said = words(text)
    assert said is not None
    return scan(said, DEMO)


@pytest.mark.parametrize(
    "text",
    [
        "Suresh ko yaad dilao ki 2400 baki hai",
        "Suresh ko yaad dila dena ki 2400 dene hain",
        "remind Suresh that he owes 2400",
    ],
)
def test_an_amount_is_what_the_reminder_is_for(text: str):
    amount, of = without_message(taken_apart(text))[-2:]
    assert (amount.number, of.concept) == (2_400_000, "for")


@pytest.mark.parametrize(
    "text",
    [
        "Suresh ko yaad dilao ki kal 500 dene hain",
        "Suresh ko yaad dilao ki 500 nahi dene hain",
        "Suresh ko yaad dilao ki 500 ya 600 dene hain",
        "Suresh ne bola ki 500 dene hain",
        "Suresh ko yaad dilao ki Ramesh ko 500 dene hain",
    ],
)
def test_what_says_more_stays(text: str):
    assert without_message(taken_apart(text)) == taken_apart(text)


@pytest.mark.parametrize(
    "text", ["Suresh ne paise de diye, reminder cancel kar do", "Suresh ka hisaab ho gaya hai, reminder hata do"]
)
def test_why_it_is_not_needed_is_left_out(text: str):
    said = [part.concept for part in without_thanks(taken_apart(text))]
    assert said[:3] == ["WHO", "of", "reminder"]


@pytest.mark.parametrize(
    "text",
    [
        "Suresh ne 500 de diye, reminder cancel kar do",
        "Suresh ne paise nahi diye, reminder cancel kar do",
        "Suresh ne paise de diye, Priya ka reminder cancel kar do",
        "Suresh ne paise de diye, reminder bhejo",
        "Suresh paise dega, reminder cancel kar do",
    ],
)
def test_what_tells_more_or_wants_another_thing_stays(text: str):
    assert without_thanks(taken_apart(text)) == taken_apart(text)
