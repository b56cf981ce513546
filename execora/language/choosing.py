"""The answer to "kaun sa Bharat?": a name, a landmark, the end of a phone, or which in the row."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from execora.language.denying import refuses
from execora.language.lexicon import LEXICON
from execora.language.normalise import plain
from execora.language.phonetic import roman
from execora.language.reading import Entities
from execora.language.sentences import bare, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.clause import Clause
    from execora.language.parts import Part
    from execora.language.reading import Reading

_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_MOST = 9
_LONGEST = 6
"""Words; an answer that is longer is no choice."""

_AROUND = frozenset({"post", "filler", "yes", "aux", "pause", "pronoun", "prep"})
_SETTLES = frozenset({"say", "tell", "do", "give", "write", "is"})


def chosen(clause: Clause) -> Reading | None:
    """Read a clause that says nothing but which; None where it says anything else."""
    if not _is_plain(clause) or not clause.acts <= _SETTLES or refuses(clause):
        return None
    digits = _end_of_phone(clause)
    if digits:
        return clause.reading("CHOOSE", Entities(customer=digits), clause.content)
    index = _index(clause)
    if index is not None:
        return clause.reading("CHOOSE", Entities(index=index), clause.content)
    if clause.has(*_NO_ANSWERS, *_ORDINALS) or len(clause.sentence) > _LONGEST or _is_told(clause):
        return None
    counts = {"number", "unit"} & {part.kind for part in clause.parts} and not _stands_for_somebody(clause)
    if counts and not _is_end_of_phone(clause):
        return None
    words = _name_of(clause) or _words(clause)
    if not words:
        return None
    if len(clause.items) == 1 and not clause.people and not clause.numbers:
        return clause.reading("CHOOSE", Entities(product=clause.items[0].product, customer=words), clause.content)
    return clause.reading("CHOOSE", Entities(customer=words), clause.content)


def _is_plain(clause: Clause) -> bool:
    """Tell whether nothing is asked, denied or told; "Agra wala hi tha", "jo ATM wala hai na" only point at one."""
    if clause.commands:
        return True
    pointed = clause.parts[-1].concept in _POINTING and not clause.verbs and clause.tone.plain and not clause.asks
    return pointed and not clause.has("no", "not", "never", "leave it", *_MODAL)


_POINTING = frozenset({"was", "nay", "wala"})
_MODAL = frozenset({"can", "must", "will", "about to", "going on"})
_NO_ANSWERS = frozenset(
    {
        "reminder",
        "talk",
        "bill",
        "draft",
        "balance",
        "udhaar",
        "stock",
        "account",
        "greeting",
        "thanks",
        "last time",
        "FLAW",
        "WHEN",
    }
)


def _is_told(clause: Clause) -> bool:
    """Tell of "Yadav ko bolo": somebody is to be told something."""
    return "say" in clause.acts and any(person.role in {"to", "from"} for person in clause.people)


def _stands_for_somebody(clause: Clause) -> bool:
    """Tell "the Agra one", "the one near the ATM" from "one kilo"."""
    parts = clause.parts
    near = any(one.kind == "number" and other.kind == "prep" for one, other in pairwise(parts))
    return clause.sentence[-1] in _ONES or ("one" in clause.sentence and near)


_ONES = frozenset({"one", "ones"})
_PLACES = (
    sentences("ek number wala | number ek wala | एक नंबर वाला"),
    sentences("option do | do number wala | number do wala | दो नंबर वाला | नंबर दो वाला"),
    sentences("teen number wala | number teen wala | तीन नंबर वाला"),
)


def _index(clause: Clause) -> int | None:
    """Read "doosra", "pehla wala", "number 2", "aakhri"."""
    place = next((place for place, said in enumerate(_PLACES) if bare(clause.sentence) in said), None)
    if place is not None:
        return place
    said = [concept for concept in clause.content if concept not in {"wala", "phone", "customer", *_SETTLES}]
    ordinals = [at for at, part in enumerate(clause.parts) if part.concept in _ORDINALS]
    if len(ordinals) == 1 and _stands_for_one(clause.parts, *ordinals):
        return _ORDINALS[clause.parts[ordinals[0]].concept]
    if not all(part.kind in _BESIDE_NUMBER or part.concept in {*_SETTLES, "phone"} for part in clause.parts):
        return None
    if any(part.kind == "filler" and part.concept not in {"", "one"} for part in clause.parts):
        return None
    number = clause.numbers[0] if len(clause.numbers) == 1 else None
    if number is not None and said == ["AMOUNT"] and not number.form and not number.number % 1000:
        return number.number // 1000 - 1 if 0 < number.number <= _MOST * 1000 else None
    return None


def _end_of_phone(clause: Clause) -> str | None:
    """Read "number 77", "77 wala", "last wala number 77": the last digits of a phone, two or more as they were said."""
    digits = [word for word in clause.sentence if word.isdigit()]
    others = [word for word in clause.sentence if not word.isdigit() and word not in _ENDING]
    if len(digits) != 1 or len(digits[0]) < _FEWEST_DIGITS or len(others) > _FEW_WORDS:
        return None
    beside = [LEXICON.get(word) for word in others]
    meant = all(part is not None and (part.concept in _PHONE or part.kind in _AROUND | {"title"}) for part in beside)
    return digits[0] if meant else None


_FEWEST_DIGITS, _FEW_WORDS = 2, 4
_PHONE = frozenset({"phone", "last", "wala", "one", "is"})
_ENDING = frozenset({"ending", "ends", "digits", "digit", "end"})


def _is_end_of_phone(clause: Clause) -> bool:
    """Tell "5671", "Yadav 5671" from "2 log", "do minute", "1 kilo"."""
    return all(
        part.kind not in {"unit", "noun", "unknown", "goods"} or part.concept == "phone" for part in clause.parts
    )


def _stands_for_one(parts: Sequence[Part], at: int) -> bool:
    """Tell "doosra" alone, "doosre ka", "pehla wala", "the second one" from "ek second", "pehle bolo", "last mein"."""
    before, after = parts[:at], parts[at + 1 :]
    if any(
        (part.kind not in _BEFORE and part.concept != "active bare") or part.concept in {"one", "only", "greeting"}
        for part in before
    ):
        return False
    if after and (after[0].kind == "wala" or after[0].concept in {"one", "customer", "phone"}):
        return all(part.kind in _AFTER or part.concept in _SETTLES or part.concept == "only" for part in after[1:])
    if len(after) == 1 and after[0].kind == "name":
        return True  # "the first Bharat"
    marked = after[1:] if after and after[0].concept in {"to", "of"} and after[0].kind == "post" else after
    return all(part.kind in {"title", "yes", "pause"} or part.concept in {"is", "only"} for part in marked)


_BESIDE_NUMBER = frozenset({"number", "filler", "yes", "title", "pause", "wala", "post", "aux"})
_BEFORE = frozenset({"filler", "yes", "title", "pause"})
_AFTER = frozenset({"wala", "post", "aux", "title", "yes", "pause", "filler"})


def _name_of(clause: Clause) -> str | None:
    """Read "Yadav wala" as the name alone."""
    said = [part for part in clause.parts if part.kind not in _AROUND | {"title"} and part.concept != "nay"]
    named = len(said) == 2 and said[0].kind == "name" and said[1].kind == "wala"
    return said[0].said if named else None


def _words(clause: Clause) -> str:
    """Return the words of the answer, without what stands around it."""
    said = list(clause.sentence)
    while said and _is_around(said[-1]):
        said.pop()
    while said and _is_around(said[0]):
        said.pop(0)
    return " ".join(map(_shown, said))


def _is_around(word: str) -> bool:
    known: Part | None = LEXICON.get(word)
    if word in {",", ";", "?"} or word in _WHICH:
        return True
    return known is not None and (known.kind in _AROUND or (known.kind == "verb" and known.concept in _SETTLES))


_WHICH = frozenset(plain("jo wahi wohi vahi na naa same the wo woh जो वही ना न वो वह"))


def _shown(word: str) -> str:
    shown = roman(word)
    return "wala" if LEXICON.get(word, LEXICON["a"]).kind == "wala" else shown[:1].upper() + shown[1:]
