"""What a command changed in the books, told so that it can be named and taken back: see UNDO."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never

from execora.ledger.model import Draft

if TYPE_CHECKING:
    from uuid import UUID

    from execora.ledger.model import Customer, Product, Reminder
    from execora.ledger.money import Paise
    from execora.ledger.units import Milli


@dataclass(frozen=True, slots=True)
class MoneyPosted:
    """A payment, or an amount put onto an account."""

    journal_id: UUID
    kind: Literal["payment", "credit"]
    customer: Customer
    amount: Paise


@dataclass(frozen=True, slots=True)
class GoodsReceived:
    """Goods were put on the shelf."""

    product: Product
    quantity: Milli


@dataclass(frozen=True, slots=True)
class CustomerAdded:
    """Somebody became a customer."""

    customer: Customer


@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """What is known of a customer was changed."""

    before: Customer
    after: Customer


@dataclass(frozen=True, slots=True)
class ProductAdded:
    """The shop began to sell something."""

    product: Product


@dataclass(frozen=True, slots=True)
class PriceSet:
    """Something costs more, or less."""

    product: Product
    before: Paise
    after: Paise


@dataclass(frozen=True, slots=True)
class DraftMade:
    """A draft bill was made."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class DraftChanged:
    """A draft bill was given other lines, a discount or GST; or another one, for somebody else, took its place."""

    before: Draft
    after: Draft


@dataclass(frozen=True, slots=True)
class DraftsDropped:
    """Draft bills were dropped: as they were before."""

    before: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class BillIssued:
    """A draft became an invoice."""

    invoice_id: UUID
    number: str
    customer: Customer
    total: Paise


@dataclass(frozen=True, slots=True)
class RemindersKept:
    """Reminders were made."""

    reminders: tuple[Reminder, ...]


@dataclass(frozen=True, slots=True)
class ReminderMoved:
    """A reminder was given another hour."""

    before: Reminder
    after: Reminder


@dataclass(frozen=True, slots=True)
class RemindersCancelled:
    """Reminders were cancelled: as they were before."""

    before: tuple[Reminder, ...]


@dataclass(frozen=True, slots=True)
class ForGood:
    """What cannot be taken back: a cancelled bill keeps its credit note, erased data is gone."""

    what: Literal["bill", "customer"]


Change = (
    MoneyPosted
    | GoodsReceived
    | CustomerAdded
    | CustomerChanged
    | ProductAdded
    | PriceSet
    | DraftMade
    | DraftChanged
    | DraftsDropped
    | BillIssued
    | RemindersKept
    | ReminderMoved
    | RemindersCancelled
    | ForGood
)


def about(change: Change) -> tuple[Customer, ...]:
    """Return the customers whom a change speaks of."""
    match change:
        case MoneyPosted(customer=customer) | CustomerAdded(customer) | BillIssued(customer=customer):
            return (customer,)
        case CustomerChanged(after=customer) | DraftMade(Draft(customer=customer)):
            return (customer,)
        case DraftChanged(before, after):
            return (before.customer, after.customer)
        case DraftsDropped(drafts):
            return tuple(draft.customer for draft in drafts)
        case ReminderMoved(before=reminder):
            return (reminder.customer,)
        case RemindersKept(reminders) | RemindersCancelled(reminders):
            return tuple(reminder.customer for reminder in reminders)
        case GoodsReceived() | ProductAdded() | PriceSet() | ForGood():
            return ()
        case _:
            assert_never(change)
