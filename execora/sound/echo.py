"""Our own voice, coming back through the microphone. A page's own echo cancellation does the most; this is the rest."""

from __future__ import annotations


class EchoGuard:
    """Tells, for one client, whether a chunk of its microphone is what it is playing."""

    def __init__(self) -> None:
        self._until = 0.0

    def played(self, pcm: bytes, rate: int, begins_at: float) -> None:
        """Note that mono PCM (signed 16 bits) is played from a time on, in seconds of any clock."""
        self._until = begins_at + len(pcm) / (2 * rate)

    def cut(self, at: float) -> None:
        """Note that nothing of what was noted is played after a time."""
        self._until = min(self._until, at)

    def echoes(self, chunk: bytes, at: float) -> bool:
        """Tell whether a chunk of 512 samples at 16 kHz, whose last sample came at a time, is what is played."""
        return at < self._until
