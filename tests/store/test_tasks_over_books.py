"""Tasks that are tried again, against a real PostgreSQL behind a wire that loses COMMITs and their answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from execora.session.task import State
from execora.store.books import Books
from execora.store.pool import Pool
from tests.fakes.work import Bench
from tests.store.lossy import LossyWire
from tests.store.test_books import RICH, Till, paid
from tests.store.town import Town, request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import trio

    from execora.session.port import Event
    from tests.store.lossy import Fate


@pytest.fixture
async def lossy(town: Town, nursery: trio.Nursery, tmp_path: Path) -> AsyncIterator[LossyWire]:
    lossy = LossyWire(tmp_path, town.addresses.serving)
    await nursery.start(lossy.run)
    yield lossy
    lossy.close()


@pytest.fixture
async def far_books(lossy: LossyWire, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Books]:
    """Open the books over the wire, by people who do not look long for what became of a COMMIT."""
    monkeypatch.setattr("execora.store.books.SETTLE_SECONDS", 0.2)
    async with Pool(lossy.dsn, size=2) as pool:
        yield Books(pool)


class Repaired(Bench):
    """Tasks whose database comes back as soon as the client is told that they are tried again."""

    lossy: LossyWire

    def hear(self, event: Event) -> None:
        super().hear(event)
        if event.type == "task:retrying":
            self.lossy.go_on.set()


@pytest.mark.parametrize(("fate", "runs"), [("unheard for a while", 1), ("lost for a while", 2)])
async def test_a_second_attempt_finds_what_the_first_one_changed(
    town: Town, books: Books, lossy: LossyWire, far_books: Books, nursery: trio.Nursery, fate: Fate, runs: int
) -> None:
    bench, till = Repaired(nursery), Till(RICH)
    bench.lossy, lossy.fates = lossy, [fate]
    task = bench.admit(partial(far_books.write, town.shop, request(), till))
    await task.done.wait()
    assert [kind for _, kind in bench.events(task)] == [
        "task:queued",
        "task:started",
        "task:retrying",
        "task:started",
        "task:completed",
    ]
    assert [said["error"] for said in bench.details(task, "task:retrying")] == ["OUTCOME_UNKNOWN"]
    assert task.answer == RICH, "what was stored, and as if it had been answered at once"
    assert (till.runs, await paid(books, town.shop)) == (runs, 1)


async def test_a_task_that_is_stopped_in_doubt_says_so_and_is_found_when_it_is_asked_for_again(
    town: Town, books: Books, lossy: LossyWire, far_books: Books, nursery: trio.Nursery
) -> None:
    bench, till, asked = Stopped(nursery), Till(RICH), request()
    lossy.fates = ["unheard for a while"]
    task = bench.admit(partial(far_books.write, town.shop, asked, till))
    await task.done.wait()
    assert (task.state, task.answer.error if task.answer else None) == (State.FAILED, "OUTCOME_UNKNOWN")
    again = bench.admit(partial(books.write, town.shop, asked, till))
    await again.done.wait()
    assert again.state is State.COMPLETED
    assert (till.runs, await paid(books, town.shop)) == (1, 1)


class Stopped(Bench):
    """Tasks that are all cancelled as soon as one is to be tried again."""

    def hear(self, event: Event) -> None:
        super().hear(event)
        if event.type == "task:retrying":
            self.tasks.cancel_all("stop")
