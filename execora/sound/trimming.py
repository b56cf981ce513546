"""Silence taken from the ends of a clip as it comes: clauses follow each other at the speed of talk."""

from __future__ import annotations

from array import array

_BLOCK_SECONDS = 0.01

_QUIET = 200
"""A block whose samples are all under this, of 32,767, is silence."""


class Trimmer:
    """Takes the silence from the beginning of one clip, and from its end all but a pause."""

    def __init__(self, rate: int, *, pause_seconds: float) -> None:
        self._block = 2 * int(rate * _BLOCK_SECONDS)
        self._pause = 2 * int(rate * pause_seconds)
        self._rest = b""
        """Less than a block."""
        self._held: bytearray | None = None
        """The silence since the last sound; None before the first one."""

    def add(self, pcm: bytes) -> bytes:
        """Take in the next of it (PCM, cut anywhere); return what is certainly to be heard, which may be nothing."""
        whole = self._rest + pcm
        fit = len(whole) - len(whole) % self._block
        self._rest = whole[fit:]
        heard = bytearray()
        for begin in range(0, fit, self._block):
            heard += self._let_out(whole[begin : begin + self._block])
        return bytes(heard)

    def end(self) -> bytes:
        """Return what is left when nothing more comes: the last sound, and of the silence behind it the pause."""
        last = self._let_out(self._rest[: len(self._rest) & ~1])
        return last + bytes((self._held or b"")[: self._pause])

    def _let_out(self, block: bytes) -> bytes:
        if _is_quiet(block):
            if self._held is not None:
                self._held += block
            return b""
        heard = bytes(self._held or b"") + block
        self._held = bytearray()
        return heard


def _is_quiet(block: bytes) -> bool:
    samples = array("h", block)
    return not samples or (max(samples) < _QUIET and min(samples) > -_QUIET)
