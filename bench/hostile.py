"""What slow and hostile clients cost the others, and how they end.

    python bench/hostile.py [--small] [KIND…]

For each kind of `foes.py`, ten shopkeepers ask for balances while one foe is at work or stopped: windows with and
without it take turns, so that what else the machine does falls on both. Then fifty foes come at once. Prints how much
longer the shopkeepers' 99th percentile and median are with a foe than without, how much more of a processor the server
takes, the most memory of it that each of the fifty took, and how a foe ends: the close code, the HTTP status, "cut"
without a word, or not at all.

Ends with 1 where a bound is broken; a small run, with a server that is in a hurry to part, is not judged.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import trio
from foes import KINDS, Kind, be
from latency import NAMES
from rig import QUIET, STOP_SECONDS, Client, Server, begin, client, quantile
from trio_websocket import ConnectionClosed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

SHOPKEEPERS = 10
PAUSE_SECONDS = 0.05
FEWEST = 3
"""Answers in a window, be the machine ever so slow."""

FOES = 50

MOST_LONGER = 1.2
MOST_BYTES = 8 * 1024 * 1024

ENDS = {
    "says nothing": "cut",
    "half a head": "cut",
    "a page's slow body": "408",
    "pages, never reads": "cut",
    "silent, no pongs": "1013",
    "half a header": "1008",
    "half a payload": "1008",
    "a byte a second": "1008",
    "never reads": "1013",
    "finals, never reads": "cut",
    "no JSON": "1007",
    "10,000 fragments": "1008",
    "a message without end": "1008",
}
"""How each must end; those that are not here are slowed down and stay."""

MAY_END = ("cut", "1013")
"""How those may end as well that are told more than they take."""

HURRIED = """
from execora.server import listen, pages, websocket
listen.HEAD_SECONDS, pages.BODY_SECONDS = 0.5, 1
websocket.WHOLE_SECONDS = 1.0
from execora.cli import main
main()
"""


@dataclass(frozen=True)
class Plan:
    """How long all that takes."""

    windows: int
    """Without a foe, and as many with one."""
    window_seconds: float
    settle_seconds: float
    """How long one that sends too much is let use up what it may send at once."""
    crowd_seconds: float
    ends_seconds: float
    patience: float
    """After which a foe that does not read begins to: between `SEND_SECONDS` and twice as much."""


WHOLE = Plan(3, 3.0, 3.0, 8.0, 90.0, 15.0)
SMALL = Plan(1, 0.1, 0.0, 0.1, 6.0, 1.8)

FEWER = 5
"""A small run takes one in so many kinds."""


@dataclass
class Shopkeepers:
    """They ask, and note how long they wait."""

    waits: list[float] = field(default_factory=list)
    """Of the window that is now."""
    answered: trio.Event = field(default_factory=trio.Event)

    async def ask(self, server: Server, seed: int) -> None:
        """Ask for balances without an end.

        Pings are hurried here, and on a full machine a shopkeeper may answer one too late: it then comes back.
        """
        chance = random.Random(seed)
        while True:
            with suppress(ConnectionClosed):
                async with client(server) as one:
                    while True:
                        await trio.sleep(chance.uniform(0, 2 * PAUSE_SECONDS))
                        await self._ask(one, f"{chance.choice(NAMES)} ka balance batao")

    async def _ask(self, one: Client, text: str) -> None:
        waits, asked = self.waits, trio.current_time()
        await one.send("voice:final", text=text)
        await one.next("voice:response")
        waits.append(trio.current_time() - asked)
        self.answered.set()

    async def window(self, seconds: float) -> list[float]:
        """Return how long those waited who asked in the next seconds."""
        self.waits = waits = []
        await trio.sleep(seconds)
        while len(waits) < FEWEST:
            self.answered = trio.Event()
            await self.answered.wait()
        self.waits = []
        return waits


class Foes:
    """The process of the foes."""

    def __init__(self, process: trio.Process) -> None:
        self._process = process

    @asynccontextmanager
    async def at_work(self, kind: Kind, count: int) -> AsyncIterator[None]:
        """Have so many of them at work for as long as the block lasts."""
        await self._order(f"go\t{kind.name}\t{count}")
        yield
        await self._order("stop")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Have them do nothing at all for as long as the block lasts."""
        self._process.send_signal(signal.SIGSTOP)
        yield
        self._process.send_signal(signal.SIGCONT)

    async def _order(self, order: str) -> None:
        assert self._process.stdin
        assert self._process.stdout
        await self._process.stdin.send_all(order.encode())
        answer = await self._process.stdout.receive_some()
        assert answer == b"ready\n", (order, answer, self._process.returncode)


@asynccontextmanager
async def server_of(*, small: bool) -> AsyncIterator[tuple[Server, int]]:
    """Run a server, for a small run one that is in a hurry to part; give it and the id of its process."""
    hurry = (QUIET | {"SEND_SECONDS": "1", "HEARTBEAT_SECONDS": "1.5"}, ("-c", HURRIED)) if small else (QUIET,)
    with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
        async with trio.open_nursery() as nursery:
            process, server = await begin(nursery, folder, *hurry)
            yield server, process.pid
            process.terminate()
            with trio.move_on_after(STOP_SECONDS):
                await process.wait()
            nursery.cancel_scope.cancel()


@asynccontextmanager
async def foes(server: Server) -> AsyncIterator[Foes]:
    """Start the process of the foes, and end it."""
    command = [sys.executable, str(Path(__file__).with_name("foes.py")), server.url]
    async with trio.open_nursery() as nursery:

        async def run(task_status: trio.TaskStatus[trio.Process]) -> None:
            process = await trio.lowlevel.open_process(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            task_status.started(process)
            try:
                await process.wait()
            finally:
                process.kill()

        yield Foes(await nursery.start(run))
        nursery.cancel_scope.cancel()


def memory(pid: int) -> int:
    """Return the bytes that a process has in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return 1024 * int(status.partition("VmRSS:")[2].split()[0])


@dataclass
class Side:
    """All windows with a foe, or all without."""

    pid: int
    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0
    busy: float = 0.0
    """Seconds of processor that the server took."""

    async def window(self, keepers: Shopkeepers, seconds: float) -> None:
        """Measure one more."""
        busy, began = processor(self.pid), trio.current_time()
        self.waits += await keepers.window(seconds)
        self.busy += processor(self.pid) - busy
        self.seconds += trio.current_time() - began


async def both(pid: int, keepers: Shopkeepers, band: Foes, kind: Kind, plan: Plan) -> tuple[Side, Side]:
    """Measure with a foe and without, by turns."""
    with_one, without = Side(pid), Side(pid)
    async with band.at_work(kind, 1):
        for _ in range(plan.windows):
            await trio.sleep(plan.settle_seconds)
            await with_one.window(keepers, plan.window_seconds)
            with band.stopped():
                await without.window(keepers, plan.window_seconds)
    return with_one, without


def processor(pid: int) -> float:
    """Return the seconds that a process has computed."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def bytes_each(pid: int, band: Foes, kind: Kind, plan: Plan) -> int:
    """Return the most memory that each of the fifty took."""
    before = most = memory(pid)
    async with band.at_work(kind, FOES):
        until = trio.current_time() + plan.crowd_seconds
        while trio.current_time() < until:
            await trio.sleep(0.1)
            most = max(most, memory(pid))
    return (most - before) // FOES


async def ends(server: Server, plan: Plan, kinds: list[Kind]) -> dict[str, str]:
    """Return how one of each kind ends, all of them at once; nothing for those that stay."""
    ended: dict[str, str] = {}

    async def end(kind: Kind) -> None:
        ended[kind.name] = await be(server.url, kind, plan.patience)

    with trio.move_on_after(plan.ends_seconds):
        async with trio.open_nursery() as nursery:
            for kind in kinds:
                nursery.start_soon(end, kind)
    return ended


async def main(*, small: bool, names: list[str]) -> int:
    """Measure, print and judge."""
    plan = SMALL if small else WHOLE
    kinds = [KINDS[name] for name in names] or list(KINDS.values())[:: FEWER if small else 1]
    broken = 0
    async with (
        server_of(small=small) as (server, pid),
        foes(server) as band,
        trio.open_nursery() as nursery,
    ):
        ended = await ends(server, plan, kinds)
        keepers = Shopkeepers()
        for seed in range(SHOPKEEPERS):
            nursery.start_soon(keepers.ask, server, seed)
        await keepers.window(plan.window_seconds)  # the first warms up
        for kind in kinds:
            with_one, without = await both(pid, keepers, band, kind, plan)
            p50, p99 = (quantile(with_one.waits, part) / quantile(without.waits, part) for part in (0.5, 0.99))
            more = with_one.busy / with_one.seconds - without.busy / without.seconds
            each = await bytes_each(pid, band, kind, plan)
            end = ended.get(kind.name, "stays")
            others = f"p99 x {p99:4.2f}, p50 x {p50:4.2f}, processor {more:+4.0%}"
            print(f"{kind.name:22} {others}; {each / 1024:6.0f} kB each; {end}", flush=True)
            good = (ENDS[kind.name],) if kind.name in ENDS else ("stays", *MAY_END)
            broken += p99 > MOST_LONGER or each > MOST_BYTES or end not in good
        nursery.cancel_scope.cancel()
    return int(not small and broken > 0)


if __name__ == "__main__":
    names = [name for name in sys.argv[1:] if name in KINDS]
    sys.exit(trio.run(lambda: main(small="--small" in sys.argv, names=names)))
