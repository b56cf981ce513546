"""CONFIRM_INVOICE: the draft that waits becomes a bill: numbered, in the books, out of the stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Needs, Priority, Thing, Touches
from execora.commands.things import customer_things, draft_thing

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, while a draft waits: haan, confirm karo, theek hai bana do, bill pakka karo."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=customer_things(order) | {draft_thing(order), Thing("product")})


COMMAND = Command(
    intent="CONFIRM_INVOICE",
    summary={"hi-en": "Draft bill pakka karna", "hi": "ड्राफ़्ट बिल पक्का करना", "en": "Confirm a draft bill"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", draft="ends"),
    roles=frozenset({"owner", "staff"}),
    replies={},
    examples=(),
)
