import pytest

from execora.language.normalise import words
from execora.language.people import Person, people
from execora.language.scan import scan
from tests.speech import demo

KNOWN = demo()


def spoken_of(text: str) -> list[Person]:
    split = words(text)
    assert split is not None
    return people(scan(split, KNOWN), KNOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rahul ne", [("Rahul", "by")]),
        ("Rahul bhai ko", [("Rahul", "to")]),
        ("Sunita aunty se", [("Sunita aunty", "from")]),
        ("Rahul ke naam", [("Rahul", "named")]),
        ("Rahul ke liye", [("Rahul", "for")]),
        ("paid to Rahul", [("Rahul", "to")]),
        ("from the Rahul", [("Rahul", "from")]),
        ("Rahul's balance", [("Rahul", "of")]),
        ("Rahul 500", [("Rahul", "bare")]),
        ("Bharat ATM wale ne", [("Bharat ATM wala", "by")]),
        ("Rahul Rahul ne", [("Rahul", "by")]),
        ("Rahul aur Suresh ko", [("Rahul", "to"), ("Suresh", "to")]),
        ("Rahul ne Suresh ke", [("Rahul", "by"), ("Suresh", "of")]),
        ("didi ne", [("didi", "by")]),
        ("Rahul ke bhai ne", [("Rahul", "of"), ("bhai", "by")]),
        ("doodh wale ne", [("doodh wala", "by")]),
        ("Rakesh ne", [("Rakesh", "by")]),
        ("Rakesh 500", [("Rakesh", "bare")]),
        ("remind Zubair", [("Zubair", "bare")]),
    ],
)
def test_somebody_is_what_the_words_around_them_make_them(text: str, expected: list[tuple[str, str]]):
    assert [(person.said, person.role) for person in spoken_of(text)] == expected


@pytest.mark.parametrize(
    ("text", "ref", "role"),
    [
        ("usne", "active", "by"),
        ("us ko", "active", "to"),
        ("उसका", "active", "of"),
        ("is customer ka", "active", "of"),
        ("maine", "shop", "by"),
        ("mujhe", "shop", "to"),
        ("sabko", "all", "to"),
        ("sab customers ko", "all", "to"),
        ("sabhi udhaar walon ko", "all", "to"),
        ("pehle wale ka", "previous", "of"),
        ("pichla customer", "previous", "bare"),
    ],
)
def test_a_pronoun_is_somebody_too(text: str, ref: str, role: str):
    assert [(person.ref, person.role) for person in spoken_of(text)] == [(ref, role)]


def test_a_known_name_with_a_word_too_many_is_nobody_known():
    assert not spoken_of("Rahul Kumar ne")[0].known
    assert spoken_of("Rahul Verma ne")[0].known


@pytest.mark.parametrize("text", ["kheera", "2 kilo kheera ka bill", "balance batao", "kisi ne"])
def test_what_is_nobody(text: str):
    assert spoken_of(text) == []
