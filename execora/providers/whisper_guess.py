"""What Whisper makes of a clip, and whether it is to be believed."""

from __future__ import annotations

import math
import zlib
from typing import NamedTuple


class Guess(NamedTuple):
    """What a clip may hold."""

    text: str
    log_probability: float
    """Of its tokens, on average; 0 is certain."""
    no_speech: float
    """How likely there is no speech in it at all, from 0 to 1."""


MOST_NO_SPEECH = 0.5
LEAST_LOG_PROBABILITY = -1.0
MOST_COMPRESSION = 2.2
MOST_WORDS_A_SECOND = 6
WORDS_BESIDES = 2
"""Nobody says more words than these and so many a second."""


def believable(guess: Guess, seconds: float) -> bool:
    """Tell whether a guess at a clip of that length is worth anything: Whisper writes commands for noise, too."""
    return (
        guess.no_speech <= MOST_NO_SPEECH
        and guess.log_probability >= LEAST_LOG_PROBABILITY
        and len(guess.text.split()) <= WORDS_BESIDES + MOST_WORDS_A_SECOND * seconds
        and _compression(guess.text) <= MOST_COMPRESSION
    )


def confidence(guess: Guess) -> float:
    """Return how certain the words of a guess are on average, from 0 to 1."""
    return min(1.0, math.exp(guess.log_probability))


def _compression(text: str) -> float:
    """Return how much smaller a text gets: one that goes round in circles gets much smaller."""
    plain = text.encode()
    return len(plain) / len(zlib.compress(plain)) if plain else 0.0


__all__ = ["Guess", "believable", "confidence"]
