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
    from execora.language.reading import Entities, Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: jankari, details, number kya hai, kaun hai: what is known about a customer."""
    about = clause.has(*(_OF_SOMEBODY if any(person.role == "of" for person in clause.others) else _ABOUT))
    about = about and not clause.has("PHONE", "EMAIL", "GSTIN", "new")
    calls = clause.has("phone") and clause.acts == {"do"}
    if not (about or _who_is(clause) or _where(clause)) or calls or clause.negated or clause.numbers or clause.items:
        return None
    tells = clause.has("is") and not clause.asks and not clause.verbs  # "Guddu Rahul Verma ka nickname hai"
    if tells or not clause.acts <= TELLING | {"stay", "live"} or "done" in clause.moods:
        return None
    whose = _whose(clause)
    return clause.reading("GET_CUSTOMER_INFO", whose, _ACCOUNTS_FOR) if whose and not whose.all_customers else None


def _who_is(clause: Clause) -> bool:
    named = any(person.ref is None for person in clause.others)
    return clause.has("who") and clause.has("is") and not clause.verbs and named


def _where(clause: Clause) -> bool:
    """Tell of "Rahul kahan rehta hai", "where does Rahul live"."""
    return clause.has("where") and bool(clause.others) and not clause.acts.isdisjoint({"stay", "live"})


def _whose(clause: Clause) -> Entities | None:
    """Return whom it is about; "saari" before jankari is all of it, and nobody."""
    named = [person for person in clause.others if person.ref != "all"]
    return named[0].as_entities() if len(named) == 1 and clause.has("info") else clause.whose()


_ABOUT = ("info", "phone", "landmark")
_OF_SOMEBODY = (*_ABOUT, "nickname", "email", "gst", "named")
_ACCOUNTS_FOR = TELLING | ASKING | frozenset((*_OF_SOMEBODY, *"WHO who where stay live customer data".split()))


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
        "email": Phrase(_EMAIL, {"email": customer.email}) if customer.email else "",
        "gstin": Phrase(_GSTIN, {"gstin": customer.gstin}) if customer.gstin else "",
        "owing": owing(owed),
    }
    return Reply("done", customer_shown(customer, owed), words)


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=customer_things(order))


_PHONE: Wording = {"hi-en": " Phone {phone}.", "hi": " फ़ोन {phone}।", "en": " Phone {phone}."}

_EMAIL: Wording = {"hi-en": " Email {email}.", "hi": " ईमेल {email}।", "en": " Email {email}."}

_GSTIN: Wording = {"hi-en": " GSTIN {gstin}.", "hi": " जीएसटीआईएन {gstin}।", "en": " GSTIN {gstin}."}

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
            "hi-en": "{customer}.{phone}{landmark}{email}{gstin}{owing}",
            "hi": "{customer}।{phone}{landmark}{email}{gstin}{owing}",
            "en": "{customer}.{phone}{landmark}{email}{gstin}{owing}",
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
