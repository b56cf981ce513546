"""ElevenLabs' realtime protocol, without a socket."""

from __future__ import annotations

import json
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as some

from execora.providers.port import Fault, FinalWords, InterimWords, ProviderError
from execora.providers.scribe import Chunks, Course, Told, decode, query
from execora.sound.stream import Frame

SPEECH = Frame(b"\1\0" * 512, speech=True)
SILENCE = Frame(bytes(1024), speech=False)


def sound_of(messages: list[str]) -> bytes:
    return b"".join(b64decode(json.loads(message)["audio_base_64"]) for message in messages)


def test_frames_are_sent_by_a_tenth_of_a_second():
    chunks = Chunks()
    assert [len(chunks.add(SPEECH.pcm)) for _ in range(8)] == [0, 0, 0, 1, 0, 0, 0, 1]


def test_a_message_has_the_documented_form():
    chunks = Chunks()
    (message,) = chunks.add(b"\1\0" * 1600)
    assert json.loads(message).keys() == {"message_type", "audio_base_64", "commit", "sample_rate"}
    assert json.loads(message) | {"audio_base_64": ""} == {
        "message_type": "input_audio_chunk",
        "audio_base_64": "",
        "commit": False,
        "sample_rate": 16_000,
    }


@given(some.lists(some.integers(1, 200), min_size=1, max_size=6))
def test_no_sound_is_lost_and_every_commit_is_long_enough(utterances: list[int]):
    chunks, sent = Chunks(), 0
    for frames in utterances:
        messages = [message for _ in range(frames) for message in chunks.add(SPEECH.pcm)]
        commit = list(chunks.commit())
        sound = sound_of([*messages, *commit])
        sent += len(sound)
        assert sound.rstrip(b"\0") + b"\0" == SPEECH.pcm * frames
        assert len(sound) >= 16_000
        assert sent >= 64_000
        assert [json.loads(message)["commit"] for message in commit] == [False] * (len(commit) - 1) + [True]
        assert all(len(sound_of([message])) <= 32_000 for message in [*messages, *commit])


def test_each_commit_is_answered_by_the_end_of_its_utterance():
    course = Course()
    course.given(SPEECH)
    assert course.utterance_ends()
    course.given(SPEECH)
    assert course.utterance_ends()
    assert course.heard(Told("committed_transcript", " haan ")) == FinalWords("haan", "elevenlabs", 0.032)
    assert course.unsettled
    assert course.heard(Told("committed_transcript")) == FinalWords("", "elevenlabs", 0.064)
    assert not course.unsettled


def test_silence_begins_no_utterance():
    course = Course()
    course.given(SILENCE)
    assert not course.utterance_ends()
    assert not course.unsettled


def test_what_is_committed_unasked_is_not_told():
    assert Course().heard(Told("committed_transcript", "haan")) is None


def test_it_is_over_once_the_sound_has_ended_and_all_is_told():
    course = Course()
    course.given(SPEECH)
    course.utterance_ends()
    course.ended = True
    assert not course.over
    course.heard(Told("committed_transcript", "haan"))
    assert course.over


def test_a_session_that_starts_is_a_sign_of_life_and_a_partial_transcript_is_interim():
    course = Course()
    course.given(SPEECH)
    assert course.heard(Told("session_started")) == InterimWords("", "elevenlabs", 0.032)
    assert course.heard(Told("partial_transcript", "ha ")) == InterimWords("ha", "elevenlabs", 0.032)
    assert course.heard(Told("committed_transcript_entities", "x")) is None


@pytest.mark.parametrize(
    "message", [b"\xff", "<html>", "7", "[]", "{}", '{"message_type": 7}', '{"message_type": "x", "text": null}']
)
def test_a_message_of_another_form_is_nonsense(message: str | bytes):
    with pytest.raises(ProviderError) as failed:
        decode(message)
    assert failed.value.fault is Fault.NONSENSE


def test_a_session_is_told_the_language_and_the_terms_that_fit():
    refused = ["Amul [1 l]", "<b>", "{", "a\\b", "ek do tin char panch 6", " "]
    terms = ["Rahul", "", "a term that is too long", *refused, *(f"name {number}" for number in range(60))]
    asked = query("scribe_v2_realtime", "hi-en", terms)
    assert asked[:5] == [
        ("model_id", "scribe_v2_realtime"),
        ("audio_format", "pcm_16000"),
        ("commit_strategy", "manual"),
        ("language_code", "hi"),
        ("secondary_languages", "en"),
    ]
    assert [value for name, value in asked[5:] if name == "keyterms"] == ["Rahul", *(f"name {n}" for n in range(49))]
