from __future__ import annotations

import random
from array import array

import pytest

from execora.sound.echo import EchoGuard
from execora.sound.endpoint import CHUNK_BYTES, CHUNK_SECONDS, Endpointer

RATE = 16_000
BEGINS = 100.0
"""When the clip begins to play, by the tests' clock, which is half a second after the microphone was opened."""


def speech(seed: int, seconds: float, rate: int = RATE) -> list[float]:
    """Return what sounds no more like speech than it must: noise in syllables, each of its own loudness and colour."""
    rng = random.Random(seed)
    wave: list[float] = []
    while len(wave) < seconds * rate:
        loudness, colour, length = rng.choice([0.0, 0.2, 1.0, 1.0]), rng.uniform(0.2, 0.95), rng.uniform(0.08, 0.25)
        dark = 0.0
        for _ in range(round(length * rate)):
            dark = colour * dark + rng.uniform(-1, 1)
            wave.append(6000 * loudness * dark * (1 - colour) ** 0.5)
    return wave


def pcm(wave: list[float]) -> bytes:
    return array("h", [max(-32_768, min(32_767, round(sample))) for sample in wave]).tobytes()


def microphone(clip: list[float], loudness: float, late: float, *, noise: float = 10, seed: int = 0) -> list[float]:
    """Return what is heard of a clip in a small room, from half a second before it plays to half a second after."""
    rng = random.Random(seed)
    heard = [rng.uniform(-noise, noise) for _ in range(len(clip) + 2 * RATE)]
    ways = [(0.0, 1.0), *((rng.uniform(0.002, 0.15), rng.uniform(-0.4, 0.4)) for _ in range(6))]
    for longer, part in ways:
        first = round((0.5 + late + longer) * RATE)
        for at, sample in enumerate(clip[: len(heard) - first]):
            heard[first + at] += loudness * part * sample
    return heard


def begins(guard: EchoGuard, heard: list[float], at: float = 0, *, loud: int = 100) -> list[float]:
    """Return when utterances begin, in seconds after the clip does, where all that is loud is taken for speech.

    The clip plays from so long after `BEGINS` on.
    """
    endpointer, found, sound = Endpointer(), [], pcm(heard)
    for number in range(len(sound) // CHUNK_BYTES):
        chunk = sound[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]
        after = (number + 1) * CHUNK_SECONDS - 0.5
        echo = guard.echoes(chunk, BEGINS + at + after)
        if endpointer.add(chunk, 1.0 if max(array("h", chunk)) > loud else 0.0, echo=echo).began:
            found.append(after)
    return found


def playing(clip: list[float], rate: int = RATE) -> EchoGuard:
    guard = EchoGuard()
    guard.played(pcm(clip), rate, BEGINS)
    return guard


def over(heard: list[float], said: list[float], at: float) -> list[float]:
    """Return what is heard with somebody speaking, from a time after the clip's beginning on."""
    mixed, first = heard[:], round((0.5 + at) * RATE)
    for number, sample in enumerate(said[: len(heard) - first]):
        mixed[first + number] += sample
    return mixed


def test_without_a_guard_the_echo_begins_an_utterance():
    assert begins(EchoGuard(), microphone(speech(1, 2.0), 0.3, 0.2))


@pytest.mark.parametrize("loudness", [0.5, 0.1, 0.03])
@pytest.mark.parametrize("late", [0.05, 0.2, 0.4])
def test_our_own_voice_begins_nothing(loudness: float, late: float):
    clip = speech(int(1000 * late), 3.0)
    assert begins(playing(clip), microphone(clip, loudness, late, seed=round(100 * loudness))) == []


@pytest.mark.parametrize("seed", range(4))
def test_who_talks_over_it_is_heard_at_once(seed: int):
    clip, said = speech(seed, 3.0), [sample or 500.0 for sample in speech(seed + 50, 1.0)]
    heard = over(microphone(clip, 0.15, 0.2, seed=seed), said, 1.5)
    found = begins(playing(clip), heard)
    assert found
    assert 1.5 < found[0] < 2.0


def test_without_an_echo_who_speaks_is_heard_all_the_same():
    clip, said = speech(1, 3.0), [sample / 3 or 300.0 for sample in speech(9, 1.0)]
    found = begins(playing(clip), over(microphone(clip, 0.0, 0.0), said, 1.5))
    assert found
    assert 1.5 < found[0] < 2.0


def test_a_noisy_room_is_no_speaker():
    clip = speech(5, 3.0)
    assert begins(playing(clip), microphone(clip, 0.5, 0.1, noise=400), loud=500) == []


def test_a_clip_may_come_in_pieces_of_any_length_and_rate():
    clip = speech(7, 3.0, rate=24_000)
    guard, whole, at = EchoGuard(), pcm(clip), 0
    for size in [480, 602, 2, 300] * 200:
        if piece := whole[at : at + size]:
            guard.played(piece, 24_000, BEGINS + at / 48_000 + random.Random(at).uniform(-0.01, 0.01))
        at += size
    heard = [clip[number * 3 // 2] for number in range(len(clip) * 2 // 3)]
    assert begins(guard, microphone(heard, 0.3, 0.15)) == []


def test_the_second_clip_is_known_as_well():
    guard = EchoGuard()
    for number, clip in enumerate([speech(1, 2.0), speech(2, 2.0)]):
        guard.played(pcm(clip), RATE, BEGINS + 10 * number)
        heard = pcm(microphone(clip, 0.3, 0.3))
        chunks = [heard[at : at + CHUNK_BYTES] for at in range(0, len(heard) - CHUNK_BYTES, CHUNK_BYTES)]
        told = [
            guard.echoes(chunk, BEGINS + 10 * number - 0.5 + (place + 1) * CHUNK_SECONDS)
            for place, chunk in enumerate(chunks)
        ]
        assert all(told[30:70])


def after_a_silent_clip() -> EchoGuard:
    """Return a guard that has learned that nothing comes back."""
    guard, clip = EchoGuard(), speech(11, 4.0)
    guard.played(pcm(clip), RATE, BEGINS)
    assert begins(guard, microphone(clip, 0.0, 0.0)) == []
    return guard


def next_clip(guard: EchoGuard, seed: int, at: float) -> list[float]:
    clip = speech(seed, 3.0)
    guard.played(pcm(clip), RATE, BEGINS + at)
    return clip


@pytest.mark.parametrize(("late", "loudness"), [(0.15, 0.5), (0.5, 0.4), (0.05, 0.3)])
def test_a_clip_that_was_taken_for_a_speaker_is_not_taken_for_one_again(late: float, loudness: float):
    guard = after_a_silent_clip()
    clip = next_clip(guard, 12, 10)
    cut = begins(guard, microphone(clip, loudness, late), 10)
    assert cut, "it would not need the cure"
    guard.cut(BEGINS + 10 + cut[0])
    guard.mistaken()
    for number in (2, 3, 4):
        clip = next_clip(guard, 20 + number, 10 * number)
        assert begins(guard, microphone(clip, loudness, late), 10 * number) == []


@pytest.mark.parametrize("seed", range(4))
def test_who_talks_over_it_is_heard_after_a_mistake_as_well(seed: int):
    guard = after_a_silent_clip()
    guard.mistaken()
    clip, said = next_clip(guard, seed, 10), [sample or 500.0 for sample in speech(seed + 50, 1.0)]
    found = begins(guard, over(microphone(clip, 0.15, 0.2, seed=seed), said, 1.5), 10)
    assert found
    assert 1.5 < found[0] < 2.0


def test_once_it_is_cut_whoever_speaks_is_heard():
    guard = playing(speech(1, 3.0))
    guard.cut(BEGINS)
    assert begins(guard, microphone(speech(2, 1.0), 0.3, 0.0))


def test_when_nothing_plays_nothing_is_an_echo():
    chunk = pcm(speech(1, 0.1))[:CHUNK_BYTES]
    guard = playing(speech(2, 1.0))
    assert not EchoGuard().echoes(chunk, 5.0)
    assert not guard.echoes(chunk, BEGINS - 1.0)
    assert guard.echoes(bytes(CHUNK_BYTES), BEGINS + 0.5)
    assert not guard.echoes(bytes(CHUNK_BYTES), BEGINS + 3.0)


def test_what_was_played_is_forgotten():
    guard = playing(speech(2, 1.0))
    for number in range(100):
        guard.echoes(bytes(CHUNK_BYTES), BEGINS + number * CHUNK_SECONDS)
    played = guard._played
    assert not played._samples
    assert not played._levels
