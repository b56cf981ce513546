"""How fast a client may go on for long: behind a burst, its reader waits, and the socket pushes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.session.bucket import Bucket

if TYPE_CHECKING:
    from execora.config import Config

BURST_SECONDS = 10.0
"""How much of what a client may send is granted at once: a file, or what a stalled network held back."""


class Pace:
    """What a message is worth: its share of a second's messages, or of a second's bytes, whichever is more."""

    __slots__ = ("_bucket", "_byte", "_message")

    def __init__(self, messages_a_second: float, bytes_a_second: float) -> None:
        """Begin with all of a burst to come."""
        self._bucket = Bucket(BURST_SECONDS)
        self._message, self._byte = 1 / messages_a_second, 1 / bytes_a_second

    def take(self, size: int, now: float) -> float:
        """Take a message of so many bytes; return for how many seconds nothing more is to be taken, 0 for none."""
        return self._bucket.take(max(self._message, size * self._byte), now)


def pace_of(config: Config) -> Pace:
    """Return the pace of one client by the settings."""
    return Pace(config.messages_a_second, config.bytes_a_second)
