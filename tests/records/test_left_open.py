"""Conversations that a crash has left open, in virtual time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest
import trio
import trio.testing

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.records.left_open import LOOK_SECONDS, end_left_open

if TYPE_CHECKING:
    from execora.records.spool import Spool


@dataclass
class Left:
    """A spool that is shipped when a test says so."""

    server: str = "here:2"
    shipped: trio.Event = field(default_factory=trio.Event)

    async def shipped_what_was_left(self) -> None:
        await self.shipped.wait()


@dataclass
class Conversations:
    """Tells when it was asked to end what was left open."""

    failures: list[Exception] = field(default_factory=list)
    asked: list[tuple[float, int, str]] = field(default_factory=list)

    async def shop_ids(self) -> range:
        await trio.lowlevel.checkpoint()
        return range(1, 3)

    async def end_left_open(self, shop_id: int, server: str) -> int:
        await trio.lowlevel.checkpoint()
        if self.failures:
            raise self.failures.pop()
        self.asked.append((trio.current_time(), shop_id, server))
        return 1


async def test_nothing_is_called_ended_before_all_is_shipped_that_was_said(
    nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
):
    rows, spool = Conversations(), Left()
    nursery.start_soon(end_left_open, rows, cast("Spool", spool))
    await trio.sleep(10)
    assert rows.asked == []
    spool.shipped.set()
    await trio.testing.wait_all_tasks_blocked()
    assert rows.asked == [(10, 1, "here:2"), (10, 2, "here:2")]


async def test_it_is_looked_again_every_hour(nursery: trio.Nursery, autojump_clock: trio.testing.MockClock):
    rows, spool = Conversations(), Left()
    spool.shipped.set()
    nursery.start_soon(end_left_open, rows, cast("Spool", spool))
    await trio.sleep(LOOK_SECONDS * 2 + 1)
    assert [when for when, shop_id, _ in rows.asked if shop_id == 1] == [0, 3600, 7200]


@pytest.mark.parametrize("failure", [DatabaseError("away"), OutcomeUnknownError("maybe")])
async def test_a_database_that_is_away_is_asked_again(
    failure: Exception, nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
):
    rows, spool = Conversations(failures=[failure, failure]), Left()
    spool.shipped.set()
    nursery.start_soon(end_left_open, rows, cast("Spool", spool))
    await trio.sleep(10)
    assert rows.asked == [(4, 1, "here:2"), (4, 2, "here:2")]
