"""RECORD_PAYMENT: what a customer paid."""

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
    """Cues: ne N diye, se N mile, ka N aaya, de gaya, jama, chukaye, UPI kiya: money that came in."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=customer_things(order))


COMMAND = Command(
    intent="RECORD_PAYMENT",
    summary={"hi-en": "Payment likhna", "hi": "भुगतान लिखना", "en": "Record a payment"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="must", amount=True),
    roles=frozenset({"owner", "staff"}),
    replies={},
    examples=(),
)
