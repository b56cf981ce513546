"""Ears that need no account: Whisper, in a thread of this process.

One engine serves all conversations, one clip at a time. Utterances that are over come first, in the order in which they
ended; of one that goes on the words so far are guessed only while the engine has nothing else to do.
"""

from __future__ import annotations

import math
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

import trio

from execora.providers.port import Fault, FinalWords, InterimWords, ProviderError, Wanted
from execora.providers.whisper_guess import Guess, confidence, likeliest
from execora.sound.stream import BYTES_A_SECOND
from execora.sound.utterance import Utterance, Utterances

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from execora.providers.port import Words
    from execora.providers.whisper_engine import Engine
    from execora.sound.stream import Sound

NAME: Literal["local"] = "local"

MOST_WAITING = 8
"""Utterances of one conversation that wait for their words; then no more sound is taken."""

PATIENCE_SECONDS = 15.0
"""How long one may wait for its words: who waits longer is better served by another recogniser."""

INTERIM_SECONDS = 0.8
"""Of new speech, between two guesses at an utterance that goes on."""

SIGN_SECONDS = 1.0
"""Between two signs of life while there is an utterance without its final words."""


def available() -> bool:
    """Tell whether the engine is installed, without loading it."""
    return find_spec("faster_whisper") is not None


def load_engine(folder: Path) -> Engine:
    """Load the model of a folder; what it needs is not imported before.

    Raises:
        ProviderError: it cannot be loaded.

    """
    try:
        from execora.providers.whisper_engine import Engine
    except ImportError as error:
        raise ProviderError(NAME, Fault.REFUSED, "no faster-whisper: pip install 'execora[local]'") from error
    return Engine(folder)


class WhisperRecogniser:
    """Hears Hindi, Hinglish and English on this machine. One for the process."""

    name = NAME
    ends_utterances = False

    def __init__(
        self,
        folder: Path | Callable[[], Path],
        strangers: Callable[[str, Sequence[str]], int] = lambda _text, _terms: 0,
        *,
        load: Callable[[Path], Engine] = load_engine,
    ) -> None:
        """Take the folder of the model, or what finds it; neither is looked at before there is something to hear.

        `strangers` tells how many words of a text are unknown, given the names of the shop: of several guesses at an
        utterance the one with the fewest is taken.
        """
        self._folder, self._strangers, self._load = folder, strangers, load
        self._engine: Engine | None = None
        self._thread = trio.CapacityLimiter(1)
        """Its token is taken for as long as the engine works, also for somebody who has gone."""
        self._waiting = 0
        """Utterances that are over and have no words yet."""
        self._guessing = False
        """Whether the engine is claimed for a guess, whose task may not have begun."""

    async def transcribe(
        self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        """Hear until the sound ends; an utterance that is not over by then is heard as well.

        Being cancelled waits for nothing: what the engine is at then, it finishes for nobody.

        Raises:
            ProviderError: there is no engine, or it cannot keep up.

        """
        failure: ProviderError | None = None
        run = _Run(self, wanted, heard)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(run.take, sound, nursery)
            nursery.start_soon(run.show_life)
            try:
                await run.settle()
            except ProviderError as error:  # kept out of the nursery, which would make a group of it
                failure = error
            nursery.cancel_scope.cancel()
        if failure:
            raise failure

    async def check(self) -> str:
        """Load the model, and hear nothing in a second of silence.

        Raises:
            ProviderError: it cannot be loaded.

        """
        await self._guess(bytes(BYTES_A_SECOND), Wanted("hi-en"), careful=False)
        return "Whisper, in this process"

    async def aclose(self) -> None:
        """Let go of the model, once the engine is done with what it is at.

        The program must not end before: the library's own threads work on in what is torn down then, and it dies.
        """
        async with self._thread:
            self._engine = None

    # -- the engine ------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether the engine has nothing to do."""
        return not self._guessing and self._thread.available_tokens == 1

    def claim(self) -> bool:
        """Take the engine for a guess, where it is idle; tell whether it was. `interim` must follow."""
        claimed = self.idle
        self._guessing |= claimed
        return claimed

    async def final(self, utterance: Utterance, wanted: Wanted) -> FinalWords:
        """Return the words of an utterance that is over.

        Raises:
            ProviderError: there is no engine, or it cannot keep up.

        """
        self._waiting += 1
        try:
            with trio.move_on_after(PATIENCE_SECONDS):
                guess = await self._guess(utterance.pcm, wanted, careful=True)
                certain = confidence(guess) if guess else None
                return FinalWords(guess.text if guess else "", NAME, utterance.until, certain, sure=False)
        finally:
            self._waiting -= 1
        raise ProviderError(NAME, Fault.SLOW, f"no words came for {PATIENCE_SECONDS:g} s")

    async def interim(self, pcm: bytes, wanted: Wanted) -> str:
        """Return the words of an utterance so far; none where they are not to be believed, or there is no engine.

        The engine must have been claimed.
        """
        try:
            guess = await self._guess(pcm, wanted, careful=False)
            return guess.text if guess else ""
        except ProviderError:
            return ""  # its final words will tell why
        finally:
            self._guessing = False

    async def _guess(self, pcm: bytes, wanted: Wanted, *, careful: bool) -> Guess | None:
        work = partial(self._work, pcm, wanted, careful=careful)
        return await trio.to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._thread)

    def _work(self, pcm: bytes, wanted: Wanted, *, careful: bool) -> Guess | None:
        """Run in a thread, one at a time."""
        if self._engine is None:
            self._engine = self._load(self._folder() if callable(self._folder) else self._folder)
        guesses = self._engine.hear(pcm, wanted.language, wanted.terms, careful=careful)
        return likeliest(guesses, len(pcm) / BYTES_A_SECOND, lambda text: self._strangers(text, wanted.terms))


class _Run:
    """One call of `transcribe`."""

    def __init__(self, recogniser: WhisperRecogniser, wanted: Wanted, heard: Callable[[Words], None]) -> None:
        self._recogniser, self._wanted, self._heard = recogniser, wanted, heard
        self._utterances = Utterances()
        self._number = 0
        """Of the utterance that goes on."""
        self._guessed_at = 0.0
        self._unsettled = 0
        self._over, self._ended = trio.open_memory_channel[Utterance](math.inf)
        """Whoever gives the sound bounds what is unsettled."""

    async def take(self, sound: trio.MemoryReceiveChannel[Sound], nursery: trio.Nursery) -> None:
        """Cut the sound into utterances, and guess at the one that goes on while the engine is idle."""
        with self._over:
            async for piece in sound:
                utterance = self._utterances.add(piece)
                if utterance:
                    await self._end(utterance)
                elif self._worth_a_guess():
                    self._guessed_at = self._utterances.seconds
                    nursery.start_soon(self._guess, self._number, self._utterances.begun, self._utterances.seconds)
            if begun := self._utterances.begun:
                await self._end(Utterance(begun, self._utterances.seconds))

    async def settle(self) -> None:
        """Tell the final words of each utterance, in their order, until there are no more."""
        async for utterance in self._ended:
            self._heard(await self._recogniser.final(utterance, self._wanted))
            self._unsettled -= 1

    async def show_life(self) -> None:
        """Tell, as long as something waits for its words, that they will come."""
        while True:
            await trio.sleep(SIGN_SECONDS)
            if self._unsettled or self._utterances.begun:
                self._heard(InterimWords("", NAME))

    async def _end(self, utterance: Utterance) -> None:
        self._number += 1
        self._guessed_at = utterance.until
        self._unsettled += 1
        await self._over.send(utterance)

    def _worth_a_guess(self) -> bool:
        new = self._utterances.seconds - self._guessed_at
        return new >= INTERIM_SECONDS and bool(self._utterances.begun) and self._recogniser.claim()

    async def _guess(self, number: int, pcm: bytes, until: float) -> None:
        text = await self._recogniser.interim(pcm, self._wanted)
        if text and number == self._number:
            self._heard(InterimWords(text, NAME, until))


__all__ = ["WhisperRecogniser", "available", "load_engine"]
