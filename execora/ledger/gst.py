"""The goods and services tax, in whole paise. Pure.

Within a state it is two equal halves, the union's (CGST) and the state's (SGST): the half is rounded once, so that they
are equal by construction. Between states it is one (IGST). Sources: sections 5 and 8 of the IGST Act, 2017, and
section 9 of the CGST Act, 2017; a discount that is known at the sale is no part of the taxed value, section 15(3)(a).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execora.ledger.discount import WHOLE
from execora.ledger.money import ZERO, Paise

if TYPE_CHECKING:
    from execora.ledger.units import Milli

HIGHEST_RATE = WHOLE // 2
"""Half of the value: no rate was ever near it."""


@dataclass(frozen=True, slots=True)
class Tax:
    """What of a price is tax, by where it goes."""

    cgst: Paise = ZERO
    sgst: Paise = ZERO
    igst: Paise = ZERO

    @property
    def total(self) -> Paise:
        """All of it."""
        return Paise(self.cgst + self.sgst + self.igst)

    def __add__(self, other: Tax) -> Tax:
        return Tax(Paise(self.cgst + other.cgst), Paise(self.sgst + other.sgst), Paise(self.igst + other.igst))


UNTAXED = Tax()


def tax(amount: Paise, rate: Milli, *, included: bool, interstate: bool) -> Tax:
    """Return the tax within an amount, or where it is not included, on top of it; the rest of it is the taxed value.

    The rate is in thousandths of a percent, 0 to `HIGHEST_RATE`.
    """
    whole = WHOLE + rate if included else WHOLE
    if interstate:
        return Tax(igst=_divided(amount * rate, whole))
    half = _divided(amount * rate, 2 * whole)
    return Tax(cgst=half, sgst=half)


def is_interstate(state_code: str, gstin: str | None) -> bool:
    """Tell whether goods go to a business of another state: the first two digits of its GSTIN are its state.

    Whoever has none is served where the shop is, for that is where the goods are handed over: section 10(1)(c) of the
    IGST Act, 2017.
    """
    return gstin is not None and gstin[:2] != state_code


def round_off(amount: Paise) -> Paise:
    """Return what makes an amount whole rupees, half a rupee rounded up: -50 to 50."""
    return Paise((amount + 50) // 100 * 100 - amount)


def _divided(amount: int, by: int) -> Paise:
    """Divide, half a paisa rounded up."""
    return Paise((2 * amount + by) // (2 * by))
