"""The files of the spool: whose they are, and what of them survives a write that fails."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from errno import EIO
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from execora.errors import ConfigError
from execora.records.frames import written
from execora.records.segments import SEGMENT_BYTES, Segments, measured, write_through
from tests.records.noting import entry

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def broken(file: int, data: bytes) -> None:
    """Write a part, and fail."""
    os.write(file, data[:3])
    raise OSError(EIO, os.strerror(EIO))


def failing_sync(folder: Path) -> None:
    raise OSError(EIO, os.strerror(EIO))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.log"))


@pytest.fixture
def segments(tmp_path: Path) -> Iterator[Segments]:
    mine = Segments(tmp_path)
    mine.open()
    yield mine
    mine.close()


def test_what_is_written_is_on_the_disk_as_a_whole_before_it_is_called_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    synced = list[int]()
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, bytes(data)[:3]))
    monkeypatch.setattr(os, "fdatasync", lambda file: synced.append(os.fstat(file).st_size))
    with (tmp_path / "file").open("wb") as file:
        write_through(file.fileno(), b"abcdefgh")
    assert synced == [8]
    assert (tmp_path / "file").read_bytes() == b"abcdefgh"


def test_each_has_the_lowest_folder_that_is_free(tmp_path: Path):
    three = [Segments(tmp_path) for _ in range(3)]
    for one in three:
        one.open()
    three[1].close()
    new = Segments(tmp_path)
    new.open()
    assert [one.folder.name for one in (*three, new)] == ["1", "2", "3", "2"]
    for one in (three[0], three[2], new):
        one.close()


def test_what_lies_in_a_folder_goes_to_whoever_takes_it(tmp_path: Path):
    one = Segments(tmp_path)
    assert one.open() == []
    one.append(b"abc", 1, NOON)
    one.close()
    again = Segments(tmp_path)
    assert [path.name for path in again.open()] == ["0000000001.log"]
    again.append(b"def", 1, NOON)
    assert names(tmp_path / "1") == ["0000000001.log", "0000000002.log"]
    again.close()


def test_files_of_the_living_are_left_alone(tmp_path: Path, segments: Segments):
    other = Segments(tmp_path)
    other.open()
    other.append(b"abc", 1, NOON)
    assert segments.adopt() is None
    other.close()
    moved = segments.adopt()
    assert moved == tmp_path / "1" / "0000000001.log"
    assert moved.read_bytes() == b"abc"
    assert segments.adopt() is None


def test_what_cannot_be_moved_here_holds_up_nothing_else(tmp_path: Path, segments: Segments):
    (tmp_path / "2" / "lock").mkdir(parents=True)
    (tmp_path / "2" / "0000000001.log").touch()
    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "0000000007.log").write_bytes(b"abc")
    moved = segments.adopt()
    assert moved
    assert moved.read_bytes() == b"abc"
    assert segments.adopt() is None


def test_what_is_moved_here_is_taken_though_the_disk_does_not_confirm_it(
    tmp_path: Path, segments: Segments, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "again" / "1.log").write_bytes(b"abc")
    monkeypatch.setattr("execora.records.segments.sync_folder", failing_sync)
    moved = segments.adopt()
    assert moved
    assert moved.parent == segments.folder


def test_the_names_of_new_folders_are_on_the_disk_before_it_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    synced = list[Path]()
    monkeypatch.setattr("execora.records.segments.sync_folder", synced.append)
    new = Segments(tmp_path / "spool")
    new.open()
    assert {tmp_path, tmp_path / "spool", tmp_path / "spool" / "1"} == set(synced)
    new.close()


def test_whoever_starts_again_while_another_takes_what_it_left_has_its_folder_and_id(
    tmp_path: Path, segments: Segments, monkeypatch: pytest.MonkeyPatch
):
    dead, again = Segments(tmp_path), Segments(tmp_path)
    dead.open()
    dead.append(b"abc", 1, NOON)
    dead.close()
    starting = Thread(target=again.open)

    def start(_: Path) -> None:
        if starting.ident is None:
            starting.start()
            while starting.is_alive() and not somebody_waits_for_a_lock():
                pass

    monkeypatch.setattr("execora.records.segments.sync_folder", start)
    segments.adopt()
    starting.join()
    assert (again.folder, again.server.split(":")[0]) == (dead.folder, dead.server.split(":")[0])
    again.close()


def somebody_waits_for_a_lock() -> bool:
    """Tell whether a thread of this process does."""
    locks = Path("/proc/locks").read_text().splitlines()
    return any("-> FLOCK" in lock and f" {os.getpid()} " in lock for lock in locks)


@pytest.mark.parametrize("damage", [b"\xff\xfe", b"", b"me"])
def test_an_id_that_is_damaged_is_told_with_what_to_do(tmp_path: Path, damage: bytes):
    segments = Segments(tmp_path)
    segments.open()
    segments.close()
    (tmp_path / "1" / "id").write_bytes(damage)
    with pytest.raises(ConfigError, match=r"1/id is damaged\. Remove it"):
        segments.open()
    segments.close()


def test_nothing_that_is_moved_here_takes_the_place_of_something_else(tmp_path: Path, segments: Segments):
    other = Segments(tmp_path)
    other.open()
    segments.append(b"ours", 1, NOON)
    other.append(b"theirs", 1, NOON)
    other.close()
    segments.adopt()
    assert [(tmp_path / "1" / name).read_bytes() for name in names(tmp_path / "1")] == [b"ours", b"theirs"]


def test_a_file_that_is_large_enough_is_followed_by_another(segments: Segments):
    segments.append(bytes(SEGMENT_BYTES), 1, NOON)
    assert segments.current is None
    segments.append(b"abc", 2, NOON)
    assert [(one.entries, one.bytes) for one in segments.all()] == [(1, SEGMENT_BYTES), (2, 3)]


def test_a_write_that_fails_leaves_what_was_whole(tmp_path: Path):
    writes = [write_through, broken, broken, write_through]
    segments = Segments(tmp_path, lambda file, data: writes.pop(0)(file, data))
    segments.open()
    segments.append(b"abc", 1, NOON)
    for _ in range(2):
        with pytest.raises(OSError, match="Input/output"):
            segments.append(b"defghi", 1, NOON)
    segments.append(b"defghi", 1, NOON)
    folder = tmp_path / "1"
    assert [(folder / name).read_bytes() for name in names(folder)] == [b"abc", b"defghi"]
    assert [one.entries for one in segments.all()] == [1, 1]
    segments.close()


def test_a_disk_is_tried_out_without_leaving_anything(tmp_path: Path, segments: Segments):
    segments.try_out()
    assert names(tmp_path / "1") == []
    failing = Segments(tmp_path, broken)
    failing.open()
    with pytest.raises(OSError, match="Input/output"):
        failing.try_out()
    assert {path.name for path in failing.folder.iterdir()} == {"lock", "id"}
    failing.close()


def test_an_empty_file_is_not_kept_for_the_next(tmp_path: Path):
    segments = Segments(tmp_path)
    segments.open()
    segments.roll()
    segments.close()
    assert names(tmp_path / "1") == []


def test_a_file_is_measured(tmp_path: Path):
    first, second = entry(), entry()
    data = written(first) + written(second)
    (tmp_path / "a.log").write_bytes(data + b"x")
    found = measured(tmp_path / "a.log")
    assert (found.entries, found.bytes, found.oldest) == (2, len(data) + 1, first.at)
    assert measured(tmp_path / "nothing.log").entries == 0


def test_a_folder_that_is_not_ours_is_told(tmp_path: Path):
    (tmp_path / "1").write_text("in the way")
    with pytest.raises(ConfigError, match="Set DATA"):
        Segments(tmp_path).open()
