"""Our speech on its way to a telephone: in the rate and the channels in which the caller's comes."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from execora.sound.resampling import Resampler, frame_of

if TYPE_CHECKING:
    from execora.server.doors.chunks import Form


class Playout:
    """Resamples answers, one after the other.

    Both channels of a stereo telephone say the same, each as loud as it is: a resampler would halve their power.
    """

    def __init__(self) -> None:
        self._resampler: Resampler | None = None
        self._between: tuple[int, int] | None = None
        """The rates that it resamples between."""

    def add(self, pcm: bytes, rate: int, form: Form, *, last: bool) -> bytes:
        """Return what comes out for more of an answer: mono PCM of at least one sample. `last` is its end."""
        before = b""
        if self._resampler is None or self._between != (rate, form.rate):
            before = self._end()
            self._resampler, self._between = Resampler(form.rate), (rate, form.rate)
        mono = before + self._resampler.add([frame_of(pcm, rate, 1)]) + (self._end() if last else b"")
        return mono if form.channels == 1 else _on_both(mono)

    def cut(self) -> None:
        """Let what is left of an answer go: it was cut off."""
        self._resampler = self._between = None

    def _end(self) -> bytes:
        left = self._resampler.end() if self._resampler else b""
        self.cut()
        return left


def _on_both(mono: bytes) -> bytes:
    samples = array("h", mono)
    both = array("h", bytes(2 * len(mono)))
    both[0::2] = both[1::2] = samples
    return both.tobytes()
