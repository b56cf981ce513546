"""What a voice is given to read: a voice that knows Hindi wants all of it in Devanagari.

It reads Roman letters by English rules, and then nobody understands "Rahul ke khate mein".
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Literal

from execora.language.aloud import aloud
from execora.language.hinglish import AFTER_A_NAME, CLOSED, COUNTED, LARGER, NAMES, PHRASES, TOGETHER, WITH, WORDS
from execora.language.spelled import LETTERS_HI
from execora.language.transliterate import transliterate
from execora.language.written import UNITS_HI

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    at = 0
    while at < len(words):
        length, written = _phrase(words[at:], names) or (1, _word(words, at, names, begins=begins and at == 0))
        done.append(written)
        at += length
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


def _word(words: Sequence[str], at: int, names: Mapping[str, str], *, begins: bool) -> str:
    word, said = words[at], words[at].lower()
    by_name = names.get(said) or NAMES.get(said)
    if by_name and (said not in WORDS or (word[0].isupper() and not (begins and _opens(said, words[at + 1 :])))):
        return by_name
    if said == TOGETHER and not _counts(words, at):
        return WITH
    if said in WORDS and not (said in UNITS_HI and word.isupper()):
        return WORDS[said]
    if len(word) == 1 or _ABBREVIATION.fullmatch(word):
        return " ".join(LETTERS_HI[letter] for letter in word.upper())
    return transliterate(said)


def _counts(words: Sequence[str], at: int) -> bool:
    """Tell whether a word that may be a number is one, where it stands."""
    before, after = words[:at], words[at + 1 :]
    return bool(before and before[-1].lower() in LARGER) or bool(after and after[0].lower() in COUNTED)


def _opens(said: str, after: Sequence[str]) -> bool:
    """Tell whether a sentence's first word is a word of ours, which has a capital only for that, and no name."""
    return said in CLOSED and not (after and (after[0] in AFTER_A_NAME or after[0][0].isupper()))


_ABBREVIATION = re.compile("(?![B-DF-HJ-NP-TV-Z]+[AEIOU]+[B-DF-HJ-NP-TV-Z]$)[A-Z]{2,3}|[B-DF-HJ-NP-TV-Z]{2,5}")
"""Capitals that nobody can say as a word, as RAM can be."""

__all__ = ["for_voice", "known_names"]
