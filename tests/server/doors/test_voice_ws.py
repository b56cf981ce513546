from __future__ import annotations

import json
from array import array
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.server.doors.controls import TOO_LONG
from execora.server.doors.voice_ws import MOST_BAD_PACKETS, VoiceWs
from execora.session.port import Audio, Event, Final, Numbered, Ping, Refused, Start
from execora.sound.opus import OPUS_RATE, PRE_SKIP, check
from tests.records.listening import tone
from tests.sound.test_opus import encoded, heard, likeness, sine

if TYPE_CHECKING:
    from execora.server.doors.dialect import Frame
    from execora.session.port import Input

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PING = json.dumps({"type": "ping"})
PACKET, *_ = encoded(tone(0.1), 16_000)
PCM = bytes(640)
BROKEN = b"\x03"
STOPPED = Event("voice:tts-stopped", {"reason": "interrupt"})


def take(dialect: VoiceWs, *frames: Frame | None) -> list[Input]:
    return [told for frame in frames for told in dialect.take(frame, NOW).inputs]


def start(**data: object) -> str:
    return json.dumps({"type": "voice:start", "data": data})


def speech(pcm: bytes, rate: int = 16_000, *, last: bool = False, **about: object) -> Event:
    data = {"sampleRate": rate, "provider": "fake", "sequence": 1, "last": last, **about}
    return Event("voice:tts-stream", data, audio=pcm)


def told(dialect: VoiceWs, *events: Event) -> tuple[list[dict[str, Any]], list[bytes]]:
    """Have events worded; return the messages and the packets, of which each message has as many as it says."""
    said, packets = list[dict[str, Any]](), list[bytes]()
    for number, event in enumerate(events, 1):
        text, *sound = dialect.word(Numbered(number, event), NOW)
        assert isinstance(text, str)
        said.append(json.loads(text))
        packets += (one for one in sound if isinstance(one, bytes))
        assert said[-1]["data"].get("packets", 0) == len(sound)
    return said, packets


# -- from the client


def test_a_text_frame_is_a_message():
    assert take(VoiceWs(), PING) == [Ping()]
    assert take(VoiceWs(), json.dumps({"type": "voice:final", "data": {"text": "haan"}})) == [Final(text="haan")]


def test_a_binary_frame_is_a_packet():
    assert take(VoiceWs(), PACKET, PACKET) == [Audio(data=PACKET)] * 2


@pytest.mark.parametrize(
    "data", [{}, {"encoding": "opus"}, {"encoding": " Opus ", "sampleRate": 16_000, "channels": 7}]
)
def test_hearing_begins_with_opus_whatever_is_said_of_its_rate(data: dict[str, object]):
    [begun] = take(VoiceWs(), start(**data, keepAudio=True, language="hi", sttProvider="local", ttsProvider="browser"))
    assert begun == Start(
        language="hi",
        recogniser="local",
        voice="browser",
        encoding="opus",
        rate=48_000,
        keep_audio=True,
        binary_speech=True,
    )


@pytest.mark.parametrize("encoding", ["pcm16", "webm", "audio/webm;codecs=opus", "", "x" * 99])
def test_another_encoding_is_told_where_it_is_understood(encoding: str):
    [refused] = take(VoiceWs(), start(encoding=encoding))
    assert isinstance(refused, Refused)
    assert refused.code == "BAD_AUDIO"
    assert "/ws" in refused.message
    assert len(refused.message) < 200


@pytest.mark.parametrize("frame", [b"", BROKEN, b"OggS\0\2" + bytes(40), b"\x1b\3" + bytes(9), PACKET + bytes(1276)])
def test_what_is_no_packet_is_told_and_does_not_go_in(frame: bytes):
    [refused] = take(VoiceWs(), frame)
    assert isinstance(refused, Refused)
    assert refused.code == "BAD_AUDIO"
    assert "Send one, without Ogg or WebM" in refused.message


def test_who_sends_nothing_but_rubbish_is_told_once_a_second():
    dialect, refused = VoiceWs(), 0
    for milliseconds in range(0, 3000, 20):
        now = NOW + timedelta(milliseconds=milliseconds)
        [told] = dialect.take(BROKEN, now).inputs
        assert isinstance(told, Refused) or told == Audio(data=b"", after_gap=True)
        refused += isinstance(told, Refused)
        assert dialect.take(PACKET, now).inputs == (Audio(data=PACKET, after_gap=True),)
    assert refused == 3


def test_ten_frames_in_a_row_that_are_no_packet_end_it_with_1003():
    dialect = VoiceWs()
    take(dialect, *[BROKEN] * (MOST_BAD_PACKETS - 1))
    assert dialect.ends_with is None
    take(dialect, BROKEN)
    assert dialect.ends_with == 1003


def test_one_good_packet_among_the_bad_ones_starts_the_count_again_and_a_message_does_not():
    dialect = VoiceWs()
    for _ in range(5):
        take(dialect, *[BROKEN] * (MOST_BAD_PACKETS - 1), PACKET)
    assert dialect.ends_with is None
    take(dialect, *[BROKEN, PING, None] * MOST_BAD_PACKETS)
    assert dialect.ends_with == 1003


def test_ten_texts_in_a_row_that_are_no_json_end_it_with_1007_whatever_is_heard_in_between():
    dialect = VoiceWs()
    take(dialect, *["not json", PACKET] * 9)
    assert dialect.ends_with is None
    take(dialect, "not json")
    assert dialect.ends_with == 1007


def test_a_frame_over_the_limit_is_answered():
    assert take(VoiceWs(), None) == [TOO_LONG]


@given(st.lists(st.binary(max_size=60) | st.text(max_size=60) | st.none()))
def test_whatever_comes_only_packets_go_in(frames: list[bytes | str | None]):
    dialect = VoiceWs()
    for frame in frames:
        for taken in take(dialect, frame):
            assert isinstance(taken, Audio | Refused)
            if isinstance(taken, Audio) and taken.data:
                assert check(taken.data) <= 120


# -- to the client


def test_an_event_without_sound_is_a_text():
    [frame] = VoiceWs().word(Numbered(3, Event("pong")), NOW)
    assert json.loads(str(frame)) == {"type": "pong", "data": {}, "seq": 3, "timestamp": "2026-11-20T09:30:00.000Z"}


def test_sound_travels_as_packets_behind_its_event():
    [said], packets = told(VoiceWs(), speech(tone(1), last=True, taskId="one"))
    assert said["data"] == {
        "sampleRate": 48_000,
        "format": "opus",
        "packets": len(packets),
        "taskId": "one",
        "provider": "fake",
        "sequence": 1,
        "last": True,
    }
    assert {check(packet) for packet in packets} == {20}
    assert len(packets) in (51, 52)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000])
def test_pieces_of_an_answer_are_one_stream_without_a_gap(rate: int):
    pcm = sine(rate, 1)
    pieces = [pcm[at : at + 2 * 1234] for at in range(0, len(pcm), 2 * 1234)]
    events = [speech(piece, rate, last=piece is pieces[-1]) for piece in pieces]
    _, packets = told(VoiceWs(), *events)
    assert likeness(heard(packets), PRE_SKIP, sine(OPUS_RATE, 1)) > 0.98


def test_clauses_of_several_voices_are_one_answer():
    rates = (16_000, 22_050, 24_000)
    _, packets = told(VoiceWs(), *(speech(sine(rate, 0.5), rate, last=rate == rates[-1]) for rate in rates))
    assert likeness(heard(packets), PRE_SKIP, sine(OPUS_RATE, 1.5)) > 0.98


def test_a_piece_that_fills_no_packet_has_none_and_is_heard_with_the_next():
    [first, second], packets = told(VoiceWs(), speech(tone(0.015)), speech(tone(0.015)))
    assert (first["data"]["packets"], second["data"]["packets"]) == (0, 1)
    assert len(packets) == 1


def loudest(packets: list[bytes]) -> int:
    return max(heard(packets))


def test_nothing_of_what_was_cut_off_is_heard_in_what_comes_next():
    dialect = VoiceWs()
    told(dialect, speech(tone(0.119), taskId="one"))
    _, packets = told(dialect, STOPPED, speech(bytes(6400), last=True, taskId="one"))
    assert loudest(packets) < 10


def test_an_answer_that_was_given_up_is_not_heard_in_the_next_one():
    dialect = VoiceWs()
    told(dialect, speech(tone(0.119), taskId="one"))
    _, packets = told(dialect, speech(bytes(6400), last=True, taskId="two"))
    assert loudest(packets) < 10


def test_an_answer_is_heard_to_its_very_end_and_the_next_is_a_stream_of_its_own():
    dialect = VoiceWs()
    _, one = told(dialect, speech(sine(16_000, 0.5), last=True))
    _, other = told(dialect, speech(sine(16_000, 0.5), last=True))
    assert one == other
    assert likeness(heard(one), PRE_SKIP, sine(OPUS_RATE, 0.5)) > 0.98
    assert len(heard(one)) >= PRE_SKIP + OPUS_RATE // 2


@given(
    st.lists(st.tuples(st.integers(100, 4000), st.sampled_from([16_000, 22_050, 24_000]), st.booleans()), max_size=8)
)
def test_however_an_answer_is_cut_into_pieces_no_time_is_lost(pieces: list[tuple[int, int, bool]]):
    dialect, milliseconds, expected = VoiceWs(), 0.0, 0.0
    for samples, rate, last in [*pieces, (100, 16_000, True)]:
        _, packets = told(dialect, speech(array("h", [0] * samples).tobytes(), rate, last=last))
        milliseconds += sum(map(check, packets))
        expected += 1000 * samples / rate
        if last:
            assert expected <= milliseconds <= expected + 2 * 20 + PRE_SKIP / 48
            milliseconds = expected = 0.0


def test_nothing_is_said_at_the_end_but_the_close_code():
    assert VoiceWs().part(1001, NOW) == ()
