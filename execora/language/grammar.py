"""Sentences to readings: the one place where it is decided which command a clause is read as.

Each command reads each clause by itself and says how much of it the command accounts for: that share is the reading's
confidence. The reading that accounts for most wins. A command that changes anything must account for every word that
carries meaning; one that does not becomes a question. Where two commands account for equally much, neither is carried
out unless both only look something up, and then the clause is not understood.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Protocol

from execora.language.asides import without_asides
from execora.language.clause import Clause, clause
from execora.language.control import control
from execora.language.corrections import corrected
from execora.language.known import Known
from execora.language.normalise import Words, words
from execora.language.reading import Entities, Reading
from execora.language.relative import without_relative
from execora.language.scan import scan
from execora.language.split import clauses
from execora.language.stammer import without_stammer
from execora.language.told import without_message, without_thanks
from execora.language.tone import tone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from execora.language.parts import Part
    from execora.language.reading import Setting


class Reader(Protocol):
    """A command, as far as reading goes."""

    @property
    def intent(self) -> str:
        """What it is called."""

    @property
    def read(self) -> ReadsClause:
        """The function that reads one clause."""


class ReadsClause(Protocol):
    """Returns what a clause means to a command, or None where the clause is none of its business."""

    def __call__(self, clause: Clause, setting: Setting, /) -> Reading | None: ...


HARMLESS = frozenset(
    {
        "CHECK_BALANCE",
        "CHECK_STOCK",
        "CLARIFY",
        "CUSTOMER_STATEMENT",
        "DAILY_SUMMARY",
        "DENY",
        "GET_CUSTOMER_INFO",
        "HELP",
        "LIST_CUSTOMER_BALANCES",
        "LIST_REMINDERS",
        "LOW_STOCK",
        "PAUSE",
        "PAYMENT_QUERY",
        "REPEAT",
        "SHOW_PENDING_INVOICE",
        "TASK_STATUS",
        "TOTAL_PENDING_AMOUNT",
        "UNKNOWN",
    }
)
"""What changes nothing. Every other command must account for each word that carries meaning."""

FOR_SEVERAL = frozenset({"CREATE_REMINDER"})
"""What can be for several customers at once; a look-up for several is made for each."""

ACTS = (
    "CONFIRM",
    "CONFIRM_INVOICE",
    "CORRECT",
    "DENY",
    "REPEAT",
    "UNDO",
    "PAUSE",
    "CANCEL_TASK",
    "HELP",
    "TASK_STATUS",
    "SWITCH_LANGUAGE",
    "START_RECORDING",
    "STOP_RECORDING",
)
"""What is looked for in the whole sentence first, in this order: none of its clauses says anything else then."""

ENOUGH = 0.5
"""A look-up that accounts for less of a clause is not what was meant."""

UNKNOWN = Reading("UNKNOWN", confidence=0.0)


def read(text: str, *, known: Known, setting: Setting, commands: Sequence[Reader]) -> list[Reading]:
    """Return the commands of a sentence in spoken order, at least one: UNKNOWN where nothing is understood.

    A sentence of which one clause is not understood changes nothing: what was not understood could be the no.
    """
    said = words(text)
    if said is None:
        return [UNKNOWN]
    readings = _read_words(said, known, setting, commands)
    return readings if all(map(_is_understood, readings)) else _beside_talk(said, known, setting, commands) or readings


def _is_understood(reading: Reading) -> bool:
    return reading.confidence == 1.0 and reading.intent not in {"CLARIFY", "UNKNOWN"}


OPENS = frozenset({"CANCEL_TASK", "CONFIRM", "CONFIRM_INVOICE", "DENY", "PAUSE"})
"""What answers or stops, and can be said in one breath with something else that follows it."""
TALK = frozenset({"HELP", "REPEAT", "START_RECORDING", "STOP_RECORDING", "SWITCH_LANGUAGE", "TASK_STATUS"})
"""What is about the talk itself, and can be said so before something else or after it."""
_THEN = frozenset({"phir", "then", "फिर"})
_JOINS = _THEN | {",", ";", "aur", "and", "और"}


def _beside_talk(said: Words, known: Known, setting: Setting, commands: Sequence[Reader]) -> list[Reading] | None:
    """Read "English mein bolo aur Rahul ka balance batao" as two, the first or the last of them about the talk.

    Nothing but the language goes with a change of the books.
    """
    joins = [at for at, word in enumerate(said.plain) if word in _JOINS and 0 < at < len(said.plain) - 1]
    for at, is_talk_first in ((joins[0], True), (joins[-1], False)) if joins else ():
        first, last = (Words(*(each[cut] for each in said)) for cut in (slice(at), slice(at + 1, None)))
        (talk, *others), rest = _read_words(first if is_talk_first else last, known, setting, commands), []
        if not others and talk.intent in (TALK | OPENS if is_talk_first else TALK):
            rest = _read_words(last if is_talk_first else first, known, setting, commands)
        goes_with = HARMLESS if talk.intent != "SWITCH_LANGUAGE" else {reading.intent for reading in rest}
        if rest and all(_is_understood(reading) and reading.intent in goes_with for reading in rest):
            rest[0] = replace(rest[0], after=rest[0].after or (is_talk_first and said.plain[at] in _THEN))
            return [talk, *rest] if is_talk_first else [*rest, talk]
    return None


def _read_words(said: Words, known: Known, setting: Setting, commands: Sequence[Reader]) -> list[Reading]:
    parts = without_thanks(
        without_message(without_relative(without_asides(corrected(without_stammer(scan(said, known))))))
    )
    if not parts:
        return [UNKNOWN]
    readings = _readings(parts, known, said.plain, setting, commands)
    if setting.pending == "question" and readings == [UNKNOWN] and parts[0].concept == "no" and len(parts) > 1:
        # "nahi, Rahul ka balance batao": a no to the question, and then something to look up.
        looked_up = _readings(parts[1:], known, said.plain[1:], setting, commands)
        return looked_up if all(reading.intent in HARMLESS for reading in looked_up) else readings
    return readings


def _readings(
    parts: list[Part], known: Known, sentence: Sequence[str], setting: Setting, commands: Sequence[Reader]
) -> list[Reading]:
    meant = tone(parts)
    whole = clause(parts, known, meant, sentence)
    act = _act(whole, setting, commands)
    if act:
        return [_placed(act, whole)]
    cut = clauses(parts)
    pieces = [whole] if cut == [parts] else [clause(piece, known, meant, sentence) for piece in cut]
    readings = _carried(pieces, [_read(piece, setting, commands) for piece in pieces])
    readings = [_placed(reading, piece) for piece, reading in zip(pieces, _all_or_none(pieces, readings), strict=True)]
    return _once([each for reading in readings for each in _for_each(reading)])


def _placed(reading: Reading, clause: Clause) -> Reading:
    """Note where it belongs in the order of what was said; what was not understood belongs nowhere."""
    return reading if reading is UNKNOWN else replace(reading, after=clause.follows)


def _once(readings: list[Reading]) -> list[Reading]:
    """Look something up once that is asked twice, and say once that nothing was understood."""
    return [
        reading
        for at, reading in enumerate(readings)
        if reading.intent not in HARMLESS
        or not any((one.intent, one.entities) == (reading.intent, reading.entities) for one in readings[:at])
    ]


def _act(whole: Clause, setting: Setting, commands: Sequence[Reader]) -> Reading | None:
    """Return what a sentence is if it only answers, or is about the talk itself: "galat ho gaya, wapas karo"."""
    readings = {command.intent: command.read(whole, setting) for command in commands if command.intent in ACTS}
    whole_sentence = (readings.get(intent) for intent in ACTS)
    return next((reading for reading in whole_sentence if reading and reading.confidence == 1.0), None)


def _read(of: Clause, setting: Setting, commands: Sequence[Reader]) -> Reading:
    """Return what one clause is read as."""
    readings = [reading for command in commands if (reading := command.read(of, setting)) is not None]
    if not readings:
        return UNKNOWN
    most = max(reading.confidence for reading in readings)
    best = [reading for reading in readings if reading.confidence == most]
    if len(best) > 1:
        return next((reading for reading in best if reading.intent == "CLARIFY"), UNKNOWN)
    (reading,) = best
    if reading.intent in HARMLESS:
        return reading if most >= ENOUGH else UNKNOWN
    return reading if most == 1.0 and not of.has("glued") else _unexplained(reading)


def _unexplained(reading: Reading) -> Reading:
    """Turn a change of money into a question, and any other change into nothing understood."""
    if reading.entities.amount is None or reading.confidence < ENOUGH:
        return UNKNOWN
    said = Entities(
        customer=reading.entities.customer, customer_ref=reading.entities.customer_ref, amount=reading.entities.amount
    )
    return Reading("CLARIFY", said, reading.confidence, clarify="unexplained")


def _carried(pieces: Sequence[Clause], readings: Sequence[Reading]) -> list[Reading]:
    """Let a clause without a name speak of who was named in the one before; where two were, only ask."""
    carried: list[Reading] = []
    before: set[str] = set()
    for piece, reading in zip(pieces, readings, strict=True):
        said = reading.entities
        if said.customer_ref == "active" and len(before) == 1:
            said = replace(said, customer=next(iter(before)), customer_ref=None)
            reading = replace(reading, entities=said)
        elif said.customer_ref == "active" and before and reading.intent not in HARMLESS:
            reading = _unexplained(reading)
        carried.append(reading)
        named = {person.said for person in piece.others if person.said}
        before = named or ({said.name} if said.name else before)
    return carried


def _all_or_none(pieces: Sequence[Clause], readings: list[Reading]) -> list[Reading]:
    """Change nothing where a part of the sentence was not understood, wholly and as a wish, or takes another back."""
    if len(readings) == 1 or not (_is_taken_back(pieces, readings) or any(map(_is_half, readings))):
        return readings
    return [reading if reading.intent in HARMLESS else _unexplained(reading) for reading in readings]


def _is_half(reading: Reading) -> bool:
    return reading.confidence < 1.0 or reading.intent in {"CLARIFY", "DENY"}


def _is_taken_back(pieces: Sequence[Clause], readings: Sequence[Reading]) -> bool:
    """Tell whether one clause says no to another, stops it, or says the same otherwise.

    "500 diye lekin mat likhna", "500 likho, ruko", "50 packet aaye, 40 packet aaye".
    """
    writes = [(piece, reading) for piece, reading in zip(pieces, readings, strict=True) if not _is_harmless(reading)]
    if not writes:
        return False
    stops = any(reading.intent in _STOPS and reading.entities.customer is None for reading in readings[1:])
    denied = any(piece.negated for piece in pieces) and not all(piece.negated for piece, _ in writes)
    return stops or denied or any(_is_same(*one, *other) for one, other in combinations(writes, 2))


_STOPS = frozenset({"PAUSE", "CANCEL_INVOICE", "CANCEL_REMINDER", "CANCEL_TASK", "UNDO"})
_MONEY = frozenset({"RECORD_PAYMENT", "ADD_CREDIT"})
_ONCE = _MONEY | {"CREATE_INVOICE", "ADD_STOCK"}
"""What nobody says twice of one thing in one breath, unless the second is what was meant."""


def _is_harmless(reading: Reading) -> bool:
    return reading.intent in HARMLESS


def _is_same(clause: Clause, one: Reading, after: Clause, other: Reading) -> bool:
    """Tell whether two changes are of one thing: one customer, one delivery, or money that was told of before."""
    said, also = one.entities, other.entities
    if {one.intent, other.intent} <= _MONEY and ("done" in clause.moods) > ("done" in after.moods):
        return also.amount in {said.amount, None}
    if one.intent != other.intent or one.intent not in _ONCE:
        return False
    if one.intent == "ADD_STOCK":
        return not {item.product for item in said.items}.isdisjoint(item.product for item in also.items)
    return (said.customer, said.customer_ref) == (also.customer, also.customer_ref)


def _for_each(reading: Reading) -> Iterator[Reading]:
    """Look something up for each of several customers; a change that cannot be for several is a question.

    A delivery of several goods is one command for each of them. Only the first comes after what was said before.
    """
    several = reading.entities.customers
    if reading.intent == "ADD_STOCK" and reading.entities.items:
        for item in reading.entities.items:
            yield replace(reading, entities=Entities(product=item.product, quantity=item.quantity, unit=item.unit))
            reading = replace(reading, after=False)
        return
    if reading.entities.customer_ref == "both" and reading.intent not in HARMLESS | FOR_SEVERAL:
        yield Reading("CLARIFY", Entities(amount=reading.entities.amount), reading.confidence, clarify="direction")
    elif not several or reading.intent in FOR_SEVERAL:
        yield reading
    elif reading.intent in HARMLESS:
        for customer in several:
            yield replace(reading, entities=replace(reading.entities, customer=customer, customers=()))
            reading = replace(reading, after=False)
    else:
        yield Reading("CLARIFY", Entities(amount=reading.entities.amount), reading.confidence, clarify="direction")


__all__ = ["UNKNOWN", "Known", "Reader", "control", "read"]
