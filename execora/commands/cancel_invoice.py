"""CANCEL_INVOICE: a draft dropped at once, or an issued bill taken back after a yes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from execora.commands.bill import DRAFTED, hold_draft, invoice_shown, whose_draft
from execora.commands.changes import DraftsDropped, ForGood
from execora.commands.command import Command, Example, Needs, Priority, Reply, Thing, Touches
from execora.commands.handful import gone, handful
from execora.commands.owing import owing
from execora.commands.refusals import no_customer, refuse
from execora.commands.things import customer_things, draft_thing
from execora.language.wording import Money
from execora.ledger.model import Draft

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import Customer


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: bill cancel karo, draft hata do; and cancel karo alone while a draft waits."""
    if not clause.commands or not clause.acts & _UNDOING or not clause.acts <= _UNDOING | {"do", "give"}:
        return None
    alone = setting.pending == "draft" and clause.only("cancel", "close", "remove", "do") and not clause.people
    if not alone and not clause.has("bill", "draft"):
        return None
    if clause.others and _is_out_of_it(clause):
        return None
    whose = clause.whose() if any(person.ref == "all" for person in clause.others) else whose_draft(clause)
    if whose is None or clause.items or clause.numbers or clause.has("first", "second", "third"):
        return None
    whose = replace(whose, cancel_all=whose.all_customers, all_customers=False)
    return clause.reading("CANCEL_INVOICE", whose, _ACCOUNTS_FOR)


def _is_out_of_it(clause: Clause) -> bool:
    """Tell of "Suresh ko is bill se hata do", "remove Suresh from this bill": the bill stays."""
    spoken = [part for part in clause.parts if part.kind not in {"filler", "title"}]
    pairs = list(pairwise((part.kind, part.concept) for part in spoken))
    return any((noun, ("post", "from")) in pairs or (("prep", "from"), noun) in pairs for noun in _OF_A_BILL)


_OF_A_BILL = [("noun", "bill"), ("noun", "draft")]
_UNDOING = frozenset({"cancel", "remove", "close"})
_ACCOUNTS_FOR = _UNDOING | frozenset("WHO do give bill draft pending last previous latest wala whole".split())


async def handle(shop: Shop, order: Order) -> Reply:
    """Drop the draft that is meant. Where there is none, ask about the customer's last bill and take that back."""
    if order.entities.cancel_all:
        return await _drop_all(shop, order)
    if order.named:
        return await _take_back(shop, order.named[0], order.now.date())
    draft = await hold_draft(shop, order)
    if isinstance(draft, Draft):
        return await _drop(shop, draft)
    if order.draft_id or draft.error != "NO_PENDING_INVOICE":
        return draft
    return await _ask_about_last_bill(shop, order.customer)


async def _drop(shop: Shop, draft: Draft) -> Reply:
    if await shop.bills.drop_draft(draft.id) is None:
        return refuse("NO_PENDING_INVOICE")
    shown = {"draftId": str(draft.id), "customer": draft.customer.name, "awaitingConfirm": False}
    words = {"customer": draft.customer, "total": Money(draft.total)}
    return Reply("dropped", shown, words, change=DraftsDropped((draft,)))


async def _drop_all(shop: Shop, order: Order) -> Reply:
    """Drop every draft that waits; after a yes, those that were counted in the question."""
    waiting = {draft.id: draft for draft in await shop.bills.drafts()}
    if not waiting:
        return refuse("NO_PENDING_INVOICE")
    if not order.named:
        words = {"count": len(waiting), "drafts": handful(tuple(waiting.values()))}
        return Reply("ask_all", words=words, asks=True, named=tuple(waiting))
    dropped = [draft for draft_id in order.named if (draft := await shop.bills.drop_draft(draft_id))]
    if not dropped:
        return refuse("ALREADY_DONE")
    shown = {"draftIds": [str(draft.id) for draft in dropped]}
    words = {"count": len(dropped), "gone": gone(len(order.named), len(dropped))}
    return Reply("dropped_all", shown, words, change=DraftsDropped(tuple(dropped)))


async def _ask_about_last_bill(shop: Shop, customer: Customer | None) -> Reply:
    if customer is None:
        return Reply("no_draft", error="NO_INVOICE")
    bills = await shop.bills.invoices(customer.id, limit=1)
    if not bills:
        return Reply("no_bill", words={"customer": customer}, error="NO_INVOICE")
    bill = bills[0]
    words = {"customer": bill.customer, "number": bill.number, "total": Money(bill.total)}
    return Reply("ask", words=words, asks=True, named=(bill.id,))


async def _take_back(shop: Shop, invoice_id: UUID, on: date) -> Reply:
    bill = await shop.bills.cancel_invoice(invoice_id, on=on)
    if bill is None:
        return refuse("ALREADY_DONE")
    owed = await shop.customers.balance(bill.customer.id)
    if owed is None:
        return no_customer(bill.customer)
    shown = {**invoice_shown(bill), "creditNoteNo": bill.cancelled_by}
    words = {"customer": bill.customer, "number": bill.number, "note": bill.cancelled_by, "owing": owing(owed)}
    return Reply("done", shown, words, change=ForGood("bill"))


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    if order.draft_id and not order.entities.cancel_all:
        return Touches(writes=frozenset({draft_thing(order)}))
    return Touches(writes=customer_things(order) | {draft_thing(order), Thing("product")})


COMMAND = Command(
    intent="CANCEL_INVOICE",
    title={"hi-en": "Bill radd", "hi": "बिल रद्द", "en": "Cancel bill"},
    summary={"hi-en": "Bill ya draft cancel karna", "hi": "बिल या ड्राफ़्ट रद्द करना", "en": "Cancel a bill or a draft"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", draft="ends"),
    asks_itself=lambda _order: True,
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "{customer} ka bill number {number} cancel ho gaya, credit note {note}.{owing}",
            "hi": "{customer} का बिल नंबर {number} रद्द हो गया, क्रेडिट नोट {note}।{owing}",
            "en": "Bill number {number} for {customer} is cancelled, credit note {note}.{owing}",
        },
        "dropped": {
            "hi-en": "{customer} ka {total} wala draft cancel kar diya.",
            "hi": "{customer} का {total} वाला ड्राफ़्ट रद्द कर दिया।",
            "en": "The draft of {total} for {customer} is cancelled.",
        },
        "dropped_all": {
            "hi-en": "{count:draft cancel kar diya|draft cancel kar diye}.{gone}",
            "hi": "{count:ड्राफ़्ट रद्द कर दिया|ड्राफ़्ट रद्द कर दिए}।{gone}",
            "en": "{count:draft|drafts} cancelled.{gone}",
        },
        "ask": {
            "hi-en": "{customer} ka {total} wala bill number {number} cancel kar doon?",
            "hi": "{customer} का {total} वाला बिल नंबर {number} रद्द कर दूँ?",
            "en": "Shall I cancel bill number {number} of {total} for {customer}?",
        },
        "ask_all": {
            "hi-en": "{count:draft baaki hai|draft baaki hain}: {drafts}. Sab cancel kar doon?",
            "hi": "{count:ड्राफ़्ट बाक़ी है|ड्राफ़्ट बाक़ी हैं}: {drafts}। सब रद्द कर दूँ?",
            "en": "{count:draft is|drafts are} waiting: {drafts}. Shall I cancel them all?",
        },
        "no_draft": {
            "hi-en": "Koi draft bill baaki nahi hai. Pakka bill cancel karna ho to naam ke saath boliye.",
            "hi": "कोई ड्राफ़्ट बिल बाक़ी नहीं है। पक्का बिल रद्द करना हो तो नाम के साथ बोलिए।",
            "en": "No draft bill is waiting. To cancel a confirmed bill, please say whose.",
        },
        "no_bill": {
            "hi-en": "{customer} ka koi bill nahi hai.",
            "hi": "{customer} का कोई बिल नहीं है।",
            "en": "There is no bill for {customer}.",
        },
    },
    examples=(
        Example("bill cancel karo", "hi-en", before=DRAFTED["hi-en"], reply="dropped"),
        Example(
            "Rahul ka bill cancel karo", "hi-en", {"customer": "Rahul Sharma"}, before=DRAFTED["hi-en"], reply="dropped"
        ),
        Example(
            "Rahul ka bill cancel karo",
            "hi-en",
            {"customer": "Rahul Sharma"},
            before=(*DRAFTED["hi-en"], "haan"),
            reply="ask",
        ),
        Example("sab draft hata do", "hi-en", {"cancelAll": True}, before=DRAFTED["hi-en"], reply="ask_all"),
        Example("Suresh ka bill cancel karo", "hi-en", {"customer": "Suresh Kumar"}, reply="no_bill"),
        Example("बिल रद्द करो", "hi", before=DRAFTED["hi"], reply="dropped"),
        Example("राहुल का बिल कैंसिल करो", "hi", {"customer": "Rahul Sharma"}, before=(*DRAFTED["hi"], "हाँ"), reply="ask"),
        Example("सुरेश का बिल कैंसिल करो", "hi", {"customer": "Suresh Kumar"}, reply="no_bill"),
        Example("cancel the bill", "en", before=DRAFTED["en"], reply="dropped"),
        Example("cancel Rahul's bill", "en", {"customer": "Rahul Sharma"}, before=(*DRAFTED["en"], "yes"), reply="ask"),
        Example("cancel Suresh's bill", "en", {"customer": "Suresh Kumar"}, reply="no_bill"),
    ),
)
