import pytest

from execora.language.moods import verbs
from execora.language.normalise import words
from execora.language.scan import scan
from tests.speech import demo

KNOWN = demo()


def moods(text: str) -> list[tuple[str, str]]:
    split = words(text)
    assert split is not None
    return [(verb.concept, verb.mood) for verb in verbs(scan(split, KNOWN))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("diye", [("give", "done")]),
        ("de diye hain", [("give", "done")]),
        ("diye the", [("give", "done")]),
        ("de chuka hai", [("give", "done")]),
        ("de gaya", [("give", "done")]),
        ("aa gaya", [("come", "done")]),
        ("jama ho gaya", [("happen", "done")]),
        ("likh do", [("write", "please")]),
        ("likh hi do", [("write", "please")]),
        ("likhdo", [("write", "please")]),
        ("add kar do", [("add", "please")]),
        ("cancel", [("cancel", "please")]),
        ("bhej dena", [("send", "to")]),
        ("bhejna", [("send", "to")]),
        ("dena hai", [("give", "must")]),
        ("dene the", [("give", "must")]),
        ("dena chahiye", [("give", "must")]),
        ("dena padega", [("give", "must")]),
        ("darj hai", [("write", "stands")]),
        ("darj the", [("write", "stands")]),
        ("add tha", [("add", "stands")]),
        ("dega", [("give", "will")]),
        ("de dega", [("give", "will")]),
        ("dene wala hai", [("give", "will")]),
        ("deta hai", [("give", "does")]),
        ("de raha hai", [("give", "going on")]),
        ("de sakta hai", [("give", "may")]),
        ("diye honge", [("give", "may")]),
        ("diye hote", [("give", "may")]),
        ("diya gaya", [("give", "may")]),
        ("de de", [("give", "bare")]),
        ("diye likh lo", [("give", "done"), ("write", "please")]),
        ("bolo 500 de de", [("say", "please"), ("give", "bare")]),
        ("paid", [("pay", "done")]),
        ("has paid", [("pay", "done")]),
        ("will pay", [("pay", "will")]),
        ("can pay", [("pay", "may")]),
        ("should pay", [("pay", "must")]),
        ("is paying", [("pay", "going on")]),
        ("owes", [("owe", "does")]),
        ("दिए हैं", [("give", "done")]),
        ("देने हैं", [("give", "must")]),
        ("लिख दो", [("write", "please")]),
    ],
)
def test_what_stands_around_a_verb_makes_its_mood(text: str, expected: list[tuple[str, str]]):
    assert moods(text) == expected


def test_jana_is_told_from_other_vectors():
    split = words("Rahul 500 de gaya")
    assert split is not None
    assert [verb.went for verb in verbs(scan(split, KNOWN))] == [True]
