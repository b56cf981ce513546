"""One run of hearing: what waits for its recogniser, and what was asked before its words."""

from __future__ import annotations

import pytest
import trio

from execora.session.intake import Intake
from execora.session.port import Start
from execora.session.stream import PATIENCE_SECONDS, UNHEARD, DeafError, Stream
from execora.sound.endpoint import CHUNK_BYTES
from execora.sound.stream import Frame
from tests.fakes.hearing import loudness

CHUNK = Frame(bytes(CHUNK_BYTES), speech=True)


def opened(*, detects: bool = True) -> tuple[Stream, trio.MemoryReceiveChannel[object]]:
    stream = Stream(Intake(Start(), loudness if detects else None, lambda _chunk: False, send_silence=False))
    return stream, stream.open()


async def test_ten_seconds_wait_for_the_recogniser_and_then_the_client_does(autojump_clock: trio.testing.MockClock):
    stream, sounds = opened()
    assert all(stream.send(CHUNK) for _ in range(UNHEARD))
    assert not stream.send(CHUNK)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(stream.wait_and_send, CHUNK)
        await trio.sleep(PATIENCE_SECONDS - 0.1)
        await sounds.receive()


async def test_a_recogniser_that_takes_nothing_is_given_up(autojump_clock: trio.testing.MockClock):
    stream, _sounds = opened()
    before = trio.current_time()
    for _ in range(UNHEARD):
        assert stream.send(CHUNK)
    await trio.sleep(3)
    with pytest.raises(DeafError):
        await stream.wait_and_send(CHUNK)
    assert trio.current_time() - before == pytest.approx(PATIENCE_SECONDS)


async def test_one_that_takes_a_little_now_and_then_is_not(autojump_clock: trio.testing.MockClock):
    stream, sounds = opened()

    async def take_slowly() -> None:
        for _ in range(5):
            await trio.sleep(PATIENCE_SECONDS - 0.1)
            await sounds.receive()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(take_slowly)
        for _ in range(UNHEARD + 5):
            if not stream.send(CHUNK):
                await stream.wait_and_send(CHUNK)


async def test_what_is_sent_to_one_that_has_just_ended_is_lost_with_it():
    stream, sounds = opened()
    sounds.close()
    assert stream.send(CHUNK)
    await stream.wait_and_send(CHUNK)


async def test_what_is_sent_after_its_end_is_lost_with_it():
    stream, _sounds = opened()
    stream.cancel()
    assert stream.send(CHUNK)
    await stream.wait_and_send(CHUNK)


async def test_words_answer_what_had_been_told_when_they_were_begun():
    stream, _sounds = opened()
    stream.begin(told=3)
    for _ in range(10):
        stream.send(CHUNK)
    stream.begin(told=7)
    stream.send(CHUNK)
    assert stream.told_before(10 * CHUNK.seconds, now=9) == 3
    assert stream.told_before(11 * CHUNK.seconds, now=9) == 7
    assert stream.told_before(12 * CHUNK.seconds, now=9) == 9


async def test_words_of_two_beginnings_count_from_the_first():
    stream, _sounds = opened()
    stream.begin(told=3)
    stream.send(CHUNK)
    stream.begin(told=7)
    stream.send(CHUNK)
    assert stream.told_before(2 * CHUNK.seconds, now=9) == 3
    assert stream.told_before(3 * CHUNK.seconds, now=9) == 9


async def test_without_a_detector_the_first_interim_words_are_the_beginning():
    stream, _sounds = opened(detects=False)
    for _ in range(10):
        stream.send(CHUNK)
    stream.begin(told=3)
    assert stream.told_before(0.2, now=9) == 3
    stream.begin(told=5)
    assert stream.told_before(0.3, now=9) == 5
    assert stream.told_before(0.3, now=9) == 9
