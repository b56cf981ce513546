"""What is left of the promises after hours of faults.

    python bench/chaos.py [--minutes 10] [--clients 12] [--seed N] [--small]

Shopkeepers talk to a server in a process of its own, round after round: in one its PostgreSQL is its own, in the next
it lies behind a wire of ours. In each a few faults are drawn by lot: processes are killed, restarted and told to end,
wires stalled, cut and slowed, the disk is full, the clock is set. After each fault an auditor reads the database:
the books balance, what was told is in the transcripts once, each change is there once and whole, no event is missing
or came twice, and everybody is served again within five seconds of the end of its cause.

Prints each fault as it comes, at the end the count of each with the median and the longest time until everybody was
served again, and every broken promise; ends with 1 where there is one. A small run does not judge the time. The seed
of a round, which it prints, draws the same faults again. Where it runs as root on Linux with iptables, the wire to the
database may be pulled, too.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import trio

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.chaos.faults import CLOCKS, DISK_FULL, LINES, LONG, PROCESSES, ROADS, UNPLUGGED, Fault
from tests.chaos.premises import Premises, connected, database, with_a_clock
from tests.chaos.trial import BACK_SECONDS, trial

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

FAULTS_A_ROUND = 6
NOT_JUDGED_SECONDS = 30.0

OWN = (*PROCESSES, *CLOCKS, DISK_FULL, *LINES)
"""What may happen where the database is the server's own."""

WIRED = (*ROADS, *LONG, *LINES, PROCESSES[0], *((UNPLUGGED,) if os.geteuid() == 0 and shutil.which("iptables") else ()))
"""What may happen where a wire leads to it."""


class Tally:
    """What happened, and what came of it."""

    def __init__(self) -> None:
        self.backs = defaultdict[str, list[float]](list)
        self.wrong: list[str] = []
        self.messages = 0

    def show(self) -> None:
        """Print the counts, and whatever is wrong."""
        for name, seconds in sorted(self.backs.items()):
            print(
                f"{len(seconds):5} {name}: back after {statistics.median(seconds):.1f} s, at most {max(seconds):.1f} s"
            )
        print(
            f"{sum(map(len, self.backs.values()))} faults, {self.messages} messages, {len(self.wrong)} broken promises"
        )
        for what in self.wrong:
            print(f"BROKEN {what}")


@asynccontextmanager
async def premises(folder: Path, *, wired: bool) -> AsyncIterator[Premises]:
    """Give a server at work, with its PostgreSQL or behind a wire."""
    if not wired:
        async with with_a_clock(folder, folder) as own:
            yield own
        return
    async with database(folder / "postgres") as addresses, connected(folder, addresses) as behind_a_wire:
        yield behind_a_wire


async def play(tally: Tally, faults: Sequence[Fault], *, wired: bool, seed: int, clients: int, judged: bool) -> None:
    """Let faults happen, one after the other, and add what came of them."""
    print(f"-- seed {seed}, {'behind a wire' if wired else 'a PostgreSQL of its own'}", flush=True)
    chance = random.Random(seed)
    bound = BACK_SECONDS if judged else NOT_JUDGED_SECONDS
    with tempfile.TemporaryDirectory(prefix="execora-chaos-") as folder:
        async with premises(Path(folder), wired=wired) as at_work:
            async with trial(at_work, seed=seed, keepers=clients, back_seconds=bound) as under_way:
                for fault in faults:
                    await trio.sleep(chance.uniform(0.2, 2.0))
                    back = await under_way.suffer(fault)
                    tally.backs[fault.name].append(back)
                    print(f"{fault.name}: back after {back:.1f} s", flush=True)
            tally.messages += len(under_way.messages)
            tally.wrong += [f"(seed {seed}) {what}" for what in under_way.wrong]


async def main(given: argparse.Namespace) -> int:
    """Play rounds for as long as told, print and judge."""
    tally, seed = Tally(), given.seed
    if given.small:
        await play(tally, (PROCESSES[0], PROCESSES[4]), wired=False, seed=seed, clients=4, judged=False)
        await play(tally, (ROADS[0],), wired=True, seed=seed, clients=4, judged=False)
    end = trio.current_time() + 60 * (0 if given.small else given.minutes)
    while trio.current_time() < end:
        wired = bool(seed % 2)
        faults = random.Random(seed).choices(WIRED if wired else OWN, k=FAULTS_A_ROUND)
        await play(tally, faults, wired=wired, seed=seed, clients=given.clients, judged=True)
        seed += 1
    tally.show()
    return int(bool(tally.wrong))


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=12)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--small", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(trio.run(main, arguments()))
