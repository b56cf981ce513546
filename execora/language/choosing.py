"""The answer to "kaun sa Bharat?": a name, a landmark, the end of a phone, or which in the row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.lexicon import LEXICON
from execora.language.phonetic import roman
from execora.language.reading import Entities

if TYPE_CHECKING:
    from execora.language.clause import Clause
    from execora.language.parts import Part
    from execora.language.reading import Reading

_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_MOST = 9
_LONGEST = 6
"""Words; an answer that is longer is no choice."""

_AROUND = frozenset({"post", "filler", "yes", "aux", "pause", "pronoun", "prep"})
_SETTLES = frozenset({"say", "do", "give", "write", "is"})


def chosen(clause: Clause) -> Reading | None:
    """Read a clause that says nothing but which; None where it says anything else."""
    if not clause.commands or not clause.acts <= _SETTLES:
        return None
    index = _index(clause)
    if index is not None:
        return clause.reading("CHOOSE", Entities(index=index), clause.content)
    if clause.has(*_NO_ANSWERS) or len(clause.sentence) > _LONGEST:
        return None
    words = _name_of(clause) or _words(clause)
    if not words:
        return None
    if len(clause.items) == 1 and not clause.people and not clause.numbers:
        return clause.reading("CHOOSE", Entities(product=clause.items[0].product, customer=words), clause.content)
    return clause.reading("CHOOSE", Entities(customer=words), clause.content)


_NO_ANSWERS = frozenset({"reminder", "bill", "draft", "balance", "udhaar", "stock", "account", "FLAW", "WHEN"})


def _index(clause: Clause) -> int | None:
    """Read "doosra", "pehla wala", "number 2", "aakhri"."""
    said = [concept for concept in clause.content if concept not in {"wala", "phone", "customer", *_SETTLES}]
    ordinals = {part.concept for part in clause.parts} & _ORDINALS.keys()
    if len(ordinals) == 1 and all(concept in ordinals or concept == "WHO" for concept in said) and not _named(clause):
        return _ORDINALS[ordinals.pop()]
    number = clause.numbers[0] if len(clause.numbers) == 1 else None
    if number is not None and said == ["AMOUNT"] and not number.form and not number.number % 1000:
        return number.number // 1000 - 1 if number.number <= _MOST * 1000 else None
    return None


def _name_of(clause: Clause) -> str | None:
    """Read "Yadav wala" as the name alone."""
    said = [part for part in clause.parts if part.kind not in _AROUND]
    return said[0].said if len(said) == 2 and said[0].kind == "name" and said[1].kind == "wala" else None


def _named(clause: Clause) -> bool:
    return any(person.ref is None for person in clause.people)


def _words(clause: Clause) -> str:
    """Return the words of the answer, without what stands around it."""
    said = list(clause.sentence)
    while said and _is_around(said[-1]):
        said.pop()
    while said and _is_around(said[0]):
        said.pop(0)
    return " ".join(map(_shown, said))


def _is_around(word: str) -> bool:
    plain: Part | None = LEXICON.get(word)
    if word in {",", ";", "?"}:
        return True
    return plain is not None and (plain.kind in _AROUND or (plain.kind == "verb" and plain.concept in _SETTLES))


def _shown(word: str) -> str:
    shown = roman(word)
    return "wala" if LEXICON.get(word, LEXICON["a"]).kind == "wala" else shown[:1].upper() + shown[1:]
