"""What clients may send, as the protocol's tables have it: one model for the `data` of each type of message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic.alias_generators import to_camel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

LONGEST_TEXT = 2000
"""Characters of one utterance: a minute of the fastest talk is half of that."""

Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Provider = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=40)]
HIGHEST_NUMBER = 2**53 - 1
"""The highest whole number that JSON carries exactly everywhere (RFC 8259, section 6)."""

Uuid = Annotated[UUID, Field(strict=False)]
"""A UUID comes as text, which a strict model would not turn into one."""


class Data(BaseModel):
    """The `data` of a message; fields that it does not know are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, alias_generator=to_camel)


class VoiceStart(Data):
    """The client begins to listen and talk. What its sound may be made of, `execora.server.doors.controls` knows."""

    language: str | None = None
    stt_provider: Provider | None = None
    tts_provider: Provider | None = None
    encoding: str | None = None
    sample_rate: int | None = None
    channels: int | None = None
    keep_audio: bool | None = None
    audio_out: str | None = None


class VoiceEnd(Data):
    """The button was let go: what was said so far is an utterance."""


class VoiceStop(Data):
    """Everything that runs or waits for this client ends."""


class VoiceTranscript(Data):
    """Words of a recogniser in the browser that may still change."""

    text: Text


class VoiceFinal(Data):
    """An utterance: a final transcript of the browser's recogniser, or typed."""

    text: Text
    priority: int | None = Field(None, ge=0, le=100)
    tts_provider: Provider | None = None


class VoiceInterrupt(Data):
    """Be quiet; tasks go on."""


class VoiceAnswer(Data):
    """A button instead of a word: yes or no, or one of the options."""

    question_id: Uuid
    yes: bool | None = None
    option: int | None = Field(None, ge=0, le=999)

    @model_validator(mode="after")
    def _one_answer(self) -> VoiceAnswer:
        if (self.yes is None) == (self.option is None):
            raise ValueError("needs either yes or option")
        return self


class InvoiceConfirm(Data):
    """The yes of a draft."""

    draft_id: Uuid


class InvoiceCancel(Data):
    """The no of a draft."""

    draft_id: Uuid


class TaskStatus(Data):
    """Ask about one task, or about all."""

    task_id: str | None = None


class TaskCancel(Data):
    """Cancel one task, or "all"."""

    task_id: str


class RecordingStart(Data):
    """Begin to keep the audio."""


class RecordingStop(Data):
    """Keep no more of the audio."""


class SessionResume(Data):
    """Go on with a session whose connection was lost."""

    session_id: Uuid
    resume_token: Annotated[str, StringConstraints(max_length=200)]
    last_seq: Annotated[int, Field(ge=0)]


class Ping(Data):
    """Ask whether the server is there."""


class AudioChunk(Data):
    """A telephony bridge's `audio_chunk`, whose fields stand beside its type. Its `timestamp` is its own: not read."""

    call_id: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    sequence_number: Annotated[int, Field(ge=0, le=HIGHEST_NUMBER)]
    sample_rate: int
    channels: int
    audio_data: str


Control = (
    VoiceEnd
    | VoiceStop
    | VoiceTranscript
    | VoiceFinal
    | VoiceInterrupt
    | VoiceAnswer
    | InvoiceConfirm
    | InvoiceCancel
    | TaskStatus
    | TaskCancel
    | RecordingStart
    | RecordingStop
    | SessionResume
    | Ping
)
"""All but `VoiceStart`, whose sound each dialect takes in its own way."""

Known = VoiceStart | Control

TYPES: Mapping[str, type[Known]] = {
    "voice:start": VoiceStart,
    "voice:end": VoiceEnd,
    "voice:stop": VoiceStop,
    "voice:transcript": VoiceTranscript,
    "voice:final": VoiceFinal,
    "voice:interrupt": VoiceInterrupt,
    "voice:answer": VoiceAnswer,
    "invoice:confirm": InvoiceConfirm,
    "invoice:cancel": InvoiceCancel,
    "task:status": TaskStatus,
    "task:cancel": TaskCancel,
    "recording:start": RecordingStart,
    "recording:stop": RecordingStop,
    "session:resume": SessionResume,
    "ping": Ping,
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a message's data cannot be taken, in a sentence for who wrote the client."""

    sentence: str


Some = TypeVar("Some", bound=Data)


def read(model: type[Some], data: object, *, within: str = "data.") -> Some | Wrong:
    """Check the data of a message; none at all is the same as an empty object. `within` says where its fields stand."""
    if data is None:
        data = {}
    if not isinstance(data, dict):
        return Wrong('data must be an object, such as {"text": "…"} or {}.')
    try:
        return model.model_validate(data)
    except ValidationError as error:
        return Wrong(_sentence(error.errors(include_url=False, include_input=False)[0], within))


def _sentence(error: ErrorDetails, within: str) -> str:
    field = (within + ".".join(str(part) for part in error["loc"])).rstrip(".")
    problem = _PROBLEMS.get(error["type"], error["msg"].lower().removeprefix("value error, "))
    return f"{field} {problem.format(**error.get('ctx', {}))}."


_PROBLEMS = {
    "missing": "is missing; send it",
    "string_type": "must be text",
    "string_too_long": "is too long: send at most {max_length} characters",
    "string_unicode": "holds half a character (a lone surrogate); send whole ones",
    "uuid_parsing": "must be a UUID",
    "uuid_type": "must be a UUID",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must not be empty",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
}
