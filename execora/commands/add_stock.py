"""ADD_STOCK: goods that came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.bill import whole
from execora.commands.changes import GoodsReceived
from execora.commands.command import Command, Example, Needs, Priority, Question, Reply, Touches
from execora.commands.refusals import refuse
from execora.commands.shelf import shelf_shown
from execora.commands.things import product_things, the_product
from execora.language.places import are_places
from execora.language.reading import Entities
from execora.language.wording import Quantity, Unit
from execora.ledger.units import Milli, number

if TYPE_CHECKING:
    from execora.commands.command import Limits, Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: goods that aaya, or stock mein daalo, add karo, received."""
    if (
        not clause.items
        or not are_places(clause.others, "from", "by")
        or clause.numbers
        or clause.flaw
        or clause.asks
        or clause.negated
    ):
        return None
    if not clause.tone.plain or clause.has("customer") or not (_arrived(clause) or _is_put(clause, setting)):
        return None
    if any(item.value or item.price for item in clause.items):
        return None
    if (clause.when is not None and clause.when.days != 0) or (clause.has("first") and clause.has("was")):
        return None
    counts = sum(part.kind == "number" for part in clause.parts)
    if len(clause.items) > 1:
        several = Entities(items=clause.items) if counts == len(clause.items) else None
        return clause.reading("ADD_STOCK", several, _ACCOUNTS_FOR)
    (item,) = clause.items
    said = Entities(product=item.product, quantity=item.quantity if counts else None, unit=item.unit)
    return clause.reading("ADD_STOCK", said, _ACCOUNTS_FOR)


def _arrived(clause: Clause) -> bool:
    """Tell of goods that came, and perhaps are to be put on the shelf."""
    putting = _PUTTING | {"take"} | ({"change"} if clause.has("stock") else set())
    arriving = _ARRIVING
    if any(person.role == "by" for person in clause.others):
        arriving = arriving | {"send", "give"}  # "company ne bheje"
    if clause.others or clause.has("stock"):
        arriving = arriving | {"get"}
    return clause.does(arriving, "done") and all(
        (verb.concept in putting and verb.mood in {"please", "bare", "to"}) or verb.concept in arriving
        for verb in clause.verbs
    )


def _is_put(clause: Clause, setting: Setting) -> bool:
    if not clause.requests or not clause.verbs or not clause.acts <= _PUTTING or clause.marks({"stock"}, "from"):
        return False
    if clause.has("stock"):
        # "stock 50 kar do" says how much there is to be, "stock 50 badha do" how much more
        return bool(clause.acts & _ADDING) or clause.marks({"stock"}, "in", "to")
    return clause.has("add", "put") and not setting.draft and not clause.has("bill", "draft", "in it")


_ARRIVING = frozenset({"come", "receive", "unload", "reach", "deliver", "fetch"})
_ADDING = frozenset({"put", "add", "increase", "charge"})
_PUTTING = _ADDING | {"write", "keep", "apply", "do"}
_ACCOUNTS_FOR = (
    _PUTTING | _ARRIVING | frozenset("GOODS WHO WHEN take change get send give stock goods new delivery".split())
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Put it on the shelf and say what is there now."""
    product, quantity = the_product(order), order.quantity
    if quantity is None:
        return refuse("MISSING_QUANTITY", product=product)
    if not whole(quantity, product.unit):
        return refuse("NOT_WHOLE", product=product, unit=Unit(product.unit))
    shelf = await shop.products.receive(product.id, quantity)
    if shelf is None:
        return refuse("PRODUCT_NOT_FOUND", name=product)
    words = {
        "product": shelf.product,
        "added": Quantity(quantity, shelf.product.unit),
        "stock": Quantity(shelf.stock, shelf.product.unit),
    }
    change = GoodsReceived(shelf.product, quantity)
    return Reply("done", {**shelf_shown(shelf), "added": number(quantity)}, words, change=change)


def asks_first(order: Order, _asks: frozenset[str], _limits: Limits) -> Question | None:
    """Ask where it is surprisingly much."""
    product, quantity = the_product(order), order.quantity
    if quantity is None or quantity < SURPRISING:
        return None
    return Question("ask", {"product": product, "added": Quantity(quantity, product.unit)})


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=product_things(order))


SURPRISING = Milli(1000 * 1000)
"""A thousand units at once are asked about first."""


COMMAND = Command(
    intent="ADD_STOCK",
    title={"hi-en": "Stock mein daalo", "hi": "स्टॉक में डालो", "en": "Add stock"},
    summary={"hi-en": "Stock mein maal daalna", "hi": "स्टॉक में माल डालना", "en": "Put goods into stock"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    asks_first=asks_first,
    needs=Needs(product=True),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "{added} {product} stock mein daal diya. Ab {stock} hai.",
            "hi": "{added} {product} स्टॉक में डाल दिया। अब {stock} है।",
            "en": "Added {added} of {product}. In stock now: {stock}.",
        },
        "ask": {
            "hi-en": "{added} {product} stock mein daal doon?",
            "hi": "{added} {product} स्टॉक में डाल दूँ?",
            "en": "Shall I add {added} of {product} to the stock?",
        },
    },
    examples=(
        Example(
            "50 packet Maggi aaye hain, stock mein daalo",
            "hi-en",
            {"product": "Maggi", "quantity": 50, "unit": "packet"},
        ),
        Example("50 kilo aata aaya", "hi-en", {"product": "Wheat Flour", "quantity": 50, "unit": "kg"}),
        Example("20 milk stock mein daalo", "hi-en", {"product": "Milk", "quantity": 20}),
        Example(
            "5000 packet Maggi aaye hain",
            "hi-en",
            {"product": "Maggi", "quantity": 5000, "unit": "packet"},
            reply="ask",
        ),
        Example(
            "10 kilo jalebi aaya",
            "hi-en",
            {"product": "jalebi", "quantity": 10, "unit": "kg"},
            reply="PRODUCT_NOT_FOUND",
        ),
        Example("50 पैकेट मैगी आए हैं", "hi", {"product": "Maggi", "quantity": 50, "unit": "packet"}),
        Example("20 किलो चीनी आई", "hi", {"product": "Sugar", "quantity": 20, "unit": "kg"}),
        Example("10 दूध स्टॉक में डालो", "hi", {"product": "Milk", "quantity": 10}),
        Example("Add 50 packets of Maggi to stock", "en", {"product": "Maggi", "quantity": 50, "unit": "packet"}),
        Example("20 kg sugar came in", "en", {"product": "Sugar", "quantity": 20, "unit": "kg"}),
        Example(
            "Add 10 kg jalebi to stock",
            "en",
            {"product": "jalebi", "quantity": 10, "unit": "kg"},
            reply="PRODUCT_NOT_FOUND",
        ),
    ),
)
