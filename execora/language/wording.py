"""Values to words: fills a template in one of the three languages, for the eye or for the ear.

A hole in a template is an error, never a blank.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from execora.language.aloud import aloud
from execora.language.phonetic import key
from execora.language.speakable import Speakable
from execora.language.written import Written
from execora.ledger.model import Balance, Customer, Draft, Line, Mode, Product, Reminder, ShelfItem, Split
from execora.ledger.money import Paise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from execora.language.reading import Language
    from execora.language.written import Joining
    from execora.ledger.units import Milli


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, to be shown as money."""

    amount: Paise


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of a unit."""

    amount: Milli
    unit: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What something is counted in."""

    name: str


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address."""

    address: str


@dataclass(frozen=True, slots=True)
class Gstin:
    """The number of a business under GST."""

    number: str


@dataclass(frozen=True, slots=True)
class Apart:
    """A customer among others of the same name: said with the landmark, or else the end of the phone number."""

    customer: Customer


@dataclass(frozen=True, slots=True)
class Called:
    """What several are called, as it was said: in Devanagari it is written as their names are."""

    mention: str
    some: tuple[Customer | Product, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that are only sometimes said, or that are a language's own: a template in each language and its values.

    One that follows a sentence brings the space before it, so that an empty string in its place leaves no gap.
    """

    templates: Mapping[Language, str]
    words: Mapping[str, object] = field(default_factory=dict)


Word = (
    str
    | int
    | Money
    | Quantity
    | Unit
    | Email
    | Gstin
    | Apart
    | Called
    | Phrase
    | Customer
    | Product
    | Balance
    | Line
    | Draft
    | ShelfItem
    | Split
    | Reminder
    | datetime
    | date
    | tuple["Word", ...]
)


def fill(template: str, words: Mapping[str, object], language: Language, *, today: date) -> str:
    """Fill a template with values shown in its language: the text for the eye.

    A hole says `{customer}`; `{count:reminder|reminders}` is a number with what is counted, as it stands after one and
    after any other; `{options:or}` joins what there is to choose from by or.

    Raises:
        KeyError: the template has a hole that no value fills.
        TypeError: a value is of a kind that cannot be shown.

    """
    return _begun(_filled(template, words, Written(language, today)))


def speak(template: str, words: Mapping[str, object], language: Language, *, today: date) -> str:
    """Fill a template with values as they are said: the text for the ear. See `fill`."""
    return _begun(aloud(_filled(template, words, Speakable(language, today)), language))


def show(value: object, language: Language, *, today: date) -> str:
    """Show one value; see `fill`."""
    return _worded(value, Written(language, today))


def whom(value: object) -> frozenset[UUID]:
    """Return the ids of the customers who are named where a value is worded."""
    match value:
        case Customer():
            return frozenset({value.id})
        case Apart(customer) | Balance(customer) | Reminder(_, customer):
            return whom(customer)
        case Draft():
            return whom(value.customer)
        case Called(_, some):
            return whom(some)
        case Phrase(_, words):
            return whom(tuple(words.values()))
        case tuple():
            return frozenset().union(*(whom(one) for one in value))
        case _:
            return frozenset()


def _begun(sentence: str) -> str:
    """Begin with a capital, also where the first word came from a value: "kal nikal chuka hai"."""
    return sentence[:1].upper() + sentence[1:]


def _filled(template: str, words: Mapping[str, object], manner: Written) -> str:
    return template.format_map({name: _Hole(value, manner) for name, value in words.items()})


@dataclass(frozen=True, slots=True)
class _Hole:
    """A value on its way into a template."""

    value: object
    manner: Written

    def __format__(self, spec: str) -> str:
        worded = _worded(self.value, self.manner, joining="or" if spec == "or" else "and")
        one, counts, many = spec.partition("|")
        return f"{worded} {one if self.value == 1 else many}" if counts else worded


def _worded(value: object, manner: Written, joining: Joining = "and") -> str:
    match value:
        case Money(amount):
            return manner.money(amount)
        case Quantity(amount, unit):
            return manner.quantity(amount, unit)
        case Unit(name):
            return manner.unit(name)
        case Email(address):
            return manner.email(address)
        case Gstin(number):
            return manner.gstin(number)
        case Customer() | Product():
            return manner.name(value.name, value.name_hi)
        case Apart(customer):
            return manner.apart(customer)
        case Called(mention, some):
            return manner.name(mention, _in_devanagari(mention, some))
        case Phrase(templates, words):
            return _filled(templates[manner.language], words, manner)
        case Balance() | Draft() | Line() | Reminder() | ShelfItem() | Split():
            return " ".join(_worded(part, manner) for part in _parts(value, manner.language))
        case datetime():
            return manner.moment(value)
        case date():
            return manner.day(value)
        case str():
            return value
        case int():
            return manner.number(value)
        case tuple():
            return manner.several([_worded(one, manner) for one in value], joining)
        case _:
            raise TypeError(f"{type(value).__name__} cannot be said")


def _parts(value: Balance | Draft | Line | Reminder | ShelfItem | Split, language: Language) -> tuple[Word, ...]:
    """Return what is said of something that has several sides: whose and how much, what and for how much."""
    match value:
        case Balance(customer, owed):
            return (customer, Money(owed)) if owed >= 0 else (customer, Money(Paise(-owed)), _ADVANCE[language])
        case Draft():
            return (value.customer, Money(value.total))
        case Line(product, quantity, _, total):
            return (Quantity(quantity, product.unit), *_OF[language], product, Money(total))
        case Reminder(_, customer, _, send_at):
            return (customer, send_at)
        case ShelfItem(product, _, stock):
            amount = Quantity(stock, product.unit)
            return (amount, *_OF[language], product) if language == "en" else (product, amount)
        case Split(paid, mode):
            return (Money(paid), _MODES[language][mode])


def _in_devanagari(mention: str, some: tuple[Customer | Product, ...]) -> str | None:
    """Write a mention with the words of the names it fits, where each word of it is one of theirs."""
    letters: dict[str, str] = {}
    for one in some:
        roman, devanagari = one.name.split(), (one.name_hi or "").split()
        if len(roman) == len(devanagari):
            letters |= {key(word.lower()): written for word, written in zip(roman, devanagari, strict=True)}
    words = [letters.get(key(word)) for word in mention.lower().split()]
    return " ".join(word for word in words if word) if all(words) else None


_OF: dict[Language, tuple[str, ...]] = {"hi-en": (), "hi": (), "en": ("of",)}

_ADVANCE: dict[Language, str] = {"hi-en": "advance", "hi": "एडवांस", "en": "in advance"}

_MODES: dict[Language, dict[Mode, str]] = {
    "hi-en": {"cash": "cash", "upi": "UPI se", "card": "card se", "bank": "bank se", "cheque": "cheque se"},
    "hi": {"cash": "नकद", "upi": "यूपीआई से", "card": "कार्ड से", "bank": "बैंक से", "cheque": "चेक से"},
    "en": {"cash": "in cash", "upi": "by UPI", "card": "by card", "bank": "by bank", "cheque": "by cheque"},
}

__all__ = [
    "Apart",
    "Called",
    "Email",
    "Gstin",
    "Money",
    "Phrase",
    "Quantity",
    "Unit",
    "Word",
    "fill",
    "show",
    "speak",
    "whom",
]
