"""What a voice is given to read: a voice that knows Hindi wants all of it in Devanagari.

It reads Roman letters by English rules, and then nobody understands "Rahul ke khate mein".
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Literal

from execora.language.aloud import aloud
from execora.language.hinglish import CLOSED, NAMES, PHRASES, WORDS
from execora.language.spelled import LETTERS_HI
from execora.language.transliterate import transliterate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from execora.language.reading import Language


def for_voice(text: str, language: Language, names: Mapping[str, str] | None = None) -> tuple[str, Literal["hi", "en"]]:
    """Return an answer's text for the ear as it is given to a voice, and in which language that voice should speak.

    English stays as it is. Hinglish, and what Roman letters are left in Hindi, is written in Devanagari: as the shop
    writes it (`names`, see `known_names`), as the words of our replies are written, or else by the rules of spelling.
    """
    text = aloud(text, language)
    if language == "en":
        return text, "en"
    text = unicodedata.normalize("NFC", "".join(_bare(sign) for sign in text))
    return _SPOKEN.sub(lambda run: _written(run, names or {}), text), "hi"


def known_names(pairs: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Return names as `for_voice` looks them up, given each in Roman letters and, where there is one, in Devanagari."""
    known: dict[str, str] = {}
    for roman, devanagari in pairs:
        if devanagari:
            known[roman.lower()] = devanagari
            words, written = roman.lower().split(), devanagari.split()
            known |= zip(words, written, strict=True) if len(words) == len(written) else ()
    return known


def _bare(sign: str) -> str:
    """Return a Latin letter without its accents; any other sign as it is."""
    base = unicodedata.normalize("NFD", sign)
    return base[0] if base[0].isascii() else sign


_WORD = "[A-Za-z]+(?:['’][A-Za-z]+)*"

_SPOKEN = re.compile(rf"{_WORD}(?: {_WORD})*")
"""Words with nothing but a space between them."""

_LONGEST_NAME = 4
"""Words that are looked up together."""


def _written(run: re.Match[str], names: Mapping[str, str]) -> str:
    words, done = run[0].split(" "), list[str]()
    begins = _BEGINS.search(run.string, 0, run.start()) is not None
    while words:
        length, written = _phrase(words, names) or (1, _word(words[0], names, begins=begins and not done))
        done.append(written)
        del words[:length]
    return " ".join(done)


_BEGINS = re.compile(r"(?:^|[.?!:;।])\s*\Z")
"""Behind it a sentence begins, and with a capital whatever the word."""


def _phrase(words: list[str], names: Mapping[str, str]) -> tuple[int, str] | None:
    """Return how many of the first words belong together, and how they are written."""
    for length in range(min(_LONGEST_NAME, len(words)), 1, -1):
        said = " ".join(words[:length]).lower()
        if written := names.get(said) or PHRASES.get(said):
            return length, written
    return None


def _word(word: str, names: Mapping[str, str], *, begins: bool) -> str:
    said = word.lower()
    by_name = names.get(said) or NAMES.get(said)
    if by_name and (said not in WORDS or (word[0].isupper() and not (begins and said in CLOSED))):
        return by_name
    if said in WORDS:
        return WORDS[said]
    if len(word) == 1 or _ABBREVIATION.fullmatch(word):
        return " ".join(LETTERS_HI[letter] for letter in word.upper())
    return transliterate(said)


_ABBREVIATION = re.compile("(?![B-DF-HJ-NP-TV-Z]+[AEIOU]+[B-DF-HJ-NP-TV-Z]$)[A-Z]{2,3}|[B-DF-HJ-NP-TV-Z]{2,5}")
"""Capitals that nobody can say as a word, as RAM can be."""

__all__ = ["for_voice", "known_names"]
