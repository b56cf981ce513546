"""Clauses that were said lately, whole, so that "ho gaya" is made once. Pure."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.providers.port import Piece

CLIP_BYTES = 512
"""What a clip costs beside its sound: its text, its pieces, its place."""


class Key(NamedTuple):
    """What makes a clip what it is."""

    voice: str
    text: str
    language: str


class ClipCache:
    """Holds the clips that were used last, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        """Hold so many bytes at the most; with 0 nothing is held."""
        self._most_bytes = most_bytes
        self._clips: OrderedDict[Key, tuple[Piece, ...]] = OrderedDict()
        self.bytes = 0
        """What is held now."""

    def get(self, key: Key) -> Sequence[Piece] | None:
        """Return the pieces of a clip, if it is held."""
        if key in self._clips:
            self._clips.move_to_end(key)
        return self._clips.get(key)

    def put(self, key: Key, pieces: Sequence[Piece]) -> None:
        """Hold a clip, which must be whole, in place of those that were not used for the longest."""
        if (old := self._clips.pop(key, None)) is not None:
            self.bytes -= _bytes(old)
        self._clips[key] = tuple(pieces)
        self.bytes += _bytes(pieces)
        while self.bytes > self._most_bytes:
            self.bytes -= _bytes(self._clips.popitem(last=False)[1])


def _bytes(pieces: Sequence[Piece]) -> int:
    return CLIP_BYTES + sum(len(piece.pcm) for piece in pieces)
