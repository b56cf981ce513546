import pytest

from execora.language.normalise import words
from execora.language.scan import scan
from tests.speech import demo

KNOWN = demo()


def said(text: str) -> str:
    split = words(text)
    assert split is not None
    return " ".join(part.concept for part in scan(split, KNOWN) if part.kind != "number")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Preet da balance", "WHO of balance"),
        ("Preet de 500 aa gaye", "WHO of come go"),
        ("Preet nu 500 ditte", "WHO to give"),
        ("Preet nu balance", "WHO of balance"),
        ("Preet ton 500 mile", "WHO from get"),
        ("Preet de khate ch 500 likho", "WHO of account in write"),
        ("500 cash te 300 upi", "cash and upi"),
        ("Preet ne 500 dene ne", "WHO by give is"),
        ("Vikram ro balance", "WHO of balance"),
        ("Vijay cha balance", "WHO of balance"),
        ("Vijay la 500 dile", "WHO to give"),
        ("Vijay kade kiti baki", "WHO on how much due"),
        ("Mehta bhai nu balance ketlu che", "WHO  of balance how much is"),
        ("Santosh ji ka kitna baki ba", "WHO ji of how much due is"),
        ("Kavita di ka balance", "WHO  of balance"),
    ],
)
def test_words_of_the_neighbours_mark_what_they_mark_at_home(text: str, parts: str):
    assert said(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rahul de gaya 500", "WHO give go"),
        ("Rahul ne di 500", "WHO by give"),
        ("cha ka bill", "GOODS of bill"),
        ("che packet doodh", "UNIT GOODS"),
        ("Rahul ne 500 diye the", "WHO by give was"),
        ("500 na likho", "nay write"),
    ],
)
def test_the_hindi_words_they_look_like_stay(text: str, parts: str):
    assert said(text) == parts
