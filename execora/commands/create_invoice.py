"""CREATE_INVOICE: a bill for a customer, as a draft that waits for haan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Needs, Priority, Thing, Touches
from execora.commands.things import customer_things, product_things

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: goods for a customer with bill, bana do, de do, le gaya or ke liye."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(
        reads=customer_things(order) | product_things(order),
        writes=frozenset({Thing("draft", order.makes)}),
    )


COMMAND = Command(
    intent="CREATE_INVOICE",
    summary={"hi-en": "Bill banana", "hi": "बिल बनाना", "en": "Make a bill"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="must", items=True, draft="makes"),
    roles=frozenset({"owner", "staff"}),
    replies={},
    examples=(),
)
