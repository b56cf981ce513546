"""LIST_CUSTOMER_BALANCES: who owes, most first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Priority, Thing, Touches

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kis kis ka udhaar baki hai, kaun kaun udhaar hai, sabka balance."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=frozenset({Thing("customer")}))


COMMAND = Command(
    intent="LIST_CUSTOMER_BALANCES",
    summary={"hi-en": "Kis kis ka udhaar baaki hai", "hi": "किस-किस का उधार बाक़ी है", "en": "List who owes"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    replies={},
    examples=(),
)
