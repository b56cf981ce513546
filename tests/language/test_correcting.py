"""What is put right; the many ways to say it stand in the table of sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.clause import Clause, clause
from execora.language.correcting import correction, direction, is_marked
from execora.language.corrections import corrected
from execora.language.normalise import words
from execora.language.reading import Entities, Setting
from execora.language.scan import scan
from execora.language.tone import tone
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.speech import NOW, demo

KNOWN = demo()
QUESTION, DRAFT, CHOICE = (Setting(NOW, pending) for pending in ("question", "draft", "choice"))


def taken_apart(text: str) -> Clause:
    split = words(text)
    assert split is not None
    parts = corrected(scan(split, KNOWN))
    return clause(parts, KNOWN, tone(parts), split.plain)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("nahi 300", Entities(amount=Paise(300_00))),
        ("UPI, cash nahi", Entities(mode="upi")),
        ("not cash, UPI", Entities(mode="upi")),
        ("Suresh ne, Rahul nahi", Entities(customer="Suresh")),
        ("nahi 5%", Entities(percent=Milli(5000))),
        ("nahi bread", Entities(product="bread")),
        ("galat rakam", Entities()),
    ],
)
def test_what_is_put_right_is_found(text: str, entities: Entities):
    assert correction(taken_apart(text), QUESTION) == entities


@pytest.mark.parametrize(
    "text",
    [
        "nahi",
        "500 nahi",
        "nahi Suresh aur Amit",
        "nahi 300 400",
        "nahi cash UPI",
        "kya 300",
        "agar 300",
        "nahi 300 udhaar",
    ],
)
def test_what_leaves_it_open_puts_nothing_right(text: str):
    assert correction(taken_apart(text), QUESTION) is None


@pytest.mark.parametrize("text", ["UPI se", "300", "Suresh ka", "parso"])
def test_a_few_words_put_right_what_was_asked_and_nothing_else(text: str):
    heard = taken_apart(text)
    assert correction(heard, QUESTION) is not None
    assert correction(heard, DRAFT) is None
    assert correction(heard, CHOICE) is None
    assert correction(heard, Setting(NOW)) is None


def test_of_a_draft_a_number_is_so_many_and_of_a_question_so_much():
    assert correction(taken_apart("nahi 3"), DRAFT) == Entities(quantity=Milli(3000))
    assert correction(taken_apart("nahi 3"), QUESTION) == Entities(amount=Paise(3_00))
    assert correction(taken_apart("nahi 3 kilo"), QUESTION) == Entities(quantity=Milli(3000), unit="kg")


@pytest.mark.parametrize(
    ("text", "way"),
    [("nahi Suresh ne", "in"), ("nahi Suresh se", "in"), ("nahi Suresh ko", "out"), ("nahi Suresh ka", None)],
)
def test_whether_money_came_or_went_may_be_said_too(text: str, way: str | None):
    assert direction(taken_apart(text)) == way


def test_a_word_of_correction_is_heard():
    assert is_marked(taken_apart("sorry 300"))
    assert not is_marked(taken_apart("300"))


@given(st.lists(st.sampled_from("nahi not 300 500 Suresh Rahul UPI cash parso 3 kilo doodh ne ko se , haan".split())))
def test_no_order_of_words_is_too_much(said: list[str]):
    found = correction(taken_apart(" ".join(said) or "x"), QUESTION)
    assert found is None or set((found.customer or "").split()) <= {"Suresh", "Rahul"}
