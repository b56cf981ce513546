"""Whether a provider is to be asked at all: up until it fails, then left alone for a while, then tried by one.

Pure: the hour and the luck of the draw are passed in.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from execora.providers.port import Fault

if TYPE_CHECKING:
    from execora.providers.port import ProviderError

FORGIVEN = 2
"""Failures that are forgiven within `FORGIVING_SECONDS` where the provider had worked before each."""
FORGIVING_SECONDS = 30.0

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
REFUSED_PAUSE_SECONDS = 300.0
"""What is refused stays refused until somebody changes a setting or pays a bill."""
BUSY_PAUSE_SECONDS = 5.0
"""Where the provider does not say for how long."""


@dataclass(eq=False, slots=True)
class Trial:
    """One use of a provider, from its beginning to its end."""

    probe: bool
    """Whether it finds out if the provider works again."""
    worked: bool = False


class Breaker:
    """One for each provider, shared by all who use it."""

    def __init__(self) -> None:
        self._failed_at: deque[float] = deque(maxlen=FORGIVEN + 1)
        self._pauses = 0
        self._probe: Trial | None = None
        self.fault: Fault | None = None
        """Why it is not up; None while it is."""
        self.reason = ""
        self.opens_at = float("-inf")
        """From when on it may be tried."""

    @property
    def state(self) -> Literal["up", "slow", "broken"]:
        """How it is, for people."""
        if self.fault is None:
            return "up"
        return "slow" if self.fault in {Fault.SLOW, Fault.BUSY} else "broken"

    def admits(self, now: float) -> bool:
        """Tell whether it may be used now. While it is not up, one at a time may, once its pause is over."""
        return self.fault is None or (now >= self.opens_at and self._probe is None)

    def begin(self) -> Trial:
        """Note that it is used from now on, which it admits; `failed` or `ended` tells when that is over."""
        trial = Trial(probe=self.fault is not None)
        if trial.probe:
            self._probe = trial
        return trial

    def worked(self, trial: Trial) -> None:
        """Note that it does what it was asked. A use that began before it broke down proves nothing new."""
        trial.worked = True
        if trial is self._probe:
            self._probe = self.fault = None
            self._pauses, self.reason = 0, ""
            self._failed_at.clear()

    def ended(self, trial: Trial) -> None:
        """Note that a use is over without a failure. An ended one may end again."""
        if trial is self._probe:
            self._probe = None

    def failed(self, trial: Trial, error: ProviderError, now: float, luck: float) -> None:
        """Note that a use is over by a failure. Luck, from 0 to 1, spreads the pauses of many servers."""
        known = self.fault is not None and trial is not self._probe
        self.ended(trial)
        self._failed_at.append(now)
        if known or not self._breaks(trial, error, now):
            return
        self.fault, self.reason = error.fault, error.reason
        self.opens_at = now + self._pause(error) * (0.75 + luck / 2)

    def _breaks(self, trial: Trial, error: ProviderError, now: float) -> bool:
        if error.fault is not Fault.AWAY or not trial.worked:
            return True
        return sum(now - at <= FORGIVING_SECONDS for at in self._failed_at) > FORGIVEN

    def _pause(self, error: ProviderError) -> float:
        match error.fault:
            case Fault.REFUSED:
                return REFUSED_PAUSE_SECONDS
            case Fault.BUSY if error.retry_after_seconds is not None:
                return min(error.retry_after_seconds, REFUSED_PAUSE_SECONDS) / 0.75  # never before it asks for
            case Fault.BUSY:
                return BUSY_PAUSE_SECONDS
        self._pauses += 1
        return min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(self._pauses - 1, 10))
