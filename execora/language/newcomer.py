"""A new customer, as they are told of: "naya customer Ravi jodo, ATM ke paas, number 98…, purana udhaar 200"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from execora.language.reading import Entities

if TYPE_CHECKING:
    from execora.language.clause import Clause
    from execora.language.parts import Part
    from execora.language.reading import Reading

_MAKING = frozenset({"add", "make", "write", "put", "open", "register", "do", "keep", "apply", "start", "save"})
_OPENING = frozenset({"udhaar", "due", "balance", "pending", "old"})
_ACCOUNTS_FOR = (
    _MAKING
    | _OPENING
    | frozenset(
        "WHO UNKNOWN GOODS new customer account named phone PHONE EMAIL GSTIN email gst AMOUNT landmark nickname info "
        "wala near as list market shop".split()
    )
)
_LONGEST = 80


def newcomer(clause: Clause) -> Reading | None:
    """Read a clause that tells of a new customer; None where it does not, or where words in it fit no field.

    "naya customer Ravi" alone is asked about: it may only tell of somebody who has come.
    """
    adds = clause.has("new") or bool(clause.acts & {"add", "make"}) or _is_listed(clause)
    about = adds and clause.has("customer", "account") and clause.has("customer", "new")
    wished, came = _is_wished(clause), _has_come(clause)
    if not (clause.commands or wished or came) or not (about or _opens_account(clause)):
        return None
    if any(map(_is_detail, clause.parts)) or (clause.has("list") and not _is_listed(clause)):
        return None
    if not clause.acts <= (_MAKING | {"come"} if came else _MAKING) or not _speaks_of_one(clause):
        return None
    said = _fields(clause)
    opening = clause.amount if clause.has(*_OPENING, "first") else None
    if (
        said is None
        or (clause.numbers and opening is None)
        or (not said.name and (wished or came or _is_listed(clause)))
    ):
        return None
    said = replace(said, phone=clause.phone, email=clause.email, gstin=clause.gstin, amount=opening)
    if came or (clause.commands and (clause.acts or not said.name or _tells_more(said))):
        beside = frozenset({"come"} if came else ()) | frozenset({"whoever"} if opening or said.phone else ())
        return clause.reading("CREATE_CUSTOMER", said, _ACCOUNTS_FOR | beside)
    if not wished and clause.has("is", "account"):
        return None
    return clause.reading("CREATE_CUSTOMER", said, _ACCOUNTS_FOR, asks=("newcomer",))


def _is_wished(clause: Clause) -> bool:
    """Tell of "naya customer jodna hai Ravi", which is asked about."""
    plain = clause.tone.plain and not clause.asks and not clause.negated
    return plain and clause.has("new") and clause.moods == {"must"} and not clause.has("was", "must")


def _has_come(clause: Clause) -> bool:
    """Tell of "naya customer aaya hai Ravi, jod lo"."""
    plain = clause.tone.plain and not clause.asks and not clause.negated and clause.has("new")
    came = [(verb.concept, verb.mood) for verb in clause.verbs[:1]] == [("come", "done")]
    added = [verb for verb in clause.verbs[1:] if verb.concept in {"add", "write"} and verb.mood in {"please", "bare"}]
    return plain and came and len(clause.verbs) == 2 and bool(added) and not clause.has("was")


def _is_listed(clause: Clause) -> bool:
    """Tell of "customer list mein Ravi ko daal do", "add Ravi to my customers"."""
    put = not clause.acts.isdisjoint({"add", "put", "write"})
    return put and clause.has("customer") and clause.marks(_LISTS, "in", "to")


_LISTS = frozenset({"customer", "list"})


def _is_detail(part: Part) -> bool:
    """Tell of the "details" in "add customer details"; a pata is a landmark."""
    return part.concept == "info" and part.form != "place"


def _opens_account(clause: Clause) -> bool:
    """Tell of "Ravi ka khata kholo", where nobody is called so."""
    stranger = any(not person.known and person.role in {"of", "named", "for"} for person in clause.others) or any(
        one.kind == "unknown" and other.concept == "named" for one, other in pairwise(clause.parts)
    )  # "Ravi naam ka khata kholo"
    return stranger and clause.has("account") and not clause.acts.isdisjoint({"open", "make"})


def _tells_more(said: Entities) -> bool:
    return any((said.phone, said.email, said.gstin, said.amount, said.landmark, said.nickname))


def _speaks_of_one(clause: Clause) -> bool:
    """Tell "naya customer Ravi jodo" from "naye customer ko chai do", "make the customer happy", "customer line mein".

    Whoever is to be added is marked by nothing: what is for them, theirs or with them is no name.
    """
    if _is_elsewhere(clause.parts):
        return False
    if clause.has("was") or (
        not _ENGLISH_TALK.isdisjoint(clause.sentence) and not (clause.has("named") or _is_listed(clause))
    ):
        return False
    told = (
        clause.has(*_OPENING, "PHONE", "EMAIL", "GSTIN")
        or (clause.acts and clause.has("named"))
        or "add" in clause.acts
    )
    if clause.has("is") and not (told or _is_wished(clause)):
        return False
    numbers = sum(part.kind == "number" for part in clause.parts)
    for_somebody = clause.has("account") and any(person.role == "for" for person in clause.others)
    preps = _PREPS | {"for"} if for_somebody else _PREPS | {"to"} if _is_listed(clause) else _PREPS
    if numbers > len(clause.numbers) or any(part.kind == "prep" and part.concept not in preps for part in clause.parts):
        return False
    added = _is_listed(clause) and (clause.has("named") or any(person.role == "to" for person in clause.others))
    return not any(
        one.concept in {"customer", "account", "list"}
        and other.kind == "post"
        and not (added and other.concept == "in")
        and not _names(clause.parts[at + 2 :])
        for at, (one, other) in enumerate(pairwise(clause.parts))
    )


def _is_elsewhere(parts: tuple[Part, ...]) -> bool:
    """Tell of a market or a shop that is no part of a name: "new shop account"."""
    return any(
        part.concept in {"market", "shop"} and (not at or parts[at - 1].kind not in _WORDS)
        for at, part in enumerate(parts)
    )


_WORDS = frozenset({"name", "unknown", "goods"})


def _names(parts: tuple[Part, ...]) -> bool:
    """Tell of the "naam Ravi" in "naye customer ka naam Ravi"."""
    return bool(parts) and parts[0].concept == "named"


_ENGLISH_TALK = frozenset({"make", "the"})
_PREPS = frozenset({"near", "with"})


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that stand together, and what stands around them."""

    words: tuple[str, ...]
    before: Part | None
    after: Part | None
    goods: bool


def _fields(clause: Clause) -> Entities | None:
    """Tell which words are the name, the landmark and the nickname; None where there are words too many."""
    said: dict[str, str] = {}
    for run in _runs(clause.parts):
        for field, value in _placed(run):
            if field == "name" and not _is_called(run, clause):
                return None
            if field in said:
                return None
            said[field] = value
    kept = {field: value for field, value in said.items() if len(value) <= _LONGEST}
    return Entities(name=kept.get("name"), landmark=kept.get("landmark"), nickname=kept.get("nickname"))


def _is_called(run: _Run, clause: Clause) -> bool:
    """Tell whether a run of words can be a name: what marks it says so, and goods are one only where they are added."""
    if run.goods and not ("add" in clause.acts or clause.has("named") or (clause.phone and len(run.words) > 1)):
        return False
    if run.before is not None and run.before.kind == "post" and not (run.before.concept == "in" and _is_listed(clause)):
        return False
    if not _NO_NAMES.isdisjoint(word.lower() for word in run.words):
        return False
    if run.before is not None and run.before.concept == "make" and not clause.has("new", "named"):
        return False  # "customer banao zyada"
    return run.after is None or run.after.kind != "post" or run.after.concept in _MARKS


_NO_NAMES = frozenset(
    "zyada bahut kam gussa khush naraaz naraz pareshan angry happy upset accha achha bura support now group "
    "offer scheme details list care service data form card page tarika line".split()
)
"""Words that stand where a name would: "create a customer group", "naya customer offer lagao"."""
_MARKS = frozenset({"named", "of", "to", "on", "landmark", "for"})


def _runs(parts: tuple[Part, ...]) -> list[_Run]:
    runs: list[_Run] = []
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and parts[end].kind in _WORDS:
            end += 1
        if end > at:
            at, end = _with_old_and_market(parts, at, end)
            words = " ".join(part.as_name for part in parts[at:end]).split()
            before, after = _spoken_before(parts, at), parts[end] if end < len(parts) else None
            runs.append(_Run(tuple(words), before, after, any(part.kind == "goods" for part in parts[at:end])))
        at = max(end, at + 1)
    return runs


def _with_old_and_market(parts: tuple[Part, ...], at: int, end: int) -> tuple[int, int]:
    """Take in the words of a landmark that are words of the lexicon too: "pata purani haveli", "sabzi market"."""
    placed = at > 1 and (parts[at - 2].concept == "landmark" or parts[at - 2].form == "place")
    old = placed and parts[at - 1].concept == "old"
    market = end < len(parts) and parts[end].concept in {"market", "shop"}
    return at - old, end + market


def _spoken_before(parts: tuple[Part, ...], at: int) -> Part | None:
    """Return the part before an index; hai and fillers only lead from it: "naam hai Ravi"."""
    return next((part for part in reversed(parts[:at]) if part.kind not in {"filler", "aux"}), None)


def _placed(run: _Run) -> list[tuple[str, str]]:
    """Return the fields that a run of words fills: before "ke paas" and "wala" its last word is a landmark."""
    words = " ".join(run.words)
    if run.before is not None and run.before.concept == "nickname":
        return [("nickname", words)]
    if run.before is not None and run.before.concept == "near":
        return [("landmark", words)]
    if run.before is not None and (run.before.concept == "landmark" or run.before.form == "place"):
        ending = _ENDINGS.get(run.after.concept if run.after is not None else "")
        return [("landmark", f"{words} {ending}" if ending else words)]
    if run.words[-1] == "wala" and len(run.words) > 2:
        return [("name", " ".join(run.words[:-2])), ("landmark", " ".join(run.words[-2:]))]
    ending = _ENDINGS.get(run.after.concept if run.after is not None else "")
    if ending is None:
        return [("name", words)]
    if len(run.words) == 1 or (run.before is not None and run.before.kind == "pause"):
        return [("landmark", f"{words} {ending}")]
    return [("name", " ".join(run.words[:-1])), ("landmark", f"{run.words[-1]} {ending}")]


_ENDINGS = {"on": "ke paas", "landmark": "ke saamne", "wala": "wala"}
