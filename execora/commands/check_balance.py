"""CHECK_BALANCE: what a customer owes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.refusals import no_customer
from execora.commands.things import customer_things, the_customer
from execora.language.asking import asks_about_all, asks_for_statement
from execora.language.vocabulary import ASKING, TELLING
from execora.language.wording import Money
from execora.ledger.money import Paise, rupees

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: balance, hisaab, khata, baaki, kitna lena hai, of one customer."""
    about = clause.has("balance", "account", "accounts", "due", "udhaar", "pending", "owe")
    owed = clause.has("how much") and (clause.does(_MOVING, "must") or _is_so_much(clause) or _stands(clause))
    if asks_about_all(clause) or asks_for_statement(clause):
        return None
    if not (about or owed) or clause.negated or clause.has("who", "whose", "who all", "when", "market", "list", "new"):
        return None
    if not (_acts(clause) <= _VERBS or _stands(clause)) or clause.does(_MOVING, "done"):
        return None
    named = any(person.ref is None for person in clause.others)
    dated = clause.when is not None or clause.has("total")
    added = any(clause.parts[verb.at].form == "having" for verb in clause.verbs)
    whose = None if (dated or added) and not named else clause.whose()
    if whose is None or whose.all_customers:
        return None
    return clause.reading("CHECK_BALANCE", whose, _ACCOUNTS_FOR)


def _is_so_much(clause: Clause) -> bool:
    """Tell of "Rahul pe kitna hai", "uska kitna hai"."""
    owes = any(person.role in {"on", "of", "named"} for person in clause.others)
    told = clause.only("WHO", "how much", "money", "total", "own", "so far", "add", *TELLING)
    return owes and _acts(clause) <= TELLING and told


def _acts(clause: Clause) -> set[str]:
    """Return what is done, without "jod ke" in "jod ke batao", and what is still to come: "kitne aane baki hain"."""
    due = clause.has("due")
    return {
        verb.concept
        for verb in clause.verbs
        if not (clause.parts[verb.at].form == "having" or (due and (verb.concept, verb.mood) in _TO_COME))
    }


_TO_COME = frozenset({("come", "to"), ("get", "to")})


def _stands(clause: Clause) -> bool:
    """Tell of "kitna nikalta hai", "kitna rehta hai", "kitna banta hai", "kitna chadha hua hai", "kitne aane hain"."""
    owes = any(person.role in {"on", "of", "from", "named", "bare"} for person in clause.others)
    standing = [verb for verb in clause.verbs if verb.concept not in TELLING | {"want"}]
    return owes and len(standing) == 1 and (standing[0].concept, standing[0].mood) in _STANDING


_STANDING = frozenset(
    {
        *((verb, mood) for verb in ("remove", "stay", "make", "run", "get") for mood in ("does", "going on")),
        ("charge", "done"),
        ("make", "bare"),
        ("write", "done"),
        ("charge", "stands"),
        *((verb, mood) for verb in ("become", "remove") for mood in ("does", "done", "going on")),
        ("remain", "done"),
        ("stay", "done"),
        ("come", "must"),
        ("get", "must"),
        ("pay", "must"),
        ("pay", "to"),
    }
)
_MOVING = frozenset({"give", "take"})
_VERBS = TELLING | {"owe", "take", "remain", "want"}
_ACCOUNTS_FOR = (
    _VERBS
    | {verb for verb, _ in _STANDING}
    | ASKING
    | frozenset("WHO balance account accounts due udhaar pending money total old own add".split())
    | {"so far"}
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Look up what is owed now."""
    customer = the_customer(order)
    owed = await shop.customers.balance(customer.id)
    if owed is None:
        return no_customer(customer)
    shown = {"customer": customer.name, "customerId": str(customer.id), "balance": rupees(owed)}
    if customer.landmark:
        shown["landmark"] = customer.landmark
    key = "done" if owed > 0 else "advance" if owed else "settled"
    return Reply(key, shown, {"customer": customer, "amount": Money(Paise(abs(owed)))})


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=customer_things(order))


COMMAND = Command(
    intent="CHECK_BALANCE",
    title={"hi-en": "Balance", "hi": "बैलेंस", "en": "Balance"},
    summary={"hi-en": "Balance batana", "hi": "बैलेंस बताना", "en": "Tell a balance"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="must"),
    replies={
        "done": {
            "hi-en": "{customer} par {amount} baaki hain.",
            "hi": "{customer} पर {amount} बाक़ी हैं।",
            "en": "{customer} owes {amount}.",
        },
        "settled": {
            "hi-en": "{customer} ka hisaab barabar hai, kuch baaki nahi.",
            "hi": "{customer} का हिसाब बराबर है, कुछ बाक़ी नहीं।",
            "en": "{customer} owes nothing.",
        },
        "advance": {
            "hi-en": "{customer} ke {amount} advance jama hain.",
            "hi": "{customer} के {amount} एडवांस जमा हैं।",
            "en": "{customer} has an advance of {amount}.",
        },
    },
    examples=(
        Example("Rahul ka balance batao", "hi-en", {"customer": "Rahul Sharma"}),
        Example("Suresh pe kitna baki hai", "hi-en", {"customer": "Suresh Kumar"}),
        Example("Guptaji ka hisaab batao", "hi-en", {"customer": "Ramesh Gupta"}, reply="settled"),
        Example(
            "uska balance batao",
            "hi-en",
            {"customer": "Suresh Kumar", "customerRef": "active"},
            before=("Suresh ne 100 diye",),
        ),
        Example(
            "Bharat ka balance batao",
            "hi-en",
            {"customer": "Bharat", "candidates": ["Bharat Bhushan", "Bharat Yadav"]},
            reply="choose",
        ),
        Example(
            "Zubair ka balance batao",
            "hi-en",
            {"customer": "Zubair", "unknownCustomer": True},
            reply="CUSTOMER_NOT_FOUND",
        ),
        Example("राहुल का बैलेंस बताओ", "hi", {"customer": "Rahul Sharma"}),
        Example("सुरेश का हिसाब बताओ", "hi", {"customer": "Suresh Kumar"}),
        Example(
            "भारत का बैलेंस बताओ",
            "hi",
            {"customer": "Bharat", "candidates": ["Bharat Bhushan", "Bharat Yadav"]},
            reply="choose",
        ),
        Example("What is Rahul's balance", "en", {"customer": "Rahul Sharma"}),
        Example("How much does Suresh owe", "en", {"customer": "Suresh Kumar"}),
        Example("Zubair's balance", "en", {"customer": "Zubair", "unknownCustomer": True}, reply="CUSTOMER_NOT_FOUND"),
    ),
)
