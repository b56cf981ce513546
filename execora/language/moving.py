"""Moments in the place of others: "kal ki jagah parso", "kal wala reminder shaam ko kar do"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from execora.language.moments import When, day_to_come, moment, together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language import parts as words
    from execora.language.clause import Clause
    from execora.language.moments import Part


class Moved(NamedTuple):
    """What a moment was, where that is said, and what it is to be."""

    before: When | None
    after: When | None


def moved(parts: Sequence[words.Part]) -> Moved | None:
    """Tell the moment that is given up from the one that takes its place; None where there are more than these."""
    runs: list[When] = []
    given_up: int | None = None
    goes_on = announced = False
    for at, part in enumerate(parts):
        if part.when is None:
            announced = announced or _announces(part)
            ends = announced or (part.kind == "prep" and part.concept == "to")
            if runs and _gives_up(parts, at):
                given_up, ends = len(runs) - 1, True
            goes_on = goes_on and not ends
            continue
        joined = together(runs.pop(), part.when) if goes_on else part.when
        if joined is None:
            return None
        runs.append(joined)
        given_up = len(runs) - 1 if announced else given_up
        goes_on, announced = True, False
    return _told_apart(runs, given_up)


def _announces(part: words.Part) -> bool:
    """Tell whether what follows is given up: "instead of tomorrow", "from Monday"."""
    return part.concept == "instead of" or (part.kind == "prep" and part.concept == "from")


def _gives_up(parts: Sequence[words.Part], at: int) -> bool:
    """Tell whether what went before is given up: "kal ki jagah", "kal se", "kal wala reminder", "kal ka reminder"."""
    part, before = parts[at], parts[at - 1] if at else None
    if part.concept == "instead":
        return True
    if before is None or before.when is None:
        return False
    after = parts[at + 1] if at + 1 < len(parts) else None
    of_reminder = part.concept == "of" and after is not None and after.concept == "reminder"
    return part.kind == "wala" or (part.kind == "post" and part.concept == "from") or of_reminder


def _told_apart(runs: list[When], given_up: int | None) -> Moved | None:
    if given_up is None:
        return Moved(None, runs[0]) if len(runs) == 1 else Moved(None, None) if not runs else None
    kept = [run for at, run in enumerate(runs) if at != given_up]
    return Moved(runs[given_up], kept[0] if kept else None) if len(kept) < 2 else None


def is_there(parts: Sequence[words.Part]) -> bool:
    """Tell of a reminder that is there already: "Rahul wala reminder", "jo reminder hai usko"."""
    named = any(
        one.kind in {"name", "title"} and wala.kind == "wala" and noun.concept == "reminder"
        for one, wala, noun in zip(parts, parts[1:], parts[2:], strict=False)
    )
    return named or any(part.concept == "there" for part in parts)


def is_put_on(parts: Sequence[words.Part]) -> bool:
    """Tell of another moment that something is put on: "parso pe daal do"."""
    return any(one.kind == "when" and other.concept == "on" for one, other in pairwise(parts))


def makes_way(clause: Clause) -> bool:
    """Tell of what is taken away only to be at another moment: "hata ke kal pe kar do"."""
    if len(clause.verbs) < 2 or clause.verbs[0].concept not in {"remove", "cancel"}:
        return False
    first, last = clause.verbs[0], clause.verbs[-1]
    between = clause.parts[first.at : last.at]
    return last.concept in _PLACING and any(part.kind == "when" for part in between)


_PLACING = frozenset({"do", "put", "keep", "apply", "make", "send"})


def without_all(clause: Clause) -> Clause:
    """Leave out the all in "Suresh ke saare reminder", which are his alone."""
    named = tuple(person for person in clause.others if not (person.ref == "all" and person.role == "bare"))
    return replace(clause, others=named) if named else clause


def goes_on_from(clause: Clause) -> bool:
    """Tell of so many days further: "ek din aage kar do". How far from now that is, only the reminder knows."""
    counted = any(one.kind == "number" and other.concept == "time" for one, other in pairwise(clause.parts))
    return counted and len(clause.numbers) == 1 and "move" in clause.acts


# -- on the clock --------------------------------------------------------------


def says_day(when: When) -> bool:
    """Tell whether a day is said, or how long from now it is."""
    return bool(when.pieces & {"day", "span"})


def says_hour(when: When) -> bool:
    """Tell whether an hour is said, or a part of the day, or how long from now it is."""
    return bool(when.pieces & {"clock", "part", "span"})


def put_off(when: When, was: datetime, now: datetime) -> datetime | None:
    """Return the moment to which something is moved: what was not said of it stays. None where it is gone by."""
    if not says_hour(when):
        day = day_to_come(when, now.date())
        found = datetime.combine(day, was.time(), was.tzinfo) if day else None
    else:
        found = moment(when if says_day(when) else _on_day_of(when, was), now)
    return found if found and found > now else None


def fits(when: When, at: datetime, now: datetime) -> bool:
    """Tell whether a moment is the one that was spoken of, as far as that was said."""
    if says_day(when) and day_to_come(when, now.date()) != at.date():
        return False
    if when.clock is not None:
        return moment(_on_day_of(when, at), now) == at
    return when.part is None or _PARTS[when.part] <= at.hour < _PARTS[when.part] + _PART_LASTS[when.part]


_PARTS: dict[Part, int] = {"morning": 0, "noon": 12, "evening": 16, "night": 20}
_PART_LASTS: dict[Part, int] = {"morning": 12, "noon": 4, "evening": 4, "night": 4}


def _on_day_of(when: When, at: datetime) -> When:
    return When(month=at.month, of_month=at.day, part=when.part, clock=when.clock)
