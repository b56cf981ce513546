import pytest

from execora.language.lexicon import LEXICON, PHRASES
from execora.language.measures import MEASURES, RUPEES
from execora.language.normalise import plain
from execora.language.numbers import SMALL
from execora.language.verbs import verb_words

TWICE = {"दो", "do", "one", "ek", "एक", "saath", "sath", "katta", "katte"}
"""Words that are a number or a unit and something else: `scan` decides."""


def test_every_spelling_is_one_word_as_it_is_looked_up():
    assert all(plain(word) == [word] for word in LEXICON if word != "'s")


def test_no_word_of_the_lexicon_is_a_number_or_a_unit_unawares():
    assert not (LEXICON.keys() & (SMALL.keys() | MEASURES.keys())) - TWICE
    assert not LEXICON.keys() & RUPEES


def test_a_verb_form_stands_for_one_verb():
    verbs: dict[str, set[str]] = {}
    for word, part in verb_words():
        verbs.setdefault(word, set()).add(part.concept)
    assert not {word: concepts for word, concepts in verbs.items() if len(concepts) > 1}


@pytest.mark.parametrize(
    ("spellings", "concept"),
    [
        ("batao bataao btao bataiye bata बताओ बताइए", "tell"),
        ("udhaar udhar udhari उधार credit", "udhaar"),
        ("bill bil बिल invoice", "bill"),
        ("reminder remainder रिमाइंडर", "reminder"),
        ("balance belens बैलेंस", "balance"),
        ("khata khaate खाते account", "account"),
        ("likho likhdo likhna likhiye लिखो लिखना", "write"),
        ("chadhao chadha चढ़ाओ", "charge"),
        ("diya diye dena dega dijiye दिया देगा", "give"),
    ],
)
def test_spellings_of_one_word_stand_for_one_thing(spellings: str, concept: str):
    assert {LEXICON[plain(word)[0]].concept for word in spellings.split()} == {concept}


def test_the_longest_phrase_goes_first():
    assert all(
        [len(words) for words, _ in phrases] == sorted((len(words) for words, _ in phrases), reverse=True)
        for phrases in PHRASES.values()
    )
