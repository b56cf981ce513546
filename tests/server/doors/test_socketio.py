from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.server.doors import controls, socketio
from execora.server.doors.socketio import Connect, SocketIo
from execora.session.port import Audio, Event, Final, Input, Numbered, Ping, Refused, Resume
from execora.sound.wav import wav

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ONE_SOUND = '51-/voice,["voice:audio_data",{"_placeholder":true,"num":0}]'
STARTED = {"audioOut": "binary"}


def taken(dialect: SocketIo, *frames: str | bytes | None) -> list[Input]:
    return [said for frame in frames for said in dialect.take(frame, NOW).inputs]


def codes(dialect: SocketIo, *frames: str | bytes | None) -> list[str]:
    return [said.code for said in taken(dialect, *frames) if isinstance(said, Refused)]


def event(*args: object, ack: str = "") -> str:
    return f"2/voice,{ack}{json.dumps(args)}"


def answers(dialect: SocketIo, *frames: str | bytes | None) -> list[Any]:
    """Return how what came was acknowledged, with the ids."""
    replies = [reply for frame in frames for reply in dialect.take(frame, NOW).replies]
    assert all(isinstance(reply, str) and reply.startswith("3/voice,") for reply in replies)
    return [str(reply).removeprefix("3/voice,") for reply in replies]


# -- controls


def test_a_control_is_an_event_with_one_object():
    ping_id = UUID(int=7)
    said = taken(
        SocketIo(),
        event("voice:control", {"type": "voice:final", "data": {"text": "haan"}}),
        event("voice:control", {"type": "ping", "id": str(ping_id)}),
    )
    assert said == [Final(text="haan"), Ping(id=ping_id)]


def test_a_session_is_resumed_by_a_control():
    data = {"sessionId": str(UUID(int=1)), "resumeToken": "t", "lastSeq": 4}
    said = taken(SocketIo(), event("voice:control", {"type": "session:resume", "data": data}))
    assert said == [Resume(session_id=UUID(int=1), token="t", last_number=4)]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (event("voice:control"), "BAD_MESSAGE"),
        (event("voice:control", "ping"), "BAD_MESSAGE"),
        (event("voice:control", {"type": "ping"}, 1), "BAD_MESSAGE"),
        (event("voice:control", {"type": "sing"}), "UNKNOWN_TYPE"),
        (event("voice:control", {"type": "ping", "id": 1}), "BAD_MESSAGE"),
        (event("voice:audio_data", "AAAA"), "BAD_AUDIO"),
        (event("voice:audio_data"), "BAD_AUDIO"),
        (event("voice:video", {}), "UNKNOWN_TYPE"),
        (event(1), "BAD_JSON"),
        (event(), "BAD_JSON"),
        ("2/voice,{}", "BAD_JSON"),
        ("2/voice,[NaN]", "BAD_JSON"),
        ("2/voice,", "BAD_JSON"),
        ('2["voice:control",{"type":"ping"}]', "BAD_JSON"),
        ('2/other,["voice:control",{"type":"ping"}]', "BAD_JSON"),
        ("0/voice,{}", "BAD_JSON"),
        ("3/voice,1[]", "BAD_JSON"),
        ("4/voice,{}", "BAD_JSON"),
        ("", "BAD_JSON"),
        ("9", "BAD_JSON"),
        ("\u0662[]", "BAD_JSON"),
        ("x", "BAD_JSON"),
        (b"\0\0", "BAD_JSON"),
        (None, "TOO_LONG"),
        ("2/voice," + "[" * 30_000, "BAD_JSON"),
        ("2/voice," + "9" * 200 + "[]", "BAD_JSON"),
        ("5" + "9" * 30 + "-/voice,[]", "BAD_JSON"),
        (event("x" * controls.LONGEST_TEXT), "TOO_LONG"),
        ("2/" + "x" * controls.LONGEST_TEXT, "TOO_LONG"),
    ],
)
def test_anything_else_is_a_clear_error_and_the_next_message_is_read(frame: str | bytes | None, code: str):
    dialect = SocketIo()
    assert codes(dialect, frame) == [code]
    assert taken(dialect, event("voice:control", {"type": "ping"})) == [Ping()]


def test_ten_frames_in_a_row_that_are_no_packets_are_enough():
    dialect = SocketIo()
    taken(dialect, *["x"] * 9, event("voice:control", {"type": "ping"}), *["x"] * 9)
    assert dialect.ends_with is None
    taken(dialect, "x")
    assert dialect.ends_with == 1007


def test_what_is_only_not_known_here_never_ends_it():
    dialect = SocketIo()
    taken(dialect, *[event("voice:video")] * 20, *[None] * 20)
    assert dialect.ends_with is None


@given(st.lists(st.one_of(st.text(), st.binary(), st.none(), st.text().map("51-/voice,".__add__))))
def test_whatever_comes_is_taken(frames: list[str | bytes | None]):
    dialect = SocketIo()
    for frame in frames:
        dialect.take(frame, NOW)


# -- sound


def test_sound_is_the_one_binary_argument_of_its_event():
    assert taken(SocketIo(), ONE_SOUND, b"\1\2", ONE_SOUND, b"") == [Audio(data=b"\1\2"), Audio(data=b"")]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ('52-/voice,["voice:audio_data",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]', "BAD_AUDIO"),
        ('52-/voice,["voice:audio_data",{"_placeholder":true,"num":0}]', "BAD_AUDIO"),
        ('51-/voice,["voice:audio_data",{"_placeholder":true,"num":1}]', "BAD_AUDIO"),
        ('51-/voice,["voice:audio_data",{"_placeholder":true,"num":-1}]', "BAD_AUDIO"),
        ('51-/voice,["voice:audio_data",{"_placeholder":true,"num":"0"}]', "BAD_AUDIO"),
        ('51-/voice,["voice:control",{"type":"ping","data":{"_placeholder":true,"num":0}}]', "BAD_MESSAGE"),
        ('51-/voice,["voice:video",{"_placeholder":true,"num":0}]', "UNKNOWN_TYPE"),
        ('61-/voice,1[{"_placeholder":true,"num":0}]', "BAD_JSON"),
        ("51-/voice,[[[", "BAD_JSON"),
        ('51-/voice,["voice:audio_data"' + ',{"_placeholder":true,"num":0}' * 1000 + "]", "BAD_AUDIO"),
    ],
)
def test_attachments_of_what_was_refused_are_read_past(frame: str, code: str):
    dialect = SocketIo()
    count = int(frame[1])
    assert codes(dialect, frame, *[b"\0\0"] * count) == [code]
    assert taken(dialect, ONE_SOUND, b"\1\2") == [Audio(data=b"\1\2")]


def test_attachments_that_were_announced_and_never_come_are_not_waited_for():
    dialect = SocketIo()
    assert codes(dialect, '5999999999-/voice,["voice:audio_data"]') == ["BAD_AUDIO"]
    assert taken(dialect, *[b"\0\0"] * 100) == [], "they belong to what was refused"
    assert taken(dialect, ONE_SOUND, event("voice:control", {"type": "ping"})) == [Ping()]
    assert codes(dialect, b"\0\0") == ["BAD_JSON"], "its event was given up when another came"


def test_sound_over_the_limit_is_refused_where_it_was_to_come():
    dialect = SocketIo()
    assert codes(dialect, ONE_SOUND, None) == ["TOO_LONG"]
    assert taken(dialect, ONE_SOUND, b"\1\2") == [Audio(data=b"\1\2")]


# -- acknowledgements


def test_what_is_taken_in_is_acknowledged_where_that_is_wanted():
    dialect = SocketIo()
    assert answers(dialect, event("voice:control", {"type": "ping"})) == []
    assert answers(dialect, event("voice:control", {"type": "ping"}, ack="12")) == ['12[{"ok":true}]']
    with_ack = ONE_SOUND.replace("/voice,", "/voice,7")
    assert answers(dialect, with_ack) == [], "it is not whole yet"
    assert answers(dialect, b"\1\2") == ['7[{"ok":true}]']


def test_what_is_refused_is_acknowledged_with_the_reason_and_told_as_an_error_as_well():
    dialect = SocketIo()
    frame = event("voice:control", {"type": "sing"}, ack="0")
    taken_in = dialect.take(frame, NOW)
    (refused,) = taken_in.inputs
    assert isinstance(refused, Refused)
    (answer,) = taken_in.replies
    assert (
        answer == f"3/voice,0{json.dumps([{'error': refused.message, 'code': 'UNKNOWN_TYPE'}], separators=(',', ':'))}"
    )
    assert answers(dialect, ONE_SOUND.replace("/voice,", "/voice,7"), None)[0].startswith('7[{"error":')


# -- namespaces and the end


def test_another_namespace_is_refused_in_the_middle_of_a_conversation():
    dialect = SocketIo()
    (reply,) = dialect.take("0/other,", NOW).replies
    assert str(reply).startswith('4/other,{"message":"Invalid namespace')
    assert dialect.take("1/other,", NOW)[:2] == ((), ())
    assert dialect.ends_with is None


def test_a_client_that_disconnects_is_done_and_told_nothing_more():
    dialect = SocketIo()
    assert dialect.take("1/voice,", NOW)[:2] == ((), ())
    assert dialect.ends_with == 1000
    assert dialect.part(1000, NOW) == ()


@pytest.mark.parametrize("code", [1001, 1011, 1013])
def test_a_client_that_should_come_back_is_not_told_to_stay_away(code: int):
    assert SocketIo().part(code, NOW) == ()


@pytest.mark.parametrize("code", [1000, 1007, 1008, 4001])
def test_a_client_that_should_stay_away_is_told_why(code: int):
    told = SocketIo().part(code, NOW)
    assert told == [f'2/voice,["session:closing",{{"code":{code}}},{{}}]', "1/voice,"]


# -- events


def test_an_event_has_its_own_name_and_tells_of_itself_behind_its_data():
    told = Event("pong", {"late": "₹"}, UUID(int=7))
    assert SocketIo().word(Numbered(3, told), NOW) == [
        '2/voice,["pong",{"late":"₹"},'
        '{"seq":3,"timestamp":"2026-11-20T09:30:00.000Z","replyTo":"00000000-0000-0000-0000-000000000007"}]'
    ]


def test_speech_is_a_wav_file_as_an_attachment():
    text, sound = SocketIo().word(Numbered(1, Event("voice:tts-stream", {"sampleRate": 8000}, audio=b"\1\0")), NOW)
    name, data, _ = json.loads(str(text).removeprefix("51-/voice,"))
    assert (name, data) == (
        "voice:tts-stream",
        {"sampleRate": 8000, "format": "wav", "audio": {"_placeholder": True, "num": 0}},
    )
    assert sound == wav(b"\1\0", 8000)


def test_speech_is_pcm_where_binary_was_asked_for():
    dialect = SocketIo()
    dialect.word(Numbered(1, Event("voice:started", STARTED)), NOW)
    text, sound = dialect.word(Numbered(2, Event("voice:tts-stream", {"sampleRate": 8000}, audio=b"\1\0")), NOW)
    _, data, _ = json.loads(str(text).removeprefix("51-/voice,"))
    assert (data["format"], data["bytes"], sound) == ("pcm16", 2, b"\1\0")


def test_what_is_no_json_is_never_sent():
    with pytest.raises(ValueError, match="Out of range"):
        SocketIo().word(Numbered(1, Event("pong", {"amount": float("nan")})), NOW)


# -- before the conversation


def test_a_client_connects_with_its_token():
    assert socketio.greet('0/voice,{"token":"t"}') == Connect("t")
    assert repr(socketio.greet('0/voice,{"token":"t"}')) == "Connect()"


@pytest.mark.parametrize("frame", ["0/voice,", "0/voice", "0/voice,{}", '0/voice,{"token":5}', "0/voice,[]"])
def test_a_client_may_connect_without_one(frame: str):
    assert socketio.greet(frame) == Connect(None)


@pytest.mark.parametrize(("frame", "namespace"), [("0", "/"), ("0/other,{}", "/other"), ("0/voice2,", "/voice2")])
def test_another_namespace_is_refused_before(frame: str, namespace: str):
    reply = socketio.greet(frame)
    assert isinstance(reply, list)
    prefix = "4" if namespace == "/" else f"4{namespace},"
    told = json.loads(reply[0].removeprefix(prefix))
    assert told["message"].startswith("Invalid namespace")
    assert told["data"] == {"code": 1008}


@pytest.mark.parametrize(
    "frame", [None, b"", "", "1/voice,", event("voice:control", {}), "0/voice,{", "0/voice," + "[" * 200_000, ONE_SOUND]
)
def test_who_says_anything_else_first_does_not_come_in(frame: str | bytes | None):
    assert socketio.greet(frame) is None


def test_who_is_let_in_or_refused_is_told_so():
    assert socketio.accept("abc") == ['0/voice,{"sid":"abc"}']
    assert socketio.refuse("No.", 4001) == ['4/voice,{"message":"No.","data":{"code":4001}}']
