"""Whether what was heard is what we said ourselves: the last guard, where the sound of it came through. Pure.

Who begins to speak while we do has passed the guard of the sound, and silences us within a moment: no more of us can be
in their words than a moment holds, the end of what we asked at the most. Only what was open already when we began, or
what nobody knows the beginning of, can hold a whole sentence of ours.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from execora.language.counting import DO
from execora.language.lexicon import LEXICON
from execora.language.normalise import plain
from execora.language.numbers import number_at
from execora.language.phonetic import key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEARLY_ALL = 0.8
"""The share of the words that must be ours: recognisers hear some words wrongly."""

FEWEST = 4
"""Words from which on a part of what was said is taken for ours. "Rahul Sharma" may well be the answer to "Rahul Sharma
ya Rahul Verma?"; fewer words must be nearly the whole of it, or its end."""

FEWEST_SECONDS = 0.8
"""How long it takes to say so many."""

LEAST_LETTERS = 3
"""Of the end of a sentence that is told from others: "hain" and "haan" would be the same."""

ECHO_SECONDS = 0.7
"""How late an echo is at the most; see `sound.echo.LATEST`."""

LATELY_SECONDS = 2.0
"""How long before the end of words that nobody knows the beginning of ours may have ended: what a recogniser takes for
their end may be a second later."""


class Uttered(NamedTuple):
    """When words were spoken, by the clock."""

    began_at: float | None
    """None where that is not known."""
    ended_at: float


class Played(NamedTuple):
    """A clause that a client was told to play."""

    text: str
    begins_at: float
    ends_at: float
    cut_short: bool = False
    """Whether its last words were never played."""

    def overlap(self, uttered: Uttered) -> float:
        """Return for how many seconds it was played while words were spoken."""
        begins_at = self.begins_at if uttered.began_at is None else max(self.begins_at, uttered.began_at)
        return min(self.ends_at, uttered.ended_at) - begins_at


def are_own(heard: str, uttered: Uttered, played: Sequence[Played]) -> bool:
    """Tell whether words can be those that were played when they were spoken, in whichever script."""
    since = uttered.ended_at - LATELY_SECONDS if uttered.began_at is None else uttered.began_at - ECHO_SECONDS
    around = [clause for clause in played if clause.begins_at < uttered.ended_at and clause.ends_at > since]
    within = [clause.text for clause in around if clause.overlap(uttered) >= FEWEST_SECONDS]
    return _is_stretch(_sounds(heard), _sounds(" ".join(within))) or any(_is_end(heard, clause) for clause in around)


# -- a stretch of it -----------------------------------------------------------


def _is_stretch(words: Sequence[str], ours: Sequence[str]) -> bool:
    """Tell whether words are nearly all of as many that stand together in ours, with no other number among them."""
    if not words or not ours:
        return False
    longest = SequenceMatcher(None, words, ours, autojunk=False).find_longest_match()
    start = max(longest.b - longest.a, 0)
    stretch = ours[start : start + len(words)]
    common = _in_common(words, stretch)
    enough = len(words) >= FEWEST or (len(words) > 1 and common >= NEARLY_ALL * len(ours))
    return enough and common >= NEARLY_ALL * len(words) and _numbers(words) <= _numbers(stretch)


def _in_common(some: Sequence[str], others: Sequence[str]) -> int:
    """Return how many words are the same, in the same order."""
    blocks = SequenceMatcher(None, some, others, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def _sounds(text: str) -> list[str]:
    """Return numbers by their value, and of other words how they sound without their vowels.

    Those differ most from one recogniser, or script, to another.
    """
    words = plain(text)
    sounds, at = [], 0
    while at < len(words):
        number = number_at(words, at, lambda at: _is_give(words, at))
        if number and not number.flaw:
            sounds.append(f"{_NUMBER}{number.value}")
            at = number.until
        else:
            sound = key(words[at])
            sounds.append(sound.translate(_VOWELS) or sound)
            at += 1
    return sounds


def _is_give(words: Sequence[str], at: int) -> bool:
    """Tell of the "do" of "kar do", which is not two."""
    before = LEXICON.get(words[at - 1]) if at else None
    return words[at] in DO and before is not None and before.kind == "verb"


def _numbers(sounds: Sequence[str]) -> set[str]:
    return {sound for sound in sounds if sound.startswith(_NUMBER)}


_NUMBER = "#"
_VOWELS = str.maketrans("", "", "aeiouy")


# -- the end of it -------------------------------------------------------------


def _is_end(heard: str, clause: Played) -> bool:
    """Tell whether a few words are the last ones of a sentence: "kar do" is what is heard of "Kar doon?"."""
    words = plain(heard)
    spoken = _run_together(words)
    if len(words) >= FEWEST or len(spoken) < LEAST_LETTERS:
        return False
    *before, last = _GAP.split(clause.text)
    sentences = [sentence for sentence in before if sentence.endswith(_ASKING)]
    return any(spoken in _ends(plain(sentence)) for sentence in (*sentences, *([] if clause.cut_short else [last])))


def _ends(sentence: Sequence[str]) -> Iterator[str]:
    return (_run_together(sentence[-count:]) for count in range(1, min(FEWEST, len(sentence)) + 1))


def _run_together(words: Sequence[str]) -> str:
    """Return how words sound, however they are parted, without the last vowel and what is spoken through the nose."""
    return _LAST_VOWEL.sub("", _TWICE.sub(r"\1", "".join(map(key, words))))


_GAP = re.compile(r"(?<=[.?!:।])\s+")
_ASKING = ("?", ":")
"""What a sentence ends with that is answered though another follows it: "Muft kar doon? Abhi rate tees rupaye hai."."""
_TWICE = re.compile(r"(.)\1")
_LAST_VOWEL = re.compile("[aeiou]*[mn]?[aeiou]*$")
