"""How long fifty shopkeepers wait for a balance.

    python bench/latency.py [--small]

Fifty conversations over real WebSockets ask for balances, each about once a second and at a moment of its own. Prints
the milliseconds from the final transcript to the `voice:response`, as the clients see them. Ends with 1 where the 99th
percentile breaks its bound; a small run is not judged.
"""

from __future__ import annotations

import random
import sys

import trio
from rig import Client, Server, client, demo_server, quantile

SESSIONS = 50
P99_SECONDS = 0.010
NAMES = ["Rahul", "Suresh", "Amit", "Mohan", "Priya", "Neha", "Vijay", "Imran", "Guptaji", "Deepu"]


async def ask(one: Client, chance: random.Random, rounds: int, waits: list[float]) -> None:
    """Ask for balances, with a pause of about a second before each."""
    for number in range(rounds + 1):
        await trio.sleep(chance.uniform(0.5, 1.5))
        asked = trio.current_time()
        await one.send("voice:final", text=f"{chance.choice(NAMES)} ka balance batao")
        answer = await one.next("voice:response")
        assert answer["executionResult"]["success"], answer
        if number:  # the first one warms up
            waits.append(trio.current_time() - asked)


async def converse(server: Server, seed: int, rounds: int, waits: list[float]) -> None:
    """Hold one conversation."""
    async with client(server) as one:
        await ask(one, random.Random(seed), rounds, waits)


async def main(*, small: bool) -> int:
    """Measure, print and judge."""
    waits: list[float] = []
    async with demo_server() as server, trio.open_nursery() as nursery:
        for seed in range(SESSIONS):
            nursery.start_soon(converse, server, seed, 3 if small else 30, waits)
    p50, p99 = quantile(waits, 0.5), quantile(waits, 0.99)
    print(f"{SESSIONS} sessions, {len(waits)} balances: p50 {p50 * 1000:.2f} ms, p99 {p99 * 1000:.2f} ms")
    return int(not small and p99 > P99_SECONDS)


if __name__ == "__main__":
    sys.exit(trio.run(lambda: main(small="--small" in sys.argv)))
