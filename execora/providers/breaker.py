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
PROBE_SECONDS = 3.0
"""How long somebody tries alone what was broken. One who speaks at length shows nothing for as long as that."""
BUSY_PAUSE_SECONDS = 5.0
"""Where the provider does not say for how long."""


@dataclass(eq=False, slots=True)
class Trial:
    """One use of a provider, from its beginning to its end."""

    probe: bool
    """Whether it finds out if the provider works again."""
    worked: bool = False


class Breaker:
    """One for each provider, shared by all who use it; and one for what troubles a single conversation with it."""

    def __init__(self) -> None:
        self._failed_at: deque[float] = deque(maxlen=FORGIVEN + 1)
        self._pauses = 0
        self._probes: set[Trial] = set()
        self.proven = False
        """Whether it has ever worked."""
        self.fault: Fault | None = None
        """Why it is not up; None while it is."""
        self.reason = ""
        self.opens_at = float("-inf")
        """From when on it may be tried; while somebody is trying it, from when on another may as well."""

    @property
    def state(self) -> Literal["up", "slow", "broken"]:
        """How it is, for people."""
        if self.fault is None:
            return "up"
        return "slow" if self.fault in {Fault.SLOW, Fault.BUSY} else "broken"

    def admits(self, now: float) -> bool:
        """Tell whether it may be used now. While it is not up, one may, once its pause is over, and then the next."""
        return self.fault is None or now >= self.opens_at

    @property
    def probing(self) -> bool:
        """Whether somebody is finding out if it works again."""
        return bool(self._probes)

    def begin(self, now: float) -> Trial:
        """Note that it is used from now on, which it admits; `failed` or `ended` tells when that is over."""
        trial = Trial(probe=self.fault is not None)
        if trial.probe:
            self._probes.add(trial)
            self.opens_at = now + PROBE_SECONDS
        return trial

    def worked(self, trial: Trial) -> None:
        """Note that it does what it was asked. A use that began before it broke down proves nothing new."""
        trial.worked = self.proven = True
        if trial in self._probes:
            self._probes.clear()
            self.fault, self.reason, self._pauses, self.opens_at = None, "", 0, float("-inf")
            self._failed_at.clear()

    def ended(self, trial: Trial) -> None:
        """Note that a use is over without a failure. An ended one may end again."""
        if trial in self._probes:
            self._probes.remove(trial)
            self.opens_at = float("-inf")

    def failed(self, trial: Trial, error: ProviderError, now: float, luck: float) -> None:
        """Note that a use is over by a failure. Luck, from 0 to 1, spreads the pauses of many servers."""
        known = self.fault is not None and trial not in self._probes
        self.ended(trial)
        self._failed_at.append(now)
        if known or not self._breaks(trial, error, now):
            return
        self._probes.clear()  # who began before this proves nothing
        self.fault, self.reason = error.fault, error.reason
        self.opens_at = now + self._pause(error) * (0.75 + luck / 2)

    def _breaks(self, trial: Trial, error: ProviderError, now: float) -> bool:
        if error.fault is not Fault.AWAY or not trial.worked:
            return True
        return sum(now - at <= FORGIVING_SECONDS for at in self._failed_at) > FORGIVEN

    def _pause(self, error: ProviderError) -> float:
        match error.fault:
            case Fault.REFUSED | Fault.UNFIT:
                return REFUSED_PAUSE_SECONDS
            case Fault.BUSY if error.retry_after_seconds is not None:
                return min(error.retry_after_seconds, REFUSED_PAUSE_SECONDS) / 0.75  # never before it asks for
            case Fault.BUSY:
                return BUSY_PAUSE_SECONDS
        self._pauses += 1
        return min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(self._pauses - 1, 10))
