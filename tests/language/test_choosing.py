import pytest

from execora.language.choosing import chosen
from execora.language.clause import clause
from execora.language.normalise import words
from execora.language.reading import Entities
from execora.language.scan import scan
from execora.language.tone import tone
from tests.speech import demo

KNOWN = demo()


def choice(text: str) -> Entities | None:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    reading = chosen(clause(parts, KNOWN, tone(parts), split.plain))
    return reading.entities if reading else None


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("pehla wala", Entities(index=0)),
        ("doosra", Entities(index=1)),
        ("teesra wala", Entities(index=2)),
        ("aakhri", Entities(index=-1)),
        ("number 2", Entities(index=1)),
        ("2", Entities(index=1)),
        ("the second one", Entities(index=1)),
        ("दूसरा वाला", Entities(index=1)),
        ("Agra wala", Entities(customer="Agra wala")),
        ("Agra wale ka", Entities(customer="Agra wala")),
        ("Yadav wala", Entities(customer="Yadav")),
        ("mandir gali wala", Entities(customer="Mandir Gali wala")),
        ("haan Bharat Yadav", Entities(customer="Bharat Yadav")),
        ("5671", Entities(customer="5671")),
        ("आगरा वाला", Entities(customer="Agra wala")),
        ("doosre ka", Entities(index=1)),
        ("pehla wala hi", Entities(index=0)),
        ("chana dal", Entities(product="chana dal", customer="Chana Dal")),
    ],
)
def test_an_answer_says_nothing_but_which(text: str, entities: Entities):
    assert choice(text) == entities


@pytest.mark.parametrize(
    "text",
    [
        "Agra wale ka balance batao",
        "Rahul ne 500 diye",
        "kaun sa",
        "nahi",
        "2 ya 3",
        "doosra nahi",
        "ruko",
        "ek second",
        "pehle bolo",
        "last mein",
        "Yadav ji namaste",
        "Yadav ko bolo",
        "Agra wale ko 500 ka reminder",
        "mujhe nahi pata kaun sa wala hai yaar batao",
    ],
)
def test_what_says_more_is_no_choice(text: str):
    assert choice(text) is None
