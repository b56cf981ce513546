"""OpenAI's /v1/audio/transcriptions, /v1/audio/speech and /v1/models, as its documentation describes them."""

from __future__ import annotations

import wave
from email import message_from_bytes
from io import BytesIO
from typing import TYPE_CHECKING

from tests.emulators.http import Answer, Server, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.emulators.http import Asked

KEY = "sk-k3y-77aa"
ONLY = {
    "gpt-transcribe": {"file", "model", "response_format", "keywords[]", "languages[]", "prompt"},
    "gpt-4o-transcribe": {"file", "model", "response_format", "language", "prompt", "include[]"},
    "whisper-1": {"file", "model", "response_format", "language", "prompt"},
}
"""The fields that each model takes; it refuses others."""


def refused(code: str, status: int) -> Answer:
    """Return what a request is refused with; the message quotes the key, as it does."""
    return told({"error": {"message": f"Incorrect: {KEY}", "type": "invalid_request_error", "code": code}}, status)


class OpenAI(Server):
    """Answers utterances in turn, says everything with the same sound; `instead` is answered to whatever is asked."""

    def __init__(
        self,
        hears: Sequence[object | Answer] = (),
        says: Sequence[bytes] = (b"\1\0\2\0",),
        instead: Answer | None = None,
    ) -> None:
        super().__init__(self.reply)
        self._hears, self._says, self._instead = list(hears), says, instead
        self.forms: list[dict[str, list[str]]] = []
        """The fields of each transcription, the file left out."""
        self.clips: list[bytes] = []
        """The PCM of each utterance."""
        self.said: list[dict[str, str]] = []
        """What each clause was asked for with."""

    def reply(self, asked: Asked) -> Answer:
        if self._instead:
            return self._instead
        if asked.headers.get("authorization") != f"Bearer {KEY}":
            return refused("invalid_api_key", 401)
        match asked.method, asked.path.split("/")[2:]:
            case "POST", ["audio", "transcriptions"]:
                return self._hear(asked)
            case "POST", ["audio", "speech"]:
                self.said.append(asked.json)
                return Answer(200, self._says, {"content-type": "audio/pcm"})
            case "GET", ["models", name] if name in {*ONLY, "gpt-4o-mini-tts"}:
                return told({"id": name, "object": "model", "created": 1, "owned_by": "openai"})
            case _:
                return refused("model_not_found", 404)

    def _hear(self, asked: Asked) -> Answer:
        fields = form(asked)
        model = fields["model"][0].decode()
        if fields.keys() - ONLY[model]:
            return refused("unknown_parameter", 400)
        with wave.open(BytesIO(fields.pop("file")[0])) as file:
            if file.getnframes() < file.getframerate() // 10:
                return refused("audio_too_short", 400)
            self.clips.append(file.readframes(file.getnframes()))
        self.forms.append({name: [value.decode() for value in values] for name, values in fields.items()})
        answer = self._hears.pop(0) if self._hears else {"text": ""}
        return answer if isinstance(answer, Answer) else told(answer)


def form(asked: Asked) -> dict[str, list[bytes]]:
    """Take a multipart/form-data body apart."""
    whole = message_from_bytes(b"Content-Type: " + asked.headers["content-type"].encode() + b"\r\n\r\n" + asked.body)
    fields: dict[str, list[bytes]] = {}
    for part in whole.walk():
        if not part.is_multipart():
            name = part.get_param("name", header="content-disposition")
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            fields.setdefault(str(name), []).append(payload)
    return fields
