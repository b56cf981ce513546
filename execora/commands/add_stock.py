"""ADD_STOCK: goods that came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Needs, Priority, Touches
from execora.commands.things import product_things

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: a product and a quantity with aaye hain, aaya, stock mein daalo, maal."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=product_things(order))


COMMAND = Command(
    intent="ADD_STOCK",
    summary={"hi-en": "Stock mein maal daalna", "hi": "स्टॉक में माल डालना", "en": "Put goods into stock"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(product=True),
    roles=frozenset({"owner", "staff"}),
    replies={},
    examples=(),
)
