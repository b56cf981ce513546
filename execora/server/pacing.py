"""How fast a client may go on for long. Pure: the clock is given, and whoever asks does the waiting."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execora.config import Config

BURST_SECONDS = 10.0
"""How much of what a client may send is granted at once: a file, or what a stalled network held back."""


class Pace:
    """A bucket of seconds: it fills by one each second, and each message takes what it is worth.

    A message is worth its share of a second's messages, or of a second's bytes, whichever is more. Where the bucket is
    empty the client waits until it is not, so that it goes on at its pace and is refused nothing.
    """

    __slots__ = ("_byte", "_due", "_message")

    def __init__(self, messages_a_second: float, bytes_a_second: float) -> None:
        """Begin with a full bucket."""
        self._message, self._byte = 1 / messages_a_second, 1 / bytes_a_second
        self._due = -inf
        """When the bucket was, or will be, just empty."""

    def take(self, size: int, now: float) -> float:
        """Take a message of so many bytes; return for how many seconds nothing more is to be taken, 0 for none."""
        self._due = due = max(self._due, now - BURST_SECONDS) + max(self._message, size * self._byte)
        return max(due - now, 0.0)


def pace_of(config: Config) -> Pace:
    """Return the pace of one client by the settings."""
    return Pace(config.messages_a_second, config.bytes_a_second)
