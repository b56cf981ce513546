"""ADD_DISCOUNT: a share or an amount off the draft that waits, or off one of its goods."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from execora.commands.bill import DRAFTED, changed, hold_draft, whose_draft
from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.things import draft_thing, product_things
from execora.language.discounting import discounts
from execora.ledger.discount import WHOLE, Discount
from execora.ledger.units import Milli

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import Draft, Line, Product


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: discount or chhoot with an amount or a percentage; kam karo with an amount, of a bill or an open draft."""
    if not discounts(clause, setting):
        return None
    whose = clause.whose() if any(person.role == "to" for person in clause.others) else whose_draft(clause)
    if whose is None or whose.all_customers or whose.customers:
        return None
    number = clause.numbers[0]
    percent = Milli(number.number) if number.concept == "PERCENT" else None
    product = clause.items[0].product if clause.items else None
    said = replace(whose, percent=percent, amount=clause.amount, product=product)
    return clause.reading("ADD_DISCOUNT", said, _ACCOUNTS_FOR) if percent or clause.amount else None


_ACCOUNTS_FOR = frozenset(
    "WHO GOODS AMOUNT PERCENT discount bill draft total more "
    "give do apply put make write add cut take keep remove close".split()
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Put the discount on the draft, in the place of one that was there."""
    off = _discount(order)
    if off is None:
        return Reply("no_share", error="LIMIT_REACHED")
    draft = await hold_draft(shop, order)
    if isinstance(draft, Reply):
        return draft
    if order.product:
        return await _on_goods(shop, draft, order.product, off)
    return await changed(shop, draft, await shop.bills.set_terms(draft.id, off, with_gst=draft.with_gst))


def _discount(order: Order) -> Discount | None:
    """Return what is to be taken off; None where it is a share that is none, or all of it."""
    percent, amount = order.entities.percent, order.entities.amount
    if percent is not None:
        return Discount(percent=percent) if 0 < percent < WHOLE else None
    return Discount(amount=amount) if amount and amount > 0 else None


async def _on_goods(shop: Shop, draft: Draft, product: Product, off: Discount) -> Reply:
    on_it = [line for line in draft.lines if line.product.id == product.id]
    if not on_it:
        words = {"product": product, "customer": draft.customer, "lines": draft.lines}
        return Reply("not_on_it", words=words, error="PRODUCT_NOT_FOUND")
    lines = tuple(_discounted(line, on_it, off) for line in draft.lines)
    return await changed(shop, draft, await shop.bills.change_draft(draft.id, lines))


def _discounted(line: Line, on_it: Sequence[Line], off: Discount) -> Line:
    """Take a share off each line of the goods, and an amount once: off the dearest of them."""
    if line not in on_it:
        return line
    takes = off.amount is None or line is max(on_it, key=lambda one: one.total)
    return replace(line, discount=off if takes else None)


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=product_things(order), writes=frozenset({draft_thing(order)}))


COMMAND = Command(
    intent="ADD_DISCOUNT",
    title={"hi-en": "Chhoot", "hi": "छूट", "en": "Discount"},
    summary={
        "hi-en": "Draft bill par chhoot dena",
        "hi": "ड्राफ़्ट बिल पर छूट देना",
        "en": "Give a discount on a draft bill",
    },
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", product="may", draft="waiting"),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "Chhoot de di. {bill} Pakka kar doon?",
            "hi": "छूट दे दी। {bill} पक्का कर दूँ?",
            "en": "Discount given. {bill} Shall I confirm it?",
        },
        "no_share": {
            "hi-en": "Chhoot 0 se zyada aur 100 percent se kam honi chahiye.",
            "hi": "छूट 0 से ज़्यादा और 100 प्रतिशत से कम होनी चाहिए।",
            "en": "A discount is more than 0 and less than 100 percent.",
        },
        "not_on_it": {
            "hi-en": "{product} is bill mein hai hi nahi. {customer} ke draft mein hai: {lines}.",
            "hi": "{product} इस बिल में है ही नहीं। {customer} के ड्राफ़्ट में है: {lines}।",
            "en": "There is no {product} on this bill. The draft for {customer} has {lines}.",
        },
    },
    examples=(
        Example("5% discount do", "hi-en", {"percent": 5}, before=DRAFTED["hi-en"]),
        Example("bill mein 20 rupaye kam karo", "hi-en", {"amount": 20}, before=DRAFTED["hi-en"]),
        Example("bread pe 2 rupaye chhoot", "hi-en", {"product": "Bread", "amount": 2}, before=DRAFTED["hi-en"]),
        Example("das percent chhoot", "hi-en", {"percent": 10}, before=DRAFTED["hi-en"]),
        Example("sau rupaye ki chhoot", "hi-en", {"amount": 100}, before=DRAFTED["hi-en"], reply="NOTHING_LEFT"),
        Example(
            "atte pe 2 rupaye chhoot",
            "hi-en",
            {"product": "Wheat Flour", "amount": 2},
            before=DRAFTED["hi-en"],
            reply="not_on_it",
        ),
        Example("100% discount do", "hi-en", {"percent": 100}, before=DRAFTED["hi-en"], reply="no_share"),
        Example("5% discount do", "hi-en", {"percent": 5}, reply="NO_PENDING_INVOICE"),
        Example("5% छूट दो", "hi", {"percent": 5}, before=DRAFTED["hi"]),
        Example("बिल में बीस रुपये कम करो", "hi", {"amount": 20}, before=DRAFTED["hi"]),
        Example("दूध पर दो रुपये की छूट", "hi", {"product": "Milk", "amount": 2}, before=DRAFTED["hi"]),
        Example("सौ रुपये की छूट दे दो", "hi", {"amount": 100}, before=DRAFTED["hi"], reply="NOTHING_LEFT"),
        Example("give 5% discount", "en", {"percent": 5}, before=DRAFTED["en"]),
        Example("take 20 rupees off the bill", "en", {"amount": 20}, before=DRAFTED["en"]),
        Example("10 percent off on milk", "en", {"product": "Milk", "percent": 10}, before=DRAFTED["en"]),
        Example("give 100 rupees discount", "en", {"amount": 100}, before=DRAFTED["en"], reply="NOTHING_LEFT"),
    ),
)
