"""ADD_CREDIT: an amount onto a customer's account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Needs, Priority, Touches
from execora.commands.things import customer_things

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: ke khate mein N likho, ke naam N, udhaar N, N chadha do; ko N diye, ne N liye, le gaya after a yes."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=customer_things(order))


COMMAND = Command(
    intent="ADD_CREDIT",
    summary={"hi-en": "Udhaar likhna", "hi": "उधार लिखना", "en": "Add credit"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="must", amount=True),
    roles=frozenset({"owner", "staff"}),
    replies={},
    examples=(),
)
