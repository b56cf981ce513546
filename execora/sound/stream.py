"""Sound on its way from a client to a recogniser: the one form that everything behind the doors takes."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, TypeAlias

RATE = 16_000
"""Samples a second. All sound behind the doors is PCM: signed 16 bits, little-endian, mono, at this rate."""

BYTES_A_SECOND = 2 * RATE


class Frame(NamedTuple):
    """A piece of sound, usually 20 to 32 ms."""

    pcm: bytes
    """PCM at `RATE`; never empty, never half a sample."""
    speech: bool
    """Whether it belongs to an utterance: speech, the moment before its start, and the pause in which its end is
    found."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.pcm) / BYTES_A_SECOND


class Mark(Enum):
    """What is no sound, between frames."""

    UTTERANCE_ENDS = "utterance ends"
    """The speaker is silent, has let go of the button, or has spoken for as long as one utterance may last."""


Sound: TypeAlias = Frame | Mark
