import pytest

from execora.language.clause import clause
from execora.language.corrections import corrected
from execora.language.normalise import words
from execora.language.reading import Entities
from execora.language.scan import scan
from execora.language.teaching import taught
from execora.language.tone import tone
from tests.speech import demo

KNOWN = demo()


def read(text: str) -> Entities | None:
    split = words(text)
    assert split is not None
    parts = corrected(scan(split, KNOWN))
    return taught(clause(parts, KNOWN, tone(parts), split.plain))


@pytest.mark.parametrize(
    "text",
    [
        "Guddu matlab Rahul Verma",
        "Rahul Verma matlab Guddu",
        "Guddu ka matlab hai Rahul Verma",
        "Rahul Verma ko sab Guddu kehte hain",
        "Guddu Rahul Verma ko bolte hain",
        "we call Rahul Verma Guddu",
        "Rahul Verma is called Guddu",
        "Guddu Rahul Verma ka nickname hai",
    ],
)
def test_a_nickname_is_taught(text: str):
    assert read(text) == Entities(customer="Rahul Verma", nickname="Guddu")


@pytest.mark.parametrize(
    "text",
    [
        "Rahul matlab Suresh",
        "Suresh ko Rahul bolte hain",
        "kya Guddu matlab Rahul Verma",
        "Rahul Verma ko Guddu nahi bolte",
        "Rahul Verma ko Guddu bolo",
        "Rahul Verma ko Guddu bol raha hai",
        "Rahul Verma se Guddu bolte hain",
        "agar Guddu matlab Rahul Verma",
        "Guddu sorry Rahul Verma",
        "Guddu Rahul Verma",
        "ek do teen chaar Guddu Pappu Bablu Chintu matlab Rahul Verma",
    ],
)
def test_nothing_is_taught_by_other_words(text: str):
    assert read(text) is None
