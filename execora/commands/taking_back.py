"""Changes as they are named, and how each is taken back: with the means of the books, and no other way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never
from uuid import uuid5

from execora.commands.bill import draft_shown
from execora.commands.changes import (
    BillIssued,
    CustomerAdded,
    CustomerChanged,
    DraftChanged,
    DraftMade,
    ForGood,
    GoodsReceived,
    MoneyPosted,
    PriceSet,
    ProductAdded,
    RemindersCancelled,
    RemindersKept,
    RemindersMoved,
)
from execora.commands.command import Reply
from execora.commands.handful import handful
from execora.commands.owing import owing
from execora.commands.port import Duplicate, Short
from execora.language.wording import Money, Phrase, Quantity
from execora.ledger.money import rupees

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from execora.commands.changes import Change
    from execora.commands.command import Order, Wording
    from execora.commands.port import Shop
    from execora.ledger.model import Customer, Draft, Reminder

# -- what it is called ---------------------------------------------------------


def named(change: Change) -> Phrase:
    """Return a change as it is named: "Rahul Sharma ka ₹500 payment"."""
    key, words = _named(change)
    return Phrase(_NAMES[key], words)


def _named(change: Change) -> tuple[str, Mapping[str, object]]:
    match change:
        case MoneyPosted(kind=kind, customer=customer, amount=amount):
            return kind, {"customer": customer, "amount": Money(amount)}
        case GoodsReceived(product, quantity):
            return "goods", {"product": product, "quantity": Quantity(quantity, product.unit)}
        case CustomerAdded(customer):
            return "newcomer", {"customer": customer}
        case CustomerChanged(before=before):
            return "fields", {"customer": before}
        case ProductAdded(product):
            return "product", {"product": product}
        case PriceSet(product, before, after):
            return "price", {"product": product, "before": Money(before), "after": Money(after)}
        case DraftMade(draft):
            return "draft", {"customer": draft.customer, "total": Money(draft.total)}
        case DraftChanged(before=before):
            return "lines", {"customer": before.customer}
        case BillIssued(number=number, customer=customer, total=total):
            return "bill", {"customer": customer, "number": number, "total": Money(total)}
        case RemindersKept(reminders):
            return "reminder", _whose(reminders)
        case RemindersMoved(before):
            return "moved", _whose(before)
        case RemindersCancelled(before):
            return "cancelled", _whose(before)
        case ForGood(what):
            return f"lost {what}", {}
        case _:
            assert_never(change)


def _whose(reminders: Sequence[Reminder]) -> Mapping[str, object]:
    return {"customers": handful(tuple(dict.fromkeys(reminder.customer for reminder in reminders)))}


def gone(change: Change) -> Phrase | None:
    """Return what a change that nobody can take back is called; None for any other."""
    return named(change) if isinstance(change, ForGood) else None


_NAMES: Mapping[str, Wording] = {
    "payment": {
        "hi-en": "{customer} ka {amount} ka payment",
        "hi": "{customer} का {amount} का भुगतान",
        "en": "the payment of {amount} by {customer}",
    },
    "credit": {
        "hi-en": "{customer} ke khate ka {amount} udhaar",
        "hi": "{customer} के खाते का {amount} उधार",
        "en": "the credit of {amount} to {customer}",
    },
    "goods": {
        "hi-en": "Stock mein daala hua {quantity} {product}",
        "hi": "स्टॉक में डाला हुआ {quantity} {product}",
        "en": "the {quantity} of {product} put into the stock",
    },
    "newcomer": {
        "hi-en": "Naya customer {customer}",
        "hi": "नया ग्राहक {customer}",
        "en": "the new customer {customer}",
    },
    "fields": {
        "hi-en": "{customer} ki jankari ka badlaav",
        "hi": "{customer} की जानकारी का बदलाव",
        "en": "the change of what is known of {customer}",
    },
    "product": {"hi-en": "Naya item {product}", "hi": "नया आइटम {product}", "en": "the new item {product}"},
    "price": {
        "hi-en": "{product} ka naya rate {after} (pehle {before})",
        "hi": "{product} का नया भाव {after} (पहले {before})",
        "en": "the new price of {product}, {after} (before {before})",
    },
    "draft": {
        "hi-en": "{customer} ka {total} ka draft bill",
        "hi": "{customer} का {total} का ड्राफ़्ट बिल",
        "en": "the draft bill of {total} for {customer}",
    },
    "lines": {
        "hi-en": "{customer} ke draft bill ka badlaav",
        "hi": "{customer} के ड्राफ़्ट बिल का बदलाव",
        "en": "the change of the draft bill for {customer}",
    },
    "bill": {
        "hi-en": "{customer} ka {total} ka bill number {number}",
        "hi": "{customer} का {total} का बिल नंबर {number}",
        "en": "bill number {number} of {total} for {customer}",
    },
    "reminder": {
        "hi-en": "{customers} ka naya reminder",
        "hi": "{customers} का नया रिमाइंडर",
        "en": "the new reminder for {customers}",
    },
    "moved": {
        "hi-en": "{customers} ke reminder ka naya samay",
        "hi": "{customers} के रिमाइंडर का नया समय",
        "en": "the new hour of the reminder for {customers}",
    },
    "cancelled": {
        "hi-en": "{customers} ka cancel kiya hua reminder",
        "hi": "{customers} का रद्द किया हुआ रिमाइंडर",
        "en": "the cancelled reminder for {customers}",
    },
    "lost bill": {
        "hi-en": "Cancel kiya hua bill",
        "hi": "रद्द किया हुआ बिल",
        "en": "A cancelled bill",
    },
    "lost draft": {
        "hi-en": "Hataya hua draft bill",
        "hi": "हटाया हुआ ड्राफ़्ट बिल",
        "en": "A draft that was dropped",
    },
    "lost customer": {
        "hi-en": "Mitaaye hue customer ka data",
        "hi": "मिटाए हुए ग्राहक का डेटा",
        "en": "A customer's erased data",
    },
}

# -- taking it back ------------------------------------------------------------


async def take_back(shop: Shop, order: Order, change: Change) -> Reply | None:
    """Take a change back, or tell why it cannot be; None where it does not stand any more, by whomever."""
    match change:
        case MoneyPosted():
            return await _money(shop, order, change)
        case GoodsReceived():
            return await _goods(shop, order, change)
        case CustomerAdded():
            return await _newcomer(shop, change)
        case CustomerChanged():
            return await _fields(shop, change)
        case ProductAdded(product):
            removed = await shop.products.remove(product.id)
            return _done(change) if removed else _in_use(change) if await shop.products.get(product.id) else None
        case PriceSet():
            return await _price(shop, change)
        case DraftMade() | DraftChanged():
            return await _draft(shop, change)
        case BillIssued():
            return await _bill(shop, order, change)
        case RemindersKept() | RemindersMoved() | RemindersCancelled():
            return await _reminders(shop, order, change)
        case ForGood():
            return None
        case _:
            assert_never(change)


def _done(change: Change, customer: Customer | None = None, shown: Mapping[str, object] | None = None) -> Reply:
    """Return the answer, with whom it was about and what clients are shown of it."""
    whose = {"customer": customer.name, "customerId": str(customer.id)} if customer else {}
    return Reply("done", {**whose, **(shown or {})}, {"what": named(change), "owing": ""})


def _in_use(change: Change) -> Reply:
    return Reply("in_use", words={"what": named(change)}, error="NOT_ALLOWED")


async def _money(shop: Shop, order: Order, change: MoneyPosted) -> Reply | None:
    posted = await shop.ledger.reverse(change.journal_id, on=order.now.date())
    if posted is None:
        return None
    shown = {"amount": rupees(change.amount), "balance": rupees(posted.balance), "entryId": str(posted.journal_id)}
    reply = _done(change, change.customer, shown)
    return Reply(reply.key, reply.data, {**reply.words, "owing": owing(posted.balance)})


async def _goods(shop: Shop, order: Order, change: GoodsReceived) -> Reply | None:
    left = await shop.products.take_off(change.product.id, change.quantity)
    if isinstance(left, Short):
        words = {"product": left.product, "stock": Quantity(left.stock, left.product.unit)}
        return Reply("sold", words=words, error="INSUFFICIENT_STOCK")
    return _done(change, shown={"product": change.product.name}) if left else None


async def _newcomer(shop: Shop, change: CustomerAdded) -> Reply | None:
    """Let somebody be no customer after all, if nothing was booked for them."""
    customer = change.customer
    if await shop.customers.get(customer.id) is None:
        return None
    if await shop.ledger.statement(customer.id, limit=1):
        return _in_use(change)
    return _done(change, customer) if await shop.customers.erase(customer.id) else None


async def _fields(shop: Shop, change: CustomerChanged) -> Reply | None:
    """Give a customer the fields of before, if nobody has changed them since."""
    if await shop.customers.get(change.after.id) != change.after:
        return None
    updated = await shop.customers.update(change.before)
    if isinstance(updated, Duplicate):
        return _in_use(change)
    return _done(change, change.before) if updated else None


async def _price(shop: Shop, change: PriceSet) -> Reply | None:
    """Set the price of before, if nobody has set another since."""
    shelf = await shop.products.get(change.product.id)
    if shelf is None or shelf.price != change.after:
        return None
    await shop.products.set_price(change.product.id, change.before)
    return _done(change, shown={"product": change.product.name, "price": rupees(change.before)})


async def _draft(shop: Shop, change: DraftMade | DraftChanged) -> Reply | None:
    """Drop a draft that was made, or give one that was changed what was on it; clients are shown it either way."""
    if not await _stands(shop, change.draft if isinstance(change, DraftMade) else change.after):
        return None
    if isinstance(change, DraftMade):
        draft = await shop.bills.drop_draft(change.draft.id)
    else:
        draft = await shop.bills.restore_draft(change.before)
    if draft is None:
        return None
    shown = draft_shown(draft, waits=isinstance(change, DraftChanged))
    reply = _done(change, shown=shown)
    return Reply(reply.key, reply.data, reply.words, events=(("invoice:draft", shown),))


async def _stands(shop: Shop, left: Draft) -> bool:
    """Tell whether a draft is as it was left, and keep it so: what others have put on it since is not ours to drop."""
    now = await shop.bills.hold_draft(left.id)
    return now is not None and all(getattr(now, of) == getattr(left, of) for of in ("lines", "discount", "with_gst"))


async def _bill(shop: Shop, order: Order, change: BillIssued) -> Reply | None:
    cancelled = await shop.bills.cancel_invoice(change.invoice_id, on=order.now.date())
    if cancelled is None:
        return None
    numbers = {"invoiceId": str(cancelled.id), "invoiceNo": cancelled.number, "creditNoteNo": cancelled.cancelled_by}
    return _done(change, change.customer, numbers)


async def _reminders(
    shop: Shop, order: Order, change: RemindersKept | RemindersMoved | RemindersCancelled
) -> Reply | None:
    """Cancel reminders that were made, or let them wait again as before: all of them, or none."""
    if isinstance(change, RemindersKept):
        return _done(change) if all([await shop.reminders.cancel(one.id) for one in change.reminders]) else None
    if any(reminder.send_at <= order.now for reminder in change.before):
        return Reply("past", words={"what": named(change)}, error="NOT_ALLOWED")
    if isinstance(change, RemindersMoved):
        return _done(change) if all([await _moved_back(shop, reminder) for reminder in change.before]) else None
    for number, reminder in enumerate(change.before):
        await shop.reminders.create(replace(reminder, id=uuid5(order.makes, str(number))))
    return _done(change)


async def _moved_back(shop: Shop, reminder: Reminder) -> bool:
    return await shop.reminders.move(reminder.id, reminder.send_at)
