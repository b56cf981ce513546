"""A storm from its beginning to its verdict: a shop of its own, cancelled in every way, and judged by what is kept."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio

from tests.storm import books
from tests.storm.books import Books
from tests.storm.points import ACTS, RESUMING, Storm
from tests.storm.sayings import Shopkeeper
from tests.storm.shop import CONNECTIONS, serving
from tests.storm.stopping import Stopping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.storm.shop import Resources, Shop

AT_WORK = ("running", "committing")

LEAST_AT_WORK = 0.15
"""The part of all tasks hit that must have been inside their transactions, or the points were not where they matter."""

MORE_FILES = CONNECTIONS + 4
"""Files that a server may have open at the end besides those of its start: connections to the database."""

MORE_THREADS = 4

PROGRESS_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of each."""

    points: int
    """Cancellations by what clients say or do, where a lost connection is a stop."""
    cuts: int
    """The same where a session waits for its client, most of them broken lines."""
    stalls: float
    """The part of all COMMITs that take longer than the server waits for them."""
    stops: int
    """How often the server is stopped by a signal."""
    clients: int
    """At once."""


@dataclass
class Outcome:
    """What was done, where it hit, and what is wrong."""

    done: Counter[str] = field(default_factory=Counter)
    hits: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    resumed: int = 0
    too_late: int = 0
    requests: int = 0
    """Changes that the books hold."""
    tasks: int = 0
    begun: Resources | None = None
    over: Resources | None = None
    slowest_stop: float = 0.0

    @property
    def at_work(self) -> float:
        """Which part of the tasks hit were inside their transactions."""
        inside = sum(count for (_, where), count in self.hits.items() if where in AT_WORK)
        return inside / max(self.hits.total(), 1)


async def campaign(folder: Path, plan: Plan, seed: int, tell: Callable[[str], None] = lambda _line: None) -> Outcome:
    """Cancel as planned, telling how it goes, and judge."""
    chance, outcome = random.Random(seed), Outcome()
    keeper = Shopkeeper(chance)
    storms: list[Storm] = []
    before: Books | None = None
    for resume_seconds, points, acts in ((0.0, plan.points, ACTS), (1.0, plan.cuts, RESUMING)):
        async with serving(folder, {"RESUME_SECONDS": str(resume_seconds)}) as shop:
            before = before or books.look(shop.owner)
            shop.slow_down(stalls=plan.stalls)
            storms.append(Storm(shop.url, chance, keeper, points, acts, resume_seconds))
            await _weather(storms[-1], shop, plan, outcome, tell)
    stopping = Stopping(chance, keeper)
    for number in range(plan.stops):
        async with serving(folder) as shop:
            shop.slow_down(stalls=0)  # a server that stops does not wait for those to its end
            await stopping.run(shop, plan.clients)
        tell(f"{number + 1} of {plan.stops} stops, the slowest {stopping.slowest:.1f} s")
    _add(outcome, storms, stopping)
    async with serving(folder) as shop:
        after = books.look(shop.owner)
    records = [record for storm in storms for record in storm.records] + stopping.records
    resent = set[str]().union(*(storm.resent for storm in storms))
    outcome.faults += [fault for record in records for fault in record.faults]
    outcome.faults += books.judge(after, before or Books(), records, resent)
    outcome.requests = len(after.requests)
    outcome.tasks = sum(len(record.tasks) for record in records)
    return outcome


async def _weather(storm: Storm, shop: Shop, plan: Plan, outcome: Outcome, tell: Callable[[str], None]) -> None:
    """Let a storm blow over a server, and see that it leaves nothing behind."""
    tasks, outcome.begun = await shop.tasks(), shop.resources()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_tell_how_it_goes, storm, tell)
        await storm.run(plan.clients)
        nursery.cancel_scope.cancel()
    outcome.faults += await shop.at_rest(tasks)
    outcome.over = shop.resources()
    if outcome.over.files > outcome.begun.files + MORE_FILES:
        outcome.faults.append(f"files are left open: {outcome.begun.files} before, {outcome.over.files} after")
    if outcome.over.threads > outcome.begun.threads + MORE_THREADS:
        outcome.faults.append(f"threads are left: {outcome.begun.threads} before, {outcome.over.threads} after")


async def _tell_how_it_goes(storm: Storm, tell: Callable[[str], None]) -> None:
    while True:
        await trio.sleep(PROGRESS_SECONDS)
        tell(f"{storm.done.total()} points, {len(storm.faults)} faults")


def _add(outcome: Outcome, storms: Sequence[Storm], stopping: Stopping) -> None:
    for storm in storms:
        outcome.faults += storm.faults
        outcome.done.update(storm.done)
        outcome.hits.update(storm.hits)
        outcome.resumed += storm.resumed
        outcome.too_late += storm.too_late
    outcome.faults += stopping.faults
    if outcome.at_work < LEAST_AT_WORK:
        outcome.faults.append(f"only {outcome.at_work:.0%} of the tasks hit were inside their transactions")
    outcome.done["SIGTERM"] += len(stopping.records)
    outcome.hits.update({("SIGTERM", where): count for where, count in stopping.hits.items()})
    outcome.slowest_stop = stopping.slowest
