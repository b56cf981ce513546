"""CREATE_REMINDER: a message to one customer or several that waits for its hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Needs, Priority, Thing, Touches
from execora.commands.things import customer_things

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: reminder bhejo, yaad dilao, bolo N de de, for a customer, several, or all who owe."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=customer_things(order), writes=frozenset({Thing("reminder", order.makes)}))


COMMAND = Command(
    intent="CREATE_REMINDER",
    summary={"hi-en": "Reminder lagana", "hi": "रिमाइंडर लगाना", "en": "Set a reminder"},
    priority=Priority.MESSAGE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="must", customers=True),
    roles=frozenset({"owner", "staff"}),
    replies={},
    examples=(),
)
