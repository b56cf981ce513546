"""Values as they are said, in one of the three languages: the form for the ear.

It has no digit, no sign and no bracket: a voice reads each of them in its own way, or not at all. What each value
sounds like is told in `docs/decisions/0009-for-the-eye-and-for-the-ear.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execora.language.spelled import say_email, say_gstin
from execora.language.spoken_numbers import MINUS, and_a_half, spell, spell_decimal, spell_digits
from execora.language.written import BAJE, JOINING, Joining, Written, month, part_of_day, plural
from execora.ledger.units import ONE, Milli

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from execora.language.reading import Language
    from execora.ledger.model import Customer
    from execora.ledger.money import Paise


@dataclass(frozen=True)
class Speakable(Written):
    """How values sound in one language, on one day."""

    def money(self, amount: Paise) -> str:
        """Say rupees and paise."""
        return say_money(amount, self.language)

    def number(self, number: int) -> str:
        """Say a count."""
        return spell(number, self.language)

    def quantity(self, amount: Milli, unit: str) -> str:
        """Say so many thousandths of a unit: aadha kilo, do kilo teen sau gram, dedh litre."""
        if unit in _PARTS and amount % ONE == 0:
            unit, amount = _PARTS[unit], Milli(amount // ONE)
        whole, part = divmod(amount, ONE)
        if self.language == "en":
            return self._halved(whole, part, unit)
        if part in (250, 500, 750) and whole < 99:
            return f"{self._quartered(whole, part)} {self.unit(unit, many=whole > 1)}"
        return self._split(whole, part, unit)

    def _quartered(self, whole: int, part: int) -> str:
        """Say a number with its half or quarter, in Hindi; below 99, for sava sau is 125 and paune sau 75."""
        if part == 500:
            return and_a_half(whole, self.language)
        paav, pauna, sava, paune = _QUARTERS[self.language]
        if whole == 0:
            return paav if part == 250 else pauna
        if part == 250:
            return f"{sava} {spell(whole, self.language)}" if whole > 1 else sava
        return f"{paune} {spell(whole + 1, self.language)}"

    def _halved(self, whole: int, part: int, unit: str) -> str:
        """Say a quantity with its half, in English."""
        if part != 500 or whole > 99:
            return self._split(whole, part, unit)
        return f"{spell(whole, 'en')} and a half {self.unit(unit, many=True)}" if whole else f"half a {self.unit(unit)}"

    def _split(self, whole: int, part: int, unit: str) -> str:
        """Say a quantity in its unit and the next smaller one, where there is one."""
        smaller = _SMALLER.get(unit)
        if not part or not smaller:
            digits = f"{part:03}".rstrip("0")
            return f"{spell_decimal(whole, digits, self.language)} {self.unit(unit, many=whole != 1 or bool(part))}"
        said = [self._split(whole, 0, unit)] if whole else []
        return " ".join([*said, self._split(part, 0, smaller)])

    def unit(self, name: str, *, many: bool = False) -> str:
        """Say a unit: no symbol stays one."""
        if self.language == "hi":
            return super().unit(name, many=many)
        if self.language == "en":
            said = _UNITS_SAID.get(name, name)
            return plural(said) if many and said != "dozen" else said
        return "darjan" if name == "dozen" else _UNITS_SAID.get(name, name)

    def email(self, address: str) -> str:
        """Say an e-mail address."""
        return say_email(address, self.language)

    def gstin(self, number: str) -> str:
        """Say a GSTIN."""
        return say_gstin(number, self.language)

    def apart(self, customer: Customer) -> str:
        """Say a customer with what tells namesakes apart."""
        name = self.name(customer.name, customer.name_hi)
        if customer.landmark:
            return f"{name}, {customer.landmark}"
        if not customer.phone:
            return name
        return f"{name}, {_ENDING[self.language]} {spell_digits(customer.phone[-4:], self.language)}"

    def date(self, day: date) -> str:
        """Say a date: bees November, twentieth November."""
        number = _ordinal(day.day) if self.language == "en" else spell(day.day, self.language)
        said = f"{number} {month(day, self.language)}"
        return said if day.year == self.today.year else f"{said} {self._year(day.year)}"

    def _year(self, year: int) -> str:
        century, rest = divmod(year, 100)
        if self.language != "en" or rest < 10:
            return spell(year, self.language)
        return f"{spell(century, 'en')} {spell(rest, 'en')}"

    def clock(self, moment: datetime) -> str:
        """Say an hour: shaam saat baje, subah sava nau baje, seven fifteen pm."""
        hour = moment.hour % 12 or 12
        if self.language == "en":
            return " ".join([spell(hour, "en"), *_minutes(moment.minute), "am" if moment.hour < 12 else "pm"])
        return f"{part_of_day(moment, self.language)} {self._baje(hour, moment.minute)}"

    def _baje(self, hour: int, minute: int) -> str:
        baje = BAJE[self.language]
        match minute:
            case 0:
                return f"{spell(hour, self.language)} {baje}"
            case 15:
                return f"{_QUARTERS[self.language][2]} {spell(hour, self.language)} {baje}"
            case 30:
                return f"{and_a_half(hour, self.language)} {baje}"
            case 45:
                return f"{_QUARTERS[self.language][3]} {spell(hour % 12 + 1, self.language)} {baje}"
            case _:
                past, minutes = _PAST[self.language]
                return f"{spell(hour, self.language)} {past} {spell(minute, self.language)} {minutes}"

    def several(self, shown: Sequence[str], joining: Joining) -> str:
        """Join several; those with a pause inside are kept apart by a longer one."""
        if not any("," in one for one in shown):
            return super().several(shown, joining)
        *before, last = shown
        return "; ".join([*before, f"{JOINING[joining][self.language]} {last}"]) if before else last


def say_money(amount: int, language: Language) -> str:
    """Say paise as rupees and paise: baarah rupaye pachaas paise."""
    whole, part = divmod(abs(amount), 100)
    (rupee, rupees), (paisa, paise) = _COINS[language]
    said = [MINUS[language]] if amount < 0 else []
    if whole or not part:
        said.append(f"{spell(whole, language)} {rupee if whole == 1 else rupees}")
    if part:
        said.append(f"{spell(part, language)} {paisa if part == 1 else paise}")
    return " ".join(said)


def _minutes(minute: int) -> list[str]:
    if minute == 0:
        return []
    return [f"oh {spell(minute, 'en')}"] if minute < 10 else [spell(minute, "en")]


def _ordinal(day: int) -> str:
    *tens, last = spell(day, "en").split()
    return " ".join([*tens, _ORDINALS.get(last) or f"{last}th"])


_COINS: dict[Language, tuple[tuple[str, str], tuple[str, str]]] = {
    "hi-en": (("rupaya", "rupaye"), ("paisa", "paise")),
    "hi": (("रुपया", "रुपये"), ("पैसा", "पैसे")),
    "en": (("rupee", "rupees"), ("paisa", "paise")),
}

_PARTS = {"g": "kg", "ml": "litre"}
"""The unit that a thousand of them make."""

_SMALLER = {large: small for small, large in _PARTS.items()}

_UNITS_SAID = {"kg": "kilo", "g": "gram", "ml": "millilitre"}

_QUARTERS: dict[Language, tuple[str, str, str, str]] = {
    "hi-en": ("paav", "pauna", "sava", "paune"),
    "hi": ("पाव", "पौना", "सवा", "पौने"),
}
"""A quarter, three of them, a quarter more than a number, a quarter less than one."""

_ENDING: dict[Language, str] = {"hi-en": "number ke aakhir mein", "hi": "नंबर के आख़िर में", "en": "phone ending"}

_PAST: dict[Language, tuple[str, str]] = {"hi-en": ("baj kar", "minute"), "hi": ("बजकर", "मिनट")}

_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth", "twenty": "twentieth", "thirty": "thirtieth",
}  # fmt: skip

__all__ = ["Speakable", "say_money"]
