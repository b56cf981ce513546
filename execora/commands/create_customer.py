"""CREATE_CUSTOMER: a new customer, with what they already owe where that is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from execora.commands.changes import CustomerAdded
from execora.commands.command import Command, Example, Needs, Priority, Question, Reply, Thing, Touches
from execora.commands.person import PARTICULARS, customer_shown, particulars_refused, particulars_said
from execora.commands.refusals import amount_refused, refuse
from execora.language.newcomer import newcomer
from execora.language.wording import Apart, Money, Phrase
from execora.ledger.model import Customer
from execora.ledger.money import LARGEST, Paise

if TYPE_CHECKING:
    from execora.commands.command import Limits, Order, Wording
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Entities, Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: naya customer, naya grahak, new customer, with a name and what else is said of them."""
    return newcomer(clause)


async def handle(shop: Shop, order: Order) -> Reply:
    """Add the customer under the reserved id, with what was owed before."""
    said, amount = order.entities, order.entities.amount
    name = " ".join((said.name or "").split())
    refused = _refused(name, said) or (amount_refused(amount) if amount else None)
    if refused:
        return refused
    customer = Customer(
        order.makes,
        name,
        nickname=said.nickname,
        landmark=said.landmark,
        phone=said.phone,
        email=said.email,
        gstin=said.gstin,
    )
    there = await shop.customers.create(customer)
    if there:
        key = "same_phone" if said.phone and there.customer.phone == said.phone else "same_name"
        return Reply(key, words={"customer": Apart(there.customer)}, error="DUPLICATE_FOUND")
    if amount:
        await shop.ledger.opening(customer.id, amount, on=order.now.date())
    told = particulars_said(replace(said, name=None))
    words = {
        "name": name,
        "told": Phrase(_TOLD, {"told": told}) if told else "",
        "opening": Phrase(_OPENING, {"amount": Money(amount)}) if amount else "",
    }
    return Reply("done", customer_shown(customer, amount or NOTHING), words, change=CustomerAdded(customer))


def _refused(name: str, said: Entities) -> Reply | None:
    if not any(letter.isalpha() for letter in name):
        return refuse("MISSING_NAME")
    return particulars_refused(replace(said, name=name))


def asks_first(order: Order, asks: frozenset[str], limits: Limits) -> Question | None:
    """Ask where they owe much from the start, or nothing was said of what to do with them."""
    said = order.entities
    if said.name and asks:
        return Question("ask_name", {"name": said.name})
    if said.name and said.amount is not None and limits.confirm_above < said.amount <= LARGEST:
        return Question("ask", {"name": said.name, "amount": Money(said.amount)})
    return None


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=frozenset({Thing("customer")}))


NOTHING = Paise(0)

_TOLD: Wording = {"hi-en": " Likh liya: {told}.", "hi": " लिख लिया: {told}।", "en": " Noted: {told}."}

_OPENING: Wording = {
    "hi-en": " Pehle ka baaki {amount}.",
    "hi": " पहले का बाक़ी {amount}।",
    "en": " Owed from before: {amount}.",
}


COMMAND = Command(
    intent="CREATE_CUSTOMER",
    title={"hi-en": "Naya customer", "hi": "नया ग्राहक", "en": "New customer"},
    summary={"hi-en": "Naya customer jodna", "hi": "नया ग्राहक जोड़ना", "en": "Add a customer"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    asks_first=asks_first,
    needs=Needs(name=True),
    roles=frozenset({"owner", "staff"}),
    replies={
        **PARTICULARS,
        "done": {
            "hi-en": "Naya customer jud gaya: {name}.{told}{opening}",
            "hi": "नया ग्राहक जुड़ गया: {name}।{told}{opening}",
            "en": "New customer added: {name}.{told}{opening}",
        },
        "ask": {
            "hi-en": "Naya customer {name}, pehle ka udhaar {amount}. Jod doon?",
            "hi": "नया ग्राहक {name}, पहले का उधार {amount}। जोड़ दूँ?",
            "en": "New customer {name}, who owes {amount} already. Shall I add them?",
        },
        "ask_name": {
            "hi-en": "Naya customer {name} jod doon?",
            "hi": "नया ग्राहक {name} जोड़ दूँ?",
            "en": "Shall I add {name} as a new customer?",
        },
        "same_name": {
            "hi-en": "{customer} pehle se hain. Naya jodna ho to poora ya alag naam boliye.",
            "hi": "{customer} पहले से हैं। नया जोड़ना हो तो पूरा या अलग नाम बोलिए।",
            "en": "{customer} is there already. For somebody else please say another name.",
        },
        "same_phone": {
            "hi-en": "Yeh number pehle se {customer} ka hai, isliye naya customer nahi joda.",
            "hi": "यह नंबर पहले से {customer} का है, इसलिए नया ग्राहक नहीं जोड़ा।",
            "en": "That number belongs to {customer} already, so nobody was added.",
        },
    },
    examples=(
        Example("naya customer Ravi jodo", "hi-en", {"name": "Ravi"}),
        Example("naya customer Ravi jodo, number 9876543210", "hi-en", {"name": "Ravi", "phone": "9876543210"}),
        Example("naya customer Mahesh jodo, 500 udhaar", "hi-en", {"name": "Mahesh", "amount": 500}),
        Example("naya customer Suresh Kumar jodo", "hi-en", {"name": "Suresh Kumar"}, reply="same_name"),
        Example(
            "naya customer Ravi jodo, number 9812345672",
            "hi-en",
            {"name": "Ravi", "phone": "9812345672"},
            reply="same_phone",
        ),
        Example("नया ग्राहक रवि जोड़ो", "hi", {"name": "Ravi"}),
        Example("नया कस्टमर रवि जोड़ो, नंबर 9876543210", "hi", {"name": "Ravi", "phone": "9876543210"}),
        Example(
            "नया ग्राहक रवि जोड़ो, नंबर 9812345672", "hi", {"name": "Ravi", "phone": "9812345672"}, reply="same_phone"
        ),
        Example("Add new customer Ravi", "en", {"name": "Ravi"}),
        Example("New customer Ravi, phone 9876543210", "en", {"name": "Ravi", "phone": "9876543210"}),
        Example("Add new customer Suresh Kumar", "en", {"name": "Suresh Kumar"}, reply="same_name"),
    ),
)
