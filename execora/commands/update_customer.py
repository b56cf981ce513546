"""UPDATE_CUSTOMER: another phone, name, landmark, nickname, e-mail or GSTIN; and what a customer is called besides."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from execora.commands.changes import CustomerChanged
from execora.commands.command import Command, Example, Needs, Priority, Question, Reply, Thing, Touches
from execora.commands.person import PARTICULARS, customer_shown, particulars_refused, particulars_said
from execora.commands.port import Duplicate
from execora.commands.refusals import no_customer
from execora.commands.things import the_customer
from execora.language.particulars import told_in_words, whose_field, with_told
from execora.language.reading import Entities
from execora.language.teaching import may_be_talk, taught
from execora.language.wording import Apart

if TYPE_CHECKING:
    from execora.commands.command import Limits, Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.moods import Mood, Verb
    from execora.language.particulars import Told
    from execora.language.people import Person
    from execora.language.reading import Ask, Reading, Setting
    from execora.ledger.model import Customer


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: number badal do, naya number hai, ka naam … kar do, pata, email, GSTIN; Guddu matlab Rahul Verma."""
    nickname = taught(clause)
    if nickname:
        asks: tuple[Ask, ...] = ("nickname",) if may_be_talk(clause) else ()
        return clause.reading("UPDATE_CUSTOMER", nickname, _TEACHING, asks=asks)
    if not clause.tone.plain or clause.asks or clause.negated or clause.numbers:
        return None
    whose = whose_field(clause)
    told = told_in_words(clause.parts, whose)
    if told is None or not clause.has(*_FIELDS) or not _is_about_one(clause, whose, told):
        return None
    if clause.has("customer") and (whose is None or clause.has("new") or _is_named(whose, told)):
        return None  # "add a customer, name Ravi"
    if clause.has("wrong") and not _puts_right(clause):
        return None  # "number 98… galat hai" does not tell the right one
    if sum(part.kind == "phone" for part in clause.parts) > 1:
        return None
    said = whose.as_entities() if whose else Entities(customer_ref="active")
    said = with_told(replace(said, phone=clause.phone, email=clause.email, gstin=clause.gstin), told)
    if not _is_wished(clause, moods=_WISHED if _gives(said) else _WISHED | {"must"}):
        return None
    if not _is_enough(clause, whose, said) or _is_of_another(clause, told):
        return None
    asks = ("rename",) if _renames(clause, said) else ()
    return clause.reading("UPDATE_CUSTOMER", said, _ACCOUNTS_FOR, asks=asks)


def _is_wished(clause: Clause, *, moods: frozenset[Mood]) -> bool:
    """Tell of a wish, or of what has become so: "number badal gaya hai", "badal ke … kar do", "hata ke … kar do"."""
    return not clause.has(*_UNSURE) and all(
        verb.mood in _REPLACING.get(verb.concept, frozenset())
        or (verb.concept in _CHANGING and verb.mood in moods)
        or _is_out_of_the_way(clause, verb)
        or (verb.concept in {"take", "give"} and verb.mood == "done" and clause.has("new") and clause.has("PHONE"))
        for verb in clause.verbs
    )


def _puts_right(clause: Clause) -> bool:
    """Tell of "number galat hai, sahi number 98… hai"."""
    said = [part.concept for part in clause.parts]
    at = said.index("wrong")
    known = said[at - 1 : at + 2] in (["phone", "wrong", "is"], ["email", "wrong", "is"], ["gst", "wrong", "is"])
    return known and not {"yes", "new"}.isdisjoint(said[at:])


def _is_named(whose: Person, told: list[Told]) -> bool:
    """Tell of "a customer by the name of Ravi, his number is 98…"."""
    return whose.ref is not None and any(one.field == "name" for one in told)


def _is_out_of_the_way(clause: Clause, verb: Verb) -> bool:
    """Tell of the old one that goes as the new one is told: "purana number hatao, naya 98… daalo"."""
    told = clause.has("PHONE", "EMAIL", "GSTIN") and clause.has("old") and len(clause.verbs) > 1
    return told and verb.concept == "remove" and verb.mood in {"please", "bare"} and verb is clause.verbs[0]


def _is_of_another(clause: Clause, told: list[Told]) -> bool:
    """Tell of what is no field of theirs now: "purana number 98… hai", "account number"; and of "ka pata puchho"."""
    anew = not clause.acts.isdisjoint({"change", "remove"}) or clause.has("new", "instead", "instead of")
    fields = {"phone", "email", "gst", "named", "nickname", "info"}
    was = any(one.concept == "old" and other.concept in fields for one, other in pairwise(clause.parts))
    nouns = [part.concept for part in clause.parts if part.concept != "of"]
    numbers = ("account", "phone") in pairwise(nouns)
    placed = bool(clause.acts) or clause.has("is", "near") or all(one.field != "landmark" for one in told)
    return (was and not anew) or _is_the_old(clause) or numbers or not placed


def _is_the_old(clause: Clause) -> bool:
    """Tell of the value that is called the old one: "purana number 98… badal do"."""
    said = [part.concept for part in clause.parts if part.concept != "is"]
    threes = zip(said, said[1:], said[2:], strict=False)
    return any(old == "old" and field in _FIELDS and value in _VALUES for old, field, value in threes)


def _renames(clause: Clause, said: Entities) -> bool:
    """Tell of a name that shares no word with the one they go by: "Suresh ka naam kharab hai"."""
    names = {word.lower() for word in (said.customer or "").split()}
    return said.name is not None and "change" not in clause.acts and names.isdisjoint(said.name.lower().split())


def _is_about_one(clause: Clause, whose: Person | None, told: list[Told]) -> bool:
    """Tell whether everybody who is spoken of is the customer, or part of what is told of them."""
    words = {at for one in told for at in range(one.at, one.until)}
    words_alone = {
        at for at, part in enumerate(clause.parts) if part.kind == "goods" or part.concept in {"market", "shop"}
    }
    return words_alone <= words and all(
        person is whose
        or (person.ref == "active" and whose is not None)
        or words.issuperset(range(person.at, person.until))
        for person in clause.people
    )


def _is_enough(clause: Clause, whose: Person | None, said: Entities) -> bool:
    """Tell whether it says what becomes what: a value, or at least that something changes; and of whom."""
    if not _gives(said):
        return "change" in clause.acts
    return whose is not None or bool(clause.acts and (said.phone or said.email or said.gstin))


def _gives(said: Entities) -> bool:
    return any((said.phone, said.email, said.gstin, said.name, said.nickname, said.landmark))


_TEACHING = frozenset({"save", "write", "keep", "understand", "WHO", "UNKNOWN", "say", "call", "nickname", "named"})
_FIELDS = ("phone", "named", "nickname", "landmark", "info", "email", "gst", "EMAIL", "GSTIN", "near")
_VALUES = frozenset({"PHONE", "EMAIL", "GSTIN"})
_WISHED: frozenset[Mood] = frozenset({"please", "to", "bare"})
_UNSURE = ("can", "must", "will", "about to", "going on", "was")
_REPLACING: dict[str, frozenset[Mood]] = {"change": frozenset({"done", "may"}), "remove": frozenset({"may"})}
_CHANGING = frozenset({"change", "do", "write", "save", "keep", "put", "add", "apply", "take", "happen", "go", "make"})
_ACCOUNTS_FOR = _CHANGING | frozenset(
    (
        *_FIELDS,
        *_REPLACING,
        *"WHO UNKNOWN GOODS PHONE new old account customer yes wala market shop whatsapp entry data instead "
        "wrong give".split(),
    )
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Give the customer what was said of them, and leave the rest as it was."""
    said = order.entities
    before, owed = (
        await shop.customers.hold(the_customer(order).id),
        await shop.customers.balance(the_customer(order).id),
    )
    if before is None or owed is None:
        return no_customer(the_customer(order))
    if not _gives(said):
        return Reply("what", words={"customer": before}, error="MISSING_NAME")
    refused = particulars_refused(said)
    if refused:
        return refused
    after = _changed(before, said)
    if after == before:
        return Reply("same", words={"customer": before}, error="ALREADY_DONE")
    match await shop.customers.update(after):
        case Duplicate(other):
            key = "same_phone" if said.phone and other.phone == said.phone else "same_name"
            return Reply(key, words={"customer": before, "other": Apart(other)}, error="DUPLICATE_FOUND")
        case None:
            return no_customer(before)
    words = {"customer": before, "told": particulars_said(said)}
    return Reply("done", customer_shown(after, owed), words, change=CustomerChanged(before, after))


def _changed(before: Customer, said: Entities) -> Customer:
    """Return the customer as they are from now on. Who has a nickname keeps it, and is called the new one besides."""
    name = " ".join((said.name or "").split())
    after = replace(
        before,
        name=name or before.name,
        name_hi=None if name and name != before.name else before.name_hi,
        landmark=said.landmark or before.landmark,
        phone=said.phone or before.phone,
        email=said.email or before.email,
        gstin=said.gstin or before.gstin,
    )
    return _called(after, said.nickname) if said.nickname else after


def _called(customer: Customer, nickname: str) -> Customer:
    known = [called.lower() for called in (customer.name, customer.nickname or "", *customer.aliases)]
    if nickname.lower() in known:
        return customer
    if customer.nickname is None:
        return replace(customer, nickname=nickname)
    return replace(customer, aliases=(*customer.aliases, nickname))


def asks_first(order: Order, asks: frozenset[str], _limits: Limits) -> Question | None:
    """Ask where a name could be a word that was only said of them."""
    said = order.entities
    for field, called in (("nickname", said.nickname), ("rename", said.name)):
        if field in asks and called:
            return Question(f"ask_{field}", {"customer": the_customer(order), "name": called})
    return None


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes: any customer, for their name or phone may be somebody else's."""
    return Touches(writes=frozenset({Thing("customer")}))


COMMAND = Command(
    intent="UPDATE_CUSTOMER",
    title={"hi-en": "Customer badlo", "hi": "ग्राहक बदलो", "en": "Change customer"},
    summary={
        "hi-en": "Customer ki jankari badalna",
        "hi": "ग्राहक की जानकारी बदलना",
        "en": "Change a customer's details",
    },
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    asks_first=asks_first,
    needs=Needs(customer="must"),
    roles=frozenset({"owner", "staff"}),
    replies={
        **PARTICULARS,
        "done": {
            "hi-en": "{customer} ka {told} kar diya.",
            "hi": "{customer} का {told} कर दिया।",
            "en": "Changed for {customer}: {told}.",
        },
        "what": {
            "hi-en": "{customer} ka kya badalna hai? Naya number, naam, pata, nickname, email ya GSTIN boliye.",
            "hi": "{customer} का क्या बदलना है? नया नंबर, नाम, पता, निकनेम, ईमेल या जीएसटीआईएन बोलिए।",
            "en": "What should change for {customer}? Say the new number, name, landmark, nickname, email or GSTIN.",
        },
        "ask_nickname": {
            "hi-en": "{customer} ko {name} bhi kehte hain, yeh nickname likh doon?",
            "hi": "{customer} को {name} भी कहते हैं, यह निकनेम लिख दूँ?",
            "en": "Shall I note {name} as a nickname of {customer}?",
        },
        "ask_rename": {
            "hi-en": "{customer} ka naam badal kar {name} kar doon?",
            "hi": "{customer} का नाम बदलकर {name} कर दूँ?",
            "en": "Shall I change the name of {customer} to {name}?",
        },
        "same": {
            "hi-en": "{customer} ka yeh pehle se yahi hai, kuch nahi badla.",
            "hi": "{customer} का यह पहले से यही है, कुछ नहीं बदला।",
            "en": "That is what is known of {customer} already, so nothing changed.",
        },
        "same_name": {
            "hi-en": "Is naam ke {other} pehle se hain, isliye {customer} ka naam nahi badla.",
            "hi": "इस नाम के {other} पहले से हैं, इसलिए {customer} का नाम नहीं बदला।",
            "en": "{other} has that name already, so the name of {customer} was not changed.",
        },
        "same_phone": {
            "hi-en": "Yeh number pehle se {other} ka hai, isliye {customer} ka number nahi badla.",
            "hi": "यह नंबर पहले से {other} का है, इसलिए {customer} का नंबर नहीं बदला।",
            "en": "That number belongs to {other} already, so the number of {customer} was not changed.",
        },
    },
    examples=(
        Example("Suresh ka number badal do 9876543210", "hi-en", {"customer": "Suresh Kumar", "phone": "9876543210"}),
        Example("Priya ka naya number 98765 43210 hai", "hi-en", {"customer": "Priya Singh", "phone": "9876543210"}),
        Example("Guddu matlab Rahul Verma", "hi-en", {"customer": "Rahul Verma", "nickname": "Guddu"}),
        Example(
            "Rahul Verma ko Guddu bolte hain",
            "hi-en",
            {"customer": "Rahul Verma", "nickname": "Guddu"},
            reply="ask_nickname",
        ),
        Example(
            "Suresh ka naam Mahesh hai", "hi-en", {"customer": "Suresh Kumar", "name": "Mahesh"}, reply="ask_rename"
        ),
        Example(
            "Suresh ka naam Suresh Kumawat kar do", "hi-en", {"customer": "Suresh Kumar", "name": "Suresh Kumawat"}
        ),
        Example(
            "Suresh ka email suresh@gmail.com hai", "hi-en", {"customer": "Suresh Kumar", "email": "suresh@gmail.com"}
        ),
        Example("Suresh ka pata Nehru Nagar likh lo", "hi-en", {"customer": "Suresh Kumar", "landmark": "Nehru Nagar"}),
        Example("Suresh ka number badal do", "hi-en", {"customer": "Suresh Kumar"}, reply="what"),
        Example(
            "Suresh ka number badal do 9812345670",
            "hi-en",
            {"customer": "Suresh Kumar", "phone": "9812345670"},
            reply="same_phone",
        ),
        Example("सुरेश का नंबर बदल दो 9876543210", "hi", {"customer": "Suresh Kumar", "phone": "9876543210"}),
        Example(
            "राहुल वर्मा को गुड्डू बोलते हैं",
            "hi",
            {"customer": "Rahul Verma", "nickname": "Guddu"},
            reply="ask_nickname",
        ),
        Example("सुरेश का पता नेहरू नगर है", "hi", {"customer": "Suresh Kumar", "landmark": "Nehru Nagar"}),
        Example("सुरेश का नंबर बदलो", "hi", {"customer": "Suresh Kumar"}, reply="what"),
        Example("Change Suresh's number to 9876543210", "en", {"customer": "Suresh Kumar", "phone": "9876543210"}),
        Example("Suresh's new number is 98765 43210", "en", {"customer": "Suresh Kumar", "phone": "9876543210"}),
        Example(
            "Change Suresh's name to Rahul Verma",
            "en",
            {"customer": "Suresh Kumar", "name": "Rahul Verma"},
            reply="same_name",
        ),
        Example("Guddu means Rahul Verma", "en", {"customer": "Rahul Verma", "nickname": "Guddu"}),
    ),
)
