"""CLARIFY: understood too little about money to act: it says what to say instead, and never writes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.language.asking import asks_about_payment
from execora.language.discounting import discounts
from execora.language.money import Unclear, move
from execora.language.prices import priced
from execora.language.reading import Entities
from execora.language.wording import Money, Phrase

if TYPE_CHECKING:
    from execora.commands.command import Talk, Wording
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: money with an obligation, a future, a negation, reported speech, or no way to tell who gave whom."""
    if setting.pending == "choice" and not clause.verbs:
        return None
    if discounts(clause, setting) or priced(clause, draft=setting.draft) or asks_about_payment(clause):
        return None
    moved = move(clause)
    why = moved.why if isinstance(moved, Unclear) else clause.flaw if clause.requests and clause.items else None
    if why is None:
        return None
    named = [person for person in clause.others if person.ref is None and person.known] or clause.others
    said = named[0].as_entities() if len(named) == 1 else Entities()
    return clause.reading("CLARIFY", replace(said, amount=clause.amount), _ACCOUNTS_FOR, clarify=why)


_ACCOUNTS_FOR = frozenset(
    "WHO AMOUNT FLAW WHEN GOODS UNIT give send repay pay take get receive come do happen owe cut settle clear collect "
    "credit say return stay remain want confirm "
    "after someday own write add put charge keep apply make no not never nay account accounts udhaar balance due "
    "pending money payment deposit advance total entry bill cash upi card bank cheque hearsay doubt word other both "
    "either that".split()
)


def act(talk: Talk, reading: Reading) -> None:
    """Say which sentence to say for each thing that can have been meant."""
    if not talk.may("RECORD_PAYMENT"):
        talk.refuse("NOT_ALLOWED", "NOT_ALLOWED")
        return
    said = reading.entities
    talk.say(
        reading.clarify or "unexplained",
        customer=talk.who(said.customer) if said.customer else Phrase(_SOMEBODY),
        amount=Phrase(_SO_MUCH) if said.amount is None else Money(said.amount),
    )


_SOMEBODY: Wording = {"hi-en": "customer", "hi": "ग्राहक", "en": "the customer"}

_SO_MUCH: Wording = {"hi-en": "itne rupaye", "hi": "इतने रुपये", "en": "so many rupees"}


COMMAND = TurnCommand(
    intent="CLARIFY",
    summary={"hi-en": "Paise ki saaf baat poochhna", "hi": "पैसे की साफ़ बात पूछना", "en": "Ask when money is unclear"},
    read=read,
    act=act,
    replies={
        "owed": {
            "hi-en": "Maine kuch nahi likha. Udhaar likhna ho to boliye: '{customer} ke naam {amount} likho'. "
            "Paise mil gaye hon to: '{customer} ne {amount} diye'.",
            "hi": "मैंने कुछ नहीं लिखा। उधार लिखना हो तो बोलिए: '{customer} के नाम {amount} लिखो'। "
            "पैसे मिल गए हों तो: '{customer} ने {amount} दिए'।",
            "en": "I wrote nothing. To add credit say: 'add {amount} credit to {customer}'. "
            "If the money came say: '{customer} paid {amount}'.",
        },
        "promised": {
            "hi-en": "Paise aane par likhenge. Yaad dilana ho to boliye: '{customer} ko {amount} ka reminder bhejo'. "
            "Mil gaye hon to: '{customer} ne {amount} diye'.",
            "hi": "पैसे आने पर लिखेंगे। याद दिलाना हो तो बोलिए: '{customer} को {amount} का रिमाइंडर भेजो'। "
            "मिल गए हों तो: '{customer} ने {amount} दिए'।",
            "en": "It is written once the money comes. "
            "For a reminder say: 'send {customer} a reminder of {amount}'. "
            "If it came say: '{customer} paid {amount}'.",
        },
        "negated": {
            "hi-en": "Theek hai, kuch nahi likha. Baaki jaanna ho to boliye: '{customer} ka balance batao'. "
            "Paise mil gaye hon to: '{customer} ne {amount} diye'.",
            "hi": "ठीक है, कुछ नहीं लिखा। बाक़ी जानना हो तो बोलिए: '{customer} का बैलेंस बताओ'। "
            "पैसे मिल गए हों तो: '{customer} ने {amount} दिए'।",
            "en": "All right, I wrote nothing. For the balance say: 'what is the balance of {customer}'. "
            "If the money came say: '{customer} paid {amount}'.",
        },
        "reported": {
            "hi-en": "Suni hui baat nahi likhte. "
            "Paise sach mein mil gaye hon to boliye: '{customer} ne {amount} diye'.",
            "hi": "सुनी हुई बात नहीं लिखते। पैसे सच में मिल गए हों तो बोलिए: '{customer} ने {amount} दिए'।",
            "en": "I write only what was paid. If the money really came say: '{customer} paid {amount}'.",
        },
        "settle": {
            "hi-en": "Kitne paise mile? Rakam ke saath boliye: '{customer} ne {amount} diye'. "
            "Baaki jaanna ho to: '{customer} ka balance batao'.",
            "hi": "कितने पैसे मिले? रक़म के साथ बोलिए: '{customer} ने {amount} दिए'। "
            "बाक़ी जानना हो तो: '{customer} का बैलेंस बताओ'।",
            "en": "How much was paid? Say it with the amount: '{customer} paid {amount}'. "
            "For the balance say: 'what is the balance of {customer}'.",
        },
        "reduce": {
            "hi-en": "Maine kuch nahi ghataya. Payment mili ho to boliye: '{customer} ne {amount} diye'. "
            "Udhaar likhna ho to: '{customer} ke naam {amount} likho'.",
            "hi": "मैंने कुछ नहीं घटाया। भुगतान मिला हो तो बोलिए: '{customer} ने {amount} दिए'। "
            "उधार लिखना हो तो: '{customer} के नाम {amount} लिखो'।",
            "en": "I took nothing off. If it was a payment say: '{customer} paid {amount}'. "
            "To add credit say: 'add {amount} credit to {customer}'.",
        },
        "about": {
            "hi-en": "Pakki rakam boliye, andaaz se nahi likhte. Payment ho to boliye: '{customer} ne {amount} diye'. "
            "Udhaar ho to: '{customer} ke naam {amount} likho'.",
            "hi": "पक्की रक़म बोलिए, अंदाज़ से नहीं लिखते। भुगतान हो तो बोलिए: '{customer} ने {amount} दिए'। "
            "उधार हो तो: '{customer} के नाम {amount} लिखो'।",
            "en": "Please say the exact amount. For a payment say: '{customer} paid {amount}'. "
            "For credit say: 'add {amount} credit to {customer}'.",
        },
        "number": {
            "hi-en": "Rakam samajh nahi aayi. Payment ho to boliye: '{customer} ne {amount} diye'. "
            "Udhaar ho to: '{customer} ke naam {amount} likho'.",
            "hi": "रक़म समझ नहीं आई। भुगतान हो तो बोलिए: '{customer} ने {amount} दिए'। "
            "उधार हो तो: '{customer} के नाम {amount} लिखो'।",
            "en": "I did not get the amount. For a payment say: '{customer} paid {amount}'. "
            "For credit say: 'add {amount} credit to {customer}'.",
        },
        "direction": {
            "hi-en": "Kisne kisko diye, saaf nahi hua. "
            "Udhaar likhna ho to boliye: '{customer} ke naam {amount} likho'. "
            "Payment ho to: '{customer} ne {amount} diye'.",
            "hi": "किसने किसको दिए, साफ़ नहीं हुआ। उधार लिखना हो तो बोलिए: '{customer} के नाम {amount} लिखो'। "
            "भुगतान हो तो: '{customer} ने {amount} दिए'।",
            "en": "It is not clear who paid whom. For credit say: 'add {amount} credit to {customer}'. "
            "For a payment say: '{customer} paid {amount}'.",
        },
        "unexplained": {
            "hi-en": "Poori baat samajh nahi aayi, isliye kuch nahi likha. "
            "Udhaar likhna ho to boliye: '{customer} ke naam {amount} likho'. "
            "Payment ho to: '{customer} ne {amount} diye'.",
            "hi": "पूरी बात समझ नहीं आई, इसलिए कुछ नहीं लिखा। "
            "उधार लिखना हो तो बोलिए: '{customer} के नाम {amount} लिखो'। "
            "भुगतान हो तो: '{customer} ने {amount} दिए'।",
            "en": "I did not get all of it, so I wrote nothing. "
            "For credit say: 'add {amount} credit to {customer}'. "
            "For a payment say: '{customer} paid {amount}'.",
        },
    },
    examples=(
        Example("Rahul se 500 lene hain", "hi-en", {"customer": "Rahul Sharma", "amount": 500}, reply="owed"),
        Example("Rahul kal 500 dega", "hi-en", {"customer": "Rahul Sharma", "amount": 500}, reply="promised"),
        Example("Rahul ne 500 nahi diye", "hi-en", {"customer": "Rahul Sharma", "amount": 500}, reply="negated"),
        Example("Rahul ka hisaab barabar kar do", "hi-en", {"customer": "Rahul Sharma"}, reply="settle"),
        Example("Rahul ne do teen sau diye", "hi-en", {"customer": "Rahul Sharma"}, reply="about"),
        Example("राहुल से 500 लेने हैं", "hi", {"customer": "Rahul Sharma", "amount": 500}, reply="owed"),
        Example("राहुल कल 500 देगा", "hi", {"customer": "Rahul Sharma", "amount": 500}, reply="promised"),
        Example("राहुल ने 500 नहीं दिए", "hi", {"customer": "Rahul Sharma", "amount": 500}, reply="negated"),
        Example("Rahul will pay 500 tomorrow", "en", {"customer": "Rahul Sharma", "amount": 500}, reply="promised"),
        Example("Rahul did not pay 500", "en", {"customer": "Rahul Sharma", "amount": 500}, reply="negated"),
        Example("Settle Rahul's account", "en", {"customer": "Rahul Sharma"}, reply="settle"),
    ),
)
