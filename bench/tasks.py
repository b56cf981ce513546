"""How long a task waits when nothing else does, and how well the slots are filled.

    python bench/tasks.py [--small]

Prints the microseconds from a task's admission to its start on an idle conversation, and the time that five tasks of
200 ms each take in three slots against the ideal of 400 ms; and for each policy what it costs to admit one more of
10,000 tasks of one conversation, a hundred of which wait at any time, and to bring it through. Ends with 1 where a
bound is broken; a small run shows that it works, and is not judged.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args
from uuid import UUID, uuid4

import trio

from execora.commands.command import Order, Thing, Touches
from execora.language.reading import Entities
from execora.ledger.model import Customer
from execora.session.durations import Durations
from execora.session.port import Answer, Event
from execora.session.schedule import Policy
from execora.session.task import Task
from execora.session.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MEDIAN_SECONDS = 0.001
IDEAL_SECONDS = 0.4
ALLOWED = 1.05
CROWDED_SECONDS = 0.00005

ROOM = 100


def tasks_over(
    nursery: trio.Nursery, perform: Callable[[Task], Awaitable[Answer]], policy: Policy = "priority"
) -> Tasks:
    """Return tasks that tell nobody."""

    def nothing(_event: Event | Task) -> None:
        pass

    return Tasks(
        nursery,
        at_once=3,
        room=ROOM,
        policy=policy,
        durations=Durations(),
        deadline_seconds=15,
        visible_seconds=300,
        now=lambda: datetime.now(UTC),
        tell=nothing,
        perform=perform,
        refuse=lambda _task, key: Answer(key, key, "en", error=key),
        ended=nothing,
        leaving=lambda: "shutdown",
    )


def task(customer: Customer | None = None) -> Task:
    """Return a task about a customer, or about nobody."""
    order = Order("CHECK_BALANCE", Entities(), datetime.now(UTC), "", uuid4(), customer)
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


async def crowded_seconds(rounds: int, policy: Policy) -> tuple[list[float], float]:
    """Measure each admission among a hundred that wait, and the CPU of the whole for each task.

    The tasks are about 200 customers in turn; half of these are written to, and half only looked at.
    """

    async def perform(_task: Task) -> Answer:
        await trio.lowlevel.checkpoint()
        return Answer("done", "", "en")

    customers = [Customer(UUID(int=number), f"Customer {number}", None, None, None, None) for number in range(200)]
    admissions: list[float] = []
    began = time.process_time()
    async with trio.open_nursery() as nursery:
        tasks = tasks_over(nursery, perform, policy)
        for number in range(rounds):
            while tasks.full:
                await trio.lowlevel.checkpoint()
            customer = customers[number % len(customers)]
            things = frozenset({Thing("customer", customer.id)})
            one, touches = task(customer), Touches(reads=things) if number % 2 else Touches(writes=things)
            admitting = trio.current_time()
            tasks.admit(one, touches)
            admissions.append(trio.current_time() - admitting)
    return sorted(admissions), (time.process_time() - began) / rounds


async def main(*, small: bool) -> int:
    """Measure, print and judge."""
    waits = sorted(await admission_seconds(200 if small else 5000))
    median, p99 = statistics.median(waits), waits[int(len(waits) * 0.99)]
    print(f"admitted to started, idle: median {median * 1e6:.0f} us, p99 {p99 * 1e6:.0f} us")
    best = min([await five_in_three_seconds() for _ in range(2 if small else 10)])
    print(f"five tasks of 200 ms in three slots: {best * 1000:.1f} ms, {best / IDEAL_SECONDS:.3f} of the ideal")
    slow = median > MEDIAN_SECONDS or best > IDEAL_SECONDS * ALLOWED
    for policy in get_args(Policy):
        admissions, each = await crowded_seconds(500 if small else 10_000, policy)
        median, p99 = statistics.median(admissions), admissions[int(len(admissions) * 0.99)]
        print(
            f"one more among {ROOM} that wait, {policy}: median {median * 1e6:.0f} us, p99 {p99 * 1e6:.0f} us; "
            f"{each * 1e6:.0f} us of CPU a task in all"
        )
        slow = slow or median > CROWDED_SECONDS
    return int(slow and not small)


if __name__ == "__main__":
    sys.exit(trio.run(lambda: main(small="--small" in sys.argv)))
