"""GET_CUSTOMER_INFO: who a customer is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.owing import owing
from execora.commands.person import customer_shown, spoken_phone
from execora.commands.refusals import no_customer
from execora.commands.things import customer_things, the_customer
from execora.language.vocabulary import ASKING, TELLING
from execora.language.wording import Phrase

if TYPE_CHECKING:
    from execora.commands.command import Order, Wording
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: jankari, details, number kya hai, kaun hai: what is known about a customer."""
    who_is = clause.has("who") and clause.has("is") and not clause.verbs and any(p.ref is None for p in clause.others)
    about = clause.has("info", "phone", "landmark") and not clause.has("PHONE", "new")
    calls = clause.has("phone") and clause.acts == {"do"}
    if not (about or who_is) or calls or clause.negated or clause.numbers or clause.items:
        return None
    if not clause.acts <= TELLING or "done" in clause.moods:
        return None
    whose = clause.whose()
    return clause.reading("GET_CUSTOMER_INFO", whose, _ACCOUNTS_FOR) if whose and not whose.all_customers else None


_ACCOUNTS_FOR = TELLING | ASKING | frozenset("WHO who where info phone landmark named customer".split())


async def handle(shop: Shop, order: Order) -> Reply:
    """Look up who it is and what is owed."""
    asked_for = the_customer(order)
    customer, owed = await shop.customers.get(asked_for.id), await shop.customers.balance(asked_for.id)
    if customer is None or owed is None:
        return no_customer(asked_for)
    words = {
        "customer": customer,
        "phone": Phrase(_PHONE, {"phone": spoken_phone(customer.phone)}) if customer.phone else "",
        "landmark": Phrase(_LANDMARK, {"landmark": customer.landmark}) if customer.landmark else "",
        "owing": owing(owed),
    }
    return Reply("done", customer_shown(customer, owed), words)


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=customer_things(order))


_PHONE: Wording = {"hi-en": " Phone {phone}.", "hi": " फ़ोन {phone}।", "en": " Phone {phone}."}

_LANDMARK: Wording = {"hi-en": " Pata: {landmark}.", "hi": " पता: {landmark}।", "en": " Landmark: {landmark}."}


COMMAND = Command(
    intent="GET_CUSTOMER_INFO",
    title={"hi-en": "Jankari", "hi": "जानकारी", "en": "Details"},
    summary={"hi-en": "Customer ki jankari dena", "hi": "ग्राहक की जानकारी देना", "en": "Tell about a customer"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="must"),
    replies={
        "done": {
            "hi-en": "{customer}.{phone}{landmark}{owing}",
            "hi": "{customer}।{phone}{landmark}{owing}",
            "en": "{customer}.{phone}{landmark}{owing}",
        },
    },
    examples=(
        Example("Rahul ki jankari do", "hi-en", {"customer": "Rahul Sharma"}),
        Example("Suresh ka number kya hai", "hi-en", {"customer": "Suresh Kumar"}),
        Example("Kishan Thakur ki details batao", "hi-en", {"customer": "Kishan Thakur"}),
        Example(
            "Zubair ki jankari do", "hi-en", {"customer": "Zubair", "unknownCustomer": True}, reply="CUSTOMER_NOT_FOUND"
        ),
        Example("राहुल की जानकारी दो", "hi", {"customer": "Rahul Sharma"}),
        Example("सुरेश का नंबर क्या है", "hi", {"customer": "Suresh Kumar"}),
        Example(
            "भारत की जानकारी दो",
            "hi",
            {"customer": "Bharat", "candidates": ["Bharat Bhushan", "Bharat Yadav"]},
            reply="choose",
        ),
        Example("Tell me about Rahul", "en", {"customer": "Rahul Sharma"}),
        Example("What is Suresh's number", "en", {"customer": "Suresh Kumar"}),
        Example("Zubair's details", "en", {"customer": "Zubair", "unknownCustomer": True}, reply="CUSTOMER_NOT_FOUND"),
    ),
)
