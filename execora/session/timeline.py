"""When the sound was heard that a recogniser was given: its words count seconds of sound, everything else the clock."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import trio

from execora.session.own_words import Uttered

if TYPE_CHECKING:
    from execora.sound.pace import Pace


class Timeline:
    """The beginnings of one stream's utterances. From one on, sound follows sound as it was heard."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._begun: deque[_Beginning] = deque()
        """Those that no words were told of yet, and the one before."""
        self._settled = 0.0

    def begin(self, seconds: float) -> None:
        """Note that somebody is heard who speaks, before the sound that follows so many seconds."""
        self._begun.append(_Beginning(seconds, self._heard_at()))

    def take_back(self) -> None:
        """Forget the last beginning: what began there goes unheard."""
        self._begun.pop()

    def uttered(self, until: float, given: float) -> Uttered:
        """Return when the words were spoken that end at a second of the sound, of which so much was given."""
        begun = [beginning for beginning in self._begun if beginning.seconds < until]
        if not begun:
            return Uttered(None, self._heard_at() - max(given - until, 0.0))
        unsettled = (beginning.at for beginning in begun if beginning.seconds >= self._settled)
        began_at = next(unsettled, None)
        if began_at is None:  # the same stretch of speech goes on
            began_at = begun[-1].time_of(self._settled)
        return Uttered(began_at, begun[-1].time_of(until))

    def settle(self, until: float) -> None:
        """Note up to which second words were told of the sound."""
        self._settled = until
        while len(self._begun) > 1 and self._begun[1].seconds < until:
            self._begun.popleft()

    def _heard_at(self) -> float:
        return trio.current_time() if self._pace.heard_at is None else self._pace.heard_at


class _Beginning(NamedTuple):
    seconds: float
    at: float

    def time_of(self, seconds: float) -> float:
        """Return when a later second of the sound was heard, if nobody began anew before."""
        return self.at + seconds - self.seconds
