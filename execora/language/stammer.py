"""What is said twice, or only begun: "Rahul ne Rahul ne 500 diye", "Imran … Imran Khan ka".

Only whole repetitions are dropped, and no number that is not said more fully after a pause: "do do packet" and "500 "
        "500"
mean something else, or nobody knows what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execora.language.parts import Part

_SKIPPED = frozenset({"pause", "filler", "yes"})
_WHO = frozenset({"name", "unknown"})
LONGEST = 4
"""Parts that are repeated at the most."""


def without_stammer(parts: list[Part]) -> list[Part]:
    """Return the parts without what was only begun before it was said."""
    at = 0
    while at < len(parts):
        skip = _repeated(parts, at) or _begun(parts, at) or _broken_off(parts, at)
        if skip:
            parts = parts[:at] + parts[at + skip :]
        else:
            parts = _without_echo(parts, at)
            at += 1
    return parts


def _repeated(parts: list[Part], at: int) -> int:
    """Return how many parts to drop because what follows says them again."""
    for length in range(min(LONGEST, len(parts) - at - 1), 0, -1):
        said = parts[at : at + length]
        if not _may_be_dropped(said):
            continue
        again = _after(parts, at + length) if _is_whole(said) else at + length
        if parts[again : again + length] == said:
            return again - at
    return 0


def _may_be_dropped(said: list[Part]) -> bool:
    """Tell whether somebody or a verb is repeated; numbers, goods and a no are not dropped."""
    kinds = {part.kind for part in said}
    return bool(kinds & {"name", "unknown", "pronoun", "verb", "noun"}) and kinds.isdisjoint(
        {"number", "goods", "unit", "when", "not", "ask", "phone", "pause"}
    )


def _is_whole(said: list[Part]) -> bool:
    """Tell whether it is somebody and what marks them, which may be said again after a pause."""
    return said[0].kind in _WHO and said[-1].kind in {"post", *_WHO}


def _begun(parts: list[Part], at: int) -> int:
    """Return how many parts to drop before a name that begins with this one: "Imran … Imran Khan ka"."""
    part = parts[at]
    if part.kind != "name":
        return 0
    marked = parts[at + 1 : at + 2] if at + 1 < len(parts) and parts[at + 1].kind == "post" else []
    again = _after(parts, at + 1 + len(marked))
    if again >= len(parts) or parts[again].kind != "name" or (again == at + 1 and not marked):
        return 0
    longer = parts[again].said.lower().split()
    begins = longer[: len(part.said.split())] == part.said.lower().split()
    same_mark = not marked or parts[again + 1 : again + 2] == marked
    return again - at if begins and same_mark else 0


def _broken_off(parts: list[Part], at: int) -> int:
    """Return how many parts to drop before the word they begin: "Su … Suresh", "500 … 500 rupaye"."""
    again = _after(parts, at + 1)
    if again == len(parts):
        return 0
    part, other = parts[at], parts[again]
    if part.kind == "number":
        fuller = (part.number, part.form, other.form) == (other.number, "", "rupees")
        return again - at if fuller and again > at + 1 else 0
    begins = other.said.lower().startswith(part.said.lower()) and 0 < len(part.said) < len(other.said)
    return again - at if part.kind == "unknown" and other.kind == "name" and begins else 0


def _without_echo(parts: list[Part], at: int) -> list[Part]:
    """Leave out a part of a name that only comes after all of it: "Rahul Verma ka, haan Verma ka"."""
    after = _after(parts, at + 2)
    if parts[at].kind != "name" or after == at + 2 or parts[at + 1].kind != "post":
        return parts
    whole, echo = parts[at].said.lower().split(), parts[after : after + 2]
    if len(echo) < 2 or echo[0].kind != "name" or echo[1] != parts[at + 1]:
        return parts
    said_again = echo[0].said.lower().split()
    return parts[: at + 2] + parts[after + 2 :] if set(said_again) <= set(whole) else parts


def _after(parts: list[Part], at: int) -> int:
    """Return the index of the next part that is more than a pause or an umm."""
    while at < len(parts) and parts[at].kind in _SKIPPED:
        at += 1
    return at
