"""Whether a task that is cancelled, anywhere and in any way, has happened whole or not at all.

    python bench/cancelling.py [--points 7600] [--cuts 2000] [--stops 40] [--clients 12] [--seed 1] [--small]

Clients over real sockets change the books of a demo shop in many ways (payments, credit, bills and their haan, stock,
prices, reminders, new customers, undo) and cancel at random points: by voice:stop, task:cancel of one or of all, "sab
cancel", by hanging up, by a line that breaks without a word (for good, or until the session is resumed, over any number
of cuts), and by SIGTERM to the server. Its database takes its time
now and then, inside transactions and inside COMMIT. Prints where each way of cancelling found the tasks. Ends with 1
where

- a task has not exactly one end, or something is told of it after voice:stopped;
- the books do not hold a completed change exactly once, or hold anything of another one;
- they do not add up;
- a connection, a lock, a transaction, a task or a conversation is left;
- too few points fell inside transactions.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import trio

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.storm.campaign import Plan, campaign
from tests.storm.points import Where

if TYPE_CHECKING:
    from tests.storm.campaign import Outcome

SMALL = Plan(points=40, cuts=20, stalls=0, stops=0, clients=6)

MOST_FAULTS_SHOWN = 20


def show(outcome: Outcome, seconds: float) -> None:
    """Print what was done and found."""
    places = get_args(Where)
    print(f"{'':12}{'points':>8}" + "".join(f"{place:>16}" for place in places) + "   (tasks)")
    for act, count in outcome.done.most_common():
        print(f"{act:12}{count:8}" + "".join(f"{outcome.hits[act, place]:16}" for place in places))
    print(
        f"{outcome.done.total()} points in {seconds:.0f} s, {outcome.tasks} tasks, {outcome.requests} changes kept; "
        f"{outcome.at_work:.0%} of the tasks hit were inside their transactions"
    )
    print(f"before {outcome.begun}\nafter  {outcome.over}\nslowest stop {outcome.slowest_stop:.1f} s")
    print(f"{outcome.resumed} sessions resumed, {outcome.too_late} too late")
    print("\n".join(outcome.faults[:MOST_FAULTS_SHOWN]))
    print(f"{len(outcome.faults)} faults")


async def main(plan: Plan, seed: int) -> int:
    """Run, print and judge."""
    began = time.monotonic()
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
        outcome = await campaign(Path(folder), plan, seed, lambda line: print(line, flush=True))
    show(outcome, time.monotonic() - began)
    return int(bool(outcome.faults))


def _plan(given: argparse.Namespace) -> Plan:
    return SMALL if given.small else Plan(given.points, given.cuts, given.stalls, given.stops, given.clients)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=7_600, help="cancellations where a lost connection is a stop")
    parser.add_argument("--cuts", type=int, default=2_000, help="cancellations where a session may be resumed")
    parser.add_argument("--stalls", type=float, default=0.001, help="part of COMMITs that take longer than is waited")
    parser.add_argument("--stops", type=int, default=40, help="stops of the server, each one point for every client")
    parser.add_argument("--clients", type=int, default=12, help="at once")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--small", action="store_true", help="a few seconds")
    chosen = parser.parse_args()
    sys.exit(trio.run(main, _plan(chosen), chosen.seed))
