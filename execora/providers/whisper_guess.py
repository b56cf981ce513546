"""What Whisper makes of a clip, and whether it is to be believed."""

from __future__ import annotations

import math
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Guess(NamedTuple):
    """What a clip may hold."""

    text: str
    log_probability: float
    """Of its tokens, on average; 0 is certain."""
    no_speech: float
    """How likely there is no speech in it at all, from 0 to 1."""
    echoes: bool = False
    """Whether every word of it stands in the prompt."""


MOST_NO_SPEECH = 0.5
LEAST_LOG_PROBABILITY = -1.0
LEAST_OF_AN_ECHO = -0.6
DOUBTFUL_NO_SPEECH, DOUBTFUL_LOG_PROBABILITY = 0.1, -0.4
"""For several people talking at once, Whisper makes sentences of the prompt's words. It is less certain of them than of
what is really said in those words, or of whether there is speech at all. Of one or two words it is seldom certain."""
MOST_COMPRESSION = 2.2
MOST_WORDS_A_SECOND = 6
WORDS_BESIDES = 2
"""Nobody says more words than these and so many a second."""


def believable(guess: Guess, seconds: float) -> bool:
    """Tell whether a guess at a clip of that length is worth anything: Whisper writes commands for noise, too."""
    words = len(guess.text.split())
    return (
        guess.no_speech <= MOST_NO_SPEECH
        and guess.log_probability >= LEAST_LOG_PROBABILITY
        and words <= WORDS_BESIDES + MOST_WORDS_A_SECOND * seconds
        and _compression(guess.text) <= MOST_COMPRESSION
        and not (words > 2 and _doubtful(guess))
    )


def _doubtful(guess: Guess) -> bool:
    if guess.echoes and guess.log_probability < LEAST_OF_AN_ECHO:
        return True
    return guess.no_speech > DOUBTFUL_NO_SPEECH and guess.log_probability < DOUBTFUL_LOG_PROBABILITY


def likeliest(guesses: Sequence[Guess], seconds: float, strangers: Callable[[str], int]) -> Guess | None:
    """Return which of several guesses at a clip is to be believed; None where none is.

    The first are the likelier ones, but one with fewer `strangers`, words that nobody knows, comes before them.
    """
    believed = [guess for guess in guesses if believable(guess, seconds)]
    return min(believed, key=lambda guess: strangers(guess.text), default=None)


def confidence(guess: Guess) -> float:
    """Return how certain the words of a guess are on average, from 0 to 1."""
    return min(1.0, math.exp(guess.log_probability))


def _compression(text: str) -> float:
    """Return how much smaller a text gets: one that goes round in circles gets much smaller."""
    plain = text.encode()
    return len(plain) / len(zlib.compress(plain)) if plain else 0.0


__all__ = ["Guess", "believable", "confidence", "likeliest"]
