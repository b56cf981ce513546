"""Sound that waits to be settled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from execora.providers.ring import Ring
from execora.sound.stream import BYTES_A_SECOND, Frame, Mark


def frame(seconds: float, sample: bytes = b"ab", *, speech: bool = True) -> Frame:
    return Frame(sample * int(seconds * BYTES_A_SECOND / 2), speech)


def kept(ring: Ring) -> list[Frame | Mark]:
    return [ring[number] for number in range(ring.first, ring.last)]


def test_what_is_settled_is_gone_to_the_sample():
    ring = Ring()
    ring.add(frame(1.0))
    ring.add(frame(1.0, b"cd"))
    ring.settle(BYTES_A_SECOND * 3 // 2)
    assert kept(ring) == [frame(0.5, b"cd")]
    assert (ring.first, ring.last) == (1, 2)
    assert (ring.start, ring.end) == (BYTES_A_SECOND * 3 // 2, 2 * BYTES_A_SECOND)


def test_a_mark_goes_with_what_it_ends():
    ring = Ring()
    for sound in (frame(1.0), Mark.UTTERANCE_ENDS, frame(1.0)):
        ring.add(sound)
    ring.settle(BYTES_A_SECOND - 2)
    assert len(kept(ring)) == 3
    ring.settle(BYTES_A_SECOND)
    assert kept(ring) == [frame(1.0)]


def test_a_mark_with_nothing_before_it_marks_nothing():
    ring = Ring()
    ring.add(Mark.UTTERANCE_ENDS)
    assert (ring.first, ring.last, ring.waits) == (0, 0, False)


def test_only_speech_waits_to_be_heard():
    ring = Ring()
    ring.add(frame(0.1, speech=False))
    assert not ring.waits
    ring.add(frame(0.1))
    assert ring.waits
    ring.settle(ring.end)
    assert not ring.waits


def test_thirty_seconds_fill_it():
    ring = Ring()
    ring.add(frame(29.9))
    assert not ring.full
    ring.add(frame(0.1))
    assert ring.full
    ring.settle(BYTES_A_SECOND)
    assert not ring.full


def test_of_silence_only_its_end_is_kept():
    ring = Ring()
    for _ in range(10):
        ring.add(frame(0.25, speech=False))
    ring.add(frame(1.0))
    ring.hush(11)
    assert [sound.seconds for sound in kept(ring)] == [0.25, 0.25, 1.0]


def test_silence_that_was_not_given_yet_is_kept():
    ring = Ring()
    for _ in range(10):
        ring.add(frame(0.25, speech=False))
    ring.hush(2)
    assert len(kept(ring)) == 10


def test_silence_behind_speech_is_kept():
    ring = Ring()
    ring.add(frame(0.25))
    for _ in range(10):
        ring.add(frame(0.25, speech=False))
    ring.hush(11)
    assert len(kept(ring)) == 11


@given(st.lists(st.integers(1, 40) | st.just(None), max_size=30), st.lists(st.integers(0, 1300), max_size=5))
def test_what_is_kept_is_what_lies_behind_the_last_settled_position(sounds: list[int | None], settled: list[int]):
    ring, whole = Ring(), b""
    for number, samples in enumerate(sounds):
        if samples is None:
            ring.add(Mark.UTTERANCE_ENDS)
        else:
            pcm = bytes([number, 0]) * samples
            whole += pcm
            ring.add(Frame(pcm, True))
    for position in settled:
        ring.settle(2 * position)
    start = min(max([0, *(2 * position for position in settled)]), len(whole))
    assert b"".join(sound.pcm for sound in kept(ring) if isinstance(sound, Frame)) == whole[start:]
    assert (ring.start, ring.end) == (start, len(whole))
