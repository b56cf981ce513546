"""SHOW_PENDING_INVOICE: what the draft that waits says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Needs, Priority, Touches
from execora.commands.things import draft_thing

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: draft dikhao, pending bill kya hai, bill mein kya kya hai."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=frozenset({draft_thing(order)}))


COMMAND = Command(
    intent="SHOW_PENDING_INVOICE",
    summary={"hi-en": "Draft bill dikhana", "hi": "ड्राफ़्ट बिल दिखाना", "en": "Show a draft bill"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", draft="waiting"),
    replies={},
    examples=(),
)
