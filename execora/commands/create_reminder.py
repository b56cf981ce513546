"""CREATE_REMINDER: a message to one customer or several that waits for its hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import uuid5

from execora.commands.changes import RemindersKept
from execora.commands.command import Command, Example, Needs, Priority, Question, Reply, Thing, Touches
from execora.commands.handful import handful
from execora.commands.refusals import amount_refused, no_customer
from execora.commands.reminding import MOVED, again, first_of, reminder_shown, within_hours
from execora.commands.things import customer_things, the_customer
from execora.language.moments import moment, recurrence
from execora.language.moving import is_put_on, is_there
from execora.language.wording import Money, Phrase
from execora.ledger.model import Reminder
from execora.ledger.money import LARGEST

if TYPE_CHECKING:
    from datetime import datetime

    from execora.commands.command import Limits, Order, Wording
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.people import Person
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import Customer


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: reminder bhejo, yaad dilao, bolo N de de, for a customer, several, or all who owe."""
    if not clause.wished or not _reminds(clause) or clause.items or not _amount_is_marked(clause):
        return None
    if _is_before(clause) or _is_no_moment(clause):
        return None
    when, said = clause.when, _addressed(clause).whose()
    at = moment(when, setting.now) if when and _is_when_to_send(clause) else None
    for_shop = any(person.ref == "shop" and person.role in {"to", "for", "of", "bare"} for person in clause.people)
    if said is None or for_shop or (when is not None and at is None):
        return None
    several = bool(said.customers) or said.all_customers or said.customer_ref == "both"
    said = replace(said, amount=clause.amount, moment=at, recurrence=recurrence(when) if when else None)
    return clause.reading("CREATE_REMINDER", said, _ACCOUNTS_FOR, asks=("batch",) if several else ())


def _addressed(clause: Clause) -> Clause:
    """Leave out whose dues they are where that is whoever is reminded: "remind Rahul about his dues"."""
    first, *rest = clause.others or (None,)
    if first is None or first.ref or not all(person.ref == "active" and person.role == "of" for person in rest):
        return clause
    return replace(clause, others=clause.others[:1])


def _reminds(clause: Clause) -> bool:
    """Tell of a reminder that is to be made, or of "Rahul ko bolo 500 de de"."""
    if clause.has("reminder"):
        if is_there(clause.parts) or (is_put_on(clause.parts) and clause.acts & {"put", "keep"}):
            return False
        # "Rahul ka reminder" is no wish, and "Rahul ka reminder parso kar do" moves one that is there.
        addressed = any(person.role in {"to", "for"} or _is_pressed(person, clause) for person in clause.others)
        going = all(verb.mood == "please" for verb in clause.verbs if verb.concept in _GOING)
        return clause.acts <= _SENDING | _GOING and going and (addressed or bool(clause.acts - {"do"}))
    if "remind" in clause.acts or (clause.has("memory") and _makes_remember(clause)):
        return clause.acts <= _SENDING | _PAYING
    if clause.has("message", "whatsapp"):
        about_money = clause.has("udhaar", "due", "payment", "money") and not clause.has("greeting", "thanks")
        asks = bool(clause.acts - {"demand", "give", "pay"})
        return about_money and asks and clause.acts <= _SENDING | {"demand", "pay"}
    told = any(person.role in {"to", "from", "bare"} for person in clause.others)
    return told and bool(clause.acts & _TELLING) and clause.acts <= _PAYING | _TELLING and _pays(clause)


def _is_pressed(person: Person, clause: Clause) -> bool:
    """Tell of "Suresh se takaza karo": money is asked of somebody."""
    return person.role == "from" and any(
        word.startswith(("taqaz", "takaz", "tagad", "तकाज")) for word in clause.sentence
    )


def _makes_remember(clause: Clause) -> bool:
    """Tell "yaad karwao" from "yaad karo": whoever is to remember it must be made to."""
    return "do" in clause.acts and any(word.startswith(_MAKING_DO) for word in clause.sentence)


def _pays(clause: Clause) -> bool:
    """Tell whether it is money that is to come: "bolo kar de" could be anything."""
    return bool(clause.acts & _CLEARING) or (
        bool(clause.acts & _PAYING) and (bool(clause.numbers) or clause.has(*_MONEY))
    )


def _is_before(clause: Clause) -> bool:
    """Tell of pehle or pehli where it is no "first of all": "5 baje se pehle", "pehli ko", "first of every month"."""
    at = next((at for at, part in enumerate(clause.parts) if part.concept in _ORDINALS), None)
    if at is None:
        return False
    after = clause.parts[at + 1].kind if at + 1 < len(clause.parts) else ""
    return at > 0 or clause.parts[at].concept != "first" or after not in {"name", "unknown", "pronoun"}


def _is_no_moment(clause: Clause) -> bool:
    """Tell of "kal se", "somvaar tak", "by Monday": more than one moment would do."""
    after = any(
        one.kind == "when" and other.kind == "post" and other.concept in {"from", "until"}
        for one, other in pairwise(clause.parts)
    )
    return after or any(
        one.kind == "prep" and one.concept in {"from", "by"} and other.kind == "when"
        for one, other in pairwise(clause.parts)
    )


def _is_when_to_send(clause: Clause) -> bool:
    """Tell whether a moment is the reminder's own: in "bolo kal 500 de de" it could be that of the payment."""
    said = next((verb for verb in clause.verbs if verb.concept in {"say", "tell", "remind"}), None)
    paid = next((verb for verb in clause.verbs if verb.concept in {"give", "pay", "repay", "clear"}), None)
    if said is None or paid is None:
        return True
    if said.concept == "remind" and said.english and paid.english:
        return True  # "remind Rahul to pay 500 tomorrow"
    before = said.at
    return all(at < before for at, part in enumerate(clause.parts) if part.kind == "when")


def _amount_is_marked(clause: Clause) -> bool:
    """Tell whether a number says how much is owed ("500 ka reminder", "bolo 500 de de"), and not when."""
    if not clause.numbers:
        return True
    at = next(at for at, part in enumerate(clause.parts) if part.kind == "number")
    before, after = clause.parts[max(at - 1, 0)], clause.parts[min(at + 1, len(clause.parts) - 1)]
    pays = bool(clause.acts & _PAID) or ("send" in clause.acts and bool(clause.acts & _TELLING))
    marked = clause.numbers[0].form == "rupees" or after.concept in {"of", "for"} or before.concept in {"of", "for"}
    return len(clause.numbers) == 1 and (marked or pays) and after.concept != "customer"


_SENDING = frozenset({"send", "apply", "put", "do", "give", "make", "remind", "write", "add", "keep"})
_GOING = frozenset({"go", "get", "reach"})
"""As in "reminder jaye", "mil jaye"."""

_PAYING = frozenset({"give", "pay", "repay", "send", "deposit", "do", "clear"})
_CLEARING = frozenset({"pay", "repay", "deposit", "clear"})
_PAID = frozenset({"give", "pay", "repay", "clear", "deposit"})
_TELLING = frozenset({"say", "tell"})
_MAKING_DO = ("kara", "karw", "karv", "krwa", "करा", "करवा")
_ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "last"})
_MONEY = frozenset({"udhaar", "due", "balance", "payment", "money", "account", "accounts", "deposit", "pending"})
_ACCOUNTS_FOR = (
    _SENDING
    | _GOING
    | _PAYING
    | _MONEY
    | frozenset("WHO AMOUNT WHEN reminder memory message whatsapp say tell demand mind wala".split())
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Keep a reminder for each customer it is for."""
    said = order.entities
    refused = amount_refused(said.amount) if said.amount is not None else None
    if refused:
        return refused
    wanted = said.moment or (first_of(said.recurrence, order.now) if said.recurrence else order.now)
    if wanted < order.now - A_MINUTE:
        return Reply("past", words={"when": wanted}, error="MISSING_DATETIME")
    if said.all_customers and not order.customers:
        return await _for_everyone(shop, order, wanted)
    return await _for_named(shop, order, order.customers or (the_customer(order),), wanted)


async def _for_everyone(shop: Shop, order: Order, wanted: datetime) -> Reply:
    """Ask with the count of those who owe; after a yes it is for those who were counted and owe still."""
    owing = [balance.customer for balance in await shop.customers.balances(forgotten=False) if balance.owed > 0]
    if not order.named and owing:
        words = {"count": len(owing), "when": within_hours(wanted)}
        return Reply("ask_everyone", words=words, asks=True, named=tuple(customer.id for customer in owing))
    counted = tuple(customer for customer in owing if customer.id in order.named)
    if not counted:
        return Reply("nobody_owes", error="CUSTOMER_NOT_FOUND")
    owing_no_more = await shop.customers.known(*(set(order.named) - {customer.id for customer in counted}))
    return await _keep(shop, order, counted, wanted, tuple(owing_no_more.values()))


async def _for_named(shop: Shop, order: Order, customers: tuple[Customer, ...], wanted: datetime) -> Reply:
    """Keep it for whoever was named, each once; for nobody where one of them is no customer any more."""
    known = await shop.customers.known(*(customer.id for customer in customers))
    gone = next((customer for customer in customers if customer.id not in known), None)
    if gone:
        return no_customer(gone)
    return await _keep(shop, order, tuple({customer.id: known[customer.id] for customer in customers}.values()), wanted)


async def _keep(
    shop: Shop, order: Order, customers: tuple[Customer, ...], wanted: datetime, settled: tuple[Customer, ...] = ()
) -> Reply:
    """Keep all of them at once, and say who is left out and why: who has no phone, and who has `settled` meanwhile."""
    without_phone = tuple(customer for customer in customers if not customer.phone)
    kept = [_reminder(order, customer, wanted, len(customers)) for customer in customers if customer.phone]
    if not kept:
        return Reply("no_phone", words={"customers": handful(without_phone)}, error="NO_PHONE")
    await shop.reminders.create(*kept)
    change = RemindersKept(tuple(kept))
    return Reply("done", _shown(kept, wanted), _words(kept, wanted, without_phone, settled), change=change)


def _reminder(order: Order, customer: Customer, wanted: datetime, count: int) -> Reminder:
    """Return the reminder under the id reserved for it; each of a batch has its own, always the same."""
    reminder_id = order.makes if count == 1 else uuid5(order.makes, str(customer.id))
    return Reminder(reminder_id, customer, order.entities.amount, within_hours(wanted), order.entities.recurrence)


def _shown(kept: list[Reminder], wanted: datetime) -> dict[str, object]:
    first = kept[0]
    shown = reminder_shown(first)
    if len(kept) > 1:
        shown = {"count": len(kept), "reminders": [reminder_shown(one) for one in kept], "sendAt": shown["sendAt"]}
    if first.recurrence:
        shown["recurrence"] = first.recurrence
    if first.send_at != wanted:
        shown["movedFrom"] = wanted.isoformat(timespec="minutes")
    return shown


def _words(
    kept: list[Reminder], wanted: datetime, without_phone: tuple[Customer, ...], settled: tuple[Customer, ...]
) -> dict[str, object]:
    first = kept[0]
    return {
        "who": first.customer if len(kept) == 1 else Phrase(_SO_MANY, {"count": len(kept)}),
        "amount": Phrase(_FOR, {"amount": Money(first.amount)}) if first.amount is not None else "",
        "when": first.send_at,
        "moved": Phrase(MOVED) if first.send_at != wanted else "",
        "repeats": again(first.recurrence),
        "without": Phrase(_WITHOUT, {"customers": handful(without_phone)}) if without_phone else "",
        "settled": Phrase(_SETTLED, {"customers": handful(settled)}) if settled else "",
    }


def asks_first(order: Order, _asks: frozenset[str], limits: Limits) -> Question | None:
    """Ask where it is for several, or for much."""
    amount = order.entities.amount
    if len(order.customers) > 1:
        return Question("ask_batch", {"count": len(order.customers), "customers": handful(order.customers)})
    if order.customer and amount is not None and limits.confirm_above < amount <= LARGEST:
        return Question("ask", {"customer": order.customer, "amount": Money(amount)})
    return None


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=customer_things(order), writes=frozenset({Thing("reminder", order.makes)}))


A_MINUTE = timedelta(minutes=1)
"""So much of the past is still now: "abhi"."""

_SO_MANY: Wording = {"hi-en": "{count} customers", "hi": "{count} ग्राहकों", "en": "{count} customers"}

_FOR: Wording = {"hi-en": "{amount} ka ", "hi": "{amount} का ", "en": "of {amount} "}

_WITHOUT: Wording = {
    "hi-en": " {customers} ka phone number nahi hai, unhe nahi jayega.",
    "hi": " {customers} का फ़ोन नंबर नहीं है, उन्हें नहीं जाएगा।",
    "en": " There is no phone number for {customers}: none for them.",
}

_SETTLED: Wording = {
    "hi-en": " {customers} par ab kuch baaki nahi hai, unhe nahi jayega.",
    "hi": " {customers} पर अब कुछ बाक़ी नहीं है, उन्हें नहीं जाएगा।",
    "en": " Nothing is owed any more by {customers}: none for them.",
}


COMMAND = Command(
    intent="CREATE_REMINDER",
    title={"hi-en": "Reminder lagao", "hi": "रिमाइंडर लगाओ", "en": "Set reminder"},
    summary={"hi-en": "Reminder lagana", "hi": "रिमाइंडर लगाना", "en": "Set a reminder"},
    priority=Priority.MESSAGE,
    read=read,
    handle=handle,
    touches=touches,
    asks_first=asks_first,
    needs=Needs(customer="must", customers=True),
    asks_itself=lambda order: order.entities.all_customers and not order.customers,
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "{who} ko {amount}reminder {when} ke liye lag gaya.{moved}{repeats}{without}{settled} "
            "Bhejna abhi chalu nahi hai, tab tak yeh intezaar karega.",
            "hi": "{who} को {amount}रिमाइंडर {when} के लिए लग गया।{moved}{repeats}{without}{settled} "
            "भेजना अभी चालू नहीं है, तब तक यह इंतज़ार करेगा।",
            "en": "Reminder {amount}for {who} is set: {when}.{moved}{repeats}{without}{settled} "
            "Sending is not set up yet, so it waits until then.",
        },
        "ask": {
            "hi-en": "{customer} ko {amount} ka reminder lagaoon?",
            "hi": "{customer} को {amount} का रिमाइंडर लगाऊँ?",
            "en": "Shall I set a reminder of {amount} for {customer}?",
        },
        "ask_batch": {
            "hi-en": "{count} customers ko reminder lagaoon: {customers}?",
            "hi": "{count} ग्राहकों को रिमाइंडर लगाऊँ: {customers}?",
            "en": "Shall I set reminders for {count} customers: {customers}?",
        },
        "ask_everyone": {
            "hi-en": "{count:customer|customers} par udhaar baaki hai. Sabko {when} ka reminder lagaoon?",
            "hi": "{count:ग्राहक|ग्राहकों} पर उधार बाक़ी है। सबको {when} का रिमाइंडर लगाऊँ?",
            "en": "{count:customer owes|customers owe} money. Shall I set a reminder for all of them: {when}?",
        },
        "nobody_owes": {
            "hi-en": "Kisi par kuch baaki nahi hai, isliye koi reminder nahi lagaya.",
            "hi": "किसी पर कुछ बाक़ी नहीं है, इसलिए कोई रिमाइंडर नहीं लगाया।",
            "en": "Nobody owes anything, so no reminder was set.",
        },
        "past": {
            "hi-en": "{when} nikal chuka hai. Aage ka samay boliye.",
            "hi": "{when} निकल चुका है। आगे का समय बोलिए।",
            "en": "That time has gone by: {when}. Please say a later one.",
        },
        "no_phone": {
            "hi-en": "{customers} ka phone number nahi hai, isliye reminder nahi laga.",
            "hi": "{customers} का फ़ोन नंबर नहीं है, इसलिए रिमाइंडर नहीं लगा।",
            "en": "There is no phone number for {customers}, so no reminder was set.",
        },
    },
    examples=(
        Example(
            "Rahul ko 500 ka reminder kal shaam 7 baje bhejna",
            "hi-en",
            {"customer": "Rahul Sharma", "amount": 500, "datetime": "2026-11-21T19:00+05:30"},
        ),
        Example(
            "Rahul ko kal reminder bhejna", "hi-en", {"customer": "Rahul Sharma", "datetime": "2026-11-21T10:00+05:30"}
        ),
        Example(
            "Suresh ko raat 11 baje reminder bhejo",
            "hi-en",
            {"customer": "Suresh Kumar", "datetime": "2026-11-20T23:00+05:30"},
        ),
        Example("Rahul ko bolo 500 de de", "hi-en", {"customer": "Rahul Sharma", "amount": 500}),
        Example(
            "Suresh ko har mahine ki 5 tareekh ko reminder bhejna",
            "hi-en",
            {
                "customer": "Suresh Kumar",
                "datetime": "2026-12-05T10:00+05:30",
                "recurrence": "FREQ=MONTHLY;BYMONTHDAY=5",
            },
        ),
        Example(
            "Rahul aur Suresh dono ko reminder bhejo",
            "hi-en",
            {"customers": ["Rahul Sharma", "Suresh Kumar"]},
            reply="ask_batch",
        ),
        Example("sabko reminder bhejo", "hi-en", {"allCustomers": True}, reply="ask_everyone"),
        Example(
            "Kishan Thakur ko kal reminder bhejna",
            "hi-en",
            {"customer": "Kishan Thakur", "datetime": "2026-11-21T10:00+05:30"},
            reply="no_phone",
        ),
        Example(
            "कल शाम 7 बजे राहुल को रिमाइंडर भेजना", "hi", {"customer": "Rahul Sharma", "datetime": "2026-11-21T19:00+05:30"}
        ),
        Example("राहुल को 500 का रिमाइंडर भेजो", "hi", {"customer": "Rahul Sharma", "amount": 500}),
        Example(
            "भारत को कल रिमाइंडर भेजना",
            "hi",
            {
                "customer": "Bharat",
                "candidates": ["Bharat Bhushan", "Bharat Yadav"],
                "datetime": "2026-11-21T10:00+05:30",
            },
            reply="choose",
        ),
        Example(
            "Remind Rahul tomorrow at 7 pm", "en", {"customer": "Rahul Sharma", "datetime": "2026-11-21T19:00+05:30"}
        ),
        Example(
            "Send Suresh a reminder tomorrow", "en", {"customer": "Suresh Kumar", "datetime": "2026-11-21T10:00+05:30"}
        ),
        Example(
            "Remind Zubair tomorrow",
            "en",
            {"customer": "Zubair", "unknownCustomer": True, "datetime": "2026-11-21T10:00+05:30"},
            reply="CUSTOMER_NOT_FOUND",
        ),
    ),
)
