"""Silence taken from the ends of a clip."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from execora.sound.trimming import Trimmer

RATE = 1000
"""A block of 10 ms is ten samples."""


def silence(milliseconds: int) -> bytes:
    return array("h", [20, -20] * (milliseconds // 2)).tobytes()


def tone(milliseconds: int) -> bytes:
    return array("h", [9000, -9000] * (milliseconds // 2)).tobytes()


def trimmed(clip: bytes, *, cut: int = 64) -> bytes:
    trimmer = Trimmer(RATE, pause_seconds=0.1)
    parts = [trimmer.add(clip[begin : begin + cut]) for begin in range(0, len(clip), cut)]
    return b"".join([*parts, trimmer.end()])


def test_the_silence_before_it_goes():
    assert trimmed(silence(500) + tone(200)) == tone(200)


def test_of_the_silence_behind_it_a_pause_stays():
    assert trimmed(tone(200) + silence(500)) == tone(200) + silence(100)


def test_a_shorter_silence_behind_it_stays_whole():
    assert trimmed(tone(200) + silence(60)) == tone(200) + silence(60)


def test_the_silence_inside_it_stays():
    clip = tone(200) + silence(700) + tone(100)
    assert trimmed(clip) == clip


def test_what_is_loud_is_let_out_at_once():
    trimmer = Trimmer(RATE, pause_seconds=0.1)
    assert trimmer.add(tone(50)) == tone(50)


def test_a_last_sound_shorter_than_a_block_is_heard():
    assert trimmed(tone(204)) == tone(204)


def test_nothing_is_left_of_silence():
    assert trimmed(silence(500)) == b""
    assert trimmed(b"") == b""


def test_half_a_sample_at_the_end_falls_away():
    assert trimmed(tone(20) + b"\x01") == tone(20)


@given(st.integers(1, 100), st.integers(0, 30), st.integers(1, 30), st.integers(0, 30))
def test_how_it_is_cut_makes_no_difference(cut: int, before: int, loud: int, behind: int):
    clip = silence(10 * before) + tone(10 * loud) + silence(10 * behind)
    assert trimmed(clip, cut=cut) == tone(10 * loud) + silence(min(100, 10 * behind))
