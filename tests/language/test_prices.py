from __future__ import annotations

import pytest

from execora.language.clause import clause
from execora.language.normalise import words
from execora.language.prices import Priced, priced
from execora.language.scan import scan
from execora.language.tone import tone
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.speech import demo

KNOWN = demo()


def read(text: str, *, draft: bool = False) -> Priced | None:
    said = words(text)
    assert said
    parts = scan(said, KNOWN)
    return priced(clause(parts, KNOWN, tone(parts), said.plain), draft=draft)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("doodh ka rate 32 kar do", Priced("doodh", Paise(32_00))),
        ("doodh ka rate 30 se 32 kar do", Priced("doodh", Paise(32_00))),
        ("doodh ka rate badha ke 32 kar do", Priced("doodh", Paise(32_00))),
        ("chini ab 46.50 rupaye kilo", Priced("chini", Paise(46_50), "kg")),
        ("ek kilo chini ka rate 46", Priced("chini", Paise(46_00), "kg")),
        ("chini ka rate 11 rupaye pav kar do", Priced("chini", Paise(11_00), "kg", Milli(250))),
        ("anda 84 rupaye darjan kar do", Priced("anda", Paise(84_00), "piece", Milli(12_000))),
        ("masala maggi ka rate 15 kar do", Priced("masala maggi", Paise(15_00))),
    ],
)
def test_what_goods_are_to_cost(said: str, expected: Priced):
    assert read(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "doodh ka rate 2 rupaye badha do",
        "doodh ka rate badha do 2 rupaye",
        "doodh ka rate 32 hai",
        "doodh ka rate 32 tha",
        "doodh ka rate 32 karna hai",
        "kal se doodh ka rate 32 kar do",
        "doodh 32 kar do",
        "doodh chini ka rate 32 kar do",
        "ek kilo chini ka rate 46 rupaye kilo",
        "doodh ka rate 12.345 kar do",
        "20 ka doodh kar do",
    ],
)
def test_what_is_no_price(said: str):
    assert read(said) is None


@pytest.mark.parametrize(("said", "meant"), [("doodh ka rate 32 kar do", True), ("doodh 32 ka kar do", False)])
def test_while_a_draft_is_open_the_word_rate_must_be_said(said: str, meant: bool):
    assert read(said) is not None
    assert (read(said, draft=True) is not None) is meant
