"""Changes as they are called in a question or an answer: "Rahul Sharma ka ₹500 ka payment"."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from execora.commands.changes import (
    BillIssued,
    CustomerAdded,
    CustomerChanged,
    DraftChanged,
    DraftMade,
    DraftsDropped,
    ForGood,
    GoodsReceived,
    MoneyPosted,
    PriceSet,
    ProductAdded,
    ReminderMoved,
    RemindersCancelled,
    RemindersKept,
)
from execora.commands.handful import handful
from execora.language.wording import Money, Phrase, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from execora.commands.changes import Change
    from execora.commands.command import Wording
    from execora.ledger.model import Draft, Reminder


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
        case DraftsDropped(before=drafts):
            return "dropped", _whose(drafts)
        case BillIssued(number=number, customer=customer, total=total):
            return "bill", {"customer": customer, "number": number, "total": Money(total)}
        case RemindersKept(reminders):
            return "reminder", _whose(reminders)
        case ReminderMoved(before=reminder):
            return "moved", _whose((reminder,))
        case RemindersCancelled(before):
            return "cancelled", _whose(before)
        case ForGood(what):
            return f"lost {what}", {}
        case _:
            assert_never(change)


def _whose(several: Sequence[Draft] | Sequence[Reminder]) -> Mapping[str, object]:
    return {"customers": handful(tuple(dict.fromkeys(one.customer for one in several)))}


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
    "dropped": {
        "hi-en": "{customers} ka cancel kiya hua draft bill",
        "hi": "{customers} का रद्द किया हुआ ड्राफ़्ट बिल",
        "en": "the cancelled draft bill for {customers}",
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
    "lost customer": {
        "hi-en": "Mitaaye hue customer ka data",
        "hi": "मिटाए हुए ग्राहक का डेटा",
        "en": "A customer's erased data",
    },
}
