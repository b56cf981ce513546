"""Quantities: whole thousandths of a unit, and the units a shop counts in."""

from __future__ import annotations

from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow
from typing import NewType

Milli = NewType("Milli", int)
"""Thousandths of a unit: 2.5 kg is 2500."""

NONE = Milli(0)

ONE = Milli(1000)

LARGEST = Milli(100_000 * 1000)
"""A hundred thousand units: no line of a bill and no delivery is larger."""

_THOUSANDTHS_OF_BASE = {
    "kg": ("kg", 1000),
    "g": ("kg", 1),
    "litre": ("litre", 1000),
    "ml": ("litre", 1),
    "piece": ("piece", 1000),
    "dozen": ("piece", 12000),
}
"""Each unit that can be turned into another: its base, and how many thousandths of that base it is."""

COUNTED = frozenset({"piece", "packet", "bottle", "jar", "sachet", "box", "bag", "tin", "carton", "bundle"})
"""Units of which there is no half."""


_EXACT = Context(prec=28, traps=[InvalidOperation, Overflow, Inexact])


def thousandths(units: int | str | Decimal) -> Milli:
    """Turn a number of units into thousandths, exactly.

    Raises:
        ValueError: it is no number, or has parts of a thousandth.

    """
    try:
        quantity = _EXACT.multiply(_EXACT.create_decimal(units), 1000)
    except DecimalException:
        raise ValueError(f"{units!r} is no quantity") from None
    if not quantity.is_finite() or quantity != quantity.to_integral_value():
        raise ValueError(f"{units!r} cannot be kept in thousandths")
    return Milli(int(quantity))


def convert(quantity: Milli, unit: str | None, into: str) -> Milli | None:
    """Return a quantity in another unit, or None where the two units measure different things.

    No unit at all means the unit that is asked for: "2 milk" is two packets where milk comes in packets.
    """
    if unit is None or unit == into:
        return quantity
    base, factor = _THOUSANDTHS_OF_BASE.get(unit, (unit, 1000))
    into_base, into_factor = _THOUSANDTHS_OF_BASE.get(into, (into, 1000))
    if base != into_base:
        return None
    converted, rest = divmod(quantity * factor, into_factor)
    return None if rest else Milli(converted)


def number(quantity: Milli) -> int | float:
    """Return a quantity as a JSON number: an int where it is whole."""
    whole, part = divmod(quantity, 1000)
    return quantity / 1000 if part else whole
