"""Quantities: whole thousandths of a unit, and the units a shop counts in."""

from __future__ import annotations

from typing import NewType

Milli = NewType("Milli", int)
"""Thousandths of a unit: 2.5 kg is 2500."""

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
