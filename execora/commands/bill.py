"""What the commands about bills share: pricing what was said, finding the draft that is meant, showing both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from execora.commands.changes import DraftChanged
from execora.commands.command import Reply
from execora.commands.handful import handful
from execora.commands.refusals import refuse
from execora.language.reading import Entities
from execora.language.wording import Money, Phrase, Quantity, Unit
from execora.ledger import money, units
from execora.ledger.model import Draft, Line, ShelfItem
from execora.ledger.money import Paise, rupees, times
from execora.ledger.units import COUNTED, ONE, Milli, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from execora.commands.command import Order, OrderItem, Wording
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Language
    from execora.ledger.gst import Tax
    from execora.ledger.model import Invoice

DRAFTED: Mapping[Language, tuple[str, ...]] = {
    "hi-en": ("Rahul ko 2 milk aur 1 bread ka bill bana do",),
    "hi": ("राहुल को 2 दूध और 1 ब्रेड का बिल बना दो",),
    "en": ("Make a bill for Rahul with 2 milk and 1 bread",),
}
"""What is said before, in the examples of commands about a draft."""

# -- which draft ---------------------------------------------------------------


def whose_draft(clause: Clause) -> Entities | None:
    """Return whose draft is spoken of; no one's where it is only pointed at ("is pe"), None where several are meant.

    Beside a name a pronoun is the same person, or the draft: "Amit ka bill, use cancel karo".
    """
    if points(clause):
        return Entities()
    named = tuple(person for person in clause.others if person.ref != "active")
    whose = replace(clause, others=named).whose() if named else clause.whose()
    return None if whose is None or whose.all_customers or whose.customers else whose


_POINTING = frozenset({"on", "in", "to", "bare"})
"""How a pronoun stands that can be a bill or goods as well as somebody: "isko hata do", "is pe 5% chhoot"."""


def points(clause: Clause) -> bool:
    """Tell whether nobody is spoken of but with a pronoun that can be a bill or goods: "bread kaat do use"."""
    return all(person.ref == "active" and person.role in _POINTING for person in clause.others)


async def find_draft(shop: Shop, order: Order) -> Draft | Reply:
    """Return the draft that is meant: the conversation's, else the customer's, else the only one; or a refusal.

    It is good to look at; what is to be changed is found with `hold_draft`.
    """
    if order.draft_id:
        return await shop.bills.draft(order.draft_id) or refuse("NO_PENDING_INVOICE")
    drafts = await shop.bills.drafts(order.customer.id if order.customer else None)
    if len(drafts) > 1:
        return refuse("MULTIPLE_PENDING_INVOICES", options=handful(drafts))
    return drafts[0] if drafts else refuse("NO_PENDING_INVOICE")


async def hold_draft(shop: Shop, order: Order) -> Draft | Reply:
    """Return the draft that `find_draft` finds, as it is once nobody else is changing it any more."""
    found = await find_draft(shop, order)
    if isinstance(found, Reply):
        return found
    return await shop.bills.hold_draft(found.id) or refuse("NO_PENDING_INVOICE")


# -- lines ---------------------------------------------------------------------


async def priced(shop: Shop, lines: Sequence[Line], items: Iterable[OrderItem]) -> tuple[Line, ...] | Reply:
    """Return the lines with goods added at today's prices, or a refusal.

    Goods that are there already at the same price add to their line.
    """
    together = list(lines)
    for item in items:
        line = await _line(shop, item)
        if isinstance(line, Reply):
            return line
        _add(together, line)
    return within_bounds(together)


async def _line(shop: Shop, item: OrderItem) -> Line | Reply:
    shelf = await shop.products.get(item.product.id)
    if shelf is None:
        return refuse("PRODUCT_NOT_FOUND", name=item.product)
    price = shelf.price if item.price is None else item.price
    if price <= 0:
        return refuse("NO_PRICE", product=shelf.product)
    if item.value is not None:
        return _worth(shelf, price, item.value)
    if item.quantity is None:
        return refuse("MISSING_QUANTITY", product=shelf.product)
    if not whole(item.quantity, shelf.product.unit):
        return refuse("NOT_WHOLE", product=shelf.product, unit=Unit(shelf.product.unit))
    return Line(shelf.product, item.quantity, price, times(price, item.quantity))


def _worth(shelf: ShelfItem, price: Paise, value: Paise) -> Line | Reply:
    """Return as much of a product as a value buys, to the nearest thousandth."""
    product = shelf.product
    quantity = Milli((value * ONE + price // 2) // price)
    if product.unit in COUNTED and value % price:
        return refuse(
            "VALUE_NOT_WHOLE", product=product, unit=Unit(product.unit), price=Money(price), value=Money(value)
        )
    return Line(product, quantity, price, value)


def whole(quantity: Milli, unit: str) -> bool:
    """Tell whether so much of a unit can be handed over: there is no half packet."""
    return unit not in COUNTED or quantity % ONE == 0


def _add(lines: list[Line], new: Line) -> None:
    for place, line in enumerate(lines):
        if (line.product.id, line.price) == (new.product.id, new.price):
            quantity, total = Milli(line.quantity + new.quantity), Paise(line.total + new.total)
            lines[place] = replace(line, quantity=quantity, total=total)
            return
    lines.append(new)


def within_bounds(lines: Sequence[Line]) -> tuple[Line, ...] | Reply:
    """Return the lines of a bill, or the refusal of one that is too large, or too little to cost anything."""
    for line in lines:
        if not 0 < line.quantity <= units.LARGEST:
            largest = Quantity(units.LARGEST, line.product.unit)
            return refuse("QUANTITY_BOUNDS", product=line.product, largest=largest)
    if any(line.total <= 0 for line in lines) or sum(line.total for line in lines) > money.LARGEST:
        return refuse("AMOUNT_BOUNDS", largest=Money(money.LARGEST))
    return tuple(lines)


def refuse_sums(draft: Draft) -> Reply | None:
    """Return the refusal of a bill whose tax is not known or makes it too large, or with nothing left to pay."""
    if draft.of_unknown_rate:
        return refuse("NO_GST_RATE", products=handful(draft.of_unknown_rate))
    if draft.total <= 0 or any(part.net <= 0 for part in draft.parts):
        return refuse("NOTHING_LEFT", customer=draft.customer, lines=draft.lines)
    return refuse("AMOUNT_BOUNDS", largest=Money(money.LARGEST)) if draft.total > money.LARGEST else None


# -- what is said of a draft ---------------------------------------------------


async def changed(shop: Shop, before: Draft, after: Draft | None) -> Reply:
    """Say and show a draft as it is after a change; `after` is None where it does not wait any more."""
    if after is None:
        return refuse("NO_PENDING_INVOICE")
    refused = refuse_sums(after)
    if refused:
        return refused
    shown = draft_shown(after)
    words = draft_words(after, await short(shop, after.lines))
    return Reply("done", shown, words, events=(("invoice:draft", shown),), change=DraftChanged(before, after))


async def short(shop: Shop, lines: Iterable[Line]) -> tuple[ShelfItem, ...]:
    """Return the goods of which the shelf holds less than the lines want, as they stand on it."""
    wanted: dict[ShelfItem, int] = {}
    for line in lines:
        shelf = await shop.products.get(line.product.id)
        if shelf and not shelf.allow_negative:
            wanted[shelf] = wanted.get(shelf, 0) + line.quantity
    return tuple(shelf for shelf, quantity in wanted.items() if quantity > shelf.stock)


def draft_words(draft: Draft, shelf: tuple[ShelfItem, ...]) -> dict[str, object]:
    """Return what every reply about a draft says of it; `shelf` is what there is too little of."""
    warning = Phrase(_SHORT, {"shelf": shelf}) if shelf else ""
    words = {"customer": draft.customer, "lines": draft.lines, **sums_words(draft), "short": warning}
    return {"bill": Phrase(_BILL, words)}


_BILL: Wording = {
    "hi-en": "{customer} ka draft bill: {lines}.{discount} Total {total}.{tax}{short}",
    "hi": "{customer} का ड्राफ़्ट बिल: {lines}।{discount} कुल {total}।{tax}{short}",
    "en": "Draft bill for {customer}: {lines}.{discount} Total {total}.{tax}{short}",
}


def sums_words(bill: Draft | Invoice) -> dict[str, object]:
    """Return what is said of a bill's sums: the total, before it what is taken off, after it what of it is tax."""
    sums = bill.sums
    tax = {"tax": Money(sums.tax.total)}
    return {
        "total": Money(sums.total),
        "discount": Phrase(_DISCOUNT, {"discount": Money(sums.discount)}) if sums.discount else "",
        "tax": Phrase(_TAX, tax) if sums.tax.total else Phrase(_NO_TAX) if bill.with_gst else "",
    }


_DISCOUNT: Wording = {
    "hi-en": " Chhoot {discount}.",
    "hi": " छूट {discount}।",
    "en": " Discount {discount}.",
}

_TAX: Wording = {
    "hi-en": " Isme GST {tax}.",
    "hi": " इसमें जीएसटी {tax}।",
    "en": " That includes GST of {tax}.",
}

_NO_TAX: Wording = {
    "hi-en": " In cheezon par GST nahi lagta.",
    "hi": " इन चीज़ों पर जीएसटी नहीं लगता।",
    "en": " There is no GST on these goods.",
}

_SHORT: Wording = {
    "hi-en": " Dhyan dijiye, stock mein bas {shelf} hai.",
    "hi": " ध्यान दीजिए, स्टॉक में बस {shelf} है।",
    "en": " Mind the stock: only {shelf}.",
}


# -- as clients see them -------------------------------------------------------


def draft_shown(draft: Draft, *, waits: bool = True) -> dict[str, object]:
    """Show a draft with its lines and totals; `waits` is False once nothing is left to confirm."""
    return {"draftId": str(draft.id), **_bill_shown(draft), "awaitingConfirm": waits}


def invoice_shown(invoice: Invoice) -> dict[str, object]:
    """Show an issued bill with its lines and totals."""
    return {"invoiceId": str(invoice.id), "invoiceNo": invoice.number, **_bill_shown(invoice)}


def _bill_shown(bill: Draft | Invoice) -> Mapping[str, object]:
    """Show what is on a bill: subtotal - discount + tax + roundOff is the total."""
    sums = bill.sums
    return {
        "customer": bill.customer.name,
        "customerId": str(bill.customer.id),
        "items": [_line_shown(line) for line in bill.lines],
        "subtotal": rupees(sums.subtotal),
        "tax": rupees(sums.tax.total),
        "discount": rupees(sums.discount),
        "roundOff": rupees(sums.round_off),
        "total": rupees(sums.total),
    } | (_gst_shown(sums.tax) if bill.with_gst else {})


def _gst_shown(tax: Tax) -> dict[str, object]:
    return {"withGst": True, "cgst": rupees(tax.cgst), "sgst": rupees(tax.sgst), "igst": rupees(tax.igst)}


def _line_shown(line: Line) -> Mapping[str, object]:
    off = {"discount": rupees(line.discount.off(line.total))} if line.discount else {}
    return {
        "product": line.product.name,
        "quantity": number(line.quantity),
        "unit": line.product.unit,
        "price": rupees(line.price),
        "total": rupees(line.total),
    } | off
