"""Conversations that a crash has left open: called ended, but not before all that was said in them is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
import trio

from execora.errors import DatabaseError, OutcomeUnknownError

if TYPE_CHECKING:
    from execora.records.port import Conversations
    from execora.records.spool import Spool

log = structlog.get_logger()

AGAIN_SECONDS = 2.0
"""Until the database is asked again that was away."""

LOOK_SECONDS = 3600.0
"""How often it is looked for what other servers have left, and told that this one is here."""


async def end_left_open(rows: Conversations, spool: Spool) -> None:
    """End what was left open once its spool is shipped, then look again every hour, until cancelled."""
    await spool.shipped_what_was_left()
    while True:
        await _until_it_works(rows, spool.server)
        await trio.sleep(LOOK_SECONDS)


async def _until_it_works(rows: Conversations, server: str) -> None:
    while True:
        try:
            ended = sum([await rows.end_left_open(shop_id, server) for shop_id in await rows.shop_ids()])
        except (DatabaseError, OutcomeUnknownError) as error:
            log.warning("conversations.database_away", reason=str(error))
        else:
            if ended:
                log.info("conversations.ended_late", count=ended)
            return
        await trio.sleep(AGAIN_SECONDS)
