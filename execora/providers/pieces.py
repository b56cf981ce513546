"""Speech on its way from a voice: bytes as they come in, whole samples as they go out."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from execora.providers.port import Fault, Piece, ProviderError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    import trio


async def tell(provider: str, rate: int, sound: AsyncIterator[bytes], pieces: trio.MemorySendChannel[Piece]) -> None:
    """Send PCM on as it comes; the half of a sample at the end of a chunk waits for its other half.

    `rate` is samples a second.

    Raises:
        ProviderError: there was no sound at all.

    """
    half, silent = b"", True
    # a generator in every client: closed here and now, not by the garbage collector
    async with aclosing(cast("AsyncGenerator[bytes]", sound)) as chunks:
        async for chunk in chunks:
            pcm = half + chunk
            whole = len(pcm) // 2 * 2
            half = pcm[whole:]
            if whole:
                silent = False
                await pieces.send(Piece(pcm[:whole], rate, provider))
    if silent:
        raise ProviderError(provider, Fault.NONSENSE, "the answer has no sound in it")


def sound_in(provider: str, content_type: str) -> None:
    """Make sure that an answer's Content-Type may be sound: an explanation in JSON would be heard as noise.

    Raises:
        ProviderError: it is text.

    """
    kind = content_type.split(";")[0].strip().lower()
    if kind.startswith("text/") or kind.endswith(("json", "xml")):
        raise ProviderError(provider, Fault.NONSENSE, f"it answers with {kind} in place of sound")
