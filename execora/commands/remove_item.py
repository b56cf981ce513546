"""REMOVE_ITEM: goods taken off the draft that waits."""

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
    """Cues, while a draft is open: goods with hata do, nikaal do, mat daalo."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=frozenset({draft_thing(order)}))


COMMAND = Command(
    intent="REMOVE_ITEM",
    summary={
        "hi-en": "Draft bill se saamaan hatana",
        "hi": "ड्राफ़्ट बिल से सामान हटाना",
        "en": "Take goods off a draft bill",
    },
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", items=True, draft="waiting"),
    roles=frozenset({"owner", "staff"}),
    replies={},
    examples=(),
)
