"""The spool on a real disk, with real threads: nothing that was called kept is ever missing, and nothing is twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from errno import EACCES, EISDIR, EMFILE, ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import trio

from execora.errors import ConfigError, DatabaseError, OutcomeUnknownError
from execora.records import aside
from execora.records import spool as spools
from execora.records.aside import read_aside, send_again
from execora.records.segments import write_through
from execora.records.spool import MEMORY_BYTES, Spool
from tests.fakes.entries import FakeEntries
from tests.process import ROOT, SECONDS
from tests.records.noting import SqliteEntries, entry

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from execora.records.port import Entries
    from execora.session.port import Entry

LIMIT = 2**20


@dataclass
class Disk:
    """Writes, unless it is full or hangs."""

    full: bool = False
    writes: int = 0
    at_once: int = 0
    """How many writes go on."""

    def __post_init__(self) -> None:
        self._goes_on = threading.Event()
        self._goes_on.set()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        self._goes_on.clear()
        try:
            yield
        finally:
            self._goes_on.set()

    def write(self, file: int, data: bytes) -> None:
        self.writes += 1
        self.at_once += 1
        self._goes_on.wait(SECONDS)
        self.at_once -= 1
        if self.full:
            os.write(file, data[: len(data) // 2])
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        write_through(file, data)


@pytest.fixture
def rows() -> FakeEntries:
    return FakeEntries()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again sooner than in a shop."""
    monkeypatch.setattr(spools, "AGAIN_SECONDS", 0.02)
    monkeypatch.setattr("execora.records.shipper.LOOK_SECONDS", 0.02)
    monkeypatch.setattr("execora.records.shipper.FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr("execora.records.shipper.LONGEST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr("execora.records.sender.FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr("execora.records.sender.LONGEST_PAUSE_SECONDS", 0.02)


@asynccontextmanager
async def running(folder: Path, rows: Entries, disk: Disk | None = None, *, limit: int = LIMIT) -> AsyncIterator[Spool]:
    spool = Spool(folder, rows, limit=limit, write=(disk or Disk()).write)
    with trio.fail_after(SECONDS):
        async with trio.open_nursery() as nursery:
            await nursery.start(spool.run)
            yield spool
            nursery.cancel_scope.cancel()


async def keep(spool: Spool, *entries: Entry) -> None:
    marks = [spool.note(one) for one in entries]
    await spool.kept(marks[-1])


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.log"))


# -- when all is well


async def test_what_is_noted_comes_to_the_database_in_its_order_and_leaves_no_file(tmp_path: Path, rows: FakeEntries):
    said = [entry(number) for number in range(1, 8)]
    async with running(tmp_path, rows) as spool:
        await keep(spool, *said)
        await rows.has(7)
        await spool.ship_all()
        assert files(tmp_path) == []
    assert list(rows.kept.values()) == said


async def test_it_comes_to_the_database_within_a_second(tmp_path: Path, rows: FakeEntries):
    async with running(tmp_path, rows) as spool:
        began = trio.current_time()
        spool.note(entry())
        await rows.has(1)
        assert trio.current_time() - began < 1


async def test_many_who_note_share_one_sync(tmp_path: Path, rows: FakeEntries, disk: Disk):
    async with running(tmp_path, rows, disk) as spool, trio.open_nursery() as nursery:
        for number in range(200):
            nursery.start_soon(keep, spool, entry(number))
    assert disk.writes < 20


async def test_each_shop_has_batches_of_its_own(tmp_path: Path, rows: FakeEntries):
    ours, theirs = [entry(shop_id=1), entry(2, shop_id=1)], [entry(shop_id=2)]
    async with running(tmp_path, rows) as spool:
        await keep(spool, ours[0], theirs[0], ours[1])
        await rows.has(3)
    assert rows.batches == [[one.id for one in ours], [one.id for one in theirs]]


async def test_a_batch_has_no_more_than_five_hundred(tmp_path: Path, rows: FakeEntries):
    async with running(tmp_path, rows) as spool:
        await keep(spool, *[entry(number) for number in range(1201)])
        await rows.has(1201)
    assert [len(batch) for batch in rows.batches] == [500, 500, 201]


async def test_files_are_for_their_owner_only(tmp_path: Path, rows: FakeEntries):
    rows.leave()
    async with running(tmp_path / "spool", rows) as spool:
        await keep(spool, entry())
    for path in (tmp_path / "spool").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


async def test_its_condition_is_told(tmp_path: Path, rows: FakeEntries):
    rows.leave()
    spool = Spool(tmp_path, rows, limit=LIMIT, now=lambda: datetime.now(UTC) + timedelta(seconds=60))
    async with trio.open_nursery() as nursery:
        await nursery.start(spool.run)
        assert (spool.condition().depth, spool.condition().oldest_seconds) == (0, 0)
        await keep(spool, entry(), entry(2))
        await rows.asked()
        condition = spool.condition()
        assert (condition.depth, condition.set_aside, condition.trouble) == (2, 0, None)
        assert 60 <= condition.oldest_seconds < 90
        assert condition.bytes > 300
        rows.come_back()
        await spool.ship_all()
        condition = spool.condition()
        assert (condition.depth, condition.bytes, condition.oldest_seconds) == (0, 0, 0)
        assert 0 < condition.success_rate < 1
        nursery.cancel_scope.cancel()


async def test_each_start_has_a_name_of_its_own_after_that_of_its_folder(tmp_path: Path, rows: FakeEntries):
    async with running(tmp_path, rows) as one, running(tmp_path, rows) as other:
        first, beside = one.server.split(":"), other.server.split(":")
    async with running(tmp_path, rows) as again:
        second = again.server.split(":")
    assert first[0] == second[0] != beside[0]
    assert len({first[1], second[1], beside[1]}) == 3


# -- the database


@pytest.mark.parametrize("failure", [DatabaseError("away"), OutcomeUnknownError("maybe")])
async def test_it_is_kept_while_the_database_is_away_and_comes_there_once(
    failure: Exception, tmp_path: Path, rows: FakeEntries
):
    rows.failure = failure
    async with running(tmp_path, rows) as spool:
        await keep(spool, entry())
        for _ in range(3):
            await rows.asked()
            await keep(spool, entry())
        assert rows.kept == {}
        rows.come_back()
        await spool.ship_all()
        assert (len(rows.kept), files(tmp_path)) == (4, [])


async def test_when_too_much_waits_for_the_database_it_is_full_until_that_is_back(tmp_path: Path, rows: FakeEntries):
    rows.leave()
    async with running(tmp_path, rows, limit=1000) as spool:
        await keep(spool, entry())
        assert not spool.full
        await keep(spool, entry(text="x" * 1000))
        assert spool.full
        with trio.move_on_after(0.05) as waited:
            await spool.room()
        assert waited.cancelled_caught
        await keep(spool, entry())  # what was begun is kept all the same
        rows.come_back()
        await spool.room()
        assert not spool.full


async def test_what_is_refused_is_set_aside_alone_with_its_reason(tmp_path: Path, rows: FakeEntries):
    said = [entry(number) for number in range(1, 101)]
    rows.refused = {said[17].id, said[80].id}
    async with running(tmp_path, rows) as spool:
        await keep(spool, *said)
        await spool.ship_all()
        assert spool.condition().set_aside == 2
        assert 0 < spool.condition().success_rate < 1
        assert spool.condition().bytes == sum(path.stat().st_size for path in (tmp_path / "aside").iterdir())
    assert len(rows.kept) == 98
    found = list(read_aside(tmp_path))
    assert [one.what for one in found] == [said[17], said[80]]
    assert {one.reason for one in found} == {"its words are too long"}


async def test_it_is_set_aside_once_where_somebody_sends_the_others_again_meanwhile(
    tmp_path: Path, rows: FakeEntries, monkeypatch: pytest.MonkeyPatch
):
    files_aside, gone = aside.files_aside, tmp_path / "aside" / "gone.log"
    monkeypatch.setattr(aside, "files_aside", lambda root: [gone, *files_aside(root)])
    said = entry()
    rows.refused = {said.id}
    async with running(tmp_path, rows) as spool:
        await keep(spool, said)
        await spool.ship_all()
        assert spool.condition().set_aside == 1
    assert len(rows.batches) == 1


async def test_a_count_that_fails_sets_nothing_aside_twice(
    tmp_path: Path, rows: FakeEntries, monkeypatch: pytest.MonkeyPatch
):
    def fail(path: Path) -> None:
        raise PermissionError(EACCES, os.strerror(EACCES))

    said = entry()
    rows.refused = {said.id}
    async with running(tmp_path, rows) as spool:
        monkeypatch.setattr(aside, "held_aside", fail)
        await keep(spool, said)
        await spool.ship_all()
    assert [one.what for one in read_aside(tmp_path)] == [said]


async def test_a_bug_that_one_entry_wakes_does_not_stop_the_others(
    tmp_path: Path, rows: FakeEntries, monkeypatch: pytest.MonkeyPatch
):
    bad, good = entry(text="secret words"), entry(2)
    keep_well = rows.keep

    async def keep_badly(entries: list[Entry]) -> None:
        if bad in entries:
            raise ValueError(bad.body["text"])
        await keep_well(entries)

    monkeypatch.setattr(rows, "keep", keep_badly)
    async with running(tmp_path, rows) as spool:
        await keep(spool, bad, good)
        await spool.ship_all()
    [found] = read_aside(tmp_path)
    assert (found.what, list(rows.kept)) == (bad, [good.id])
    assert found.reason == "a bug: ValueError, see the server's log"


@pytest.mark.parametrize("failure", [RuntimeError("can't start new thread"), MemoryError()])
async def test_what_fails_by_no_fault_of_the_entries_is_tried_again(
    failure: Exception, tmp_path: Path, rows: FakeEntries
):
    rows.failure = failure
    async with running(tmp_path, rows) as spool:
        await keep(spool, entry(), entry())
        await rows.asked()
        await rows.asked()
        rows.come_back()
        await spool.ship_all()
        assert (len(rows.kept), spool.condition().set_aside) == (2, 0)


async def test_a_shop_for_which_the_database_does_nothing_holds_up_no_other_and_sets_nothing_aside_twice(
    tmp_path: Path, rows: FakeEntries, monkeypatch: pytest.MonkeyPatch
):
    stuck, keep_well = {1, 2}, rows.keep

    async def keep_of_others(entries: list[Entry]) -> None:
        if entries[0].shop_id in stuck:
            raise DatabaseError("locked")
        await keep_well(entries)

    monkeypatch.setattr(rows, "keep", keep_of_others)
    said = [entry(shop_id=shop_id) for shop_id in (1, 2, 3, 4)]
    rows.refused = {said[3].id}
    async with running(tmp_path, rows) as spool:
        await keep(spool, *said)
        await rows.has(1)
        await rows.asked()
        await rows.asked()
        assert list(rows.kept) == [said[2].id]
        stuck.clear()
        await spool.ship_all()
    assert [one.what for one in read_aside(tmp_path)] == [said[3]]
    assert sorted(rows.kept) == sorted(one.id for one in said[:3])


async def test_what_is_set_aside_is_sent_again_to_a_server_that_runs(tmp_path: Path, rows: FakeEntries):
    said = entry()
    rows.refused = {said.id}
    async with running(tmp_path, rows) as spool:
        await keep(spool, said)
        await spool.ship_all()
        rows.refused = set()
        assert send_again(tmp_path) == 1
        await rows.has(1)
        await spool.ship_all()
        while spool.condition().set_aside:
            await spool._shipper.moved.wait()
    assert (list(rows.kept), files(tmp_path)) == ([said.id], [])


async def test_what_is_refused_again_is_set_aside_again_and_once(tmp_path: Path, rows: FakeEntries):
    said = entry()
    rows.refused = {said.id}
    for _ in range(2):
        async with running(tmp_path, rows) as spool:
            if not rows.batches:
                spool.note(said)
            await spool.shipped_what_was_left()
            await spool.ship_all()
        send_again(tmp_path)
        send_again(tmp_path)
        assert list(read_aside(tmp_path)) == []
    async with running(tmp_path, rows) as spool:
        await spool.shipped_what_was_left()
    assert [one.what for one in read_aside(tmp_path)] == [said]


async def test_what_the_disk_has_changed_is_set_aside_and_the_rest_is_shipped(tmp_path: Path, rows: FakeEntries):
    rows.leave()
    async with running(tmp_path, rows) as spool:
        await keep(spool, *[entry(number) for number in range(1, 4)])
    [name] = files(tmp_path)
    data = bytearray((tmp_path / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / name).write_bytes(data)
    rows.come_back()
    async with running(tmp_path, rows) as spool:
        await spool.shipped_what_was_left()
        assert spool.condition().set_aside == 1
    [found] = read_aside(tmp_path)
    assert (len(rows.kept), found.what) == (2, bytes(data[len(data) // 3 : 2 * len(data) // 3]))
    assert "checksum" in found.reason
    assert send_again(tmp_path) == 1
    async with running(tmp_path, rows) as spool:
        await spool.shipped_what_was_left()
    assert list(read_aside(tmp_path)) == [found]


# -- the disk


async def test_while_the_disk_is_full_the_database_keeps_what_is_noted(tmp_path: Path, rows: FakeEntries, disk: Disk):
    async with running(tmp_path, rows, disk) as spool:
        await keep(spool, entry())
        disk.full = True
        await keep(spool, entry(), entry())
        assert len(rows.kept) >= 2
        assert spool.condition().trouble == os.strerror(ENOSPC)
        assert not spool.full


async def test_while_neither_keeps_anything_it_is_full_and_nothing_is_lost(
    tmp_path: Path, rows: FakeEntries, disk: Disk
):
    said = [entry(number) for number in range(1, 5)]
    async with running(tmp_path, rows, disk) as spool:
        rows.leave()
        await keep(spool, said[0])
        disk.full = True
        mark = [spool.note(one) for one in said[1:]][-1]
        with trio.move_on_after(0.1) as waited:
            await spool.kept(mark)
        assert waited.cancelled_caught
        assert spool.full
        disk.full = False
        await spool.kept(mark)
        await spool.room()
        assert spool.condition().trouble is None
        rows.come_back()
        await spool.ship_all()
    assert sorted(rows.kept) == sorted(one.id for one in said)


async def test_while_the_disk_hangs_the_database_keeps_what_is_noted(
    tmp_path: Path, rows: FakeEntries, disk: Disk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(spools, "WRITE_SECONDS", 0.05)
    said = [entry(number) for number in range(1, 5)]
    async with running(tmp_path, rows, disk) as spool:
        await keep(spool, said[0])
        with disk.hanging():
            await keep(spool, *said[1:3])
            assert spool.condition().trouble == "it does not answer"
            assert not spool.full
            rows.leave()
            mark = spool.note(said[3])
            while not spool.full:
                await spool._shipper.moved.wait()
            assert disk.at_once == 1
        await spool.kept(mark)
        assert (spool.condition().trouble, spool.full) == (None, False)
        rows.come_back()
        await spool.ship_all()
        assert (spool.condition().depth, spool.condition().set_aside) == (0, 0)
    assert sorted(rows.kept) == sorted(one.id for one in said)


async def test_a_disk_that_hangs_does_not_hold_up_the_end(
    tmp_path: Path, rows: FakeEntries, disk: Disk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(spools, "LAST_SECONDS", 0.05)
    with disk.hanging():
        async with running(tmp_path, rows, disk) as spool:
            spool.note(entry())
            began = trio.current_time()
        assert trio.current_time() - began < 1


async def test_a_disk_that_works_again_is_found_out_without_anything_to_write(
    tmp_path: Path, rows: FakeEntries, disk: Disk
):
    async with running(tmp_path, rows, disk) as spool:
        disk.full = True
        await keep(spool, entry())
        tried = disk.writes
        while disk.writes < tried + 3:
            await spool._shipper.moved.wait()
        assert spool.condition().trouble
        disk.full = False
        while spool.condition().trouble:
            await spool._shipper.moved.wait()
    assert files(tmp_path) == []


async def test_a_write_that_failed_takes_nothing_with_it_that_was_kept_before(
    tmp_path: Path, rows: FakeEntries, disk: Disk
):
    rows.leave()
    said = [entry(number) for number in range(1, 4)]
    async with running(tmp_path, rows, disk) as spool:
        await keep(spool, said[0])
        disk.full = True
        mark = spool.note(said[1])
        while not spool.condition().trouble:
            await spool._shipper.moved.wait()
        disk.full = False
        await spool.kept(mark)
        await keep(spool, said[2])
    assert len(files(tmp_path)) > 1
    rows.come_back()
    async with running(tmp_path, rows) as spool:
        await spool.shipped_what_was_left()
        assert spool.condition().set_aside == 0
    assert list(rows.kept) == [one.id for one in said]


async def test_what_is_refused_waits_while_it_cannot_be_set_aside(
    tmp_path: Path, rows: FakeEntries, monkeypatch: pytest.MonkeyPatch
):
    said = entry()
    rows.refused = {said.id}
    async with running(tmp_path, rows) as spool:
        (tmp_path / "aside").rmdir()
        (tmp_path / "aside").write_text("in the way")
        await keep(spool, said)
        await rows.asked()
        await rows.asked()
        assert spool.condition().depth == 1
        (tmp_path / "aside").unlink()
        await spool.ship_all()
    assert [one.what for one in read_aside(tmp_path)] == [said]


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_disk_and_database_do_everything_comes_to_an_end_well(
    seed: int, tmp_path: Path, rows: FakeEntries, disk: Disk
):
    chance, kept = random.Random(seed), list[UUID]()
    monkeys = trio.CancelScope()

    async def note_on(spool: Spool) -> None:
        for number in range(40):
            said = entry(number)
            await spool.kept(spool.note(said))
            kept.append(said.id)
            await trio.sleep(chance.uniform(0, 0.03))  # so that now and then nothing waits

    async def make_trouble() -> None:
        with monkeys:
            while True:
                disk.full = chance.random() < 0.5
                rows.failure = DatabaseError("away") if chance.random() < 0.5 else None
                rows.seconds = chance.choice((0, 0.05))
                await trio.sleep(chance.uniform(0, 0.06))

    async with running(tmp_path, rows, disk) as spool:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(make_trouble)
            async with trio.open_nursery() as talking:
                for _ in range(3):
                    talking.start_soon(note_on, spool)
            monkeys.cancel()
        disk.full, rows.failure = False, None
        await spool.kept(spool.note(entry()))
        await spool.ship_all()
        assert not spool.full
    assert (len(kept), set(kept) - rows.kept.keys()) == (120, set())


async def test_a_lot_that_waits_for_a_slow_disk_makes_it_full(tmp_path: Path, rows: FakeEntries):
    spool = Spool(tmp_path, rows, limit=LIMIT * 10)
    while not spool.full:
        spool.note(entry(text="x" * 10_000))
    assert spool.condition().depth < MEMORY_BYTES / 10_000 + 1
    async with trio.open_nursery() as nursery:
        await nursery.start(spool.run)
        await spool.room()
        nursery.cancel_scope.cancel()


async def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path, rows: FakeEntries):
    (tmp_path / "spool").write_text("in the way")
    spool = Spool(tmp_path / "spool", rows, limit=LIMIT)
    async with trio.open_nursery() as nursery:
        with pytest.raises(ConfigError, match=r"cannot be kept in .*spool"):
            await nursery.start(spool.run)


# -- who comes and goes


async def test_what_was_left_is_shipped_by_the_next_who_comes(tmp_path: Path, rows: FakeEntries):
    rows.leave()
    async with running(tmp_path, rows) as spool:
        await keep(spool, entry())
        spool.note(entry())  # and nobody waits for it
    assert len(files(tmp_path)) == 1
    async with running(tmp_path, rows) as spool:
        assert spool.condition().depth == 2
        rows.come_back()
        await spool.shipped_what_was_left()
        assert (len(rows.kept), files(tmp_path), spool.condition().depth) == (2, [], 0)


async def test_two_processes_share_a_folder_and_one_takes_what_the_other_leaves(tmp_path: Path, rows: FakeEntries):
    away = FakeEntries(failure=DatabaseError("away"))
    async with running(tmp_path, rows) as stays:
        async with running(tmp_path, away) as leaves:
            await keep(leaves, entry())
            await keep(stays, entry())
            assert [name.split("/")[0] for name in files(tmp_path)] == ["1", "2"]
            await rows.has(1)
            assert len(rows.kept) == 1
        await rows.has(2)
        await stays.ship_all()
        assert files(tmp_path) == []


async def test_a_file_that_cannot_be_read_stays_and_is_told_and_holds_up_no_other(tmp_path: Path, rows: FakeEntries):
    (tmp_path / "1" / "0000000003.log").mkdir(parents=True)
    async with running(tmp_path, rows) as spool:
        await spool.shipped_what_was_left()
        for number in (1, 2):
            await keep(spool, entry())
            await rows.has(number)
        while files(tmp_path) != ["1/0000000003.log"]:
            await spool._shipper.moved.wait()
        assert spool.condition().trouble == os.strerror(EISDIR)
        assert not spool.full


async def test_a_file_that_cannot_be_read_for_a_moment_is_shipped_after_it(
    tmp_path: Path, rows: FakeEntries, monkeypatch: pytest.MonkeyPatch
):
    def read_nothing(path: Path) -> bytes:
        raise OSError(EMFILE, os.strerror(EMFILE))

    async with running(tmp_path, rows) as spool:
        with monkeypatch.context() as hindered:
            hindered.setattr(Path, "read_bytes", read_nothing)
            await keep(spool, entry())
            while not spool.condition().trouble:
                await spool._shipper.moved.wait()
            assert (spool.condition().depth, spool.condition().trouble) == (1, os.strerror(EMFILE))
        await spool.ship_all()
        assert (len(rows.kept), spool.condition().depth, spool.condition().trouble) == (1, 0, None)


async def test_a_file_that_somebody_took_away_is_not_waited_for(tmp_path: Path, rows: FakeEntries):
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "0000000003.log").symlink_to(tmp_path / "nowhere")
    async with running(tmp_path, rows) as spool:
        await spool.ship_all()
        assert (spool.condition().depth, spool.condition().trouble) == (0, None)


def noting(folder: Path, database: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.records.noting", str(folder), str(database), *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def acknowledged_until_killed(process: subprocess.Popen[str], number: int) -> set[UUID]:
    """Kill a process after it has acknowledged so many, and return all that it has."""
    assert process.stdout
    with process:
        said = [process.stdout.readline() for _ in range(number)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    return {UUID(line.strip()) for line in said if line.endswith("\n")}


async def test_a_process_that_is_killed_again_and_again_loses_nothing_it_called_kept(tmp_path: Path):
    rows, acknowledged = SqliteEntries(tmp_path / "database"), set[UUID]()
    for number in (150, 700, 1500):
        process = noting(tmp_path / "spool", tmp_path / "database")
        acknowledged |= await trio.to_thread.run_sync(acknowledged_until_killed, process, number)
    assert len(acknowledged) >= 2350
    async with running(tmp_path / "spool", rows) as spool:
        await spool.shipped_what_was_left()
        assert spool.condition().set_aside == 0
    assert acknowledged - set(rows.all()) == set()
    assert len(rows.all()) == len(set(rows.all()))
    assert files(tmp_path) == []


async def test_a_disk_that_really_takes_no_more_loses_nothing_it_called_kept(tmp_path: Path):
    rows = SqliteEntries(tmp_path / "database")
    process = noting(tmp_path / "spool", tmp_path / "database", "32768")
    acknowledged = await trio.to_thread.run_sync(acknowledged_until_killed, process, 500)
    assert len(files(tmp_path / "spool")) > 2
    async with running(tmp_path / "spool", rows) as spool:
        await spool.shipped_what_was_left()
    assert acknowledged - set(rows.all()) == set()
