"""CANCEL_INVOICE: a draft dropped at once, or an issued bill taken back after a yes."""

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
    """Cues: bill cancel karo, bill hata do, draft hata do, of a customer or of the open draft; sab draft hata do."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    if order.draft_id:
        return Touches(writes=frozenset({draft_thing(order)}))
    return Touches(writes=customer_things(order) | {draft_thing(order), Thing("product")})


COMMAND = Command(
    intent="CANCEL_INVOICE",
    summary={"hi-en": "Bill ya draft cancel karna", "hi": "बिल या ड्राफ़्ट रद्द करना", "en": "Cancel a bill or a draft"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", draft="ends"),
    roles=frozenset({"owner", "staff"}),
    replies={},
    examples=(),
)
