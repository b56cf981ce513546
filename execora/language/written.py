"""Values as they are written, in one of the three languages: the form for the eye."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from execora.ledger.units import ONE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from execora.language.reading import Language
    from execora.ledger.model import Customer
    from execora.ledger.money import Paise
    from execora.ledger.units import Milli


@dataclass(frozen=True)
class Written:
    """How values look in one language, on one day."""

    language: Language
    today: date

    def money(self, amount: Paise) -> str:
        """Show paise the Indian way: ₹1,25,000, and two decimals only where there are paise."""
        sign = "-" if amount < 0 else ""
        whole, part = divmod(abs(amount), 100)
        return f"{sign}₹{grouped(whole)}" + (f".{part:02}" if part else "")

    def number(self, number: int) -> str:
        """Show a count."""
        return str(number)

    def quantity(self, amount: Milli, unit: str) -> str:
        """Show so many thousandths of a unit."""
        whole, part = divmod(amount, ONE)
        shown = grouped(whole) + (f".{part:03}".rstrip("0") if part else "")
        return f"{shown} {self.unit(unit, many=amount == 0 or amount > ONE)}"

    def unit(self, name: str, *, many: bool = False) -> str:
        """Show a unit, as it stands after one or after many."""
        if self.language == "hi":
            return (_MANY_HI if many else {}).get(name) or UNITS_HI.get(name, name)
        if self.language == "en" and many and name not in _SYMBOLS:
            return plural(name)
        return name

    def name(self, roman: str, devanagari: str | None) -> str:
        """Show a name in the letters of the language, where the shop has it in those."""
        return devanagari or roman if self.language == "hi" else roman

    def email(self, address: str) -> str:
        """Show an e-mail address."""
        return address

    def gstin(self, number: str) -> str:
        """Show a GSTIN."""
        return number

    def apart(self, customer: Customer) -> str:
        """Show a customer with what tells namesakes apart."""
        name = self.name(customer.name, customer.name_hi)
        mark = customer.landmark or (f"…{customer.phone[-4:]}" if customer.phone else "")
        return f"{name} ({mark})" if mark else name

    def day(self, day: date) -> str:
        """Show a day by its distance, or by its date."""
        return _NEAR_DAYS[self.language].get((day - self.today).days) or self.date(day)

    def date(self, day: date) -> str:
        """Show a date, and the year where it is not this one."""
        text = f"{day.day} {month(day, self.language)}"
        return text if day.year == self.today.year else f"{text} {day.year}"

    def moment(self, moment: datetime) -> str:
        """Show a day and an hour."""
        at = " at " if self.language == "en" else " "
        return f"{self.day(moment.date())}{at}{self.clock(moment)}"

    def clock(self, moment: datetime) -> str:
        """Show an hour with its part of the day."""
        hour, minute = moment.hour % 12 or 12, f":{moment.minute:02}" if moment.minute else ""
        if self.language == "en":
            return f"{hour}{minute} {'am' if moment.hour < 12 else 'pm'}"
        return f"{part_of_day(moment, self.language)} {hour}{minute} {BAJE[self.language]}"

    def several(self, shown: Sequence[str], joining: Joining) -> str:
        """Join several, as people do."""
        if len(shown) < 2:
            return "".join(shown)
        return f"{', '.join(shown[:-1])} {JOINING[joining][self.language]} {shown[-1]}"


def grouped(whole: int) -> str:
    """Show a whole number the Indian way: the last three digits, then two by two."""
    digits = str(whole)
    head, tail = digits[:-3], digits[-3:]
    while head:
        head, tail = head[:-2], f"{head[-2:]},{tail}"
    return tail


def plural(unit: str) -> str:
    """Return an English unit as it stands after many."""
    return f"{unit}es" if unit.endswith("x") else f"{unit}s"


def month(day: date, language: Language) -> str:
    """Name a month."""
    return (MONTHS_HI if language == "hi" else MONTHS)[day.month - 1]


def part_of_day(moment: datetime, language: Language) -> str:
    """Name the part of the day that an hour is in, as Hindi has them."""
    name = next(name for until, name in _PARTS_OF_DAY if moment.hour < until)
    return name[language == "hi"]


Joining = Literal["and", "or"]

JOINING: dict[Joining, dict[Language, str]] = {
    "and": {"hi-en": "aur", "hi": "और", "en": "and"},
    "or": {"hi-en": "ya", "hi": "या", "en": "or"},
}

BAJE: dict[Language, str] = {"hi-en": "baje", "hi": "बजे", "en": ""}

_SYMBOLS = frozenset({"kg", "g", "ml"})
"""Units that stay as they are for any number."""

UNITS_HI = {
    "kg": "किलो", "g": "ग्राम", "litre": "लीटर", "ml": "मिलीलीटर", "piece": "पीस", "packet": "पैकेट", "bottle": "बोतल",
    "jar": "जार", "sachet": "पाउच", "box": "डिब्बा", "bag": "बोरी", "tin": "टिन", "carton": "कार्टन", "bundle": "बंडल",
    "dozen": "दर्जन",
}  # fmt: skip

_MANY_HI = {"box": "डिब्बे"}
"""The others stay as they are after a number."""

_NEAR_DAYS: dict[Language, dict[int, str]] = {
    "hi-en": {-1: "beete kal", 0: "aaj", 1: "kal", 2: "parso"},
    "hi": {-1: "बीते कल", 0: "आज", 1: "कल", 2: "परसों"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}

MONTHS = "January February March April May June July August September October November December".split()

MONTHS_HI = "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर".split()

_PARTS_OF_DAY = (
    (4, ("raat", "रात")),
    (12, ("subah", "सुबह")),
    (16, ("dopahar", "दोपहर")),
    (20, ("shaam", "शाम")),
    (24, ("raat", "रात")),
)
"""The hour that each part of the day ends at."""
