from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.clauses import FIRST, LONG, LONGEST, SHORT, clauses

WORDS = st.lists(
    st.sampled_from(
        "Rahul Sharma ke paanch sau rupaye baaki hain. Ji. Theek hai, Dr. A. K. Gupta; राहुल के पाँच सौ रुपये बाकी हैं। "
        "Done! Anything else? 1,250.50 \n : ,".split(" ")
    ),
    max_size=40,
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("", []),
        ("Ji.", ["Ji."]),
        ("Rahul Sharma ke paanch sau rupaye baaki hain.", ["Rahul Sharma ke paanch sau rupaye baaki hain."]),
        (
            "Suresh ke khate mein baarah sau rupaye jod diye. Ab kul do hazaar teen sau rupaye baaki hain.",
            ["Suresh ke khate mein baarah sau rupaye jod diye. ", "Ab kul do hazaar teen sau rupaye baaki hain."],
        ),
        (
            "राहुल शर्मा ने पाँच सौ रुपये दिए। अब कुल पचास रुपये बाकी हैं।",
            ["राहुल शर्मा ने पाँच सौ रुपये दिए। ", "अब कुल पचास रुपये बाकी हैं।"],
        ),
        (
            "Shall I delete Rahul Sharma? Please say yes or no!",
            ["Shall I delete Rahul Sharma? ", "Please say yes or no!"],
        ),
    ],
)
def test_a_clause_ends_where_a_sentence_does(text: str, split: list[str]):
    assert clauses(text) == split


def test_what_is_tiny_is_said_with_what_stands_beside_it():
    assert clauses("Ji. Ho gaya. Aur kuch?") == ["Ji. Ho gaya. Aur kuch?"]
    assert clauses("Rahul Sharma ke paanch sau rupaye. Aur kuch?") == ["Rahul Sharma ke paanch sau rupaye. Aur kuch?"]


def test_a_full_stop_inside_a_name_ends_nothing():
    text = "Dr. Gupta Medical Stores aur A. K. Traders Pvt. Ltd. ke paas kuch baaki nahi."
    assert clauses(text) == [text]


def test_a_point_or_comma_inside_an_amount_ends_nothing():
    text = f"The bill of {'A long name ' * 3}is ₹1,250.50 in all."
    assert clauses(text) == [text]


def test_the_first_clause_of_a_long_list_is_short_and_the_others_are_not():
    text = ", ".join(f"Grahak number {name} paanch sau rupaye" for name in "ek do teen chaar paanch chhe saat".split())
    first, *others = clauses(text)
    assert SHORT <= len(first) <= FIRST
    assert all(FIRST < len(other) <= LONG for other in others[:-1])


def test_in_a_list_with_semicolons_a_name_keeps_its_landmark():
    text = (
        "Kaun sa Rahul: Rahul Verma, Station Road ke paas; Rahul Sharma, Bada Bazaar ki dukaan wala; "
        "ya Rahul Gupta, number ke aakhir mein paanch chhe saat ek?"
    )
    assert all(clause.rstrip().endswith((";", "?", ":")) for clause in clauses(text))
    assert len(clauses(text)) > 1


def test_without_any_pause_the_words_stay_whole():
    assert all(clause.endswith("rupaye ") for clause in clauses("sau rupaye " * 60)[:-1])
    assert max(map(len, clauses("a" * 1000))) <= LONGEST


@given(WORDS | st.text())
def test_joined_the_clauses_are_the_text_and_none_is_long(text: str):
    split = clauses(text)
    assert "".join(split) == text
    assert all(0 < len(clause) <= LONGEST + SHORT for clause in split)


@given(WORDS)
def test_only_a_text_that_is_tiny_itself_has_a_tiny_clause(text: str):
    split = clauses(text)
    assert len(split) == 1 or all(len(clause) >= SHORT for clause in split)
