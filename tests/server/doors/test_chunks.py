from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.server.doors.chunks import BEHIND, CALM, MOST_DROPPED, Chunk, Form, Numbering, read_chunk
from execora.session.port import Refused

PCM = b"\x01\x02" * 160


def chunk(**changed: object) -> dict[str, Any]:
    fields = {
        "type": "audio_chunk",
        "callId": "c-1",
        "timestamp": "2026-11-20T09:30:00Z",
        "audioData": b64encode(PCM).decode(),
        "sequenceNumber": 7,
        "sampleRate": 8000,
        "channels": 1,
    }
    return {name: value for name, value in (fields | changed).items() if value is not ...}


# -- one chunk


def test_a_chunk_is_sound_of_a_call_and_its_place_in_it():
    assert read_chunk(chunk()) == Chunk("c-1", 7, Form(8000, 1), PCM)


@pytest.mark.parametrize("timestamp", [1_700_000_000_000, 1.5, None, ..., {"any": "thing"}])
def test_a_bridge_may_keep_time_as_it_likes(timestamp: object):
    assert isinstance(read_chunk(chunk(timestamp=timestamp)), Chunk)


@pytest.mark.parametrize("name", ["callId", "audioData", "sequenceNumber", "sampleRate", "channels"])
@pytest.mark.parametrize("value", [..., None, [], True])
def test_a_field_that_is_missing_or_wrong_is_named(name: str, value: object):
    refused = read_chunk(chunk(**{name: value}))
    assert isinstance(refused, Refused)
    assert refused.code == "BAD_MESSAGE"
    assert refused.message.startswith(f"audio_chunk: {name} ")


@pytest.mark.parametrize(
    "changed",
    [{"sequenceNumber": -1}, {"sequenceNumber": 2**53}, {"sequenceNumber": 1.5}, {"callId": ""}, {"callId": "a" * 129}],
)
def test_a_value_out_of_bounds_is_refused(changed: dict[str, Any]):
    refused = read_chunk(chunk(**changed))
    assert isinstance(refused, Refused)
    assert refused.code == "BAD_MESSAGE"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"audioData": "a"}, "base64"),
        ({"audioData": "AAA"}, "base64"),
        ({"audioData": "AA\nAA"}, "base64"),
        ({"audioData": "ÄÄÄÄ"}, "base64"),
        ({"audioData": "\ud800"}, "base64"),
        ({"audioData": b64encode(b"odd").decode()}, "3 bytes"),
        ({"audioData": b64encode(b"12").decode(), "channels": 2}, "2 bytes"),
        ({"sampleRate": 7999}, "sampleRate"),
        ({"sampleRate": 96_000}, "sampleRate"),
        ({"sampleRate": 0}, "sampleRate"),
        ({"channels": 3}, "channels"),
        ({"channels": 0}, "channels"),
    ],
)
def test_what_is_no_sound_says_why(changed: dict[str, Any], named: str):
    refused = read_chunk(chunk(**changed))
    assert isinstance(refused, Refused)
    assert refused.code in {"BAD_AUDIO", "BAD_MESSAGE"}
    assert named in refused.message


@pytest.mark.parametrize("head", [b"RIFF", b"OggS", b"\x1a\x45\xdf\xa3"])
def test_a_file_is_told_from_sound(head: bytes):
    assert Chunk("c-1", 1, Form(8000, 1), head + PCM).is_a_file
    assert not Chunk("c-1", 1, Form(8000, 1), PCM + head).is_a_file


# -- their numbers


def take(numbering: Numbering, *numbers: int) -> list[int | None]:
    return [numbering.take(number) for number in numbers]


def test_numbers_may_begin_anywhere():
    assert take(Numbering(), 812, 813, 814) == [0, 0, 0]


def test_a_gap_is_told_with_how_many_are_missing():
    numbering = Numbering()
    assert take(numbering, 1, 2, 6) == [0, 0, 3]
    assert (numbering.received, numbering.missing, numbering.dropped) == (3, 3, 0)


def test_a_gap_soon_after_another_is_counted_and_told_after_a_calm_stretch():
    numbering = Numbering()
    assert take(numbering, 1, 3, 6) == [0, 1, 0]
    assert not any(take(numbering, *range(7, 7 + CALM)))
    assert take(numbering, 7 + CALM + 1) == [3]
    assert numbering.missing == 4


def test_a_stretch_that_is_shorter_is_not_calm():
    numbering = Numbering()
    take(numbering, 1, 3)
    take(numbering, *range(4, 4 + CALM - 1))
    assert take(numbering, 4 + CALM) == [0]


def test_a_repeat_and_one_that_is_late_are_dropped():
    numbering = Numbering()
    assert take(numbering, 5, 5, 7, 6, 5, 8) == [0, None, 1, None, None, 0]
    assert (numbering.received, numbering.missing, numbering.dropped) == (3, 1, 3)


def test_a_bridge_that_counts_anew_is_heard():
    numbering = Numbering()
    assert take(numbering, 65_535, 0, 1) == [0, 0, 0]
    assert (numbering.received, numbering.missing, numbering.dropped) == (3, 0, 0)
    assert take(Numbering(), BEHIND, 0) == [0, None]
    assert take(Numbering(), BEHIND + 1, 0) == [0, 0]


def test_behind_many_that_were_had_the_next_is_where_its_bridge_counts_anew_from():
    numbering = Numbering()
    had = range(MOST_DROPPED)
    assert take(numbering, 900, *had) == [0, *[None] * MOST_DROPPED]
    assert not numbering.counts_anew
    assert take(numbering, MOST_DROPPED) == [0]
    assert numbering.counts_anew
    assert take(numbering, MOST_DROPPED + 1) == [0]
    assert not numbering.counts_anew
    assert (numbering.received, numbering.missing, numbering.dropped) == (3, 0, MOST_DROPPED)


@given(st.lists(st.integers(0, BEHIND), max_size=MOST_DROPPED))
def test_what_is_heard_is_in_order_and_every_number_is_accounted_for(numbers: list[int]):
    numbering = Numbering()
    heard = [number for number in numbers if numbering.take(number) is not None]
    assert heard == sorted(set(heard))
    assert numbering.received + numbering.dropped == len(numbers)
    assert numbering.missing == (heard[-1] - heard[0] + 1 - len(heard) if heard else 0)


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(1, 5)), min_size=1, max_size=30))
def test_all_that_is_missing_is_told_in_the_end(runs: list[tuple[int, int]]):
    """Runs of chunks, and behind each how many are left out."""
    numbering, number, told = Numbering(), 0, 0
    for length, left_out in [*runs, (CALM + 1, 1), (1, 0)]:
        for _ in range(length):
            number += 1
            told += numbering.take(number) or 0
        number += left_out
    assert told == numbering.missing
