"""How long commands take, by what their like took before. Pure; the last ones count most."""

from __future__ import annotations

WEIGHT = 0.2
"""Of the last one in the mean: a change shows after about five."""


class Durations:
    """The mean duration of each intent, shared by all conversations of a shop, so that a new one profits."""

    def __init__(self) -> None:
        self._means: dict[str, float] = {}

    def expected_seconds(self, intent: str) -> float:
        """Return how long a command will take; 0 where none of its intent was measured, so that one is soon."""
        return self._means.get(intent, 0.0)

    def took(self, intent: str, seconds: float) -> None:
        """Take in how long a command took from its start to its answer."""
        mean = self._means.get(intent, seconds)
        self._means[intent] = mean + WEIGHT * (seconds - mean)
