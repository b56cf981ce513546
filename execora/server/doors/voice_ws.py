"""The dialect of `/voice-ws`: JSON in text frames both ways, sound in binary ones, a packet of Opus each.

See "`/voice-ws`" in the protocol.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from execora.server.doors import controls
from execora.server.doors.dialect import Taken
from execora.session.port import Audio, Refused
from execora.sound.opus import OPUS_RATE, Encoder, NotOpusError, check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from execora.server.doors.dialect import Frame
    from execora.server.messages import VoiceStart
    from execora.session.port import Event, Numbered, Start

NOT_AUDIO = 1003
"""Close code of RFC 6455, section 7.4.1: what came was of a kind that is not taken here."""

MOST_BAD_PACKETS = 10
"""Frames in a row."""

TOLD_EVERY = timedelta(seconds=1)
"""How often a client is told at the most that it sends what is no packet: it may send fifty a second."""

OPUS: Final = "opus"

_ABOUT = ("taskId", "utteranceId", "questionId")
"""What tells the sound of one answer from that of another."""


class VoiceWs:
    """A conversation over `/voice-ws`."""

    def __init__(self) -> None:
        self._reader = controls.Reader(_start)
        self._bad = 0
        """Binary frames that were no packet, since the last good one."""
        self._told_at: datetime | None = None
        """When the client was last told of one."""
        self._speech = _Speech()

    @property
    def ends_with(self) -> int | None:
        """See `Dialect`: ten binary frames in a row that are no packet are enough, or ten texts that are no JSON."""
        return NOT_AUDIO if self._bad >= MOST_BAD_PACKETS else self._reader.ends_with

    def take(self, frame: Frame | None, now: datetime) -> Taken:
        """Take in a frame; see `Dialect`."""
        if not isinstance(frame, bytes):
            return Taken((self._reader.read(frame),))
        try:
            check(frame)
        except NotOpusError as error:
            return self._refuse(error, now)
        after_gap, self._bad = self._bad > 0, 0
        return Taken((Audio(data=frame, after_gap=after_gap),))

    def word(self, told: Numbered, now: datetime) -> Sequence[Frame]:
        """Word an event; its sound goes behind it, packet by packet."""
        event = told.event
        if event.type == "voice:tts-stopped":
            self._speech.cut()
        message = controls.word(told, now)
        if not event.audio:
            return [controls.to_json(message)]
        packets = self._speech.encode(event)
        sound = {"format": OPUS, "packets": len(packets), "sampleRate": OPUS_RATE}
        message["data"] = {**event.data, **sound}
        return [controls.to_json(message), *packets]

    def part(self, code: int, now: datetime) -> Sequence[Frame]:
        """Say nothing: the close code does; see `Dialect`."""
        return ()

    def _refuse(self, error: NotOpusError, now: datetime) -> Taken:
        self._bad += 1
        if self._told_at is not None and abs(now - self._told_at) < TOLD_EVERY:
            return Taken((Audio(data=b"", after_gap=True),))
        self._told_at = now
        sentence = f"This is no Opus packet: {error}. Send one, without Ogg or WebM around it, in each binary frame."
        return Taken((Refused(code="BAD_AUDIO", message=sentence, utters=False),))


def _start(data: VoiceStart, message_id: UUID | None) -> Start | Refused:
    """Take in how the client will talk: its sound can be nothing but Opus, which knows its rate and channels itself."""
    if data.encoding is not None and data.encoding.strip().lower() != OPUS:
        sentence = f"This door takes packets of Opus, and no {data.encoding[:40]!a}: other sound goes to /ws."
        return Refused(code="BAD_AUDIO", message=sentence, id=message_id)
    begun = controls.start_with(data, message_id, OPUS)
    return replace(begun, rate=OPUS_RATE, binary_speech=True)


class _Speech:
    """Our speech on its way out: each answer is a stream of its own, from its first packet to its last."""

    def __init__(self) -> None:
        self._encoder: Encoder | None = None
        self._about: list[object] = []
        """Which answer it encodes."""

    def encode(self, event: Event) -> list[bytes]:
        """Return the packets that are full with an event's sound, and at an answer's end all that is left of it."""
        about = [event.data.get(name) for name in _ABOUT]
        if self._encoder is None or about != self._about:
            self._encoder, self._about = Encoder(), about
        packets = self._encoder.add(event.audio, event.data["sampleRate"])
        if event.data["last"]:
            packets += self._encoder.end()
            self.cut()
        return packets

    def cut(self) -> None:
        """Let what is left of an answer go: nothing of it is to be heard any more."""
        self._encoder = None
