"""The dialect of `/ws`: JSON in text frames both ways, audio in binary ones. See "`/ws`" in the protocol."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING

from execora.server.doors import controls
from execora.server.doors.dialect import Taken
from execora.session.port import Audio, Refused, Start
from execora.sound.wav import wav

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from execora.server.doors.dialect import Frame
    from execora.server.messages import VoiceStart
    from execora.session.port import Event, Numbered

NOT_TEXT = 1007
"""Close code of RFC 6455, section 7.4.1: what came was not what it should be."""

MOST_BAD_JSON = 10
"""Frames in a row."""


class Ws:
    """A conversation over `/ws`."""

    def __init__(self) -> None:
        self._bad = 0
        """Frames that were no JSON, since the last good one."""
        self._binary = False
        """Whether speech leaves in binary frames: as the session last told that it does."""

    @property
    def ends_with(self) -> int | None:
        """See `Dialect`: ten frames in a row that are no JSON are enough."""
        return NOT_TEXT if self._bad >= MOST_BAD_JSON else None

    def take(self, frame: Frame | None, now: datetime) -> Taken:
        """Take in a frame; see `Dialect`."""
        if isinstance(frame, bytes):
            return Taken((Audio(data=frame),))
        if frame is None:
            return Taken((controls.TOO_LONG,))
        message = controls.parse(frame)
        is_bad = isinstance(message, Refused) and message.code == "BAD_JSON"
        self._bad = self._bad + 1 if is_bad else 0
        return Taken((controls.read(message, _start),))

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
