from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from execora.sound.stream import Frame, Mark, Sound
from execora.sound.utterance import Utterance, Utterances

SECOND = 32_000


def speech(seconds: int, fill: bytes = b"\1") -> Frame:
    return Frame(fill * (seconds * SECOND), speech=True)


def silence(seconds: int) -> Frame:
    return Frame(bytes(seconds * SECOND), speech=False)


def test_frames_are_collected_until_the_utterance_ends():
    utterances = Utterances()
    assert utterances.add(speech(1, b"\1")) is None
    assert utterances.add(speech(2, b"\2")) is None
    assert utterances.begun == b"\1" * SECOND + b"\2" * 2 * SECOND
    assert utterances.add(Mark.UTTERANCE_ENDS) == Utterance(b"\1" * SECOND + b"\2" * 2 * SECOND, 3.0)
    assert utterances.begun == b""


def test_silence_counts_but_is_not_kept():
    utterances = Utterances()
    for frame in (silence(2), speech(1), silence(1)):
        utterances.add(frame)
    assert utterances.add(Mark.UTTERANCE_ENDS) == Utterance(b"\1" * SECOND, 4.0)


def test_an_end_of_nothing_is_no_utterance():
    utterances = Utterances()
    utterances.add(silence(1))
    assert utterances.add(Mark.UTTERANCE_ENDS) is None
    assert utterances.seconds == 1.0


def test_the_second_utterance_counts_from_the_beginning_of_the_stream():
    utterances = Utterances()
    for sound in (speech(1), Mark.UTTERANCE_ENDS, silence(3), speech(2, b"\2")):
        utterances.add(sound)
    assert utterances.add(Mark.UTTERANCE_ENDS) == Utterance(b"\2" * 2 * SECOND, 6.0)


FRAMES = st.builds(Frame, st.binary(min_size=1, max_size=4).map(lambda pcm: pcm * 2), st.booleans())


@given(st.lists(FRAMES | st.just(Mark.UTTERANCE_ENDS)))
def test_all_speech_comes_out_once_and_in_order(sounds: list[Sound]):
    utterances = Utterances()
    found = [utterance for sound in sounds if (utterance := utterances.add(sound))]
    spoken = b"".join(sound.pcm for sound in sounds if isinstance(sound, Frame) and sound.speech)
    assert b"".join(utterance.pcm for utterance in found) + utterances.begun == spoken
    assert all(earlier.until < later.until for earlier, later in pairwise(found))
