"""Whether a clause agrees and says nothing else: haan, ji, theek hai, kar do."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from execora.language.lexicon import LEXICON
from execora.language.normalise import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from execora.language.clause import Clause

_BESIDE_A_YES = frozenset({"yes", "title", "verb", "filler", "pause", "aux", "noun"})
_NO_AGREEMENT = frozenset({"greeting", "again", "enough", "more", "rather", "only", "also", "you", "glued"})


def agrees(clause: Clause, verbs: AbstractSet[str]) -> bool:
    """Tell whether one of these verbs, or a word that agrees, is said, and nothing that could mean anything else.

    A greeting answers nothing, even with a ji; "ek aur" and "sirf" begin what is only half said. A verb alone must ask
    for something: "kar do" agrees, "note hai" tells.
    """
    if not clause.commands or clause.has(*_NO_AGREEMENT):
        return False
    if _breaks_off(clause.sentence) or _puts_right(clause.sentence):
        return False
    if any(part.kind not in _BESIDE_A_YES and part.concept != "nay" for part in clause.parts):
        return False
    if clause.has("yes"):
        return True
    if clause.has("thanks"):
        return False
    if clause.has("ji") and not clause.verbs:
        return clause.parts[0].concept == "ji" and all(part.kind in {"title", "pause"} for part in clause.parts)
    return bool(clause.acts & verbs - _TOO_LITTLE) and not clause.has("is", "was")


def _breaks_off(sentence: Sequence[str]) -> bool:
    """Tell of "haan lekin", "haan par"."""
    last = LEXICON.get(sentence[-1])
    return last is not None and last.kind in {"link", "post"}


def _puts_right(sentence: Sequence[str]) -> bool:
    """Tell of "theek karo": something is wrong. "Theek hai, karo" agrees."""
    return any(
        one in _RIGHT and other in LEXICON and LEXICON[other].kind in {"verb", "post"}
        for one, other in pairwise(sentence)
    )


_RIGHT = frozenset(plain("theek thik thek sahi right ठीक सही"))
_TOO_LITTLE = frozenset({"give", "keep"})
"""Alone, "do" is two as well, and "rakho" is said of anything."""
