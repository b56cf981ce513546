import pytest

from execora.language.normalise import words
from execora.language.unglued import unglued


def cut(text: str) -> str:
    split = words(text)
    assert split is not None
    return " ".join(unglued(split, lambda word: word == "kardo").plain)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("500 degaya", "500 de gaya"),
        ("500 milgaye", "500 mil gaye"),
        ("500 aagye", "500 aa gye"),
        ("500 agaya", "500 aa gaya"),
        ("jama krlo", "jama kr lo"),
        ("Dediye", "de diye"),
    ],
)
def test_a_verb_is_cut_from_what_colours_it(text: str, pieces: str):
    assert cut(text) == pieces


@pytest.mark.parametrize("text", ["chalo", "gaya", "kardo", "modi", "aadi", "nadiya", "halo"])
def test_what_is_another_word_or_somebody_is_left_whole(text: str):
    assert cut(text) == text
