"""Sound to record, and what a player makes of what was recorded."""

from __future__ import annotations

import io
from math import pi, sin
from struct import pack
from typing import TYPE_CHECKING

import av

from execora.sound.stream import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

FRAME = 320
"""Samples of 20 ms."""


def tone(seconds: float, hertz: float = 440) -> bytes:
    """Return a tone as PCM."""
    count = round(seconds * RATE)
    return pack(f"<{count}h", *(round(9000 * sin(2 * pi * hertz * at / RATE)) for at in range(count)))


def frames(pcm: bytes) -> Iterator[bytes]:
    """Cut sound into frames of 20 ms, as microphones send it."""
    return (pcm[at : at + 2 * FRAME] for at in range(0, len(pcm), 2 * FRAME))


def heard(content: bytes) -> list[float]:
    """Return what a player plays of a file: samples at 48 kHz from -1 to 1."""
    with av.open(io.BytesIO(content)) as file:
        return [float(sample) for frame in file.decode(audio=0) for sample in frame.to_ndarray()[0]]


def seconds(content: bytes) -> float:
    """Return how long a player plays a file."""
    with av.open(io.BytesIO(content)) as file:
        return sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))


def pitch(samples: list[float], rate: int = 48_000) -> float:
    """Return the pitch of a tone in hertz, by how often it crosses zero on its way up."""
    crossings = [at for at in range(1, len(samples)) if samples[at - 1] < 0 <= samples[at]]
    return (len(crossings) - 1) * rate / (crossings[-1] - crossings[0])
