"""The chunks of sound that a telephony bridge sends, and in which order they come."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from execora.server import messages
from execora.session.port import Refused
from execora.sound.decoding import HIGHEST_RATE, LOWEST_RATE, OTHER_FORMATS
from execora.sound.webm import MAGIC

if TYPE_CHECKING:
    from collections.abc import Mapping

BEHIND = 1000
"""Numbers so much lower than the last one, or less, were had before: 20 s of chunks of 20 ms. A bridge that counts anew
is further behind."""

CALM = 250
"""Chunks in a row without a gap after which the next gap is told again: 5 s of chunks of 20 ms."""


MOST_DROPPED = 25
"""Chunks in a row that are dropped; the next is heard whatever its number, for its bridge counts anew."""


class Form(NamedTuple):
    """What the samples of PCM are: signed 16 bits, the channels' in turn."""

    rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some of the sound of a call."""

    call_id: str
    number: int
    form: Form
    pcm: bytes
    """Whole samples; may be none."""

    @property
    def is_a_file(self) -> bool:
        """Whether it begins as a file of another kind does; by chance PCM does so once in years."""
        return self.pcm.startswith((MAGIC, *OTHER_FORMATS))


def read_chunk(message: Mapping[str, object]) -> Chunk | Refused:
    """Check a message of the type `audio_chunk`."""
    read = messages.read(messages.AudioChunk, message, within="")
    if isinstance(read, messages.Wrong):
        return Refused(code="BAD_MESSAGE", message=f"audio_chunk: {read.sentence}")
    form = Form(read.sample_rate, read.channels)
    if not (LOWEST_RATE <= form.rate <= HIGHEST_RATE and form.channels in (1, 2)):
        sentence = f"Sound is heard at a sampleRate from {LOWEST_RATE} to {HIGHEST_RATE}, with 1 or 2 channels."
        return Refused(code="BAD_AUDIO", message=sentence)
    try:
        pcm = b64decode(read.audio_data, validate=True)
    except ValueError:
        return Refused(code="BAD_AUDIO", message="audioData is not base64, in one line and padded to its end.")
    if len(pcm) % (2 * form.channels):
        sentence = f"audioData has {len(pcm)} bytes, and a sample has {2 * form.channels}: send whole samples of PCM16."
        return Refused(code="BAD_AUDIO", message=sentence)
    return Chunk(read.call_id, read.sequence_number, form, pcm)


@dataclass(slots=True)
class Numbering:
    """Which chunks of a call have come, by their numbers, and what became of the others.

    A chunk that comes behind a later one is dropped: sound that is put behind what followed it garbles two words where
    its absence garbles one. To hold the later ones back would keep what the caller says from us whenever one is lost.
    """

    received: int = 0
    """Chunks that were heard."""
    missing: int = 0
    """Numbers that were left out."""
    dropped: int = 0
    """Chunks that had come before, or came too late."""
    counts_anew: bool = False
    """Whether the last chunk was heard though its number was had, for too many before it were."""
    _dropped_in_a_row: int = 0
    _last: int | None = None
    _untold: int = 0
    """Of those missing, how many the bridge does not know of."""
    _calm: int = CALM
    """Chunks since the last gap."""

    def take(self, number: int) -> int | None:
        """Note that a chunk has come, and return how many missing ones to tell its bridge of now; mostly 0.

        None means that the chunk is not to be heard.
        """
        last = self._last
        if last is not None and last - BEHIND <= number <= last and self._dropped_in_a_row < MOST_DROPPED:
            self.dropped += 1
            self._dropped_in_a_row += 1
            return None
        self.counts_anew = last is not None and last - BEHIND <= number <= last
        self._last, self._dropped_in_a_row = number, 0
        self.received += 1
        return self._leave_out(0 if last is None else max(0, number - last - 1))

    def _leave_out(self, gap: int) -> int:
        """Count a gap; one soon after another is told together with the next that comes after a calm stretch."""
        self.missing += gap
        self._untold += gap
        is_news, self._calm = gap > 0 and self._calm >= CALM, 0 if gap else self._calm + 1
        if not is_news:
            return 0
        told, self._untold = self._untold, 0
        return told
