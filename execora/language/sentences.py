"""Whole sentences that mean one thing whatever their words mean elsewhere: "not now", "say that again", "ek minute"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.lexicon import LEXICON
from execora.language.normalise import plain

if TYPE_CHECKING:
    from collections.abc import Sequence


def sentences(*groups: str) -> frozenset[str]:
    """Return sentences that are listed with bars between them, each as `bare` gives it."""
    return frozenset(bare(plain(one)) for group in groups for one in group.split("|"))


def bare(sentence: Sequence[str]) -> str:
    """Return the words of a sentence without pauses, fillers and honorifics: "arre bhai, ek minute" is "ek minute".

    A question mark stays: "not now?" is another sentence than "not now".
    """
    return " ".join(word for word in sentence if not _is_polite(word))


def _is_polite(word: str) -> bool:
    part = LEXICON.get(word)
    if part is None or word in _POINTS:
        return word in {",", ";"}
    return part.kind == "title" or (part.kind == "filler" and part.concept == "")


_POINTS = frozenset(plain("it there ye yeh yah any some यह ये"))
"""Fillers that point at something: "do it" is no "do"."""
