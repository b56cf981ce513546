"""Values to words: fills a template in one of the three languages. A hole in a template is an error, never a blank."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from execora.ledger.model import Balance, Customer, Draft, Line, Mode, Product, Reminder, ShelfItem, Split
from execora.ledger.units import ONE, Milli

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from execora.language.reading import Language
    from execora.ledger.money import Paise


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
class Apart:
    """A customer among others of the same name: said with the landmark, or else the end of the phone number."""

    customer: Customer


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
    | Apart
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
    """Fill a template with values shown in its language.

    Raises:
        KeyError: the template has a hole that no value fills.
        TypeError: a value is of a kind that cannot be shown.

    """
    return template.format_map({name: show(value, language, today=today) for name, value in words.items()})


def show(value: object, language: Language, *, today: date) -> str:
    """Show one value; see `fill`."""
    match value:
        case Money(amount):
            return _money(amount)
        case Quantity(amount, unit):
            return f"{_number(amount)} {_unit(unit, language, many=amount > ONE)}"
        case Unit(name):
            return _unit(name, language, many=False)
        case Customer() | Product():
            return value.name_hi or value.name if language == "hi" else value.name
        case Apart(customer):
            return _apart(customer, language)
        case Phrase(templates, words):
            return fill(templates[language], words, language, today=today)
        case Balance() | Draft() | Line() | Reminder() | ShelfItem() | Split():
            return " ".join(show(part, language, today=today) for part in _parts(value, language))
        case datetime():
            at = " at " if language == "en" else " "
            return f"{_day(value.date(), language, today)}{at}{_clock(value, language)}"
        case date():
            return _day(value, language, today)
        case str():
            return value
        case int():
            return str(value)
        case tuple():
            return _list([show(one, language, today=today) for one in value], language)
        case _:
            raise TypeError(f"{type(value).__name__} cannot be said")


def _parts(value: Balance | Draft | Line | Reminder | ShelfItem | Split, language: Language) -> tuple[Word, ...]:
    """Return what is said of something that has several sides: whose and how much, what and for how much."""
    match value:
        case Balance(customer, owed):
            return (customer, Money(owed))
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


def _apart(customer: Customer, language: Language) -> str:
    name = customer.name_hi or customer.name if language == "hi" else customer.name
    mark = customer.landmark or (f"…{customer.phone[-4:]}" if customer.phone else "")
    return f"{name} ({mark})" if mark else name


def _unit(name: str, language: Language, *, many: bool) -> str:
    if language == "hi":
        return _UNITS_HI.get(name, name)
    if language == "en" and many and name not in _SYMBOLS:
        return f"{name}es" if name.endswith("x") else f"{name}s"
    return name


_SYMBOLS = frozenset({"kg", "g", "ml"})
"""Units that stay as they are for any number."""

_UNITS_HI = {
    "kg": "किलो", "g": "ग्राम", "litre": "लीटर", "ml": "मिलीलीटर", "piece": "पीस", "packet": "पैकेट", "bottle": "बोतल",
    "jar": "जार", "sachet": "पाउच", "box": "डिब्बा", "bag": "बोरी", "tin": "टिन", "carton": "कार्टन", "bundle": "बंडल",
    "dozen": "दर्जन",
}  # fmt: skip

_OF: dict[Language, tuple[str, ...]] = {"hi-en": (), "hi": (), "en": ("of",)}

_MODES: dict[Language, dict[Mode, str]] = {
    "hi-en": {"cash": "cash", "upi": "UPI", "card": "card se", "bank": "bank se", "cheque": "cheque se"},
    "hi": {"cash": "नकद", "upi": "यूपीआई", "card": "कार्ड से", "bank": "बैंक से", "cheque": "चेक से"},
    "en": {"cash": "in cash", "upi": "by UPI", "card": "by card", "bank": "by bank", "cheque": "by cheque"},
}

_AND: dict[Language, str] = {"hi-en": "aur", "hi": "और", "en": "and"}

_NEAR_DAYS: dict[Language, dict[int, str]] = {
    "hi-en": {-1: "beete kal", 0: "aaj", 1: "kal", 2: "parso"},
    "hi": {-1: "बीते कल", 0: "आज", 1: "कल", 2: "परसों"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}

_MONTHS = "January February March April May June July August September October November December".split()

_MONTHS_HI = "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर".split()


def _money(amount: Paise) -> str:
    """Show paise the Indian way: ₹1,25,000, and two decimals only where there are paise."""
    sign = "-" if amount < 0 else ""
    whole, part = divmod(abs(amount), 100)
    return f"{sign}₹{_grouped(whole)}" + (f".{part:02}" if part else "")


def _number(quantity: Milli) -> str:
    whole, part = divmod(quantity, ONE)
    return _grouped(whole) + (f".{part:03}".rstrip("0") if part else "")


def _grouped(whole: int) -> str:
    """Show a whole number the Indian way: the last three digits, then two by two."""
    digits = str(whole)
    head, tail = digits[:-3], digits[-3:]
    while head:
        head, tail = head[:-2], f"{head[-2:]},{tail}"
    return tail


def _day(day: date, language: Language, today: date) -> str:
    near = _NEAR_DAYS[language].get((day - today).days)
    if near:
        return near
    months = _MONTHS_HI if language == "hi" else _MONTHS
    text = f"{day.day} {months[day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"


def _clock(moment: datetime, language: Language) -> str:
    hour, minute = moment.hour % 12 or 12, f":{moment.minute:02}" if moment.minute else ""
    if language == "en":
        return f"{hour}{minute} {'am' if moment.hour < 12 else 'pm'}"
    part = _part_of_day(moment.hour, devanagari=language == "hi")
    return f"{part} {hour}{minute} {'बजे' if language == 'hi' else 'baje'}"


def _part_of_day(hour: int, *, devanagari: bool) -> str:
    if 4 <= hour < 12:
        return "सुबह" if devanagari else "subah"
    if 12 <= hour < 16:
        return "दोपहर" if devanagari else "dopahar"
    if 16 <= hour < 20:
        return "शाम" if devanagari else "shaam"
    return "रात" if devanagari else "raat"


def _list(shown: Sequence[str], language: Language) -> str:
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {_AND[language]} {shown[-1]}"


__all__ = ["Apart", "Money", "Phrase", "Quantity", "Unit", "Word", "fill", "show"]
