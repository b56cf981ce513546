"""ADD_CREDIT: an amount onto a customer's account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from execora.commands.changes import MoneyPosted
from execora.commands.command import Command, Example, Needs, Priority, Question, Reply, Touches
from execora.commands.owing import owing
from execora.commands.refusals import amount_refused, no_customer
from execora.commands.things import customer_things, the_amount, the_customer
from execora.language.money import Credited, move
from execora.language.reading import Entities
from execora.language.wording import Money
from execora.ledger.money import LARGEST, rupees

if TYPE_CHECKING:
    from execora.commands.command import Limits, Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: ke khate mein, ke naam, ka N likho, chadhao, jodo, udhaar; also ko N diye, which is asked about first."""
    credited = move(clause)
    if not isinstance(credited, Credited):
        return None
    said = credited.account.as_entities() if credited.account else Entities(customer_ref="active")
    asks: tuple[Literal["direction"], ...] = () if credited.certain else ("direction",)
    accounts_for = _ACCOUNTS_FOR | {"debit"} if clause.has("account") else _ACCOUNTS_FOR
    if clause.marks(frozenset({"named"}), "in"):
        accounts_for |= {"named"}  # "write 500 in Suresh's name"
    return clause.reading("ADD_CREDIT", replace(said, amount=clause.amount), accounts_for, asks=asks)


_ACCOUNTS_FOR = frozenset(
    "WHO AMOUNT WHEN write add put charge increase keep apply do give send get take account accounts udhaar balance "
    "due money entry old goods".split()
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Put the amount on the account."""
    customer, amount = the_customer(order), the_amount(order)
    refused = amount_refused(amount)
    if refused:
        return refused
    posted = await shop.ledger.credit(customer.id, amount, on=order.now.date())
    if posted is None:
        return no_customer(customer)
    shown = {
        "customer": customer.name,
        "customerId": str(customer.id),
        "amountAdded": rupees(amount),
        "totalBalance": rupees(posted.balance),
        "entryId": str(posted.journal_id),
    }
    words = {"customer": customer, "amount": Money(amount), "owing": owing(posted.balance)}
    return Reply("done", shown, words, change=MoneyPosted(posted.journal_id, "credit", customer, amount))


def asks_first(order: Order, asks: frozenset[str], limits: Limits) -> Question | None:
    """Ask where the words alone do not settle it, or it is much."""
    amount = the_amount(order)
    if asks or limits.confirm_above < amount <= LARGEST:
        return Question("ask", {"customer": the_customer(order), "amount": Money(amount)})
    return None


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=customer_things(order))


COMMAND = Command(
    intent="ADD_CREDIT",
    title={"hi-en": "Khate mein likho", "hi": "खाते में लिखो", "en": "Credit"},
    summary={"hi-en": "Udhaar likhna", "hi": "उधार लिखना", "en": "Add credit"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    asks_first=asks_first,
    needs=Needs(customer="must", amount=True),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "{customer} ke khate mein {amount} udhaar likh diya.{owing}",
            "hi": "{customer} के खाते में {amount} उधार लिख दिया।{owing}",
            "en": "Added {amount} to {customer}'s account.{owing}",
        },
        "ask": {
            "hi-en": "{customer} ke khate mein {amount} udhaar likh doon?",
            "hi": "{customer} के खाते में {amount} उधार लिख दूँ?",
            "en": "Shall I add {amount} to {customer}'s account?",
        },
    },
    examples=(
        Example("Rahul ke khate mein 500 likh do", "hi-en", {"customer": "Rahul Sharma", "amount": 500}),
        Example("Rahul ka 500 udhaar chadha do", "hi-en", {"customer": "Rahul Sharma", "amount": 500}),
        Example("Suresh ke naam dhai sau likho", "hi-en", {"customer": "Suresh Kumar", "amount": 250}),
        Example(
            "100 credit add karo",
            "hi-en",
            {"customer": "Rahul Sharma", "customerRef": "active", "amount": 100},
            before=("Rahul ka balance batao",),
        ),
        Example("Rahul ko 500 diye", "hi-en", {"customer": "Rahul Sharma", "amount": 500}, reply="ask"),
        Example("Rahul ke khate mein 8000 likho", "hi-en", {"customer": "Rahul Sharma", "amount": 8000}, reply="ask"),
        Example(
            "Bharat ke khate mein 100 likho",
            "hi-en",
            {"customer": "Bharat", "candidates": ["Bharat Bhushan", "Bharat Yadav"], "amount": 100},
            reply="choose",
        ),
        Example("राहुल के खाते में 500 लिख दो", "hi", {"customer": "Rahul Sharma", "amount": 500}),
        Example("सुरेश के नाम 300 लिखो", "hi", {"customer": "Suresh Kumar", "amount": 300}),
        Example("मोहन का 200 उधार चढ़ा दो", "hi", {"customer": "Mohan Lal", "amount": 200}),
        Example("Add 500 credit to Rahul", "en", {"customer": "Rahul Sharma", "amount": 500}),
        Example("Put 300 on Suresh's account", "en", {"customer": "Suresh Kumar", "amount": 300}),
        Example(
            "Add 100 credit to Zubair",
            "en",
            {"customer": "Zubair", "unknownCustomer": True, "amount": 100},
            reply="CUSTOMER_NOT_FOUND",
        ),
    ),
)
