"""Whether the last change is to be taken back: "undo karo", "pichla entry hatao", "galat ho gaya, wapas karo"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.sentences import bare, sentences

if TYPE_CHECKING:
    from execora.language.clause import Clause
    from execora.language.reading import Setting

_TAKING_BACK = frozenset({"return", "undo"})
_TAKING_AWAY = frozenset({"remove", "cancel", "cut"})
_LAST = frozenset({"last", "previous", "latest"})
_WHAT = frozenset({"entry", "payment", "udhaar", "deposit", "work", "wala", "same"})
_DOING = frozenset({"do", "write", "happen", "take", "give", "go", "make", "put", "add", "say"})
_ACCOUNTS_FOR = _TAKING_BACK | _TAKING_AWAY | _LAST | _WHAT | _DOING | {"wrong", "WHO"}


def undoes(clause: Clause, setting: Setting) -> bool:
    """Tell whether a clause wants the last change taken back, and speaks of nobody and nothing in particular.

    "Galat ho gaya" alone wants it too, for it is asked about first; to a question it is a no, and "wapas karo" is
    about goods or money where any are named.
    """
    if bare(clause.sentence) in _UNDO:
        return setting.pending is None or "undo" in clause.sentence
    tone = clause.tone
    if clause.asks or clause.negated or tone.conditional or _names_anything(clause):
        return False
    if not (tone.plain or clause.has("wrong")):  # "galat bol diya" tells of what was said
        return False
    wanted = {verb.concept for verb in clause.verbs if verb.mood in {"please", "to", "bare"}}
    told = any(verb.mood == "done" for verb in clause.verbs)
    if not clause.only(*_ACCOUNTS_FOR) or any(verb.mood not in _MOODS for verb in clause.verbs):
        return False
    if told and not clause.has("wrong", "latest"):
        return False  # "wapas le gaya" tells of a customer
    if wanted & _TAKING_BACK:
        return True
    if setting.busy and "cancel" in wanted and not clause.has("entry", "payment", "udhaar", "deposit"):
        return False  # what still runs is nearer
    if wanted & _TAKING_AWAY:
        return clause.has(*_LAST, "wrong") and not (setting.pending and clause.only("wrong", *wanted))
    return clause.has("wrong") and setting.pending is None and _went_wrong(clause)


_UNDO = sentences(
    "that was a mistake | it was a mistake | this was a mistake | that was wrong | it was wrong | "
    "that was wrong undo it | it was wrong undo it | that was wrong undo that | i was wrong | my mistake | "
    "scratch that | strike that | by mistake | ise hatao | isko hatao | ise hata do | isko hata do | "
    "ye hatao | ye hata do | wo hatao | wo hata do | इसे हटाओ | इसको हटाओ | ये हटाओ",
)
_MOODS = frozenset({"please", "to", "bare", "done"})


def _went_wrong(clause: Clause) -> bool:
    """Tell "galat ho gaya", "galat likh diya", "I made a mistake" from "galat hai" and "galat karo"."""
    return bool(clause.acts) and all(verb.mood == "done" for verb in clause.verbs)


def _names_anything(clause: Clause) -> bool:
    if clause.items or clause.numbers or clause.when or clause.phone:
        return True
    return any(person.ref not in {"active", "shop", "previous"} or person.role not in _BARE for person in clause.people)


_BARE = frozenset({"bare", "to", "by", "of"})
