"""When sound was heard, told from when it came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.sound.endpoint import CHUNK_SECONDS
from execora.sound.pace import GAP_SECONDS, Pace


def heard(*came_at: float) -> list[float]:
    pace = Pace()
    return [pace.heard(at) for at in came_at]


def test_chunks_that_come_evenly_were_heard_when_they_came():
    even = [number * CHUNK_SECONDS for number in range(100)]
    assert heard(*even) == pytest.approx(even)


def test_chunks_that_come_together_were_heard_one_after_the_other():
    together = [0.096 * (1 + number // 3) for number in range(60)]  # a recorder that sends each 96 ms
    was = [(1 + number) * CHUNK_SECONDS for number in range(60)]
    assert heard(*together)[3:] == pytest.approx(was[3:], abs=0.005)


def test_what_is_held_up_on_the_way_was_heard_earlier():
    even = [number * CHUNK_SECONDS for number in range(20)]
    held_up = [*even[:10], *[at + 0.2 for at in even[10:15]], *even[15:]]
    held_up[15:] = [max(at, held_up[14]) for at in held_up[15:]]
    assert heard(*held_up) == pytest.approx(even, abs=0.005)


def test_after_a_gap_it_is_counted_anew():
    assert heard(0, CHUNK_SECONDS, 5, 5 + CHUNK_SECONDS) == pytest.approx([0, CHUNK_SECONDS, 5, 5 + CHUNK_SECONDS])


@given(st.lists(st.floats(0, 2 * GAP_SECONDS), max_size=200))
def test_time_goes_on_and_nothing_is_heard_after_it_came(pauses: list[float]):
    pace, now, before = Pace(), 0.0, float("-inf")
    for pause in pauses:
        now += pause
        at = pace.heard(now)
        assert before <= at <= now
        assert now - at <= GAP_SECONDS
        before = at
