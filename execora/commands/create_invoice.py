"""CREATE_INVOICE: a bill for a customer, as a draft that waits for haan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from execora.commands.bill import DRAFTED, draft_shown, draft_words, priced, refuse_sums, short
from execora.commands.changes import DraftMade
from execora.commands.command import Command, Example, Needs, Priority, Reply, Thing, Touches
from execora.commands.refusals import no_customer
from execora.commands.things import customer_things, product_things, the_customer
from execora.language.billing import MAKING, billed
from execora.language.vocabulary import BILLS
from execora.language.wording import Phrase

if TYPE_CHECKING:
    from execora.commands.command import Order, Wording
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.moods import Verb
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: ka bill bana do, ke liye with goods, le gaya with goods, ko with goods and do."""
    if clause.flaw or clause.asks or clause.negated or not clause.tone.plain or clause.has("stock", "draft", "pending"):
        return None
    if not billed(clause, setting):
        return None
    named = tuple(person for person in clause.others if person.ref != "active")
    said = replace(clause, others=named or clause.others).whose()  # "Rahul 2 doodh le gaya, uska bill bana do"
    if said is None or (clause.when is not None and clause.when.days != 0):
        return None
    if clause.has("first") and clause.has("was"):
        return None  # "pehle le gaya tha" tells of what is past
    sends = clause.has("make") and (clause.has("whatsapp", "email") or any(map(_is_to_be_sent, clause.verbs)))
    taxed = False if clause.has("untaxed") else True if clause.has("gst") and not clause.has("remove", "cut") else None
    said = replace(said, items=clause.items, auto_send=sends, with_gst=taxed)
    return clause.reading("CREATE_INVOICE", said, _ACCOUNTS_FOR)


def _is_to_be_sent(verb: Verb) -> bool:
    return verb.concept == "send" and verb.mood != "done"


_ACCOUNTS_FOR = (
    MAKING
    | BILLS
    | frozenset(
        "WHO GOODS WHEN take buy sell weigh charge cut start open increase account accounts udhaar new gst untaxed "
        "whatsapp email goods apply".split()
    )
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Make the draft. Nothing moves before it is confirmed."""
    customer = the_customer(order)
    lines = await priced(shop, (), order.items)
    if isinstance(lines, Reply):
        return lines
    draft = await shop.bills.make_draft(order.makes, customer.id, lines, with_gst=bool(order.entities.with_gst))
    if draft is None:
        return no_customer(customer)
    refused = refuse_sums(draft)
    if refused:
        return refused
    shown = draft_shown(draft)
    words = draft_words(draft, await short(shop, lines)) | _unsent(order)
    events = (("invoice:draft", shown),)
    return Reply("done", shown, words, events=events, change=DraftMade(draft))


def _unsent(order: Order) -> dict[str, object]:
    """Return what is said of a bill that is to be sent: it waits to be confirmed, for nothing can be sent yet."""
    return {"unsent": Phrase(_UNSENT) if order.entities.auto_send else ""}


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(
        reads=customer_things(order) | product_things(order),
        writes=frozenset({Thing("draft", order.makes)}),
    )


_UNSENT: Wording = {
    "hi-en": " Bill bhejna abhi chalu nahi hai, isliye sirf draft banaya.",
    "hi": " बिल भेजना अभी चालू नहीं है, इसलिए सिर्फ़ ड्राफ़्ट बनाया।",
    "en": " Sending bills is not set up yet, so it is only a draft.",
}

_MILK_AND_BREAD = {
    "customer": "Rahul Sharma",
    "items": [{"product": "Milk", "quantity": 2}, {"product": "Bread", "quantity": 1}],
}


COMMAND = Command(
    intent="CREATE_INVOICE",
    title={"hi-en": "Naya bill", "hi": "नया बिल", "en": "New bill"},
    summary={"hi-en": "Bill banana", "hi": "बिल बनाना", "en": "Make a bill"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="must", items=True, draft="makes"),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "{bill}{unsent} Pakka kar doon?",
            "hi": "{bill}{unsent} पक्का कर दूँ?",
            "en": "{bill}{unsent} Shall I confirm it?",
        },
    },
    examples=(
        Example(DRAFTED["hi-en"][0], "hi-en", _MILK_AND_BREAD),
        Example(
            "Rahul 2 kilo chini le gaya",
            "hi-en",
            {"customer": "Rahul Sharma", "items": [{"product": "Sugar", "quantity": 2, "unit": "kg"}]},
        ),
        Example(
            "Suresh ko 60 ka doodh ka bill banao",
            "hi-en",
            {"customer": "Suresh Kumar", "items": [{"product": "Milk", "value": 60}]},
        ),
        Example(
            "Rahul ko 20 ka doodh",
            "hi-en",
            {"customer": "Rahul Sharma", "items": [{"product": "Milk", "value": 20}]},
            reply="VALUE_NOT_WHOLE",
        ),
        Example(
            "Bharat ko 2 bread ka bill bana do",
            "hi-en",
            {
                "customer": "Bharat",
                "candidates": ["Bharat Bhushan", "Bharat Yadav"],
                "items": [{"product": "bread", "quantity": 2}],
            },
            reply="choose",
        ),
        Example(
            "2 milk ka bill bana do",
            "hi-en",
            {"customerRef": "active", "items": [{"product": "milk", "quantity": 2}]},
            reply="CUSTOMER_CONTEXT_MISSING",
        ),
        Example(DRAFTED["hi"][0], "hi", _MILK_AND_BREAD),
        Example(
            "सुरेश को ढाई किलो चीनी का बिल बना दो",
            "hi",
            {"customer": "Suresh Kumar", "items": [{"product": "Sugar", "quantity": 2.5, "unit": "kg"}]},
        ),
        Example(
            "मोहन को आधा पैकेट दूध का बिल बना दो",
            "hi",
            {"customer": "Mohan Lal", "items": [{"product": "Milk", "quantity": 0.5, "unit": "packet"}]},
            reply="NOT_WHOLE",
        ),
        Example(DRAFTED["en"][0], "en", _MILK_AND_BREAD),
        Example(
            "Bill Suresh for 2 kg sugar",
            "en",
            {"customer": "Suresh Kumar", "items": [{"product": "Sugar", "quantity": 2, "unit": "kg"}]},
        ),
        Example(
            "Make a bill for Zubair with 2 milk",
            "en",
            {"customer": "Zubair", "unknownCustomer": True, "items": [{"product": "milk", "quantity": 2}]},
            reply="CUSTOMER_NOT_FOUND",
        ),
    ),
)
