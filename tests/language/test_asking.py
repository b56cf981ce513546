import pytest

from execora.language.asking import (
    asks_about_all,
    asks_about_payment,
    asks_for_statement,
    brings_out,
    whose_statement,
)
from execora.language.clause import Clause, clause
from execora.language.normalise import words
from execora.language.reading import Entities
from execora.language.scan import scan
from execora.language.tone import tone
from tests.speech import demo

KNOWN = demo()


def of(text: str) -> Clause:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    return clause(parts, KNOWN, tone(parts), split.plain)


@pytest.mark.parametrize(
    "text",
    [
        "Rahul ne paise diye kya",
        "Rahul ne diye ya nahi",
        "kab diye the",
        "did Rahul pay",
        "Rahul ka last payment batao",
    ],
)
def test_a_question_about_a_payment(text: str):
    assert asks_about_payment(of(text))


@pytest.mark.parametrize(
    "text",
    [
        "Rahul ne 500 diye",
        "Rahul ko 500 diye kya",
        "Rahul kab dega",
        "Rahul ne 2 milk diye kya",
        "kisne paise diye",
        "aaj kitne paise aaye",
        "Rahul ka payment 500 likho",
        "Rahul aur Suresh ne diye kya",
        "agar Rahul ne diye to kya",
    ],
)
def test_no_question_about_a_payment(text: str):
    assert not asks_about_payment(of(text))


@pytest.mark.parametrize("text", ["Rahul ka khata dikhao", "Rahul ka poora hisaab batao", "Rahul ka hisaab bhejo"])
def test_an_account_is_asked_for_whole(text: str):
    assert asks_for_statement(of(text))


@pytest.mark.parametrize(
    "text",
    ["Rahul ka hisaab batao", "Rahul ka khata kitna hai", "Rahul ke khate mein 500 likho", "Rahul ka hisaab mat bhejo"],
)
def test_only_the_balance_is_asked_for_or_something_else(text: str):
    assert not asks_for_statement(of(text))


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("Suresh ko uska hisaab bhejo", Entities(customer="Suresh")),
        ("khata dikhao", Entities(customer_ref="active")),
        ("mujhe Suresh ka khata dikhao", Entities(customer="Suresh")),
        ("mera khata dikhao", None),
        ("sabka khata dikhao", None),
        ("Rahul aur Suresh ka khata dikhao", None),
    ],
)
def test_whose_account_it_is(text: str, whose: Entities | None):
    assert whose_statement(of(text)) == whose


@pytest.mark.parametrize(
    ("text", "all_of_it"),
    [
        ("poora udhaar kitna hai", True),
        ("how much is outstanding", True),
        ("kitna paisa udhaar mein hai", True),
        ("Rahul ka poora udhaar kitna hai", False),
        ("kitna baaki hai", False),
    ],
)
def test_what_all_owe_is_asked_about_where_nobody_is_named(text: str, all_of_it: bool):
    assert asks_about_all(of(text)) == all_of_it


@pytest.mark.parametrize(("text", "shown"), [("Rahul ki jankari nikalo", True), ("Rahul ki jankari hatao", False)])
def test_what_is_brought_out_is_not_taken_away(text: str, shown: bool):
    assert brings_out(of(text)) == shown
