from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from errno import EIO
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import trio
import trio.testing

from execora.errors import RecordingError
from execora.records.archive import AGAIN_SECONDS, LOOK_SECONDS, MOST_FAILURES, SETTLE_SECONDS, Archive
from execora.records.opus import OpusFile
from execora.records.pages import Length
from execora.records.recorder import Recorder
from execora.records.settling import SILENT_SECONDS, location_of
from tests.fakes.recordings import FakeObjects, FakeRows
from tests.process import SECONDS, eventually
from tests.records.listening import frames, seconds, tone

if TYPE_CHECKING:
    from typing import BinaryIO

ID, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def rows() -> FakeRows:
    return FakeRows()


@pytest.fixture
def objects() -> FakeObjects:
    return FakeObjects()


def put_down(
    folder: Path, rows: FakeRows, recording_id: UUID = ID, *, days_ago: float = 0, file: bool = True, shop: int = 7
) -> Path:
    """Leave what a crash leaves: a row that is open, and mostly a file."""
    path = folder / location_of(shop, recording_id)
    rows.add(shop, recording_id, location_of(shop, recording_id), datetime.now(UTC) - timedelta(days=days_ago))
    if file:
        recording = OpusFile(path)
        recording.add(tone(1))
        recording.close()
    return path


async def look(archive: Archive, rows: FakeRows) -> None:
    """Let it look once, at everything."""
    before = rows.looked
    async with trio.open_nursery() as nursery:
        nursery.start_soon(archive.tend)
        await eventually(lambda: rows.looked > before)
        await eventually(lambda: archive.rests)
        nursery.cancel_scope.cancel()


async def test_what_a_crash_left_is_closed_with_its_true_length(rows: FakeRows, tmp_path: Path):
    path = put_down(tmp_path, rows)
    path.write_bytes(path.read_bytes()[:3000])
    await look(Archive(rows, tmp_path, None, days=90), rows)
    row = rows.recordings[7, ID]
    assert row.seconds == pytest.approx(seconds(path.read_bytes()), abs=0.001)
    assert (row.state, row.bytes) == ("kept", path.stat().st_size)


async def test_what_is_still_recorded_is_left_alone(rows: FakeRows, tmp_path: Path):
    path = put_down(tmp_path, rows, file=False)
    file = OpusFile(path)
    await look(Archive(rows, tmp_path, None, days=90), rows)
    assert rows.recordings[7, ID].state == "recording"
    file.close()


async def test_a_recording_that_goes_on_for_days_stays_open_and_whole(rows: FakeRows, tmp_path: Path):
    path = put_down(tmp_path, rows, days_ago=3, file=False)
    file = OpusFile(path)
    file.add(tone(3))
    file.write()
    await look(Archive(rows, tmp_path, None, days=1), rows)
    assert rows.recordings[7, ID].state == "recording"
    file.close()
    assert seconds(path.read_bytes()) == pytest.approx(3, abs=0.001)


@pytest.mark.parametrize(("days_ago", "state"), [(0.9, "recording"), (1.1, "lost")])
async def test_what_has_no_file_here_may_be_another_servers_for_a_day(
    rows: FakeRows, tmp_path: Path, days_ago: float, state: str
):
    put_down(tmp_path, rows, days_ago=days_ago, file=False)
    await look(Archive(rows, tmp_path, None, days=90), rows)
    assert rows.recordings[7, ID].state == state


async def test_what_has_no_sound_is_lost_and_leaves_no_file(rows: FakeRows, tmp_path: Path):
    path = put_down(tmp_path, rows)
    path.write_bytes(b"")
    await look(Archive(rows, tmp_path, None, days=90), rows)
    assert rows.recordings[7, ID].state == "lost"
    assert not path.exists()


async def test_what_is_too_old_goes_with_its_sound(rows: FakeRows, tmp_path: Path):
    old, young = put_down(tmp_path, rows, days_ago=91), put_down(tmp_path, rows, OTHER, days_ago=89)
    await look(Archive(rows, tmp_path, None, days=90), rows)
    assert {row.state for row in rows.recordings.values()} == {"kept"}, "what goes on is not old: it is closed first"
    await look(Archive(rows, tmp_path, None, days=90), rows)
    assert list(rows.recordings) == [(7, OTHER)]
    assert (old.exists(), young.exists()) == (False, True)


async def test_what_ended_goes_to_the_store_at_once_and_leaves_the_folder(
    rows: FakeRows, objects: FakeObjects, tmp_path: Path, nursery: trio.Nursery
):
    archive = Archive(rows, tmp_path, objects, days=90)
    nursery.start_soon(archive.tend)
    await eventually(lambda: archive.rests)
    path = put_down(tmp_path, rows)
    content = path.read_bytes()
    await archive.end(7, ID, Length(len(content), 1.0))
    await eventually(lambda: not path.exists())
    assert objects.objects == {location_of(7, ID): content}
    assert ID in rows.at_store
    assert await archive.read(7, ID, 0, 1_000_000) == content
    assert await archive.size(7, ID) == len(content)


async def test_until_the_store_has_it_the_file_is_played(rows: FakeRows, objects: FakeObjects, tmp_path: Path):
    objects.broken = True
    archive = Archive(rows, tmp_path, objects, days=90)
    path = put_down(tmp_path, rows)
    await look(archive, rows)
    assert (rows.recordings[7, ID].state, rows.at_store) == ("kept", set())
    assert await archive.size(7, ID) == path.stat().st_size
    assert await archive.read(7, ID, 4, 9) == path.read_bytes()[4:13]
    objects.broken = False
    await look(archive, rows)
    assert rows.at_store == {ID}
    assert not path.exists()


async def test_a_store_that_is_away_is_asked_only_a_few_times_until_it_is_looked_again(
    rows: FakeRows, objects: FakeObjects, tmp_path: Path
):
    objects.broken = True
    archive = Archive(rows, tmp_path, objects, days=90)
    for number in range(10):
        put_down(tmp_path, rows, UUID(int=number))
    await look(archive, rows)
    assert (objects.asked, rows.at_store) == (MOST_FAILURES, set())
    objects.broken = False
    await look(archive, rows)
    assert len(rows.at_store) == 10


@pytest.mark.parametrize("shop", [6, 7])
async def test_what_fails_each_time_keeps_nothing_else_from_its_turn(rows: FakeRows, tmp_path: Path, shop: int):
    bad = [UUID(int=100 + number) for number in range(MOST_FAILURES)]
    archive = Archive(rows, tmp_path, PickyObjects(refused={location_of(shop, one) for one in bad}), days=90)
    for one in bad:
        put_down(tmp_path, rows, one, shop=shop)
    put_down(tmp_path, rows, days_ago=1)
    with trio.fail_after(SECONDS):
        while ID not in rows.at_store:
            await look(archive, rows)
    assert rows.at_store == {ID}


@dataclass
class PickyObjects(FakeObjects):
    """A store that never takes some things."""

    refused: set[str] = field(default_factory=set)

    async def put(self, key: str, content: Path | BinaryIO | bytes) -> None:
        if key in self.refused:
            raise RecordingError("the store does not take this one")
        await super().put(key, content)


async def test_what_goes_goes_from_the_store_too(rows: FakeRows, objects: FakeObjects, tmp_path: Path):
    archive = Archive(rows, tmp_path, objects, days=90)
    put_down(tmp_path, rows)
    await look(archive, rows)
    assert await archive.remove(7, ID) == "gone"
    assert (objects.objects, rows.recordings) == ({}, {})
    assert await archive.remove(7, ID) == "unknown"
    assert await archive.size(7, ID) is None


@dataclass
class SlowObjects(FakeObjects):
    """A store to which things are on their way until it is let take them."""

    begun: trio.Event = field(default_factory=trio.Event)
    takes: trio.Event = field(default_factory=trio.Event)

    async def put(self, key: str, content: Path | BinaryIO | bytes) -> None:
        content = await trio.Path(content).read_bytes() if isinstance(content, Path) else content
        self.begun.set()
        await self.takes.wait()
        await super().put(key, content)


async def test_what_is_removed_while_it_is_stored_is_gone_from_the_store_too(rows: FakeRows, tmp_path: Path):
    objects = SlowObjects()
    archive = Archive(rows, tmp_path, objects, days=90)
    put_down(tmp_path, rows)
    async with archive.tended():
        await objects.begun.wait()
        assert await archive.remove(7, ID) == "gone"
        objects.takes.set()
        await eventually(lambda: archive.rests)
    assert (objects.objects, rows.recordings, rows.at_store) == ({}, {}, set())


async def test_what_is_stored_while_it_is_removed_is_gone_from_the_store_too(rows: FakeRows, tmp_path: Path):
    objects = SlowObjects()
    archive = Archive(rows, tmp_path, objects, days=90)
    put_down(tmp_path, rows)

    async def the_row_goes(shop_id: int, recording_id: UUID) -> None:
        objects.takes.set()
        await eventually(lambda: rows.at_store == {ID})
        await FakeRows.remove(rows, shop_id, recording_id)

    rows.remove = the_row_goes  # type: ignore[method-assign]
    async with archive.tended():
        await objects.begun.wait()
        assert await archive.remove(7, ID) == "gone"
    assert (objects.objects, rows.recordings) == ({}, {})


async def end_a_stream(archive: Archive, rows: FakeRows, objects: SlowObjects) -> None:
    """Record, and end while a part is on its way to the store."""
    rows.add(7, ID, location_of(7, ID), datetime.now(UTC))
    file = OpusFile(archive.path(location_of(7, ID)))
    with archive.streaming(location_of(7, ID)) as grown:
        file.add(tone(1))
        file.write()
        grown()
        await objects.begun.wait()
        length = file.close()
        await rows.end(7, ID, seconds=length.seconds, size=length.size, stored=False)


async def test_what_is_removed_while_its_last_part_is_on_its_way_is_gone_from_the_store_too(
    rows: FakeRows, tmp_path: Path
):
    objects = SlowObjects()
    archive = Archive(rows, tmp_path, objects, days=90)
    async with archive.tended(), trio.open_nursery() as nursery:
        await end_a_stream(archive, rows, objects)
        nursery.start_soon(archive.remove, 7, ID)
        await trio.testing.wait_all_tasks_blocked()
        objects.takes.set()
    assert (objects.objects, rows.recordings) == ({}, {})


async def test_what_cannot_be_removed_yet_stays(rows: FakeRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("execora.records.archive.OVER_SECONDS", 0.05)
    objects = SlowObjects()
    archive = Archive(rows, tmp_path, objects, days=90)
    async with archive.tended():
        await end_a_stream(archive, rows, objects)
        with pytest.raises(RecordingError, match="on its way"):
            await archive.remove(7, ID)
        objects.takes.set()
    assert (7, ID) in rows.recordings


async def test_a_store_that_cannot_remove_keeps_the_row(rows: FakeRows, objects: FakeObjects, tmp_path: Path):
    archive = Archive(rows, tmp_path, objects, days=90)
    put_down(tmp_path, rows)
    await look(archive, rows)
    objects.broken = True
    with pytest.raises(RecordingError):
        await archive.remove(7, ID)
    assert (7, ID) in rows.recordings


async def test_what_is_open_is_not_removed(rows: FakeRows, tmp_path: Path):
    path = put_down(tmp_path, rows)
    archive = Archive(rows, tmp_path, None, days=90)
    assert await archive.remove(7, ID) == "open"
    assert path.exists()


async def test_sound_that_somebody_took_away_is_said(rows: FakeRows, tmp_path: Path):
    path = put_down(tmp_path, rows)
    archive = Archive(rows, tmp_path, None, days=90)
    path.unlink()
    assert await archive.size(7, ID) is None
    with pytest.raises(RecordingError, match="gone"):
        await archive.read(7, ID, 0, 10)


async def test_while_it_is_made_it_comes_to_the_store_and_another_server_reads_it(
    rows: FakeRows, objects: FakeObjects, tmp_path: Path, nursery: trio.Nursery
):
    archive, elsewhere = (Archive(rows, tmp_path / name, objects, days=90) for name in ("own", "other"))
    nursery.start_soon(archive.tend)
    send, receive = trio.open_memory_channel[bytes](0)
    nursery.start_soon(Recorder(rows, archive).record, 7, UUID(int=2), ID, receive)
    with send:
        for frame in frames(tone(4)):
            await send.send(frame)
        await eventually(lambda: len(objects.parts) == archive.path(location_of(7, ID)).stat().st_size)
        size = await elsewhere.size(7, ID)
        assert size is not None
        assert 3 < seconds(await elsewhere.read(7, ID, 0, size)) <= 4
        assert rows.recordings[7, ID].state == "recording"
    await eventually(lambda: ID in rows.at_store)
    assert list(objects.objects) == [location_of(7, ID)]
    assert seconds(objects.objects[location_of(7, ID)]) == pytest.approx(4, abs=0.001)


async def test_a_store_that_is_away_costs_a_recording_nothing(
    rows: FakeRows, objects: FakeObjects, tmp_path: Path, nursery: trio.Nursery
):
    objects.broken = True
    archive = Archive(rows, tmp_path, objects, days=90)
    nursery.start_soon(archive.tend)
    send, receive = trio.open_memory_channel[bytes](0)
    with send:
        nursery.start_soon(Recorder(rows, archive).record, 7, UUID(int=2), ID, receive)
        for frame in frames(tone(2)):
            await send.send(frame)
    await eventually(lambda: rows.recordings[7, ID].state == "kept")
    assert seconds(archive.path(location_of(7, ID)).read_bytes()) == pytest.approx(2, abs=0.001)


async def test_a_file_that_another_server_has_given_up_is_found(rows: FakeRows, objects: FakeObjects, tmp_path: Path):
    path = put_down(tmp_path, rows)
    content = path.read_bytes()
    objects.objects[location_of(7, ID)] = content[:2000]
    await rows.end(7, ID, seconds=0.4, size=2000, stored=True)
    await look(Archive(rows, tmp_path, objects, days=90), rows)
    assert objects.objects == {location_of(7, ID): content}
    assert (rows.recordings[7, ID].seconds, path.exists()) == (pytest.approx(1, abs=0.001), False)


async def test_a_file_that_is_no_recording_is_left_where_it_is(rows: FakeRows, objects: FakeObjects, tmp_path: Path):
    strange = put_down(tmp_path, rows).with_name("monday copy.ogg")
    strange.write_bytes(b"x")
    await look(Archive(rows, tmp_path, objects, days=90), rows)
    assert (rows.at_store, strange.exists()) == ({ID}, True)


async def test_a_folder_that_cannot_be_read_is_looked_at_again(
    rows: FakeRows, objects: FakeObjects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(_: Path) -> set[UUID]:
        raise OSError(EIO, os.strerror(EIO))

    put_down(tmp_path, rows)
    archive = Archive(rows, tmp_path, objects, days=90)
    with monkeypatch.context() as disk:
        disk.setattr("execora.records.archive._ids", fail)
        await look(archive, rows)
    await look(archive, rows)
    assert rows.at_store == {ID}


async def test_where_another_server_is_at_it_it_is_looked_at_every_minute_until_that_is_silent(
    rows: FakeRows, objects: FakeObjects, tmp_path: Path, nursery: trio.Nursery, mock_clock: trio.testing.MockClock
):
    path = put_down(tmp_path, rows)
    content = path.read_bytes()
    await objects.put(f"{location_of(7, ID)}.parts/{0:012}", content)
    path.unlink()
    archive = Archive(rows, tmp_path, objects, days=90)
    mock_clock.rate = 1
    nursery.start_soon(archive.tend)
    for _ in range(ceil(SILENT_SECONDS / AGAIN_SECONDS)):
        await eventually(lambda: archive.rests)
        assert rows.recordings[7, ID].state == "recording"
        asked = objects.asked
        mock_clock.jump(AGAIN_SECONDS)
        await eventually(lambda asked=asked: objects.asked > asked)  # type: ignore[misc]
    await eventually(lambda: archive.rests)
    assert (rows.recordings[7, ID].state, objects.objects) == ("kept", {location_of(7, ID): content})
    assert rows.looked == 1, "the other shops have an hour"


async def record_on(archive: Archive, rows: FakeRows, stop: trio.CancelScope) -> None:
    """Record two seconds while the server stops, as a session does that is let finish."""
    send, receive = trio.open_memory_channel[bytes](0)
    with trio.CancelScope(shield=True):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(Recorder(rows, archive).record, 7, UUID(int=2), ID, receive)
            with send:
                for frame in frames(tone(2)):
                    await send.send(frame)
                    stop.cancel()


async def test_what_is_recorded_while_the_server_stops_comes_to_the_store_before_it_ends(
    rows: FakeRows, objects: FakeObjects, tmp_path: Path
):
    archive = Archive(rows, tmp_path, objects, days=90)
    with trio.fail_after(SECONDS), trio.CancelScope() as stop:
        async with archive.tended():
            await record_on(archive, rows, stop)
    assert list(objects.objects) == [location_of(7, ID)]
    assert seconds(objects.objects[location_of(7, ID)]) == pytest.approx(2, abs=0.001)
    assert rows.at_store == {ID}


async def test_its_end_waits_a_bounded_time_for_a_store_that_does_not_answer(
    rows: FakeRows, objects: FakeObjects, tmp_path: Path
):
    objects.meanwhile = trio.sleep_forever
    archive = Archive(rows, tmp_path, objects, days=90)
    began = trio.current_time()
    with trio.CancelScope() as stop:
        async with archive.tended():
            await record_on(archive, rows, stop)
            began = trio.current_time()
    assert trio.current_time() - began < 2 * SETTLE_SECONDS
    assert seconds(archive.path(location_of(7, ID)).read_bytes()) == pytest.approx(2, abs=0.001)


async def test_it_looks_every_hour_and_sooner_where_something_failed(
    rows: FakeRows, tmp_path: Path, nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
):
    nursery.start_soon(Archive(rows, tmp_path, None, days=90).tend)
    await trio.sleep(LOOK_SECONDS * 2.5)
    assert rows.looked == 3
    rows.away = True
    await trio.sleep(LOOK_SECONDS * 0.6)
    rows.away = False
    await trio.sleep(AGAIN_SECONDS + 1)
    assert rows.looked == 4
