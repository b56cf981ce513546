from __future__ import annotations

import random
from array import array
from typing import TYPE_CHECKING

from execora.providers.silero import FAINT, Silero
from execora.sound.decoding import decoder
from execora.sound.endpoint import Chunks, Endpointer
from tests.sound.webms import CHROMIUM

if TYPE_CHECKING:
    from execora.session.port import Detector

SPEECH = decoder("webm").add(CHROMIUM)
SECOND = 32_000


def noise(loudness: int, seconds: float) -> bytes:
    rng = random.Random(seconds)
    return array("h", [rng.randint(-loudness, loudness) for _ in range(round(seconds * 16_000))]).tobytes()


def likelihoods(detector: Detector, pcm: bytes) -> list[float]:
    return [detector(chunk) for chunk in Chunks().add(pcm)]


def test_speech_is_told_from_noise():
    assert max(likelihoods(Silero(), noise(3000, 2.0))) < 0.35
    spoken = likelihoods(Silero(), SPEECH)
    assert sum(likelihood >= 0.5 for likelihood in spoken[:55]) > 40


def test_a_sentence_is_one_utterance_that_begins_within_a_tenth_of_a_second():
    detector, endpointer = Silero(), Endpointer()
    turns = [endpointer.add(chunk, detector(chunk)) for chunk in Chunks().add(noise(40, 2.0) + SPEECH + noise(40, 1.0))]
    (begins,) = [number for number, turned in enumerate(turns) if turned.began]
    assert 62 <= begins <= 66
    assert sum(turned.ended for turned in turns) == 1


def test_what_is_too_faint_to_be_speech_is_none():
    assert set(likelihoods(Silero(), bytes(SECOND) + noise(FAINT - 1, 1.0))) == {0.0}


def test_a_single_loud_sample_is_looked_at():
    assert Silero()(bytes(512) + b"\0\x40" + bytes(510)) > 0
    assert Silero()(bytes(512) + b"\0\xc0" + bytes(510)) > 0


def test_after_silence_it_begins_afresh():
    detector = Silero()
    first = likelihoods(detector, SPEECH[:SECOND])
    assert likelihoods(detector, SPEECH[:SECOND]) != first  # it remembers
    detector(bytes(1024))
    assert likelihoods(detector, SPEECH[:SECOND]) == first


def test_streams_do_not_disturb_each_other():
    one, other = Silero(), Silero()
    mixed = [(one(chunk), other(chunk[::-1]))[0] for chunk in Chunks().add(SPEECH)]
    assert mixed == likelihoods(Silero(), SPEECH)
