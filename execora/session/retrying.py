"""Which failures may pass by themselves, and how long to wait before a task is tried again. Pure: callers bring chance.

Whatever is tried again takes effect once at the most, for its request key goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.providers.port import Fault, ProviderError
from execora.session.port import KeyReusedError

FIRST_PAUSE_SECONDS = 0.2
"""The longest pause after the first attempt; doubled after each further one."""

LONGEST_PAUSE_SECONDS = 1.0
"""Short enough that a shop is served again soon after the database is."""

PASSING_FAULTS = frozenset({Fault.BUSY, Fault.AWAY, Fault.SLOW})
"""The others (a wrong key, a wrong request, an answer that makes no sense) stay as they are."""

Foreseen: TypeAlias = DatabaseError | OutcomeUnknownError | ProviderError | KeyReusedError
"""What carrying out a task may raise. Anything else is a bug, and never tried again."""

FORESEEN = (DatabaseError, OutcomeUnknownError, ProviderError, KeyReusedError)


@dataclass(frozen=True, slots=True)
class Failure:
    """What became of an attempt."""

    key: str
    """Which of the refusals says so."""
    passes: bool
    """Whether another attempt may succeed."""
    not_before_seconds: float = 0.0
    """How long the other side wants to be left alone."""


def failure_of(error: Foreseen) -> Failure:
    """Return what to conclude from an error.

    The pool has tried a deadlock and a serialization failure a few times by itself before it makes a DatabaseError of
    them. Those that cannot pass (not migrated, the wrong role) are raised before a conversation begins.
    """
    match error:
        case OutcomeUnknownError():
            return Failure("OUTCOME_UNKNOWN", passes=True)
        case DatabaseError():
            return Failure("DATABASE", passes=True)
        case ProviderError():
            return Failure("PROVIDER", error.fault in PASSING_FAULTS, error.retry_after_seconds or 0.0)
        case KeyReusedError():
            return Failure("ID_REUSED", passes=False)


def pause_seconds(attempt: int, failure: Failure, chance: float) -> float:
    """Return how long to wait after an attempt, the first being 1; `chance` is from 0 to 1, evenly.

    Exponential back-off with full jitter: whoever failed at the same moment comes back at different ones. Source:
    M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """
    longest = min(FIRST_PAUSE_SECONDS * 2.0 ** min(attempt - 1, 30), LONGEST_PAUSE_SECONDS)
    return failure.not_before_seconds + chance * longest
