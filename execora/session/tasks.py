"""The tasks of one conversation: each a command that waits, runs, and ends in exactly one way.

A task is completed, and then the books hold what it did; failed or cancelled, and then they hold nothing of it. The one
exception has a name: it failed with OUTCOME_UNKNOWN, and then nobody could be asked before its deadline.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import replace
from random import random
from typing import TYPE_CHECKING

import structlog
import trio

from execora.session.port import JSON, Event
from execora.session.retrying import FORESEEN, failure_of, pause_seconds
from execora.session.schedule import Schedule
from execora.session.task import State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection
    from datetime import datetime
    from uuid import UUID

    from execora.commands.command import Touches
    from execora.session.durations import Durations
    from execora.session.port import Answer
    from execora.session.schedule import Policy
    from execora.session.task import CancelReason, Task

log = structlog.get_logger()

MOST_VISIBLE = 1000
"""Finished tasks that are kept to be seen, at the most, however young."""


class Tasks:
    """What runs and waits for one conversation. All of it runs in the nursery that the conversation brings.

    `perform` carries a task out and returns its answer; being cancelled must mean that nothing was changed, and being
    called again, after what may pass, that what was changed before is not changed twice. `refuse` words the answer of a
    task that could not be carried out, from a failure code. `ended` is told of every task at its end, after the client
    was. None of these three waits but `perform`.
    """

    def __init__(
        self,
        nursery: trio.Nursery,
        *,
        at_once: int,
        room: int,
        policy: Policy,
        durations: Durations,
        deadline_seconds: float,
        visible_seconds: float,
        now: Callable[[], datetime],
        tell: Callable[[Event], None],
        perform: Callable[[Task], Awaitable[Answer]],
        refuse: Callable[[Task, str], Answer],
        ended: Callable[[Task], None],
        leaving: Callable[[], CancelReason],
        chance: Callable[[], float] = random,
    ) -> None:
        self._nursery = nursery
        self._schedule = Schedule(at_once, room, policy)
        self._durations, self._chance = durations, chance
        self._deadline_seconds = deadline_seconds
        self._visible_seconds = visible_seconds
        self._now, self._tell, self._perform, self._refuse, self._ended = now, tell, perform, refuse, ended
        self._unfinished: dict[UUID, Task] = {}
        self._finished: deque[Task] = deque()
        self._counts: Counter[State] = Counter()
        self._leaving = leaving

    # -- in

    @property
    def full(self) -> bool:
        """Whether one more would have no place to wait."""
        return self._schedule.full

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits."""
        return bool(self._unfinished)

    def admit(self, task: Task, touches: Touches, after: Collection[UUID] = ()) -> None:
        """Take a task in and start it as soon as its turn comes, and those of `after` have ended; see `full`."""
        customer = task.order.customer
        waits_for = self._schedule.admit(
            task.id,
            task.priority,
            touches,
            after=after,
            customer=customer.id if customer else None,
            expected_seconds=self._durations.expected_seconds(task.order.intent),
        )
        self._unfinished[task.id] = task
        self._say(
            task,
            "task:queued",
            entities=task.entities,
            priority=task.priority,
            position=self._schedule.position(task.id),
            waitsFor=[str(other) for other in waits_for],
            utteranceId=str(task.utterance_id),
        )
        self._start_what_may()

    def _start_what_may(self) -> None:
        for task_id in self._schedule.start():
            task = self._unfinished[task_id]
            task.state, task.started_at, task.began = State.RUNNING, self._now(), trio.current_time()
            self._say(task, "task:started", attempt=task.attempt)
            self._nursery.start_soon(self._run, task)

    # -- through

    async def _run(self, task: Task) -> None:
        answer: Answer | None = None
        task.scope.deadline = task.began + self._deadline_seconds
        try:
            with task.scope:
                answer = await self._answer(task)
        except Exception:
            answer = self._refuse(task, "OUTCOME_UNKNOWN" if task.in_doubt else "INTERNAL")
            raise
        finally:
            # Synchronous to its end: nobody can come between what the books say and what the client is told.
            self._end(task, answer or self._cut_off(task))

    async def _answer(self, task: Task) -> Answer:
        """Carry a task out, and again after what may pass.

        It keeps its slot in between: what it would make room for meets the same trouble, and a lost database is not
        asked by more tasks at once than one that serves.
        """
        while True:
            began = trio.current_time()
            try:
                answer = await self._perform(task)
            except FORESEEN as error:
                failure = failure_of(error)
                log.warning("task.attempt_failed", intent=task.order.intent, attempt=task.attempt, reason=str(error))
            else:
                self._durations.took(task.order.intent, trio.current_time() - began)
                return replace(answer, repeated=False) if task.in_doubt else answer
            task.failure = "OUTCOME_UNKNOWN" if task.in_doubt and failure.passes else failure.key
            pause = pause_seconds(task.attempt, failure, self._chance())
            if not failure.passes or trio.current_time() + pause >= trio.current_effective_deadline():
                return self._refuse(task, task.failure)
            self._say(task, "task:retrying", attempt=task.attempt, inSeconds=round(pause, 3), error=task.failure)
            await trio.sleep(pause)
            task.attempt += 1
            self._say(task, "task:started", attempt=task.attempt)

    def _cut_off(self, task: Task) -> Answer | None:
        """Return what is answered for a task that was not let finish; None where it was cancelled.

        One whose COMMIT had no answer is never said to be cancelled: the books may hold it.
        """
        if task.in_doubt:
            return self._refuse(task, "OUTCOME_UNKNOWN")
        if task.scope.cancelled_caught and task.cancel_reason is None:
            return self._refuse(task, task.failure or "DEADLINE")
        return None

    # -- out

    def _end(self, task: Task, answer: Answer | None) -> None:
        task.answer, task.ended_at, task.ended = answer, self._now(), trio.current_time()
        del self._unfinished[task.id]
        self._finished.append(task)
        self._schedule.finish(task.id)
        if answer is None:
            task.state = State.CANCELLED
            self._say(task, "task:cancelled", reason=task.cancel_reason or self._leaving())
        elif answer.asks:
            task.state = State.CANCELLED
            self._say(task, "task:cancelled", reason="question")
        elif answer.error is None:
            task.state = State.COMPLETED
            self._say(task, "task:completed", result=answer.data, durationMs=task.duration_ms)
        else:
            task.state = State.FAILED
            error = {"code": answer.error, "message": answer.text}
            self._say(task, "task:failed", error=error, durationMs=task.duration_ms)
        self._counts[task.state] += 1
        self._forget_old()
        self._ended(task)
        task.done.set()
        self._start_what_may()

    def cancel(self, task_id: UUID, reason: CancelReason, message_id: UUID | None = None) -> Task | None:
        """Cancel a task that runs or waits; None where there is none of that id.

        One that waits is cancelled on return. One that runs ends soon, `done` tells when: cancelled, or completed
        where its COMMIT was already under way.
        """
        task = self._unfinished.get(task_id)
        if task is None:
            return None
        task.cancel_reason = task.cancel_reason or reason
        task.cancelled_by = task.cancelled_by or message_id
        if task.state is State.QUEUED:
            self._end(task, None)
        else:
            task.scope.cancel()
        return task

    def cancel_all(self, reason: CancelReason, message_id: UUID | None = None) -> list[Task]:
        """Cancel all that runs or waits; see `cancel`. The last goes first, so that none gets the slot of another."""
        return [
            task for task_id in reversed(list(self._unfinished)) if (task := self.cancel(task_id, reason, message_id))
        ]

    async def stop(self, reason: CancelReason) -> list[Task]:
        """Cancel all that runs or waits, and wait until each has ended; return those that were cancelled."""
        stopped = self.cancel_all(reason)
        for task in stopped:
            await task.done.wait()
        return [task for task in reversed(stopped) if task.state is State.CANCELLED]

    async def finish(self) -> None:
        """Cancel what waits, and wait until what runs has come to its own end."""
        self.abandon()
        for task in list(self._unfinished.values()):
            await task.done.wait()

    def abandon(self) -> None:
        """End what waits, for the conversation ends; what runs ends by itself, or with its nursery."""
        for task in reversed([task for task in self._unfinished.values() if task.state is State.QUEUED]):
            self.cancel(task.id, self._leaving())

    # -- what is seen

    @property
    def counts(self) -> Counter[State]:
        """How many tasks of this conversation stand where."""
        return Counter(task.state for task in self._unfinished.values()) + self._counts

    @property
    def latest(self) -> Task | None:
        """The unfinished task that was admitted last."""
        return next(reversed(self._unfinished.values()), None)

    def find(self, task_id: UUID) -> Task | None:
        """Return a task that is unfinished or still visible."""
        self._forget_old()
        return self._unfinished.get(task_id) or next((task for task in self._finished if task.id == task_id), None)

    def status(self, task_id: UUID | None = None) -> dict[str, JSON]:
        """Return `queue:status`: the counts of this conversation, and one task or all that are visible."""
        self._forget_old()
        states = self.counts
        stats: dict[str, JSON] = {state.value.lower(): states[state] for state in State}
        shown = [*self._finished, *self._unfinished.values()]
        return {
            "stats": stats | {"total": sum(states.values())},
            "tasks": [task.shown() for task in shown if task_id in (None, task.id)],
        }

    def _forget_old(self) -> None:
        oldest = trio.current_time() - self._visible_seconds
        while self._finished and (self._finished[0].ended < oldest or len(self._finished) > MOST_VISIBLE):
            self._finished.popleft()

    def _say(self, task: Task, event: str, **details: JSON) -> None:
        answers = task.cancelled_by if event == "task:cancelled" and task.cancelled_by else task.reply_to
        names = tuple({*task.names, *(task.answer.names if task.answer else ())})
        self._tell(Event(event, {"taskId": str(task.id), "intent": task.order.intent, **details}, answers, names=names))
