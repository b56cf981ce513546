"""TOTAL_PENDING_AMOUNT: what all customers owe together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Priority, Thing, Touches

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: total kitna baki hai, market mein kitna paisa hai, kul udhaar."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=frozenset({Thing("customer")}))


COMMAND = Command(
    intent="TOTAL_PENDING_AMOUNT",
    summary={"hi-en": "Kul udhaar batana", "hi": "कुल उधार बताना", "en": "Tell what all owe together"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    replies={},
    examples=(),
)
