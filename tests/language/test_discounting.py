from __future__ import annotations

import pytest

from execora.language.clause import clause
from execora.language.corrections import corrected
from execora.language.discounting import discounts
from execora.language.normalise import words
from execora.language.reading import Setting
from execora.language.scan import scan
from execora.language.tone import tone
from tests.speech import NOW, demo

DEMO = demo()


def discounted(text: str, *, draft: bool = False) -> bool:
    said = words(text)
    assert said
    parts = corrected(scan(said, DEMO))
    return discounts(clause(parts, DEMO, tone(parts), said.plain), Setting(NOW, draft=draft))


@pytest.mark.parametrize("text", ["5% discount do", "bill mein 20 kam karo", "Rahul ke bill pe 20 ki chhoot"])
def test_a_discount_on_a_bill_needs_no_open_draft_to_be_understood(text: str):
    assert discounted(text)


@pytest.mark.parametrize("text", ["20 kam karo", "doodh pe 2 kam karo", "Rahul ko 500 ki chhoot do"])
def test_what_could_be_about_money_that_is_owed_needs_an_open_draft(text: str):
    assert discounted(text, draft=True)
    assert not discounted(text)


@pytest.mark.parametrize(
    "text",
    [
        "5% discount mat do",
        "5% discount diya",
        "5% discount dena hai",
        "kya 5% discount doon",
        "5% aur 10% discount do",
        "discount do",
        "mujhe 5% discount do",
        "doodh 2 rupaye kam karo",
        "2 doodh pe 5 rupaye chhoot",
        "Rahul ke khate mein 20 ki chhoot",
        "Rahul ke 20 kam karo",
        "kal 5% discount do",
    ],
)
def test_nothing_else_is_a_discount(text: str):
    assert not discounted(text, draft=True)
