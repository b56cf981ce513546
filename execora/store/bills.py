"""Bills: drafts that wait, invoices, and the credit notes that take invoices back.

Whatever moves money or goods locks in one order, so that no two of them wait for each other: the customer, the draft,
the accounts, the products, each of these in the order of their ids, and the number last. What counts is read once its
lock is had.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from psycopg.errors import ForeignKeyViolation, SerializationFailure

from execora.commands.port import Short
from execora.ledger import postings
from execora.ledger.discount import Discount
from execora.ledger.gst import Tax, is_interstate
from execora.ledger.model import Draft, Invoice, Line
from execora.ledger.money import Paise
from execora.ledger.numbering import CREDIT_NOTE_SERIES, INVOICE_SERIES, document_number, financial_year
from execora.ledger.units import Milli
from execora.store import customers, products

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from execora.ledger.model import Customer
    from execora.store.journal import Ledger
    from execora.store.postgres import Connection, Row
    from execora.store.products import Products

HEAD = "d.id, d.made_at, d.discount_percent, d.discount_amount, d.with_gst, s.prices_with_tax, s.state_code"

DRAFT_LINE = f"l.quantity, l.price, l.total, l.discount_percent, l.discount_amount, {products.COLUMNS}"

INVOICE_LINE = f"l.quantity, l.price, l.total, null::int, nullif(l.discount, 0), {products.COLUMNS}"

FRESH = "d.made_at > now() - interval '4 hours'"
"""A draft older than that does not wait any more."""

DRAFTS = f"""
select {HEAD}, {customers.COLUMNS}, {DRAFT_LINE}
from execora.draft d
join execora.shop s on s.id = d.shop_id
join execora.customer c on c.shop_id = d.shop_id and c.id = d.customer_id
join execora.draft_line l on l.shop_id = d.shop_id and l.draft_id = d.id
join execora.product p on p.shop_id = l.shop_id and p.id = l.product_id
where {FRESH} and ($1::uuid is null or d.id = $1) and ($2::uuid is null or d.customer_id = $2)
order by d.made_at desc, d.id, l.line
"""

# in this order: whoever erases the customer has them first and then wants the draft
LOCK_DRAFT = f"""
select d.id
from execora.draft d join execora.customer c on c.shop_id = d.shop_id and c.id = d.customer_id
where d.id = $1 and {FRESH}
for share of c for update of d
"""

MAKE_DRAFT = """
insert into execora.draft (shop_id, id, customer_id, discount_percent, discount_amount, with_gst)
select c.shop_id, $1, c.id, $3, $4, $5 from execora.customer c where c.id = $2 and c.erased_at is null
for share
"""

CHANGE_DRAFT = f"update execora.draft d set changed_at = now() where d.id = $1 and {FRESH}"

SET_TERMS = f"""
update execora.draft d set changed_at = now(), discount_percent = $2, discount_amount = $3, with_gst = $4
where d.id = $1 and {FRESH}
"""

DROP_LINES = "delete from execora.draft_line l where l.draft_id = $1"

ADD_LINES = """
insert into execora.draft_line (
    shop_id, draft_id, line, product_id, quantity, price, total, discount_percent, discount_amount
)
select $1, $2, l.line, l.product_id, l.quantity, l.price, l.total, l.discount_percent, l.discount_amount
from unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[], $8::bigint[])
    with ordinality l (product_id, quantity, price, total, discount_percent, discount_amount, line)
"""

DROP_DRAFT = "delete from execora.draft d where d.id = $1"

DRAW_NUMBER = """
insert into execora.series as s (shop_id, series, year, last) values ($1, $2, $3, 1)
on conflict (shop_id, series, year) do update set last = s.last + 1
returning s.last
"""

ISSUE = """
with made as (
    insert into execora.invoice (
        shop_id, id, customer_id, series, year, number, document, issued_on,
        with_gst, tax_included, total, discount, cgst, sgst, igst, round_off
    )
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    returning shop_id, id
)
insert into execora.invoice_line (
    shop_id, invoice_id, line, product_id, quantity, price, total, discount, gst_rate, cgst, sgst, igst
)
select
    l.shop_id, l.draft_id, l.line, l.product_id, l.quantity, l.price, l.total,
    part.discount, part.rate, part.cgst, part.sgst, part.igst
from made
join execora.draft_line l on l.shop_id = made.shop_id and l.draft_id = made.id
join unnest($17::bigint[], $18::int[], $19::bigint[], $20::bigint[], $21::bigint[])
    with ordinality part (discount, rate, cgst, sgst, igst, line) on part.line = l.line
"""

CREDIT_NOTE = """
insert into execora.credit_note (shop_id, id, invoice_id, series, year, number, document, issued_on)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""

INVOICES = f"""
select
    i.id, i.document, i.total, i.issued_on, n.document, i.with_gst, i.cgst, i.sgst, i.igst, i.round_off,
    {customers.COLUMNS}, {INVOICE_LINE}
from execora.invoice i
left join execora.credit_note n on n.shop_id = i.shop_id and n.invoice_id = i.id
join execora.customer c on c.shop_id = i.shop_id and c.id = i.customer_id
join execora.invoice_line l on l.shop_id = i.shop_id and l.invoice_id = i.id
join execora.product p on p.shop_id = l.shop_id and p.id = l.product_id
"""

INVOICE = f"{INVOICES} where i.id = $1 order by l.line"

LATEST_INVOICES = f"""
{INVOICES}
where i.id in (
    select b.id from execora.invoice b
    where ($1::uuid is null or b.customer_id = $1) and not exists (
        select from execora.credit_note x where x.shop_id = b.shop_id and x.invoice_id = b.id
    )
    order by b.at desc, b.number desc
    limit $2
)
order by i.at desc, i.number desc, l.line
"""


@dataclass(frozen=True, slots=True)
class Bills:
    """The bills of the shop that a transaction was opened for; see `execora.commands.port.Bills`."""

    connection: Connection
    shop_id: int
    ledger: Ledger
    products: Products

    async def draft(self, draft_id: UUID) -> Draft | None:
        """Return a draft that still waits; None where it is confirmed, cancelled, over four hours old, or never was."""
        drafts = _drafts(await self.connection.fetch(DRAFTS, draft_id, None))
        return drafts[0] if drafts else None

    async def hold_draft(self, draft_id: UUID) -> Draft | None:
        """Lock a draft, and only then read its lines: another transaction may have changed them while we waited."""
        if await self.connection.one(LOCK_DRAFT, draft_id) is None:
            return None
        return await self.draft(draft_id)

    async def drafts(self, customer_id: UUID | None = None) -> list[Draft]:
        """Return the drafts that wait, newest first, of one customer or of all."""
        return _drafts(await self.connection.fetch(DRAFTS, None, customer_id))

    async def make_draft(
        self,
        draft_id: UUID,
        customer_id: UUID,
        lines: Sequence[Line],
        *,
        discount: Discount | None = None,
        with_gst: bool = False,
    ) -> Draft | None:
        """Keep a draft under an id reserved for it; None where there is no such customer.

        Raises:
            SerializationFailure: some of the goods were removed at the same moment; run it again. So for `change_draft`
                and `restore_draft`.

        """
        if not await self.connection.execute(MAKE_DRAFT, draft_id, customer_id, *_columns(discount), with_gst):
            return None
        await self._add_lines(draft_id, lines)
        return await self.draft(draft_id)

    async def change_draft(self, draft_id: UUID, lines: Sequence[Line]) -> Draft | None:
        """Give a waiting draft other lines, at least one; None as with `draft`."""
        if not await self.connection.execute(CHANGE_DRAFT, draft_id):
            return None
        await self.connection.execute(DROP_LINES, draft_id)
        await self._add_lines(draft_id, lines)
        return await self.draft(draft_id)

    async def set_terms(self, draft_id: UUID, discount: Discount | None, *, with_gst: bool) -> Draft | None:
        """Give a waiting draft this discount on all of it, or none, and GST or none; None as with `draft`."""
        if not await self.connection.execute(SET_TERMS, draft_id, *_columns(discount), with_gst):
            return None
        return await self.draft(draft_id)

    async def restore_draft(self, before: Draft) -> Draft | None:
        """Give a waiting draft back the lines, the discount and the GST it had; None as with `draft`."""
        if await self.set_terms(before.id, before.discount, with_gst=before.with_gst) is None:
            return None
        return await self.change_draft(before.id, before.lines)

    async def drop_draft(self, draft_id: UUID) -> Draft | None:
        """Cancel a waiting draft and return what it was; None as with `draft`."""
        draft = await self.hold_draft(draft_id)
        if draft is not None:
            await self.connection.execute(DROP_DRAFT, draft_id)
        return draft

    async def issue(self, draft_id: UUID, *, on: date) -> Invoice | Short | None:
        """Turn a draft into an invoice of the same id: number, ledger and stock in one; None as with `draft`.

        Where stock is short nothing changes.
        """
        draft = await self.hold_draft(draft_id)
        if draft is None:
            return None
        posting = postings.invoice(draft.customer.id, draft.sums)
        await self.ledger.lock(posting.entries)
        if short := await self._lock_goods(draft.lines):
            return short
        year, number, document = await self._draw_number(INVOICE_SERIES, on)
        await self.ledger.post(posting, draft.customer.id, on=on, memo=document, journal_id=draft.id)
        header = (draft.id, draft.customer.id, INVOICE_SERIES, year, number, document, on)
        await self.connection.execute(ISSUE, self.shop_id, *header, *_sums(draft))
        await self.products.sell(draft.id)
        await self.connection.execute(DROP_DRAFT, draft.id)
        return draft.issued(document, on)

    async def invoice(self, invoice_id: UUID) -> Invoice | None:
        """Return an invoice, cancelled or not; None where there is none of that id."""
        invoices = _invoices(await self.connection.fetch(INVOICE, invoice_id))
        return invoices[0] if invoices else None

    async def invoices(self, customer_id: UUID | None = None, *, limit: int = 5) -> list[Invoice]:
        """Return the invoices that are not cancelled, newest first, of one customer or of all."""
        return _invoices(await self.connection.fetch(LATEST_INVOICES, customer_id, limit))

    async def cancel_invoice(self, invoice_id: UUID, *, on: date) -> Invoice | None:
        """Take an invoice back: reversal, goods back on the shelf, credit note; None where it is none or cancelled."""
        entries = await self.ledger.entries(invoice_id)
        await self.ledger.lock(entries)
        invoice = await self.invoice(invoice_id)
        if invoice is None or invoice.cancelled_by:
            return None
        await self.products.lock(line.product.id for line in invoice.lines)
        year, number, document = await self._draw_number(CREDIT_NOTE_SERIES, on)
        note_id = uuid4()
        posting = postings.reversal(entries)
        await self.ledger.post(
            posting, invoice.customer.id, on=on, memo=document, journal_id=note_id, reverses=invoice_id
        )
        header = (note_id, invoice_id, CREDIT_NOTE_SERIES, year, number, document, on)
        await self.connection.execute(CREDIT_NOTE, self.shop_id, *header)
        await self.products.take_back(note_id)
        return replace(invoice, cancelled_by=document)

    async def _lock_goods(self, lines: Sequence[Line]) -> Short | None:
        """Lock the products of a bill; where the shelf does not hold so much of one, tell of the first in the bill."""
        wanted: Counter[UUID] = Counter()
        for line in lines:
            wanted[line.product.id] += line.quantity
        shelf = {item.product.id: item for item in await self.products.lock(wanted)}
        for product_id, quantity in wanted.items():
            item = shelf[product_id]
            if item.stock < quantity and not item.allow_negative:
                return Short(item.product, item.stock)
        return None

    async def _draw_number(self, series: str, on: date) -> tuple[str, int, str]:
        """Draw the next number; return its financial year, itself, and what the document is called."""
        year = financial_year(on)
        row = await self.connection.one(DRAW_NUMBER, self.shop_id, series, year)
        assert row is not None, "what is inserted or updated is returned"
        return year, row[0], document_number(series, year, row[0])

    async def _add_lines(self, draft_id: UUID, lines: Sequence[Line]) -> None:
        if not lines:
            raise ValueError("a bill has at least one line")
        rows = ((line.product.id, line.quantity, line.price, line.total, *_columns(line.discount)) for line in lines)
        columns = (list(column) for column in zip(*rows, strict=True))
        try:
            await self.connection.execute(ADD_LINES, self.shop_id, draft_id, *columns)
        except ForeignKeyViolation as error:
            raise SerializationFailure("some of the goods were just removed") from error


def _sums(draft: Draft) -> tuple[object, ...]:
    """Return what `ISSUE` writes of a draft's sums: of all of it, and of each line by columns."""
    sums, tax = draft.sums, draft.sums.tax
    rows = ((part.discount, part.rate, part.tax.cgst, part.tax.sgst, part.tax.igst) for part in draft.parts)
    of_all = (sums.total, sums.discount, tax.cgst, tax.sgst, tax.igst, sums.round_off)
    return (draft.with_gst, draft.tax_included, *of_all, *(list(column) for column in zip(*rows, strict=True)))


def _columns(discount: Discount | None) -> tuple[Milli | None, Paise | None]:
    return (discount.percent, discount.amount) if discount else (None, None)


def _discount(percent: int | None, amount: int | None) -> Discount | None:
    if percent is not None:
        return Discount(percent=Milli(percent))
    return None if amount is None else Discount(amount=Paise(amount))


def _drafts(rows: Sequence[Row]) -> list[Draft]:
    drafts = []
    for head, lines in groupby(rows, key=lambda row: row[:7]):
        draft_id, made_at, percent, amount, with_gst, included, state_code = head
        customer, bill = _bill([row[7:] for row in lines])
        interstate = is_interstate(state_code, customer.gstin)
        off = _discount(percent, amount)
        drafts.append(Draft(draft_id, customer, bill, made_at, off, with_gst, included, interstate))
    return drafts


def _invoices(rows: Sequence[Row]) -> list[Invoice]:
    invoices = []
    for head, lines in groupby(rows, key=lambda row: row[:10]):
        invoice_id, number, total, on, cancelled_by, with_gst, cgst, sgst, igst, rounding = head
        customer, bill = _bill([row[10:] for row in lines])
        tax = Tax(Paise(cgst), Paise(sgst), Paise(igst))
        paid = (Paise(total), on, cancelled_by, with_gst, tax, Paise(rounding))
        invoices.append(Invoice(invoice_id, number, customer, bill, *paid))
    return invoices


def _bill(rows: Sequence[Row]) -> tuple[Customer, tuple[Line, ...]]:
    """Return the customer and the lines of rows that each begin with the customer."""
    return customers.customer_of(rows[0]), tuple(_line(row[customers.WIDTH :]) for row in rows)


def _line(row: Row) -> Line:
    quantity, price, total, percent, amount, *product = row
    of = products.product_of(tuple(product))
    return Line(of, Milli(quantity), Paise(price), Paise(total), _discount(percent, amount))
