"""What a bill comes to: its lines, less discounts, with the tax that is in them or on top of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execora.ledger.discount import allotted
from execora.ledger.gst import UNTAXED, Tax, round_off, tax
from execora.ledger.money import ZERO, Paise
from execora.ledger.units import NONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.ledger.discount import Discount
    from execora.ledger.model import Line, Product
    from execora.ledger.units import Milli


@dataclass(frozen=True, slots=True)
class Part:
    """What one line adds to a bill."""

    discount: Paise
    """Its own and its share of the bill's."""
    rate: Milli
    """Of its tax, in thousandths of a percent; 0 without GST."""
    tax: Tax
    net: Paise
    """What is left after discounts: with the tax where prices include it."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a bill: subtotal - discount + tax + round-off is the total."""

    discount: Paise
    tax: Tax
    round_off: Paise
    total: Paise

    @property
    def taxable(self) -> Paise:
        """What is sold without its tax, and what the tax is reckoned on."""
        return Paise(self.total - self.round_off - self.tax.total)

    @property
    def subtotal(self) -> Paise:
        """The same before discounts."""
        return Paise(self.taxable + self.discount)


def parts(
    lines: Sequence[Line], discount: Discount | None, *, with_gst: bool, tax_included: bool, interstate: bool
) -> tuple[Part, ...]:
    """Return what each line of a bill adds to it, in their order.

    Raises:
        ValueError: with GST, the rate of some goods is not known.

    """
    own = [line.discount.off(line.total) if line.discount else ZERO for line in lines]
    left = [Paise(line.total - off) for line, off in zip(lines, own, strict=True)]
    shares = allotted(discount.off(Paise(sum(left))), left) if discount else [ZERO] * len(left)
    made = []
    for line, off, rest, share in zip(lines, own, left, shares, strict=True):
        rate, net = _rate(line.product) if with_gst else NONE, Paise(rest - share)
        of_line = tax(net, rate, included=tax_included, interstate=interstate)
        made.append(Part(Paise(off + share), rate, of_line, net))
    return tuple(made)


def _rate(product: Product) -> Milli:
    if product.gst_rate is None:
        raise ValueError(f"nobody has told the GST rate of {product.name}")
    return product.gst_rate


def add_up(made: Sequence[Part], *, with_gst: bool, tax_included: bool) -> Sums:
    """Add the lines of a bill up.

    What customers were told is what they pay: only where tax comes on top of it is the total rounded to whole rupees.
    """
    of_all = sum((part.tax for part in made), start=UNTAXED)
    net = Paise(sum(part.net for part in made))
    on_top = with_gst and not tax_included
    exact = Paise(net + of_all.total) if on_top else net
    rounding = round_off(exact) if on_top else ZERO
    return Sums(Paise(sum(part.discount for part in made)), of_all, rounding, Paise(exact + rounding))
