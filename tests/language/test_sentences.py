"""Whole sentences without what carries nothing."""

from execora.language.normalise import words
from execora.language.sentences import bare, sentences


def stripped(text: str) -> str:
    split = words(text)
    assert split is not None
    return bare(split.plain)


def test_politeness_and_pauses_carry_nothing():
    assert stripped("arre bhai, ek minute ji!") == "ek minute"


def test_a_question_is_another_sentence():
    assert stripped("not now?") == "not now ?"


def test_a_word_that_points_at_something_stays():
    assert stripped("please do it") == "do it"


def test_a_list_is_given_with_bars():
    assert sentences("not now | arre ek minute", "बाद में") == {"not now", "ek minute", "बाद में"}
