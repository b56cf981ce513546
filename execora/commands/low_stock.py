"""LOW_STOCK: what should be ordered before it runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Example, Priority, Reply, Thing, Touches
from execora.commands.handful import handful
from execora.commands.shelf import shelf_shown
from execora.language.reading import Entities
from execora.language.vocabulary import ASKING, TELLING
from execora.ledger.units import number

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kya kya khatam hone wala hai, kaun sa saaman kam hai, low stock batao, kya mangwana hai."""
    if clause.items or clause.numbers or clause.has("sale", "bill", "draft", "reminder", "price"):
        return None
    if clause.negated or not all(person.ref in {"all", "shop"} for person in clause.people):
        return None
    wanted = clause.asks or clause.acts & {"tell", "show"} or clause.has("list")
    if not clause.acts <= _VERBS or not (_lacks(clause, bool(wanted)) or _is_to_be_bought(clause)):
        return None
    return clause.reading("LOW_STOCK", Entities(), _ACCOUNTS_FOR)


def _lacks(clause: Clause, wanted: bool) -> bool:
    """Tell of "low stock", of what is asked to run out, and of "kam" where it stands: "kam kar do" is no question."""
    if clause.has("low"):
        return clause.has("stock", "goods") or wanted
    if clause.has("finished"):
        return wanted
    little = clause.has("cut") and "do" not in clause.acts
    return little and wanted and clause.has("stock", "goods", "is", "remain", "lie", "what all")


def _is_to_be_bought(clause: Clause) -> bool:
    """Tell of "kya mangwana hai", "what should I order"."""
    must = bool(clause.moods & {"must", "to"}) or clause.has("must", "want")
    return clause.asks and must and clause.has("bring", "order", "buy")


_VERBS = TELLING | {"remain", "lie", "cut", "bring", "buy", "come", "go", "want", "run", "finished"}
_ACCOUNTS_FOR = (
    _VERBS | ASKING | frozenset("WHO WHEN low finished order stock goods list who whose wala must other".split())
)


async def handle(shop: Shop, _order: Order) -> Reply:
    """Name what is most urgent; all of it is in the data."""
    low = await shop.products.running_low()
    shown = {"count": len(low), "products": [{**shelf_shown(item), "lowStock": number(item.low_stock)} for item in low]}
    return Reply("done", shown, {"count": len(low), "first": handful(low)}) if low else Reply("none", shown)


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=frozenset({Thing("product")}))


COMMAND = Command(
    intent="LOW_STOCK",
    title={"hi-en": "Kya kam hai", "hi": "क्या कम है", "en": "Low stock"},
    summary={"hi-en": "Kya khatam hone wala hai", "hi": "क्या ख़त्म होने वाला है", "en": "Tell what runs low"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    replies={
        "done": {
            "hi-en": "{count:cheez kam hai|cheezein kam hain}: {first}.",
            "hi": "{count:चीज़ कम है|चीज़ें कम हैं}: {first}।",
            "en": "{count:product is|products are} running low: {first}.",
        },
        "none": {
            "hi-en": "Sab kuch kaafi hai, abhi kuch mangwana nahi hai.",
            "hi": "सब कुछ काफ़ी है, अभी कुछ मँगवाना नहीं है।",
            "en": "There is enough of everything. Nothing has to be ordered.",
        },
    },
    examples=(
        Example("kya kya khatam hone wala hai", "hi-en"),
        Example("kaun sa saaman kam hai", "hi-en"),
        Example(
            "low stock batao",
            "hi-en",
            before=("50 kilo tamatar aaya", "50 jar coffee aayi"),
            reply="none",
        ),
        Example("क्या क्या खत्म होने वाला है", "hi"),
        Example("कौन सा सामान कम है", "hi"),
        Example(
            "क्या मंगवाना है",
            "hi",
            before=("50 किलो टमाटर आया", "50 जार कॉफी आई"),
            reply="none",
        ),
        Example("What is running low", "en"),
        Example("Show low stock items", "en"),
        Example(
            "Which items are low",
            "en",
            before=("50 kg tomato came in", "50 jars of coffee came in"),
            reply="none",
        ),
    ),
)
