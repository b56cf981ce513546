"""What is said again with its verb, put right: "500 diye, sorry, 600 diye", "likh do, nahi Suresh ke naam likh do".

The second clause takes the place of the first where it says nothing but the same verb with other words in the same
places. Anything more in it, and the sentence stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execora.language.parts import Part

_SLOTS = {"name": "name", "number": "number", "mode": "mode", "pronoun": "name"}
"""What can be said otherwise, by kind: "Suresh ne" takes the place of "usne"."""
_LINKS = frozenset({"pause", "link"})
_SKIPPED = frozenset({"pause", "filler", "yes"})
_VERBAL = frozenset({"verb", "aux"})
_BESIDE = frozenset({"filler", "title", "pause", "yes"})


def said_again(parts: list[Part], at: int) -> list[Part] | None:
    """Return the parts with the clause before a word of correction put right by the clause after it, or None."""
    end = _back(parts, at)
    verb = end
    while verb and parts[verb - 1].kind in _VERBAL:
        verb -= 1
    begin = max((n + 1 for n, part in enumerate(parts[:verb]) if part.kind in _LINKS and _ends(parts, n)), default=0)
    right = _forward(parts, at)
    stop = next((n for n in range(right, len(parts)) if parts[n].kind in _LINKS), len(parts))
    again = _without_verb(parts[right:stop], parts[verb:end])
    if verb == end or not again:
        return None
    put_right = _put_right(parts[begin:verb], again)
    return parts[:begin] + put_right + parts[verb:end] + parts[stop:] if put_right else None


def _ends(parts: list[Part], at: int) -> bool:
    """Tell whether a clause of its own ends before a pause: one with a verb."""
    end = _back(parts, at)
    return end > 0 and parts[end - 1].kind in _VERBAL


def _back(parts: list[Part], at: int) -> int:
    """Return the index after the last part before a word of correction that is more than a pause."""
    while at and (parts[at - 1].kind in _SKIPPED or _is_no(parts[at - 1])):
        at -= 1
    return at


def _forward(parts: list[Part], at: int) -> int:
    while at < len(parts) and (parts[at].kind in _SKIPPED or _is_no(parts[at])):
        at += 1
    return at


def _is_no(part: Part) -> bool:
    return part.kind == "not" and part.concept == "no"


def _without_verb(again: list[Part], verb: list[Part]) -> list[Part] | None:
    """Leave out the verb, which may be said again or left out; None where it is another one, or no verb at all."""
    length = next((n for n, part in enumerate(reversed(again)) if part.kind not in _VERBAL), len(again))
    said = [(part.concept, part.form) for part in again[len(again) - length :] if part.kind == "verb"]
    if said and said != [(part.concept, part.form) for part in verb if part.kind == "verb"]:
        return None
    slots = again[: len(again) - length]
    if not said and (length or not _is_whole(slots)):
        return None
    return slots


def _is_whole(slots: list[Part]) -> bool:
    """Tell whether words without a verb can only be a correction: an amount alone, or somebody with what marks them."""
    spoken = [part for part in slots if part.kind not in _BESIDE]
    if [part.kind for part in spoken] == ["number"]:
        return not spoken[0].said  # "paanch nahi sau" could be a broken five hundred
    return [part.kind for part in spoken[:2]] == ["name", "post"]


def _put_right(before: list[Part], again: list[Part]) -> list[Part] | None:
    """Put each thing that is said again in the place of the one thing of its kind; None where something is new."""
    right = list(before)
    for at, part in enumerate(again):
        kind = _SLOTS.get(part.kind)
        places = [n for n, other in enumerate(right) if _SLOTS.get(other.kind) == kind]
        if kind is None:
            if part.kind not in _BESIDE and not _marks(again, at) and part not in before:
                return None
        elif len(places) != 1:
            return None
        else:
            right = _replaced(right, places[0], again[at : at + 2])
    return right


def _marks(again: list[Part], at: int) -> bool:
    return at > 0 and again[at].kind == "post" and again[at - 1].kind in _SLOTS


def _replaced(before: list[Part], at: int, new: list[Part]) -> list[Part]:
    """Put a part in the place of another, with the postposition that marks it, if it has one of its own."""
    marks = new[1:] and new[1].kind == "post"
    marked = before[at].kind != "pronoun" and before[at + 1 : at + 2] and before[at + 1].kind == "post"
    kept = [] if marks or not marked else [before[at + 1]]
    return before[:at] + (new if marks else new[:1]) + kept + before[at + 1 + bool(marked) :]
