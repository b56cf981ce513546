"""A chain of voices that speaks without a sound card: each clause has a sound of its own, as long as the test says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import trio

from execora.providers.port import Condition, Fault, Piece, ProviderError, Say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.providers.port import Voices

RATE = 8000


@dataclass
class FakeVoices:
    """Makes a second of sound for each clause, at once and in one piece, unless told otherwise."""

    takes: float = 0.0
    """Seconds before the first piece of a clause."""
    seconds: float = 1.0
    """How long a clause sounds."""
    piece_seconds: float = 60.0
    names: tuple[str, ...] = ("loud", "soft")
    languages: tuple[str, ...] = ("hi", "en")
    fails: bool = False
    fails_at: str = "\0"
    """Clauses with these words fail, halfway through."""
    stalls: bool = False
    said: list[Say] = field(default_factory=list)
    """The clauses, in the order in which they were begun; the sound of the n-th, from 1, is the number n."""
    began_at: list[float] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    cancelled: int = 0

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def conditions(self) -> Sequence[Condition]:
        return [Condition(name, "broken" if self.fails else "up") for name in self.names]

    @property
    def serving(self) -> str | None:
        return None if self.fails else self.name

    def only(self, name: str) -> FakeVoices | None:
        if name not in self.names:
            return None
        others = tuple(other for other in self.names if other != name)
        return FakeVoices(self.takes, self.seconds, names=(name, *others), languages=self.languages)

    def speaks(self, language: Literal["hi", "en"]) -> bool:
        return language in self.languages

    async def speak(self, said: Say, pieces: trio.MemorySendChannel[Piece]) -> None:
        self.said.append(said)
        self.began_at.append(trio.current_time())
        number = len(self.said)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._speak(said, number, pieces)
        except trio.Cancelled:
            self.cancelled += 1
            raise
        finally:
            self.at_once -= 1

    async def _speak(self, said: Say, number: int, pieces: trio.MemorySendChannel[Piece]) -> None:
        await trio.sleep(self.takes)
        if self.fails:
            raise ProviderError(self.name, Fault.AWAY, "it hung up")
        if self.stalls:
            await trio.sleep_forever()
        left = round(self.seconds * RATE) // (2 if self.fails_at in said.text else 1)
        while left:
            size = min(left, round(self.piece_seconds * RATE))
            await pieces.send(Piece(number.to_bytes(2, "little") * size, RATE, self.name))
            left -= size
        if self.fails_at in said.text:
            raise ProviderError(self.name, Fault.AWAY, "it hung up halfway")

    async def check(self) -> str:
        await trio.lowlevel.checkpoint()
        return "it answers"

    async def aclose(self) -> None:
        await trio.lowlevel.checkpoint()


if TYPE_CHECKING:

    def _keeps_its_promises(voices: FakeVoices) -> Voices:
        return voices
