"""The verbs of a clause and their mood: whether something was done, is asked for, is to come, or is only thought of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from execora.language.verbs import VECTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.parts import Part

Mood = Literal["done", "please", "to", "bare", "must", "will", "does", "going on", "may", "stands"]
"""done: diya; please: do, add; to: dena; bare: de; must: dena hai; will: dega; does: deta hai; going on: de raha hai;
may: de sakta hai, diye honge; stands: darj hai, add tha."""


class Verb(NamedTuple):
    """A verb with all that colours it: "de gaya", "likh diya hai"."""

    concept: str
    mood: Mood
    at: int
    """The index of its first part."""
    until: int
    """The index after its last one."""
    went: bool = False
    """With jana: "de gaya", which has its subject without ne."""
    english: bool = False


_MOODS: dict[str, Mood] = {
    "stem": "bare",
    "done": "done",
    "did": "done",
    "please": "please",
    "base": "please",
    "to": "to",
    "will": "will",
    "does": "does",
    "doing": "going on",
    "having": "may",
}

_ENGLISH_FIRST: dict[str, Mood] = {"will": "will", "can": "may", "must": "must"}


def verbs(parts: Sequence[Part]) -> list[Verb]:
    """Return the verbs of a clause in order."""
    found: list[Verb] = []
    at = 0
    while at < len(parts):
        if parts[at].kind == "verb":
            found.append(_verb(parts, at))
            at = found[-1].until
        else:
            at += 1
    return found


def _verb(parts: Sequence[Part], at: int) -> Verb:
    """Read the verb that begins at a part, with its vectors and auxiliaries."""
    main = parts[at]
    mood, went, here = _MOODS[main.form], False, at + 1
    form = main.form
    while here < len(parts):
        part = parts[here]
        if part.kind == "verb" and _is_vector(form, part):
            mood, went = _coloured(form, part), went or (part.concept == "go" and form in {"stem", "having"})
            form = part.form
        elif part.kind == "aux":
            mood = _with_auxiliary(mood, part.concept)
        elif part.kind != "filler" or not _goes_on(parts, here):
            break
        here += 1
    before = parts[at - 1] if at else None
    if before is not None and before.kind == "aux" and before.concept in _ENGLISH_FIRST:
        mood = _ENGLISH_FIRST[before.concept]
    elif before is not None and before.concept == "to" and before.kind == "prep":
        mood = "must" if at > 1 and parts[at - 2].concept in {"has", "have", "want"} else "to"
    elif main.concept == "come" and main.form == "base" and before is not None and before.concept == "has":
        mood = "done"  # "have come"
    elif main.form == "did" and before is not None and before.concept in {"is", "was"}:
        mood = "may"  # "was paid" does not tell by whom
    english = main.form in {"base", "did", "doing"} or main.concept in _ENGLISH_ONLY
    return Verb(main.concept, mood, at, here, went, english)


_ENGLISH_ONLY = frozenset({"pay", "receive", "owe"})


def _goes_on(parts: Sequence[Part], at: int) -> bool:
    """Tell whether a particle stands inside a verb: "likh hi do"."""
    return at + 1 < len(parts) and parts[at + 1].kind in {"verb", "aux"} and parts[at - 1].form in {"stem", "base"}


def _is_vector(form: str, part: Part) -> bool:
    if form == "stem":
        return part.concept in VECTORS or part.concept == "repay"
    if form == "does":
        return part.concept == "stay"  # "bhejte rehna"
    if form == "having":
        return part.concept in {"go", "come"} and part.form in {"done", "stem"}
    if form == "base":
        return part.concept in {"do", "give", "happen", "go", "put", "keep"}
    return form == "done" and part.concept in {"go", "happen"}


def _coloured(form: str, part: Part) -> Mood:
    """Return the mood that a vector gives: its own, but "diya gaya" and "diye honge" do not tell who or whether."""
    return "may" if form == "done" else _MOODS[part.form]


_STANDING: dict[Mood, Mood] = {"to": "must", "please": "stands", "bare": "stands"}
"""What hai and tha make of a mood."""


def _with_auxiliary(mood: Mood, auxiliary: str) -> Mood:
    match auxiliary:
        case "is" | "was":
            return _STANDING.get(mood, mood)
        case "must":
            return "must"
        case "can":
            return "may"
        case "going on":
            return "going on"
        case "about to" | "will":
            return "will"
        case "already":
            return "done"
        case _:
            return mood
