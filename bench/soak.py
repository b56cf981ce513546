"""Whether a server is at the end of a long day what it was at its beginning.

    python bench/soak.py [--minutes 10] [--clients 12] [--seed 1] [--small]

People come and go: they type commands, stop them, leave questions open, stream PCM and WebM, record some of it, ask the
pages, knock and say nonsense, and leave with a goodbye or without one. After a warm-up, and again at the end, once all
have left and nothing is under way, it counts what the server's process holds: tasks of Trio, conversations, threads,
open files, connections to the database; and its memory all along. Ends with 1 where more is left at the end than there
was after the warm-up, where anybody was not served, or where memory grows by more than its bound (the line of least
squares through the second half; a small run is not judged by memory).
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import trio

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.storm.guests import Guests
from tests.storm.sayings import Shopkeeper
from tests.storm.shop import Resources, Shop, serving

MOST_GROWTH_KIB_A_MINUTE = 512
"""What is kept for good grows with the day: ids of messages that were acted on, up to 10,000."""

MOST_FAULTS_SHOWN = 20

RESUME_SECONDS = "2"

MORE_THREADS = 4
"""Trio keeps idle threads for ten seconds."""

MOST_THREADS = 64
"""At any time: what Trio's limiters allow, and two for each stream that is decoded."""

LOOKS = 10


@dataclass(frozen=True, slots=True)
class Length:
    """How long each part takes, in seconds."""

    warm_up: float
    soak: float
    between: float
    """From one look at the memory to the next."""
    judged: bool


SMALL = Length(warm_up=2, soak=4, between=0.5, judged=False)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a server holds when nobody is there."""

    resources: Resources
    tasks: int
    connections: int


@dataclass
class Memory:
    """A server's memory over time."""

    seen: list[tuple[float, int]] = field(default_factory=list)
    """Seconds and KiB."""
    most_threads: int = 0

    async def watch(self, shop: Shop, between: float) -> None:
        """Look again and again until cancelled."""
        while True:
            look = shop.resources()
            self.seen.append((trio.current_time(), look.rss_kib))
            self.most_threads = max(self.most_threads, look.threads)
            await trio.sleep(between)

    @property
    def growth(self) -> float:
        """KiB a minute, in the second half."""
        late = self.seen[len(self.seen) // 2 :]
        seconds, kib = zip(*late, strict=True)
        return statistics.linear_regression(seconds, kib).slope * 60


async def at_rest(shop: Shop, tasks: int, faults: list[str]) -> Rest:
    """Wait until all have left and so many tasks are there, and count what is there.

    Asking takes a file itself, and the spool has one more now and then: the look that finds fewest counts.
    """
    faults += await shop.at_rest(tasks)
    looks: list[Resources] = []
    for _ in range(LOOKS):
        looks.append(shop.resources())
        await trio.sleep(0.1)
    return Rest(min(looks, key=lambda look: look.files), await shop.tasks(), shop.connections())


def judge(before: Rest, after: Rest, memory: Memory, *, judged: bool) -> list[str]:
    """Return what is left that was not there before, and what there was too much of on the way."""
    pairs = {
        "tasks": (before.tasks, after.tasks),
        "threads": (before.resources.threads + MORE_THREADS, after.resources.threads),
        "files": (before.resources.files, after.resources.files),
        "connections": (before.connections, after.connections),
        "threads at any time": (MOST_THREADS, memory.most_threads),
    }
    left = [f"{what}: {last}, where {most} were the most" for what, (most, last) in pairs.items() if last > most]
    if judged and memory.growth > MOST_GROWTH_KIB_A_MINUTE:
        left.append(f"memory grows by {memory.growth:.0f} KiB a minute")
    return left


async def main(length: Length, clients: int, seed: int) -> int:
    """Soak, print and judge."""
    print(f"seed {seed}")
    chance, memory, faults = random.Random(seed), Memory(), list[str]()
    with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
        async with serving(Path(folder), {"RESUME_SECONDS": RESUME_SECONDS}) as shop:
            tasks = await shop.tasks()
            guests = Guests(shop.url, chance, Shopkeeper(chance))
            await guests.come_and_go(clients, length.warm_up)
            before = await at_rest(shop, tasks, faults)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(memory.watch, shop, length.between)
                await guests.come_and_go(clients, length.soak)
                nursery.cancel_scope.cancel()
            after = await at_rest(shop, tasks, faults)
    faults += guests.faults + judge(before, after, memory, judged=length.judged)
    print(f"{guests.ways.total()} visits: {dict(guests.ways)}")
    print(f"before {before}\nafter  {after}\nmemory grows by {memory.growth:.0f} KiB a minute")
    print(f"{memory.most_threads} threads at the most")
    print("\n".join(faults[:MOST_FAULTS_SHOWN]))
    print(f"{len(faults)} faults")
    return int(bool(faults))


def _length(arguments: argparse.Namespace) -> Length:
    soak = arguments.minutes * 60
    return SMALL if arguments.small else Length(warm_up=min(60, soak / 5), soak=soak, between=2, judged=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=12, help="at once")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--small", action="store_true", help="about ten seconds")
    chosen = parser.parse_args()
    sys.exit(trio.run(main, _length(chosen), chosen.clients, chosen.seed))
