"""CHECK_STOCK: how much of a product is on the shelf."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.refusals import refuse
from execora.commands.shelf import shelf_shown
from execora.commands.things import product_things, the_product
from execora.language.places import are_places
from execora.language.reading import Entities
from execora.language.vocabulary import ASKING, TELLING
from execora.language.wording import Quantity

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: ka stock kitna hai, kitna bacha hai, hai kya, with a product."""
    if clause.numbers or len(clause.items) > 1 or clause.has("price", "bill", "draft", "reminder"):
        return None
    if any(one.concept == "how much" and other.concept == "of" for one, other in pairwise(clause.parts)):
        return None  # "kitne ka hai" asks for the price
    if not clause.acts <= _VERBS | _LYING or any(item.value or item.price for item in clause.items):
        return None
    if not clause.acts.isdisjoint(_LYING) and not clause.does(_LYING, "done"):
        return None
    asked = clause.has("stock", "remain", "finished", "how much", "quantity")
    asked = asked or (clause.asks and clause.has("is", "have", "has"))
    product = clause.items[0].product if clause.items and are_places(clause.others, "in") else _stranger(clause)
    return clause.reading("CHECK_STOCK", Entities(product=product), _ACCOUNTS_FOR) if asked and product else None


def _stranger(clause: Clause) -> str | None:
    """Return words that nobody knows where stock is asked for: goods that the shop has not."""
    if clause.items or not clause.has("stock", "remain"):
        return None
    persons = [person for person in clause.others if person.ref is None and not person.known]
    if persons:
        return persons[0].said.lower() if len(clause.others) == 1 else None
    return " ".join(part.said.lower() for part in clause.parts if part.kind == "unknown") or None


_VERBS = TELLING | {"remain", "finished"}
_LYING = frozenset({"lie", "keep", "stay"})
"""As in "kitne pade hain", "kitna rakha hai"."""

_ACCOUNTS_FOR = (
    _VERBS | _LYING | ASKING | frozenset("GOODS WHO UNIT UNKNOWN stock finished goods quantity due shop no".split())
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Look at the shelf, and warn where little is left."""
    product = the_product(order)
    shelf = await shop.products.get(product.id)
    if shelf is None:
        return refuse("PRODUCT_NOT_FOUND", name=product)
    words = {"product": shelf.product, "stock": Quantity(shelf.stock, shelf.product.unit)}
    key = "none" if shelf.stock <= 0 else "low" if shelf.stock <= shelf.low_stock else "done"
    return Reply(key, shelf_shown(shelf), words)


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=product_things(order))


COMMAND = Command(
    intent="CHECK_STOCK",
    title={"hi-en": "Stock dekho", "hi": "स्टॉक देखो", "en": "Check stock"},
    summary={"hi-en": "Stock batana", "hi": "स्टॉक बताना", "en": "Tell the stock"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(product=True),
    replies={
        "done": {
            "hi-en": "{product} ka stock {stock} hai.",
            "hi": "{product} का स्टॉक {stock} है।",
            "en": "{product} in stock: {stock}.",
        },
        "low": {
            "hi-en": "{product} ka stock bas {stock} hai, mangwa lijiye.",
            "hi": "{product} का स्टॉक बस {stock} है, मँगवा लीजिए।",
            "en": "Only {stock} of {product} left. Time to order.",
        },
        "none": {
            "hi-en": "{product} ka stock khatam hai.",
            "hi": "{product} का स्टॉक ख़त्म है।",
            "en": "{product} is out of stock.",
        },
    },
    examples=(
        Example("Milk ka stock kitna hai?", "hi-en", {"product": "Milk"}),
        Example("aata kitna hai", "hi-en", {"product": "Wheat Flour"}),
        Example("tamatar kitna bacha hai", "hi-en", {"product": "Tomato"}, reply="low"),
        Example("jalebi ka stock kitna hai", "hi-en", {"product": "jalebi"}, reply="PRODUCT_NOT_FOUND"),
        Example("दूध का स्टॉक कितना है", "hi", {"product": "Milk"}),
        Example("चीनी कितनी बची है", "hi", {"product": "Sugar"}),
        Example("टमाटर कितना बचा है", "hi", {"product": "Tomato"}, reply="low"),
        Example("How much milk is in stock", "en", {"product": "Milk"}),
        Example("Sugar stock", "en", {"product": "Sugar"}),
        Example("How much jalebi is left", "en", {"product": "jalebi"}, reply="PRODUCT_NOT_FOUND"),
    ),
)
