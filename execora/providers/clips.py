"""Recognisers that hear a whole utterance in one request: frames in, clips out, words told in the order spoken."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import trio

from execora.providers.port import FinalWords, InterimWords, ProviderError
from execora.sound.stream import BYTES_A_SECOND, RATE, Mark
from execora.sound.utterance import Utterance, Utterances
from execora.sound.wav import wav

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from execora.providers.port import Words
    from execora.sound.stream import Sound

LIFE_SECONDS = 2.0
"""Between two signs of life while a request is under way."""
MOST_SIGNS = 3
"""A request that takes longer falls silent; whoever waits gives it up 4 s later, 10 s after it was made. Giving up
sooner would only pay for the same request again."""

LEAST_BYTES = BYTES_A_SECOND // 2
"""A shorter clip gets silence behind it, up to 0.5 s: OpenAI refuses what is under 0.1 s."""

SIGN_SECONDS = 0.5
"""Between two signs of life while somebody speaks, in seconds of sound."""


class Said(NamedTuple):
    """What was heard in a clip; an empty text if nothing was said."""

    text: str
    confidence: float | None = None
    """From 0 to 1, where the provider tells."""
    sure: bool = True


async def hear(
    provider: str,
    ask: Callable[[bytes], Awaitable[Said]],
    sound: trio.MemoryReceiveChannel[Sound],
    heard: Callable[[Words], None],
) -> None:
    """Hear until the sound ends, one request at a time; an utterance that is not over by then is heard as well.

    `ask` takes a WAV file. Signs of life are told while frames come in, and while a request is under way for no longer
    than one may take. So a request that hangs falls silent, and whoever waits can tell.

    Raises:
        ProviderError: `ask` raised it.

    """
    failure: ProviderError | None = None
    waiting, clips = trio.open_memory_channel[Utterance](math.inf)  # whoever gives the sound bounds what is unsettled
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_cut, provider, sound, waiting, heard)
        try:
            async for clip in clips:
                sign, asking = InterimWords("", provider, clip.until), trio.CancelScope()
                heard(sign)
                nursery.start_soon(_show_life, asking, sign, heard)
                said = await ask(wav(clip.pcm.ljust(LEAST_BYTES, b"\0"), RATE))
                asking.cancel()
                heard(FinalWords(said.text.strip(), provider, clip.until, said.confidence, said.sure))
        except ProviderError as error:  # kept out of the nursery, which would make a group of it
            failure = error
        nursery.cancel_scope.cancel()
    if failure:
        raise failure


async def _show_life(asking: trio.CancelScope, sign: InterimWords, heard: Callable[[Words], None]) -> None:
    """Tell that a request is under way, for no longer than one may be."""
    with asking:
        for _ in range(MOST_SIGNS):
            await trio.sleep(LIFE_SECONDS)
            heard(sign)


async def _cut(
    provider: str,
    sound: trio.MemoryReceiveChannel[Sound],
    waiting: trio.MemorySendChannel[Utterance],
    heard: Callable[[Words], None],
) -> None:
    """Cut the sound into utterances."""
    utterances, signed = Utterances(), 0.0
    with waiting:
        async for piece in sound:
            if clip := utterances.add(piece):
                await waiting.send(clip)
            elif piece is not Mark.UTTERANCE_ENDS and piece.speech and utterances.seconds - signed >= SIGN_SECONDS:
                signed = utterances.seconds
                heard(InterimWords("", provider, signed))
        if clip := utterances.add(Mark.UTTERANCE_ENDS):
            await waiting.send(clip)
