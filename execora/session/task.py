"""One task: a command on its way through, and where it stands. What moves it is `execora.session.tasks`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import trio

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from execora.commands.command import Order
    from execora.session.port import JSON, Answer

CancelReason = Literal["client", "stop", "spoken", "disconnected", "shutdown", "question"]
"""question: what it found in the books wants a yes first, so it changed nothing and asks."""


class State(StrEnum):
    """Where a task stands."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


@dataclass(slots=True, eq=False)
class Task:
    """One command on its way through."""

    id: UUID
    order: Order
    entities: dict[str, JSON]
    """As the client is shown them."""
    priority: int
    utterance_id: UUID
    reply_to: UUID | None
    key: str
    """The request key under which its change takes effect once."""
    created_at: datetime
    names: tuple[UUID, ...] = ()
    """The customers whom it speaks of, as far as its words tell."""
    state: State = State.QUEUED
    started_at: datetime | None = None
    ended_at: datetime | None = None
    began: float = 0.0
    ended: float = 0.0
    attempt: int = 1
    failure: str | None = None
    """What its attempts came to so far, as a key of the refusals; None where none has failed."""
    answer: Answer | None = None
    cancel_reason: CancelReason | None = None
    """Why it was told to stop, whether or not it still could."""
    cancelled_by: UUID | None = None
    """The message that told it so, which the cancellation then answers."""
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    done: trio.Event = field(default_factory=trio.Event)

    @property
    def in_doubt(self) -> bool:
        """Whether an attempt ended with a COMMIT without an answer, and none has learnt since what became of it."""
        return self.failure == "OUTCOME_UNKNOWN"

    @property
    def duration_ms(self) -> float:
        """How long it ran, in milliseconds; 0 where it never did."""
        return round((self.ended - self.began) * 1000, 3) if self.started_at else 0.0

    def shown(self) -> dict[str, JSON]:
        """Return it as `queue:status` shows it."""
        shown: dict[str, JSON] = {
            "id": str(self.id),
            "intent": self.order.intent,
            "status": self.state.value,
            "priority": self.priority,
            "createdAt": self.created_at.isoformat(),
        }
        if self.started_at:
            shown["startedAt"] = self.started_at.isoformat()
        if self.ended_at:
            shown["completedAt"] = self.ended_at.isoformat()
        if self.answer and self.answer.error:
            shown["error"] = {"code": self.answer.error, "message": self.answer.text}
        return shown
