import pytest

from execora.language.clause import clause
from execora.language.normalise import words
from execora.language.scan import scan
from execora.language.tone import tone
from execora.language.unmeant import why_not
from tests.speech import demo

KNOWN = demo()


def reason(text: str) -> str | None:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    return why_not(clause(parts, KNOWN, tone(parts), split.plain))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Rahul ne 500 diye", None),
        ("Rahul ne aadhe diye", "number"),
        ("Rahul ne 500 nahi diye", "negated"),
        ("ek customer ne 500 diye", "direction"),
        ("Rahul ke khate mein 500 darj hai", "owed"),
        ("Rahul has 500 credit", "owed"),
        ("Rahul 500 dega", "promised"),
        ("Rahul ke khate mein shaam ko 500 likhna", "promised"),
        ("Rahul ke khate mein 5 baje 500 likhna", "promised"),
        ("Rahul bola 500 diye", "reported"),
        ("Rahul ne shayad 500 diye", "unexplained"),
        ("Rahul ne pehle 500 diye the", "unexplained"),
        ("Rahul ne 500 300 diye", "about"),
        ("Rahul ne 300 cash 200 diye", "number"),
    ],
)
def test_what_never_moves_money_has_a_reason(text: str, why: str | None):
    assert reason(text) == why


def test_what_was_done_in_the_morning_is_no_promise():
    assert reason("Rahul ne subah 500 diye") is None
