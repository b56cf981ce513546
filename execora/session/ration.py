"""How much of a client's sound is passed on, and how fast any of it is taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio

from execora.session.bucket import Bucket

if TYPE_CHECKING:
    from execora.session.presence import Presence

AHEAD_SECONDS = 120.0
"""How much sound is taken in as fast as it comes: as much as may wait for a recogniser."""

FASTEST = 4.0
"""How many times as fast as it was spoken sound behind that is taken in. To tell who speaks takes 3 % of a processor: a
client that sends whatever it has costs the others no more than four who talk."""

PASSED_OVER_SECONDS = 10.0
"""How much sound that is over a limit is read as fast as it comes; the rest no faster than it was spoken. WebM must be
decoded to be read past."""

LEAST_SECONDS = 0.01
"""What a message of sound counts for at the least: one that holds next to nothing costs as much to take in."""


class Ration:
    """Of one conversation, over all its streams and connections, for a client may begin anew."""

    def __init__(self, presence: Presence) -> None:
        self._presence = presence
        self._ahead, self._passed_over = Bucket(AHEAD_SECONDS / FASTEST), Bucket(PASSED_OVER_SECONDS)

    def limit(self, seconds: float) -> float:
        """Count sound; return for how many seconds none is to be passed on, 0 where this is. See `Door.limit_sound`."""
        visit = self._presence.visit
        return visit.door.limit_sound(seconds) if visit else 0.0

    def end_message(self, seconds: float) -> None:
        """Count what is still to be counted of a message that held so much sound."""
        if seconds < LEAST_SECONDS:
            self.limit(LEAST_SECONDS - seconds)

    async def pace(self, seconds: float, *, passed_on: bool) -> None:
        """Wait where sound comes faster than it is taken in."""
        now = trio.current_time()
        wait = self._ahead.take(seconds / FASTEST, now) if passed_on else self._passed_over.take(seconds, now)
        if wait:
            await trio.sleep(wait)
