"""Clauses that only say which thing is meant, or who: "Imran ka jo reminder hai usko", "jinka udhaar hai unko"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.parts import Part
from execora.language.vocabulary import HEADS

if TYPE_CHECKING:
    from collections.abc import Sequence

THERE = Part("filler", "there")
"""Stands for the whole of it: what is spoken of is there already."""

_IT = frozenset({"active to", "active bare"})
_MOST = 4
"""Words that such a clause has after its noun: "jo reminder kal jaana tha usko"."""


def without_relative(parts: Sequence[Part]) -> list[Part]:
    """Put what is meant in the place of a relative clause: `THERE` and the noun it is about, or all who owe."""
    return _without_which(_without_whose(parts))


def _without_whose(parts: Sequence[Part]) -> Sequence[Part]:
    """Put everybody in the place of "jinka udhaar baaki hai unko", "jitne bhi udhaar wale hain sabko"."""
    at = next((at for at, part in enumerate(parts) if part.concept in _WHOSE), len(parts))
    for end in range(at + 1, min(at + _LONGEST + 1, len(parts))):
        part = parts[end]
        if part.kind == "pronoun" and part.concept in _THEM:
            told = {one.concept for one in parts[at:end]}
            whole = not told.isdisjoint(_OWING) and not told.isdisjoint({"is", "about to"})
            return [*parts[:at], _ALL, *parts[end + 1 :]] if whole else parts
        if part.concept not in _OWING | _BESIDE and part.kind != "filler":
            break
    return parts


_ALL = Part("pronoun", "all to")
_THEM = frozenset({"all to", "active to"})
_OWING = frozenset({"udhaar", "due", "money", "accounts", "payment", "pending"})
_WHOSE = frozenset({"which", "whoever", "as many"})
_BESIDE = frozenset({"whoever", "on", "of", "wala", "is", "about to", "customer", "all bare", "stay", "active bare"})
_LONGEST = 7


def _without_which(parts: Sequence[Part]) -> list[Part]:
    """Put `THERE` in the place of a relative clause, before the noun that it is about; its moment stays."""
    at = next((at for at, part in enumerate(parts) if part.concept == "which"), None)
    noun = _noun(parts, at + 1) if at is not None else None
    end = _end(parts, noun + 1) if noun is not None else None
    if at is None or noun is None or end is None:
        return list(parts)
    moments = [part for part in parts[at + 1 : end] if part.kind == "when"]
    wala = [Part("wala", "wala")] if moments else []
    return [*parts[:at], THERE, *moments, *wala, parts[noun], *parts[end:]]


def _noun(parts: Sequence[Part], at: int) -> int | None:
    at += at < len(parts) and parts[at].kind == "when"
    return at if at < len(parts) and parts[at].kind == "noun" and parts[at].concept in HEADS else None


def _end(parts: Sequence[Part], at: int) -> int | None:
    """Return the index after the pronoun that takes the thing up again."""
    for end in range(at, min(at + _MOST + 1, len(parts))):
        part = parts[end]
        if part.kind == "pronoun" and part.concept in _IT:
            told = parts[at:end]
            return end + 1 if told and told[-1].kind in {"aux", "verb"} else None
        if part.kind not in {"aux", "verb", "when", "filler", "post", "pause"} or part.form in {"please", "base"}:
            return None
    return None
