from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing

from execora.records.stored import Stored
from execora.records.streaming import AGAIN_SECONDS, BEAT_SECONDS, MOST_BYTES, PART_BYTES, Streams
from tests.fakes.recordings import FakeObjects
from tests.process import eventually

if TYPE_CHECKING:
    from pathlib import Path

LOCATION = "one.ogg"
FIRST = f"{LOCATION}.parts/{0:012}"


@pytest.fixture
def objects() -> FakeObjects:
    return FakeObjects()


@pytest.fixture
def jumpy(mock_clock: trio.testing.MockClock) -> trio.testing.MockClock:
    """Time that goes on, for there are threads, and jumps where it is told to."""
    mock_clock.rate = 1
    return mock_clock


@pytest.fixture
def streams(objects: FakeObjects, tmp_path: Path, nursery: trio.Nursery) -> Streams:
    streams = Streams(Stored(objects), tmp_path)
    nursery.start_soon(streams.run)
    (tmp_path / LOCATION).touch()
    return streams


def grow(folder: Path, content: bytes) -> None:
    with (folder / LOCATION).open("ab") as file:
        file.write(content)


def written(folder: Path) -> bytes:
    return (folder / LOCATION).read_bytes()


async def test_what_is_in_the_file_is_soon_in_the_store(streams: Streams, objects: FakeObjects, tmp_path: Path):
    with streams.stream(LOCATION) as grown:
        for at in range(5):
            grow(tmp_path, bytes([at]) * 1500)
            grown()
            await eventually(lambda: objects.parts == written(tmp_path))
    assert list(objects.objects) == [FIRST], "the last part grows"


async def test_a_part_that_is_long_enough_is_not_sent_again(streams: Streams, objects: FakeObjects, tmp_path: Path):
    with streams.stream(LOCATION) as grown:
        for at in range(5):
            grow(tmp_path, bytes([at]) * (PART_BYTES // 2))
            grown()
            await eventually(lambda: objects.parts == written(tmp_path))
    starts = [int(key.rpartition("/")[2]) for key in objects.objects]
    assert starts == [0, PART_BYTES, 2 * PART_BYTES]
    assert max(size for _, size in objects.puts) == PART_BYTES


async def test_what_is_written_last_goes_to_the_store_too(streams: Streams, objects: FakeObjects, tmp_path: Path):
    with streams.stream(LOCATION):
        grow(tmp_path, b"the end")
    await streams.over(LOCATION)
    assert objects.parts == b"the end"


async def test_what_has_no_sound_yet_is_not_in_the_store(
    streams: Streams, objects: FakeObjects, jumpy: trio.testing.MockClock
):
    with streams.stream(LOCATION):
        await trio.testing.wait_all_tasks_blocked()
        jumpy.jump(3 * BEAT_SECONDS)
    await streams.over(LOCATION)
    assert objects.puts == []


@pytest.mark.parametrize("size", [10, PART_BYTES])
async def test_while_nobody_speaks_the_store_sees_that_somebody_is_there(
    streams: Streams, objects: FakeObjects, tmp_path: Path, jumpy: trio.testing.MockClock, size: int
):
    grow(tmp_path, bytes(size))
    stored = Stored(objects)
    with streams.stream(LOCATION) as grown:
        grown()
        await eventually(lambda: len(objects.puts) == 1)
        seen = [await stored.parts(LOCATION)]
        for beats in (2, 3):
            await trio.testing.wait_all_tasks_blocked()
            jumpy.jump(BEAT_SECONDS)
            await eventually(lambda beats=beats: len(objects.puts) == beats)  # type: ignore[misc]
            seen.append(await stored.parts(LOCATION))
    assert len({tuple(sight) for sight in seen}) == 3
    assert objects.parts == written(tmp_path)


async def test_a_store_that_was_away_catches_up_in_parts_of_bounded_length(
    streams: Streams, objects: FakeObjects, tmp_path: Path, jumpy: trio.testing.MockClock
):
    objects.broken = True
    with streams.stream(LOCATION) as grown:
        grow(tmp_path, bytes(range(200)) * 1000)
        grown()
        await eventually(lambda: objects.asked == 1)
        grow(tmp_path, b"more")
        grown()
        await trio.testing.wait_all_tasks_blocked()
        assert objects.asked == 1, "it is given time"
        objects.broken = False
        jumpy.jump(AGAIN_SECONDS)
        await eventually(lambda: objects.parts == written(tmp_path))
        assert max(size for _, size in objects.puts) == MOST_BYTES
        grow(tmp_path, b"and more")
        grown()
        await eventually(lambda: objects.parts == written(tmp_path))


async def test_a_store_that_is_away_holds_no_end_up(
    streams: Streams, objects: FakeObjects, tmp_path: Path, jumpy: trio.testing.MockClock
):
    objects.broken = True
    with streams.stream(LOCATION) as grown:
        grow(tmp_path, b"sound")
        grown()
        await eventually(lambda: objects.asked == 1)
    await streams.over(LOCATION)
    assert trio.current_time() < AGAIN_SECONDS, "nobody waited for it"


async def test_two_are_streamed_side_by_side(streams: Streams, objects: FakeObjects, tmp_path: Path):
    (tmp_path / "two.ogg").write_bytes(b"the other")
    grow(tmp_path, b"the one")
    with streams.stream(LOCATION) as grown, streams.stream("two.ogg") as other_grown:
        grown()
        other_grown()
        await eventually(lambda: objects.parts == b"the onethe other")


async def test_what_is_not_streamed_is_over(streams: Streams):
    await streams.over("7/another.ogg")
