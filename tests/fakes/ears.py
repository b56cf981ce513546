"""A recogniser for tests: what it hears is what was put into the sound, and it fails as a script says.

Its sound is words: `spoken("a b")` gives a frame for each word and the mark that ends the utterance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import trio

from execora.providers.port import Fault, FinalWords, InterimWords, ProviderError
from execora.sound.stream import BYTES_A_SECOND, Frame, Mark

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator

    from execora.providers.port import Wanted, Words
    from execora.sound.stream import Sound

WORD_SECONDS = 0.5
WORD_BYTES = int(WORD_SECONDS * BYTES_A_SECOND)

Way = Literal["raises", "returns", "stalls", "deaf", "late words", "says and raises"]
"""How a run fails. late words: it raises, but speaks on while it is being put away; says and raises: final words for
what it was given, then the failure."""


def word(text: str) -> Frame:
    """Half a second of sound that says a word."""
    return Frame(text.encode().ljust(WORD_BYTES, b" "), True)


def silence() -> Frame:
    """Half a second in which nobody speaks."""
    return Frame(bytes(WORD_BYTES), False)


def spoken(text: str) -> Iterator[Sound]:
    """An utterance."""
    yield from map(word, text.split())
    yield Mark.UTTERANCE_ENDS


@dataclass
class Fails:
    """How a run fails, and after how many sounds."""

    way: Way = "raises"
    after: int = 0
    fault: Fault = Fault.AWAY


@dataclass
class FakeRecogniser:
    """Fulfils `execora.providers.port.Recogniser`."""

    name: str = "first"
    runs: list[Fails | None] = field(default_factory=list)
    """What becomes of the next runs; those after them do well."""
    splits: int = 0
    """After so many words it ends an utterance by itself; 0 for never."""
    lives: float = 0.0
    """Seconds that it works on an utterance before its words, saying every second that it lives."""
    ends_utterances: bool = False
    started: list[float] = field(default_factory=list)
    """When each run began."""
    given: list[list[Sound]] = field(default_factory=list)
    """What each run was given."""
    wanted: Wanted | None = None

    async def transcribe(
        self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        self.wanted = wanted
        self.started.append(trio.current_time())
        given: list[Sound] = []
        self.given.append(given)
        fails = self.runs.pop(0) if self.runs else None
        hearing = Hearing(self.name, self.splits, heard)
        if fails and not fails.after:
            await self.fail(fails, hearing)
        async for piece in sound:
            given.append(piece)
            if piece is Mark.UTTERANCE_ENDS:
                await self.work(hearing)
            if not (fails and fails.way == "deaf" and len(given) >= fails.after):
                hearing.add(piece)
            if fails and len(given) == fails.after:
                await self.fail(fails, hearing)
                if fails.way == "returns":
                    return
        if fails and fails.way == "deaf":
            await trio.sleep_forever()
        if hearing.words:
            hearing.end()

    async def work(self, hearing: Hearing) -> None:
        for _ in range(int(self.lives)):
            await trio.sleep(1)
            hearing.heard(InterimWords("", self.name))

    async def fail(self, fails: Fails, hearing: Hearing) -> None:
        error = ProviderError(self.name, fails.fault, fails.way)
        match fails.way:
            case "raises":
                raise error
            case "says and raises":
                hearing.end()
                raise error
            case "stalls" | "late words":
                try:
                    await trio.sleep_forever()
                finally:
                    if fails.way == "late words":
                        hearing.end()
            case "returns" | "deaf":
                pass

    async def check(self) -> str:
        if self.runs:
            raise ProviderError(self.name, Fault.REFUSED, "no")
        return "fine"

    async def aclose(self) -> None:
        self.given.append([])


class Hearing:
    """What a run has understood and not told yet."""

    def __init__(self, name: str, splits: int, heard: Callable[[Words], None]) -> None:
        self.name, self.splits, self.heard = name, splits, heard
        self.words: list[str] = []
        self.bytes = 0

    def add(self, piece: Sound) -> None:
        if isinstance(piece, Mark):
            self.end()
            return
        self.bytes += len(piece.pcm)
        text = piece.pcm.strip(b" \0").decode()
        if text:
            self.words.append(text)
            self.heard(InterimWords(" ".join(self.words), self.name, self.seconds))
        if self.splits and len(self.words) >= self.splits:
            self.end()

    def end(self) -> None:
        self.heard(FinalWords(" ".join(self.words), self.name, self.seconds))
        self.words.clear()

    @property
    def seconds(self) -> float:
        return self.bytes / BYTES_A_SECOND


async def hear(
    transcribe: Callable[..., Awaitable[None]],
    wanted: Wanted,
    sounds: Iterable[Sound | float],
    *,
    apart: float = 0.0,
) -> list[Words]:
    """Let ears hear sounds, so many seconds apart, a number among them being a pause; return all that they told.

    Raises:
        ProviderError: they cannot.

    """
    failure = None
    words: list[Words] = []
    to_ears, sound = trio.open_memory_channel["Sound"](0)

    async def give() -> None:
        with to_ears:
            for piece in sounds:
                await trio.sleep(piece if isinstance(piece, float) else apart)
                if not isinstance(piece, float):
                    await to_ears.send(piece)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(give)
        try:
            await transcribe(wanted, sound, words.append)
        except ProviderError as error:
            failure = error
        nursery.cancel_scope.cancel()
    if failure is not None:
        raise failure
    return words


def finals(words: Iterable[Words]) -> list[str]:
    """The final words that say anything."""
    return [each.text for each in words if isinstance(each, FinalWords) and each.text]
