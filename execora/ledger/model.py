"""The nouns of the books, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from execora.ledger.money import Paise

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


@dataclass(frozen=True, slots=True)
class Product:
    """What something is called and counted in. Its price and stock change: see `ShelfItem`."""

    id: UUID
    name: str
    unit: str
    name_hi: str | None = None
    aliases: tuple[str, ...] = ()


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
class Split:
    """One part of a payment that was made in more than one way."""

    amount: Paise
    mode: Mode


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a bill: its total is price times quantity, or the value that was asked for."""

    product: Product
    quantity: Milli
    """In the product's own unit."""
    price: Paise
    total: Paise


@dataclass(frozen=True, slots=True)
class Draft:
    """A bill that waits to be confirmed. Nothing has moved yet."""

    id: UUID
    customer: Customer
    lines: tuple[Line, ...]
    made_at: datetime

    @property
    def total(self) -> Paise:
        """The sum of its lines."""
        return Paise(sum(line.total for line in self.lines))


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
