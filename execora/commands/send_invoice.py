"""SEND_INVOICE: a bill over WhatsApp or by e-mail. Nothing can be sent yet, and it says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from execora.commands.bill import DRAFTED
from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.things import customer_things, draft_thing
from execora.language.reading import Entities
from execora.language.wording import Money
from execora.ledger.model import Draft

if TYPE_CHECKING:
    from typing import Literal

    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import Invoice


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: bill bhej do, bill WhatsApp kar do, invoice email karo; WhatsApp pe bhej do while a draft is open."""
    if not clause.commands or clause.items or clause.numbers or clause.flaw:
        return None
    channels = [channel for concept, channel in _CHANNELS.items() if clause.has(concept)]
    sends = "send" in clause.acts or bool(channels)
    if not sends or not clause.acts <= _SENDING or len(channels) > 1:
        return None
    if not clause.has("bill", "draft") and not (setting.draft and channels and not clause.people):
        return None
    named = tuple(person for person in clause.others if person.ref != "active")
    whose = replace(clause, others=named or clause.others).whose() if clause.others else Entities()
    if whose is None or whose.all_customers or whose.customers:
        return None
    channel = channels[0] if channels else "email" if clause.email else None
    said = replace(whose, channel=channel, phone=clause.phone, email=clause.email)
    return clause.reading("SEND_INVOICE", said, _ACCOUNTS_FOR)


_CHANNELS: dict[str, Literal["whatsapp", "email"]] = {"whatsapp": "whatsapp", "email": "email"}
_SENDING = frozenset({"send", "do", "give", "put"})
_ACCOUNTS_FOR = _SENDING | frozenset(
    "WHO PHONE EMAIL bill draft whatsapp email phone pdf last previous message".split()
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Name the bill that is meant, and say that it cannot be sent."""
    meant = await _meant(shop, order)
    if meant is None:
        return Reply("nothing", error="NO_INVOICE")
    words = {"customer": meant.customer, "total": Money(meant.total)}
    if isinstance(meant, Draft):
        return Reply("draft_not_yet", words=words, error="NOT_ALLOWED")
    return Reply("not_yet", words=words | {"number": meant.number}, error="NOT_ALLOWED")


async def _meant(shop: Shop, order: Order) -> Draft | Invoice | None:
    """Return the draft that is open in the conversation, else the last bill, else a draft that waits."""
    open_draft = await shop.bills.draft(order.draft_id) if order.draft_id else None
    if open_draft:
        return open_draft
    whose = order.customer.id if order.customer else None
    for bill in await shop.bills.invoices(whose, limit=1):
        return bill
    return next(iter(await shop.bills.drafts(whose)), None)


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=customer_things(order) | {draft_thing(order)})


COMMAND = Command(
    intent="SEND_INVOICE",
    title={"hi-en": "Bill bhejo", "hi": "बिल भेजो", "en": "Send bill"},
    summary={"hi-en": "Bill bhejna", "hi": "बिल भेजना", "en": "Send a bill"},
    priority=Priority.MESSAGE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", draft="waiting"),
    roles=frozenset({"owner", "staff"}),
    replies={
        "not_yet": {
            "hi-en": "Bill bhejna abhi chalu nahi hai. {customer} ka {total} ka bill number {number} nahi bheja.",
            "hi": "बिल भेजना अभी चालू नहीं है। {customer} का {total} का बिल नंबर {number} नहीं भेजा।",
            "en": "Sending bills is not set up yet. Bill number {number} of {total} for {customer} was not sent.",
        },
        "draft_not_yet": {
            "hi-en": "Bill bhejna abhi chalu nahi hai. {customer} ka {total} ka draft nahi bheja, waise hi rakha hai.",
            "hi": "बिल भेजना अभी चालू नहीं है। {customer} का {total} का ड्राफ़्ट नहीं भेजा, वैसे ही रखा है।",
            "en": "Sending bills is not set up yet. The draft of {total} for {customer} was not sent, and is kept.",
        },
        "nothing": {
            "hi-en": "Koi bill nahi mila. Bill bhejna abhi chalu bhi nahi hai.",
            "hi": "कोई बिल नहीं मिला। बिल भेजना अभी चालू भी नहीं है।",
            "en": "There is no bill. Sending bills is not set up yet either.",
        },
    },
    examples=(
        Example(
            "bill WhatsApp pe bhej do", "hi-en", {"channel": "whatsapp"}, before=DRAFTED["hi-en"], reply="draft_not_yet"
        ),
        Example(
            "Rahul ka bill bhejo",
            "hi-en",
            {"customer": "Rahul Sharma"},
            before=(*DRAFTED["hi-en"], "haan"),
            reply="not_yet",
        ),
        Example(
            "invoice email kar do", "hi-en", {"channel": "email"}, before=(*DRAFTED["hi-en"], "haan"), reply="not_yet"
        ),
        Example("Suresh ka bill bhejo", "hi-en", {"customer": "Suresh Kumar"}, reply="nothing"),
        Example("बिल व्हाट्सएप पे भेज दो", "hi", {"channel": "whatsapp"}, before=DRAFTED["hi"], reply="draft_not_yet"),
        Example("राहुल का बिल भेजो", "hi", {"customer": "Rahul Sharma"}, before=(*DRAFTED["hi"], "हाँ"), reply="not_yet"),
        Example("बिल ईमेल कर दो", "hi", {"channel": "email"}, reply="nothing"),
        Example(
            "send the bill on WhatsApp", "en", {"channel": "whatsapp"}, before=DRAFTED["en"], reply="draft_not_yet"
        ),
        Example(
            "send Rahul's bill", "en", {"customer": "Rahul Sharma"}, before=(*DRAFTED["en"], "yes"), reply="not_yet"
        ),
        Example("email the invoice", "en", {"channel": "email"}, reply="nothing"),
    ),
)
