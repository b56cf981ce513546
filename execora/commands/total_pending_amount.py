"""TOTAL_PENDING_AMOUNT: what all customers owe together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Example, Priority, Reply, Thing, Touches
from execora.language.asking import asks_about_all
from execora.language.reading import Entities
from execora.language.vocabulary import ASKING, TELLING
from execora.language.wording import Money
from execora.ledger.money import Paise, rupees

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.moods import Verb
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: total, kul, jod ke, sab ka kitna, market mein, logon pe: what all customers owe together."""
    if not _is_of_all(clause) or clause.negated or clause.numbers or clause.has("who all", "whose", "who", "list"):
        return None
    if not all(person.ref in {"all", "shop"} for person in clause.people):
        return None
    if clause.when and not (clause.when.days == 0 and clause.has("due", "udhaar", "pending")):
        return None
    if not _is_owed(clause) or not all(_stands(verb) for verb in clause.verbs):
        return None
    return clause.reading("TOTAL_PENDING_AMOUNT", Entities(), _ACCOUNTS_FOR)


def _is_of_all(clause: Clause) -> bool:
    """Tell whether it is about all customers together."""
    everybody = any(person.ref == "all" for person in clause.people)
    if clause.has("total", "market") or (everybody and clause.has("how much")) or asks_about_all(clause):
        return True
    many = any(part.concept == "customer" and part.form == "many" for part in clause.parts) or clause.has("shop")
    whole = everybody or any(part.form == "whole" for part in clause.parts)
    asked = clause.has("how much") and (many or (clause.has("collect") and not clause.others))
    return asked or (clause.has("shop") and clause.has("due", "udhaar")) or (whole and "add" in clause.acts)


def _is_owed(clause: Clause) -> bool:
    """Tell of what is owed: "udhaar", "lena hai", "paisa fasa hua hai", "sabka total"."""
    if clause.has("due", "udhaar", "pending", "balance", "owe", "stuck", "collect"):
        return True
    if any(verb.concept in {"take", "get", "come"} and verb.mood in {"must", "to"} for verb in clause.verbs):
        return True
    of_all = any(person.ref == "all" and person.role in {"of", "on", "from"} for person in clause.people)
    collected = clause.has("earning") and "must" in clause.moods
    return clause.has("money") or collected or (of_all and (clause.has("total") or "add" in clause.acts))


def _stands(verb: Verb) -> bool:
    """Tell whether a verb asks, or says how the money stands: "banta hai", "chal raha hai", "fasa hua hai"."""
    if verb.concept in TELLING or verb.concept in {"owe", "stuck", "remain", "add", "wait", "collect"}:
        return True
    if verb.concept in {"take", "get", "come"}:
        return verb.mood in {"must", "to"}
    return verb.concept in _STANDING and verb.mood in {"does", "going on", "done", "stands"}


_STANDING = frozenset({"become", "make", "remove", "run", "stay", "keep", "apply", "charge", "go"})
_ACCOUNTS_FOR = (
    TELLING
    | ASKING
    | _STANDING
    | frozenset(
        "WHO WHEN total market customer shop time due udhaar pending balance money account accounts wala earning owe "
        "take get come stuck remain add wait collect".split()
    )
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
