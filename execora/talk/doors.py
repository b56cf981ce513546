"""The doors that this client knows: where each is, and what sound is made of that goes through it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from execora.sound.opus import OPUS_RATE, Encoder
from execora.sound.resampling import Resampler, frame_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Sound(Protocol):
    """One stream of sound on its way out."""

    @property
    def form(self) -> Mapping[str, object]:
        """What `voice:start` says of it."""

    def frames(self, pcm: bytes) -> Sequence[bytes]:
        """Return the frames that are full with more of it: signed 16 bits, whole samples."""

    def rest(self) -> Sequence[bytes]:
        """Return what is left of it at its end."""


class Pcm:
    """Sound as it is."""

    def __init__(self, rate: int, channels: int) -> None:
        self.form = {"encoding": "pcm16", "sampleRate": rate, "channels": channels}

    def frames(self, pcm: bytes) -> Sequence[bytes]:
        """Return it; see `Sound`."""
        return [pcm]

    def rest(self) -> Sequence[bytes]:
        """Return nothing; see `Sound`."""
        return []


class Opus:
    """Packets of Opus, in mono."""

    form: Mapping[str, object] = {"encoding": "opus"}

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self._mono, self._encoder = Resampler(OPUS_RATE), Encoder()

    def frames(self, pcm: bytes) -> Sequence[bytes]:
        """Return the packets that are full; see `Sound`."""
        return self._encode(self._mono.add([frame_of(pcm, self._rate, self._channels)])) if pcm else []

    def rest(self) -> Sequence[bytes]:
        """Return the last packets; see `Sound`."""
        return [*self._encode(self._mono.end()), *self._encoder.end()]

    def _encode(self, mono: bytes) -> Sequence[bytes]:
        return self._encoder.add(mono, OPUS_RATE) if mono else []


DOORS: Mapping[str, Callable[[int, int], Sound]] = {"ws": Pcm, "voice-ws": Opus}
"""By name, which is their path: how a stream of a rate and so many channels goes through it."""
