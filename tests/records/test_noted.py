"""What waits in memory: it leaves from the front, whoever kept it."""

from __future__ import annotations

import trio
import trio.testing

from execora.records.frames import written
from execora.records.noted import Noted
from tests.records.noting import entry


async def test_what_is_kept_twice_leaves_once():
    noted = Noted()
    said = [entry(number) for number in range(4)]
    for one in said:
        noted.add(one)
    first = noted.waiting(2)
    for _ in range(2):  # by the disk, and by the database
        noted.keep(first)
    assert [note.entry for note in noted.waiting()] == said[2:]
    assert noted.bytes == sum(len(written(one)) for one in said[2:])
    noted.keep(noted.waiting())
    noted.keep([])
    assert (len(noted), noted.bytes) == (0, 0)


async def test_each_waits_for_its_own_mark_and_all_before_it(nursery: trio.Nursery):
    noted, kept = Noted(), list[int]()
    marks = [noted.add(entry(number)) for number in range(3)]

    async def wait(mark: int) -> None:
        await noted.kept(mark)
        kept.append(mark)

    for mark in marks:
        nursery.start_soon(wait, mark)
    await trio.testing.wait_all_tasks_blocked()
    assert kept == []
    noted.keep(noted.waiting(2))
    await trio.testing.wait_all_tasks_blocked()
    assert sorted(kept) == marks[:2]
    noted.keep(noted.waiting())
    await trio.testing.wait_all_tasks_blocked()
    assert sorted(kept) == marks


async def test_whoever_waits_for_something_is_not_forgotten_when_it_was_kept_twice(nursery: trio.Nursery):
    noted, woke = Noted(), trio.Event()
    noted.add(entry())
    notes = noted.waiting()
    noted.keep(notes)  # by the disk, whose writer waits for the next from here on

    async def write() -> None:
        await noted.some()
        woke.set()

    nursery.start_soon(write)
    await trio.testing.wait_all_tasks_blocked()
    noted.keep(notes)  # by the database, to which it was on its way
    noted.add(entry())
    await trio.testing.wait_all_tasks_blocked()
    assert woke.is_set()


async def test_whoever_writes_wakes_when_something_waits(nursery: trio.Nursery):
    noted, woke = Noted(), list[int]()

    async def write() -> None:
        while True:
            await noted.some()
            woke.append(len(noted))
            noted.keep(noted.waiting())

    nursery.start_soon(write)
    for count in (1, 3):
        for number in range(count):
            noted.add(entry(number))
        await trio.testing.wait_all_tasks_blocked()
    assert woke == [1, 3]
