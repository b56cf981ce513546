"""Verbs that are written as one word with what colours them: "degaya", "milgaye", "krliya" are two words each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.lexicon import LEXICON
from execora.language.normalise import Words

if TYPE_CHECKING:
    from collections.abc import Callable

_VECTORS = tuple("diya diye dia die gaya gaye gayi gya gye gyi liya liye lia lie dijiye lijiye dena lena lo".split())
_STEMS = {word: word for word, part in LEXICON.items() if part.kind == "verb" and part.form == "stem"} | {"a": "aa"}


def unglued(words: Words, is_somebody: Callable[[str], bool]) -> Words:
    """Cut such words in two, if they are nothing else and nobody is called so."""
    plain: list[str] = []
    shown: list[str] = []
    for word, as_written in zip(words.plain, words.shown, strict=True):
        pieces = () if word in LEXICON or is_somebody(word) else _pieces(word)
        plain += pieces or (word,)
        shown += pieces or (as_written,)
    return Words(plain, shown)


def _pieces(word: str) -> tuple[str, ...]:
    for vector in _VECTORS:
        stem = word.removesuffix(vector)
        if stem != word and stem in _STEMS and not (stem == "a" and vector[0] != "g"):
            return _STEMS[stem], vector
    return ()
