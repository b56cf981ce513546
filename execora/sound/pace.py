"""When sound was heard, told from when it came."""

from __future__ import annotations

from execora.sound.endpoint import CHUNK_SECONDS

GAP_SECONDS = 0.5
"""Sound that comes later than this was not sent for a while, rather than held up."""

DRIFT = 0.001
"""How much slower than ours the client's clock may be. Sound cards keep to a tenth of it."""


class Pace:
    """The times at which the chunks of one stream were heard.

    Messages come in fits, a microphone does not: chunks follow each other by their own length, and none was heard after
    it came. So the earliest that any has come, counted in samples, is nearest to the truth.
    """

    def __init__(self) -> None:
        self.heard_at: float | None = None
        """When the last sample of the latest chunk was heard; None before the first."""

    def heard(self, came_at: float) -> float:
        """Return when the last sample of the chunk was heard that has just come; in seconds of the same clock."""
        if self.heard_at is None or came_at - self.heard_at > GAP_SECONDS:
            self.heard_at = came_at
        else:
            self.heard_at = min(came_at, self.heard_at + CHUNK_SECONDS * (1 + DRIFT))
        return self.heard_at
