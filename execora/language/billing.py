"""Whether a bill is asked for: "ka bill bana do", "2 doodh le gaya", "ke khate mein 2 doodh likho", "2 doodh do"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.vocabulary import BILLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.clause import Clause
    from execora.language.moods import Verb
    from execora.language.people import Person
    from execora.language.reading import Setting

MAKING = frozenset({"make", "give", "do", "write", "put", "add", "send", "keep"})
"""The verbs of making a bill, with or without its goods."""


def billed(clause: Clause, setting: Setting) -> bool:
    """Tell whether goods go to a customer, or a bill is to be made of them, or yet of nothing."""
    if _makes(clause, setting):
        return True
    return bool(clause.items) and (_taken(clause) or _told_first(clause) or _is_terse(clause, setting))


def cuts(clause: Clause) -> bool:
    """Tell of "kaat do", which writes a bill out, or goods off it; "kam karo" makes either less."""
    return "cut" in clause.acts and any(
        word.startswith(("kaat", "kat", "काट", "minus", "माइनस")) for word in clause.sentence
    )


def begins(clause: Clause, setting: Setting) -> bool:
    """Tell of "Raju ke bill mein 2 doodh daalo" where no draft is open: it is a bill that begins with them."""
    named = len(clause.others) == 1 and clause.others[0].ref is None and clause.others[0].role in {"of", "to", "for"}
    counted = bool(clause.items) and all(item.counted or item.value for item in clause.items)
    adds = clause.acts <= {"write", "put", "charge", "apply"}
    return not setting.draft and named and counted and adds and clause.marks(BILLS, "in", "to")


def _makes(clause: Clause, setting: Setting) -> bool:
    """Tell of a bill that is to be made, with its goods or yet without."""
    if (
        not clause.has("bill")
        or not clause.requests
        or clause.numbers
        or (clause.marks(BILLS, "in", "to", "from", "out of") and not begins(clause, setting))
    ):
        return False
    if setting.draft and clause.has("gst", "untaxed") and not clause.items and not clause.others:
        return False  # the draft that is open gets GST
    making = MAKING | ({"cut"} if cuts(clause) else set()) | ({"increase"} if "raise" in clause.sentence else set())
    if clause.items:
        return clause.acts <= making | {"start"} and not (
            setting.draft and not clause.others and "make" not in clause.acts
        )
    agrees = setting.pending == "draft" and clause.has("yes") and not clause.others
    made = "make" in clause.acts or "start" in clause.acts or _opens(clause) or (cuts(clause) and bool(clause.others))
    return made and clause.acts <= making | {"send", "start", "open"} and not agrees


def _opens(clause: Clause) -> bool:
    """Tell of "Rahul ke liye bill kholo", "Rahul ka naya bill"; "Rahul ka bill kholo" shows what there is."""
    anew = clause.has("new") or any(person.role == "for" for person in clause.others)
    return clause.acts <= {"open"} and (anew if clause.acts else clause.has("new"))


def _told_first(clause: Clause) -> bool:
    """Tell of "Geeta ko 2 paneer de diya, bill bana do"."""
    if len(clause.verbs) != 2 or not clause.has("bill") or clause.marks(BILLS, "in", "from", "out of"):
        return False
    told, asked = clause.verbs
    named = [person for person in clause.others if person.ref != "active"] or clause.others
    bills = asked.concept == "make" or (asked.concept == "cut" and cuts(clause))
    handed = told.mood in {"done", "going on", "please"} and _hands_over(told, named)
    return handed and bills and asked.mood in {"please", "to"}


def _is_terse(clause: Clause, setting: Setting) -> bool:
    """Tell of "Suresh do packet doodh", somebody and goods and nothing else."""
    counted = clause.items[0].counted
    named = len(clause.others) == 1 and clause.others[0].known and clause.others[0][1:3] == ("bare", 0)
    alone = not clause.verbs and set(clause.content) == {"WHO", "GOODS"} and clause.requests
    return counted and named and alone and clause.others[0].ref is None and not (setting.draft or setting.pending)


def _taken(clause: Clause) -> bool:
    """Tell of goods that go to a customer: asked for ("do", "likho", without a verb), or taken already."""
    others = clause.others
    role = others[0].role if len(others) == 1 else None
    if len(clause.verbs) > 1 or len(others) > 1 or clause.has("bill"):
        return False
    if not clause.verbs:
        owes = role == "of" and clause.has("account", "accounts")
        return (owes or role in {"to", "for", "named"}) and clause.requests and not clause.has("is", "was")
    verb = clause.verbs[0]
    if (verb.concept, verb.mood, role) == ("take", "done", "bare") and others[0].known:
        return _hands_over(verb, others) or clause.has("account")
    return _hands_over(verb, others) or _is_charged(clause, verb, role)


def _hands_over(verb: Verb, others: Sequence[Person]) -> bool:
    """Tell whether a verb lets goods go to a customer: asked for, or done already."""
    role = others[0].role if len(others) == 1 else None
    if len(others) > 1:
        return False
    match verb.concept, verb.mood, role:
        case "give" | "send" | "sell", "done", "to":
            return True
        case "take" | "buy", "done", "by":
            return True
        case "take", "done" | "going on", "bare":
            return verb.went or (verb.english and others[0].at < verb.at)
        case "take", "done", None:
            return verb.went
        case "give" | "send" | "sell" | "weigh", "please" | "to", "to" | "for":
            return True
        case "give", "please", "bare":
            return verb.english and others[0].at > verb.at
        case _:
            return False


def _is_charged(clause: Clause, verb: Verb, role: str | None) -> bool:
    """Tell of "Rahul ke khate mein 2 doodh likh do", "Rahul ke naam 2 doodh likh do"."""
    writes = verb.concept in {"write", "put", "add", "charge"} and verb.mood in {"please", "to"}
    if not writes or role not in {"named", "of", "in", "on", "to"}:
        return False
    return role == "named" or clause.has("account", "accounts", "udhaar")
