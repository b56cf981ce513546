"""Words about money that move none: what is denied, owed, to come, or only told; asked about, and never written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execora.language.clause import Clause
    from execora.language.moods import Mood, Verb
    from execora.language.reading import Clarify


def why_not(clause: Clause) -> Clarify | None:
    """Test what never moves money, in order: flawed numbers, no, obligation, future, reported speech, doubt."""
    moods = frozenset(verb.mood for verb in clause.verbs if verb.concept != "say" and not comes_to(clause, verb))
    if clause.flaw:
        return clause.flaw
    if clause.negated:
        return "negated"
    if clause.nameless:
        return "direction"
    if _is_owed(clause, moods):
        return "owed"
    if _is_to_come(clause, moods):
        return "promised"
    if clause.tone.reported:
        return "reported"
    return "unexplained" if _is_doubtful(clause, moods) else "number" if _has_too_many(clause) else None


def comes_to(clause: Clause, verb: Verb) -> bool:
    """Tell of "aakar 500 diye", where the coming does not matter."""
    return verb.concept == "come" and clause.parts[verb.at].form == "having"


def _is_owed(clause: Clause, moods: frozenset[Mood]) -> bool:
    """Tell whether it only says how things are: "dene hain", "500 baaki", "darj hai", "has 500 credit"."""
    stands = not moods and clause.has("is", "was", "has")
    stands = stands or not clause.acts.isdisjoint({"stay", "remain", "remove", "become"})
    return stands or not moods.isdisjoint({"must", "stands"}) or clause.has("owe", "pending", "must") or _is_due(clause)


def _is_due(clause: Clause) -> bool:
    """Tell of what is owed already; "baaki mein likh lo" is where it goes, "baaki ke 500 diye" what was paid of it."""
    if not clause.has("due"):
        return False
    due = frozenset({"due"})
    placed = clause.has("deposit") or not clause.acts.isdisjoint({"write", "add", "put", "charge"})
    settled = clause.marks(due, "of") or not clause.acts.isdisjoint({"repay", "clear"})
    return not (placed and clause.marks(due, "in")) and not (settled and "done" in clause.moods)


def _is_to_come(clause: Clause, moods: frozenset[Mood]) -> bool:
    if not moods.isdisjoint({"will", "going on", "does", "may"}) or clause.has("can", "will", "about to"):
        return True
    return not _is_past_or_now(clause)


def _is_past_or_now(clause: Clause) -> bool:
    """Tell whether the moment spoken of is not to come; kal and shaam are past only where something was done."""
    when = clause.when
    if when is None:
        return True
    if when.span is not None or when.months is not None or when.every or when.period or (when.days or 0) > 0:
        return False
    named = (when.either, when.weekday, when.of_month, when.part, when.clock)
    return all(piece is None for piece in named) or "done" in clause.moods


def _is_doubtful(clause: Clause, moods: frozenset[Mood]) -> bool:
    """Tell of "shayad", and of "pehle diye the", which may be written already."""
    return clause.tone.doubtful or (_says_before(clause) and "done" in moods)


def _says_before(clause: Clause) -> bool:
    """Tell "pehle diye the" from "pehle wale ne diye"."""
    return clause.has("first") and all(person.ref != "previous" for person in clause.people)


def _has_too_many(clause: Clause) -> bool:
    """Tell of more than one amount, or way of paying, that are no parts of one payment."""
    return (len(clause.numbers) > 1 or len(clause.modes) > 1) and not clause.splits
