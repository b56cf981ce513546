"""Which task starts next. Pure: no clock, no I/O, nothing that waits.

A task may start when a slot is free, no earlier unfinished task conflicts with it, so that results are as if all had
run in the order they were spoken, and every task that it is to come after has ended. Whenever a slot is free and a task
may start, one starts. Which of them, a policy decides; none lets a task go before one that it must wait for. Each
promises which later tasks may overtake an earlier one, that is start before it although it could have started as well:

- priority: those of higher priority and no others, however many they are.
- first_come: none.
- round_robin: customers take turns; tasks without one are a group of their own. A task that finds p of its own customer
  waiting is overtaken by p tasks of each other customer at the most. A cancelled one leaves its turn empty.
- adaptive: shorter ones, by what their like took before. Half as long is worth `DOUBLING` places in the row, which is
  the ageing: a task l times as long as another lets it pass if it came less than log2(l) * DOUBLING places later. As
  expectations are held between SHORTEST and LONGEST, fewer than log2(LONGEST / SHORTEST) * DOUBLING = 112 overtake it.

In the last three a task starts for certain once those before it have ended, whatever comes behind it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from math import log2
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from execora.session.conflicts import Conflicts

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from execora.commands.command import Touches

Policy = Literal["priority", "first_come", "round_robin", "adaptive"]

DOUBLING = 8
"""How many places in the row a task gives way for each time that another is half as long."""

SHORTEST_SECONDS = 0.001
LONGEST_SECONDS = 16.384
"""Expectations beyond these count as these."""

_Rank: TypeAlias = tuple[float, int]
"""The lower goes first. The second is the task's number, so that no two are equal."""


@dataclass(slots=True, eq=False)
class _Job:
    id: UUID
    number: int
    rank: _Rank
    touches: Touches
    customer: UUID | None
    blockers: set[_Job]
    """Earlier unfinished jobs that it waits for."""
    waited_for_by: set[_Job] = field(default_factory=set)
    running: bool = False


_rank = attrgetter("rank")


@dataclass(slots=True)
class Schedule:
    """The unfinished tasks of one conversation."""

    at_once: int
    """How many may run at once."""
    room: int
    """How many may wait."""
    policy: Policy = "priority"
    _jobs: dict[UUID, _Job] = field(default_factory=dict)
    _conflicts: Conflicts[_Job] = field(default_factory=Conflicts)
    _ready: list[_Job] = field(default_factory=list)
    """Those that wait for nothing but a slot, the next one first."""
    _blocked: list[_Job] = field(default_factory=list)
    """Those that wait for others, by rank, too."""
    _of: dict[UUID | None, list[_Job]] = field(default_factory=dict)
    """Those that wait by their customer, in spoken order."""
    _reached: float = 0
    """The furthest place that a task was started from; with turns, the last round."""
    _admitted: int = 0

    @property
    def full(self) -> bool:
        """Whether a further task would find neither a slot nor a place to wait."""
        return len(self._ready) + len(self._blocked) >= self.room

    def admit(
        self,
        task_id: UUID,
        priority: int,
        touches: Touches,
        *,
        after: Collection[UUID] = (),
        customer: UUID | None = None,
        expected_seconds: float = 0.0,
    ) -> tuple[UUID, ...]:
        """Take a task in behind those that are there; return the unfinished tasks it waits for, the oldest first.

        These are the ones that conflict with it and, of `after`, those that have not ended yet. Whether it fits is the
        caller's to ask: see `full`. `customer` is whose turn it takes, `expected_seconds` how long it will run.
        """
        number, self._admitted = self._admitted, self._admitted + 1
        rank = self._place(number, priority, customer, expected_seconds), number
        blockers = self._conflicts.of(touches)
        blockers.update(self._jobs[earlier] for earlier in after if earlier in self._jobs)
        job = _Job(task_id, number, rank, touches, customer, blockers)
        waits_for = sorted(blockers, key=_number)
        for earlier in waits_for:
            earlier.waited_for_by.add(job)
        self._jobs[task_id] = job
        self._conflicts.add(job, touches)
        self._of.setdefault(customer, []).append(job)
        insort(self._blocked if blockers else self._ready, job, key=_rank)
        return tuple(earlier.id for earlier in waits_for)

    def _place(self, number: int, priority: int, customer: UUID | None, expected_seconds: float) -> float:
        """Return where the policy puts a new task: lower goes first, and the older of two in the same place."""
        match self.policy:
            case "priority":
                return -priority
            case "first_come":
                return 0
            case "round_robin":
                own = self._of.get(customer)
                return max(self._reached, own[-1].rank[0] if own else 0) + 1
            case "adaptive":
                seconds = min(max(expected_seconds, SHORTEST_SECONDS), LONGEST_SECONDS)
                return number + DOUBLING * log2(seconds / SHORTEST_SECONDS)
            case _:
                assert_never(self.policy)

    def position(self, task_id: UUID) -> int:
        """Return how many waiting tasks go before this one, as things stand; 0 for one that runs."""
        job = self._jobs[task_id]
        if job.running:
            return 0
        return bisect_left(self._ready, job.rank, key=_rank) + bisect_left(self._blocked, job.rank, key=_rank)

    def start(self) -> list[UUID]:
        """Mark the tasks that may start now as running and return them, in the order in which to start them."""
        free = self.at_once - (len(self._jobs) - len(self._ready) - len(self._blocked))
        starting = self._ready[: max(free, 0)]
        del self._ready[: len(starting)]
        for job in starting:
            job.running = True
            self._leave_row(job)
            self._reached = max(self._reached, job.rank[0])
        return [job.id for job in starting]

    def finish(self, task_id: UUID) -> None:
        """Let a task go, whether it ran or not; what waited for it waits no longer."""
        job = self._jobs.pop(task_id)
        self._conflicts.remove(job, job.touches)
        if not job.running:
            _take_out(self._blocked if job.blockers else self._ready, job)
            self._leave_row(job)
        for earlier in job.blockers:
            earlier.waited_for_by.discard(job)
        for later in job.waited_for_by:
            later.blockers.discard(job)
            if not later.blockers:
                _take_out(self._blocked, later)
                insort(self._ready, later, key=_rank)

    def _leave_row(self, job: _Job) -> None:
        """Take a task that starts or ends out of those of its customer that wait."""
        row = self._of[job.customer]
        row.remove(job)
        if not row:
            del self._of[job.customer]


def _take_out(jobs: list[_Job], job: _Job) -> None:
    del jobs[bisect_left(jobs, job.rank, key=_rank)]


_number = attrgetter("number")
