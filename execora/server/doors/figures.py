"""How long things take and how many wait, as far as one connection has seen it: computed, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

    from execora.session.port import Event

MOST_REMEMBERED = 64
"""Tasks, and utterances, of which anything may still be told: the latest."""

ENDS = frozenset({"task:completed", "task:failed", "task:cancelled"})

Value = TypeVar("Value")


class Seen(NamedTuple):
    """What goes with an event that is told."""

    waiting: int
    """Tasks that were queued and have not ended."""
    milliseconds: int | None
    """Since the caller's turn ended that it follows; None where this connection has not seen that."""
    confidence: float | None
    """What the recogniser said of the words; None where they were typed, or it did not say."""


NOTHING = Seen(0, None, None)


class Figures:
    """Watches what comes and what is told."""

    def __init__(self) -> None:
        self._began_at: datetime | None = None
        """When the caller last began to speak."""
        self._ended_at: datetime | None = None
        """When their last turn ended: they fell silent, or a message came in the place of words."""
        self._open: set[str] = set()
        self._turns: dict[str, datetime | None] = {}
        """When the turn ended that a task was queued after."""
        self._confidence: dict[str, float | None] = {}
        """Of each utterance."""

    def take(self, now: datetime) -> None:
        """Take in that a message came in the place of words."""
        self._ended_at = now

    def see(self, event: Event, now: datetime) -> Seen:
        """Take in what is told, and return what goes with it."""
        since = self._ended_at
        match event.type:
            case "voice:activity" if "heard" not in event.data:
                self._note_activity(now, speaking=event.data["speaking"])
            case "voice:transcript" if event.data["isFinal"]:
                _remember(self._confidence, event.data["utteranceId"], event.data.get("confidence"))
            case "voice:transcript":
                since = self._began_at  # the turn goes on
            case "task:queued":
                self._open.add(event.data["taskId"])
                _remember(self._turns, event.data["taskId"], self._ended_at)
            case ending if ending in ENDS:
                self._open.discard(event.data["taskId"])
        since = self._turns.get(event.data.get("taskId", ""), since)
        confidence = self._confidence.get(event.data.get("utteranceId", ""))
        return Seen(len(self._open), _milliseconds(since, now), confidence)

    def _note_activity(self, now: datetime, *, speaking: bool) -> None:
        if speaking:
            self._began_at = now
        else:
            self._ended_at = now


def _remember(those: dict[str, Value], key: str, value: Value) -> None:
    those[key] = value
    if len(those) > MOST_REMEMBERED:
        del those[next(iter(those))]


def _milliseconds(since: datetime | None, now: datetime) -> int | None:
    """Return how long ago something was; a clock that was put back has made it no earlier than now."""
    return None if since is None else max(0, round((now - since).total_seconds() * 1000))
