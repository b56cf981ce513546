"""How much of a text is foreign to a shop: of several that a recogniser offers, the least foreign was likelier said."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from execora.language.lexicon import LEXICON, PHRASES
from execora.language.measures import MEASURES
from execora.language.normalise import plain
from execora.language.numbers import WORDS
from execora.language.phonetic import key
from execora.language.time_words import BEGINS

if TYPE_CHECKING:
    from collections.abc import Sequence


def strangers(text: str, terms: Sequence[str]) -> int:
    """Return how many words of a text no list knows, and no name of the shop's customers and goods sounds like."""
    names = _sounds(tuple(terms))
    return sum(word not in _KNOWN and not word[0].isdigit() and key(word) not in names for word in plain(text))


_KNOWN = frozenset(
    {
        *(*LEXICON, *MEASURES, *WORDS, *BEGINS),
        *(word for phrases in PHRASES.values() for phrase, _ in phrases for word in phrase),
    }
)


@lru_cache(maxsize=8)
def _sounds(terms: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key(word) for term in terms for word in plain(term))


__all__ = ["strangers"]
