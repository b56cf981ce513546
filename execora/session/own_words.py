"""Whether what was heard is what we said ourselves: the last guard, where the sound of it came through. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from execora.language.normalise import plain
from execora.language.phonetic import key

if TYPE_CHECKING:
    from collections.abc import Sequence

NEARLY_ALL = 0.8
"""The share of the words that must be ours: recognisers write numbers in figures, and hear some words wrongly."""

FEWEST = 4
"""Words from which on a part of what was said is taken for ours. "Rahul Sharma" may well be the answer to "Rahul Sharma
ya Rahul Verma?"; fewer words must be nearly the whole of it."""


def are_own(heard: str, said: str) -> bool:
    """Tell whether words are, nearly all and in order, those that were just said aloud; in whichever script."""
    if not said or not heard:
        return False
    ours, words = _keys(said), _keys(heard)
    common = _in_common(words, ours)
    whole = common >= NEARLY_ALL * len(ours) and len(words) > 1
    return common >= NEARLY_ALL * len(words) and (len(words) >= FEWEST or whole)


def _keys(text: str) -> list[str]:
    """Return how words sound without their vowels, which differ most from one recogniser, or script, to another."""
    sounds = map(key, plain(text))
    return [sound.translate(_VOWELS) or sound for sound in sounds]


_VOWELS = str.maketrans("", "", "aeiouy")


def _in_common(some: Sequence[str], others: Sequence[str]) -> int:
    """Return how many words are the same, in the same order."""
    blocks = SequenceMatcher(None, some, others, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)
