"""CORRECT: what was understood is put right, in an answer to a question or on a draft that waits.

To a question the conversation itself puts it right and asks again; here the draft is changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from execora.commands.bill import DRAFTED, changed, hold_draft, priced
from execora.commands.command import Command, Example, Needs, OrderItem, Priority, Reply, Touches
from execora.commands.things import customer_things, draft_thing, product_things
from execora.language.correcting import correction, direction
from execora.ledger.units import convert

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import Draft, Line


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, while a question or a draft waits: nahi 300, haan par UPI se, Suresh ne Rahul nahi, 2 nahi 3 kilo."""
    said = correction(clause, setting)
    reading = clause.reading("CORRECT", said, clause.content)
    return replace(reading, direction=direction(clause)) if reading else None


async def handle(shop: Shop, order: Order) -> Reply:
    """Put right whose draft it is, what is on it, or how much of it; the rest of it stays."""
    draft = await hold_draft(shop, replace(order, customer=None))
    if isinstance(draft, Reply):
        return draft
    lines = await _lines(shop, draft, order)
    if isinstance(lines, Reply):
        return lines
    if order.customer is None or order.customer.id == draft.customer.id:
        return await changed(shop, draft, await shop.bills.change_draft(draft.id, lines))
    return await changed(shop, draft, await _handed_over(shop, replace(draft, lines=lines), order))


async def _lines(shop: Shop, draft: Draft, order: Order) -> tuple[Line, ...] | Reply:
    """Return the draft's lines with what was put right; a refusal where it does not show which of them is meant."""
    said = order.entities
    if order.items:
        return await _with_items(shop, draft, order.items)
    if order.product or said.quantity is not None:
        return await _with_one(shop, draft, order)
    return draft.lines if order.customer else _unclear()


async def _with_items(shop: Shop, draft: Draft, items: tuple[OrderItem, ...]) -> tuple[Line, ...] | Reply:
    """Return the lines with so much of these goods; goods that are not on the draft take the place of its only line."""
    lines: tuple[Line, ...] | Reply = draft.lines
    for item in items:
        if isinstance(lines, Reply):
            return lines
        meant = [line for line in lines if line.product.id == item.product.id]
        replaced = meant[0] if len(meant) == 1 else lines[0] if not meant and len(lines) == 1 else None
        if replaced is None:
            return _unclear()
        price = item.price or (replaced.price if meant else None)
        lines = await _replaced(shop, lines, replaced, replace(item, price=price))
    return lines


async def _with_one(shop: Shop, draft: Draft, order: Order) -> tuple[Line, ...] | Reply:
    """Return the lines with another quantity, or other goods, on the one line that can be meant."""
    said = order.entities
    fitting = [line for line in draft.lines if _fits(line, order)]
    if len(fitting) != 1:
        return _unclear()
    line = fitting[0]
    if order.product:
        if any(other.product.id == order.product.id for other in draft.lines):
            return _unclear()
        return await _replaced(shop, draft.lines, line, OrderItem(order.product, line.quantity))
    quantity = convert(said.quantity, said.unit, line.product.unit) if said.quantity is not None else None
    return await _replaced(shop, draft.lines, line, OrderItem(line.product, quantity, price=line.price))


def _fits(line: Line, order: Order) -> bool:
    """Tell whether a line can be counted so: any line where no unit was said."""
    said = order.entities
    return said.quantity is None or convert(said.quantity, said.unit, line.product.unit) is not None


async def _replaced(shop: Shop, lines: tuple[Line, ...], old: Line, item: OrderItem) -> tuple[Line, ...] | Reply:
    """Return the lines with one of them made anew, in its place."""
    made = await priced(shop, (), (item,))
    if isinstance(made, Reply):
        return made
    return await priced(shop, [made[0] if line is old else line for line in lines], ())


async def _handed_over(shop: Shop, draft: Draft, order: Order) -> Draft | None:
    """Make the draft anew for somebody else, and drop the old one."""
    if order.customer is None or await shop.bills.drop_draft(draft.id) is None:
        return None
    return await shop.bills.make_draft(
        order.makes, order.customer.id, draft.lines, discount=draft.discount, with_gst=draft.with_gst
    )


def _unclear() -> Reply:
    return Reply("unclear", error="MISSING_ITEMS")


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    reads = product_things(order) | (customer_things(order) if order.customer else frozenset())
    return Touches(reads=reads, writes=frozenset({draft_thing(order)}))


COMMAND = Command(
    intent="CORRECT",
    title={"hi-en": "Sudhaar", "hi": "सुधार", "en": "Correction"},
    summary={
        "hi-en": "Samjhi hui baat sudhaarna",
        "hi": "समझी हुई बात सुधारना",
        "en": "Put right what was understood",
    },
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", product="may", draft="open"),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "Theek kiya. {bill} Pakka kar doon?",
            "hi": "ठीक किया। {bill} पक्का कर दूँ?",
            "en": "Put right. {bill} Shall I confirm it?",
        },
        "unclear": {
            "hi-en": "Kya badalna hai, saaf nahi hua, isliye kuch nahi badla. Poori baat boliye.",
            "hi": "क्या बदलना है, साफ़ नहीं हुआ, इसलिए कुछ नहीं बदला। पूरी बात बोलिए।",
            "en": "It is not clear what to change, so nothing was changed. Please say all of it.",
        },
    },
    examples=(
        Example("nahi 300", "hi-en", {"amount": 300}, reply="ask", before=("Rahul ko 500 diye",)),
        Example("Suresh ka, Rahul ka nahi", "hi-en", {"customer": "Suresh Kumar"}, before=DRAFTED["hi-en"]),
        Example("nahi 3", "hi-en", {"quantity": 3}, before=DRAFTED["hi-en"], reply="unclear"),
        Example("नहीं 300", "hi", {"amount": 300}, reply="ask", before=("राहुल को 500 दिए",)),
        Example("नहीं सुरेश का", "hi", {"customer": "Suresh Kumar"}, before=DRAFTED["hi"]),
        Example("2 नहीं 3 दूध", "hi", {"items": [{"product": "Milk", "quantity": 3}]}, before=DRAFTED["hi"]),
        Example("no, 300", "en", {"amount": 300}, reply="ask", before=("Rahul ko 500 diye",)),
        Example("no, 3 milk", "en", {"items": [{"product": "Milk", "quantity": 3}]}, before=DRAFTED["en"]),
        Example("no, 3", "en", {"quantity": 3}, before=DRAFTED["en"], reply="unclear"),
    ),
)
