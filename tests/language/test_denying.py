"""Whether a sentence is a no; the many ways to say it stand in the table of sentences."""

import pytest

from execora.language.clause import Clause, clause
from execora.language.denying import refuses
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
        "nahi",
        "abhi nahi",
        "rehne do",
        "nahi abhi mat bhejo",
        "haan nahi nahi rehne do",
        "theek nahi lag raha, mat likho",
        "zaroorat nahi hai",
        "baad mein",
        "dono nahi",
        "छोड़ो यार",
    ],
)
def test_a_no_is_heard_in_any_order_of_its_words(text: str):
    assert refuses(heard(text), question=False)


@pytest.mark.parametrize(
    "text",
    [
        "haan",
        "nahi 300",
        "Rahul nahi Suresh",
        "baad mein bhejna",
        "kya nahi",
        "kyun nahi",
        "500 mat likho",
        "bhool gaya",
    ],
)
def test_what_says_more_or_when_is_no_no(text: str):
    assert not refuses(heard(text))


@pytest.mark.parametrize("text", ["cancel karo", "galat hai", "band karo"])
def test_calling_off_is_a_no_to_a_question_only(text: str):
    assert refuses(heard(text))
    assert not refuses(heard(text), question=False)
