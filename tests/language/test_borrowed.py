"""English words in Devanagari."""

import pytest

from execora.language.borrowed import SPELT
from execora.language.normalise import plain
from execora.language.phonetic import is_devanagari, key, roman


@pytest.mark.parametrize(("written", "spelt"), [("पंप", "pump"), ("पम्प", "pump"), ("मिक्स", "mix"), ("ऑफ़िस", "office")])
def test_an_english_word_is_spelt_as_in_english(written: str, spelt: str):
    assert roman(written) == spelt


@pytest.mark.parametrize(("written", "spelt"), SPELT.items())
def test_both_spellings_sound_the_same(written: str, spelt: str):
    assert is_devanagari(written)
    assert key(written) == key(spelt)


def test_a_landmark_is_found_in_either_script():
    assert [key(word) for word in plain("पेट्रोल पंप")] == [key(word) for word in plain("petrol pump")]


def test_any_other_word_is_spelt_by_its_letters():
    assert roman("सूजी") == "suji"
