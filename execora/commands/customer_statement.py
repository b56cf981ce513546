"""CUSTOMER_STATEMENT: a customer's account, entry by entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.owing import owing
from execora.commands.refusals import no_customer
from execora.commands.things import customer_things, the_customer
from execora.language.asking import asks_for_statement, whose_statement
from execora.language.vocabulary import TELLING
from execora.language.wording import Money, Phrase
from execora.ledger.money import Paise, rupees

if TYPE_CHECKING:
    from execora.commands.command import Order, Wording
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import AccountEntry


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: khata dikhao, poora hisaab, statement, len den, saari entry; hisaab WhatsApp pe bhejo."""
    whose = whose_statement(clause) if asks_for_statement(clause) else None
    if whose is None:
        return None
    channel = _CHANNELS.get(next((part.concept for part in clause.parts if part.concept in _CHANNELS), ""))
    sends = "send" in clause.acts and channel is None
    said = replace(whose, channel=channel, email=clause.email, auto_send=sends)
    return clause.reading("CUSTOMER_STATEMENT", said, _ACCOUNTS_FOR)


_CHANNELS: dict[str, Literal["whatsapp", "email"]] = {"whatsapp": "whatsapp", "email": "email", "EMAIL": "email"}


_ACCOUNTS_FOR = (
    TELLING
    | {"what all"}
    | frozenset(
        "WHO whole account accounts statement entry balance send open remove whatsapp email EMAIL message total list "
        "what customer want write put info receive".split()
    )
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Read the latest entries; and where it should be sent, say that it cannot be yet."""
    asked_for = the_customer(order)
    customer, owed = await shop.customers.get(asked_for.id), await shop.customers.balance(asked_for.id)
    if customer is None or owed is None:
        return no_customer(asked_for)
    entries = await shop.ledger.statement(customer.id, limit=MOST_SHOWN)
    shown = {
        "customer": customer.name,
        "customerId": str(customer.id),
        "entries": [_shown(entry) for entry in entries],
        "balance": rupees(owed),
        "sent": False,
    }
    words = {
        "customer": customer,
        "entries": tuple(_said(entry) for entry in entries if _counts(entry))[-MOST_SAID:],
        "owing": owing(owed),
        "not_sent": Phrase(_NOT_SENT) if order.entities.channel or order.entities.auto_send else "",
    }
    return Reply("done" if words["entries"] else "empty", shown, words)


MOST_SHOWN = 100
"""Entries in the data of an answer, the latest."""

MOST_SAID = 5
"""Entries that are read out, the latest."""


def _shown(entry: AccountEntry) -> dict[str, object]:
    return {
        "date": entry.on.isoformat(),
        "kind": entry.kind,
        "amount": rupees(entry.amount),
        "balance": rupees(entry.balance),
        "undone": entry.undone,
        "entryId": str(entry.journal_id),
    }


def _counts(entry: AccountEntry) -> bool:
    """Leave out what was taken back, and what took it back: together they are nothing."""
    return not entry.undone and entry.kind != "reversal"


def _said(entry: AccountEntry) -> Phrase:
    return Phrase(_KINDS[entry.kind], {"day": entry.on, "amount": Money(Paise(abs(entry.amount)))})


_KINDS: dict[str, Wording] = {
    "payment": {"hi-en": "{day} {amount} jama", "hi": "{day} {amount} जमा", "en": "{day} paid {amount}"},
    "credit": {"hi-en": "{day} {amount} udhaar", "hi": "{day} {amount} उधार", "en": "{day} credit {amount}"},
    "invoice": {"hi-en": "{day} {amount} ka bill", "hi": "{day} {amount} का बिल", "en": "{day} bill of {amount}"},
    "opening": {"hi-en": "pehle ka {amount}", "hi": "पहले का {amount}", "en": "{amount} from before"},
}

_NOT_SENT: Wording = {
    "hi-en": " Abhi yahan se bhejna nahi hota, isliye kuch nahi bheja.",
    "hi": " अभी यहाँ से भेजना नहीं होता, इसलिए कुछ नहीं भेजा।",
    "en": " Sending is still to come, so nothing was sent.",
}


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=customer_things(order))


COMMAND = Command(
    intent="CUSTOMER_STATEMENT",
    title={"hi-en": "Khata", "hi": "खाता", "en": "Statement"},
    summary={"hi-en": "Poora khata batana", "hi": "पूरा खाता बताना", "en": "Tell a statement"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="must"),
    replies={
        "done": {
            "hi-en": "{customer} ka khata: {entries}.{owing}{not_sent}",
            "hi": "{customer} का खाता: {entries}।{owing}{not_sent}",
            "en": "The account of {customer}: {entries}.{owing}{not_sent}",
        },
        "empty": {
            "hi-en": "{customer} ke khate mein kuch likha nahi hai.{not_sent}",
            "hi": "{customer} के खाते में कुछ लिखा नहीं है।{not_sent}",
            "en": "There is nothing on the account of {customer}.{not_sent}",
        },
    },
    examples=(
        Example("Rahul ka khata dikhao", "hi-en", {"customer": "Rahul Sharma"}),
        Example(
            "Suresh ka poora hisaab WhatsApp pe bhejo", "hi-en", {"customer": "Suresh Kumar", "channel": "whatsapp"}
        ),
        Example("Anil Mehta ka statement dikhao", "hi-en", {"customer": "Anil Mehta"}, reply="empty"),
        Example(
            "Zubair ka khata dikhao",
            "hi-en",
            {"customer": "Zubair", "unknownCustomer": True},
            reply="CUSTOMER_NOT_FOUND",
        ),
        Example("राहुल का खाता दिखाओ", "hi", {"customer": "Rahul Sharma"}),
        Example("सुरेश का पूरा हिसाब व्हाट्सएप पर भेजो", "hi", {"customer": "Suresh Kumar", "channel": "whatsapp"}),
        Example(
            "भारत का खाता दिखाओ",
            "hi",
            {"customer": "Bharat", "candidates": ["Bharat Bhushan", "Bharat Yadav"]},
            reply="choose",
        ),
        Example("Show Rahul's statement", "en", {"customer": "Rahul Sharma"}),
        Example("Email Suresh's statement", "en", {"customer": "Suresh Kumar", "channel": "email"}),
        Example(
            "Show Zubair's statement",
            "en",
            {"customer": "Zubair", "unknownCustomer": True},
            reply="CUSTOMER_NOT_FOUND",
        ),
    ),
)
