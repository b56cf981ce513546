"""CREATE_CUSTOMER: a new customer, with what they already owe where that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Needs, Priority, Thing, Touches

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: naya customer NAME jodo, NAME ko customer banao, naya khata NAME, with a number, a landmark, an amount."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=frozenset({Thing("customer")}))


COMMAND = Command(
    intent="CREATE_CUSTOMER",
    summary={"hi-en": "Naya customer jodna", "hi": "नया ग्राहक जोड़ना", "en": "Add a customer"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(name=True),
    roles=frozenset({"owner", "staff"}),
    replies={},
    examples=(),
)
