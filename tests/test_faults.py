"""What may die, stall or lie while people talk: afterwards the books agree with what everybody was told.

Each test lets six shopkeepers talk to a server in a process of its own, lets something happen to it, and waits until
all of them are served again. The seed that a failure prints repeats it, as far as processes can be repeated;
`bench/chaos.py` does the same for hours.
"""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
import trio

from tests.chaos.faults import CLOCKS, DISK_FULL, LINES, PROCESSES, ROADS, Fault, close
from tests.chaos.premises import connected, open_shop, private, with_a_clock
from tests.chaos.trial import trial
from tests.conftest import roomy_memory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from execora.store.embedded import Addresses
    from tests.chaos.premises import Premises

PATIENT_SECONDS = 20.0
"""Within which all are served again: five seconds, on a machine that may do four other things."""

KILLS = 10

SERVER_KILLED, *POSTGRES = PROCESSES


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Give a data folder that the tests of this module share, on no disk: recovery then waits for none."""
    with TemporaryDirectory(prefix="execora-", dir=roomy_memory()) as folder:
        yield Path(folder)


async def survives(premises: Premises, faults: Sequence[Fault], *, most: float = 1.5) -> None:
    seed = random.randrange(10**6)
    async with trial(premises, seed=seed, keepers=6, back_seconds=PATIENT_SECONDS) as under_way:
        for fault in faults:
            await under_way.suffer(fault, most=most)
    assert under_way.wrong == [], f"seed {seed}"
    assert sum(said.done for said in under_way.messages) > 5 * len(faults)


async def test_a_server_that_is_killed_again_and_again_loses_doubles_and_halves_nothing(data: Path, tmp_path: Path):
    async with private(tmp_path, data) as premises:
        await survives(premises, [SERVER_KILLED] * KILLS)
        assert premises.ends == KILLS


async def test_whatever_ends_postgres_it_is_back_and_nothing_is_lost_doubled_or_halved(data: Path, tmp_path: Path):
    async with private(tmp_path, data) as premises:
        await survives(premises, POSTGRES)


async def test_a_bad_wire_to_the_database_loses_doubles_and_halves_nothing(database: Addresses, tmp_path: Path):
    await open_shop(database)
    async with connected(tmp_path, database) as premises:
        await survives(premises, ROADS)


async def test_a_bad_wire_to_the_clients_loses_doubles_and_halves_nothing(database: Addresses, tmp_path: Path):
    await open_shop(database)
    async with connected(tmp_path, database) as premises:
        await survives(premises, LINES, most=1.0)


async def test_a_clock_that_is_set_back_loses_doubles_and_halves_nothing(data: Path, tmp_path: Path):
    async with with_a_clock(tmp_path, data) as premises:
        await survives(premises, CLOCKS)


async def test_a_full_disk_loses_doubles_and_halves_nothing(data: Path, tmp_path: Path):
    async with private(tmp_path, data) as premises:
        await survives(premises, [DISK_FULL], most=3.0)


async def test_health_says_so_while_the_wire_to_the_database_is_closed(database: Addresses, tmp_path: Path):
    async with connected(tmp_path, database) as premises:
        assert premises.road
        assert await premises.health() == 200
        close(premises.road)
        await turns(premises, 503)
        premises.road.go_on()
        await turns(premises, 200)


async def test_health_says_so_while_the_database_is_silent(database: Addresses, tmp_path: Path):
    async with connected(tmp_path, database) as premises:
        assert premises.road
        premises.road.down.stall()
        await turns(premises, 503)
        premises.road.go_on()
        await turns(premises, 200)


async def turns(premises: Premises, status: int) -> None:
    """Ask for the health until it is told so: an answer is kept for a second."""
    with trio.fail_after(PATIENT_SECONDS):
        while await premises.health() != status:  # noqa: ASYNC110 - another process has no event for us
            await trio.sleep(0.05)
