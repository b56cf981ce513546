"""Who pays whom: the direction of money, from who stands with which postposition and what the verb says.

The order of the tests is the rule: a condition or a question is no statement at all; then what was denied, is owed, is
to come, or was only told; and only what is left can move money, by the table below. What that does not hold is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from execora.language.unmeant import comes_to, why_not

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.clause import Clause
    from execora.language.moods import Mood, Verb
    from execora.language.parts import Part
    from execora.language.people import Person
    from execora.language.reading import Clarify


@dataclass(frozen=True, slots=True)
class Paid:
    """A customer paid the shop."""

    account: Person | None = None
    """Whose account it goes to; None where nobody is named: whoever is spoken of already."""
    payer: Person | None = None
    """Who brought it, where that is somebody else."""
    certain: bool = True
    """Whether the words alone say so; "wapas kiye" may be what was taken too much, or what was owed."""


@dataclass(frozen=True, slots=True)
class Credited:
    """An amount goes onto a customer's account."""

    account: Person | None = None
    certain: bool = True
    """Whether a word of writing says so; "ko … diye" alone does not."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """It is about money, and too little of it is clear."""

    why: Clarify


Move = Paid | Credited | Unclear

_GIVING = frozenset({"give", "repay", "send", "pay"})
_WRITING = frozenset({"write", "add", "put", "charge"})
_PLACING = frozenset({"keep", "apply"})
"""Words of writing only where the account is named: "khate mein laga do"."""
_SPEAKS = (
    _GIVING
    | _WRITING
    | _PLACING
    | frozenset(
        "take collect credit get receive come do owe cut settle clear happen say stay remain return want "
        "confirm".split()
    )
)
_HANDED_ON: tuple[Mood, ...] = ("please", "to", "bare")
"""Moods of "bolo": a message for somebody, not what somebody said."""
_OWN = frozenset({"udhaar", "balance", "accounts", "account", "due", "advance", "payment", "money", "deposit"})


def move(clause: Clause) -> Move | None:
    """Return which way money goes in a clause; None where it is not about money that moves."""
    if clause.items or clause.asks or clause.tone.conditional or clause.has("price") or not _speaks_of_money(clause):
        return None
    why = why_not(clause)
    return Unclear(why) if why else _settled(clause) or _moved(clause)


_STANDING = frozenset({"remove", "become"})


def _speaks_of_money(clause: Clause) -> bool:
    if clause.flaw == "about" and not clause.verbs and not clause.people:
        return False  # "ek do teen"
    told = "say" in clause.acts and any(clause.does({"say"}, mood) for mood in _HANDED_ON)
    acts = {verb.concept for verb in clause.verbs if not (verb.concept in _STANDING and verb.mood == "does")}
    acts -= {"make"} if clause.has("payment", "entry") else set()
    acts -= {"increase"} if clause.numbers and clause.has("udhaar", "account", "accounts", "balance") else set()
    if told or not acts <= _SPEAKS:
        return False
    if "pay" in clause.acts and (clause.negated or "done" not in clause.moods):
        return True
    if clause.numbers or clause.has("settle", "clear", "owe") or _is_ended(clause):
        return True
    return bool(clause.acts) and clause.has("money", "payment", "udhaar", "deposit", "advance")


# -- what is settled -----------------------------------------------------------


def _settled(clause: Clause) -> Move | None:
    """Read "hisaab barabar kar do", "500 kam kar do", "khate se 500 kaat do"."""
    if clause.has("settle") or _is_ended(clause) or (clause.has("clear") and not clause.numbers):
        return Unclear("settle")
    if not clause.has("cut"):
        return None
    account = _alone(clause)
    from_account = clause.has("account", "udhaar", "balance", "accounts") and _after_noun(clause, "from")
    whose = account is None or (account is not False and account.role in {"of", "from"})
    return Paid(account or None) if from_account and whose and clause.commands else Unclear("reduce")


def _is_ended(clause: Clause) -> bool:
    """Tell of "khata khatam kar do"."""
    return clause.has("finished") and not clause.numbers and clause.has("udhaar", "account", "accounts", "balance")


def _after_noun(clause: Clause, role: str) -> bool:
    """Tell whether a noun of the account has a role: "khate se", "from Priya's account"."""
    return clause.marks(_OWN, role)


# -- who moved it --------------------------------------------------------------


def _alone(clause: Clause) -> Person | Literal[False] | None:
    """Return the one customer spoken of, None where there is none, False where there are several."""
    others = clause.others
    if len(others) > 1 or any(person.ref == "all" for person in others):
        return False
    return others[0] if others else None


def _moved(clause: Clause) -> Move:
    verb = _main_verb(clause)
    if verb is False:
        return Unclear("direction")
    for_another = _for_another(clause, verb)
    if for_another:
        return for_another
    who = _alone(clause)
    if who is False or (verb and _shop_has(clause, verb)):
        return Unclear("direction")
    found = _done(clause, verb, who) if verb and verb.mood == "done" else _commanded(clause, verb, who)
    return found or Unclear("direction")


def _main_verb(clause: Clause) -> Verb | Literal[False] | None:
    """Return the verb that moves the money; False where there are several. "diye, jama kar lo" has one and a note."""
    match [verb for verb in clause.verbs if not comes_to(clause, verb)]:
        case []:
            return None
        case [verb]:
            return verb
        case (note, verb) if _notes(clause, note) and note.mood == "please" and verb.mood == "done":
            opens = all(person.at > note.at for person in clause.people)
            return verb if opens else False  # "likh lo, Fatima ne 475 diye"
        case (verb, note) if verb.mood == "done" and note.mood in _HANDED_ON:
            return verb if note.concept in _WRITING or _notes(clause, note) or _deposits(clause, note) else False
        case (verb, other) if verb.mood == other.mood == "done" and {verb.concept, other.concept} <= _ARRIVING:
            return other if verb.concept == "clear" else verb  # "405 clear ho gaya, cash mein mila"
        case _:
            return False


_ARRIVING = frozenset({"clear", "get", "come", "receive"})


def _notes(clause: Clause, verb: Verb) -> bool:
    """Tell of "likh lo", "entry kar do", which only say that what was done is to be written."""
    return verb.concept == "write" or (verb.concept in {"do", "make"} and clause.has("entry"))


def _shop_has(clause: Clause, verb: Verb) -> bool:
    """Tell whether the shop itself stands where the customer would have to: "mujhe Rahul ko", "Rahul ne maine"."""
    shop = {person.role for person in clause.people if person.ref == "shop"}
    others = {person.role for person in clause.others}
    return bool(shop & others - {"bare"}) or (verb.mood == "done" and {"by"} <= shop and "by" in others)


def _for_another(clause: Clause, verb: Verb | None) -> Paid | None:
    """Read "Rahul ne Suresh ke 500 diye": Rahul brought it, and it goes onto the account of Suresh."""
    others = clause.others
    if verb is None or verb.mood != "done" or not (verb.concept in _GIVING or _deposits(clause, verb)):
        return None
    if _is_by_a_relative(clause.parts, others):
        return Paid(others[-1], certain=False)
    if len(others) != 2:
        return None
    payer, account = others
    if payer.role != "by" or account.role not in {"of", "for", "named"} or payer.ref or account.ref:
        return None
    after = clause.parts[account.until : account.until + 1]
    whole = any(part.kind == "number" or part.concept in {"account", "accounts"} for part in after)
    return Paid(account, payer) if whole else None


def _is_by_a_relative(parts: Sequence[Part], others: Sequence[Person]) -> bool:
    """Tell of "Rahul ke bhai ne Rahul ke 500 diye"; who he is nobody needs to know, for it is asked about."""
    if [person.role for person in others] != ["of", "by", "of"] or others[0].said != others[2].said:
        return False
    relative = parts[others[0].until : others[1].until - 1]
    return bool(relative) and all(part.kind == "title" for part in relative)


# -- something was done --------------------------------------------------------


def _done(clause: Clause, verb: Verb, who: Person | None) -> Move | None:
    """Read what happened: "ne … diye", "se … mile", "ka … aaya"."""
    if who is None:
        return _done_by_nobody_named(clause, verb)
    paid = _is_paid(clause, verb, who)
    if paid or _is_without_ne(clause, verb, who):
        certain = paid and verb.concept != "return"
        return Paid(who, certain=certain) if _owed_is_only_what_for(clause) else None
    return Credited(who, certain=False) if _is_given(clause, verb, who) else None


def _is_paid(clause: Clause, verb: Verb, who: Person) -> bool:
    before = who.at < verb.at
    if verb.concept in _GIVING and any(person.ref == "shop" and person.role == "by" for person in clause.people):
        return False
    match verb.concept, who.role:
        case "give" | "send" | "repay" | "pay" | "return", "by":
            return True
        case "give" | "send" | "repay" | "pay", "bare":
            return verb.went or (verb.english and before)
        case "take" | "get" | "receive" | "come" | "collect", "from":
            return True
        case "get" | "come" | "receive", "of":
            return True
        case "put", "by":
            return bool(clause.modes)
        case "clear", "by" | "of":
            return bool(clause.numbers)
        case "clear", "bare":
            return bool(clause.numbers) and verb.english and before
        case _, "by" | "of":
            return _deposits(clause, verb) and (who.role == "by" or clause.has("deposit"))
        case _, "bare":
            return _deposits(clause, verb) and (verb.went or (verb.english and before))
        case _:
            return False


def _is_without_ne(clause: Clause, verb: Verb, who: Person) -> bool:
    """Tell of "Santosh ji 500 diye hain", as it is said in the east; "Rahul 500 diye" may have lost a ko as well."""
    whole = verb.until - verb.at > 1 or bool(clause.modes)
    gave = whole and verb.concept in {"give", "repay"} and not verb.english
    return gave and who.role == "bare" and who.known and who.at < verb.at


def _deposits(clause: Clause, verb: Verb) -> bool:
    """Tell of "jama kiye", "UPI kiya", "payment kiya", "jama ho gaye"."""
    if verb.concept == "make":
        return clause.has("payment")
    if verb.concept not in {"do", "happen"}:
        return False
    return clause.has("deposit", "payment") or (verb.concept == "do" and bool(clause.modes))


def _owed_is_only_what_for(clause: Clause) -> bool:
    """Tell whether udhaar is what it was paid for ("udhaar ke 500 diye"), not what it is ("500 udhaar diye")."""
    if not clause.has("udhaar", "balance", "due"):
        return True
    return _after_noun(clause, "of") or bool(clause.acts & {"repay", "clear"})


def _is_given(clause: Clause, verb: Verb, who: Person) -> bool:
    if clause.modes or clause.has("payment", "deposit", "advance", "clear"):
        return False
    match verb.concept, who.role:
        case "give" | "send" | "get", "to":
            return True
        case "take", "by":
            return True
        case "take", "bare":
            return verb.went or (verb.english and who.at < verb.at)
        case "give", "bare":
            return verb.english and who.at > verb.at
        case _:
            return False


def _done_by_nobody_named(clause: Clause, verb: Verb) -> Move | None:
    """Read "500 de gaya", "500 cash aur 300 UPI diye" about whoever is spoken of already."""
    if clause.people:
        return None
    if verb.went and verb.concept in {"give", "take"}:
        return Paid() if verb.concept == "give" else Credited(certain=False)
    gave = verb.concept in _GIVING or _deposits(clause, verb)
    return Paid() if gave and len(clause.splits) > 1 else None


# -- something is asked for ----------------------------------------------------


def _commanded(clause: Clause, verb: Verb | None, who: Person | None) -> Move | None:
    """Read what is to be written: "ke khate mein … likho", "ke … jama karo", "ka … payment"."""
    role = who.role if who else None
    concept = verb.concept if verb else None
    if _is_told_in_english(clause, verb, who) or any(person.ref == "shop" for person in clause.people):
        return None
    if concept == "give":
        after = who is not None and verb is not None and verb.english and who.role == "bare" and who.at > verb.at
        gives = (role == "to" or after) and not (clause.modes or clause.has("payment", "deposit", "advance"))
        return Credited(who, certain=False) if gives else None
    if concept is not None and concept not in {*_WRITING, *_PLACING, "do", "clear", "increase"}:
        return None
    if clause.has("deposit", "clear", "payment"):
        return _received(clause, concept, who, role)
    return _written(clause, concept, who, role)


def _is_told_in_english(clause: Clause, verb: Verb | None, who: Person | None) -> bool:
    """Tell of "Rahul put 500 in the account", which is no command, but what he did."""
    if verb is None or who is None or not verb.english or who.role != "bare" or who.at > verb.at:
        return False
    return any(part.concept == "AMOUNT" for part in clause.parts[verb.until :])


def _received(clause: Clause, concept: str | None, who: Person | None, role: str | None) -> Paid | None:
    """Read "ke … jama karo", "ka … payment likho"; but "bank mein jama karo" and "ka payment kar do" pay somebody."""
    if clause.has("udhaar", "shop", "total") or _into_bank(clause, who):
        return None
    if role == "for" and clause.verbs and clause.verbs[0].english:
        return Paid(who)  # "record a payment of 500 for Rahul"
    if clause.has("deposit", "clear"):
        told = concept is None and role in {"from", "by"}
        return Paid(who) if told or role in {"of", "named", "bare", None} else None
    does = concept == "do" and not clause.has("entry")
    return Paid(who) if role in {"of", "from", "by", "bare", None} and not does else None


def _into_bank(clause: Clause, who: Person | None) -> bool:
    """Tell of "bank mein", "Suresh ke paytm mein": money that goes to a bank or a wallet, and not by one."""
    after = clause.parts[who.until : who.until + 2] if who else ()
    wallet = [part.kind for part in after] == ["mode", "post"] and after[1].concept in {"in", "on"}
    return (
        (who is None and "bank" in clause.modes)
        or wallet
        or any(
            one.concept == "bank" and other.concept in {"in", "account"}
            for one, other in pairwise(part for part in clause.parts if part.kind != "filler")
        )
    )


def _written(clause: Clause, concept: str | None, who: Person | None, role: str | None) -> Move | None:
    """Read what goes onto an account: a word of writing, or udhaar alone, and whose; "record 300 from" came in."""
    on_account = clause.has("udhaar", "account", "accounts", "due")
    placed = concept in _PLACING and (clause.has("account", "accounts") or _is_put_on(clause, role))
    if clause.modes or clause.has("advance") or _after_noun(clause, "from"):
        return None
    noted = (concept == "do" and clause.has("entry") and on_account) or concept == "increase"
    if concept not in _WRITING and not _is_put_on(clause, role) and not (placed or noted):
        return None
    if role == "from":
        return Paid(who) if concept == "write" and clause.verbs[0].english else None
    if role in {"of", "named", "on", "for", "to"}:
        return Credited(who)
    if role == "bare" and who and who.known and concept in {"write", "charge"} and not on_account:
        return Credited(who, certain=False)  # "Suresh 500 likho", "charge Suresh 500"
    if role == "bare":
        return Credited(who) if on_account and who and who.known else None
    sure = concept in {"write", "charge"} or on_account
    return Credited() if role is None and sure and not clause.people else None


def _is_put_on(clause: Clause, role: str | None) -> bool:
    """Tell of "500 udhaar (kar do)"; "udhaar 500" tells how much there is."""
    said = [part.concept for part in clause.parts if part.concept in {"udhaar", "AMOUNT"}]
    return clause.has("udhaar") and (role == "to" or said[:1] == ["AMOUNT"] or not clause.numbers)
