"""Tasks over work that a test decides, and everything they said."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import trio

from execora.commands.command import Order, Thing, Touches
from execora.language.reading import Entities
from execora.session.desk import INDIA
from execora.session.durations import Durations
from execora.session.port import Answer, Event
from execora.session.task import Task
from execora.session.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from execora.ledger.model import Customer
    from execora.session.schedule import Policy

NOW = datetime(2026, 11, 20, 15, tzinfo=INDIA)
RAHUL = Touches(writes=frozenset({Thing("customer", UUID(int=1))}))
NOTHING = Touches()


@dataclass
class Bench:
    """Three slots, a deadline of 15 s, and pauses of 0.1, 0.2, 0.4, 0.8 and then 1 s."""

    nursery: trio.Nursery
    work: dict[UUID, Callable[[], Awaitable[Answer]]] = field(default_factory=dict)
    told: list[tuple[float, Event]] = field(default_factory=list)
    ended: list[UUID] = field(default_factory=list)
    policy: Policy = "priority"
    durations: Durations = field(default_factory=Durations)
    began_at: float = field(default_factory=trio.current_time)
    tasks: Tasks = field(init=False)

    def __post_init__(self) -> None:
        self.tasks = Tasks(
            self.nursery,
            at_once=3,
            room=100,
            policy=self.policy,
            durations=self.durations,
            deadline_seconds=15,
            visible_seconds=300,
            now=lambda: NOW,
            tell=self.hear,
            perform=lambda task: self.work[task.id](),
            refuse=lambda _task, key: Answer(key, key, "en", error=key),
            ended=lambda task: self.ended.append(task.id),
            leaving=lambda: "shutdown",
            chance=lambda: 0.5,
        )

    def admit(
        self,
        work: Callable[[], Awaitable[Answer]],
        touches: Touches = NOTHING,
        *,
        priority: int = 10,
        intent: str = "CHECK_BALANCE",
        customer: Customer | None = None,
    ) -> Task:
        order = Order(intent, Entities(), NOW, "", uuid4(), customer)
        task = Task(uuid4(), order, {}, priority, uuid4(), None, "key", NOW)
        self.work[task.id] = work
        self.tasks.admit(task, touches)
        return task

    def hear(self, event: Event) -> None:
        """Take what the client is told."""
        self.told.append((trio.current_time() - self.began_at, event))

    def details(self, task: Task, event_type: str) -> list[dict[str, object]]:
        """What was said of a task in events of one type, its id and intent left out."""
        said = [
            event.data for _, event in self.told if (event.type, event.data["taskId"]) == (event_type, str(task.id))
        ]
        return [{key: each[key] for key in each if key not in ("taskId", "intent")} for each in said]

    def events(self, task: Task) -> list[tuple[float, str]]:
        return [(at, event.type) for at, event in self.told if event.data["taskId"] == str(task.id)]


async def done() -> Answer:
    return Answer("done", "Ho gaya", "hi-en", data={"balance": 500})


def sleeping(seconds: float) -> Callable[[], Awaitable[Answer]]:
    async def sleep() -> Answer:
        await trio.sleep(seconds)
        return await done()

    return sleep


@asynccontextmanager
async def open_bench(policy: Policy = "priority") -> AsyncIterator[Bench]:
    async with trio.open_nursery() as nursery:
        yield Bench(nursery, policy=policy)
