"""Which task starts next. Pure: no clock, no I/O, nothing that waits.

A task may start when a slot is free, no earlier unfinished task conflicts with it, so that results are as if all had
run in the order they were spoken, and every task that it is to come after has ended. Among those that may start, higher
priority goes first, then the older one.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from execora.commands.command import Touches


@dataclass(slots=True, eq=False)
class _Job:
    id: UUID
    number: int
    priority: int
    touches: Touches
    blockers: set[UUID]
    """Earlier unfinished jobs that it waits for."""
    running: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        return -self.priority, self.number


@dataclass(slots=True)
class Schedule:
    """The unfinished tasks of one conversation."""

    at_once: int
    """How many may run at once."""
    room: int
    """How many may wait."""
    _jobs: dict[UUID, _Job] = field(default_factory=dict)
    _waiting: list[_Job] = field(default_factory=list)
    """By rank, the next one first."""
    _admitted: int = 0

    @property
    def full(self) -> bool:
        """Whether a further task would find neither a slot nor a place to wait."""
        return len(self._waiting) >= self.room

    def admit(
        self, task_id: UUID, priority: int, touches: Touches, *, after: Collection[UUID] = ()
    ) -> tuple[UUID, ...]:
        """Take a task in behind those that are there; return the unfinished tasks it waits for.

        These are the ones that conflict with it and, of `after`, those that have not ended yet. Whether it fits is the
        caller's to ask: see `full`.
        """
        blockers = {job.id for job in self._jobs.values() if job.id in after or job.touches.conflicts(touches)}
        job = _Job(task_id, self._admitted, priority, touches, blockers)
        self._admitted += 1
        self._jobs[task_id] = job
        insort(self._waiting, job, key=lambda waiting: waiting.rank)
        return tuple(job.id for job in self._jobs.values() if job.id in blockers)

    def position(self, task_id: UUID) -> int:
        """Return how many waiting tasks go before this one; 0 for one that runs."""
        job = self._jobs[task_id]
        return 0 if job.running else self._waiting.index(job)

    def start(self) -> list[UUID]:
        """Mark the tasks that may start now as running and return them, in the order in which to start them."""
        started: list[UUID] = []
        free = self.at_once - (len(self._jobs) - len(self._waiting))
        for job in [job for job in self._waiting if not job.blockers][: max(free, 0)]:
            self._waiting.remove(job)
            job.running = True
            started.append(job.id)
        return started

    def finish(self, task_id: UUID) -> None:
        """Let a task go, whether it ran or not; what waited for it waits no longer."""
        job = self._jobs.pop(task_id)
        if not job.running:
            self._waiting.remove(job)
        for other in self._jobs.values():
            other.blockers.discard(task_id)
