import pytest

from execora.language.plain_yes import LEAST_ALONE, LEAST_OF_ONE_WORD, LEAST_WITH_DEED, is_plain_yes


@pytest.mark.parametrize("text", ["Haan.", "yes", "OK", "हाँ", "Sahi."])
def test_a_yes_of_one_word_is_believed_where_the_ears_are_as_good_as_sure(text: str):
    assert is_plain_yes(text, LEAST_OF_ONE_WORD)
    assert not is_plain_yes(text, LEAST_OF_ONE_WORD - 0.01)


@pytest.mark.parametrize("text", ["haan ji", "Haanji.", "Theek hai.", "Haan sahi hai.", "जी हाँ", "ठीक है"])
def test_a_bare_yes_of_more_is_believed_where_they_are_certain(text: str):
    assert is_plain_yes(text, LEAST_ALONE)
    assert not is_plain_yes(text, LEAST_ALONE - 0.01)


@pytest.mark.parametrize(
    "text", ["Haan, kar do.", "haan haan likh do", "theek hai kar do", "bill pakka karo", "yes, write it", "हाँ लिख दो"]
)
def test_a_yes_with_a_deed_is_believed_sooner(text: str):
    assert is_plain_yes(text, LEAST_WITH_DEED)
    assert not is_plain_yes(text, LEAST_WITH_DEED - 0.01)


@pytest.mark.parametrize(
    "text", ["", "Ha ha ha.", "Haan haan haan.", "Haan mai.", "Karo.", "kar do", "ji", "Haan hame atahun."]
)
def test_what_hums_laughter_and_halves_of_sentences_become_is_never_believed(text: str):
    assert not is_plain_yes(text, 1.0)
