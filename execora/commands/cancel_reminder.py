"""CANCEL_REMINDER: a reminder that will not be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Needs, Priority, Thing, Touches

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: reminder cancel, reminder hata do, reminder mat bhejna, of a customer or of a day."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=frozenset({Thing("reminder")}))


COMMAND = Command(
    intent="CANCEL_REMINDER",
    summary={"hi-en": "Reminder cancel karna", "hi": "रिमाइंडर रद्द करना", "en": "Cancel a reminder"},
    priority=Priority.MESSAGE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may"),
    roles=frozenset({"owner", "staff"}),
    replies={},
    examples=(),
)
