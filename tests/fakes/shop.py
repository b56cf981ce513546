"""One shop's books in memory; they keep the promises of `execora.commands.port`."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from execora.commands.port import Duplicate, Short
from execora.ledger.gst import is_interstate
from execora.ledger.model import (
    AccountEntry,
    Balance,
    Customer,
    DaySummary,
    Draft,
    Invoice,
    Posted,
    Product,
    ShelfItem,
    Split,
    nameless,
)
from execora.ledger.money import Paise, paise
from execora.ledger.numbering import CREDIT_NOTE_SERIES, INVOICE_SERIES, document_number, financial_year
from execora.ledger.units import Milli

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from execora.commands.port import Shop
    from execora.ledger.discount import Discount
    from execora.ledger.model import Line, Reminder

INDIA = ZoneInfo("Asia/Kolkata")
DEMO_NOW = datetime(2026, 11, 20, 15, 0, tzinfo=INDIA)
"""The Friday on which the examples of the commands are spoken."""

DRAFT_WAITS = timedelta(hours=4)
STATE_CODE = "08"
_DEMO_IDS = UUID("5a1c9f0e-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Journal:
    """Something that was posted onto a customer's account."""

    id: UUID
    kind: Literal["payment", "credit", "opening", "invoice", "reversal"]
    customer_id: UUID
    amount: Paise
    on: date
    splits: tuple[Split, ...] = ()
    reverses: UUID | None = None


@dataclass
class Pages:
    """What the books hold."""

    customers: dict[UUID, Customer] = field(default_factory=dict)
    forgotten: dict[UUID, Customer] = field(default_factory=dict)
    """Whose accounts are still in the books."""
    shelf: dict[UUID, ShelfItem] = field(default_factory=dict)
    journals: dict[UUID, Journal] = field(default_factory=dict)
    drafts: dict[UUID, Draft] = field(default_factory=dict)
    invoices: dict[UUID, Invoice] = field(default_factory=dict)
    reminders: dict[UUID, Reminder] = field(default_factory=dict)
    cancelled: dict[UUID, Reminder] = field(default_factory=dict)
    """Reminders that may be restored."""
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass
class Change:
    """What is changed in one go, so that it can be taken back."""

    pages: Pages
    now: datetime
    was: list[tuple[dict[Any, Any], object, object]] = field(default_factory=list)

    def put(self, page: dict[Any, Any], key: object, value: object) -> None:
        self.was.append((page, key, page.get(key)))
        page[key] = value

    def drop(self, page: dict[Any, Any], key: object) -> None:
        self.was.append((page, key, page.pop(key)))

    def undo(self) -> None:
        while self.was:
            page, key, value = self.was.pop()
            if value is None:
                page.pop(key, None)
            else:
                page[key] = value


class FakeShop:
    """A shop in memory. What happens inside `atomic` happens whole or not at all."""

    def __init__(self, *, now: datetime = DEMO_NOW, pages: Pages | None = None) -> None:
        self.pages = pages or Pages()
        self.now = now
        self.change = Change(self.pages, now)
        self.customers = FakeCustomers(self.change)
        self.ledger = FakeLedger(self.change)
        self.products = FakeProducts(self.change)
        self.bills = FakeBills(self.change, self.ledger)
        self.reminders = FakeReminders(self.change)
        self.reports = FakeReports(self.change)

    @contextmanager
    def atomic(self) -> Iterator[FakeShop]:
        """Open a transaction on the same books: an exception takes its changes back, and so does its `undo`."""
        inside = FakeShop(now=self.now, pages=self.pages)
        try:
            yield inside
        except BaseException:
            inside.undo()
            raise

    def undo(self) -> None:
        """Take back all that was changed through this object."""
        self.change.undo()

    def customer(self, name: str) -> Customer:
        return next(customer for customer in self.pages.customers.values() if customer.name == name)

    def product(self, name: str) -> Product:
        return next(item.product for item in self.pages.shelf.values() if item.product.name == name)

    def stock(self, name: str) -> Milli:
        return self.pages.shelf[self.product(name).id].stock

    def owed(self, name: str) -> Paise:
        return _owed(self.pages, self.customer(name).id)


if TYPE_CHECKING:

    def _keeps_its_promises(shop: FakeShop) -> Shop:
        return shop


def demo_shop(*, now: datetime = DEMO_NOW) -> FakeShop:
    """Return the shop that the examples of the commands speak of."""
    return shop_of(json.loads((files("execora.store") / "demo_shop.json").read_text("utf-8")), now=now)


def shop_of(told: Mapping[str, Any], *, now: datetime = DEMO_NOW) -> FakeShop:
    """Return a shop with the customers and products of a file like that of the demo shop."""
    shop = FakeShop(now=now)
    for person in told["customers"]:
        customer = _demo_customer(person)
        shop.pages.customers[customer.id] = customer
        if person["balance"]:
            owed, before = paise(str(person["balance"])), now.date() - timedelta(days=30)
            shop.ledger.put("opening", customer.id, owed, before)
    for goods in told["products"]:
        item = _demo_goods(goods)
        shop.pages.shelf[item.product.id] = item
    return shop


def _demo_customer(told: Mapping[str, str | None]) -> Customer:
    name = str(told["name"])
    return Customer(
        uuid5(_DEMO_IDS, name), name, told["nameHi"], told["nickname"], told["landmark"], told["phone"]
    )  # fmt: skip


def _demo_goods(told: Mapping[str, str | int | list[str]]) -> ShelfItem:
    name, unit, aliases = str(told["name"]), str(told["unit"]), told["aliases"]
    assert isinstance(aliases, list)
    taxed = (Milli(int(str(told["gstRate"])) * 1000), str(told["hsn"])) if "gstRate" in told else ()
    product = Product(uuid5(_DEMO_IDS, name), name, unit, str(told["nameHi"]), tuple(aliases), *taxed)
    stock, low_stock = (Milli(int(str(told[key])) * 1000) for key in ("stock", "lowStock"))
    return ShelfItem(product, paise(str(told["price"])), stock, low_stock)


def _owed(pages: Pages, customer_id: UUID) -> Paise:
    return Paise(sum(journal.amount for journal in pages.journals.values() if journal.customer_id == customer_id))


class FakeCustomers:
    def __init__(self, change: Change) -> None:
        self.change, self.pages = change, change.pages

    async def get(self, customer_id: UUID) -> Customer | None:
        return self.pages.customers.get(customer_id)

    async def balance(self, customer_id: UUID) -> Paise | None:
        return _owed(self.pages, customer_id) if customer_id in self.pages.customers else None

    async def known(self, *customer_ids: UUID) -> dict[UUID, Customer]:
        return {one: self.pages.customers[one] for one in customer_ids if one in self.pages.customers}

    async def hold(self, customer_id: UUID) -> Customer | None:
        return await self.get(customer_id)

    async def balances(self, *, forgotten: bool = True) -> list[Balance]:
        known = {**self.pages.customers, **(self.pages.forgotten if forgotten else {})}
        everybody = (Balance(customer, _owed(self.pages, customer.id)) for customer in known.values())
        return sorted((one for one in everybody if one.owed), key=lambda one: (-one.owed, one.customer.name))

    async def create(self, customer: Customer) -> Duplicate | None:
        if other := self._like(customer):
            return Duplicate(other)
        self.change.put(self.pages.customers, customer.id, customer)
        return None

    async def update(self, customer: Customer) -> Customer | Duplicate | None:
        if customer.id not in self.pages.customers:
            return None
        if other := self._like(customer):
            return Duplicate(other)
        self.change.put(self.pages.customers, customer.id, customer)
        self._rename(customer)
        return customer

    async def erase(self, customer_id: UUID) -> bool:
        if customer_id not in self.pages.customers:
            return False
        self.change.drop(self.pages.customers, customer_id)
        self.change.put(self.pages.forgotten, customer_id, nameless(customer_id))
        waiting: tuple[dict[UUID, Any], ...] = (self.pages.drafts, self.pages.reminders)
        for page in waiting:
            for key in [key for key, one in page.items() if one.customer.id == customer_id]:
                self.change.drop(page, key)
        self._rename(nameless(customer_id))
        return True

    def _like(self, customer: Customer) -> Customer | None:
        """Return somebody else with the same phone or name."""
        others = [other for other in self.pages.customers.values() if other.id != customer.id]
        same_phone = [other for other in others if customer.phone is not None and other.phone == customer.phone]
        same_name = [other for other in others if other.name.lower() == customer.name.lower()]
        return next(iter(same_phone + same_name), None)

    def _rename(self, customer: Customer) -> None:
        """Call a customer by their new name wherever they are spoken of."""
        pages: tuple[dict[UUID, Any], ...] = (self.pages.drafts, self.pages.invoices, self.pages.reminders)
        for page in pages:
            for key, one in list(page.items()):
                if one.customer.id == customer.id:
                    self.change.put(page, key, replace(one, customer=customer))


class FakeLedger:
    def __init__(self, change: Change) -> None:
        self.change, self.pages = change, change.pages

    async def payment(self, customer_id: UUID, splits: Sequence[Split], *, on: date) -> Posted | None:
        paid = Paise(-sum(split.amount for split in splits))
        return self.put("payment", customer_id, paid, on, tuple(splits))

    async def credit(self, customer_id: UUID, amount: Paise, *, on: date) -> Posted | None:
        return self.put("credit", customer_id, amount, on)

    async def opening(self, customer_id: UUID, amount: Paise, *, on: date) -> Posted | None:
        return self.put("opening", customer_id, amount, on)

    async def reverse(self, journal_id: UUID, *, on: date) -> Posted | None:
        journal = self.pages.journals.get(journal_id)
        if journal is None or journal.kind not in {"payment", "credit", "opening"} or self._is_undone(journal_id):
            return None
        return self.put("reversal", journal.customer_id, Paise(-journal.amount), on, reverses=journal_id)

    async def statement(self, customer_id: UUID, *, limit: int) -> list[AccountEntry]:
        balance, entries = 0, []
        for journal in self.pages.journals.values():
            if journal.customer_id == customer_id:
                balance += journal.amount
                entries.append(self._entry(journal, Paise(balance)))
        return entries[-limit:]

    async def payments(
        self, customer_id: UUID, *, amount: Paise | None = None, on: date | None = None, limit: int = 5
    ) -> list[AccountEntry]:
        meant = [
            entry
            for entry in await self.statement(customer_id, limit=len(self.pages.journals) + 1)
            if entry.kind == "payment" and not entry.undone and on in (None, entry.on)
            if amount in (None, -entry.amount)
        ]
        return sorted(meant, key=lambda entry: entry.on)[::-1][:limit]

    def _entry(self, journal: Journal, balance: Paise) -> AccountEntry:
        undone = self._is_undone(journal.id)
        return AccountEntry(journal.id, journal.kind, journal.on, journal.amount, balance, undone)

    def _is_undone(self, journal_id: UUID) -> bool:
        return any(journal.reverses == journal_id for journal in self.pages.journals.values())

    def put(
        self,
        kind: Literal["payment", "credit", "opening", "invoice", "reversal"],
        customer_id: UUID,
        amount: Paise,
        on: date,
        splits: tuple[Split, ...] = (),
        *,
        journal_id: UUID | None = None,
        reverses: UUID | None = None,
    ) -> Posted | None:
        if customer_id not in self.pages.customers and not (reverses and customer_id in self.pages.forgotten):
            return None
        if amount == 0 or any(split.amount <= 0 for split in splits):
            raise ValueError(f"a {kind} of {amount} cannot be booked")
        journal = Journal(journal_id or uuid4(), kind, customer_id, amount, on, splits, reverses)
        self.change.put(self.pages.journals, journal.id, journal)
        return Posted(journal.id, _owed(self.pages, customer_id))


class FakeProducts:
    def __init__(self, change: Change) -> None:
        self.change, self.pages = change, change.pages

    async def get(self, product_id: UUID) -> ShelfItem | None:
        return self.pages.shelf.get(product_id)

    async def hold(self, product_id: UUID) -> ShelfItem | None:
        return await self.get(product_id)

    async def receive(self, product_id: UUID, quantity: Milli) -> ShelfItem | None:
        item = self.pages.shelf.get(product_id)
        if item is None:
            return None
        self.change.put(self.pages.shelf, product_id, replace(item, stock=Milli(item.stock + quantity)))
        return self.pages.shelf[product_id]

    async def take_off(self, product_id: UUID, quantity: Milli) -> ShelfItem | Short | None:
        item = self.pages.shelf.get(product_id)
        if item and item.stock < quantity and not item.allow_negative:
            return Short(item.product, item.stock)
        return await self.receive(product_id, Milli(-quantity))

    async def set_price(self, product_id: UUID, price: Paise) -> ShelfItem | None:
        item = self.pages.shelf.get(product_id)
        if item is None:
            return None
        self.change.put(self.pages.shelf, product_id, replace(item, price=price))
        return self.pages.shelf[product_id]

    async def create(self, item: ShelfItem) -> ShelfItem | None:
        for other in self.pages.shelf.values():
            if other.product.id == item.product.id or other.product.name.lower() == item.product.name.lower():
                return other
        self.change.put(self.pages.shelf, item.product.id, item)
        return None

    async def remove(self, product_id: UUID) -> bool:
        bills = [*self.pages.drafts.values(), *self.pages.invoices.values()]
        billed = {line.product.id for bill in bills for line in bill.lines}
        if product_id not in self.pages.shelf or product_id in billed:
            return False
        self.change.drop(self.pages.shelf, product_id)
        return True

    async def running_low(self) -> list[ShelfItem]:
        low = (item for item in self.pages.shelf.values() if item.stock <= item.low_stock)
        return sorted(low, key=lambda item: (item.low_stock and item.stock / item.low_stock, item.product.name.lower()))


class FakeBills:
    def __init__(self, change: Change, ledger: FakeLedger) -> None:
        self.change, self.pages, self.ledger = change, change.pages, ledger

    async def draft(self, draft_id: UUID) -> Draft | None:
        draft = self.pages.drafts.get(draft_id)
        if draft is None or self.change.now - draft.made_at >= DRAFT_WAITS:
            return None
        customer = self.pages.customers[draft.customer.id]
        return replace(draft, customer=customer, interstate=is_interstate(STATE_CODE, customer.gstin))

    async def hold_draft(self, draft_id: UUID) -> Draft | None:
        return await self.draft(draft_id)

    async def drafts(self, customer_id: UUID | None = None) -> list[Draft]:
        waiting = [draft for draft_id in self.pages.drafts if (draft := await self.draft(draft_id))]
        return [draft for draft in reversed(waiting) if customer_id in (None, draft.customer.id)]

    async def make_draft(
        self,
        draft_id: UUID,
        customer_id: UUID,
        lines: Sequence[Line],
        *,
        discount: Discount | None = None,
        with_gst: bool = False,
    ) -> Draft | None:
        customer = self.pages.customers.get(customer_id)
        if customer is None:
            return None
        assert lines, "a bill has at least one line"
        assert draft_id not in self.pages.drafts
        draft = Draft(draft_id, customer, tuple(lines), self.change.now, discount, with_gst)
        self.change.put(self.pages.drafts, draft_id, draft)
        return await self.draft(draft_id)

    async def change_draft(self, draft_id: UUID, lines: Sequence[Line]) -> Draft | None:
        draft = await self.draft(draft_id)
        if draft is None:
            return None
        assert lines, "a bill has at least one line"
        self.change.put(self.pages.drafts, draft_id, replace(draft, lines=tuple(lines)))
        return await self.draft(draft_id)

    async def set_terms(self, draft_id: UUID, discount: Discount | None, *, with_gst: bool) -> Draft | None:
        draft = await self.draft(draft_id)
        if draft is None:
            return None
        self.change.put(self.pages.drafts, draft_id, replace(draft, discount=discount, with_gst=with_gst))
        return await self.draft(draft_id)

    async def restore_draft(self, before: Draft) -> Draft | None:
        if await self.set_terms(before.id, before.discount, with_gst=before.with_gst) is None:
            return None
        return await self.change_draft(before.id, before.lines)

    async def drop_draft(self, draft_id: UUID) -> Draft | None:
        draft = await self.draft(draft_id)
        if draft is not None:
            self.change.drop(self.pages.drafts, draft_id)
        return draft

    async def issue(self, draft_id: UUID, *, on: date) -> Invoice | Short | None:
        draft = await self.draft(draft_id)
        if draft is None:
            return None
        if short := self._short(draft.lines):
            return short
        number = self._number(INVOICE_SERIES, on)
        invoice = draft.issued(number, on)
        self.ledger.put("invoice", draft.customer.id, draft.total, on, journal_id=draft.id)
        self._move(draft.lines, -1)
        self.change.put(self.pages.invoices, invoice.id, invoice)
        self.change.drop(self.pages.drafts, draft.id)
        return invoice

    async def invoice(self, invoice_id: UUID) -> Invoice | None:
        return self.pages.invoices.get(invoice_id)

    async def invoices(self, customer_id: UUID | None = None, *, limit: int = 5) -> list[Invoice]:
        standing = [one for one in reversed(self.pages.invoices.values()) if one.cancelled_by is None]
        return [invoice for invoice in standing if customer_id in (None, invoice.customer.id)][:limit]

    async def cancel_invoice(self, invoice_id: UUID, *, on: date) -> Invoice | None:
        invoice = self.pages.invoices.get(invoice_id)
        if invoice is None or invoice.cancelled_by:
            return None
        number = self._number(CREDIT_NOTE_SERIES, on)
        self.ledger.put("reversal", invoice.customer.id, Paise(-invoice.total), on, reverses=invoice.id)
        self._move(invoice.lines, 1)
        self.change.put(self.pages.invoices, invoice.id, replace(invoice, cancelled_by=number))
        return self.pages.invoices[invoice.id]

    def _short(self, lines: Sequence[Line]) -> Short | None:
        wanted: dict[UUID, int] = {}
        for line in lines:
            wanted[line.product.id] = wanted.get(line.product.id, 0) + line.quantity
        for product_id, quantity in wanted.items():
            item = self.pages.shelf[product_id]
            if quantity > item.stock and not item.allow_negative:
                return Short(item.product, item.stock)
        return None

    def _move(self, lines: Sequence[Line], direction: Literal[1, -1]) -> None:
        for line in lines:
            item = self.pages.shelf[line.product.id]
            moved = replace(item, stock=Milli(item.stock + direction * line.quantity))
            self.change.put(self.pages.shelf, line.product.id, moved)

    def _number(self, series: str, on: date) -> str:
        year = financial_year(on)
        number = self.pages.numbers.get(f"{series}/{year}", 0) + 1
        self.change.put(self.pages.numbers, f"{series}/{year}", number)
        return document_number(series, year, number)


class FakeReminders:
    def __init__(self, change: Change) -> None:
        self.change, self.pages = change, change.pages

    async def create(self, *reminders: Reminder) -> None:
        for reminder in reminders:
            assert reminder.id not in self.pages.reminders
            self.change.put(self.pages.reminders, reminder.id, reminder)

    async def waiting(self, customer_id: UUID | None = None, *, on: date | None = None) -> list[Reminder]:
        meant = (
            reminder
            for reminder in self.pages.reminders.values()
            if customer_id in (None, reminder.customer.id) and on in (None, reminder.send_at.astimezone(INDIA).date())
        )
        return sorted(meant, key=lambda reminder: (reminder.send_at, reminder.id))

    async def hold(self, *reminder_ids: UUID) -> dict[UUID, Reminder]:
        return {one: self.pages.reminders[one] for one in reminder_ids if one in self.pages.reminders}

    async def move(self, reminder_id: UUID, send_at: datetime) -> bool:
        reminder = self.pages.reminders.get(reminder_id)
        if reminder is None:
            return False
        self.change.put(self.pages.reminders, reminder_id, replace(reminder, send_at=send_at))
        return True

    async def cancel(self, *reminder_ids: UUID) -> set[UUID]:
        waited = {one for one in reminder_ids if one in self.pages.reminders}
        for one in waited:
            self.change.put(self.pages.cancelled, one, self.pages.reminders[one])
            self.change.drop(self.pages.reminders, one)
        return waited

    async def restore(self, *reminders: Reminder) -> set[UUID]:
        return {reminder.id for reminder in reminders if self._restored(reminder)}

    def _restored(self, asked: Reminder) -> bool:
        reminder = self.pages.cancelled.get(asked.id)
        if reminder is None or reminder.customer.id not in self.pages.customers:
            return False
        customer = self.pages.customers[reminder.customer.id]
        self.change.drop(self.pages.cancelled, asked.id)
        self.change.put(self.pages.reminders, asked.id, replace(reminder, customer=customer, send_at=asked.send_at))
        return True


class FakeReports:
    def __init__(self, change: Change) -> None:
        self.pages = change.pages

    async def days(self, first: date, last: date) -> DaySummary:
        undone = {journal.reverses for journal in self.pages.journals.values()}
        days = [one for one in self.pages.journals.values() if first <= one.on <= last and one.id not in undone]
        splits = [split for journal in days for split in journal.splits]
        owed = (_owed(self.pages, customer_id) for customer_id in (*self.pages.customers, *self.pages.forgotten))
        return DaySummary(
            first,
            last,
            sum(journal.kind == "invoice" for journal in days),
            sales=_total(days, "invoice"),
            payments=Paise(sum(split.amount for split in splits)),
            cash=Paise(sum(split.amount for split in splits if split.mode == "cash")),
            upi=Paise(sum(split.amount for split in splits if split.mode == "upi")),
            credit_given=_total(days, "credit"),
            pending=Paise(sum(amount for amount in owed if amount > 0)),
        )


def _total(journals: Sequence[Journal], kind: str) -> Paise:
    return Paise(sum(journal.amount for journal in journals if journal.kind == kind))
