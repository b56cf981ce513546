"""Several voices that serve as one, and the clauses that need not be made again."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import structlog
import trio

from execora.providers.cache import Key
from execora.providers.links import Link, Links
from execora.providers.pieces import LONGEST_SECONDS
from execora.providers.port import Fault, ProviderError, Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from execora.providers.breaker import Trial
    from execora.providers.cache import ClipCache
    from execora.providers.port import Piece, Say

FIRST_SECONDS = 3.0
"""How long a voice may take to begin: later than that an answer seems lost."""
NEXT_SECONDS = 2.0
"""How long it may hesitate in the middle of a clause."""
MOST_WAITING = 64
"""Pieces that wait to be taken; behind them, the voice does."""

log = structlog.get_logger()


@dataclass(slots=True)
class Making:
    """A clause on its way."""

    pieces: list[Piece] = field(default_factory=list)
    seconds: float = 0.0
    error: ProviderError | None = None


class VoiceChain(Links[Voice]):
    """Fulfils `execora.providers.port.Voices`. One for the process: breakers and clips are shared."""

    _nobody_there = "no voice is there for it"

    def __init__(self, voices: Sequence[Voice], cache: ClipCache, *, luck: Callable[[], float] = random.random) -> None:
        """Take voices in the order in which they are preferred; `luck` gives numbers from 0 to 1."""
        super().__init__(voices)
        self._cache, self._luck = cache, luck

    def speaks(self, language: Literal["hi", "en"]) -> bool:
        """Tell whether any has a voice for a language."""
        return any(link.provider.speaks(language) for link in self._links)

    def only(self, name: str) -> VoiceChain | None:
        """Return a chain that begins with one of them and falls back on the others; None where it is not in it."""
        links = self._beginning_with(name)
        if links is None:
            return None
        chain = VoiceChain([], self._cache, luck=self._luck)
        chain._links = links
        return chain

    async def speak(self, said: Say, pieces: trio.MemorySendChannel[Piece]) -> None:
        """Say a clause by the first voice that can, piece by piece; the caller closes the channel.

        A clause that was said lately comes at once. One whose voice fails is begun again by the next voice, also where
        pieces of it were sent: half a clause is heard twice rather than not at all, and its pieces may then have
        another rate. Two that want the same clause at the same moment both have it made.

        Raises:
            ProviderError: none can.

        """
        error = None
        for link in self._links:
            if not link.provider.speaks(said.language):
                continue
            key = Key(link.provider.name, said.text, said.language)
            if (clip := self._cache.get(key)) is not None:
                await _send(clip, pieces)
                return
            if link.breaker.admits(trio.current_time()):
                making = await self._speak(link, said, pieces)
                if making.error is None:
                    self._cache.put(key, making.pieces)
                    return
                error = making.error
        raise error or self._nobody()

    async def _speak(self, link: Link[Voice], said: Say, pieces: trio.MemorySendChannel[Piece]) -> Making:
        trial = link.breaker.begin(trio.current_time())
        try:
            making = await self._make(link, trial, said, pieces)
            if making.error is not None:
                if not (making.error.fault is Fault.UNFIT and link.breaker.proven):  # else it is about this clause only
                    link.breaker.failed(trial, making.error, trio.current_time(), self._luck())
                log.warning(
                    "provider.failed",
                    provider=making.error.provider,
                    fault=making.error.fault.value,
                    reason=making.error.reason,
                )
            return making
        finally:
            link.breaker.ended(trial)

    async def _make(self, link: Link[Voice], trial: Trial, said: Say, pieces: trio.MemorySendChannel[Piece]) -> Making:
        making = Making()
        async with trio.open_nursery() as nursery:
            ours, made = trio.open_memory_channel["Piece"](MOST_WAITING)
            nursery.start_soon(_by, link.provider, said, ours, making)
            while (piece := await _next(made, link.provider.name, making)) is not None:
                self._worked(link, trial)
                await pieces.send(piece)
            nursery.cancel_scope.cancel()
        return making

    def _worked(self, link: Link[Voice], trial: Trial) -> None:
        if not trial.worked:
            if trial.probe:
                log.info("provider.serves", provider=link.provider.name)
            link.breaker.worked(trial)


async def _by(voice: Voice, said: Say, pieces: trio.MemorySendChannel[Piece], making: Making) -> None:
    with pieces:
        try:
            await voice.speak(said, pieces)
        except ProviderError as error:
            making.error = error


async def _next(made: trio.MemoryReceiveChannel[Piece], name: str, making: Making) -> Piece | None:
    """Return the next piece; None after the last, or once there is a reason not to wait for more."""
    seconds = NEXT_SECONDS if making.pieces else FIRST_SECONDS
    with trio.move_on_after(seconds) as waiting:
        try:
            piece = await made.receive()
        except trio.EndOfChannel:
            if not making.pieces and making.error is None:
                making.error = ProviderError(name, Fault.NONSENSE, "it says nothing")
            return None
    if waiting.cancelled_caught:
        making.error = ProviderError(name, Fault.SLOW, f"no sound came for {seconds:g} s")
        return None
    making.pieces.append(piece)
    making.seconds += piece.seconds
    if making.seconds > LONGEST_SECONDS:
        making.error = ProviderError(name, Fault.NONSENSE, "a clause has no end")
        return None
    return piece


async def _send(clip: Sequence[Piece], pieces: trio.MemorySendChannel[Piece]) -> None:
    for piece in clip:
        await pieces.send(piece)
