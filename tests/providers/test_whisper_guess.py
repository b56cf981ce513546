"""Whether a guess at a clip is to be believed."""

from __future__ import annotations

import pytest

from execora.providers.whisper_guess import Guess, believable, confidence, likeliest

SAID = "Rahul ka balance batao."


@pytest.mark.parametrize(
    ("guess", "seconds"),
    [
        (Guess(SAID, -0.3, 0.02), 1.4),
        (Guess(SAID, -0.95, 0.09), 1.4),
        (Guess(SAID, -0.39, 0.3), 1.4),
        (Guess("Cancel karo.", -0.8, 0.2, echoes=True), 0.9),
        (Guess(SAID, -0.5, 0.1, echoes=True), 1.4),
        (Guess("Haan.", -0.5, 0.1), 0.4),
        (Guess("Rahul ne paanch sau diye aur Suresh ne do sau diye aur Mohan ka balance batao", -0.3, 0.0), 6.0),
    ],
)
def test_speech_is_believed(guess: Guess, seconds: float):
    assert believable(guess, seconds)


@pytest.mark.parametrize(
    ("guess", "seconds"),
    [
        (Guess(SAID, -0.3, 0.97), 1.4),
        (Guess(SAID, -1.5, 0.02), 1.4),
        (Guess(SAID, -0.7, 0.02, echoes=True), 1.4),
        (Guess(SAID, -0.5, 0.2), 1.4),
        (Guess(SAID, -0.3, 0.02), 0.3),
        (Guess("Suresh, " * 20, -0.2, 0.02), 6.0),
    ],
    ids=[
        "no speech",
        "improbable",
        "put together from the prompt",
        "neither words nor speech are certain",
        "more words than can be said",
        "in circles",
    ],
)
def test_what_is_made_of_noise_is_not(guess: Guess, seconds: float):
    assert not believable(guess, seconds)


def test_confidence_is_a_likelihood():
    assert confidence(Guess(SAID, 0.0, 0.0)) == 1.0
    assert confidence(Guess(SAID, -0.693147, 0.0)) == pytest.approx(0.5)
    assert confidence(Guess(SAID, 0.01, 0.0)) == 1.0


def test_of_several_the_one_with_the_fewest_strangers_is_taken():
    guesses = [
        Guess("Rahul Kamele batao", -0.3, 0.0),
        Guess(SAID, -0.4, 0.0),
        Guess("Rahul ka balance bata.", -0.5, 0.0),
    ]
    assert likeliest(guesses, 1.4, lambda text: int("Kamele" in text)) is guesses[1]
    assert likeliest(guesses, 1.4, lambda _text: 0) is guesses[0]


def test_one_that_is_not_to_be_believed_is_not_taken_however_well_known_its_words():
    guesses = [Guess("Rahul Kamele batao", -0.3, 0.0), Guess(SAID, -1.4, 0.0)]
    assert likeliest(guesses, 1.4, lambda text: int("Kamele" in text)) is guesses[0]
    assert likeliest(guesses[1:], 1.4, lambda _text: 0) is None
    assert likeliest([], 1.4, lambda _text: 0) is None
