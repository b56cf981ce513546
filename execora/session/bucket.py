"""A bucket that fills with time. Pure: the clock is given, and whoever takes from it does the waiting."""

from __future__ import annotations

from math import inf


class Bucket:
    """Holds seconds: one comes each second, up to its depth, and what is taken is worth so many.

    Where it is empty, whoever takes goes on at the pace at which it fills, and is refused nothing.
    """

    __slots__ = ("_depth", "_empty_at")

    def __init__(self, depth_seconds: float) -> None:
        """Begin with a full bucket."""
        self._depth = depth_seconds
        self._empty_at = -inf
        """When it was, or will be, just empty."""

    def take(self, seconds: float, now: float) -> float:
        """Take so many seconds; return how long nothing more is to be taken, 0 where more may be."""
        self._empty_at = empty_at = max(self._empty_at, now - self._depth) + seconds
        return max(empty_at - now, 0.0)
