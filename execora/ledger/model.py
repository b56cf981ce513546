"""The nouns of the books, as values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from execora.ledger.discount import Discount
from execora.ledger.gst import UNTAXED, Tax
from execora.ledger.money import ZERO, Paise
from execora.ledger.sums import Part, Sums, add_up, parts

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from execora.ledger.units import Milli

Mode = Literal["cash", "upi", "card", "bank", "cheque"]
"""How money came in."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Who somebody is. What they owe is not here: that is an account's balance."""

    id: UUID
    name: str
    name_hi: str | None = None
    nickname: str | None = None
    landmark: str | None = None
    phone: str | None = None
    """Ten digits."""
    aliases: tuple[str, ...] = ()
    email: str | None = None
    gstin: str | None = None
    """Fifteen signs, in capitals."""


def nameless(customer_id: UUID) -> Customer:
    """Return a customer as the books have them once they are forgotten."""
    return Customer(customer_id, "Deleted customer", "हटाया गया ग्राहक")


@dataclass(frozen=True, slots=True)
class Product:
    """What something is called and counted in. Its price and stock change: see `ShelfItem`."""

    id: UUID
    name: str
    unit: str
    name_hi: str | None = None
    aliases: tuple[str, ...] = ()
    gst_rate: Milli | None = None
    """Thousandths of a percent; None where nobody has told it, which is not 0."""
    hsn: str | None = None
    """Its code in the Harmonised System of Nomenclature, by which the law names its rate."""


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """A product as it stands on the shelf now."""

    product: Product
    price: Paise
    """For one unit, tax included."""
    stock: Milli
    low_stock: Milli
    allow_negative: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """What one customer owes; below zero the shop owes them."""

    customer: Customer
    owed: Paise


@dataclass(frozen=True, slots=True)
class Posted:
    """A journal that was posted, and where it left the customer's account."""

    journal_id: UUID
    balance: Paise


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """What one journal did to a customer's account, and where it left it."""

    journal_id: UUID
    kind: Literal["payment", "credit", "opening", "invoice", "reversal"]
    on: date
    amount: Paise
    """Above zero it is owed, below zero it was paid."""
    balance: Paise
    """After it."""
    undone: bool = False
    """Whether a later journal took it back."""


@dataclass(frozen=True, slots=True)
class Split:
    """One part of a payment that was made in more than one way."""

    amount: Paise
    mode: Mode


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a bill: its total is price times quantity, or the value that was asked for, before any discount."""

    product: Product
    quantity: Milli
    """In the product's own unit."""
    price: Paise
    total: Paise
    discount: Discount | None = None
    """Taken off the total; of an invoice with its share of what was taken off the whole bill."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A bill that waits to be confirmed. Nothing has moved yet."""

    id: UUID
    customer: Customer
    lines: tuple[Line, ...]
    made_at: datetime
    discount: Discount | None = None
    """Taken off what the lines come to after their own discounts."""
    with_gst: bool = False
    tax_included: bool = True
    """Whether the shop's prices have the tax in them: then GST shows it, and the total stays as it is."""
    interstate: bool = False
    """Whether it goes to a business of another state."""

    @property
    def of_unknown_rate(self) -> tuple[Product, ...]:
        """The goods that keep its tax from being reckoned; without GST there are none."""
        unknown = (line.product for line in self.lines if self.with_gst and line.product.gst_rate is None)
        return tuple(dict.fromkeys(unknown))

    @property
    def parts(self) -> tuple[Part, ...]:
        """What each line adds to it.

        Raises:
            ValueError: some goods are `of_unknown_rate`.

        """
        return parts(
            self.lines,
            self.discount,
            with_gst=self.with_gst,
            tax_included=self.tax_included,
            interstate=self.interstate,
        )

    @property
    def sums(self) -> Sums:
        """What it comes to, and what of it is tax."""
        return add_up(self.parts, with_gst=self.with_gst, tax_included=self.tax_included)

    @property
    def total(self) -> Paise:
        """What it comes to."""
        return self.sums.total

    def issued(self, number: str, on: date) -> Invoice:
        """Return the invoice that it becomes."""
        sums = self.sums
        lines = tuple(
            replace(line, discount=Discount(amount=part.discount) if part.discount else None)
            for line, part in zip(self.lines, self.parts, strict=True)
        )
        return Invoice(
            self.id,
            number,
            self.customer,
            lines,
            sums.total,
            on,
            with_gst=self.with_gst,
            tax=sums.tax,
            round_off=sums.round_off,
        )


@dataclass(frozen=True, slots=True)
class Invoice:
    """A bill that was issued: numbered, in the books, and out of the stock."""

    id: UUID
    number: str
    customer: Customer
    lines: tuple[Line, ...]
    total: Paise
    on: date
    cancelled_by: str | None = None
    """The number of the credit note that took it back."""
    with_gst: bool = False
    tax: Tax = UNTAXED
    round_off: Paise = ZERO

    @property
    def sums(self) -> Sums:
        """What it came to, and what of it is tax."""
        off = Paise(sum(line.discount.off(line.total) for line in self.lines if line.discount))
        return Sums(off, self.tax, self.round_off, self.total)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A message that waits for its hour."""

    id: UUID
    customer: Customer
    amount: Paise | None
    """None: what is owed is looked up when it is sent."""
    send_at: datetime
    recurrence: str | None = None
    """An RFC 5545 RRULE, or None for once."""


@dataclass(frozen=True, slots=True)
class DaySummary:
    """What one day, or a run of days, brought."""

    first: date
    last: date
    invoice_count: int
    sales: Paise
    payments: Paise
    cash: Paise
    upi: Paise
    credit_given: Paise
    pending: Paise
    """What all customers owe now, together."""
