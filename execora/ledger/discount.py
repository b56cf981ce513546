"""Discounts: what is taken off a line of a bill, or off all of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from execora.ledger.money import ZERO, Paise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.ledger.units import Milli

WHOLE = 100_000
"""A hundred percent, in thousandths of a percent."""


@dataclass(frozen=True, slots=True)
class Discount:
    """A share of whatever it is taken off, or a fixed amount: one of the two is set.

    A share stays a share where goods are added to a bill later, and an amount stays the same amount.
    """

    percent: Milli | None = None
    """Thousandths of a percent."""
    amount: Paise | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("a discount is either a percentage or an amount")
        if not (0 < self.percent < WHOLE if self.percent is not None else (self.amount or 0) > 0):
            raise ValueError(f"{self.percent or self.amount} is no discount")

    def off(self, amount: Paise) -> Paise:
        """Return how much of an amount is taken off, half a paisa rounded up; never more than the amount."""
        if self.percent is None:
            return Paise(min(self.amount or 0, amount))
        return Paise((amount * self.percent + WHOLE // 2) // WHOLE)


def allotted(discount: Paise, amounts: Sequence[Paise]) -> list[Paise]:
    """Return each amount's share of a discount on all of them, not above their sum: no paisa is lost or made."""
    if not any(amounts):
        return [ZERO for _ in amounts]
    ends = [discount * end // sum(amounts) for end in accumulate(amounts, initial=0)]
    return [Paise(end - start) for start, end in pairwise(ends)]
