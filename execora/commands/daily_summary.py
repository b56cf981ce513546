"""DAILY_SUMMARY: what a day, or a run of days, brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Command, Priority, Thing, Touches

if TYPE_CHECKING:
    from execora.commands.command import Order, Reply
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kitna sale hua, kitni bikri, aaj ka hisaab, kitna kamaya, with a day or a period."""
    return None


async def handle(shop: Shop, order: Order) -> Reply:
    """Carry it out."""
    raise NotImplementedError


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=frozenset({Thing("customer")}))


COMMAND = Command(
    intent="DAILY_SUMMARY",
    summary={"hi-en": "Din ka hisaab batana", "hi": "दिन का हिसाब बताना", "en": "Sum up a day"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    replies={},
    examples=(),
)
