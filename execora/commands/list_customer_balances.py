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
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kis kis ka, kaun kaun, sabka balance, udhaar walon ki list, who owes me."""
    everybody = clause.has("who all", "whose", "who", "list") or any(person.ref == "all" for person in clause.people)
    debtors = clause.has("udhaar", "due", "pending") and clause.has("wala", "customer")
    if not (everybody or debtors) or clause.has("total", "market") or clause.negated or clause.numbers:
        return None
    if not all(person.ref in {"all", "shop"} for person in clause.people):
        return None
    if clause.has("how much") and not clause.has("who all", "whose", "who", "list", "show"):
        return None
    on_whom = clause.has("money") and clause.has("whose", "who all") and clause.has("on", "how much")
    owed = clause.does({"give", "take"}, "must") or (on_whom and not clause.acts - {"tell", "show"})
    if not owed and not clause.has("due", "udhaar", "pending", "balance", "owe", "account", "accounts"):
        return None
    if not clause.acts <= _VERBS or "done" in clause.moods:
        return None
    return clause.reading("LIST_CUSTOMER_BALANCES", Entities(), _ACCOUNTS_FOR)


_VERBS = TELLING | {"owe", "take", "remain", "list"}
_ACCOUNTS_FOR = (
    _VERBS
    | ASKING
    | frozenset("WHO who whose list wala customer due udhaar pending balance money account accounts".split())
    | {"who all"}
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
