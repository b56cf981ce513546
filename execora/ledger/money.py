"""Money: whole paise, never floats."""

from __future__ import annotations

from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow
from typing import NewType

Paise = NewType("Paise", int)

ZERO = Paise(0)

LARGEST = Paise(10**12)
"""Ten billion rupees: no amount in the books is larger, and the database checks it too."""


_EXACT = Context(prec=28, traps=[InvalidOperation, Overflow, Inexact])
"""Raises where the usual context would round a number of many digits to one that fits."""


def paise(rupees: int | str | Decimal) -> Paise:
    """Turn rupees into paise, exactly.

    Raises:
        ValueError: it is no number, has parts of a paisa, or is larger than `LARGEST` either way.

    """
    try:
        amount = _EXACT.multiply(_EXACT.create_decimal(rupees), 100)
    except DecimalException:
        raise ValueError(f"{rupees!r} is no amount of rupees") from None
    if not amount.is_finite() or amount != amount.to_integral_value() or abs(amount) > LARGEST:
        raise ValueError(f"{rupees!r} rupees cannot be kept in paise")
    return Paise(int(amount))


def rupees(amount: Paise) -> int | float:
    """Return rupees as a JSON number: an int where they are whole, else a float of two decimals."""
    whole, part = divmod(amount, 100)
    return amount / 100 if part else whole


def times(price: Paise, thousandths: int) -> Paise:
    """Return the price of so many thousandths of a unit, half a paisa rounded up."""
    return Paise((price * thousandths + 500) // 1000)
