"""Corrections inside a sentence: "500 nahi 300", "Rahul, sorry, Suresh ko". The second is what is meant.

What is said again with its verb is corrected by `execora.language.resaid`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.numbers import ONE
from execora.language.resaid import said_again
from execora.language.vocabulary import HEADS

if TYPE_CHECKING:
    from execora.language.parts import Part

_CORRECTABLE = {
    "name": "name",
    "unknown": "name",
    "number": "number",
    "goods": "goods",
    "when": "when",
    "mode": "mode",
    "noun": "noun",
}

_THINGS = HEADS | {"account", "statement", "payment", "deposit", "phone", "info", "list", "entry"}
_LOOKED_UP = frozenset({"balance", "accounts", "statement", "total", "sale", "info"})
"""Nouns that take the place of another: "bill nahi, balance batao". What is only looked up, so that nothing is made."""


def corrected(parts: list[Part]) -> list[Part]:
    """Return the parts without what a speaker took back.

    Only like takes the place of like: a number of a number, a name of a name. Any other nahi stays, and with it the
    sentence says no. English "500 not 300" means 500, and stays too.
    """
    if _teaches(parts):
        return parts
    at = 1
    while at < len(parts) - 1:
        shorter = (_without(parts, at) or said_again(parts, at)) if _takes_back(parts[at]) else None
        parts, at = (shorter, 1) if shorter else (parts, at + 1)
    return parts


def _teaches(parts: list[Part]) -> bool:
    """Tell of "Guddu matlab Rahul Verma": a name that nobody has, and who is called so, and nothing else."""
    means = [at for at, part in enumerate(parts) if part.form == "means"]
    if len(means) != 1:
        return False
    sides = [
        [part.kind for part in side if part.kind not in _BESIDE and part.concept != "understand"]
        for side in (parts[: means[0]], parts[means[0] :])
    ]
    strange = [bool(side) and set(side) == {"unknown"} for side in sides]
    known = ["name" in side and set(side) <= {"name", "wala"} for side in sides]
    return (strange[0] and known[1]) or (known[0] and strange[1])


_BESIDE = frozenset({"filler", "title", "aux", "post"})


def _takes_back(part: Part) -> bool:
    return part.concept == "rather" or (part.kind == "not" and part.concept == "no")


def _without(parts: list[Part], at: int) -> list[Part] | None:
    """Drop what stands before a word of correction, if the like of it stands after."""
    end, right = at, at + 1
    while end > 0 and parts[end - 1].kind == "pause":
        end -= 1
    while right < len(parts) and (parts[right].kind == "pause" or _takes_back(parts[right])):
        right += 1
    if right == len(parts) or parts[right].kind not in _CORRECTABLE:
        return None
    if parts[right].kind == "number" and parts[right].said:
        return None  # "paanch nahi sau" could be a broken five hundred as well as a hundred
    kind = _CORRECTABLE[parts[right].kind]
    start = _start_of(parts, end, kind)
    if start is None:
        return None
    dropped, new = parts[start:end], parts[right:]
    if kind == "number" and _goes_on(dropped[0], new[0]):
        return None
    if not _alike(dropped[0], new[0]) or (kind == "name" and _is_strange(dropped, parts[:start])):
        return None
    return parts[:start] + _with_ending(dropped, new, kind)


def _goes_on(one: Part, other: Part) -> bool:
    """Tell of "terah sau nahi chalis", which could be a broken 1340 as well as 40."""
    hundred = 100 * ONE
    return one.number > 0 and one.number % hundred == 0 and other.number < hundred


def _is_strange(dropped: list[Part], before: list[Part]) -> bool:
    """Tell whether what would be dropped as a name is only a word that nobody knows, after all was said."""
    return all(part.kind == "unknown" for part in dropped) and any(part.kind == "verb" for part in before)


def _start_of(parts: list[Part], end: int, kind: str) -> int | None:
    """Return where the run begins that ends just before the correction, or None where it is of another kind."""
    at = end
    while at > 0 and parts[at - 1].kind in _TAILS[kind]:
        at -= 1
    start = at
    while start > 0 and _CORRECTABLE.get(parts[start - 1].kind) == kind and (start == at or kind == "name"):
        start -= 1
    return start if start < at else None


def _alike(one: Part, other: Part) -> bool:
    """Tell whether two moments are of one kind, a day in place of a day; and whether nouns are of things asked for."""
    if "noun" in {one.kind, other.kind}:
        return one.concept != other.concept and one.concept in _THINGS and other.concept in _LOOKED_UP
    if "when" not in {one.kind, other.kind}:
        return True
    if one.when is None or other.when is None:
        return False
    return bool(one.when.pieces & other.when.pieces)


_TAILS = {
    "name": frozenset({"post", "title"}),
    "number": frozenset({"unit", "goods", "post"}),
    "goods": frozenset({"post"}),
    "when": frozenset({"post"}),
    "mode": frozenset({"post"}),
    "noun": frozenset(),
}


def _with_ending(dropped: list[Part], new: list[Part], kind: str) -> list[Part]:
    """Keep the postposition, the unit or the goods of what is dropped where the new one comes without."""
    head = 1
    while head < len(new) and kind == "name" and _CORRECTABLE.get(new[head].kind) == kind:
        head += 1
    tail = [part for part in dropped if part.kind in _TAILS[kind] and part.kind != "title"]
    follows = new[head : head + 1]
    if follows and follows[0].kind in {"post", "unit", "goods", "title"}:
        return new
    return new[:head] + tail + new[head:]
