"""How long a stop takes with everything at work.

    python bench/stop.py [--small]

Three payments run, each held up inside its transaction by a lock on its customer's account, and a hundred more wait.
Prints the milliseconds from `voice:stop` to `voice:stopped`. Ends with 1 where the 99th percentile breaks its bound
(but not in a small run), or where anything of the stopped payments is in the books.
"""

from __future__ import annotations

import sys

import psycopg
import trio
from rig import Client, client, demo_server, quantile

P99_SECONDS = 0.050
HELD = ("Rahul Sharma", "Suresh Kumar", "Amit Jain")
LOCK = """
select a.id from execora.account a join execora.customer c using (shop_id, id) where c.name = any(%s) for update of a
"""


async def stop_once(one: Client) -> float:
    """Start three payments and let a hundred wait behind them; return how long stopping them takes."""
    for number in range(103):
        await one.send("voice:final", text=f"{HELD[number % 3].split()[0]} ne {number + 101} cash diye")
    for _ in range(103):
        await one.next("task:queued")
    began = trio.current_time()
    await one.send("voice:stop")
    stopped = await one.next("voice:stopped")
    assert len(stopped["cancelled"]) == 103, f"{len(stopped['cancelled'])} of 103 were cancelled"
    return trio.current_time() - began


async def main(*, small: bool) -> int:
    """Measure, print and judge."""
    async with demo_server() as server, client(server) as one:
        with psycopg.connect(server.owner) as holding:
            holding.execute("select set_config('execora.shop', '1', false)")
            assert len(holding.execute(LOCK, [list(HELD)]).fetchall()) == 3
            seconds = [await stop_once(one) for _ in range(10 if small else 60)]
            holding.rollback()
            row = holding.execute("select count(*) from execora.journal where kind = 'payment'").fetchone()
    p50, p99 = quantile(seconds, 0.5), quantile(seconds, 0.99)
    print(f"stopping 3 running and 100 waiting tasks: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms")
    return int(row != (0,) or (not small and p99 > P99_SECONDS))


if __name__ == "__main__":
    sys.exit(trio.run(lambda: main(small="--small" in sys.argv)))
