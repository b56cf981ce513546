from __future__ import annotations

import pytest

from execora.server.pacing import BURST_SECONDS, Pace
from execora.session.stream import LONGEST_PIECE_SECONDS

STEREO = 48_000 * 2 * 2 // 50
"""Bytes of 20 ms of the most sound that is understood."""


def test_sound_as_it_is_spoken_is_never_held_up():
    pace = Pace(200, 262_144)
    for frame in range(50 * 60):
        assert pace.take(STEREO, frame / 50) == 0
        assert pace.take(100, frame / 50) == 0  # something else each time


def test_a_burst_of_several_seconds_passes_at_once():
    pace = Pace(200, 262_144)
    assert all(pace.take(640, 5.0) == 0 for _ in range(50 * 40))
    assert pace.take(640, 5.0) > 0


def test_a_burst_of_bytes_passes_at_once():
    pace = Pace(200, 262_144)
    assert all(pace.take(262_144, 5.0) == 0 for _ in range(int(BURST_SECONDS)))
    assert pace.take(262_144, 5.0) == pytest.approx(1.0)


@pytest.mark.parametrize(("size", "a_second"), [(0, 200), (10, 200), (262_144, 1), (26_214, 10)])
def test_who_always_sends_and_waits_as_told_goes_on_at_the_pace(size: int, a_second: int):
    pace, now, sent = Pace(200, 262_144), 0.0, 0
    while now < 100:
        now += pace.take(size, now)
        sent += 1
    assert sent == pytest.approx((100 + BURST_SECONDS) * a_second, rel=0.02)


def test_a_rest_fills_the_bucket_and_no_more():
    pace = Pace(100, 1e9)
    for _ in range(5000):
        pace.take(0, 0.0)
    assert pace.take(0, 45.0) == 0  # the debt of forty seconds is paid
    assert sum(pace.take(0, 1e6) == 0 for _ in range(5000)) == pytest.approx(BURST_SECONDS * 100, abs=1)


def test_a_page_that_sends_its_longest_pieces_is_never_held_up():
    pace = Pace(200, 262_144)
    piece = int(STEREO * 50 * LONGEST_PIECE_SECONDS)
    assert all(pace.take(piece, number * LONGEST_PIECE_SECONDS) == 0 for number in range(100))
