"""What is said where a command does not come to run, or cannot be carried out: wordings that commands share.

A reply's wording is the command's own, or else the one here: see `wording`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Reply
from execora.language.wording import Money
from execora.ledger.money import LARGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from execora.commands.command import Command, TurnCommand, Wording
    from execora.ledger.model import Customer
    from execora.ledger.money import Paise


def wording(command: Command | TurnCommand, key: str) -> Wording:
    """Return what a command says under a key.

    Raises:
        KeyError: neither the command nor this file has a wording of that name.

    """
    return command.replies.get(key) or QUESTIONS.get(key) or REFUSALS[key]


def amount_refused(amount: Paise) -> Reply | None:
    """Return the refusal of an amount that cannot be written: none at all, below zero, or too large."""
    return None if 0 < amount <= LARGEST else refuse("AMOUNT_BOUNDS", largest=Money(LARGEST))


def no_customer(customer: Customer) -> Reply:
    """Return the refusal for a customer who is not in the books: deleted, or never made after all."""
    return refuse("CUSTOMER_NOT_FOUND", name=customer)


def refuse(key: str, **words: object) -> Reply:
    """Return a refusal by its name in `REFUSALS`, with the protocol's failure code and what fills its template."""
    return Reply(key, words=words, error=_CODES.get(key, key))


_CODES = {
    "NO_SUCH_CUSTOMER": "CUSTOMER_NOT_FOUND",
    "MISSING_PRODUCT": "MISSING_ITEMS",
    "MISSING_QUANTITY": "MISSING_ITEMS",
    "UNIT_MISMATCH": "MISSING_ITEMS",
    "NOT_WHOLE": "MISSING_ITEMS",
    "VALUE_NOT_WHOLE": "MISSING_ITEMS",
    "NO_PRICE": "MISSING_ITEMS",
    "NO_GST_RATE": "MISSING_ITEMS",
    "AMOUNT_BOUNDS": "LIMIT_REACHED",
    "NOTHING_LEFT": "LIMIT_REACHED",
    "QUANTITY_BOUNDS": "LIMIT_REACHED",
    "TOO_MANY_CHANGES": "LIMIT_REACHED",
    "DATABASE": "INTERNAL",
    "PROVIDER": "INTERNAL",
    "ID_REUSED": "NOT_ALLOWED",
}
"""The refusals that the protocol has no failure code of its own for."""

QUESTIONS: Mapping[str, Wording] = {
    "choose": {
        "hi-en": "Kaun sa {name}? {options:or}?",
        "hi": "कौन सा {name}? {options:or}?",
        "en": "Which {name}? {options:or}?",
    },
    "choose_near": {
        "hi-en": "{name} nahi mila. Aapka matlab {options:or}?",
        "hi": "{name} नहीं मिला। आपका मतलब {options:or}?",
        "en": "There is no {name}. Did you mean {options:or}?",
    },
    "corrected": {
        "hi-en": "{what}: {about}. Kar doon?",
        "hi": "{what}: {about}। कर दूँ?",
        "en": "{what}: {about}. Shall I?",
    },
}
"""What is asked where several fit, or none does and some are near.

`name` is what was said (Called), `options` a tuple of Product, or of Apart for customers.
`what` is the title of a command that was put right, `about` whatever it speaks of.
"""

REFUSALS: Mapping[str, Wording] = {
    "CUSTOMER_NOT_FOUND": {
        "hi-en": "{name} naam ka koi customer nahi mila. Naya ho to boliye: naya customer {name} jodo.",
        "hi": "{name} नाम का कोई ग्राहक नहीं मिला। नया हो तो बोलिए: नया ग्राहक {name} जोड़ो।",
        "en": "There is no customer called {name}. For a new one say: add new customer {name}.",
    },
    "NO_SUCH_CUSTOMER": {
        "hi-en": "{name} naam ka koi customer nahi mila.",
        "hi": "{name} नाम का कोई ग्राहक नहीं मिला।",
        "en": "There is no customer called {name}.",
    },
    "CUSTOMER_CONTEXT_MISSING": {
        "hi-en": "Kis customer ki baat hai? Naam ke saath boliye.",
        "hi": "किस ग्राहक की बात है? नाम के साथ बोलिए।",
        "en": "Which customer is it about? Please say it with the name.",
    },
    "PRODUCT_NOT_FOUND": {
        "hi-en": "{name} dukaan ke saamaan mein nahi hai.",
        "hi": "{name} दुकान के सामान में नहीं है।",
        "en": "{name} is not among the shop's goods.",
    },
    "MISSING_AMOUNT": {
        "hi-en": "Kitne rupaye? Rakam ke saath phir se boliye.",
        "hi": "कितने रुपये? रक़म के साथ फिर से बोलिए।",
        "en": "How many rupees? Please say it again with the amount.",
    },
    "MISSING_ITEMS": {
        "hi-en": "Kaun sa saamaan? Naam aur quantity ke saath phir se boliye.",
        "hi": "कौन सा सामान? नाम और मात्रा के साथ फिर से बोलिए।",
        "en": "Which goods? Please say it again with what and how much.",
    },
    "MISSING_PRODUCT": {
        "hi-en": "Kaun sa saamaan? Naam ke saath phir se boliye.",
        "hi": "कौन सा सामान? नाम के साथ फिर से बोलिए।",
        "en": "Which product? Please say it again with its name.",
    },
    "MISSING_QUANTITY": {
        "hi-en": "Kitna {product}? Quantity ke saath phir se boliye.",
        "hi": "कितना {product}? मात्रा के साथ फिर से बोलिए।",
        "en": "How much {product}? Please say it again with the quantity.",
    },
    "MISSING_NAME": {
        "hi-en": "Kiska naam? Naam ke saath phir se boliye.",
        "hi": "किसका नाम? नाम के साथ फिर से बोलिए।",
        "en": "What is the name? Please say it again with the name.",
    },
    "UNIT_MISMATCH": {
        "hi-en": "{product} ki bikri {unit} mein hoti hai. Quantity {unit} mein boliye.",
        "hi": "{product} की बिक्री {unit} में होती है। मात्रा {unit} में बोलिए।",
        "en": "{product} is sold by the {unit}. Please say how many {unit}.",
    },
    "NOT_WHOLE": {
        "hi-en": "{product} ki bikri poore {unit} mein hi hoti hai, aadhe mein nahi.",
        "hi": "{product} की बिक्री पूरे {unit} में ही होती है, आधे में नहीं।",
        "en": "{product} is sold by the whole {unit} only.",
    },
    "VALUE_NOT_WHOLE": {
        "hi-en": "{product} ka rate {price} per {unit} hai, {value} mein poore {unit} nahi bante. Kitne {unit} boliye.",
        "hi": "{product} का भाव {price} प्रति {unit} है, {value} में पूरे {unit} नहीं बनते। कितने {unit} बोलिए।",
        "en": "{product} costs {price} a {unit}, so {value} makes no whole {unit}. Please say how many.",
    },
    "NO_PRICE": {
        "hi-en": "{product} ka rate likha hua nahi hai, isliye bill nahi bana.",
        "hi": "{product} का भाव लिखा हुआ नहीं है, इसलिए बिल नहीं बना।",
        "en": "{product} has no price yet, so no bill was made.",
    },
    "NO_GST_RATE": {
        "hi-en": "{products} par kitna GST lagta hai yeh likha hua nahi hai, isliye kuch nahi badla.",
        "hi": "{products} पर कितना जीएसटी लगता है यह लिखा हुआ नहीं है, इसलिए कुछ नहीं बदला।",
        "en": "It is not known yet how much GST there is on {products}, so nothing was changed.",
    },
    "AMOUNT_BOUNDS": {
        "hi-en": "Yeh rakam nahi likh sakte. Ek paise se {largest} tak boliye.",
        "hi": "यह रक़म नहीं लिख सकते। एक पैसे से {largest} तक बोलिए।",
        "en": "That amount cannot be written. It must be between one paisa and {largest}.",
    },
    "QUANTITY_BOUNDS": {
        "hi-en": "{product} ki yeh quantity nahi likh sakte. Zero se zyada aur {largest} tak boliye.",
        "hi": "{product} की यह मात्रा नहीं लिख सकते। शून्य से ज़्यादा और {largest} तक बोलिए।",
        "en": "That much {product} cannot be written. It must be more than zero and at most {largest}.",
    },
    "NO_PENDING_INVOICE": {
        "hi-en": "Koi draft bill baaki nahi hai: ya to pakka ho chuka, ya cancel.",
        "hi": "कोई ड्राफ़्ट बिल बाक़ी नहीं है: या तो पक्का हो चुका, या रद्द।",
        "en": "No draft bill is waiting: it was confirmed or cancelled, or never made.",
    },
    "NOTHING_LEFT": {
        "hi-en": "Itni chhoot ke baad {customer} ke bill mein kuch nahi bachta, isliye kuch nahi badla. "
        "Bill mein hai: {lines}.",
        "hi": "इतनी छूट के बाद {customer} के बिल में कुछ नहीं बचता, इसलिए कुछ नहीं बदला। बिल में है: {lines}।",
        "en": "With so much discount nothing is left of the bill for {customer}, so nothing was changed. "
        "It has {lines}.",
    },
    "MULTIPLE_PENDING_INVOICES": {
        "hi-en": "Kai draft bill baaki hain: {options}. Kiska, naam ke saath boliye.",
        "hi": "कई ड्राफ़्ट बिल बाक़ी हैं: {options}। किसका, नाम के साथ बोलिए।",
        "en": "Several draft bills are waiting: {options}. Please say whose.",
    },
    "ALREADY_DONE": {
        "hi-en": "Yeh pehle hi ho chuka hai.",
        "hi": "यह पहले ही हो चुका है।",
        "en": "That is done already.",
    },
    "NOT_ALLOWED": {
        "hi-en": "Aapko iski ijaazat nahi hai. Maalik se kahiye.",
        "hi": "आपको इसकी इजाज़त नहीं है। मालिक से कहिए।",
        "en": "You are not allowed to do that. Please ask the owner.",
    },
    "QUEUE_FULL": {
        "hi-en": "Abhi bahut kaam baaki hain. Thodi der mein phir boliye.",
        "hi": "अभी बहुत काम बाक़ी हैं। थोड़ी देर में फिर बोलिए।",
        "en": "There is too much waiting already. Please say it again in a moment.",
    },
    "PREREQUISITE_FAILED": {
        "hi-en": "Pehle wala kaam nahi hua, isliye yeh nahi kiya: {what}, {about}. Phir se boliye.",
        "hi": "पहले वाला काम नहीं हुआ, इसलिए यह नहीं किया: {what}, {about}। फिर से बोलिए।",
        "en": "What was to come first was not done, so this was not done either: {what}, {about}. Please say it again.",
    },
    "TOO_MANY_CHANGES": {
        "hi-en": "{customer} ke khate mein ek minute mein {most} se zyada badlaav nahi ho sakte, "
        "isliye kuch nahi badla. {seconds:second|second} baad phir boliye.",
        "hi": "{customer} के खाते में एक मिनट में {most} से ज़्यादा बदलाव नहीं हो सकते, इसलिए कुछ नहीं बदला। "
        "{seconds:सेकंड|सेकंड} बाद फिर बोलिए।",
        "en": "No more than {most:change|changes} a minute can be made for {customer}, so nothing was changed. "
        "Please say it again in {seconds:second|seconds}.",
    },
    "DEADLINE": {
        "hi-en": "Isme bahut der lag gayi, isliye kuch nahi badla. Phir se boliye.",
        "hi": "इसमें बहुत देर लग गई, इसलिए कुछ नहीं बदला। फिर से बोलिए।",
        "en": "That took too long, so nothing was changed. Please say it again.",
    },
    "DATABASE": {
        "hi-en": "Khaata-bahi abhi nahi khul rahi, isliye kuch nahi badla. Thodi der mein phir boliye.",
        "hi": "खाता-बही अभी नहीं खुल रही, इसलिए कुछ नहीं बदला। थोड़ी देर में फिर बोलिए।",
        "en": "The books cannot be reached, so nothing was changed. Please say it again in a moment.",
    },
    "PROVIDER": {
        "hi-en": "Bahar ki seva abhi nahi mil rahi, isliye kuch nahi badla. Thodi der mein phir boliye.",
        "hi": "बाहर की सेवा अभी नहीं मिल रही, इसलिए कुछ नहीं बदला। थोड़ी देर में फिर बोलिए।",
        "en": "A service outside cannot be reached, so nothing was changed. Please say it again in a moment.",
    },
    "OUTCOME_UNKNOWN": {
        "hi-en": "Pakka nahi ki yeh likha gaya ya nahi. Dobara bolne se pehle hisaab dekh lijiye.",
        "hi": "पक्का नहीं कि यह लिखा गया या नहीं। दोबारा बोलने से पहले हिसाब देख लीजिए।",
        "en": "It is not certain whether this was written. Please look at the books before you say it again.",
    },
    "ID_REUSED": {
        "hi-en": "Is id se pehle kuch aur kaha gaya tha, isliye kuch nahi badla. Nayi id se bhejiye.",
        "hi": "इस आईडी से पहले कुछ और कहा गया था, इसलिए कुछ नहीं बदला। नई आईडी से भेजिए।",
        "en": "This id was used for something else before, so nothing was changed. Please send it with a new id.",
    },
    "INTERNAL": {
        "hi-en": "Kuch gadbad ho gayi, isliye kuch nahi badla. Phir se boliye.",
        "hi": "कुछ गड़बड़ हो गई, इसलिए कुछ नहीं बदला। फिर से बोलिए।",
        "en": "Something went wrong, so nothing was changed. Please say it again.",
    },
}
"""By failure code of the protocol, or by the names in `_CODES`. What fills them:

name: as it was said, or the Customer or Product that is gone; options: a tuple of Draft; product: a Product; products:
a tuple of them; unit: the Unit it is sold in; price, value: Money; largest: Money or Quantity; most, seconds: numbers.
"""
