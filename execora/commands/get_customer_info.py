"""GET_CUSTOMER_INFO: who a customer is."""

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
    """Cues: a customer with jankari, details, number kya hai, kahan rehta hai."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=customer_things(order))


COMMAND = Command(
    intent="GET_CUSTOMER_INFO",
    summary={"hi-en": "Customer ki jankari dena", "hi": "ग्राहक की जानकारी देना", "en": "Tell about a customer"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="must"),
    replies={},
    examples=(),
)
