"""Whole utterances, for recognisers that want them in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from execora.sound.stream import Mark

if TYPE_CHECKING:
    from execora.sound.stream import Sound


class Utterance(NamedTuple):
    """An utterance that is over."""

    pcm: bytes
    """PCM at `execora.sound.stream.RATE`."""
    until: float
    """Seconds from the beginning of the stream to its end."""


class Utterances:
    """Collects the frames of one stream into utterances."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.seconds = 0.0
        """How long the stream is so far."""

    @property
    def begun(self) -> bytes:
        """What there is of an utterance that is not over."""
        return b"".join(self._parts)

    def add(self, sound: Sound) -> Utterance | None:
        """Take in the next sound; return the utterance that it ends, if it ends one."""
        if sound is Mark.UTTERANCE_ENDS:
            utterance = Utterance(self.begun, self.seconds)
            self._parts.clear()
            return utterance if utterance.pcm else None
        self.seconds += sound.seconds
        if sound.speech:
            self._parts.append(sound.pcm)
        return None
