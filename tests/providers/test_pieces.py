"""Bytes in, whole samples out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as some

from execora.providers.pieces import LONGEST_SECONDS, sound_in, tell
from execora.providers.port import Fault, Piece, ProviderError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from trio.testing import MockClock


async def told(chunks: Sequence[bytes]) -> list[Piece]:
    async def sound() -> AsyncGenerator[bytes]:
        for chunk in chunks:
            yield chunk

    telling, heard = trio.open_memory_channel[Piece](len(chunks))
    with telling, heard:
        await tell("x", 16_000, sound(), telling)
        telling.close()
        return [piece async for piece in heard]


@given(some.lists(some.binary()).filter(lambda chunks: len(b"".join(chunks)) > 1))
async def test_samples_are_whole_and_none_is_lost(chunks: list[bytes]):
    pieces = await told(chunks)
    assert all(piece.pcm and len(piece.pcm) % 2 == 0 for piece in pieces)
    whole = b"".join(chunks)
    assert b"".join(piece.pcm for piece in pieces) == whole[: len(whole) // 2 * 2]


async def test_what_breaks_off_is_sent_on_as_far_as_it_came():
    async def sound() -> AsyncGenerator[bytes]:
        yield b"\1\0"
        raise OSError("reset")

    telling, heard = trio.open_memory_channel[Piece](1)
    with telling, heard:
        with pytest.raises(OSError, match="reset"):
            await tell("x", 16_000, sound(), telling)
        assert heard.receive_nowait().pcm == b"\1\0"


async def test_cancelling_while_nobody_takes_the_pieces_closes_what_they_come_from(autojump_clock: MockClock):
    closed: list[bool] = []

    async def sound() -> AsyncGenerator[bytes]:
        try:
            yield b"\1\0"
            yield b"\1\0"
            await trio.sleep_forever()
        except trio.Cancelled:
            closed.append(True)
            raise

    telling, heard = trio.open_memory_channel[Piece](0)
    with telling, heard, trio.move_on_after(1):
        await tell("x", 16_000, sound(), telling)
    assert closed == [True]


async def test_a_clause_without_an_end_is_nonsense_and_is_read_no_further():
    closed: list[bool] = []

    async def sound() -> AsyncGenerator[bytes]:
        try:
            while True:
                await trio.lowlevel.checkpoint()
                yield bytes(32_000)
        except trio.Cancelled:
            closed.append(True)
            raise

    telling, heard = trio.open_memory_channel[Piece](100)
    with telling, heard, trio.fail_after(5):
        with pytest.raises(ProviderError) as failed:
            await tell("x", 16_000, sound(), telling)
        assert heard.statistics().current_buffer_used == LONGEST_SECONDS
    assert (failed.value.fault, closed) == (Fault.NONSENSE, [True])


@pytest.mark.parametrize("chunks", [[], [b""], [b"\1"]])
async def test_no_sound_at_all_is_nonsense(chunks: list[bytes]):
    with pytest.raises(ProviderError) as failed:
        await told(chunks)
    assert failed.value.fault is Fault.NONSENSE


@pytest.mark.parametrize(
    "kind", ["application/json", "Text/HTML; charset=utf-8", "application/problem+json", "text/xml"]
)
def test_text_is_not_played(kind: str):
    with pytest.raises(ProviderError):
        sound_in("x", kind)


@pytest.mark.parametrize("kind", ["audio/pcm", "audio/basic", "application/octet-stream", ""])
def test_what_may_be_sound_is_played(kind: str):
    sound_in("x", kind)
