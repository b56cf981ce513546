"""ADD_ITEM: more goods on the draft that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Needs, Priority, Touches
from execora.commands.things import draft_thing, product_things

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, while a draft is open: aur with goods, or goods with daal do, jod do, add karo."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=product_things(order), writes=frozenset({draft_thing(order)}))


COMMAND = Command(
    intent="ADD_ITEM",
    summary={
        "hi-en": "Draft bill mein saamaan jodna",
        "hi": "ड्राफ़्ट बिल में सामान जोड़ना",
        "en": "Add goods to a draft bill",
    },
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", items=True, draft="waiting"),
    roles=frozenset({"owner", "staff"}),
    replies={},
    examples=(),
)
