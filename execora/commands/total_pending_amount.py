"""TOTAL_PENDING_AMOUNT: what all customers owe together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Example, Priority, Reply, Thing, Touches
from execora.language.reading import Entities
from execora.language.vocabulary import ASKING, TELLING
from execora.language.wording import Money
from execora.ledger.money import Paise, rupees

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: total, kul, sab ka kitna, market mein: what all customers owe together."""
    everybody = any(person.ref == "all" for person in clause.people)
    together = clause.has("total", "market") or (everybody and clause.has("how much"))
    if (
        not together
        or clause.negated
        or clause.when
        or not all(person.ref in {"all", "shop"} for person in clause.people)
    ):
        return None
    owed = clause.does({"take", "get"}, "must")
    if not owed and not clause.has("due", "udhaar", "pending", "balance", "owe", "money", "stuck"):
        return None
    if not clause.acts <= _VERBS:
        return None
    return clause.reading("TOTAL_PENDING_AMOUNT", Entities(), _ACCOUNTS_FOR)


_VERBS = TELLING | {"owe", "take", "get", "remain", "stuck"}
_ACCOUNTS_FOR = (
    _VERBS | ASKING | frozenset("WHO total market due udhaar pending balance money account accounts wala list".split())
)


async def handle(shop: Shop, _order: Order) -> Reply:
    """Add up what is owed; an advance takes nothing away from it."""
    owing = [balance for balance in await shop.customers.balances() if balance.owed > 0]
    total = Paise(sum(balance.owed for balance in owing))
    shown = {
        "customers": [{"name": balance.customer.name, "balance": rupees(balance.owed)} for balance in owing],
        "totalPending": rupees(total),
    }
    return Reply("done" if owing else "nobody", shown, {"total": Money(total), "count": len(owing)})


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=frozenset({Thing("customer")}))


COMMAND = Command(
    intent="TOTAL_PENDING_AMOUNT",
    title={"hi-en": "Kul baki", "hi": "कुल बाकी", "en": "Total owed"},
    summary={"hi-en": "Kul udhaar batana", "hi": "कुल उधार बताना", "en": "Tell what all owe together"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    replies={
        "done": {
            "hi-en": "Market mein kul {total} baaki hain, {count:customer|customers} par.",
            "hi": "बाज़ार में कुल {total} बाक़ी हैं, {count:ग्राहक|ग्राहकों} पर।",
            "en": "{total} is owed in all, by {count:customer|customers}.",
        },
        "nobody": {
            "hi-en": "Kisi par kuch baaki nahi hai.",
            "hi": "किसी पर कुछ बाक़ी नहीं है।",
            "en": "Nobody owes anything.",
        },
    },
    examples=(
        Example("total kitna paisa baki hai market mein", "hi-en"),
        Example("kul udhaar kitna hai", "hi-en"),
        Example("total kitna baaki hai", "hi-en"),
        Example("कुल कितना उधार बाकी है", "hi"),
        Example("मार्केट में कितना पैसा बाकी है", "hi"),
        Example("टोटल कितना बाकी है", "hi"),
        Example("What is the total pending amount", "en"),
        Example("How much is owed in total", "en"),
        Example("Total udhaar in the market", "en"),
    ),
)
