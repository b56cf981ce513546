from __future__ import annotations

import pytest

from execora.language.billing import begins, billed, cuts
from execora.language.clause import Clause, clause
from execora.language.normalise import words
from execora.language.reading import Setting
from execora.language.scan import scan
from execora.language.tone import tone
from tests.speech import NOW, demo

DEMO = demo()


def taken_apart(text: str) -> Clause:
    said = words(text)
    assert said
    parts = scan(said, DEMO)
    return clause(parts, DEMO, tone(parts), said.plain)


@pytest.mark.parametrize(
    "text",
    [
        "Rahul ko 2 doodh ka bill bana do",
        "Rahul ka bill kaat do",
        "Rahul ke liye bill kholo",
        "start a bill for Rahul",
        "raise an invoice for Rahul for 2 milk",
        "Rahul 2 doodh le gaya",
        "Rahul 2 doodh le ja raha hai",
        "Rahul ko 2 doodh de diye bill bana do",
        "Rahul ke hisaab mein 2 doodh chadha do",
        "Rahul ke bill mein 2 doodh likh do",
        "Rahul 2 doodh",
    ],
)
def test_a_bill_is_asked_for(text: str):
    assert billed(taken_apart(text), Setting(NOW))


@pytest.mark.parametrize(
    "text",
    [
        "Rahul ka bill kam karo",
        "Rahul ka bill kholo",
        "raise 2 milk",
        "Rahul ka bill",
        "Rahul se 2 doodh le liye bill bana do",
        "Rahul doodh",
        "Rahul 2 doodh lega",
        "Rahul ke bill mein doodh likh do",
    ],
)
def test_no_bill_is_asked_for(text: str):
    assert not billed(taken_apart(text), Setting(NOW))


def test_goods_for_a_bill_begin_one_only_where_no_draft_is_open():
    said = taken_apart("Rahul ke bill mein 2 doodh daalo")
    assert begins(said, Setting(NOW))
    assert not begins(said, Setting(NOW, draft=True))


def test_a_bill_is_cut_with_kaat_and_not_with_kam():
    assert cuts(taken_apart("Rahul ka bill kaat do"))
    assert not cuts(taken_apart("Rahul ka bill kam kar do"))
