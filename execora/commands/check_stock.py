"""CHECK_STOCK: how much of a product is on the shelf."""

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
    """Cues: a product with stock, kitna hai, kitna bacha, hai kya."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=product_things(order))


COMMAND = Command(
    intent="CHECK_STOCK",
    summary={"hi-en": "Stock batana", "hi": "स्टॉक बताना", "en": "Tell the stock"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(product=True),
    replies={},
    examples=(),
)
