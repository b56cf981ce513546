from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from execora.errors import RecordingError
from execora.records.port import Object
from execora.records.stored import PIECE_BYTES, Stored, in_a_row, spans
from tests.fakes.recordings import FakeObjects

LOCATION = "7/one.ogg"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def part(start: int, size: int) -> Object:
    return Object(f"{LOCATION}.parts/{start:012}", size, NOW)


@pytest.fixture
def objects() -> FakeObjects:
    return FakeObjects()


@pytest.fixture
def stored(objects: FakeObjects) -> Stored:
    return Stored(objects)


async def in_parts(stored: Stored, *parts: bytes) -> bytes:
    """Store a recording part by part."""
    start = 0
    for content in parts:
        await stored.put_part(LOCATION, start, content)
        start += len(content)
    return b"".join(parts)


def test_parts_count_up_to_the_first_gap():
    first, second, third, far = part(0, 5), part(5, 7), part(12, 0), part(13, 4)
    assert in_a_row([far, third, second, first]) == [first, second, third]


def test_without_the_beginning_there_is_nothing():
    assert in_a_row([part(5, 7)]) == []


def test_what_is_no_part_is_passed_over_at_the_end():
    assert in_a_row([part(0, 5), Object(f"{LOCATION}.parts/notes.txt", 9, NOW)]) == [part(0, 5)]


@pytest.mark.parametrize(
    ("start", "stop", "wanted"),
    [
        (0, 3, [(0, 0, 3)]),
        (4, 6, [(0, 4, 1), (5, 0, 1)]),
        (5, 12, [(5, 0, 7)]),
        (0, 99, [(0, 0, 5), (5, 0, 7)]),
        (12, 99, []),
    ],
)
def test_bytes_are_looked_up_in_the_parts_that_have_them(start: int, stop: int, wanted: list[tuple[int, int, int]]):
    keys = [(part(at, 0).key, first, length) for at, first, length in wanted]
    assert spans([part(0, 5), part(5, 7), part(12, 0)], start, stop) == keys


async def test_a_recording_in_parts_is_read_as_one(stored: Stored):
    content = await in_parts(stored, b"first", b"", b"second", b"third")
    assert await stored.size(LOCATION) == len(content)
    assert await stored.read(LOCATION, 0, 99) == content
    assert await stored.read(LOCATION, 3, 5) == content[3:8]


async def test_a_whole_one_is_read_whatever_parts_are_left(stored: Stored):
    await in_parts(stored, b"fir")
    await stored.put(LOCATION, io.BytesIO(b"first and last"))
    assert await stored.size(LOCATION) == 14
    assert await stored.read(LOCATION, 6, 99) == b"and last"


async def test_who_comes_between_the_parts_and_the_whole_still_reads(stored: Stored, objects: FakeObjects):
    content = await in_parts(stored, b"first", b"second")
    joins_meanwhile(stored, objects, content)
    assert await stored.size(LOCATION) == len(content)
    joins_meanwhile(stored, objects, content)
    assert await stored.read(LOCATION, 0, 99) == content


def joins_meanwhile(stored: Stored, objects: FakeObjects, content: bytes) -> None:
    """Let the parts become a whole just after it was looked for the whole."""
    objects.objects.pop(LOCATION, None)
    look = objects.below

    async def below(folder: str) -> list[Object]:
        objects.below = look  # type: ignore[method-assign]
        await stored.put(LOCATION, io.BytesIO(content))
        await stored.remove_parts(LOCATION)
        return []

    objects.below = below  # type: ignore[method-assign]


async def test_what_is_nowhere_has_no_size_and_is_gone(stored: Stored):
    assert await stored.size(LOCATION) is None
    with pytest.raises(RecordingError, match="gone"):
        await stored.read(LOCATION, 0, 1)


async def test_all_of_it_is_fetched_however_long(stored: Stored):
    content = await in_parts(stored, bytes(PIECE_BYTES - 1), b"\1" * (PIECE_BYTES + 2), b"end")
    file = io.BytesIO()
    await stored.fetch(LOCATION, file)
    assert file.getvalue() == content


async def test_what_goes_goes_with_all_its_parts_and_nothing_else(stored: Stored, objects: FakeObjects):
    await in_parts(stored, b"first", b"second")
    await stored.put(LOCATION, io.BytesIO(b"whole"))
    objects.objects["7/other.ogg"] = b"other"
    await stored.remove(LOCATION)
    assert objects.objects == {"7/other.ogg": b"other"}
