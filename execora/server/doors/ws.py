"""The dialect of `/ws`: JSON in text frames both ways, audio in binary ones. See "`/ws`" in the protocol."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING

from execora.server.doors import controls
from execora.server.doors.dialect import Taken
from execora.session.port import Audio, Start
from execora.sound.wav import wav

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from execora.server.doors.dialect import Frame
    from execora.server.messages import VoiceStart
    from execora.session.port import Event, Numbered, Refused


class Ws:
    """A conversation over `/ws`."""

    def __init__(self) -> None:
        self._reader = controls.Reader(_start)
        self._binary = False
        """Whether speech leaves in binary frames: as the session last told that it does."""

    @property
    def ends_with(self) -> int | None:
        """See `Dialect`: ten frames in a row that are no JSON are enough."""
        return self._reader.ends_with

    def take(self, frame: Frame | None, now: datetime) -> Taken:
        """Take in a frame; see `Dialect`."""
        if isinstance(frame, bytes):
            return Taken((Audio(data=frame),))
        return Taken((self._reader.read(frame),))

    def word(self, told: Numbered, now: datetime) -> Sequence[Frame]:
        """Word an event; its sound goes with it, as a WAV file in base64 or as a frame of PCM behind it."""
        event = told.event
        if event.type == "voice:started":
            self._binary = event.data["audioOut"] == "binary"
        message = controls.word(told, now)
        if not event.audio:
            return [controls.to_json(message)]
        message["data"] = {**event.data, **(_behind(event) if self._binary else _within(event))}
        text = controls.to_json(message)
        return [text, event.audio] if self._binary else [text]

    def part(self, code: int, now: datetime) -> Sequence[Frame]:
        """Say nothing: the close code does; see `Dialect`."""
        return ()


def _start(data: VoiceStart, message_id: UUID | None) -> Start | Refused:
    """Take in how the client will talk: one that does not say how it wants our speech may be older than that choice."""
    begun = controls.start(data, message_id)
    return replace(begun, plays_at_once=data.audio_out is None) if isinstance(begun, Start) else begun


def _behind(event: Event) -> dict[str, object]:
    return {"format": "pcm16", "bytes": len(event.audio)}


def _within(event: Event) -> dict[str, object]:
    file = wav(event.audio, event.data["sampleRate"])
    return {"format": "wav", "audio": b64encode(file).decode("ascii")}
