"""The words of a sentence as what they stand for, wherever they stand."""

from execora.language.bag import LONGEST, Bag, bag, vocabulary
from execora.language.clause import clause
from execora.language.normalise import words
from execora.language.scan import scan
from execora.language.tone import tone
from tests.speech import demo

KNOWN = demo()
OWN = vocabulary({"again": "phir | phir se | एक बार फिर", "say/please": "farmaiye"})


def heard(text: str) -> Bag | None:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    return bag(clause(parts, KNOWN, tone(parts), split.plain), OWN)


def test_the_same_words_are_the_same_bag_in_any_order_and_script():
    assert heard("phir se bolo") == heard("bolo na phir se, bhai") == heard("फिर से बोलो") != heard("bolo")


def test_own_words_go_before_the_lexicon_and_long_ones_before_short_ones():
    assert heard("phir se farmaiye") == Bag(frozenset({"again", "say"}), frozenset({("say", "please")}))
    assert heard("एक बार फिर") == Bag(frozenset({"again"}), frozenset())


def test_two_words_of_one_concept_are_one_word():
    said = heard("kya chal raha hai")
    assert said is not None
    assert said.only("what", "run going_on is")
    assert not said.only("what run is")


def test_a_sentence_that_names_anybody_or_holds_an_unknown_word_is_none():
    assert heard("Rahul ko bolo") is None
    assert heard("9812345678 bolo") is None
    assert heard("zyxw bolo") is None
    assert heard("bolo " * (LONGEST + 1)) is None


def test_whose_it_is_keeps_a_sentence_from_being_about_the_talk():
    said = heard("uska bolo")
    assert said is not None
    assert said.has("they")


def test_what_is_asked_for_is_told_from_what_was_done_or_will_be():
    asked, done, later = heard("bolo"), heard("bola"), heard("bolega")
    assert asked is not None
    assert done is not None
    assert later is not None
    assert asked.asks_to("say")
    assert asked.tells_nothing
    assert done.was_done("say")
    assert not done.asks_to("say")
    assert not later.tells_nothing
