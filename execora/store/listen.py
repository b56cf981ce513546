"""Hearing what other processes notify, on a connection of its own."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
import trio

from execora.errors import DatabaseError
from execora.store.postgres import Connection, Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

log = structlog.get_logger()

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 1.0
"""What changed elsewhere is heard of again so soon after the database is back, however long it was away."""


@dataclass(frozen=True, slots=True)
class LookAgain:
    """The connection is new: look up everything that you may have missed."""


async def listen(
    dsn: str,
    channels: Sequence[str],
    send_channel: trio.MemorySendChannel[Notice | LookAgain],
    *,
    task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Send on what is notified on these channels, until cancelled; started once the first connection listens.

    First, and after each time the connection was lost, comes a `LookAgain`. A lost connection is opened again after
    pauses that grow up to `LONGEST_PAUSE_SECONDS`. Whoever receives slowly slows this down, and nothing is dropped.

    Resource handling: the send channel is closed at the end.

    Raises:
        DatabaseError: the first connection could not be made.

    """
    with send_channel:
        connection = await Connection.connect(dsn)
        while True:
            with closing(connection):
                try:
                    await connection.listen(channels)
                    task_status.started()
                    task_status = trio.TASK_STATUS_IGNORED
                    await _pass_on(connection, send_channel)
                except DatabaseError as error:
                    log.warning("listener_lost", reason=str(error))
            connection = await _connect_again(dsn)


async def _pass_on(connection: Connection, send_channel: trio.MemorySendChannel[Notice | LookAgain]) -> None:
    await send_channel.send(LookAgain())
    while True:
        for notice in await connection.notices():
            await send_channel.send(notice)


async def _connect_again(dsn: str) -> Connection:
    pause = FIRST_PAUSE_SECONDS
    while True:
        await trio.sleep(pause * random.uniform(0.8, 1.2))
        try:
            return await Connection.connect(dsn)
        except DatabaseError:
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
