from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import trio
import trio.testing

from execora.errors import RecordingError
from execora.records.archive import Archive
from execora.records.opus import OpusFile
from execora.records.recorder import HURRY_SECONDS, Recorder
from execora.session.port import Recorded
from execora.store.pool import Pool
from execora.store.recordings import Recordings
from tests.fakes.recordings import FakeRows
from tests.process import SECONDS, eventually
from tests.records.listening import frames, heard, pitch, seconds, tone
from tests.store.town import town, town_database  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.store.town import Town

ID, TALK = UUID(int=1), UUID(int=2)


@pytest.fixture
def rows() -> FakeRows:
    return FakeRows()


@pytest.fixture
def recorder(rows: FakeRows, tmp_path: Path) -> Recorder:
    return Recorder(rows, Archive(rows, tmp_path, None, days=90))


def sound_of(folder: Path) -> bytes:
    return (folder / f"7/{ID}.ogg").read_bytes()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def record(recorder: Recorder, pcm: bytes) -> Recorded:
    """Record sound from its first to its last frame."""
    send, receive = trio.open_memory_channel[bytes](0)
    results: list[Recorded] = []

    async def run() -> None:
        results.append(await recorder.record(7, TALK, ID, receive))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(run)
        with send:
            for frame in frames(pcm):
                await send.send(frame)
    return results[0]


async def test_what_came_on_the_channel_is_kept(recorder: Recorder, rows: FakeRows, tmp_path: Path):
    recorded = await record(recorder, tone(2.5))
    samples = heard(sound_of(tmp_path))
    assert recorded == Recorded(ID, pytest.approx(2.5), len(sound_of(tmp_path)))
    assert (len(samples) / 48_000, pitch(samples)) == (pytest.approx(2.5, abs=0.001), pytest.approx(440, abs=1))
    row = rows.recordings[7, ID]
    assert (row.state, row.seconds, row.bytes) == ("kept", recorded.seconds, recorded.bytes)
    assert row.location == f"7/{ID}.ogg"


async def test_its_row_is_there_while_it_goes_on(recorder: Recorder, rows: FakeRows, nursery: trio.Nursery):
    send, receive = trio.open_memory_channel[bytes](0)
    nursery.start_soon(recorder.record, 7, TALK, ID, receive)
    await send.send(tone(0.02))
    assert rows.recordings[7, ID].state == "recording"
    send.close()


async def test_being_cancelled_keeps_what_came_before(recorder: Recorder, rows: FakeRows, tmp_path: Path):
    send, receive = trio.open_memory_channel[bytes](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(recorder.record, 7, TALK, ID, receive)
        for frame in frames(tone(1.3)):
            await send.send(frame)
        nursery.cancel_scope.cancel()
    assert seconds(sound_of(tmp_path)) == pytest.approx(1.3, abs=0.001)
    assert rows.recordings[7, ID].state == "kept"
    with pytest.raises(trio.BrokenResourceError):
        await send.send(b"nobody listens any more")


async def test_being_cancelled_at_once_keeps_what_waits(recorder: Recorder, rows: FakeRows, tmp_path: Path):
    send, receive = trio.open_memory_channel[bytes](100)
    for frame in frames(tone(0.8)):
        send.send_nowait(frame)
    with trio.CancelScope() as scope:
        scope.cancel()
        await recorder.record(7, TALK, ID, receive)
    assert seconds(sound_of(tmp_path)) == pytest.approx(0.8, abs=0.001)
    assert rows.recordings[7, ID].state == "kept"


async def test_being_cancelled_takes_no_longer_where_the_books_hang(tmp_path: Path):
    rows = HangingRows()
    send, receive = trio.open_memory_channel[bytes](100)
    send.send_nowait(tone(1))
    with trio.CancelScope() as scope:
        scope.cancel()
        with ends_in_a_hurry():
            await Recorder(rows, Archive(rows, tmp_path, None, days=90)).record(7, TALK, ID, receive)
    assert seconds(sound_of(tmp_path)) == pytest.approx(1, abs=0.001)
    assert rows.recordings[7, ID].state == "recording"


async def test_being_cancelled_takes_no_longer_where_the_disk_hangs_and_leaves_no_file(
    recorder: Recorder, rows: FakeRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    goes_on = threading.Event()

    def slow(path: Path) -> OpusFile:
        assert goes_on.wait(SECONDS)
        return OpusFile(path)

    monkeypatch.setattr("execora.records.recorder.OpusFile", slow)
    _, receive = trio.open_memory_channel[bytes](0)
    with trio.CancelScope() as scope:
        scope.cancel()
        with ends_in_a_hurry():
            await recorder.record(7, TALK, ID, receive)
    goes_on.set()
    await eventually((tmp_path / "7").exists)
    await eventually(lambda: files_in(tmp_path) == [])
    assert rows.recordings == {}


async def test_a_file_that_was_made_just_too_late_is_removed(
    recorder: Recorder, rows: FakeRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    goes_on, made = threading.Event(), threading.Event()

    def noted(path: Path) -> OpusFile:
        assert goes_on.wait(SECONDS)
        file = OpusFile(path)
        made.set()
        return file

    monkeypatch.setattr("execora.records.recorder.OpusFile", noted)
    monkeypatch.setattr("execora.records.recorder.HURRY_SECONDS", 0.0)
    _, receive = trio.open_memory_channel[bytes](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(recorder.record, 7, TALK, ID, receive)
        await trio.testing.wait_all_tasks_blocked()
        goes_on.set()
        assert made.wait(SECONDS), "meanwhile the loop hears nothing of it"
        nursery.cancel_scope.cancel()
    await eventually(lambda: files_in(tmp_path) == [])
    assert rows.recordings == {}


class HangingRows(FakeRows):
    """A table in which no end can be noted."""

    async def end(self, shop_id: int, recording_id: UUID, *, seconds: float, size: int, stored: bool) -> None:
        await trio.sleep_forever()


@contextmanager
def ends_in_a_hurry() -> Iterator[None]:
    """See that something takes no longer than it may once it is cancelled, nor much longer on a busy machine."""
    before = trio.current_time()
    try:
        yield
    finally:
        assert trio.current_time() - before < 2 * HURRY_SECONDS


async def test_a_recording_of_nothing_leaves_no_file(recorder: Recorder, rows: FakeRows, tmp_path: Path):
    assert await record(recorder, b"") == Recorded(ID, 0.0, 0)
    assert rows.recordings[7, ID].state == "lost"
    assert files_in(tmp_path) == []


async def test_without_the_books_nothing_is_recorded(recorder: Recorder, rows: FakeRows, tmp_path: Path):
    rows.away = True
    with pytest.RaisesGroup(pytest.RaisesExc(RecordingError, match="books")):
        await record(recorder, b"")
    assert files_in(tmp_path) == []


async def test_books_that_go_away_meanwhile_cost_no_sound(recorder: Recorder, rows: FakeRows, tmp_path: Path):
    send, receive = trio.open_memory_channel[bytes](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(recorder.record, 7, TALK, ID, receive)
        await send.send(tone(1))
        rows.away = True
        send.close()
    assert seconds(sound_of(tmp_path)) == pytest.approx(1, abs=0.001)
    rows.away = False
    with trio.move_on_after(0.2):
        await Archive(rows, tmp_path, None, days=90).tend()
    assert (rows.recordings[7, ID].state, rows.recordings[7, ID].seconds) == ("kept", pytest.approx(1))


async def test_a_folder_that_cannot_be_written_has_no_row(rows: FakeRows, tmp_path: Path):
    (tmp_path / "7").write_text("a file, not a folder")
    with pytest.RaisesGroup(RecordingError):
        await record(Recorder(rows, Archive(rows, tmp_path, None, days=90)), b"")
    assert rows.recordings == {}


async def test_a_full_disk_is_said_and_what_was_kept_plays(recorder: Recorder, rows: FakeRows, tmp_path: Path):
    with files_of_at_most(10_000), pytest.RaisesGroup(RecordingError, trio.BrokenResourceError):
        await record(recorder, tone(20))
    length = seconds(sound_of(tmp_path))
    row = rows.recordings[7, ID]
    assert 2 < length < 5
    assert (row.state, row.bytes, row.seconds) == (
        "kept",
        len(sound_of(tmp_path)),
        pytest.approx(length, abs=0.001),
    )


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let the kernel refuse what makes a file larger, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# -- killed --------------------------------------------------------------------


SPEAKER = """
import sys, uuid, pathlib, trio
from execora.records.archive import Archive
from execora.records.recorder import Recorder
from execora.store.pool import Pool
from execora.store.recordings import Recordings

async def main(dsn, folder, shop, recording):
    async with Pool(dsn, size=2) as pool, trio.open_nursery() as nursery:
        rows = Recordings(pool)
        recorder = Recorder(rows, Archive(rows, pathlib.Path(folder), None, days=90))
        send, receive = trio.open_memory_channel(0)
        nursery.start_soon(recorder.record, int(shop), uuid.uuid4(), uuid.UUID(recording), receive)
        while pcm := sys.stdin.buffer.read(640):
            await send.send(pcm)
        await send.send(bytes(2))
        print("all was taken", flush=True)
        await trio.sleep_forever()

trio.run(main, *sys.argv[1:])
"""


async def test_a_kill_leaves_what_plays_and_the_next_start_closes_its_row(town: Town, tmp_path: Path):  # noqa: F811
    recording_id = uuid4()
    await trio.to_thread.run_sync(kill_while_recording, town, tmp_path, recording_id)
    path = tmp_path / f"{town.shop}/{recording_id}.ogg"
    played = seconds(path.read_bytes())
    assert 2.2 < played <= 3, "but for the last second all of it is there"
    async with Pool(town.addresses.serving, size=2) as pool:
        rows = Recordings(pool)
        before = await rows.find(town.shop, recording_id)
        assert before is not None
        assert (before.state, before.seconds) == ("recording", None)
        with trio.move_on_after(SECONDS), trio.CancelScope() as tended:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(Archive(rows, tmp_path, None, days=90).tend)
                after = before
                while after is not None and after.state == "recording":
                    after = await rows.find(town.shop, recording_id)
                tended.cancel()
    assert after is not None
    assert (after.state, after.bytes) == ("kept", path.stat().st_size)
    assert after.seconds == pytest.approx(played, abs=0.001)
    assert after.ended_at is not None
    assert (after.ended_at - after.started_at).total_seconds() == pytest.approx(played, abs=0.001)


def kill_while_recording(town: Town, folder: Path, recording_id: UUID) -> None:  # noqa: F811
    """Record three seconds in a process of its own, and kill it."""
    arguments = [sys.executable, "-c", SPEAKER, town.addresses.serving, str(folder), str(town.shop), str(recording_id)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd()) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(tone(3))
        process.stdin.close()
        assert process.stdout.readline() == b"all was taken\n"
        os.kill(process.pid, signal.SIGKILL)
