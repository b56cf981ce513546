"""What is said of a customer besides who it is: their phone, e-mail, GSTIN, name, nickname and landmark."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from execora.language.clause import Clause
    from execora.language.parts import Part
    from execora.language.people import Person
    from execora.language.reading import Entities

PLACING = {"on": "ke paas", "landmark": "ke saamne"}
"""How what stands after a landmark is written, by its concept."""

WORDS = frozenset({"name", "unknown", "goods"})
"""The kinds of part that a name or a landmark begins with."""

_WORDS_OF_A_FIELD = WORDS | {"title", "wala"}


Field = Literal["name", "nickname", "landmark", "before"]
"""before: the value that another takes the place of, "talab se badal ke mandir"."""


class Told(NamedTuple):
    """A field that is given a value in words."""

    field: Field
    value: str
    at: int
    """The index of its first part in the clause."""
    until: int
    """The index after its last one."""


def whose_field(clause: Clause) -> Person | None:
    """Return whose field is spoken of: "Suresh ka number", "uska pata", "add the GSTIN to Suresh", "for Suresh"."""
    whose = [person for person in clause.others if person.role == "of"]
    if [person.ref for person in whose] == ["active"]:
        named = [person for person in clause.others if person.ref is None and person.role in {"by", "bare"}]
        whose = named or whose  # "Suresh changed his number to 98…"
    changed = {"change", "take", "give"} if clause.has("new") else {"change"}
    if not whose and clause.does(changed, "done"):
        whose = [person for person in clause.others if person.role == "by"]  # "Amit ne number badal liya hai"
    if not whose and "add" in clause.acts:
        whose = [person for person in clause.others if person.role == "to"]
    if not whose:
        whose = [person for person in clause.others if person.role == "for"]
    if not whose and clause.acts <= _GIVING and clause.has("PHONE", "EMAIL", "GSTIN"):
        whose = [person for person in clause.others if person.known and person.role == "bare"]  # "Rahul GSTIN 08…"
    return whose[0] if len(whose) == 1 and whose[0].ref != "all" else None


_GIVING = frozenset({"change", "add", "save", "write", "apply"})
"""What is done to a field without a word that marks whose it is: "update Suresh phone 98…"."""


def told_in_words(parts: Sequence[Part], whose: Person | None) -> list[Told] | None:
    """Return the fields that are given in words; None where words fit no field, or two fit one.

    Who it is about is no value of a field.
    """
    told: list[Told] = []
    for at, end in _runs(parts, range(whose.at, whose.until) if whose else range(0)):
        field = "before" if _is_replaced(parts, end) else _field_before(parts, at)
        if field is None or any(field == other.field for other in told):
            return None
        told.append(_told(parts, field, at, end))
    return told


def with_told(said: Entities, told: Iterable[Told]) -> Entities:
    """Return entities with what was told in words."""
    for field, value, _, _ in told:
        match field:
            case "name":
                said = replace(said, name=value)
            case "nickname":
                said = replace(said, nickname=value)
            case "landmark":
                said = replace(said, landmark=value)
    return said


def _runs(parts: Sequence[Part], beside: range) -> list[tuple[int, int]]:
    """Return where words stand together that may be a value."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and end not in beside and parts[end].kind in (_WORDS_OF_A_FIELD if end > at else WORDS):
            end += 1
        if end > at:
            at, end = _with_old_and_market(parts, at, end, beside)
            runs.append((at, end))
        at = max(end, at + 1)
    return runs


def _with_old_and_market(parts: Sequence[Part], at: int, end: int, beside: range) -> tuple[int, int]:
    """Take in the words of a landmark that are words of the lexicon too: "purani haveli", "sabzi market"."""
    old = at > 0 and at - 1 not in beside and parts[at - 1].concept == "old"
    market = end < len(parts) and parts[end].concept in {"market", "shop"}
    return at - old, end + market


def _is_replaced(parts: Sequence[Part], end: int) -> bool:
    """Tell of the value that is changed: "pata bada talab se badal ke purani haveli kar do"."""
    return [part.concept for part in parts[end : end + 2]] == ["from", "change"]


def _field_before(parts: Sequence[Part], at: int) -> Field | None:
    """Return the field whose noun stands last before an index."""
    for part in reversed(parts[:at]):
        if part.kind == "prep" and part.concept == "near":
            return "landmark"
        match part.kind, part.concept, part.form:
            case "noun", "named", _:
                return "name"
            case "noun", "nickname", _:
                return "nickname"
            case ("noun", "landmark", _) | ("noun", "info", "place"):
                return "landmark"
    return None


def _told(parts: Sequence[Part], field: Field, at: int, end: int) -> Told:
    words = " ".join(part.as_name for part in parts[at:end])
    after = parts[end].concept if end < len(parts) else ""
    if field == "before":
        return Told(field, words, at, end + 1)
    if field == "landmark" and after in PLACING:
        return Told(field, f"{words} {PLACING[after]}", at, end + 1)
    return Told(field, words, at, end)
