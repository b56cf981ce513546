"""LIST_CUSTOMER_BALANCES: who owes, most first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Example, Priority, Reply, Thing, Touches
from execora.commands.handful import handful
from execora.language.reading import Entities
from execora.language.vocabulary import ASKING, TELLING
from execora.language.wording import Money
from execora.ledger.money import Paise, rupees

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.people import Person
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kis kis ka, kaun kaun, jin jin ka, sabka balance, udhaar walon ki list, bakayedaar, who owes me."""
    if not _asks_for_each(clause) or clause.has("total") or clause.numbers:
        return None
    if clause.negated and not _has_not_paid(clause):
        return None
    if not all(person.ref in {"all", "shop"} or _is_them(clause, person) for person in clause.people):
        return None
    if clause.has("how much") and not clause.has(*_WHO, "list", "show", "every", "one by one"):
        return None
    if not (_is_owed(clause) or _has_not_paid(clause)) or not clause.acts <= _VERBS:
        return None
    borrowed = clause.has("udhaar") and clause.has(*_WHO) and clause.acts <= {"take", "tell", "show"}
    told = any(verb.mood == "done" and verb.concept not in _STANDING for verb in clause.verbs)
    if told and not clause.negated and not borrowed:
        return None
    return clause.reading("LIST_CUSTOMER_BALANCES", Entities(), _ACCOUNTS_FOR)


def _asks_for_each(clause: Clause) -> bool:
    """Tell whether it asks about each one: "kis kis", "jin jin", "sabka", "har customer", "udhaar walon ki list"."""
    if clause.has(*_WHO, "list", "debtor", "one by one"):
        return True
    every = clause.has("every") and clause.has("customer")
    debtors = clause.has("udhaar", "due", "pending") and clause.has("wala", "customer") and not clause.has("market")
    return every or debtors or (not clause.has("market") and any(person.ref == "all" for person in clause.people))


def _is_them(clause: Clause, person: Person) -> bool:
    """Tell of the "unke" in "jinka baki hai unke naam batao"."""
    return person.ref == "active" and clause.has("whoever", "which")


def _is_owed(clause: Clause) -> bool:
    """Tell whether it is about what is owed: "udhaar", "lene hain", "paisa atka hua hai", "kis pe kitna hai"."""
    if clause.does(frozenset({"give", "take", "come"}), "must") or clause.has("debtor", "stuck"):
        return True
    if clause.has("due", "udhaar", "pending", "balance", "owe", "account", "accounts"):
        return True
    if any((verb.concept, verb.mood) in _OWING for verb in clause.verbs) and clause.has(*_WHO):
        return True
    if not {"owe", "owes"}.isdisjoint(clause.sentence):
        return True  # "everyone who owes me"
    collected = clause.has("earning", "collect") and "must" in clause.moods
    on_whom = clause.has("whose", "who all") and clause.has("on", "how much") and clause.acts <= {"tell", "show"}
    money = clause.has("money") and (clause.has("market", "wait") or on_whom)
    asked = clause.has(*_WHO) and clause.has("how much", "money", "most")
    so_much = asked and clause.only(*_WHO, "how much", "money", "most", "WHO", *_STANDING)
    return collected or money or so_much


def _has_not_paid(clause: Clause) -> bool:
    """Tell of "kis kis ne paise nahi diye", "who has not paid"."""
    paid = clause.does(frozenset({"give", "pay", "repay"}), "done")
    done = clause.has("payment") and clause.does(frozenset({"do", "come", "make"}), "done")
    return clause.negated and clause.has(*_WHO) and (paid or done)


_WHO = ("who all", "whose", "who", "whoever", "which")
_STANDING = frozenset({"stuck", "wait", "remain", "happen", "stay", "keep"})
"""What money that is not paid back yet does: "ruka hua hai"."""
_OWING = frozenset(
    {("charge", "done"), ("charge", "stands"), ("remove", "does"), ("stay", "does"), ("pay", "must"), ("pay", "to")}
)
"""As in "kis kis pe nikalta hai", "kis kis ka rehta hai", "who has to pay"."""
_VERBS = TELLING | _STANDING | frozenset("owe take list remove charge run come collect repay pay make".split())
_ACCOUNTS_FOR = (
    _VERBS
    | ASKING
    | {"who all", "one by one"}
    | frozenset(
        "WHO who whose whoever which list wala customer debtor every due udhaar pending balance money payment account "
        "accounts named market earning most no not".split()
    )
)


async def handle(shop: Shop, _order: Order) -> Reply:
    """Name those who owe most; all of them are in the data."""
    owing = [balance for balance in await shop.customers.balances() if balance.owed > 0]
    total = Paise(sum(balance.owed for balance in owing))
    shown = {
        "customers": [{"name": balance.customer.name, "balance": rupees(balance.owed)} for balance in owing],
        "totalPending": rupees(total),
    }
    if not owing:
        return Reply("nobody", shown)
    return Reply("done", shown, {"first": handful(owing), "count": len(owing), "total": Money(total)})


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=frozenset({Thing("customer")}))


COMMAND = Command(
    intent="LIST_CUSTOMER_BALANCES",
    title={"hi-en": "Kis par kitna", "hi": "किस पर कितना", "en": "Who owes"},
    summary={"hi-en": "Kis kis ka udhaar baaki hai", "hi": "किस-किस का उधार बाक़ी है", "en": "List who owes"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    replies={
        "done": {
            "hi-en": "Kul {total} baaki hain, {count:customer|customers} par: {first}.",
            "hi": "कुल {total} बाक़ी हैं, {count:ग्राहक|ग्राहकों} पर: {first}।",
            "en": "{total} is owed in all, by {count:customer|customers}: {first}.",
        },
        "nobody": {
            "hi-en": "Kisi par kuch baaki nahi hai.",
            "hi": "किसी पर कुछ बाक़ी नहीं है।",
            "en": "Nobody owes anything.",
        },
    },
    examples=(
        Example("kis kis ka udhaar baki hai", "hi-en"),
        Example("kis kis ka baaki hai", "hi-en"),
        Example("kaun kaun udhaar hai", "hi-en"),
        Example("किस किस का उधार बाकी है", "hi"),
        Example("किन लोगों का पैसा बाकी है", "hi"),
        Example("सबका बैलेंस बताओ", "hi"),
        Example("Who owes me money", "en"),
        Example("List all balances", "en"),
        Example("Who all has dues", "en"),
    ),
)
