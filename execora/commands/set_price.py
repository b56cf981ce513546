"""SET_PRICE: what goods cost from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.changes import PriceSet
from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.refusals import refuse
from execora.commands.things import product_things, the_product
from execora.language.prices import priced
from execora.language.reading import Entities, Reading
from execora.language.wording import Money, Quantity, Unit
from execora.ledger.money import LARGEST, Paise, rupees
from execora.ledger.units import ONE, convert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Setting
    from execora.ledger.model import Product, ShelfItem


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: ka rate … kar do, ab … rupaye kilo, set the price of … to."""
    if any(person.known or person.ref for person in clause.others):
        return None
    said = priced(clause, draft=setting.draft)
    if said is None:
        return None
    return Reading(
        "SET_PRICE", Entities(product=said.product, price=said.price, quantity=said.quantity, unit=said.unit)
    )


async def handle(shop: Shop, order: Order) -> Reply:
    """Set it at once, unless it is no price, or more than half as much again, or as little."""
    product = the_product(order)
    price = _of_one(order, product)
    if isinstance(price, Reply):
        return price
    shelf = await shop.products.hold(product.id)
    if shelf is None:
        return refuse("PRODUCT_NOT_FOUND", name=product)
    words = _words(shelf, price)
    if price == shelf.price:
        return Reply("same", _shown(shelf, price), words)
    if _is_surprising(shelf.price, price) and not order.confirmed:
        return Reply("ask" if price else "ask_free", words=words, asks=True)
    if await shop.products.set_price(product.id, price) is None:
        return refuse("PRODUCT_NOT_FOUND", name=product)
    change = PriceSet(shelf.product, shelf.price, price)
    return Reply("done", _shown(shelf, price), words, change=change)


def _of_one(order: Order, product: Product) -> Paise | Reply:
    """Return what one of the product's own unit is to cost, or the refusal of what cannot be kept."""
    said = order.entities
    if said.price is None:
        return refuse("MISSING_AMOUNT")
    quantity = order.quantity or convert(ONE, said.unit, product.unit)
    if not quantity:
        return refuse("UNIT_MISMATCH", product=product, unit=Unit(product.unit))
    price, rest = divmod(said.price * ONE, quantity)
    if rest:
        words = {"price": Money(said.price), "amount": Quantity(quantity, product.unit), "unit": Unit(product.unit)}
        return Reply("uneven", words=words, error="MISSING_AMOUNT")
    return Paise(price) if price <= LARGEST else refuse("AMOUNT_BOUNDS", largest=Money(LARGEST))


def _is_surprising(before: Paise, price: Paise) -> bool:
    """Tell whether it becomes free, or changes by more than half; what had no price yet may cost anything."""
    return price == 0 or (before > 0 and 2 * abs(price - before) > before)


def _shown(shelf: ShelfItem, price: Paise) -> dict[str, object]:
    return {
        "product": shelf.product.name,
        "productId": str(shelf.product.id),
        "price": rupees(price),
        "previousPrice": rupees(shelf.price),
        "unit": shelf.product.unit,
    }


def _words(shelf: ShelfItem, price: Paise) -> Mapping[str, object]:
    return {
        "product": shelf.product,
        "price": Money(price),
        "before": Money(shelf.price),
        "unit": Unit(shelf.product.unit),
    }


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=product_things(order))


COMMAND = Command(
    intent="SET_PRICE",
    title={"hi-en": "Rate badlo", "hi": "भाव बदलो", "en": "Set price"},
    summary={"hi-en": "Saamaan ka rate badalna", "hi": "सामान का भाव बदलना", "en": "Set a price"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(product=True),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "{product} ka rate ab {price} per {unit} hai, pehle {before} tha.",
            "hi": "{product} का भाव अब {price} प्रति {unit} है, पहले {before} था।",
            "en": "{product} now costs {price} a {unit}. It was {before}.",
        },
        "same": {
            "hi-en": "{product} ka rate pehle se {price} per {unit} hi hai.",
            "hi": "{product} का भाव पहले से {price} प्रति {unit} ही है।",
            "en": "{product} costs {price} a {unit} already.",
        },
        "ask": {
            "hi-en": "{product} ka rate {before} se badal kar {price} per {unit} kar doon?",
            "hi": "{product} का भाव {before} से बदलकर {price} प्रति {unit} कर दूँ?",
            "en": "{product} costs {before} a {unit} now. Shall I make it {price}?",
        },
        "ask_free": {
            "hi-en": "{product} muft kar doon? Abhi rate {before} per {unit} hai.",
            "hi": "{product} मुफ़्त कर दूँ? अभी भाव {before} प्रति {unit} है।",
            "en": "{product} costs {before} a {unit} now. Shall I make it free?",
        },
        "uneven": {
            "hi-en": "{amount} mein {price} barabar nahi baant sakte. Ek {unit} ka rate boliye.",
            "hi": "{amount} में {price} बराबर नहीं बाँट सकते। एक {unit} का भाव बोलिए।",
            "en": "{price} for {amount} does not come out even. Please say the price of one {unit}.",
        },
    },
    examples=(
        Example("doodh ka rate 32 kar do", "hi-en", {"product": "Milk", "price": 32}),
        Example("chini ab 46 rupaye kilo", "hi-en", {"product": "Sugar", "price": 46, "unit": "kg"}),
        Example("maggi ka daam 50 rupaye karo", "hi-en", {"product": "Maggi", "price": 50}, reply="ask"),
        Example("jalebi ka rate 200 kar do", "hi-en", {"product": "jalebi", "price": 200}, reply="PRODUCT_NOT_FOUND"),
        Example(
            "doodh ka rate 60 rupaye litre kar do",
            "hi-en",
            {"product": "Milk", "price": 60, "unit": "litre"},
            reply="UNIT_MISMATCH",
        ),
        Example("दूध का रेट 32 कर दो", "hi", {"product": "Milk", "price": 32}),
        Example("चीनी अब 46 रुपये किलो", "hi", {"product": "Sugar", "price": 46, "unit": "kg"}),
        Example("मैगी का दाम 50 रुपये करो", "hi", {"product": "Maggi", "price": 50}, reply="ask"),
        Example("Set the price of milk to 32", "en", {"product": "Milk", "price": 32}),
        Example("Change sugar rate to 46", "en", {"product": "Sugar", "price": 46}),
        Example("Set the price of jalebi to 200", "en", {"product": "jalebi", "price": 200}, reply="PRODUCT_NOT_FOUND"),
    ),
)
