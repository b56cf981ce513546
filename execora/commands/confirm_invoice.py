"""CONFIRM_INVOICE: the draft that waits becomes a bill: numbered, in the books, out of the stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.bill import (
    DRAFTED,
    draft_shown,
    draft_words,
    hold_draft,
    invoice_shown,
    refuse_sums,
    short,
    sums_words,
    within_bounds,
)
from execora.commands.changes import BillIssued
from execora.commands.command import Command, Example, Needs, Priority, Reply, Thing, Touches
from execora.commands.owing import owing
from execora.commands.port import Short
from execora.commands.refusals import no_customer, refuse
from execora.commands.things import customer_things, draft_thing
from execora.language.agreeing import agrees
from execora.language.reading import Entities
from execora.language.vocabulary import BILLS
from execora.language.wording import Quantity
from execora.ledger.money import rupees

if TYPE_CHECKING:
    from uuid import UUID

    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import Draft, Invoice


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, while a draft waits: haan, theek hai, confirm karo, bana do; or bill confirm karo at any time."""
    if setting.pending == "draft" and agrees(clause, _MAKING, BILLS):
        return clause.reading("CONFIRM_INVOICE", Entities(), clause.content)
    if not clause.commands or clause.items or clause.numbers:
        return None
    if not clause.has("bill", "draft"):
        return None
    made = setting.pending == "draft" and clause.has("yes") and clause.has("make") and not clause.has("more")
    if not (clause.has("confirm") or made):
        return None
    whose = clause.whose() if clause.others else Entities()
    return clause.reading("CONFIRM_INVOICE", whose, _MAKING | {"WHO", "bill", "draft"})


_MAKING = frozenset({"confirm", "do", "make", "send"})


async def handle(shop: Shop, order: Order) -> Reply:
    """Issue the bill as it was shown: number, account and stock together, or nothing."""
    draft = await hold_draft(shop, order)
    if isinstance(draft, Reply):
        return await _confirmed_before(shop, order.draft_id) or draft
    if order.shown is not None and order.shown != draft_shown(draft):
        return await _ask_again(shop, draft)
    lines = within_bounds(draft.lines)
    refused = lines if isinstance(lines, Reply) else refuse_sums(draft)
    if refused:
        return refused
    invoice = await shop.bills.issue(draft.id, on=order.now.date())
    if invoice is None:
        return await _confirmed_before(shop, draft.id) or refuse("NO_PENDING_INVOICE")
    if isinstance(invoice, Short):
        stock = Quantity(invoice.stock, invoice.product.unit)
        return Reply("short", words={"product": invoice.product, "stock": stock}, error="INSUFFICIENT_STOCK")
    return await _issued(shop, draft, invoice)


async def _ask_again(shop: Shop, draft: Draft) -> Reply:
    """Ask about the draft as it is now: somebody else has changed it, or it was never shown to who confirms it."""
    shown, words = draft_shown(draft), draft_words(draft, await short(shop, draft.lines))
    return Reply("ask", shown, words, events=(("invoice:draft", shown),), asks=True)


async def _confirmed_before(shop: Shop, draft_id: UUID | None) -> Reply | None:
    """Return the refusal of a second bill, where the draft was made one already."""
    invoice = await shop.bills.invoice(draft_id) if draft_id else None
    if invoice is None:
        return None
    return Reply("repeated", words={"customer": invoice.customer, "number": invoice.number}, error="ALREADY_DONE")


async def _issued(shop: Shop, draft: Draft, invoice: Invoice) -> Reply:
    customer = invoice.customer
    owed = await shop.customers.balance(customer.id)
    if owed is None:
        return no_customer(customer)
    shown = {**invoice_shown(invoice), "draftId": str(draft.id), "balance": rupees(owed)}
    names = {"customerName": customer.name, "grandTotal": rupees(invoice.total)}
    words = {"customer": customer, "number": invoice.number, **sums_words(invoice), "owing": owing(owed)}
    change = BillIssued(invoice.id, invoice.number, customer, invoice.total)
    return Reply("done", shown, words, events=(("invoice:confirmed", {**shown, **names}),), change=change)


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=customer_things(order) | {draft_thing(order), Thing("product")})


COMMAND = Command(
    intent="CONFIRM_INVOICE",
    title={"hi-en": "Bill pakka", "hi": "बिल पक्का", "en": "Confirm bill"},
    summary={"hi-en": "Draft bill pakka karna", "hi": "ड्राफ़्ट बिल पक्का करना", "en": "Confirm a draft bill"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", draft="ends"),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "{customer} ka {total} ka bill pakka ho gaya, number {number}.{tax}{owing}",
            "hi": "{customer} का {total} का बिल पक्का हो गया, नंबर {number}।{tax}{owing}",
            "en": "The bill of {total} for {customer} is confirmed, number {number}.{tax}{owing}",
        },
        "ask": {
            "hi-en": "Bill ab yeh hai. {bill} Pakka kar doon?",
            "hi": "बिल अब यह है। {bill} पक्का कर दूँ?",
            "en": "This is the bill now. {bill} Shall I confirm it?",
        },
        "repeated": {
            "hi-en": "{customer} ka yeh bill pehle hi ban chuka hai, number {number}.",
            "hi": "{customer} का यह बिल पहले ही बन चुका है, नंबर {number}।",
            "en": "This bill for {customer} is confirmed already, number {number}.",
        },
        "short": {
            "hi-en": "Stock mein {product} bas {stock} hai, isliye bill pakka nahi hua. Draft waise hi rakha hai.",
            "hi": "स्टॉक में {product} बस {stock} है, इसलिए बिल पक्का नहीं हुआ। ड्राफ़्ट वैसे ही रखा है।",
            "en": "Only {stock} of {product} left, so the bill was not confirmed. The draft is kept.",
        },
    },
    examples=(
        Example("haan", "hi-en", before=DRAFTED["hi-en"]),
        Example("theek hai bana do", "hi-en", before=DRAFTED["hi-en"]),
        Example("bill pakka karo", "hi-en", before=DRAFTED["hi-en"]),
        Example("haan", "hi-en", before=("Rahul ko 30 bread ka bill bana do",), reply="short"),
        Example("हाँ", "hi", before=DRAFTED["hi"]),
        Example("ठीक है", "hi", before=DRAFTED["hi"]),
        Example("बिल पक्का करो", "hi", before=DRAFTED["hi"]),
        Example("yes", "en", before=DRAFTED["en"]),
        Example("okay", "en", before=DRAFTED["en"]),
        Example("confirm the bill", "en", before=DRAFTED["en"]),
    ),
)
