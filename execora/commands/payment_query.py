"""PAYMENT_QUERY: whether a customer paid, when, and how much; answered from the books."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.refusals import no_customer
from execora.commands.things import customer_things, the_customer
from execora.language.asking import asks_about_payment, whose_statement
from execora.language.moments import day
from execora.language.vocabulary import ASKING, MODES, TELLING
from execora.language.wording import Money, Phrase
from execora.ledger.money import Paise, rupees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.commands.command import Order, Wording
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Entities, Reading, Setting
    from execora.ledger.model import AccountEntry, Customer


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: diye kya, kab diye the, kitne diye, payment aaya kya, last payment batao."""
    if not asks_about_payment(clause):
        return None
    said, today = clause.whose() or whose_statement(clause), setting.now.date()
    if said is None or said.all_customers or said.customers:
        return None
    until = any(part.concept == "until" for part in clause.parts)  # "aaj tak kitne diye"
    on = day(clause.when, today) if clause.when and not until else None
    said = replace(said, amount=clause.amount, date=on if on and on <= today else None)
    return clause.reading("PAYMENT_QUERY", said, _ACCOUNTS_FOR)


_ACCOUNTS_FOR = (
    TELLING
    | ASKING
    | MODES
    | {"last time"}
    | frozenset(
        "WHO AMOUNT WHEN give pay repay send take get receive come clear deposit payment money last previous total "
        "when no not nay either that entry account make udhaar statement".split()
    )
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Look for the payments that are meant; where there is none, tell of the last one."""
    asked_for, said = the_customer(order), order.entities
    customer, owed = await shop.customers.get(asked_for.id), await shop.customers.balance(asked_for.id)
    if customer is None or owed is None:
        return no_customer(asked_for)
    meant = await shop.ledger.payments(customer.id, amount=said.amount, on=said.date, limit=MOST)
    shown = _shown(customer, meant, owed)
    if meant:
        return Reply("done", shown, {"customer": customer, "payments": _list(meant, dated=said.date is None)})
    last = await shop.ledger.payments(customer.id, limit=1)
    if not last:
        return Reply("never", shown, {"customer": customer})
    return Reply("not_so", shown, {"customer": customer, "payment": _sought(said), "last": _list(last, dated=True)})


MOST = 3
"""Payments that are told of in one answer."""


def _shown(customer: Customer, meant: Sequence[AccountEntry], owed: Paise) -> dict[str, object]:
    payments = [
        {"date": entry.on.isoformat(), "amount": rupees(Paise(-entry.amount)), "entryId": str(entry.journal_id)}
        for entry in meant
    ]
    return {
        "customer": customer.name,
        "customerId": str(customer.id),
        "paid": bool(meant),
        "payments": payments,
        "balance": rupees(owed),
    }


def _list(entries: Sequence[AccountEntry], *, dated: bool) -> tuple[object, ...]:
    """Return payments to be said, each with its day where that is not what was asked for."""
    template = _DATED if dated else _PLAIN
    return tuple(Phrase(template, {"day": entry.on, "amount": Money(Paise(-entry.amount))}) for entry in entries)


_DATED: Wording = {"hi-en": "{day} ko {amount}", "hi": "{day} को {amount}", "en": "{amount} ({day})"}

_PLAIN: Wording = {"hi-en": "{amount}", "hi": "{amount}", "en": "{amount}"}


def _sought(said: Entities) -> Phrase:
    """Return what was asked for: a payment of that amount, of that day, or of both."""
    if said.amount is None:
        return Phrase(_OF_DAY, {"day": said.date}) if said.date else Phrase(_ANY)
    if said.date is None:
        return Phrase(_OF_AMOUNT, {"amount": Money(said.amount)})
    return Phrase(_OF_BOTH, {"day": said.date, "amount": Money(said.amount)})


_ANY: Wording = {"hi-en": "koi payment", "hi": "कोई भुगतान", "en": "payment"}

_OF_DAY: Wording = {"hi-en": "{day} ka payment", "hi": "{day} का भुगतान", "en": "payment ({day})"}

_OF_AMOUNT: Wording = {"hi-en": "{amount} ka payment", "hi": "{amount} का भुगतान", "en": "payment of {amount}"}

_OF_BOTH: Wording = {
    "hi-en": "{day} {amount} ka payment",
    "hi": "{day} {amount} का भुगतान",
    "en": "payment of {amount} ({day})",
}


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=customer_things(order))


COMMAND = Command(
    intent="PAYMENT_QUERY",
    title={"hi-en": "Payment aaya?", "hi": "पैसे आए?", "en": "Payments"},
    summary={"hi-en": "Kisne kab diye, batana", "hi": "किसने कब दिए, बताना", "en": "Tell who paid when"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="must"),
    replies={
        "done": {
            "hi-en": "Haan, {customer} ne diye: {payments}.",
            "hi": "हाँ, {customer} ने दिए: {payments}।",
            "en": "Yes, {customer} paid {payments}.",
        },
        "not_so": {
            "hi-en": "Nahi, {customer} ka {payment} likha nahi hai. Aakhri baar: {last}.",
            "hi": "नहीं, {customer} का {payment} लिखा नहीं है। आख़िरी बार: {last}।",
            "en": "No, there is no {payment} from {customer}. The last one was {last}.",
        },
        "never": {
            "hi-en": "Nahi, {customer} ka koi payment likha nahi hai.",
            "hi": "नहीं, {customer} का कोई भुगतान लिखा नहीं है।",
            "en": "No, there is no payment from {customer} in the books.",
        },
    },
    examples=(
        Example("Rahul ne paise diye kya", "hi-en", {"customer": "Rahul Sharma"}, reply="never"),
        Example(
            "kab diye the",
            "hi-en",
            {"customer": "Rahul Sharma", "customerRef": "active"},
            before=("Rahul ne 200 diye",),
        ),
        Example(
            "Rahul ne 200 diye kya",
            "hi-en",
            {"customer": "Rahul Sharma", "amount": 200},
            before=("Rahul ne 200 diye",),
        ),
        Example(
            "Rahul ne 500 diye kya",
            "hi-en",
            {"customer": "Rahul Sharma", "amount": 500},
            before=("Rahul ne 200 diye",),
            reply="not_so",
        ),
        Example(
            "Zubair ne kitne diye", "hi-en", {"customer": "Zubair", "unknownCustomer": True}, reply="CUSTOMER_NOT_FOUND"
        ),
        Example("क्या राहुल ने पैसे दिए", "hi", {"customer": "Rahul Sharma"}, reply="never"),
        Example("राहुल ने कब दिए थे", "hi", {"customer": "Rahul Sharma"}, before=("राहुल ने 200 दिए",)),
        Example(
            "भारत ने पैसे दिए क्या",
            "hi",
            {"customer": "Bharat", "candidates": ["Bharat Bhushan", "Bharat Yadav"]},
            reply="choose",
        ),
        Example("Has Suresh paid", "en", {"customer": "Suresh Kumar"}, reply="never"),
        Example("When did Rahul pay", "en", {"customer": "Rahul Sharma"}, before=("Rahul paid 200",)),
        Example("Did Zubair pay", "en", {"customer": "Zubair", "unknownCustomer": True}, reply="CUSTOMER_NOT_FOUND"),
    ),
)
