"""GET_CUSTOMER_INFO: who a customer is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.owing import owing
from execora.commands.person import customer_shown, spoken_phone
from execora.commands.refusals import no_customer
from execora.commands.things import customer_things, the_customer
from execora.language.asking import brings_out
from execora.language.vocabulary import ASKING, TELLING
from execora.language.wording import Email, Gstin, Phrase

if TYPE_CHECKING:
    from execora.commands.command import Order, Wording
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Entities, Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: jankari, details, number kya hai, kaun hai: what is known about a customer."""
    about = clause.has(*(_OF_SOMEBODY if any(person.role == "of" for person in clause.others) else _ABOUT))
    about = (about or _shows_customer(clause)) and not clause.has(
        "PHONE", "EMAIL", "GSTIN", "new", "account", "accounts"
    )
    calls = clause.has("phone") and clause.acts == {"do"}
    if not (about or _who_is(clause) or _where(clause)) or calls or clause.negated or clause.numbers or clause.items:
        return None
    tells = clause.has("is") and not clause.asks and not clause.verbs  # "Guddu Rahul Verma ka nickname hai"
    if tells or not clause.acts <= _VERBS or ("remove" in clause.acts and not brings_out(clause)):
        return None
    if "done" in clause.moods and not clause.does(_KEPT, "done"):
        return None
    if not clause.acts.isdisjoint(_KEPT) and not clause.has("what"):
        return None
    whose = _whose(clause)
    return clause.reading("GET_CUSTOMER_INFO", whose, _ACCOUNTS_FOR) if whose and not whose.all_customers else None


def _who_is(clause: Clause) -> bool:
    named = any(person.ref is None for person in clause.others)
    is_he = clause.has("is") or "'s" in clause.sentence
    return clause.has("who") and is_he and clause.acts <= {"tell", "show", "say", "give"} and named


def _shows_customer(clause: Clause) -> bool:
    """Tell of "customer Rahul dikhao", "Rahul ka data dikhao", "what do you know about Rahul"."""
    if len(clause.others) != 1 or clause.others[0].ref == "all":
        return False
    person = clause.others[0]
    shown = not clause.acts.isdisjoint({"show", "tell"}) or brings_out(clause)
    named = person.role == "bare" and person.ref is None and clause.has("customer") and "show" in clause.acts
    return named or (shown and person.role == "of" and clause.has("data"))


def _where(clause: Clause) -> bool:
    """Tell of "Rahul kahan rehta hai", "where does Rahul live"."""
    stays = not clause.acts.isdisjoint({"stay", "live"}) or (not clause.verbs and clause.has("is"))
    return clause.has("where") and bool(clause.others) and stays


def _whose(clause: Clause) -> Entities | None:
    """Return whom it is about; "saari" before jankari is all of it, and nobody."""
    people = [person for person in clause.others if not (person.ref == "all" and clause.has("info"))]
    named = [person for person in people if person.ref is None]
    if len(named) == 1 and all(person.ref == "active" for person in people if person is not named[0]):
        return named[0].as_entities()  # "who is Rahul? show his details"
    return people[0].as_entities() if len(people) == 1 and clause.has("info") else clause.whose()


_ABOUT = ("info", "phone", "landmark")
_OF_SOMEBODY = (*_ABOUT, "nickname", "email", "gst", "named")
_KEPT = frozenset({"write", "save", "put", "keep"})
_VERBS = TELLING | _KEPT | {"stay", "live", "open", "remove", "want", "receive"}
_ACCOUNTS_FOR = _VERBS | ASKING | frozenset((*_OF_SOMEBODY, *"WHO who where customer data whole".split()))


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
        "email": Phrase(_EMAIL, {"email": Email(customer.email)}) if customer.email else "",
        "gstin": Phrase(_GSTIN, {"gstin": Gstin(customer.gstin)}) if customer.gstin else "",
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
