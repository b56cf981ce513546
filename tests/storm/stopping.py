"""Stopping the server by a signal at a random point, with everybody at work."""

from __future__ import annotations

import signal
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio

from tests.storm.points import where
from tests.storm.record import Record
from tests.storm.talk import talking

if TYPE_CHECKING:
    import random

    from tests.storm.points import Where
    from tests.storm.sayings import Shopkeeper
    from tests.storm.shop import Shop

STOPS = 1001
"""The close code of a server that is stopping."""

LONGEST_SECONDS = 1.0
"""How long after the first words the signal comes, at the latest."""

SPARE_SECONDS = 3.0
"""What the end of a process may take beyond its `drain_seconds`, on a machine that does other things too."""

DRAIN_SECONDS = 5.0


@dataclass
class Stopping:
    """Clients of a server that is told to stop while they talk."""

    chance: random.Random
    keeper: Shopkeeper
    hits: Counter[Where] = field(default_factory=Counter)
    records: list[Record] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    """Seconds that a stop took."""

    async def run(self, shop: Shop, clients: int) -> None:
        """Let clients talk, stop the server, and see that each was told how all that it had begun has ended."""
        here = [Record(f"stop {len(self.records)}") for _ in range(clients)]
        self.records += here
        async with trio.open_nursery() as nursery:
            for record in here:
                await nursery.start(self._talk, shop.url, record)
            await trio.sleep(self.chance.uniform(0, LONGEST_SECONDS))
            known = {record.name: record.seq for record in here}
            seconds = await shop.server.stop(signal.SIGTERM)
        self.slowest = max(self.slowest, seconds)
        if shop.server.process.returncode != 0 or seconds > DRAIN_SECONDS + SPARE_SECONDS:
            self.faults.append(f"the server ended with {shop.server.process.returncode} after {seconds:.1f} s")
        for record in here:
            for task in record.tasks.values():
                self.hits[where(task, known[record.name], gone=False)] += 1

    async def _talk(
        self, url: str, record: Record, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
    ) -> None:
        async with talking(url, record) as talk:
            task_status.started()
            while not talk.gone:
                volley = self.keeper.volley()
                for saying in volley.before:
                    await talk.settled([await talk.say(saying)])
                await talk.settled([await talk.say(saying) for saying in volley.at_once])
        if talk.close_code != STOPS:
            self.faults.append(f"{record.name}: the connection ended with {talk.close_code}")
        for message in record.messages.values():  # every event that there was has come
            message.taken_up = message.whole = True
        self.faults += [f"{record.name}: no end of {task}" for task in record.tasks.values() if task.end is None]
