"""Whether somebody asks how far the work is; the many ways to ask it stand in the table of sentences."""

import pytest

from execora.language.clause import Clause, clause
from execora.language.inquiring import asks_for_status
from execora.language.normalise import words
from execora.language.scan import scan
from execora.language.tone import tone
from tests.speech import demo

KNOWN = demo()


def heard(text: str) -> Clause:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    return clause(parts, KNOWN, tone(parts), split.plain)


@pytest.mark.parametrize(
    "text",
    [
        "kya chal raha hai",
        "kaam hua ki nahi abhi tak",
        "kitne kaam baki hain line mein",
        "ho gaya kya",
        "status batao",
        "are you done?",
        "What are you working on right now?",
        "काम कहाँ तक पहुँचा",
    ],
)
def test_what_runs_waits_or_is_done_is_asked_about(text: str):
    assert asks_for_status(heard(text))


@pytest.mark.parametrize(
    "text",
    [
        "kaam karo",
        "aaj ka kaam khatam hone wala hai",
        "kya kya khatam ho gaya",
        "kinka kinka baaki chal raha hai",
        "Rahul ka kaam hua kya",
        "kitna hua",
        "bill ho gaya kya",
        "kaam chal raha hai",
    ],
)
def test_work_of_others_goods_and_money_are_not(text: str):
    assert not asks_for_status(heard(text))
