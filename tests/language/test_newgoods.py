from __future__ import annotations

import pytest

from execora.language.clause import clause
from execora.language.newgoods import NewGoods, new_goods
from execora.language.normalise import words
from execora.language.scan import scan
from execora.language.tone import tone
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.speech import demo

KNOWN = demo()


def read(text: str, *, draft: bool = False) -> NewGoods | None:
    said = words(text)
    assert said
    parts = scan(said, KNOWN)
    return new_goods(clause(parts, KNOWN, tone(parts), said.plain), draft=draft)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("naya item Dosa Mix jodo 85 rupaye", NewGoods("Dosa Mix", Paise(85_00))),
        ("Dosa Mix naam ka item jodo 85 ka", NewGoods("Dosa Mix", Paise(85_00))),
        ("naya item Poha 60 rupaye kilo 25 kilo", NewGoods("Poha", Paise(60_00), Milli(25_000), "kg")),
        ("naya item Dosa Mix jodo stock 20 rate 85", NewGoods("Dosa Mix", Paise(85_00), Milli(20_000))),
        ("naya item Dosa Mix ek packet 85 ka", NewGoods("Dosa Mix", Paise(85_00), None, "packet")),
        ("naya item brown bread 50 rupaye", NewGoods("Brown Bread", Paise(50_00))),
        ("naya item jodo", NewGoods(None)),
    ],
)
def test_what_is_told_of_new_goods(said: str, expected: NewGoods):
    assert read(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "naya item Dosa Mix jodna hai 85 rupaye",
        "kal naya item Dosa Mix jodo 85 rupaye",
        "naya item Dosa Mix 500 gram 85 rupaye",
        "naya item Poha 60 rupaye kilo 20 packet",
        "naya item Dosa Mix darjan 85 rupaye",
        "naya item Dosa Mix 85 rupaye 90 rupaye",
        "Rahul ke liye naya item Dosa Mix jodo 85 rupaye",
        "naya item maggi jodo",
        "Dosa Mix jodo 85 rupaye",
    ],
)
def test_what_tells_of_no_new_goods(said: str):
    assert read(said) is None


@pytest.mark.parametrize(("said", "meant"), [("naya item Poha jodo 60 ka", True), ("item Poha jodo 60 ka", False)])
def test_while_a_draft_is_open_the_word_new_must_be_said(said: str, meant: bool):
    assert read(said) is not None
    assert (read(said, draft=True) is not None) is meant
