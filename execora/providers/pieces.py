"""Speech on its way from a voice: bytes as they come in, whole samples as they go out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import trio

from execora.providers.port import Fault, Piece, ProviderError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LONGEST_SECONDS = 60.0
"""No clause is longer; what goes on is not what we asked for."""


async def tell(provider: str, rate: int, sound: AsyncIterator[bytes], pieces: trio.MemorySendChannel[Piece]) -> None:
    """Send PCM on as it comes; the half of a sample at the end of a chunk waits for its other half.

    `rate` is samples a second. What `sound` raises comes out of here, once all that came before is sent on.

    Raises:
        ProviderError: there was no sound at all, or no end of it.

    """
    failure: Exception | None = None
    arriving, arrived = trio.open_memory_channel[bytes](math.inf)  # LONGEST_SECONDS bounds it
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_send_on, provider, rate, arrived, pieces)
        with arriving, trio.CancelScope() as too_long:
            half, size = b"", 0
            try:
                # Nothing in this loop may wait, or break it off: cancelled while their generators rest, the clients
                # leave them to the garbage collector, and Trio warns of each. So they are cancelled while they read.
                async for chunk in sound:
                    pcm = half + chunk
                    whole = len(pcm) // 2 * 2
                    half, size = pcm[whole:], size + whole
                    if size > LONGEST_SECONDS * 2 * rate:
                        too_long.cancel()
                    elif whole:
                        arriving.send_nowait(pcm[:whole])
            except Exception as error:  # kept out of the nursery, which would make a group of it
                failure = error
    if failure:
        raise failure
    if too_long.cancel_called:
        raise ProviderError(provider, Fault.NONSENSE, f"it goes on after {LONGEST_SECONDS:g} s of a clause")
    if not size:
        raise ProviderError(provider, Fault.NONSENSE, "the answer has no sound in it")


async def _send_on(
    provider: str, rate: int, arrived: trio.MemoryReceiveChannel[bytes], pieces: trio.MemorySendChannel[Piece]
) -> None:
    with arrived:
        async for pcm in arrived:
            await pieces.send(Piece(pcm, rate, provider))


def sound_in(provider: str, content_type: str) -> None:
    """Make sure that an answer's Content-Type may be sound: an explanation in JSON would be heard as noise.

    Raises:
        ProviderError: it is text.

    """
    kind = content_type.split(";")[0].strip().lower()
    if kind.startswith("text/") or kind.endswith(("json", "xml")):
        raise ProviderError(provider, Fault.NONSENSE, f"it answers with {kind} in place of sound")
