"""How tests let recognisers hear, and voices speak."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest
import trio

from execora.providers.port import FinalWords, Piece, ProviderError, Say, Wanted
from execora.sound.stream import Frame, Mark, Sound

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from execora.providers.port import Recogniser, Voice, Words
    from tests.emulators.http import Server

WANTED = Wanted("hi-en", ["Rahul", "Amul butter"])
SAY = Say("नमस्ते जी", "hi")
PATIENCE_SECONDS = 5.0


def spoken(loudness: int, seconds: float = 0.64) -> list[Sound]:
    """Return the frames of an utterance, each of 32 ms, and its end; loudness tells one from another."""
    return [*(Frame(loudness.to_bytes(2, "little") * 512, speech=True) for _ in range(round(seconds / 0.032))), END]


END = Mark.UTTERANCE_ENDS


async def listen(recogniser: Recogniser, sound: Sequence[Sound], wanted: Wanted = WANTED) -> list[Words]:
    """Let it hear all of the sound, and return what it told."""
    heard: list[Words] = []
    giving, given = trio.open_memory_channel[Sound](max(len(sound), 1))
    for piece in sound:
        giving.send_nowait(piece)
    giving.close()
    with trio.fail_after(PATIENCE_SECONDS):
        await recogniser.transcribe(wanted, given, heard.append)
    return heard


def finals(words: Sequence[Words]) -> list[FinalWords]:
    return [word for word in words if isinstance(word, FinalWords)]


async def deafness(recogniser: Recogniser, sound: Sequence[Sound] = tuple(spoken(1))) -> ProviderError:
    """Let it hear, and return why it cannot."""
    with pytest.raises(ProviderError) as failed:
        await listen(recogniser, sound)
    return failed.value


async def speech(voice: Voice, said: Say = SAY) -> list[Piece]:
    """Let it say a clause, and return all of its pieces."""
    telling, told = trio.open_memory_channel[Piece](1000)
    with trio.fail_after(PATIENCE_SECONDS), told, telling:
        await voice.speak(said, telling)
        telling.close()
        return [piece async for piece in told]


async def muteness(voice: Voice) -> ProviderError:
    """Let it speak, and return why it cannot."""
    with pytest.raises(ProviderError) as failed:
        await speech(voice)
    return failed.value


async def cancelled_once_asked(server: Server, run: Callable[[], Awaitable[object]]) -> None:
    """Cancel a run once the server has read its first request; it must end at once and leave no connection open."""

    async def running() -> None:
        await run()

    with trio.fail_after(PATIENCE_SECONDS):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(running)
            while not server.asked:
                await trio.lowlevel.checkpoint()
            cancelled_at = trio.current_time()
            nursery.cancel_scope.cancel()
        assert trio.current_time() - cancelled_at < 0.5
        while server.open:
            await trio.lowlevel.checkpoint()


@asynccontextmanager
async def raw(answer: bytes) -> AsyncIterator[str]:
    """Serve what is no WebSocket: read a little, answer, hang up."""

    async def reply(stream: trio.SocketStream) -> None:
        async with stream:
            await stream.receive_some()
            await stream.send_all(answer)

    async with trio.open_nursery() as nursery:
        (listener,) = await nursery.start(partial(trio.serve_tcp, reply, 0, host="127.0.0.1"))
        yield f"127.0.0.1:{listener.socket.getsockname()[1]}"
        nursery.cancel_scope.cancel()
