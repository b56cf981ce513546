"""DELETE_CUSTOMER_DATA: who a customer was is forgotten for good; the books keep their entries, under no name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.changes import ForGood
from execora.commands.command import Command, Example, Needs, Priority, Reply, Thing, Touches
from execora.commands.refusals import no_customer
from execora.commands.things import the_customer
from execora.language.asking import brings_out
from execora.language.wording import Apart, Money
from execora.ledger.money import Paise

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.people import Person
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import Customer


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: data delete karo, jankari mita do, customer ko hata do: of one customer."""
    if not (clause.commands or _closes(clause)) or not _erases(clause):
        return None
    whose = _whose(clause)
    if whose is None or clause.numbers or clause.items:
        return None
    named = clause.has("data", "info", "customer", "account", "named", "for good", "list")
    if not (named or _is_meant_whole(clause, whose, setting)):
        return None
    return clause.reading("DELETE_CUSTOMER_DATA", whose.as_entities(), _ACCOUNTS_FOR)


def _erases(clause: Clause) -> bool:
    """Tell of data that is removed; "jankari nikalo" asks for it, and "hisaab saaf karo" is about money."""
    if clause.acts <= _ALONE and clause.has("data") and not clause.has("keep"):
        return clause.has("settle", "clear", "finished")
    out = clause.has("list", "customer", "for good") and not clause.has("info", "data")
    return (
        "remove" in clause.acts and clause.acts <= {"remove", "do", "give", "close"} and (out or not brings_out(clause))
    )


def _closes(clause: Clause) -> bool:
    """Tell of "account close karke data delete karo"."""
    plain = clause.tone.plain and not clause.asks and not clause.negated and clause.has("data")
    return plain and all(
        verb.mood in {"please", "bare"} or (verb.concept == "close" and verb.mood == "may") for verb in clause.verbs
    )


_ALONE = frozenset({"settle", "clear", "do", "give"})


def _is_meant_whole(clause: Clause, whose: Person, setting: Setting) -> bool:
    """Tell of "Suresh ko hata do", "delete Suresh": not of what could be taken off a bill."""
    if whose.ref is not None or setting.pending == "draft":
        return False
    if whose.role == "of":
        return not _EVERYTHING.isdisjoint(clause.sentence) and not _DELETED.isdisjoint(clause.sentence)
    deleted = not setting.draft and setting.pending is None and not _DELETED.isdisjoint(clause.sentence)
    return whose.role == "to" or (whose.role == "bare" and deleted)


_EVERYTHING = frozenset({"everything", "kuch", "kuchh", "कुछ"})
_DELETED = frozenset({"delete", "erase", "डिलीट"})


def _whose(clause: Clause) -> Person | None:
    """Return the one customer who is spoken of; "saara" before data is all of it, and nobody."""
    everything = clause.has("data", "info", "for good") or not _EVERYTHING.isdisjoint(clause.sentence)
    people = [person for person in clause.people if not (person.ref == "all" and everything)]
    if clause.has("list", "customer"):
        people = [person for person in people if person.ref != "shop"]  # "from my list"
    return people[0] if len(people) == 1 and people[0].ref not in {"all", "shop"} else None


_ACCOUNTS_FOR = {"for good"} | frozenset(
    "WHO remove do give settle clear finished close data info customer account list named".split()
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Ask, with what is still owed; after a yes forget them, their drafts and their reminders."""
    customer, owed = the_customer(order), await shop.customers.balance(the_customer(order).id)
    if owed is None:
        return no_customer(customer)
    if not order.named:
        return _question(customer, owed)
    await shop.customers.erase(customer.id)
    return Reply("done", {"customerId": str(customer.id)}, change=ForGood("customer"))


def _question(customer: Customer, owed: Paise) -> Reply:
    key = "ask_owing" if owed > 0 else "ask_advance" if owed < 0 else "ask"
    words = {"customer": Apart(customer), "amount": Money(Paise(abs(owed)))}
    return Reply(key, words=words, asks=True, named=(customer.id,))


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=frozenset({Thing("customer", the_customer(order).id), Thing("draft"), Thing("reminder")}))


COMMAND = Command(
    intent="DELETE_CUSTOMER_DATA",
    title={"hi-en": "Data mitao", "hi": "डेटा मिटाओ", "en": "Erase data"},
    summary={"hi-en": "Customer ka data mitana", "hi": "ग्राहक का डेटा मिटाना", "en": "Erase a customer's data"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="must"),
    asks_itself=lambda _order: True,
    roles=frozenset({"owner"}),
    replies={
        "ask": {
            "hi-en": "{customer} ka naam, number aur baaki data hamesha ke liye mita doon?",
            "hi": "{customer} का नाम, नंबर और बाक़ी डेटा हमेशा के लिए मिटा दूँ?",
            "en": "Shall I erase the name, number and other data of {customer} for good?",
        },
        "ask_owing": {
            "hi-en": "{customer} ke abhi {amount} baaki hain. Naam mit gaya to pata nahi chalega kisse lene hain. "
            "Phir bhi saara data hamesha ke liye mita doon?",
            "hi": "{customer} के अभी {amount} बाक़ी हैं। नाम मिट गया तो पता नहीं चलेगा किससे लेने हैं। "
            "फिर भी सारा डेटा हमेशा के लिए मिटा दूँ?",
            "en": "{customer} still owes {amount}, and without the name nobody will know who does. "
            "Shall I erase all the data for good all the same?",
        },
        "ask_advance": {
            "hi-en": "{customer} ke {amount} advance jama hain. Naam mit gaya to pata nahi chalega kisko dene hain. "
            "Phir bhi saara data hamesha ke liye mita doon?",
            "hi": "{customer} के {amount} पेशगी जमा हैं। नाम मिट गया तो पता नहीं चलेगा किसको देने हैं। "
            "फिर भी सारा डेटा हमेशा के लिए मिटा दूँ?",
            "en": "{customer} has an advance of {amount}, and without the name nobody will know whose it is. "
            "Shall I erase all the data for good all the same?",
        },
        "done": {
            "hi-en": "Data mita diya. Hisaab ki entry bahi mein rahengi, bina naam ke.",
            "hi": "डेटा मिटा दिया। हिसाब की एंट्री बही में रहेंगी, बिना नाम के।",
            "en": "The data is erased. The entries stay in the books, under no name.",
        },
    },
    examples=(
        Example("Suresh ka data delete karo", "hi-en", {"customer": "Suresh Kumar"}, reply="ask_owing"),
        Example("Anil Mehta ko delete kar do", "hi-en", {"customer": "Anil Mehta"}, reply="ask"),
        Example(
            "Bharat ka data mita do",
            "hi-en",
            {"customer": "Bharat", "candidates": ["Bharat Bhushan", "Bharat Yadav"]},
            reply="choose",
        ),
        Example(
            "Zubair ka data delete karo",
            "hi-en",
            {"customer": "Zubair", "unknownCustomer": True},
            reply="CUSTOMER_NOT_FOUND",
        ),
        Example("सुरेश का डेटा डिलीट करो", "hi", {"customer": "Suresh Kumar"}, reply="ask_owing"),
        Example("अनिल मेहता की सारी जानकारी मिटा दो", "hi", {"customer": "Anil Mehta"}, reply="ask"),
        Example(
            "भारत का डेटा मिटा दो",
            "hi",
            {"customer": "Bharat", "candidates": ["Bharat Bhushan", "Bharat Yadav"]},
            reply="choose",
        ),
        Example("Delete Suresh's data", "en", {"customer": "Suresh Kumar"}, reply="ask_owing"),
        Example("Remove Anil Mehta from customers", "en", {"customer": "Anil Mehta"}, reply="ask"),
        Example(
            "Erase Zubair's data", "en", {"customer": "Zubair", "unknownCustomer": True}, reply="CUSTOMER_NOT_FOUND"
        ),
    ),
)
