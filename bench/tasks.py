"""How long a task waits when nothing else does, and how well the slots are filled.

    python bench/tasks.py [--small]

Prints the microseconds from a task's admission to its start on an idle conversation, and the time that five tasks of
200 ms each take in three slots against the ideal of 400 ms. Ends with 1 where a bound is broken;
a small run shows that it works, and is not judged.
"""

from __future__ import annotations

import statistics
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import trio

from execora.commands.command import Order, Touches
from execora.language.reading import Entities
from execora.session.port import Answer, Event
from execora.session.tasks import Task, Tasks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MEDIAN_SECONDS = 0.001
IDEAL_SECONDS = 0.4
ALLOWED = 1.05


def tasks_over(nursery: trio.Nursery, perform: Callable[[Task], Awaitable[Answer]]) -> Tasks:
    """Return tasks that tell nobody."""

    def nothing(_event: Event | Task) -> None:
        pass

    return Tasks(
        nursery,
        at_once=3,
        room=100,
        deadline_seconds=15,
        visible_seconds=300,
        now=lambda: datetime.now(UTC),
        tell=nothing,
        perform=perform,
        refuse=lambda _task, key: Answer(key, key, "en", error=key),
        ended=nothing,
    )


def task() -> Task:
    """Return a task that touches nothing."""
    order = Order("CHECK_BALANCE", Entities(), datetime.now(UTC), "", uuid4())
    return Task(uuid4(), order, {}, 10, uuid4(), None, "key", datetime.now(UTC))


async def admission_seconds(rounds: int) -> list[float]:
    """Measure from admission to the first line of the work, one task at a time."""
    started: dict[UUID, float] = {}
    waits: list[float] = []

    async def perform(task: Task) -> Answer:
        started[task.id] = trio.current_time()
        return Answer("done", "", "en")

    async with trio.open_nursery() as nursery:
        tasks = tasks_over(nursery, perform)
        for _ in range(rounds):
            one = task()
            admitted = trio.current_time()
            tasks.admit(one, Touches())
            await one.done.wait()
            waits.append(started[one.id] - admitted)
    return waits


async def five_in_three_seconds() -> float:
    """Measure five tasks of 200 ms each in three slots, from the first admission to the last end."""

    async def perform(_task: Task) -> Answer:
        await trio.sleep(0.2)
        return Answer("done", "", "en")

    began = trio.current_time()
    async with trio.open_nursery() as nursery:
        tasks = tasks_over(nursery, perform)
        for _ in range(5):
            tasks.admit(task(), Touches())
    return trio.current_time() - began


async def main(*, small: bool) -> int:
    """Measure, print and judge."""
    waits = sorted(await admission_seconds(200 if small else 5000))
    median, p99 = statistics.median(waits), waits[int(len(waits) * 0.99)]
    print(f"admitted to started, idle: median {median * 1e6:.0f} us, p99 {p99 * 1e6:.0f} us")
    best = min([await five_in_three_seconds() for _ in range(2 if small else 10)])
    print(f"five tasks of 200 ms in three slots: {best * 1000:.1f} ms, {best / IDEAL_SECONDS:.3f} of the ideal")
    return int(not small and (median > MEDIAN_SECONDS or best > IDEAL_SECONDS * ALLOWED))


if __name__ == "__main__":
    sys.exit(trio.run(lambda: main(small="--small" in sys.argv)))
