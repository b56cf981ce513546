"""What a voice command may touch: one shop's books, inside one transaction.

`execora.store.shop` keeps these promises on PostgreSQL, `tests/fakes/shop.py` in memory. Every method speaks of the
shop that the transaction was opened for. What a shopkeeper may hear comes back as a value; an exception is a bug or a
lost database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from execora.ledger.discount import Discount
    from execora.ledger.model import (
        AccountEntry,
        Balance,
        Customer,
        DaySummary,
        Draft,
        Invoice,
        Line,
        Posted,
        Product,
        Reminder,
        ShelfItem,
        Split,
    )
    from execora.ledger.money import Paise
    from execora.ledger.units import Milli


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody of that name, or with that phone, is a customer already."""

    customer: Customer


@dataclass(frozen=True, slots=True)
class Short:
    """There is less on the shelf than was asked for."""

    product: Product
    stock: Milli


class Customers(Protocol):
    """Who the customers are and what they owe."""

    async def get(self, customer_id: UUID) -> Customer | None:
        """Return a customer, or None where there is none of that id."""

    async def known(self, *customer_ids: UUID) -> dict[UUID, Customer]:
        """Return those of these who are customers."""

    async def hold(self, customer_id: UUID) -> Customer | None:
        """Return a customer as `get` does, and let nothing be made for them or changed until this change has ended.

        Whoever reads a customer to write them back changed, or to erase them, must hold them first.
        """

    async def balance(self, customer_id: UUID) -> Paise | None:
        """Return what a customer owes, or None where there is no such customer."""

    async def balances(self, *, forgotten: bool = True) -> list[Balance]:
        """Return everybody whose balance is not zero, who owes most first; with those who are forgotten, or without."""

    async def create(self, customer: Customer) -> Duplicate | None:
        """Add a customer under the id they bring, with an account at zero; None says it was done.

        Somebody with the same phone, or with the same full name (case aside), is a Duplicate and nothing changes.
        """

    async def update(self, customer: Customer) -> Customer | Duplicate | None:
        """Give a customer these names and fields, all of them; None where there is no such customer.

        Somebody else with the same phone or the same full name is a Duplicate and nothing changes.
        """

    async def erase(self, customer_id: UUID) -> bool:
        """Forget for good who a customer is; False where there is no such customer.

        Their drafts are dropped and their reminders cancelled. What is in the books stays there, under no name.
        """


class Ledger(Protocol):
    """Money: every posting is a balanced journal, dated `on`, and is never changed afterwards."""

    async def payment(self, customer_id: UUID, splits: Sequence[Split], *, on: date) -> Posted | None:
        """Post what a customer paid, in one way or more; None where there is no such customer."""

    async def credit(self, customer_id: UUID, amount: Paise, *, on: date) -> Posted | None:
        """Post an amount onto a customer's account; None where there is no such customer."""

    async def opening(self, customer_id: UUID, amount: Paise, *, on: date) -> Posted | None:
        """Post what a new customer owed before; None where there is no such customer."""

    async def reverse(self, journal_id: UUID, *, on: date) -> Posted | None:
        """Take a payment, a credit or an opening balance back, exactly; None where none stands under that id.

        A bill is taken back by `Bills.cancel_invoice`.
        """

    async def statement(self, customer_id: UUID, *, limit: int) -> list[AccountEntry]:
        """Return what moved a customer's account, in the order of posting, the latest of them last."""

    async def payments(
        self, customer_id: UUID, *, amount: Paise | None = None, on: date | None = None, limit: int = 5
    ) -> list[AccountEntry]:
        """Return what a customer paid and was not taken back, the latest first: of one amount, or on one day."""


class Products(Protocol):
    """What is on the shelf."""

    async def get(self, product_id: UUID) -> ShelfItem | None:
        """Return a product with its price and stock, or None."""

    async def hold(self, product_id: UUID) -> ShelfItem | None:
        """Return a product as `get` does, and let nobody else change its price or stock until this change is kept."""

    async def receive(self, product_id: UUID, quantity: Milli) -> ShelfItem | None:
        """Put goods on the shelf and return what is there now; None where there is no such product."""

    async def take_off(self, product_id: UUID, quantity: Milli) -> ShelfItem | Short | None:
        """Take goods off the shelf that were put there by mistake, and return what is left; None as with `receive`.

        Where there are fewer nothing changes.
        """

    async def set_price(self, product_id: UUID, price: Paise) -> ShelfItem | None:
        """Let one unit of a product cost so much from now on; None where there is no such product.

        Drafts keep the prices they were made with.
        """

    async def create(self, item: ShelfItem) -> ShelfItem | None:
        """Add a product with its price, and what there is of it as opening stock; None says it was done.

        Where there is one of that name, case aside, or of that id, it is returned and nothing changes.
        """

    async def remove(self, product_id: UUID) -> bool:
        """Offer a product no longer that was added by mistake; its moves stay.

        False where there is no such product, or where it is on a bill or a draft.
        """

    async def running_low(self) -> list[ShelfItem]:
        """Return what is at or below the stock at which it should be ordered, what is most urgent first."""


class Bills(Protocol):
    """Drafts and invoices."""

    async def draft(self, draft_id: UUID) -> Draft | None:
        """Return a draft that still waits; None where it is confirmed, cancelled, over four hours old, or never was."""

    async def hold_draft(self, draft_id: UUID) -> Draft | None:
        """Return a draft as `draft` does, and let nobody else change it until this change is kept or taken back.

        Whoever reads a draft to write it back changed must hold it first: another connection may be at it too.
        """

    async def drafts(self, customer_id: UUID | None = None) -> list[Draft]:
        """Return the drafts that wait, newest first, of one customer or of all."""

    async def make_draft(
        self,
        draft_id: UUID,
        customer_id: UUID,
        lines: Sequence[Line],
        *,
        discount: Discount | None = None,
        with_gst: bool = False,
    ) -> Draft | None:
        """Keep a draft under an id reserved for it; None where there is no such customer."""

    async def change_draft(self, draft_id: UUID, lines: Sequence[Line]) -> Draft | None:
        """Give a waiting draft other lines, at least one; None as with `draft`."""

    async def set_terms(self, draft_id: UUID, discount: Discount | None, *, with_gst: bool) -> Draft | None:
        """Give a waiting draft this discount on all of it, or none, and GST or none; None as with `draft`."""

    async def restore_draft(self, before: Draft) -> Draft | None:
        """Give a waiting draft back the lines, the discount and the GST it had; None as with `draft`."""

    async def drop_draft(self, draft_id: UUID) -> Draft | None:
        """Cancel a waiting draft and return what it was; None as with `draft`."""

    async def issue(self, draft_id: UUID, *, on: date) -> Invoice | Short | None:
        """Turn a draft into an invoice of the same id: number, ledger and stock in one; None as with `draft`.

        Where stock is short nothing changes.
        """

    async def invoice(self, invoice_id: UUID) -> Invoice | None:
        """Return an invoice, cancelled or not; None where there is none of that id."""

    async def invoices(self, customer_id: UUID | None = None, *, limit: int = 5) -> list[Invoice]:
        """Return the invoices that are not cancelled, newest first, of one customer or of all."""

    async def cancel_invoice(self, invoice_id: UUID, *, on: date) -> Invoice | None:
        """Take an invoice back: reversal, goods back on the shelf, credit note; None where it is none or cancelled."""


class Reminders(Protocol):
    """Messages that wait for their hour."""

    async def create(self, *reminders: Reminder) -> None:
        """Keep reminders under the ids they bring."""

    async def waiting(self, customer_id: UUID | None = None, *, on: date | None = None) -> list[Reminder]:
        """Return the reminders to come, the next one first, of one customer and of one day where these are named."""

    async def hold(self, *reminder_ids: UUID) -> dict[UUID, Reminder]:
        """Return those of these that wait, and let nobody else change them until this change is kept or taken back."""

    async def move(self, reminder_id: UUID, send_at: datetime) -> bool:
        """Let a reminder wait for another moment; False where it does not wait any more."""

    async def cancel(self, *reminder_ids: UUID) -> set[UUID]:
        """Cancel reminders; return those that waited until now."""

    async def restore(self, *reminders: Reminder) -> set[UUID]:
        """Let reminders that were cancelled wait for their moment again; return those that do.

        One does not that was not cancelled, or whose customer is forgotten.
        """


class Reports(Protocol):
    """Sums over the books."""

    async def days(self, first: date, last: date) -> DaySummary:
        """Sum up the days from first to last, both included."""


class Shop(Protocol):
    """One shop's books, inside one transaction."""

    @property
    def customers(self) -> Customers: ...  # noqa: D102

    @property
    def ledger(self) -> Ledger: ...  # noqa: D102

    @property
    def products(self) -> Products: ...  # noqa: D102

    @property
    def bills(self) -> Bills: ...  # noqa: D102

    @property
    def reminders(self) -> Reminders: ...  # noqa: D102

    @property
    def reports(self) -> Reports: ...  # noqa: D102
