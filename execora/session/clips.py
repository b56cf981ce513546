"""A clause on its way to the ear: made by a voice at one end, and taken out in pieces of a handy size at the other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import trio

from execora.providers.port import Piece, ProviderError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from execora.language.reading import Language
    from execora.providers.port import Say, Voices
    from execora.session.port import JSON, Answer

PIECES_AHEAD = 256
"""Pieces of one clause that may be made before the first of them is taken."""

LEAST_SECONDS, MOST_SECONDS = 0.1, 1.0
"""How long the sound is that is taken out at once. The end of a clause may be less, or more by what is too little to
stand alone."""

WHOLE_SECONDS = 15.0
"""How long it may be where a clause is taken out whole: the longest of ours take ten."""

STALL_SECONDS = 10.0
"""How long a clause may be silent once it is its turn."""


@dataclass(slots=True, eq=False)
class Voiced:
    """An answer, or a question, that is to be said."""

    speech: str
    language: Language
    about: Mapping[str, JSON]
    """What the events of its sound say of it."""
    voices: Voices
    answer: Answer | None = None
    """What it is to be asked for again as; None where it never is."""
    sounds: bool = False
    """Whether any of its sound was told."""
    over: bool = False
    """Nothing more of it is told: it was cut off, or given up."""
    ends_at: float = math.inf
    """When its last sound will have been played; infinite as long as there is more to tell."""

    def end(self, ends_at: float) -> None:
        """Tell nothing more of it than what is played until then."""
        self.over, self.ends_at = True, ends_at


class Part(NamedTuple):
    """One clause of what is to be said."""

    text: str
    rest: str
    """What is to be said from this clause on."""
    said: Say
    """The clause as a voice is given it."""


class Sound(NamedTuple):
    """Some sound of a clip, ready to be told."""

    pcm: bytes
    """Signed 16 bits, little-endian, mono."""
    rate: int
    provider: str
    last: bool
    """Whether it is the last of the whole answer."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.pcm) / (2 * self.rate)


class Clip:
    """One clause. `make` runs in one task, `take` in another; both are over soon after a `stop`."""

    def __init__(self, voiced: Voiced, part: Part, *, last: bool) -> None:
        self.voiced, self.part, self.last = voiced, part, last
        self.failed = False
        """Whether no voice could say it, or not all of it."""
        self._made, self._pieces = trio.open_memory_channel[Piece](PIECES_AHEAD)
        self._making = trio.CancelScope()
        self._waiting = bytearray()
        self._rate, self._provider = 0, ""
        self._whole = False
        """Whether all that is made of it is in `_waiting`."""

    async def make(self) -> None:
        """Have it said, and never raise what went wrong with it."""
        with self._made, self._making:
            try:
                await self.voiced.voices.speak(self.part.said, self._made)
            except ProviderError:  # each voice's own failure is logged where it is tried
                self.failed = True

    def stop(self) -> None:
        """Make no more of it."""
        self._making.cancel()

    async def take(self, least: float = LEAST_SECONDS, most: float = MOST_SECONDS) -> Sound | None:
        """Return the next of its sound: at least so many seconds as soon as there is so much, else all that is there.

        None where there is no more. The end of an answer is kept back until it is known to be the end.
        """
        kept = LEAST_SECONDS if self.last else 0.0
        while not self._whole and self._seconds < least + kept:
            await self._wait()
        while not self._whole and self._seconds < most + kept:
            try:
                self._add(self._pieces.receive_nowait())
            except trio.WouldBlock:
                break
            except trio.EndOfChannel:
                self._whole = True
        return self._cut(0.0 if self._whole else kept, most)

    async def _wait(self) -> None:
        with trio.move_on_after(STALL_SECONDS) as patience:
            try:
                self._add(await self._pieces.receive())
            except trio.EndOfChannel:
                self._whole = True
        if patience.cancelled_caught:
            self._whole = self.failed = True
            self.stop()

    @property
    def _seconds(self) -> float:
        return len(self._waiting) / (2 * self._rate) if self._waiting else 0.0

    def _add(self, piece: Piece) -> None:
        """Put a piece behind those that wait; where another voice has begun the clause anew, in their place."""
        if (piece.rate, piece.provider) != (self._rate, self._provider):
            self._waiting.clear()
        self._rate, self._provider = piece.rate, piece.provider
        self._waiting += piece.pcm

    def _cut(self, kept: float, most: float) -> Sound | None:
        size = len(self._waiting) - self._bytes(kept)
        if size > self._bytes(most + LEAST_SECONDS):
            size = self._bytes(most)
        pcm = bytes(self._waiting[:size])
        del self._waiting[:size]
        last = self.last and self._whole and not self.failed and not self._waiting
        return Sound(pcm, self._rate, self._provider, last) if pcm else None

    def _bytes(self, seconds: float) -> int:
        return 2 * round(seconds * self._rate)
