"""A text for the ear in clauses: what a voice is given in one go.

The first one is short, so that the first sound comes early; the others are long enough to sound like speech.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = 20
"""Signs; what is shorter is said together with what stands beside it."""

FIRST = 60
"""Signs of the first clause, where there is a place to end it: about four seconds."""

LONG = 120
"""Signs of any other."""

LONGEST = 300
"""Signs that are ever said in one go: without any place to pause, the nearest gap between two words is one."""


def clauses(text: str) -> list[str]:
    """Split a text where a speaker would breathe; joined, the clauses are the text again.

    That is at the end of a sentence, and in a long one at a comma or a semicolon. Nothing else ends a clause, so that
    no amount or name is torn apart, unless there are more than `LONGEST` signs without any of these.
    """
    split: list[str] = []
    for part in _parts(text):
        if split and not _ends(split, len(part)):
            split[-1] += part
        else:
            split.append(part)
    if len(split) > 1 and len(split[-1]) < SHORT:
        split[-2:] = ["".join(split[-2:])]
    return split


def _ends(split: list[str], more: int) -> bool:
    """Tell whether the last clause is whole although so many signs more could be said with it."""
    last = split[-1]
    if len(last) + more > LONGEST:
        return True
    limit = FIRST if len(split) == 1 else LONG
    return len(last) >= SHORT and (last.rstrip(" ").endswith(_SENTENCE_ENDS) or len(last) + more > limit)


def _parts(text: str) -> Iterator[str]:
    """Give the text between any two places where one could pause.

    In a list with semicolons a comma stands inside one of its items: a name and its landmark stay together.
    """
    for sentence in _cut(text, _END):
        for part in _cut(sentence, _SEMICOLON if ";" in sentence else _COMMA):
            yield from _no_longer(part)


def _cut(text: str, pauses: re.Pattern[str]) -> Iterator[str]:
    """Give a text in parts that end with a pause and the gap behind it."""
    begin = 0
    for pause in pauses.finditer(text):
        if not _shortens(text[begin : pause.end()]):
            yield text[begin : pause.end()]
            begin = pause.end()
    if begin < len(text):
        yield text[begin:]


def _shortens(part: str) -> bool:
    """Tell whether the full stop at the end is one of a word, as in Dr. Gupta, or of a letter, as in A. K. Traders."""
    *_, word = part.split() or [""]
    word = word.lower()
    return word.endswith(".") and (len(word) == 2 or word.rstrip(".") in _SHORTENED)


def _no_longer(part: str) -> Iterator[str]:
    while len(part) > LONGEST:
        end = part.rfind(" ", 1, LONGEST) + 1 or LONGEST
        yield part[:end]
        part = part[end:]
    yield part


_END = re.compile(r"[।.?!]+(?:\s+|$)|\n\s*")
_SEMICOLON = re.compile(r"[;:]\s+")
_COMMA = re.compile(r"[,:]\s+")

_SENTENCE_ENDS = ("।", ".", "?", "!", "\n")

_SHORTENED = frozenset("dr mr mrs ms m/s smt shri sh st no rs co ltd pvt bros".split())
"""Words that are written with a full stop and go on."""
