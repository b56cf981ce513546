"""REST: what a page shows of a shop, by noun, and what an owner tells of it.

Amounts are JSON numbers in rupees, lists come in pages.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from quart import request
from werkzeug.exceptions import BadRequest, NotFound

from execora.ledger.gst import HIGHEST_RATE
from execora.ledger.model import Balance
from execora.ledger.money import rupees
from execora.ledger.units import Milli, number, thousandths
from execora.server.nouns import OWNER, as_uuid, asked_after, asked_limit, guarded, paged

if TYPE_CHECKING:
    from quart_trio import QuartTrio

    from execora.ledger.model import DaySummary, Reminder, ShelfItem
    from execora.server.auth import Gate
    from execora.server.nouns import Noun
    from execora.server.port import Books
    from execora.session.desk import Desk
    from execora.session.port import JSON

LONGEST_SEARCH = 100

HSN = re.compile("(?:[0-9]{2}){1,4}")
"""Of two digits or more, up to eight: chapter, heading, subheading, item."""


class Rest:
    """The nouns, for whoever the gate lets in."""

    def __init__(self, gate: Gate, books: Books) -> None:
        self._gate = gate
        self._books = books

    def serve(self, app: QuartTrio, prefix: str) -> None:
        """Serve every noun below a prefix."""
        nouns: dict[str, Noun] = {
            "/customers": self._customers,
            "/customers/<customer_id>": self._customer,
            "/products": self._products,
            "/reminders": self._reminders,
            "/summary/daily": self._daily,
        }
        for path, noun in nouns.items():
            app.add_url_rule(prefix + path, prefix + path, guarded(self._gate, noun), methods=["GET"])
        path = prefix + "/products/<product_id>/gst"
        app.add_url_rule(path, path, guarded(self._gate, self._gst, OWNER), methods=["PUT"])

    # -- the nouns -------------------------------------------------------------

    async def _customers(self, desk: Desk) -> JSON:
        text, after, limit = _search(), asked_after(), asked_limit()
        async with self._books.reading(desk.shop_id) as shop:
            found = await shop.customers.page(text=text, after=after, limit=limit + 1)
        return paged(found, limit, lambda balance: balance.customer.id, customer_json)

    async def _customer(self, desk: Desk, customer_id: str) -> JSON:
        wanted = as_uuid(customer_id)
        async with self._books.reading(desk.shop_id) as shop:
            customer = await shop.customers.get(wanted) if wanted else None
            owed = await shop.customers.balance(customer.id) if customer else None
        if customer is None or owed is None:
            raise NotFound("There is no customer of that id.")
        return customer_json(Balance(customer, owed))

    async def _products(self, desk: Desk) -> JSON:
        text, after, limit = _search(), asked_after(), asked_limit()
        async with self._books.reading(desk.shop_id) as shop:
            found = await shop.products.page(text=text, after=after, limit=limit + 1)
        return paged(found, limit, lambda item: item.product.id, product_json)

    async def _gst(self, desk: Desk, product_id: str) -> JSON:
        wanted, (rate, hsn) = as_uuid(product_id), _gst_told(await request.get_data())
        item = await self._books.set_gst(desk.shop_id, wanted, rate, hsn) if wanted else None
        if item is None:
            raise NotFound("There is no product of that id.")
        return product_json(item)

    async def _reminders(self, desk: Desk) -> JSON:
        after, limit = asked_after(), asked_limit()
        async with self._books.reading(desk.shop_id) as shop:
            waiting = await shop.reminders.waiting()
        ids = [reminder.id for reminder in waiting]
        first = ids.index(after) + 1 if after in ids else 0
        return paged(waiting[first:], limit, lambda reminder: reminder.id, reminder_json)

    async def _daily(self, desk: Desk) -> JSON:
        day = _date() or desk.now().date()
        async with self._books.reading(desk.shop_id) as shop:
            return summary_json(await shop.reports.days(day, day))


# -- what is asked -------------------------------------------------------------


def _search() -> str | None:
    text = request.args.get("q", "").strip()
    if len(text) > LONGEST_SEARCH or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise BadRequest(f"q is a text of at most {LONGEST_SEARCH} characters, none of them control characters.")
    return text or None


def _date() -> date | None:
    text = request.args.get("date")
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise BadRequest("date is a day such as 2026-11-20.") from None


def _gst_told(body: str | bytes) -> tuple[Milli, str | None]:
    """Return the rate and the HSN code that a body tells; the code may be left out."""
    try:
        match json.loads(body, parse_float=Decimal, parse_constant=Decimal):
            case {"rate": bool()}:
                pass
            case {"rate": int() | Decimal() as percent, **rest} if rest.keys() <= {"hsn"}:
                rate, hsn = thousandths(str(percent)), rest.get("hsn")
                if 0 <= rate <= HIGHEST_RATE and (hsn is None or (isinstance(hsn, str) and HSN.fullmatch(hsn))):
                    return rate, hsn
    except (ValueError, RecursionError):
        pass
    raise BadRequest('The body is JSON such as {"rate": 18, "hsn": "8509"}: a percentage up to 50, and a code or none.')


# -- what is answered ----------------------------------------------------------


def customer_json(balance: Balance) -> JSON:
    """Show a customer and what they owe."""
    customer = balance.customer
    return {
        "id": str(customer.id),
        "name": customer.name,
        "nickname": customer.nickname,
        "landmark": customer.landmark,
        "phone": customer.phone,
        "email": customer.email,
        "gstin": customer.gstin,
        "balance": rupees(balance.owed),
    }


def product_json(item: ShelfItem) -> JSON:
    """Show a product as it stands on the shelf."""
    return {
        "id": str(item.product.id),
        "name": item.product.name,
        "unit": item.product.unit,
        "price": rupees(item.price),
        "stock": number(item.stock),
        "lowStock": number(item.low_stock),
        "low": item.stock <= item.low_stock,
        "gstRate": None if item.product.gst_rate is None else number(item.product.gst_rate),
        "hsn": item.product.hsn,
    }


def reminder_json(reminder: Reminder) -> JSON:
    """Show a reminder; without an amount it is about whatever is owed when it is sent."""
    return {
        "id": str(reminder.id),
        "customer": reminder.customer.name,
        "customerId": str(reminder.customer.id),
        "amount": None if reminder.amount is None else rupees(reminder.amount),
        "sendAt": reminder.send_at.isoformat(),
        "recurrence": reminder.recurrence,
    }


def summary_json(summary: DaySummary) -> JSON:
    """Show what a day brought."""
    return {
        "date": summary.first.isoformat(),
        "invoiceCount": summary.invoice_count,
        "totalSales": rupees(summary.sales),
        "totalPayments": rupees(summary.payments),
        "cashPayments": rupees(summary.cash),
        "upiPayments": rupees(summary.upi),
        "creditGiven": rupees(summary.credit_given),
        "pendingAmount": rupees(summary.pending),
    }
