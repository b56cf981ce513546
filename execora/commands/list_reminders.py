"""LIST_REMINDERS: the reminders to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Needs, Priority, Thing, Touches

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kaun se reminder lage hain, reminder dikhao, kis kis ko reminder jayega."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=frozenset({Thing("reminder")}))


COMMAND = Command(
    intent="LIST_REMINDERS",
    summary={"hi-en": "Reminder dikhana", "hi": "रिमाइंडर दिखाना", "en": "List reminders"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may"),
    replies={},
    examples=(),
)
