"""PCM of any rate, one or two channels, to mono of another: above all to the one form that all sound here has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from av import AudioFrame, AudioResampler

from execora.sound.stream import RATE

if TYPE_CHECKING:
    from collections.abc import Iterable


class Resampler:
    """Resamples one stream (libswresample). It is 1 to 2 ms behind: that much of the stream stays in it until `end`."""

    def __init__(self, rate: int = RATE) -> None:
        self._resampler = AudioResampler(format="s16", layout="mono", rate=rate)

    def add(self, frames: Iterable[AudioFrame]) -> bytes:
        """Return what comes out for more frames, which all have the stream's rate, channels and format."""
        return b"".join(sound_of(out) for frame in frames for out in self._resampler.resample(frame))

    def end(self) -> bytes:
        """Return what is left in it; nothing may be added any more."""
        return b"".join(sound_of(out) for out in self._resampler.resample(None) if out)


def frame_of(pcm: bytes, rate: int, channels: int) -> AudioFrame:
    """Return PCM (signed 16 bits, whole samples of one or two channels in turn, at least one) as a frame."""
    frame = AudioFrame(format="s16", layout="mono" if channels == 1 else "stereo", samples=len(pcm) // (2 * channels))
    frame.sample_rate = rate
    frame.planes[0].update(pcm)
    return frame


def sound_of(frame: AudioFrame) -> bytes:
    """Return the PCM of a mono frame, without the padding that may stand behind it."""
    return bytes(frame.planes[0])[: 2 * frame.samples]
