import json
from base64 import b64decode
from datetime import UTC, datetime

import pytest

from execora.server.doors.controls import TOO_LONG
from execora.server.doors.dialect import Taken
from execora.server.doors.ws import Ws
from execora.session.port import Audio, Event, Final, Numbered, Ping, Start
from execora.sound.wav import read_wav

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PING = json.dumps({"type": "ping"})
BINARY, BASE64 = (Event("voice:started", {"audioOut": form}) for form in ("binary", "base64"))
SOUND = Event("voice:tts-stream", {"sampleRate": 24_000, "sequence": 1, "last": True}, audio=b"\x01\x02" * 480)


def bad(dialect: Ws, times: int) -> None:
    for _ in range(times):
        dialect.take("not json", NOW)


# -- from the client


def test_a_text_frame_is_a_message():
    assert Ws().take(PING, NOW) == Taken((Ping(),))
    assert Ws().take(json.dumps({"type": "voice:final", "data": {"text": "haan"}}), NOW) == Taken((Final(text="haan"),))


@pytest.mark.parametrize("frame", [b"", b"\x00\x01"])
def test_a_binary_frame_is_audio_whatever_it_holds(frame: bytes):
    assert Ws().take(frame, NOW).inputs == (Audio(data=frame),)


def test_audio_among_the_bad_frames_makes_none_of_them_better():
    dialect = Ws()
    for _ in range(10):
        dialect.take(b"", NOW)
        bad(dialect, 1)
    assert dialect.ends_with == 1007


def test_a_frame_over_the_limit_is_answered():
    assert Ws().take(None, NOW).inputs == (TOO_LONG,)


def test_ten_frames_in_a_row_that_are_no_json_are_hopeless():
    dialect = Ws()
    bad(dialect, 9)
    assert dialect.ends_with is None
    bad(dialect, 1)
    assert dialect.ends_with == 1007


def test_one_good_message_among_the_bad_ones_starts_the_count_again():
    dialect = Ws()
    bad(dialect, 9)
    dialect.take(json.dumps({"type": "nope"}), NOW)
    bad(dialect, 1)
    assert dialect.ends_with is None


@pytest.mark.parametrize(("said", "plays_at_once"), [({}, True), ({"audioOut": "base64"}, False)])
def test_a_client_that_knows_nothing_of_audio_out_plays_what_comes_when_it_comes(said: object, plays_at_once: bool):
    [start] = Ws().take(json.dumps({"type": "voice:start", "data": said}), NOW).inputs
    assert isinstance(start, Start)
    assert start.plays_at_once == plays_at_once


# -- to the client


def test_sound_travels_as_a_wav_file_that_any_page_can_play():
    [frame] = Ws().word(Numbered(7, SOUND), NOW)
    told = json.loads(frame)
    wav = read_wav(b64decode(told["data"].pop("audio")))
    assert (wav.pcm, wav.rate, wav.channels) == (SOUND.audio, 24_000, 1)
    assert told["data"] == {"sampleRate": 24_000, "sequence": 1, "last": True, "format": "wav"}
    assert told["seq"] == 7


def test_sound_travels_as_pcm_right_behind_its_event_where_that_was_asked_for():
    dialect = Ws()
    dialect.word(Numbered(6, BINARY), NOW)
    frame, sound = dialect.word(Numbered(7, SOUND), NOW)
    assert sound == SOUND.audio
    assert json.loads(frame)["data"] == {**SOUND.data, "format": "pcm16", "bytes": 960}


def test_an_event_without_sound_is_one_frame_either_way():
    for begun in (BINARY, BASE64):
        dialect = Ws()
        dialect.word(Numbered(6, begun), NOW)
        [frame] = dialect.word(Numbered(7, Event("pong")), NOW)
        assert json.loads(frame)["type"] == "pong"


def test_nothing_is_said_at_the_end_but_the_close_code():
    assert Ws().part(1001, NOW) == ()
