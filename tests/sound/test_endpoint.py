from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.sound.endpoint import CHUNK_BYTES, CHUNK_SECONDS, Chunks, Endpointer, Passing, Turned
from execora.sound.stream import Frame, Mark, Sound

END = Mark.UTTERANCE_ENDS


def chunk(number: int) -> bytes:
    """Return a chunk that can be told from every other."""
    return number.to_bytes(4, "big") * (CHUNK_BYTES // 4)


def numbers(sounds: list[Sound]) -> list[int | Mark]:
    return [int.from_bytes(sound.pcm[:4], "big") if isinstance(sound, Frame) else sound for sound in sounds]


def told(endpointer: Endpointer, likelihoods: list[float], *, first: int = 0) -> list[Turned]:
    return [endpointer.add(chunk(first + number), likelihood) for number, likelihood in enumerate(likelihoods)]


def came(turns: list[Turned]) -> list[int | Mark]:
    return [number for turned in turns for number in numbers(turned.sounds)]


def began(turns: list[Turned]) -> list[int]:
    return [number for number, turned in enumerate(turns) if turned.began]


def ended(turns: list[Turned]) -> list[int]:
    return [number for number, turned in enumerate(turns) if turned.ended]


def test_three_hot_chunks_begin_an_utterance_with_what_came_before():
    turns = told(Endpointer(), [0.0] * 20 + [0.9] * 3)
    assert began(turns) == [22]
    assert came(turns) == list(range(12, 23))  # 320 ms before the last
    assert all(isinstance(sound, Frame) and sound.speech for sound in turns[22].sounds)


def test_as_likely_as_not_is_hot():
    assert began(told(Endpointer(), [0.0] * 5 + [0.5] * 3)) == [7]


def test_one_of_four_chunks_may_be_doubtful():
    assert began(told(Endpointer(), [0.0] * 5 + [0.9, 0.9, 0.2, 0.9])) == [8]


@pytest.mark.parametrize(
    "likelihoods", [[0.9, 0.9], [0.9, 0.9, 0.2, 0.2, 0.9, 0.9], [0.49] * 100], ids=["click", "two clicks", "murmur"]
)
def test_a_click_begins_nothing(likelihoods: list[float]):
    turns = told(Endpointer(), [*likelihoods, *[0.0] * 100])
    assert came(turns) == []
    assert began(turns) == []


def test_half_a_second_of_silence_ends_it_and_belongs_to_it():
    turns = told(Endpointer(), [0.9] * 10 + [0.0] * 30)
    assert ended(turns) == [26]
    assert 0.5 <= 17 * CHUNK_SECONDS <= 0.6
    assert came(turns) == [*range(27), END]


def test_a_pause_for_breath_does_not_end_it():
    assert ended(told(Endpointer(), [0.9] * 5 + [0.0] * 16 + [0.6] + [0.0] * 16)) == []


def test_what_is_neither_hot_nor_cold_goes_on_as_it_was():
    assert ended(told(Endpointer(), [0.9] * 5 + [0.4] * 100)) == []


def test_after_an_end_the_next_begins_afresh():
    turns = told(Endpointer(), [0.9] * 5 + [0.0] * 17 + [0.9] * 3)
    assert (began(turns), ended(turns)) == ([2, 24], [21])
    assert came(turns) == [*range(22), END, 22, 23, 24]


def test_letting_go_of_the_button_ends_it_at_once():
    endpointer = Endpointer()
    told(endpointer, [0.9] * 5)
    assert endpointer.end() == Turned([END], ended=True)
    assert endpointer.end() == Turned([])
    assert not endpointer.speaking


def test_letting_go_of_the_button_forgets_what_was_no_utterance():
    endpointer = Endpointer()
    told(endpointer, [0.9] * 2)
    assert endpointer.end() == Turned([])
    assert came(told(endpointer, [0.9] * 3, first=50)) == [50, 51, 52]


def test_an_utterance_is_cut_at_fifteen_seconds_and_nothing_is_lost():
    turns = told(Endpointer(), [0.9] * 1000)
    assert came(turns) == [*range(468), END, *range(468, 935), END, *range(935, 1000)]
    assert (began(turns), ended(turns)) == ([2], [])


def test_a_long_utterance_ends_with_the_next_breath():
    turns = told(Endpointer(), [0.9] * 420 + [0.0] * 10)
    assert ended(turns) == [423]


def test_our_own_voice_begins_nothing():
    endpointer = Endpointer()
    turns = [endpointer.add(chunk(number), 0.99, echo=True) for number in range(100)]
    assert came(turns) == []


def test_our_own_voice_does_not_keep_an_utterance_open():
    endpointer = Endpointer()
    told(endpointer, [0.9] * 5)
    assert ended([endpointer.add(chunk(number), 0.99, echo=True) for number in range(17)]) == [16]


def test_silence_passes_late_and_marked_where_it_is_wanted():
    turns = told(Endpointer(send_silence=True), [0.0] * 30)
    assert came(turns) == list(range(20))
    assert not any(sound.speech for turned in turns for sound in turned.sounds if isinstance(sound, Frame))


LIKELIHOODS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.3, 0.4, 0.6, 1.0]), st.integers(1, 40)).map(lambda run: [run[0]] * run[1]),
    max_size=40,
).map(lambda runs: [likelihood for run in runs for likelihood in run])
"""Runs of equal likelihoods."""
STEPS = st.lists(st.tuples(LIKELIHOODS, st.booleans()), max_size=4)
"""Chunks, and whether the button is let go after them."""


def walked(endpointer: Endpointer, steps: list[tuple[list[float], bool]]) -> list[Turned]:
    turns: list[Turned] = []
    given = 0
    for likelihoods, let_go in steps:
        turns += told(endpointer, likelihoods, first=given)
        given += len(likelihoods)
        if let_go:
            turns.append(endpointer.end())
    return turns


@given(STEPS)
def test_with_silence_every_chunk_comes_out_once_in_order(steps: list[tuple[list[float], bool]]):
    endpointer = Endpointer(send_silence=True)
    turns = [*walked(endpointer, steps), endpointer.end()]
    came_out = [number for number in came(turns) if number is not END]
    assert came_out == list(range(sum(len(likelihoods) for likelihoods, _ in steps)))


@given(STEPS)
def test_no_speech_is_lost_doubled_or_moved(steps: list[tuple[list[float], bool]]):
    silent, all_of_it = walked(Endpointer(), steps), walked(Endpointer(send_silence=True), steps)
    spoken = [sound for turned in all_of_it for sound in turned.sounds if sound is END or sound.speech]
    assert [sound for turned in silent for sound in turned.sounds] == spoken


@given(STEPS)
def test_beginnings_and_ends_alternate_and_frame_the_speech(steps: list[tuple[list[float], bool]]):
    endpointer = Endpointer()
    speaking = False
    for turned in walked(endpointer, steps):
        assert turned.began <= (not speaking)
        assert turned.ended <= speaking
        speaking = (speaking or turned.began) and not turned.ended
        assert bool(turned.sounds) == (speaking or turned.ended)
        assert not turned.ended or turned.sounds[-1] is END
        assert len(turned.sounds) <= 12
    assert endpointer.speaking == speaking


@given(st.lists(st.binary(max_size=3000)))
def test_chunks_are_full_and_in_order(pieces: list[bytes]):
    chunks = Chunks()
    found = [chunk for piece in pieces for chunk in chunks.add(piece)]
    rest = chunks.end()
    assert {len(chunk) for chunk in found + rest} <= {CHUNK_BYTES}
    whole = b"".join(pieces)
    assert b"".join(found + rest) == whole.ljust(-(-len(whole) // CHUNK_BYTES) * CHUNK_BYTES, b"\0")
    assert chunks.end() == []


def test_without_a_detector_all_is_speech_until_it_is_ended():
    passing = Passing()
    assert passing.add(chunk(1)) == Turned([Frame(chunk(1), speech=True)])
    assert passing.end() == Turned([END])
    assert passing.end() == Turned([])


def test_without_a_detector_our_own_voice_becomes_silence():
    assert Passing().add(chunk(1), echo=True) == Turned([Frame(bytes(CHUNK_BYTES), speech=True)])
