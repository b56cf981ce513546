"""Questions about a customer's account: whether and when they paid, and what stands in it entry by entry."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from execora.language.reading import Entities
from execora.language.vocabulary import TELLING

if TYPE_CHECKING:
    from execora.language.clause import Clause
    from execora.language.moods import Verb
    from execora.language.people import Person


# -- payments ------------------------------------------------------------------


def asks_about_payment(clause: Clause) -> bool:
    """Tell of "Rahul ne paise diye kya", "kab diye the", "has Rahul paid 500", "Rahul ka last payment batao"."""
    if clause.items or len(clause.numbers) > 1 or clause.has(*_NOT_PAYMENTS) or clause.tone.conditional:
        return False
    if clause.has("udhaar", "due", "accounts") and clause.acts.isdisjoint({"repay", "clear", "return"}):
        return False
    others = [other for other in clause.others if (other.ref, other.role) != ("active", "of")] or clause.others
    person = others[0] if len(others) == 1 else None  # "has Suresh cleared his dues"
    if len(others) > 1 or (person is not None and person.ref == "all"):
        return False
    if _is_looked_up(clause, person):
        return True
    verbs = [verb for verb in clause.verbs if not (verb.concept in {"tell", "show"} and verb.mood in _WISHED)]
    return _asks(clause) and bool(verbs) and all(_is_paid(clause, verb, person) for verb in verbs)


_WISHED = frozenset({"please", "bare", "to"})
_NOT_PAYMENTS = (
    "who whose where why how bill draft stock reminder price discount sale earning report shop entry "
    "goods wrong market".split()
)


def _asks(clause: Clause) -> bool:
    """Tell of a question, "diye ya nahi" and "diye ki nahi" among them."""
    pairs = pairwise(clause.parts)
    open_ended = any(one.concept in {"either", "that"} and other.concept in {"no", "not"} for one, other in pairs)
    return clause.asks or open_ended or clause.parts[-1].concept == "nay"


def _is_paid(clause: Clause, verb: Verb, person: Person | None) -> bool:
    """Tell whether a verb says that the customer paid, or that their money came."""
    base = verb.english and verb.mood == "please" and clause.has("did")
    if not (verb.mood == "done" or base):
        return False
    if person is None:
        if clause.has("payment") and clause.has("last", "last time"):
            return verb.concept in {"come", "happen", "do"} and not clause.people
        return verb.concept in _GIVING and not verb.english and _is_only_asked(clause)
    match verb.concept, person.role:
        case "give" | "pay" | "repay" | "send" | "clear" | "return", "by":
            return True
        case "give" | "repay", "bare":
            return True
        case "pay" | "send" | "clear" | "return", "bare":
            return verb.went or verb.english
        case "make", "bare" | "by":
            return clause.has("payment")
        case "do" | "happen", "by" | "of":
            return clause.has("payment", "deposit", "clear") or bool(clause.modes)
        case "get" | "come" | "receive" | "take", "from":
            return True
        case "get" | "come", "of":
            return clause.has("payment", "money", "deposit", "AMOUNT", "how much")
        case _:
            return False


_GIVING = frozenset({"give", "pay", "repay"})


def _is_only_asked(clause: Clause) -> bool:
    """Tell of "kab diye the", "kitne diye": of nobody named, so of whoever was spoken of."""
    if clause.people or not clause.has("when", "how much"):
        return False
    return clause.only("when", "how much", "money", "last", "last time", *_GIVING)


def _is_looked_up(clause: Clause, person: Person | None) -> bool:
    """Tell of "Rahul ka last payment batao", "what was Suresh's last payment"; no amount is told."""
    if person is None or clause.numbers or clause.negated or not clause.acts <= TELLING | {"receive"}:
        return False
    if person.role == "from":
        return clause.asks and clause.has("payment", "money") and clause.has("have", "did", "what", "?")
    if person.role != "of" or not clause.has("payment"):
        return False
    asked = clause.asks or clause.has("statement") or not clause.acts.isdisjoint({"tell", "show"})
    asked = asked or (not clause.verbs and clause.has("last", "last time", "previous"))
    return asked and clause.acts <= TELLING and "done" not in clause.moods


def brings_out(clause: Clause) -> bool:
    """Tell "jankari nikalo", which is to be shown, from "jankari hatao"."""
    return any(word.startswith(_OUT) for word in clause.sentence)


_OUT = ("nikal", "nikaal", "निकाल", "निकल")


def asks_about_all(clause: Clause) -> bool:
    """Tell of "poora udhaar kitna hai", "how much is outstanding", "kitna paisa udhaar mein hai": all that is owed."""
    if clause.others or not clause.has("how much"):
        return False
    whole = clause.has("udhaar") and any(part.form == "whole" for part in clause.parts)
    lent = clause.has("money", "stuck") and clause.marks(frozenset({"udhaar"}), "in")
    left = clause.has("earning") and clause.has("due")
    return whole or lent or left or not _RECEIVABLE.isdisjoint(clause.sentence)


_RECEIVABLE = frozenset({"outstanding", "receivable", "receivables", "owed"})


# -- the whole account ---------------------------------------------------------


def asks_for_statement(clause: Clause) -> bool:
    """Tell of "khata dikhao", "poora hisaab batao", "hisaab WhatsApp pe bhejo"; "hisaab batao" asks for the balance."""
    if clause.negated or clause.numbers or clause.items or clause.has(*_OTHERWISE):
        return False
    if clause.has("account") and clause.has("what all"):
        return clause.acts <= TELLING | {"write"}
    if not clause.acts <= (_READING_OUT | {"put"} if clause.has("whatsapp", "email") else _READING_OUT):
        return False
    if "remove" in clause.acts and not brings_out(clause):
        return False
    if clause.has("how much") or clause.tone.conditional or clause.tone.reported or "done" in clause.moods:
        return False
    account = clause.has("account", "accounts")
    detailed = any(part.concept == "info" and part.form != "place" for part in clause.parts)
    whole = detailed or any("whole" in (part.form, part.concept) for part in clause.parts)
    if clause.has("statement") or (clause.has("entry") and (account or clause.acts & TELLING)):
        return bool(clause.others) or bool(clause.acts)
    strange = any(not person.known for person in clause.others)
    opened = clause.has("account") and (
        "show" in clause.acts or brings_out(clause) or ("open" in clause.acts and not strange)
    )
    sent = account and ("send" in clause.acts or clause.has("whatsapp", "email", "EMAIL"))
    return opened or sent or (account and whole)


def whose_statement(clause: Clause) -> Entities | None:
    """Return whose account it is: the one who is named, also in "Suresh ko uska hisaab bhejo"."""
    people = [person for person in clause.people if not (person.ref == "all" and person.role == "bare")]
    if any(person.ref == "shop" and person.role == "of" for person in people):
        return None
    people = [person for person in people if person.ref != "shop"]
    named = [person for person in people if person.ref is None]
    if len(named) == 1 and all(person.ref == "active" for person in people if person is not named[0]):
        return named[0].as_entities()
    if len(people) > 1 or any(person.ref == "all" for person in people):
        return None
    if not people and (clause.when is not None or clause.has("shop", "new", "market") or clause.nameless):
        return None
    return people[0].as_entities() if people else Entities(customer_ref="active")


_READING_OUT = TELLING | {"send", "open", "remove", "want", "receive"}

_OTHERWISE = (
    "new bill draft stock reminder sale earning price discount due pending who whose where why how when settle clear "
    "payment wrong market shop".split()
)
