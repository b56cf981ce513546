"""Whether a guess at a clip is to be believed."""

from __future__ import annotations

import pytest

from execora.providers.whisper_guess import Guess, believable, confidence

SAID = "Rahul ka balance batao."


@pytest.mark.parametrize(
    ("guess", "seconds"),
    [
        (Guess(SAID, -0.3, 0.02), 1.4),
        (Guess(SAID, -0.95, 0.1), 1.4),
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
        (Guess(SAID, -0.3, 0.02), 0.3),
        (Guess("Suresh, " * 20, -0.2, 0.02), 6.0),
    ],
    ids=["no speech", "improbable", "more words than can be said", "in circles"],
)
def test_what_is_made_of_noise_is_not(guess: Guess, seconds: float):
    assert not believable(guess, seconds)


def test_confidence_is_a_likelihood():
    assert confidence(Guess(SAID, 0.0, 0.0)) == 1.0
    assert confidence(Guess(SAID, -0.693147, 0.0)) == pytest.approx(0.5)
    assert confidence(Guess(SAID, 0.01, 0.0)) == 1.0
