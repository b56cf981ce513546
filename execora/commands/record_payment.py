"""RECORD_PAYMENT: what a customer paid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from execora.commands.changes import MoneyPosted
from execora.commands.command import Command, Example, Needs, Priority, Question, Reply, Touches
from execora.commands.owing import owing
from execora.commands.refusals import amount_refused, no_customer
from execora.commands.things import customer_things, the_amount, the_customer
from execora.language.moments import day, moment
from execora.language.money import Paid, move
from execora.language.reading import Entities
from execora.language.vocabulary import MODES
from execora.language.wording import Money, Phrase
from execora.ledger.model import Split
from execora.ledger.money import LARGEST, Paise, rupees

if TYPE_CHECKING:
    from datetime import date

    from execora.commands.command import Limits, Order, Wording
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.moments import When
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import Customer, Posted


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: ne N diye, se N mile, ka N aaya, de gaya, jama, chukaye, UPI kiya: money that came in."""
    paid = move(clause)
    if not isinstance(paid, Paid):
        return None
    said = paid.account.as_entities() if paid.account else Entities(customer_ref="active")
    on = day(clause.when, setting.now.date()) if clause.when else None
    by = paid.account is not None and paid.account.role == "by"
    accounts_for = _ACCOUNTS_FOR | {"own"} if by else _ACCOUNTS_FOR
    accounts_for = accounts_for - {"WHEN"} if clause.when and _is_to_come(clause.when, on, setting) else accounts_for
    splits = clause.splits
    said = replace(
        said,
        payer=paid.payer.said if paid.payer else None,
        amount=Paise(sum(split.amount for split in splits)) if splits else clause.amount,
        splits=splits,
        mode=clause.modes[0] if clause.modes and not splits else None,
        date=on,
    )
    asks: tuple[Literal["payer", "direction"], ...] = (
        ("payer",) if paid.payer else () if paid.certain else ("direction",)
    )
    return clause.reading("RECORD_PAYMENT", said, accounts_for, asks=asks)


def _is_to_come(when: When, on: date | None, setting: Setting) -> bool:
    """Tell of a moment at which nothing can have been paid yet: "shaam ko diye", said at noon."""
    today = setting.now.date()
    if on is None or on > today:
        return True
    at = moment(when, setting.now) if when.part or (when.clock and when.clock.half) else None
    return at is not None and on == at.date() == today and at > setting.now


_ACCOUNTS_FOR = MODES | frozenset(
    "WHO AMOUNT WHEN return give send repay pay make take get receive come do happen write add put keep apply cut "
    "clear account accounts udhaar due balance money payment deposit advance total entry "
    "collect shop".split()
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Post what was paid, on the day it was paid."""
    customer, today = the_customer(order), order.now.date()
    splits = order.entities.splits or (Split(the_amount(order), order.entities.mode or "cash"),)
    on = order.entities.date or today
    refused = _refused(splits, on, today)
    if refused:
        return refused
    posted = await shop.ledger.payment(customer.id, splits, on=on)
    if posted is None:
        return no_customer(customer)
    words = {
        "customer": customer,
        "paid": splits,
        "payer": Phrase(_BY, {"payer": order.payer}) if order.payer else "",
        "dated": Phrase(_ON, {"day": on}) if on != today else "",
        "owing": owing(posted.balance),
    }
    change = MoneyPosted(posted.journal_id, "payment", customer, _sum(splits))
    return Reply("done", _shown(customer, splits, posted), words, change=change)


def _refused(splits: tuple[Split, ...], on: date, today: date) -> Reply | None:
    if on > today:
        return Reply("not_yet", words={"day": on}, error="NOT_ALLOWED")
    return amount_refused(_sum(splits)) or amount_refused(min(split.amount for split in splits))


def _sum(splits: tuple[Split, ...]) -> Paise:
    return Paise(sum(split.amount for split in splits))


def _shown(customer: Customer, splits: tuple[Split, ...], posted: Posted) -> dict[str, object]:
    shown: dict[str, object] = {
        "customer": customer.name,
        "customerId": str(customer.id),
        "amountPaid": rupees(_sum(splits)),
        "paymentMode": splits[0].mode if len(splits) == 1 else "split",
        "remainingBalance": rupees(posted.balance),
        "entryId": str(posted.journal_id),
    }
    if len(splits) > 1:
        shown["splits"] = [{"amount": rupees(split.amount), "mode": split.mode} for split in splits]
    return shown


def asks_first(order: Order, asks: frozenset[str], limits: Limits) -> Question | None:
    """Ask where the words alone do not settle it, somebody else paid, or it is much."""
    amount = the_amount(order)
    words = {"customer": the_customer(order), "amount": Money(amount)}
    if order.payer:
        return Question("ask_payer", {**words, "payer": order.payer})
    if asks or limits.confirm_above < amount <= LARGEST:
        return Question("ask", words)
    return None


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=customer_things(order))


_BY: Wording = {"hi-en": " {payer} ne diye.", "hi": " {payer} ने दिए।", "en": " Paid by {payer}."}

_ON: Wording = {"hi-en": " Tareekh: {day}.", "hi": " तारीख़: {day}।", "en": " Dated {day}."}


COMMAND = Command(
    intent="RECORD_PAYMENT",
    title={"hi-en": "Paise mile", "hi": "पैसे मिले", "en": "Payment"},
    summary={"hi-en": "Payment likhna", "hi": "भुगतान लिखना", "en": "Record a payment"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    asks_first=asks_first,
    needs=Needs(customer="must", amount=True),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "{customer} ke khate mein {paid} jama ho gaye.{payer}{dated}{owing}",
            "hi": "{customer} के खाते में {paid} जमा हो गए।{payer}{dated}{owing}",
            "en": "Recorded a payment of {paid} for {customer}.{payer}{dated}{owing}",
        },
        "ask": {
            "hi-en": "{customer} se {amount} mile. Khate mein jama kar doon?",
            "hi": "{customer} से {amount} मिले। खाते में जमा कर दूँ?",
            "en": "{customer} paid {amount}. Shall I record the payment?",
        },
        "ask_payer": {
            "hi-en": "{payer} ne {customer} ke {amount} diye. {customer} ke khate mein jama kar doon?",
            "hi": "{payer} ने {customer} के {amount} दिए। {customer} के खाते में जमा कर दूँ?",
            "en": "{payer} paid {amount} for {customer}. Shall I record it on the account of {customer}?",
        },
        "not_yet": {
            "hi-en": "{day} abhi aaya nahi hai. Payment mil jaye tab boliye.",
            "hi": "{day} अभी आया नहीं है। पैसे मिल जाएँ तब बोलिए।",
            "en": "That day, {day}, has not come yet. Please say it once the money is here.",
        },
    },
    examples=(
        Example("Rahul ne 200 cash me diye", "hi-en", {"customer": "Rahul Sharma", "amount": 200, "mode": "cash"}),
        Example("Suresh ne 500 UPI kiya", "hi-en", {"customer": "Suresh Kumar", "amount": 500, "mode": "upi"}),
        Example("Rahul ne dedh sau diye", "hi-en", {"customer": "Rahul Sharma", "amount": 150}),
        Example(
            "Rahul ne 300 cash aur 200 UPI diye",
            "hi-en",
            {
                "customer": "Rahul Sharma",
                "amount": 500,
                "splits": [{"amount": 300, "mode": "cash"}, {"amount": 200, "mode": "upi"}],
            },
        ),
        Example(
            "parso Rahul ne 100 diye the", "hi-en", {"customer": "Rahul Sharma", "amount": 100, "date": "2026-11-18"}
        ),
        Example(
            "Rahul ne Suresh ke 500 diye",
            "hi-en",
            {"customer": "Suresh Kumar", "amount": 500, "payer": "Rahul Sharma"},
            reply="ask_payer",
        ),
        Example("Mohan ne saat hazaar diye", "hi-en", {"customer": "Mohan Lal", "amount": 7000}, reply="ask"),
        Example(
            "Bharat ne 100 diye",
            "hi-en",
            {"customer": "Bharat", "candidates": ["Bharat Bhushan", "Bharat Yadav"], "amount": 100},
            reply="choose",
        ),
        Example("राहुल ने २५० रुपये दिए", "hi", {"customer": "Rahul Sharma", "amount": 250}),
        Example("सुरेश से 500 मिले", "hi", {"customer": "Suresh Kumar", "amount": 500}),
        Example("प्रिया ने पाँच सौ यूपीआई किए", "hi", {"customer": "Priya Singh", "amount": 500, "mode": "upi"}),
        Example("Rahul paid 200 in cash", "en", {"customer": "Rahul Sharma", "amount": 200, "mode": "cash"}),
        Example("Suresh paid 500 by UPI", "en", {"customer": "Suresh Kumar", "amount": 500, "mode": "upi"}),
        Example(
            "Zubair paid 100",
            "en",
            {"customer": "Zubair", "unknownCustomer": True, "amount": 100},
            reply="CUSTOMER_NOT_FOUND",
        ),
    ),
)
