"""Whether somebody asks what can be said; the many ways to ask it stand in the table of sentences."""

import pytest

from execora.language.clause import Clause, clause
from execora.language.helping import wants_help
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
        "madad karo",
        "help chahiye thodi",
        "kya kya bol sakta hoon main",
        "main kya kya bol sakta hoon",
        "aap kya kya kaam karte ho",
        "ye app kaise chalta hai batao",
        "what can I ask you to do",
        "मदद चाहिए, कैसे use करूँ",
    ],
)
def test_help_is_asked_for_in_any_order_of_its_words(text: str):
    assert wants_help(heard(text))


@pytest.mark.parametrize(
    "text",
    [
        "kaise ho",
        "tum kaun ho",
        "kya kar rahe ho",
        "Rahul ki madad karo",
        "kaam kaisa chal raha hai",
        "kya kar diya tumne",
        "what should I order",
        "bijli kab aayegi",
    ],
)
def test_small_talk_and_other_questions_are_no_call_for_help(text: str):
    assert not wants_help(heard(text))
