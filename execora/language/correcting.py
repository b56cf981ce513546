"""What is put right in an answer, or on a draft: "nahi 300", "haan par UPI se", "Suresh ne, Rahul nahi".

Here is found what is to be put in the place of what was understood; what it takes the place of, the conversation knows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from execora.language.amounts import money
from execora.language.faulting import finds_fault
from execora.language.goods import goods
from execora.language.lexicon import LEXICON
from execora.language.moments import moment, together
from execora.language.reading import Entities
from execora.ledger.units import LARGEST, Milli

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from execora.language.clause import Clause
    from execora.language.moments import When
    from execora.language.parts import Part
    from execora.language.people import Person
    from execora.language.reading import Setting

Kind = Literal["person", "number", "mode", "when", "goods", "phone"]


@dataclass(frozen=True, slots=True)
class _Slot:
    """Something that can take the place of what was understood."""

    kind: Kind
    at: int
    until: int


def correction(clause: Clause, setting: Setting) -> Entities | None:
    """Return what is put right, without anything where that is left open; None where a clause is no correction.

    To a question a few words are enough ("UPI se"); a draft takes goods without further ado, so there a word of
    correction must be said. A sentence that could stand alone is a command of its own, unless it has such a word.
    """
    if setting.pending == "question" and finds_fault(clause):
        return Entities()
    if setting.pending is None or not _is_meant(clause):
        return None
    if setting.pending == "draft" and not _is_of_the_draft(clause):
        return None
    if not is_marked(clause) and (setting.pending != "question" or not _is_fragment(clause)):
        return None
    return _entities(clause, _left(clause), setting)


def is_marked(clause: Clause) -> bool:
    """Tell whether a word of correction is said: a no, a but, a sorry, "make it", "galat"."""
    said = [LEXICON[word] for word in clause.sentence if word in LEXICON]
    takes_back = any(
        (part.kind == "not" and part.concept in {"no", "not"}) or part.concept == "rather" for part in said
    )
    but = any(part.concept in {"but", "instead", "instead of"} for part in clause.parts)
    sentence = " ".join(clause.sentence)
    return takes_back or but or clause.has("wrong") or any(words in sentence for words in _MAKE_IT)


def direction(clause: Clause) -> Literal["in", "out"] | None:
    """Return whether a correction says that money came in ("nahi Suresh ne") or went out ("nahi Suresh ko")."""
    roles = {person.role for person in clause.others}
    if roles & {"by", "from"} or clause.acts & {"pay", "deposit", "get", "receive", "come"}:
        return "in"
    return "out" if roles & {"to", "named", "on"} or "take" in clause.acts else None


_NO = frozenset({("not", "no"), ("not", "not")})
_MAKE_IT = ("make it ", "make that ", "change it to ", "change to ", "should be ", "instead")

# -- whether it is one ---------------------------------------------------------

_SAID_OF_MONEY = frozenset({"pay", "receive", "take", "get", "come"})
_ACCOUNTED = frozenset(
    "no not nay rather wrong instead do make write put add change give send apply keep happen must say wait "
    "take pay receive "
    "get come account named phone money customer wala bill draft reminder is WHO AMOUNT PERCENT WHEN GOODS PHONE UNIT "
    "cash upi card bank cheque".split()
)


def _is_meant(clause: Clause) -> bool:
    """Tell whether it holds nothing that a correction has no use for, and is no question."""
    tone = clause.tone
    if _asks(clause) or tone.conditional or clause.has("doubt", "hearsay", "going on", "can", "may"):
        return False
    return clause.only(*_ACCOUNTED)


_SETTLING = frozenset({("do", "please"), ("do", "bare"), ("make", "please"), ("say", "done")})
"""Verbs beside which a few words stay a few words: "300 kar do", "300 bola tha"."""


def _asks(clause: Clause) -> bool:
    """Tell whether it is a question; "it was 300" and "sorry, it is 300" only look like one."""
    return clause.asks and ("?" in clause.sentence or clause.sentence[0] not in {"it", "its", "sorry", "no"})


def _is_fragment(clause: Clause) -> bool:
    """Tell a few words from a sentence that says by itself what happened, or what is to be done."""
    if any(person.ref is None and not person.known for person in clause.others):
        return False
    if any((verb.concept, verb.mood) not in _SETTLING for verb in clause.verbs):
        return any(slot.kind == "mode" for slot in _slots(clause)) and len(list(_slots(clause))) == 1
    kinds = {slot.kind for slot in _slots(clause)}
    if any(part.kind == "yes" for part in clause.parts):
        return kinds <= {"mode", "number"}  # "haan Rahul" is half a sentence
    return len(kinds) == 1 or not kinds & {"person", "goods"}


def _is_of_the_draft(clause: Clause) -> bool:
    """Tell what can be about the draft from a sentence that stands alone: "par Suresh ne 500 diye", "no sugar".

    Only goods and how many of them, or whose it is, are put right there, and never both at once.
    """
    if clause.has("instead", "instead of"):
        return False
    kinds = {slot.kind for slot in _slots(clause)}
    verbs = {(verb.concept, verb.mood) for verb in clause.verbs}
    if "person" in kinds:
        fits = kinds == {"person"} and verbs <= _SETTLING and not _tells_who(clause)
    else:
        fits = all(verb in _SETTLING or (verb[0] in _LISTING and verb[1] in _WISHED) for verb in verbs)
    return fits and clause.only(*_ON_A_DRAFT) and not (_does_without(clause) or _turns_back_late(clause.parts))


def _tells_who(clause: Clause) -> bool:
    """Tell of "nahi Suresh ne", of somebody who did something: no bill is made for him so."""
    return any(person.role in {"by", "from"} for person in clause.others)


def _does_without(clause: Clause) -> bool:
    """Tell of "no sugar", "bina chini ki chai", "chai mein chini nahi": how goods are wanted, not which."""
    if any(part.form == "without" for part in clause.parts):
        return True
    return any(
        (one.form == "no" and other.kind == "goods") or (one.kind == "goods" and other.concept == "in")
        for one, other in pairwise(clause.parts)
    )


def _turns_back_late(parts: Sequence[Part]) -> bool:
    """Tell whether a "par" stands anywhere but at the head, and so begins something else."""
    begun = next((at for at, part in enumerate(parts) if part.kind not in _BEFORE_IT), len(parts))
    return any(part.concept == "but" for part in parts[begun:])


_BEFORE_IT = frozenset({"filler", "yes", "not", "pause", "title", "link"})
_WISHED = frozenset({"please", "bare", "to"})
_LISTING = frozenset({"do", "make", "put", "write", "add", "give", "change", "apply", "keep"})
_ON_A_DRAFT = _ACCOUNTED - {"reminder", "phone", "money", "account", "send", "WHEN", "PHONE"} - _SAID_OF_MONEY


# -- what is left of it --------------------------------------------------------


def _slots(clause: Clause) -> Iterator[_Slot]:
    """Yield what could take a place, in spoken order."""
    people = {person.at: person for person in clause.others if person.ref is None}
    inside = {at for person in clause.people for at in range(person.at, person.until)}
    for at, part in enumerate(clause.parts):
        if at in people:
            yield _Slot("person", at, people[at].until)
        elif at not in inside and part.kind in _KINDS:
            yield _Slot(_KINDS[part.kind], at, at + 1)


_KINDS: dict[str, Kind] = {"number": "number", "mode": "mode", "when": "when", "goods": "goods", "phone": "phone"}


def _left(clause: Clause) -> list[_Slot]:
    """Return what is left once that is dropped to which is said no; nothing where it is not said what it is instead.

    A nahi or a galat denies what stands before it ("cash nahi UPI", "Suresh ne, Rahul ne nahi", "500 galat hai"), an
    English "not" what follows.
    """
    slots = list(_slots(clause))
    for at, part in enumerate(clause.parts):
        denies = part.kind == "not" or part.concept in {"instead", "instead of", "wrong"}
        denied = _denied(clause.parts, slots, at) if denies else None
        if denied is None:
            continue
        if not any(slot.kind == denied.kind and slot is not denied for slot in slots):
            return []
        slots.remove(denied)
    return slots


def _denied(parts: Sequence[Part], slots: Sequence[_Slot], at: int) -> _Slot | None:
    if parts[at].concept in {"not", "instead of"}:
        return next((slot for slot in slots if slot.at > at), None)
    return next((slot for slot in reversed(slots) if slot.until <= at and _reaches(parts, slot.until, at)), None)


def _reaches(parts: Sequence[Part], start: int, at: int) -> bool:
    return all(part.kind in _BETWEEN or part.concept in {"bill", "draft"} for part in parts[start:at])


_BETWEEN = frozenset({"post", "title", "filler", "verb", "aux", "unit", "wala"})


# -- what it says --------------------------------------------------------------


def _entities(clause: Clause, slots: Sequence[_Slot], setting: Setting) -> Entities | None:
    """Return what takes a place; None where nothing does, or two of a kind do."""
    kept = _kept(clause, slots)
    counted = _counted(clause, kept, setting)
    of_kind = {kind: [slot for slot in slots if slot.kind == kind] for kind in ("person", "mode", "when", "phone")}
    if not slots or counted is None or any(len(of_kind[kind]) > 1 for kind in ("person", "mode", "phone")):
        return None
    said = counted
    for slot in of_kind["person"]:
        said = replace(said, customer=_person(clause, slot).said)
    for slot in of_kind["mode"]:
        said = replace(said, mode=next(mode for mode in clause.modes if mode == clause.parts[slot.at].concept))
    for slot in of_kind["phone"]:
        said = replace(said, phone=clause.parts[slot.at].said)
    return _with_moment(said, [clause.parts[slot.at].when for slot in of_kind["when"]], setting.now)


def _person(clause: Clause, slot: _Slot) -> Person:
    return next(person for person in clause.others if person.at == slot.at)


def _kept(clause: Clause, slots: Sequence[_Slot]) -> list[Part]:
    """Return the parts that count something, without those that were denied and without people."""
    dropped = {at for slot in _slots(clause) if slot not in slots for at in _with_unit(clause.parts, slot)}
    people = {at for person in clause.people for at in range(person.at, person.until)}
    return [part for at, part in enumerate(clause.parts) if at not in dropped | people and part.kind in _COUNTING]


def _with_unit(parts: Sequence[Part], slot: _Slot) -> range:
    follows = slot.until < len(parts) and parts[slot.until].kind == "unit"
    return range(slot.at, slot.until + follows)


_COUNTING = frozenset({"number", "unit", "goods", "wala", "post", "unknown"})


def _counted(clause: Clause, parts: Sequence[Part], setting: Setting) -> Entities | None:
    """Read amounts, quantities and goods; None where a number is none, or there is more than one."""
    of_goods = goods(parts, set())
    numbers = money(parts, of_goods.used).numbers
    if of_goods.unclear or len(numbers) > 1 or (numbers and of_goods.items):
        return None
    if of_goods.items:
        bare_goods = len(of_goods.items) == 1 and not any(part.kind in {"number", "unit"} for part in parts)
        product = of_goods.items[0].product
        return Entities(product=product) if bare_goods else Entities(items=tuple(of_goods.items))
    return _number(parts, numbers[0], setting) if numbers else Entities()


def _number(parts: Sequence[Part], number: Part, setting: Setting) -> Entities | None:
    """Read a number alone: so many of a unit; of a draft so many, of a question so many rupees."""
    at = parts.index(number)
    unit = parts[at + 1] if at + 1 < len(parts) and parts[at + 1].kind == "unit" else None
    if number.concept == "PERCENT":
        return Entities(percent=Milli(number.number))
    if number.concept != "AMOUNT":
        return None
    if unit or (setting.pending == "draft" and not number.form):
        quantity, rest = divmod(number.number * (unit.number if unit else 1000), 1000)
        fits = not rest and 0 < quantity <= LARGEST
        return Entities(quantity=Milli(quantity), unit=unit.form if unit else None) if fits else None
    amounts = money(parts, set()).amounts
    return Entities(amount=amounts[0]) if len(amounts) == 1 else None


def _with_moment(said: Entities, pieces: Sequence[When | None], now: datetime) -> Entities | None:
    """Add the moment that is spoken of; None where its pieces contradict each other."""
    if not pieces:
        return said
    joined = reduce(lambda some, more: together(some, more) if some and more else None, pieces)
    return None if joined is None else replace(said, when=joined, moment=moment(joined, now))
