"""What the dialects that speak JSON share: a message becomes an input of the session, an event becomes a message.

See "`/ws`" in the protocol. How they travel, and sound with them, is each dialect's own business.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, NoReturn, assert_never
from uuid import UUID

from execora.server import messages
from execora.session.port import (
    AnswerQuestion,
    AskStatus,
    CancelTask,
    DraftButton,
    EndUtterance,
    Final,
    Input,
    Interim,
    Interrupt,
    Ping,
    Record,
    Refused,
    Resume,
    Start,
    Stop,
)
from execora.sound.decoding import HIGHEST_RATE, LOWEST_RATE
from execora.sound.stream import RATE

if TYPE_CHECKING:
    from datetime import datetime

    from execora.language.reading import Language
    from execora.session.port import Numbered
    from execora.sound.decoding import Encoding

LONGEST_TEXT = 32_768
"""Characters of a text frame that is read: a JSON parser takes 15 ms for 262,144 of the worst, and nobody else has a
turn. The longest utterance has 24,000, with each letter escaped as two halves."""

NOT_TEXT = 1007
"""Close code of RFC 6455, section 7.4.1: what came was not what it should be."""

MOST_BAD_JSON = 10
"""Messages in a row."""

EXAMPLE = '{"type": "voice:final", "data": {"text": "Rahul ka balance batao"}}'

PCM = frozenset({"pcm16", "linear16", "pcm"})
WEBM = ("webm", "audio/webm", "opus")
"""How the names of the one other form begin: pages send MediaRecorder's `mimeType`, such as audio/webm;codecs=opus."""

TOO_LONG = Refused(
    code="TOO_LONG",
    message=f"The message is too long and was not read: text has {LONGEST_TEXT:,} characters at the most, and sound "
    "comes in shorter pieces.",
)


# -- from the client -----------------------------------------------------------


def start(data: messages.VoiceStart, message_id: UUID | None) -> Start | Refused:
    """Take in how the client will talk; sound that nobody here can read is refused before any of it comes."""
    encoding = _encoding(data.encoding)
    if encoding is None and data.encoding is not None:
        sentence = f"encoding is pcm16 or webm, not {data.encoding[:40]!a}; left out, the first frame tells."
        return Refused(code="BAD_AUDIO", message=sentence, id=message_id)
    rate, channels = data.sample_rate or RATE, data.channels or 1
    if encoding != "webm" and not (LOWEST_RATE <= rate <= HIGHEST_RATE and channels in (1, 2)):
        sentence = f"PCM is heard at a sampleRate from {LOWEST_RATE} to {HIGHEST_RATE}, with 1 or 2 channels."
        return Refused(code="BAD_AUDIO", message=sentence, id=message_id)
    begun = start_with(data, message_id, encoding)
    return replace(begun, rate=rate, channels=channels, binary_speech=data.audio_out == "binary")


def start_with(data: messages.VoiceStart, message_id: UUID | None, encoding: Encoding | None) -> Start:
    """Return what a client wishes for, whatever its sound is made of."""
    return Start(
        id=message_id,
        language=_language(data.language),
        recogniser=data.stt_provider or None,
        voice=data.tts_provider or None,
        encoding=encoding,
        keep_audio=bool(data.keep_audio),
    )


def _encoding(name: str | None) -> Encoding | None:
    name = (name or "").strip().lower()
    if name in PCM:
        return "pcm16"
    return "webm" if name.startswith(WEBM) else None


ReadStart = Callable[[messages.VoiceStart, UUID | None], Start | Refused]
"""Takes in how a client will talk; the id is the message's."""


def parse(text: str) -> object:
    """Read JSON; what cannot be read becomes `Refused`."""
    if len(text) > LONGEST_TEXT:
        return TOO_LONG
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return Refused(code="BAD_JSON", message=f"This is not JSON. Send an object such as {EXAMPLE}.")


def read(message: object, start: ReadStart = start, types: Collection[str] = messages.TYPES) -> Input:
    """Turn a message into what the session understands; what cannot be accepted becomes `Refused`.

    `types` are the names of all that is known at this door.
    """
    if isinstance(message, Refused):
        return message
    if not isinstance(message, dict):
        return Refused(code="BAD_MESSAGE", message=f"A message is an object such as {EXAMPLE}.")
    message_id = _uuid(message.get("id"))
    if message_id is None and message.get("id") is not None:
        sentence = "id must be a UUID; make a new one for each message, or leave it out."
        return Refused(code="BAD_MESSAGE", message=sentence)
    type_ = message.get("type")
    if not isinstance(type_, str):
        return Refused(code="BAD_MESSAGE", message=f"type is missing or no text; see {EXAMPLE}.", id=message_id)
    if type_ not in types:
        sentence = f"Nothing is called {type_[:40]!a} here. Known: {', '.join(types)}."
        return Refused(code="UNKNOWN_TYPE", message=sentence, id=message_id)
    return _typed(type_, message.get("data"), message_id, start)


class Reader:
    """Reads one client's messages, and counts those in a row that are no JSON."""

    def __init__(self, start: ReadStart = start) -> None:
        self._start = start
        self._bad = 0

    @property
    def ends_with(self) -> int | None:
        """The close code to end the connection with, once there were `MOST_BAD_JSON` of them."""
        return NOT_TEXT if self._bad >= MOST_BAD_JSON else None

    def read(self, text: str | None) -> Input:
        """Turn a message into what the session understands; None stands for one that was over the limit."""
        return read(self.parse(text), self._start)

    def parse(self, text: str | None) -> object:
        """Read a message's JSON; what cannot be read becomes `Refused`."""
        if text is None:
            return TOO_LONG
        message = parse(text)
        is_bad = isinstance(message, Refused) and message.code == "BAD_JSON"
        self._bad = self._bad + 1 if is_bad else 0
        return message


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _uuid(given: object) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None


def _typed(type_: str, data: object, message_id: UUID | None, start: ReadStart) -> Input:
    read = messages.read(messages.TYPES[type_], data)
    if isinstance(read, messages.Wrong):
        return Refused(code="BAD_MESSAGE", message=f"{type_}: {read.sentence}", id=message_id)
    return start(read, message_id) if isinstance(read, messages.VoiceStart) else _input(read, message_id)


def _input(data: messages.Control, message_id: UUID | None) -> Input:
    match data:
        case messages.VoiceEnd():
            return EndUtterance(id=message_id)
        case messages.VoiceStop():
            return Stop(id=message_id)
        case messages.VoiceTranscript():
            return Interim(text=data.text, id=message_id)
        case messages.VoiceFinal():
            return Final(text=data.text, priority=data.priority, voice=data.tts_provider, id=message_id)
        case messages.VoiceInterrupt():
            return Interrupt(id=message_id)
        case messages.VoiceAnswer():
            return AnswerQuestion(question_id=data.question_id, yes=data.yes, option=data.option, id=message_id)
        case messages.InvoiceConfirm():
            return DraftButton(draft_id=data.draft_id, confirm=True, id=message_id)
        case messages.InvoiceCancel():
            return DraftButton(draft_id=data.draft_id, confirm=False, id=message_id)
        case messages.TaskStatus() | messages.TaskCancel():
            return _about_task(data, message_id)
        case messages.RecordingStart():
            return Record(on=True, id=message_id)
        case messages.RecordingStop():
            return Record(on=False, id=message_id)
        case messages.SessionResume():
            return Resume(session_id=data.session_id, token=data.resume_token, last_number=data.last_seq, id=message_id)
        case messages.Ping():
            return Ping(id=message_id)
    assert_never(data)


def _about_task(data: messages.TaskStatus | messages.TaskCancel, message_id: UUID | None) -> Input:
    task_id = _uuid(data.task_id)
    every = data.task_id is None or (data.task_id == "all" and isinstance(data, messages.TaskCancel))
    if task_id is None and not every:
        sentence = "There is no task of that id; task:status lists them."
        return Refused(code="NO_SUCH_TASK", message=sentence, id=message_id)
    if isinstance(data, messages.TaskStatus):
        return AskStatus(task_id=task_id, id=message_id)
    return CancelTask(task_id=task_id, id=message_id)


def _language(tag: str | None) -> Language | None:
    """Take the nearest of our languages; a tag of another one changes nothing."""
    match (tag or "").lower().split("-"):
        case ["hinglish"] | ["hi", "en" | "latn", *_]:
            return "hi-en"
        case ["hi", *_]:
            return "hi"
        case ["en", *_]:
            return "en"
    return None


# -- to the client -------------------------------------------------------------


def word(told: Numbered, now: datetime) -> dict[str, object]:
    """Word an event: its number in the session, and the hour (aware) in UTC."""
    number, event = told
    message: dict[str, object] = {
        "type": event.type,
        "data": event.data,
        "seq": number,
        "timestamp": now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if event.reply_to is not None:
        message["replyTo"] = str(event.reply_to)
    return message


def to_json(message: object) -> str:
    """Write a message.

    Raises:
        TypeError, ValueError: it holds something that is no JSON.

    """
    return json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON")
