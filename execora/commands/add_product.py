"""ADD_PRODUCT: goods that the shop begins to sell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.bill import whole
from execora.commands.changes import ProductAdded
from execora.commands.command import Command, Example, Needs, Priority, Question, Reply, Thing, Touches
from execora.commands.handful import handful
from execora.commands.refusals import amount_refused, refuse
from execora.commands.shelf import shelf_shown
from execora.language.newgoods import new_goods, only_tells
from execora.language.reading import Entities, Reading
from execora.language.wording import Money, Phrase, Quantity, Unit
from execora.ledger.model import Product, ShelfItem
from execora.ledger.money import rupees
from execora.ledger.units import LARGEST, Milli

if TYPE_CHECKING:
    from execora.commands.command import Limits, Order, Wording
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Ask, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: naya item … jodo, … naam ka item add karo, add a product called …, with a price."""
    if any(person.ref for person in clause.others):
        return None
    said = new_goods(clause, draft=setting.draft)
    if said is None:
        return None
    entities = Entities(product=said.name, price=said.price, quantity=said.quantity, unit=said.unit)
    asks: frozenset[Ask] = frozenset({"newgoods"} if only_tells(clause) else ())
    return Reading("ADD_PRODUCT", entities, asks=asks)


async def handle(shop: Shop, order: Order) -> Reply:
    """Offer it from now on, with its price and what there is of it."""
    item = _item(order)
    if isinstance(item, Reply):
        return item
    same = _same(order) or await shop.products.create(item)
    if same:
        product = same.product if isinstance(same, ShelfItem) else same
        return Reply("duplicate", words={"name": item.product.name, "product": product}, error="DUPLICATE_FOUND")
    shown = {**shelf_shown(item), "productId": str(item.product.id), "price": rupees(item.price)}
    return Reply("done", shown, _words(item), change=ProductAdded(item.product))


def _item(order: Order) -> ShelfItem | Reply:
    """Return what is to be put on offer, or the refusal of what is told of it."""
    said = order.entities
    if said.product is None:
        return refuse("MISSING_PRODUCT")
    if len(said.product) > LONGEST:
        return Reply("too_long", words={"longest": LONGEST}, error="LIMIT_REACHED")
    if said.price is None:
        return refuse("MISSING_AMOUNT")
    product = Product(order.makes, said.product, said.unit or USUAL_UNIT)
    quantity = said.quantity or Milli(0)
    if quantity > LARGEST:
        return refuse("QUANTITY_BOUNDS", product=product, largest=Quantity(LARGEST, product.unit))
    if not whole(quantity, product.unit):
        return refuse("NOT_WHOLE", product=product, unit=Unit(product.unit))
    return amount_refused(said.price) or ShelfItem(product, said.price, quantity, Milli(0))


def _same(order: Order) -> Product | None:
    """Return what is called so to the letter already, by its name or by another name it has."""
    name = (order.entities.product or "").lower()
    names = ((product, (product.name, product.name_hi or "", *product.aliases)) for product in order.alike)
    return next((product for product, called in names if name in {one.lower() for one in called}), None)


def _words(item: ShelfItem) -> dict[str, object]:
    stock = Phrase(_STOCK, {"stock": Quantity(item.stock, item.product.unit)}) if item.stock else ""
    return {
        "product": item.product,
        "price": Money(item.price),
        "unit": Unit(item.product.unit),
        "stock": stock,
    }


def asks_first(order: Order, asks: frozenset[str], _limits: Limits) -> Question | None:
    """Ask where something is called much like it, or where its name could be what was only said of it."""
    name, price = order.entities.product, order.entities.price
    if name is None or price is None or _same(order):
        return None
    if order.alike:
        return Question("ask_near", {"name": name, "options": handful(order.alike)})
    return Question("ask_new", {"name": name, "price": Money(price)}) if asks else None


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=frozenset({Thing("product", order.makes)}))


LONGEST = 80
"""Letters of a name."""

USUAL_UNIT = "piece"
"""What goods are sold by where that is not said."""

_STOCK: Wording = {
    "hi-en": " Stock mein {stock}.",
    "hi": " स्टॉक में {stock}।",
    "en": " In stock: {stock}.",
}


COMMAND = Command(
    intent="ADD_PRODUCT",
    title={"hi-en": "Naya saamaan", "hi": "नया सामान", "en": "New product"},
    summary={"hi-en": "Naya saamaan jodna", "hi": "नया सामान जोड़ना", "en": "Add a product"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    asks_first=asks_first,
    needs=Needs(new_product=True),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "Naya saamaan jud gaya: {product}, {price} per {unit}.{stock}",
            "hi": "नया सामान जुड़ गया: {product}, {price} प्रति {unit}।{stock}",
            "en": "New product added: {product}, {price} a {unit}.{stock}",
        },
        "ask_near": {
            "hi-en": "Milta-julta saamaan pehle se hai: {options}. Phir bhi naya {name} jodoon?",
            "hi": "मिलता-जुलता सामान पहले से है: {options}। फिर भी नया {name} जोड़ूँ?",
            "en": "There is something like it already: {options}. Shall I add {name} all the same?",
        },
        "ask_new": {
            "hi-en": "Naya item {name}, {price}. Jod doon?",
            "hi": "नया आइटम {name}, {price}। जोड़ दूँ?",
            "en": "New item {name} at {price}. Shall I add it?",
        },
        "duplicate": {
            "hi-en": "{name} pehle se hai, {product} ke naam se. Kuch nahi joda.",
            "hi": "{name} पहले से है, {product} के नाम से। कुछ नहीं जोड़ा।",
            "en": "There is {name} already, as {product}. Nothing was added.",
        },
        "too_long": {
            "hi-en": "Naam bahut lamba hai. {longest} akshar tak ka naam boliye.",
            "hi": "नाम बहुत लंबा है। {longest} अक्षर तक का नाम बोलिए।",
            "en": "That name is too long. Please say one of at most {longest} letters.",
        },
    },
    examples=(
        Example("naya item Dosa Mix jodo, 85 rupaye", "hi-en", {"product": "Dosa Mix", "price": 85}),
        Example(
            "naya saamaan jodo Dosa Mix 85 rupaye packet, 20 packet",
            "hi-en",
            {"product": "Dosa Mix", "price": 85, "quantity": 20, "unit": "packet"},
        ),
        Example(
            "naya item Brown Bread jodo 50 rupaye", "hi-en", {"product": "Brown Bread", "price": 50}, reply="ask_near"
        ),
        Example("naya item Maggi jodo 15 rupaye", "hi-en", {"product": "Maggi", "price": 15}, reply="duplicate"),
        Example(
            "naya item hai Rusk, 30 rupaye ka packet",
            "hi-en",
            {"product": "Rusk", "price": 30, "unit": "packet"},
            reply="ask_new",
        ),
        Example("naya item Dosa Mix jodo", "hi-en", {"product": "Dosa Mix"}, reply="MISSING_AMOUNT"),
        Example("नया आइटम पोहा जोड़ो, 85 रुपये किलो", "hi", {"product": "Poha", "price": 85, "unit": "kg"}),
        Example("पोहा नाम का नया सामान जोड़ो 85 रुपये", "hi", {"product": "Poha", "price": 85}),
        Example("नया आइटम मैगी जोड़ो 15 रुपये", "hi", {"product": "Maggi", "price": 15}, reply="duplicate"),
        Example("Add new item Dosa Mix at 85 rupees", "en", {"product": "Dosa Mix", "price": 85}),
        Example(
            "Add a product called Dosa Mix, price 85, 20 packets",
            "en",
            {"product": "Dosa Mix", "price": 85, "quantity": 20, "unit": "packet"},
        ),
        Example("Add new item Maggi at 15 rupees", "en", {"product": "Maggi", "price": 15}, reply="duplicate"),
    ),
)
