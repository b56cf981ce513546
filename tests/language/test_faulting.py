"""Whether something was understood wrongly; the many ways to say it stand in the table of sentences."""

import pytest

from execora.language.clause import Clause, clause
from execora.language.faulting import finds_fault
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
        "galat naam",
        "amount galat hai",
        "ise badlo",
        "theek karo",
        "correct it",
        "nahi kuch aur",
        "koi doosra customer",
        "रकम गलत है",
    ],
)
def test_what_is_wrong_is_said_without_what_is_right(text: str):
    assert finds_fault(heard(text))


@pytest.mark.parametrize(
    "text",
    [
        "galat hai",
        "nahi",
        "galat naam, Suresh",
        "theek hai",
        "rate badlo 32",
        "naam kya hai",
        "galat ho gaya",
    ],
)
def test_a_plain_no_and_what_is_right_are_no_fault(text: str):
    assert not finds_fault(heard(text))
