import json
from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execora.server import messages
from execora.server.doors.controls import LONGEST_TEXT, TOO_LONG, parse, read, to_json, word
from execora.session.port import (
    AnswerQuestion,
    AskStatus,
    CancelTask,
    DraftButton,
    EndUtterance,
    Event,
    Final,
    Input,
    Interim,
    Interrupt,
    Numbered,
    Ping,
    Record,
    Refused,
    Start,
    Stop,
)

ID = UUID("6f1e1c34-5f7e-4a9b-8a65-0d1b1b1b1b1b")
OTHER = UUID("0b9d9c2e-7f0f-4c58-9a3c-3a3a3a3a3a3a")
NOW = datetime(2026, 11, 20, 15, 0, 1, 500_000, tzinfo=timezone(timedelta(hours=5, minutes=30)))


def decode(text: str) -> Input:
    return read(parse(text))


def encode(event: Event, number: int) -> str:
    return to_json(word(Numbered(number, event), NOW))


def say(type_: str, data: object = None, **more: object) -> str:
    return json.dumps({"type": type_, "timestamp": "2026-11-20T09:30:00Z"} | ({"data": data} if data else {}) | more)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        (say("voice:start", {"sttProvider": "Deepgram "}), Start(recogniser="deepgram")),
        (say("voice:start", {"sttProvider": "", "ttsProvider": None}), Start()),
        (
            say("voice:start", {"sttProvider": "browser", "ttsProvider": "espeak"}),
            Start(recogniser="browser", voice="espeak"),
        ),
        (say("voice:start", {"encoding": "opus", "sampleRate": 12_000}), Start(encoding="webm", rate=12_000)),
        (say("voice:start", {"encoding": "audio/webm;codecs=opus"}), Start(encoding="webm")),
        (say("voice:start", {"encoding": "webm-opus", "keepAudio": True}), Start(encoding="webm", keep_audio=True)),
        (say("voice:start", {"encoding": "linear16", "sampleRate": 48_000}), Start(encoding="pcm16", rate=48_000)),
        (
            say("voice:start", {"encoding": "PCM", "channels": 2, "audioOut": "binary"}),
            Start(encoding="pcm16", channels=2, binary_speech=True),
        ),
        (say("voice:start", {"audioOut": "base64", "keepAudio": None}), Start()),
        (say("voice:end", {}, id=str(ID)), EndUtterance(id=ID)),
        (say("recording:start", {}, id=str(ID)), Record(on=True, id=ID)),
        (say("recording:stop"), Record(on=False)),
        (say("voice:start", {"language": "hi-IN"}), Start(language="hi")),
        (say("voice:start", {"language": "hi-en"}), Start(language="hi-en")),
        (say("voice:start", {"language": "EN-us"}), Start(language="en")),
        (say("voice:start", {"language": "ta"}), Start()),
        (say("voice:stop"), Stop()),
        (say("voice:stop", {}, id=str(ID)), Stop(id=ID)),
        (say("voice:transcript", {"text": "Rahul ka"}), Interim(text="Rahul ka")),
        (say("voice:final", {"text": "₹५०० 🙂", "ttsProvider": "Browser"}), Final(text="₹५०० 🙂", voice="browser")),
        (say("voice:final", {"text": "a", "priority": 100}, id=str(ID)), Final(text="a", priority=100, id=ID)),
        (say("voice:interrupt"), Interrupt()),
        (say("voice:answer", {"questionId": str(ID), "yes": False}), AnswerQuestion(question_id=ID, yes=False)),
        (say("voice:answer", {"questionId": str(ID), "option": 0}), AnswerQuestion(question_id=ID, option=0)),
        (say("invoice:confirm", {"draftId": str(ID)}), DraftButton(draft_id=ID, confirm=True)),
        (say("invoice:cancel", {"draftId": str(ID)}), DraftButton(draft_id=ID, confirm=False)),
        (say("task:status", {"taskId": None}), AskStatus()),
        (say("task:status"), AskStatus()),
        (say("task:status", {"taskId": str(ID)}), AskStatus(task_id=ID)),
        (say("task:cancel", {"taskId": str(ID)}, id=str(OTHER)), CancelTask(task_id=ID, id=OTHER)),
        (say("task:cancel", {"taskId": "all"}), CancelTask(task_id=None)),
        (say("ping"), Ping()),
        (say("ping", {"anything": [1, {"deep": None}]}, extra=1), Ping()),
    ],
)
def test_each_message_is_understood(text: str, heard: object):
    assert decode(text) == heard


@pytest.mark.parametrize("text", ["", "hello", "{", "{'type': 1}", '{"a": NaN}', "[" * 30_000, "9" * 5000, "\ufeff{}"])
def test_what_is_no_json_is_told_what_json_is(text: str):
    heard = decode(text)
    assert isinstance(heard, Refused)
    assert heard.code == "BAD_JSON"
    assert '{"type"' in heard.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "object"),
        ('"voice:stop"', "object"),
        ("null", "object"),
        ("{}", "type is missing"),
        ('{"type": 5}', "type is missing"),
        ('{"type": "ping", "id": 5}', "id must be a UUID"),
        ('{"type": "ping", "id": "five"}', "id must be a UUID"),
        (say("voice:final"), "data.text is missing"),
        (say("voice:final", ["text"]), "data must be an object"),
        (say("voice:final", {"text": 5}), "data.text must be text"),
        (say("voice:final", {"text": "a" * 2001}), "data.text is too long"),
        ('{"type": "voice:final", "data": {"text": "\\ud800"}}', "half a character"),
        ('{"type": "voice:transcript", "data": {"text": "a\\udfff"}}', "half a character"),
        (say("voice:final", {"text": "a", "priority": 101}), "data.priority must be at most 100."),
        (say("voice:final", {"text": "a", "priority": -1}), "data.priority must be at least 0."),
        (say("voice:final", {"text": "a", "priority": -1}), "data.priority"),
        (say("voice:final", {"text": "a", "priority": "high"}), "data.priority must be a whole number"),
        (say("voice:final", {"text": "a", "priority": True}), "data.priority must be a whole number"),
        (say("voice:start", {"language": 5}), "data.language must be text"),
        (say("voice:start", {"sttProvider": "a" * 41}), "data.sttProvider is too long: send at most 40 characters"),
        (say("voice:start", {"sampleRate": "16000"}), "data.sampleRate must be a whole number"),
        (say("voice:start", {"keepAudio": "yes"}), "data.keepAudio must be true or false"),
        (say("voice:answer", {"questionId": str(ID)}), "yes or option"),
        (say("voice:answer", {"questionId": str(ID), "yes": True, "option": 1}), "yes or option"),
        (say("voice:answer", {"questionId": str(ID), "yes": "haan"}), "data.yes must be true or false"),
        (say("voice:answer", {"questionId": str(ID), "option": -1}), "data.option"),
        (say("voice:answer", {"questionId": "first", "yes": True}), "data.questionId must be a UUID"),
        (say("invoice:confirm"), "data.draftId is missing"),
        (say("invoice:confirm", {"draftId": 17}), "data.draftId must be a UUID"),
        (say("task:cancel"), "data.taskId is missing"),
        (say("task:cancel", {"taskId": 5}), "data.taskId must be text"),
        (say("task:status", {"taskId": 5}), "data.taskId must be text"),
        (say("ping", "hello"), "data must be an object"),
    ],
)
def test_what_is_wrong_with_a_message_is_said_by_the_name_of_the_field(text: str, told: str):
    heard = decode(text)
    assert isinstance(heard, Refused)
    assert heard.code == "BAD_MESSAGE"
    assert told in heard.message


@pytest.mark.parametrize("type_", ["nope", "", "voice:FINAL", "\ud800", "x" * 10_000])
def test_an_unknown_type_is_named_and_the_known_ones_are_listed(type_: str):
    heard = decode(json.dumps({"type": type_, "data": {}, "id": str(ID)}))
    assert isinstance(heard, Refused)
    assert (heard.code, heard.id) == ("UNKNOWN_TYPE", ID)
    assert "voice:final" in heard.message
    assert len(heard.message.encode()) < 500


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (say("voice:start", {"encoding": "mp3"}), "BAD_AUDIO"),
        (say("voice:start", {"sampleRate": 7_999}), "BAD_AUDIO"),
        (say("voice:start", {"sampleRate": 48_001}), "BAD_AUDIO"),
        (say("voice:start", {"encoding": "pcm16", "channels": 3}), "BAD_AUDIO"),
        (say("voice:start", {"channels": -1}), "BAD_AUDIO"),
        (say("session:resume", {"sessionId": "a", "resumeToken": "b", "lastSeq": 1}), "BAD_MESSAGE"),
        (say("task:cancel", {"taskId": "nope"}), "NO_SUCH_TASK"),
        (say("task:status", {"taskId": "all"}), "NO_SUCH_TASK"),
    ],
)
def test_what_cannot_be_done_says_so_by_its_code(text: str, code: str):
    heard = decode(text)
    assert isinstance(heard, Refused)
    assert heard.code == code


@pytest.mark.parametrize("text", ["Rahul\x00 ka\x1b balance", "‮Rahul‬ \u200fka", "", "a" * 2000])
def test_strange_signs_are_left_to_the_language(text: str):
    assert decode(say("voice:final", {"text": text})) == Final(text=text)


anything = st.text(st.characters(exclude_categories=()))  # half surrogates too


@settings(deadline=None, max_examples=50)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | anything,
        lambda inner: st.lists(inner) | st.dictionaries(anything, inner),
        max_leaves=5,
    )
)
def test_no_message_whatever_breaks_the_door(message: object):
    decode(json.dumps(message))
    for type_ in ("voice:final", "voice:answer", "task:cancel", "voice:start"):
        decode(json.dumps({"type": type_, "data": message, "id": message}))


def test_text_that_is_long_to_parse_is_not_parsed():
    assert decode("[" * (LONGEST_TEXT + 1)) == TOO_LONG
    longest = {"type": "voice:final", "data": {"text": "\N{GRINNING FACE}" * messages.LONGEST_TEXT}}
    heard = decode(json.dumps(longest))  # each letter as twelve
    assert isinstance(heard, Final)
    assert len(heard.text) == messages.LONGEST_TEXT


# -- to the client


def test_an_event_has_a_number_an_hour_in_utc_and_always_data():
    assert json.loads(encode(Event("pong"), 7)) == {
        "type": "pong",
        "data": {},
        "seq": 7,
        "timestamp": "2026-11-20T09:30:01.500Z",
    }


def test_an_answer_names_the_message_it_answers():
    assert json.loads(encode(Event("pong", {}, ID), 1))["replyTo"] == str(ID)


def test_devanagari_and_money_are_sent_as_they_are():
    assert "राहुल ₹500" in encode(Event("voice:response", {"text": "राहुल ₹500"}), 1)


def test_what_is_no_json_never_leaves():
    with pytest.raises(TypeError):
        encode(Event("bad", {"id": ID}), 1)
    with pytest.raises(ValueError, match="JSON"):
        encode(Event("bad", {"amount": float("nan")}), 1)
