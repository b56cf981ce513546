"""How long a connection may last: as long as its token is good. A session may outlast it, over the next connection."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog
import trio

from execora.session.port import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from execora.server.door import LineDoor
    from execora.session.desk import Desk

log = structlog.get_logger()

EXPIRED = 4001
"""Close code (PROTOCOL section 5)."""

WARNING_SECONDS = 60.0
"""So long before its end a client is told, to come with a fresh token in time; or at once where less is left."""

LOOK_SECONDS = 10.0
"""How often it is looked whether the hour was set: a token's end is an hour."""


class Term:
    """What is left of a token, by whichever clock leaves less.

    Counted from its beginning it ends in time though the hour is set back; by the hour, though that was wrong before.
    """

    def __init__(self, expires_at: float, now: Callable[[], float] = time.time) -> None:
        """Begin now; `expires_at` is in seconds since 1970."""
        self._expires_at, self._now = expires_at, now
        self._until = trio.current_time() + expires_at - now()

    @property
    def left(self) -> float:
        """Seconds, below zero where it is over."""
        return min(self._until - trio.current_time(), self._expires_at - self._now())

    async def comes_to(self, seconds: float) -> None:
        """Wait until no more than so many are left."""
        while (wait := self.left - seconds) > 0:  # noqa: ASYNC110 - of the hour nobody tells
            await trio.sleep(min(wait, LOOK_SECONDS))


async def end_in_time(door: LineDoor, term: Term, desk: Desk) -> None:
    """Warn whoever is at a door that their token expires, and close it then; its session waits for them as ever."""
    await term.comes_to(WARNING_SECONDS)
    with trio.move_on_after(term.left):
        await door.greeted.wait()
    desk.tell_at(door, _warning(term.left))
    await term.comes_to(0)
    log.info("session.token_expired")
    await door.close(EXPIRED)


def _warning(left: float) -> Event:
    seconds = max(0, round(left))
    sentence = f"Your token expires in {seconds} seconds: come back with a fresh one, and resume the session."
    data = {"error": sentence, "code": "TOKEN_EXPIRES", "recoverable": True, "expiresInSeconds": seconds}
    return Event("error", data)
