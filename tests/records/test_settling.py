"""What becomes of a recording whose server is gone, or was only thought to be."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from execora.errors import RecordingError
from execora.records.opus import OpusFile
from execora.records.settling import GIVE_UP, SILENT_SECONDS, Settling, Silence, location_of
from execora.records.stored import Stored
from execora.records.streaming import Streams
from tests.fakes.recordings import FakeObjects, FakeRows
from tests.records.listening import seconds, tone

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from execora.session.port import Recording

ID = UUID(int=1)
LOCATION = location_of(7, ID)
NOW = datetime.now(UTC)


class Place:
    """Two servers that share a table and a store; each has a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.rows, self.objects = FakeRows(), FakeObjects()
        self.stored = Stored(self.objects)
        self.own, self.other = folder / "own", folder / "other"
        self.settling, self.settling_there = self.settling_in(self.own), self.settling_in(self.other)

    def settling_in(self, folder: Path) -> Settling:
        return Settling(self.rows, folder, self.stored, Streams(self.stored, folder))

    @property
    def row(self) -> Recording:
        return self.rows.recordings[7, ID]

    def begin(self, folder: Path, length: float, *, ago: timedelta = timedelta()) -> OpusFile:
        """Record in a folder; it goes on."""
        self.rows.add(7, ID, LOCATION, NOW - ago)
        file = OpusFile(folder / LOCATION)
        file.add(tone(length))
        file.write()
        return file

    async def stream(self, content: bytes, size: int = 1000) -> None:
        """Bring sound to the store, part by part."""
        for start in range(0, len(content), size):
            await self.stored.put_part(LOCATION, start, content[start : start + size])


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("execora.records.settling.SILENT_SECONDS", 0.0)


async def lose(place: Place, length: float = 3.0, *, torn: int = 0) -> bytes:
    """Lose the machine that records, and return what the store got of it, but for its last bytes."""
    file = place.begin(place.other, length)
    content = (place.other / LOCATION).read_bytes()
    content = content[: len(content) - torn]
    await place.stream(content)
    file.close()
    (place.other / LOCATION).unlink()
    return content


# -- its machine is gone -------------------------------------------------------


@pytest.mark.usefixtures("impatient")
async def test_what_the_store_has_of_it_becomes_the_recording(place: Place):
    content = await lose(place)
    assert await place.settling.settle(7, place.row)
    assert place.objects.objects == {LOCATION: content}
    assert (place.row.state, place.row.bytes) == ("kept", len(content))
    assert place.row.seconds == pytest.approx(seconds(content), abs=0.001)
    assert ID in place.rows.at_store


@pytest.mark.usefixtures("impatient")
async def test_what_is_not_whole_of_its_end_is_cut_off(place: Place):
    content = await lose(place, torn=7)
    await place.settling.settle(7, place.row)
    kept = place.objects.objects[LOCATION]
    assert content.startswith(kept)
    assert 0 < len(content) - len(kept) < 1500
    assert (place.row.bytes, place.row.seconds) == (len(kept), pytest.approx(seconds(kept), abs=0.001))


@pytest.mark.usefixtures("impatient")
async def test_what_has_no_sound_yet_is_lost_and_leaves_no_parts(place: Place):
    content = await lose(place)
    await place.stored.remove(LOCATION)
    await place.stored.put_part(LOCATION, 0, content[:40])
    assert await place.settling.settle(7, place.row)
    assert (place.row.state, place.objects.objects) == ("lost", {})


async def test_what_nothing_came_of_anywhere_may_be_anothers_for_a_day(place: Place):
    for ago, state in ((GIVE_UP - timedelta(hours=1), "recording"), (GIVE_UP + timedelta(hours=1), "lost")):
        place.rows.add(7, ID, LOCATION, NOW - ago)
        assert await place.settling.settle(7, place.row)
        assert place.row.state == state


@pytest.mark.usefixtures("impatient")
async def test_what_had_ended_but_was_not_stored_is_corrected_to_what_is_left(place: Place):
    content = await lose(place)
    await place.rows.end(7, ID, seconds=3.6, size=len(content) + 900, stored=False)
    await place.settling.settle(7, place.row)
    assert (place.row.bytes, place.row.seconds) == (len(content), pytest.approx(seconds(content), abs=0.001))
    assert place.objects.objects == {LOCATION: content}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("dies_at", range(15))
async def test_who_settles_may_be_interrupted_anywhere_and_another_does_the_rest(place: Place, dies_at: int):
    content = await lose(place)
    fail_after(place, dies_at)
    with suppress(RecordingError):
        await place.settling.settle(7, place.row)
    fail_after(place, None)
    if ID not in place.rows.at_store:
        assert await place.stored.read(LOCATION, 0, 1 << 20) == content, "it can be read all the time"
        await place.settling_there.settle(7, place.row)
    assert place.objects.objects == {LOCATION: content}
    assert (place.row.state, place.row.bytes, place.rows.at_store) == ("kept", len(content), {ID})


@pytest.mark.usefixtures("impatient")
async def test_what_is_removed_while_it_is_settled_is_gone_from_the_store_too(place: Place):
    await lose(place)
    row, put = place.row, place.objects.put

    async def remove_and_put(key: str, content: Path | BinaryIO | bytes) -> None:
        await place.stored.remove(LOCATION)
        await place.rows.remove(7, ID)
        await put(key, content)

    place.objects.put = remove_and_put  # type: ignore[method-assign]
    assert await place.settling.settle(7, row)
    assert (place.objects.objects, place.rows.recordings, place.rows.at_store) == ({}, {}, set())


def fail_after(place: Place, steps: int | None) -> None:
    """Let rows and store fail once so many things were asked of them; never where it is None."""
    left = None if steps is None else iter(range(steps))

    async def reach() -> None:
        if left is not None and next(left, None) is None:
            raise RecordingError("it dies")

    place.objects.meanwhile = place.rows.meanwhile = reach


# -- is it? --------------------------------------------------------------------


def test_silence_counts_from_when_a_thing_was_first_seen_so():
    silence = Silence()
    assert [silence.seconds("7/a", sight, now) for sight, now in [("x", 10), ("x", 70), ("y", 130), ("y", 131)]] == [
        0,
        60,
        0,
        1,
    ]


def test_what_is_no_longer_open_is_forgotten():
    silence = Silence()
    for name in ("7/a", "7/b", "77/a"):
        silence.seconds(name, "x", 10)
    silence.keep("7/", {"7/a"})
    assert [silence.seconds(name, "x", 20) for name in ("7/a", "7/b", "77/a")] == [10, 0, 10]


async def test_while_something_comes_its_server_lives(place: Place, monkeypatch: pytest.MonkeyPatch):
    content = await lose(place)
    now = 0.0
    monkeypatch.setattr("trio.current_time", lambda: now)
    for _ in range(3):
        assert not await place.settling.settle(7, place.row)
        now += SILENT_SECONDS - 1
        assert not await place.settling.settle(7, place.row), "not long enough"
        await place.stream(content)
        now += 2
    assert (place.row.state, await place.stored.whole_size(LOCATION)) == ("recording", 0)
    assert not await place.settling.settle(7, place.row)
    now += SILENT_SECONDS
    assert await place.settling.settle(7, place.row)
    assert place.row.state == "kept"


# -- it was only cut off -------------------------------------------------------


@pytest.mark.usefixtures("impatient")
async def test_a_server_that_was_taken_for_dead_brings_the_longer_one(place: Place):
    file = place.begin(place.other, 2)
    await place.stream((place.other / LOCATION).read_bytes())
    await place.settling.settle(7, place.row)
    assert (place.row.state, place.rows.at_store) == ("kept", {ID})
    assert await place.settling_there.settle_stray(7, ID)
    file.add(tone(2))
    length = file.close()
    content = (place.other / LOCATION).read_bytes()
    await place.settling_there.settle_stray(7, ID)
    assert place.objects.objects == {LOCATION: content}
    assert (place.row.seconds, place.row.bytes) == (pytest.approx(4, abs=0.001), length.size)
    assert place.rows.at_store == {ID}
    assert not (place.other / LOCATION).exists()


@pytest.mark.usefixtures("impatient")
async def test_a_file_that_comes_back_with_no_more_than_the_store_has_goes(place: Place):
    place.begin(place.other, 2).close()
    await place.stream((place.other / LOCATION).read_bytes())
    await place.settling.settle(7, place.row)
    before = (place.row, dict(place.objects.objects))
    await place.settling_there.settle_stray(7, ID)
    assert (place.row, place.objects.objects) == before
    assert not (place.other / LOCATION).exists()


@pytest.mark.parametrize(("ago", "left"), [(GIVE_UP / 2, True), (GIVE_UP * 2, False)])
async def test_a_file_whose_recording_was_removed_meanwhile_goes_a_day_later(place: Place, ago: timedelta, left: bool):
    place.begin(place.other, 1).close()
    await place.rows.remove(7, ID)
    await place.stream(b"a part that came too late")
    then = (NOW - ago).timestamp()
    os.utime(place.other / LOCATION, (then, then))
    await place.settling_there.settle_stray(7, ID)
    assert ((place.other / LOCATION).exists(), bool(place.objects.objects)) == (left, left)


# -- its file is here ----------------------------------------------------------


async def test_what_goes_on_here_is_left_alone(place: Place):
    file = place.begin(place.own, 1, ago=GIVE_UP * 3)
    assert await place.settling.settle(7, place.row)
    assert (place.row.state, place.objects.objects) == ("recording", {})
    file.close()


async def test_once_it_is_whole_in_the_store_its_parts_and_its_file_go(place: Place):
    place.begin(place.own, 2).close()
    content = (place.own / LOCATION).read_bytes()
    await place.stream(content[:2000])
    await place.settling.settle(7, place.row)
    assert (place.objects.objects, place.rows.at_store) == ({LOCATION: content}, {ID})
    assert place.row.bytes == len(content)
    assert not (place.own / LOCATION).exists()
