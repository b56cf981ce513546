"""Whether somebody wants to hear it again; the many ways to say it stand in the table of sentences."""

import pytest

from execora.language.clause import clause
from execora.language.normalise import words
from execora.language.repeating import wants_again
from execora.language.scan import scan
from execora.language.tone import tone
from tests.speech import demo

KNOWN = demo()


def is_asked_again(text: str) -> bool:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    return wants_again(clause(parts, KNOWN, tone(parts), split.plain))


@pytest.mark.parametrize("text", ["phir se bolo", "kya bola?", "bhai dobara batao", "say that again", "क्या कहा"])
def test_the_last_answer_is_wanted_again(text: str):
    assert is_asked_again(text)


@pytest.mark.parametrize(
    "text", ["phir se likho", "phir se kar do", "Rahul ne kya bola", "Rahul ka balance phir se batao", "bolo", "kya"]
)
def test_anything_else_is_not(text: str):
    assert not is_asked_again(text)
