"""A client's sound, cut and told apart; WebM is told from PCM by its first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from execora.session.intake import Intake
from execora.session.port import Start
from execora.sound.decoding import BadAudioError
from execora.sound.stream import Frame, Mark
from tests.fakes.hearing import loudness, silence, speech

if TYPE_CHECKING:
    from execora.sound.stream import Sound

WEBM = b"\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01"
"""The beginning of a WebM file."""


def taken_in(said: Start, *, echoes: bool = False) -> Intake:
    return Intake(said, loudness, lambda _chunk: echoes, send_silence=False)


def sounds(intake: Intake, pcm: bytes) -> list[Sound]:
    passed = list(intake.turns(intake.decode(pcm)))
    return [sound for turned in (*passed, *intake.end()) for sound in turned.sounds]


def test_an_utterance_comes_out_with_its_end_and_without_the_silence_around_it():
    *frames, end = sounds(taken_in(Start()), silence(5) + speech(1))
    assert end is Mark.UTTERANCE_ENDS
    assert speech(1) in b"".join(frame.pcm for frame in frames if isinstance(frame, Frame))
    assert sum(frame.seconds for frame in frames if isinstance(frame, Frame)) < 1.5


def test_our_own_voice_is_no_speech():
    assert sounds(taken_in(Start(), echoes=True), speech(2)) == []


def test_webm_that_breaks_stays_webm_and_is_never_heard_as_pcm():
    intake = taken_in(Start())
    assert intake.decode(WEBM) == b""
    for bad in range(1, 4):
        with pytest.raises(BadAudioError):
            intake.decode(bytes(3000))
        assert intake.bad_in_a_row == bad
    assert intake.may_go_on


def test_pcm_that_begins_like_a_file_does_not_go_on():
    intake = taken_in(Start(encoding="pcm16"))
    with pytest.raises(BadAudioError):
        intake.decode(b"RIFF\x00\x00\x00\x00WAVEfmt ")
    assert not intake.may_go_on


def test_packets_go_on_behind_one_that_is_broken_and_are_never_cut():
    intake = taken_in(Start(encoding="opus"))
    for bad in range(1, 4):
        with pytest.raises(BadAudioError, match="no Opus packet"):
            intake.decode(b"\x03")
        assert intake.bad_in_a_row == bad
    assert len(intake.decode(b"\x08")) > 600
    assert intake.bad_in_a_row == 0
    assert intake.may_go_on
    assert intake.in_packets
    assert not taken_in(Start(encoding="webm")).in_packets
