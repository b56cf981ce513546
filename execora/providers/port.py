"""What ears and voices promise.

Each is a run function over one connection: whoever starts it owns it, gives it its deadline, and starts it (or the next
in the chain) again when it fails. An adapter keeps nothing from one run to the next and retries nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from execora.errors import ExecoraError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import trio

    from execora.language.reading import Language
    from execora.sound.stream import Sound


BROWSER = "browser"
"""Stands for the client's own recogniser and voice, in the settings and on the wire."""

KNOWN = frozenset({"deepgram", "elevenlabs", "openai", "azure", "local"})
"""The names of all that a server may have. Pages name one without knowing what this server has."""


# -- what may go wrong ---------------------------------------------------------


class Fault(Enum):
    """What the caller may conclude from a provider's failure."""

    REFUSED = "refused"
    """The key, the account or the address is wrong (HTTP 401, 402, 403, 404): trying again changes nothing."""
    UNFIT = "unfit"
    """This request is wrong (HTTP 400, 413, 415, 422): it is of no use again, but that of another shop may be right."""
    BUSY = "busy"
    """Too much was asked for at once (429, or the like): another one must serve for a while."""
    AWAY = "away"
    """It cannot be reached, has hung up, or has failed inside (5xx)."""
    SLOW = "slow"
    """No answer came in time."""
    NONSENSE = "nonsense"
    """It answered what its protocol does not know."""


class ProviderError(ExecoraError):
    """A provider did not do what it was asked. Every foreign exception becomes one of these, once, in its adapter."""

    def __init__(self, provider: str, fault: Fault, reason: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(f"{provider}: {reason}")
        self.provider, self.fault, self.reason = provider, fault, reason
        """`reason` is for an operator: never with a key, and never with what was spoken."""
        self.retry_after_seconds = retry_after_seconds
        """What the provider itself says (Retry-After), where it does."""


# -- ears ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to listen."""

    language: Language
    terms: Sequence[str] = ()
    """Words to expect, the likeliest first: names of the shop's customers and goods. An adapter takes as many as its
    provider allows."""


@dataclass(frozen=True, slots=True)
class InterimWords:
    """Words that may still change: the whole utterance so far. Without any, the recogniser says only that it lives."""

    text: str
    provider: str
    until: float = 0.0
    """Seconds of the sound this run was given that have been looked at."""


@dataclass(frozen=True, slots=True)
class FinalWords:
    """A whole utterance. An empty text says that nothing was said in it."""

    text: str
    provider: str
    until: float
    """Seconds of the sound this run was given that are settled by it; they need never be heard again."""
    confidence: float | None = None
    """From 0 to 1: of the least certain word, where the recogniser tells."""
    sure: bool = True
    """Whether money may be written by it without being read back."""


Words: TypeAlias = InterimWords | FinalWords


class Recogniser(Protocol):
    """Speech to text."""

    @property
    def name(self) -> str:
        """What settings and clients call it."""

    @property
    def ends_utterances(self) -> bool:
        """Whether it finds the end of an utterance by itself, without `Mark.UTTERANCE_ENDS`."""

    async def transcribe(
        self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        """Hear until the sound ends; then return, once the last words are told.

        `heard` never waits. Cancelling leaves nothing open. One that bills by the connection opens none before the
        first sound. Sound is taken as it comes, whatever else is under way, and while an utterance is worked on,
        something is heard every second or two, be it words without a text, for as long as that work may take: one that
        takes no sound for two seconds or says nothing at all for four is given up.

        Raises:
            ProviderError: it is over with this run. What was given and not settled by `FinalWords` must be given anew.

        """

    async def check(self) -> str:
        """Ask whether it answers, at next to no cost; return what there is, in a few words.

        Raises:
            ProviderError: it does not; the reason says what to do.

        """

    async def aclose(self) -> None:
        """Let go of what it keeps between runs, such as idle connections. It is not used afterwards."""


# -- voices --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say:
    """A clause to be said."""

    text: str
    """For the ear: no digit, no sign."""
    language: Literal["hi", "en"]
    """Hindi is in Devanagari."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the sound of a clause."""

    pcm: bytes
    """Signed 16 bits, little-endian, mono; never empty, never half a sample."""
    rate: int
    """Samples a second; the same for all pieces of a clause."""
    provider: str

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.pcm) / (2 * self.rate)


class Voice(Protocol):
    """Text to speech."""

    @property
    def name(self) -> str:
        """What settings and clients call it."""

    def speaks(self, language: Literal["hi", "en"]) -> bool:
        """Tell whether it has a voice for a language."""

    async def speak(self, said: Say, pieces: trio.MemorySendChannel[Piece]) -> None:
        """Say a clause, piece by piece as it is made; the caller closes the channel.

        Raises:
            ProviderError: it cannot go on. Pieces may have been sent.

        """

    async def check(self) -> str:
        """Ask whether it answers, at next to no cost; return what there is, in a few words.

        Raises:
            ProviderError: it does not; the reason says what to do.

        """

    async def aclose(self) -> None:
        """Let go of what it keeps between runs, such as idle connections. It is not used afterwards."""


# -- how they are --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Condition:
    """How a provider is, for `/health` and the page."""

    name: str
    state: Literal["up", "slow", "broken"]
    reason: str = ""
    """Why it is not up."""


class Ears(Recogniser, Protocol):
    """A chain of recognisers, which serves as one."""

    @property
    def conditions(self) -> Sequence[Condition]:
        """How each is, in the order of the chain."""

    @property
    def serving(self) -> str | None:
        """The name of the one that hears, or would hear now; None while all are broken."""

    def alone(self, name: str) -> Recogniser | None:
        """Return one of them without those that it falls back on; None where it is not in it."""

    def only(self, name: str) -> Ears | None:
        """Return the chain that begins with one of them, which a client asked for; None where it is not in it."""


class Voices(Voice, Protocol):
    """A chain of voices, which serves as one."""

    @property
    def conditions(self) -> Sequence[Condition]:
        """How each is, in the order of the chain."""

    @property
    def serving(self) -> str | None:
        """The name of the one that speaks, or would speak now; None while all are broken."""

    def only(self, name: str) -> Voices | None:
        """Return the chain that begins with one of them, which a client asked for; None where it is not in it."""
