from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execora.server.doors.chunks import MOST_DROPPED
from execora.server.doors.controls import TOO_LONG
from execora.server.doors.realtime import KNOWN, MOST_BAD, NOT_HEARD, RETRY, Realtime
from execora.session.port import (
    AnswerQuestion,
    Audio,
    CancelTask,
    EndUtterance,
    Event,
    Final,
    Input,
    Interrupt,
    Numbered,
    Ping,
    Refused,
    Resume,
    Start,
    Stop,
)
from tests.server.doors.test_chunks import PCM, chunk

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ID = UUID(int=7)
START = Start(encoding="pcm16", rate=8000, channels=1)
SOUND = Audio(data=PCM)
BEHIND_A_GAP = Audio(data=PCM, after_gap=True)
NOT_STARTED: dict[str, object] = {"error": "Nobody listens", "code": "NOT_STARTED", "recoverable": True}


def take(dialect: Realtime, *messages: object, now: datetime = NOW) -> list[Input]:
    return [heard for message in messages for heard in dialect.take(json.dumps(message), now).inputs]


def control(type_: str, **given: object) -> dict[str, object]:
    return {"type": type_, "data": given}


def numbers(*these: int) -> list[dict[str, Any]]:
    return [chunk(sequenceNumber=number) for number in these]


def calling(*messages: object) -> Realtime:
    """A call whose first chunk was heard, and what came behind it."""
    dialect = Realtime()
    take(dialect, chunk(), *messages)
    return dialect


def told(
    dialect: Realtime, type_: str, *, at: timedelta = timedelta(), audio: bytes = b"", **given: object
) -> list[dict[str, Any]]:
    frames = dialect.word(Numbered(9, Event(type_, given, audio=audio)), NOW + at)
    return [json.loads(frame) for frame in frames]


# -- sound in


def test_the_first_chunk_begins_to_be_heard_and_all_are_sound():
    assert take(Realtime(), *numbers(4, 5)) == [START, SOUND, SOUND]


def test_sound_of_another_form_begins_anew():
    dialect = calling()
    stereo = chunk(sequenceNumber=8, sampleRate=48_000, channels=2)
    assert take(dialect, stereo) == [Start(encoding="pcm16", rate=48_000, channels=2), SOUND]
    assert take(dialect, stereo | {"sequenceNumber": 9}) == [SOUND]


def test_a_gap_is_said_before_the_sound_behind_it():
    gap, sound = take(calling(), *numbers(10))
    assert isinstance(gap, Refused)
    assert gap.code == "SEQUENCE_GAP"
    assert gap.message.startswith("2 chunks are missing before number 10;")
    assert not gap.utters
    assert sound == Audio(data=PCM, after_gap=True)


def test_a_gap_that_is_not_told_is_known_to_the_session():
    dialect = calling()
    take(dialect, *numbers(10))
    assert take(dialect, *numbers(12, 13)) == [Audio(data=PCM, after_gap=True), SOUND]


def test_what_begins_like_a_file_in_the_middle_of_a_call_is_sound_by_chance():
    pcm = b"RIFF" + PCM
    assert take(calling(), chunk(sequenceNumber=8, audioData=b64encode(pcm).decode())) == [Audio(data=pcm)]


def test_a_repeat_is_nothing_at_all():
    dialect = calling()
    assert take(dialect, *numbers(7, 7)) == []
    assert dialect.ends_with is None


def test_a_chunk_that_comes_too_late_is_sound_that_is_missing():
    """So is one that is new under a number that was had: its bridge may count anew."""
    assert take(calling(), *numbers(8, 6)) == [SOUND, NOT_HEARD]
    assert take(calling(), chunk(audioData=b64encode(bytes(len(PCM))).decode())) == [NOT_HEARD]


def test_nothing_is_missed_where_nobody_listens():
    assert take(calling(), control("voice:stop"), *numbers(6)) == [Stop()]


def test_a_bridge_that_counts_anew_nearby_is_told_and_heard():
    dialect = calling()
    take(dialect, *numbers(*range(8, 100)))
    assert take(dialect, *numbers(*range(MOST_DROPPED))) == [NOT_HEARD] * MOST_DROPPED
    anew, sound, *more = take(dialect, *numbers(MOST_DROPPED, MOST_DROPPED + 1))
    assert isinstance(anew, Refused)
    assert anew.code == "SEQUENCE_GAP"
    assert "count anew from 25." in anew.message
    assert (sound, more) == (BEHIND_A_GAP, [SOUND])


def test_another_call_is_refused_and_the_first_goes_on():
    dialect = calling()
    [refused] = take(dialect, chunk(callId="c-2", sequenceNumber=8))
    assert isinstance(refused, Refused)
    assert refused.code == "OTHER_CALL"
    assert take(dialect, *numbers(8)) == [SOUND]


@pytest.mark.parametrize(
    "bad", [chunk(audioData="?"), chunk(sampleRate=..., callId="c-2"), chunk(audioData=b64encode(b"RIFF1234").decode())]
)
def test_a_bad_chunk_changes_nothing(bad: object):
    dialect = Realtime()
    [refused] = take(dialect, bad)
    assert isinstance(refused, Refused)
    assert take(dialect, *numbers(1)) == [START, SOUND]


def test_ten_bad_pieces_of_sound_in_a_row_are_no_sound():
    dialect = calling()
    for _ in range(MOST_BAD - 1):
        take(dialect, chunk(audioData="?"))
    take(dialect, *numbers(8))
    for _ in range(MOST_BAD - 1):
        dialect.take(b"\0\0", NOW)
    take(dialect, control("ping"))
    assert dialect.ends_with is None
    take(dialect, chunk(callId="c-2"))
    assert dialect.ends_with == 1003


def test_ten_messages_in_a_row_that_are_no_json_are_hopeless():
    dialect = calling()
    for _ in range(MOST_BAD - 1):
        dialect.take("no", NOW)
    take(dialect, {"type": "nope"})
    for _ in range(MOST_BAD):
        assert dialect.ends_with is None
        dialect.take("no", NOW)
    assert dialect.ends_with == 1007


def test_a_binary_message_is_told_where_sound_belongs():
    [refused] = Realtime().take(PCM, NOW).inputs
    assert isinstance(refused, Refused)
    assert (refused.code, "audio_chunk" in refused.message) == ("BAD_AUDIO", True)


def test_a_message_over_the_limit_is_answered():
    assert Realtime().take(None, NOW).inputs == (TOO_LONG,)


# -- beginning again


def test_after_a_stop_the_next_chunk_is_heard_again():
    assert take(calling(), control("voice:stop"), *numbers(8, 9)) == [Stop(), START, SOUND, SOUND]


def test_where_the_session_hears_nothing_any_more_the_next_chunk_begins_again():
    dialect = calling()
    told(dialect, "voice:started", sttProvider="whisper", ttsProvider="browser")
    told(dialect, "error", **NOT_STARTED)
    assert take(dialect, *numbers(8)) == [START, BEHIND_A_GAP]


def test_that_nobody_listened_is_old_news_while_hearing_begins():
    dialect = calling()
    told(dialect, "error", **NOT_STARTED)
    told(dialect, "voice:started", sttProvider="whisper", ttsProvider="browser")
    assert take(dialect, *numbers(8)) == [SOUND]


def test_a_limit_that_keeps_hearing_from_beginning_puts_it_off():
    dialect, refused = Realtime(), Refused(code="LIMIT_REACHED", message="Later.", wait_seconds=3)
    taken = dialect.take(json.dumps(chunk()), NOW)
    assert taken.refuse(refused) == ()
    told(dialect, "error", **NOT_STARTED)
    assert take(dialect, *numbers(8), now=NOW + timedelta(seconds=2)) == []
    assert take(dialect, *numbers(9, 10), now=NOW + timedelta(seconds=3)) == [START, BEHIND_A_GAP, SOUND]


def test_a_limit_on_anything_else_leaves_hearing_as_it_is():
    dialect = calling()
    told(dialect, "voice:started", sttProvider="whisper", ttsProvider="browser")
    taken = dialect.take(json.dumps(chunk(sequenceNumber=10)), NOW)
    taken.refuse(Refused(code="LIMIT_REACHED", message="Later.", wait_seconds=3))
    assert take(dialect, *numbers(11)) == [SOUND]


def deaf(recogniser: str) -> Realtime:
    dialect = calling()
    told(dialect, "voice:started", sttProvider=recogniser, ttsProvider="browser")
    told(dialect, "error", error="Nobody can hear you now", code="STT_UNAVAILABLE", recoverable=True)
    return dialect


def test_recognisers_that_have_failed_are_tried_again_after_a_while():
    dialect = deaf("whisper")
    assert take(dialect, *numbers(8), now=NOW + RETRY - timedelta(seconds=1)) == [SOUND]
    assert take(dialect, *numbers(9), now=NOW + RETRY) == [START, BEHIND_A_GAP]
    assert take(dialect, *numbers(10), now=NOW + 2 * RETRY) == [SOUND]


def test_a_recogniser_that_serves_again_is_left_to_its_work():
    dialect = deaf("whisper")
    told(dialect, "voice:started", sttProvider="whisper", ttsProvider="browser")
    assert take(dialect, *numbers(8), now=NOW + RETRY) == [SOUND]


def test_where_there_is_no_recogniser_at_all_none_is_tried_again():
    assert take(deaf("browser"), *numbers(8), now=NOW + 2 * RETRY) == [SOUND]


# -- what else a bridge may say


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (control("voice:final", text="haan"), Final(text="haan")),
        (control("voice:end"), EndUtterance()),
        (control("voice:interrupt"), Interrupt()),
        (control("voice:answer", questionId=str(ID), yes=True), AnswerQuestion(question_id=ID, yes=True)),
        (control("task:cancel", taskId="all"), CancelTask(task_id=None)),
        (
            control("session:resume", sessionId=str(ID), resumeToken="t", lastSeq=4),
            Resume(session_id=ID, token="t", last_number=4),
        ),
        (control("ping"), Ping()),
    ],
)
def test_controls_are_those_of_the_other_doors(said: object, meant: Input):
    assert take(Realtime(), said) == [meant]


@pytest.mark.parametrize("type_", ["voice:start", "recording:start", "voice:transcript", "audio"])
def test_what_makes_no_sense_on_a_call_is_not_known(type_: str):
    [refused] = take(Realtime(), {"type": type_, "id": str(ID)})
    assert isinstance(refused, Refused)
    assert (refused.code, refused.id) == ("UNKNOWN_TYPE", ID)
    assert "audio_chunk, voice:final" in refused.message


# -- out


def test_everything_has_its_call_its_number_and_its_hour():
    [message] = told(calling(), "pong")
    assert message == {
        "type": "pong",
        "callId": "c-1",
        "timestamp": "2026-11-20T09:30:00.000Z",
        "seq": 9,
        "data": {},
    }


def test_the_first_status_says_how_to_come_back():
    [message] = told(Realtime(), "voice:start", sessionId="s", resumeToken="t", limits={"resumeSeconds": 30})
    assert (message["type"], message["callId"]) == ("processing_status", None)
    assert message["data"]["stage"] == "connected"
    assert (message["data"]["sessionId"], message["data"]["resumeToken"]) == ("s", "t")


def test_words_are_a_status_with_what_they_took():
    dialect = calling()
    told(dialect, "voice:activity", speaking=False)
    [message] = told(
        dialect,
        "voice:transcript",
        at=timedelta(milliseconds=320),
        text="haan",
        isFinal=True,
        utteranceId="u",
        confidence=0.5,
    )
    assert message["type"] == "processing_status"
    data = message["data"]
    assert (data["stage"], data["queueSize"], data["processingLatency"]) == ("speech_to_text", 0, 320)
    assert (data["text"], data["isFinal"]) == ("haan", True)
    assert data["chunks"] == {"received": 1, "missing": 0, "dropped": 0}


def test_an_utterance_that_came_to_nothing_is_a_status_without_words():
    dialect = calling()
    told(dialect, "voice:activity", speaking=False)
    [message] = told(dialect, "voice:activity", at=timedelta(milliseconds=320), speaking=False, heard=False)
    data = message["data"]
    assert (data["stage"], data["text"], data["isFinal"], data["processingLatency"]) == (
        "speech_to_text",
        "",
        True,
        320,
    )
    assert not {"speaking", "heard"} & {*data}


def test_tasks_are_a_status_with_how_many_wait():
    dialect = calling(control("voice:final", text="Rahul ka balance batao"))
    task = {"taskId": "t", "intent": "CHECK_BALANCE"}
    [queued] = told(dialect, "task:queued", **task, utteranceId="u", entities={}, priority=1, position=0)
    [done] = told(dialect, "task:completed", at=timedelta(milliseconds=45), **task, result={}, durationMs=3)
    assert [message["data"]["stage"] for message in (queued, done)] == ["ai_generation"] * 2
    assert [message["data"]["state"] for message in (queued, done)] == ["queued", "completed"]
    assert [message["data"]["queueSize"] for message in (queued, done)] == [1, 0]
    assert done["data"]["processingLatency"] == 45
    assert "entities" not in queued["data"]


def test_an_answer_is_its_text_at_once_with_what_the_recogniser_said_of_the_words():
    dialect = calling()
    told(dialect, "voice:activity", speaking=False)
    told(dialect, "voice:transcript", text="haan", isFinal=True, utteranceId="u", confidence=0.5)
    [message] = told(
        dialect, "voice:response", at=timedelta(seconds=1), text="Theek hai", utteranceId="u", intent="CONFIRM"
    )
    assert message["type"] == "ai_response"
    data = message["data"]
    assert (data["text"], data["audioData"], data["shouldTerminate"]) == ("Theek hai", "", False)
    assert (data["confidence"], data["processingLatency"], data["intent"]) == (0.5, 1000, "CONFIRM")


def test_of_typed_words_nobody_was_more_or_less_certain():
    dialect = calling(control("voice:final", text="haan"))
    told(dialect, "voice:transcript", text="haan", isFinal=True, utteranceId="u")
    [message] = told(dialect, "voice:response", text="Theek hai", utteranceId="u", intent="CONFIRM")
    assert message["data"]["confidence"] is None


@pytest.mark.parametrize("type_", ["voice:confirm_needed", "voice:choose"])
def test_a_question_is_an_answer_that_can_be_answered(type_: str):
    [message] = told(calling(), type_, text="Rahul ka?", questionId="q", utteranceId="u", options=[{"name": "Rahul"}])
    assert message["type"] == "ai_response"
    assert (message["data"]["text"], message["data"]["questionId"]) == ("Rahul ka?", "q")


def speech(sequence: int, *, last: bool, answer: str = "u") -> dict[str, Any]:
    return {"sampleRate": 24_000, "provider": "p", "sequence": sequence, "last": last, "utteranceId": answer}


def test_speech_comes_as_the_caller_speaks_behind_a_status_for_each_answer():
    dialect = calling()
    status, first = told(dialect, "voice:tts-stream", audio=bytes(48_000), **speech(1, last=False))
    [second] = told(dialect, "voice:tts-stream", audio=bytes(48_000), **speech(2, last=True))
    assert (status["data"]["stage"], status["data"]["utteranceId"]) == ("text_to_speech", "u")
    assert [message["data"]["text"] for message in (first, second)] == ["", ""]
    assert [(m["data"]["sequence"], m["data"]["last"]) for m in (first, second)] == [(1, False), (2, True)]
    assert {(m["data"]["sampleRate"], m["data"]["channels"]) for m in (first, second)} == {(8000, 1)}
    assert sum(len(b64decode(m["data"]["audioData"])) for m in (first, second)) == 2 * 16_000
    assert len(told(dialect, "voice:tts-stream", audio=bytes(480), **speech(3, last=True, answer="v"))) == 2


def test_an_answer_that_is_said_again_begins_again():
    dialect = calling()
    for _ in range(2):
        status, _sound = told(dialect, "voice:tts-stream", audio=bytes(480), **speech(1, last=True))
        assert status["data"]["stage"] == "text_to_speech"


def test_the_latency_of_speech_is_that_of_its_first_sound():
    dialect = calling()
    told(dialect, "voice:activity", speaking=False)
    at = timedelta(milliseconds=800)
    _, first = told(dialect, "voice:tts-stream", at=at, audio=bytes(480), **speech(1, last=False))
    [second] = told(dialect, "voice:tts-stream", at=2 * at, audio=bytes(480), **speech(2, last=True))
    assert [message["data"]["processingLatency"] for message in (first, second)] == [800, 800]


def test_speech_before_any_chunk_is_for_a_telephone():
    _, message = told(Realtime(), "voice:tts-stream", audio=bytes(4800), **speech(1, last=True))
    assert (message["data"]["sampleRate"], message["data"]["channels"]) == (8000, 1)
    assert len(b64decode(message["data"]["audioData"])) == 1600


def test_a_bridge_is_told_to_let_go_of_what_it_has_not_played():
    dialect = calling()
    told(dialect, "voice:tts-stream", audio=b"\x70\x70" * 240, **speech(1, last=False))
    [message] = told(dialect, "voice:tts-stopped", reason="interrupt")
    assert (message["data"]["stage"], message["data"]["reason"]) == ("interrupted", "interrupt")
    status, sound = told(dialect, "voice:tts-stream", audio=bytes(480), **speech(1, last=True))
    assert status["data"]["stage"] == "text_to_speech"
    assert not any(b64decode(sound["data"]["audioData"]))


def test_an_error_has_the_same_envelope_and_a_gap_its_counts():
    dialect = calling(*numbers(10))
    [message] = told(dialect, "error", error="2 chunks are missing", code="SEQUENCE_GAP", recoverable=True)
    assert (message["type"], message["callId"]) == ("error", "c-1")
    assert message["data"]["chunks"] == {"received": 2, "missing": 2, "dropped": 0}
    [other] = told(dialect, "error", error="…", code="BAD_AUDIO", recoverable=True)
    assert "chunks" not in other["data"]


@pytest.mark.parametrize("type_", ["shop:changed", "voice:intent", "invoice:draft", "recording:started"])
def test_what_helps_no_bridge_is_not_told(type_: str):
    assert told(calling(), type_) == []


@pytest.mark.parametrize("code", [1000, 1003, 1007])
def test_the_last_message_of_a_call_says_so(code: int):
    dialect = calling()
    told(dialect, "pong")
    [frame] = dialect.part(code, NOW)
    message = json.loads(frame)
    assert (message["type"], message["callId"], message["seq"]) == ("ai_response", "c-1", 9)
    assert message["data"] == {
        "text": "",
        "audioData": "",
        "shouldTerminate": True,
        "confidence": None,
        "processingLatency": None,
    }


@pytest.mark.parametrize("code", [1001, 1011, 1013, 4001])
def test_a_call_that_can_go_on_over_another_connection_is_not_over(code: int):
    assert calling().part(code, NOW) == ()


# -- anything

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
fields = st.sampled_from([*chunk(), "data", "id"])
likely = st.sampled_from([*KNOWN, 0, 1, 2, 8000, 48_000, "", "AAAA", "c-1", -1, True])


@settings(max_examples=50)
@given(st.lists(st.dictionaries(fields, likely | anything) | anything, max_size=10))
def test_no_message_whatever_raises(messages: list[object]):
    dialect = Realtime()
    for message in messages:
        base = chunk() if isinstance(message, dict) else {}
        for sent in (message, {**base, **message} if isinstance(message, dict) else message):
            for heard in take(dialect, sent):
                assert isinstance(heard, Input)
