"""One run of hearing: what waits for its recogniser, and what was asked before its words."""

from __future__ import annotations

import pytest
import trio

from execora.session.intake import Intake
from execora.session.port import Start
from execora.session.stream import PATIENCE_SECONDS, UNHEARD, DeafError, Stream, hand_over
from execora.sound.endpoint import CHUNK_BYTES
from execora.sound.stream import BYTES_A_SECOND, Frame, Sound
from tests.fakes.hearing import loudness

CHUNK = Frame(bytes(CHUNK_BYTES), speech=True)


def opened(*, detects: bool = True) -> tuple[Stream, trio.MemoryReceiveChannel[Sound]]:
    stream = Stream(Intake(Start(), loudness if detects else None, lambda _chunk: False, send_silence=False))
    return stream, stream.open()


async def test_two_minutes_wait_for_the_recogniser_and_no_more():
    stream, _sounds = opened()
    assert UNHEARD * CHUNK.seconds > 120
    for _ in range(UNHEARD):
        stream.send(CHUNK)
    with pytest.raises(DeafError):
        stream.send(CHUNK)


async def test_what_waits_is_handed_over_in_order_as_it_is_taken(autojump_clock: trio.testing.MockClock):
    stream, sounds = opened()
    sent = [Frame(bytes([number, 0]), speech=True) for number in range(5)]
    taken = []
    to_ears, ears = trio.open_memory_channel[Sound](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(hand_over, sounds, to_ears)
        for sound in sent:
            stream.send(sound)
        for _ in sent:
            await trio.sleep(PATIENCE_SECONDS - 0.1)
            taken.append(await ears.receive())
        stream.cancel()
    assert taken == sent


async def test_a_recogniser_that_takes_nothing_is_given_up(autojump_clock: trio.testing.MockClock):
    stream, sounds = opened()
    to_ears, _ears = trio.open_memory_channel[Sound](0)
    before = trio.current_time()
    stream.send(CHUNK)
    with pytest.raises(DeafError):
        await hand_over(sounds, to_ears)
    assert trio.current_time() - before == pytest.approx(PATIENCE_SECONDS)


async def test_one_that_has_nothing_to_take_is_not(autojump_clock: trio.testing.MockClock):
    stream, sounds = opened()
    to_ears, ears = trio.open_memory_channel[Sound](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(hand_over, sounds, to_ears)
        await trio.sleep(10 * PATIENCE_SECONDS)
        stream.send(CHUNK)
        assert await ears.receive() == CHUNK
        stream.cancel()


async def test_what_is_sent_to_one_that_has_just_ended_is_lost_with_it():
    stream, sounds = opened()
    to_ears, ears = trio.open_memory_channel[Sound](0)
    ears.close()
    stream.send(CHUNK)
    await hand_over(sounds, to_ears)
    stream.send(CHUNK)


async def test_what_is_sent_after_its_end_is_lost_with_it():
    stream, sounds = opened()
    stream.cancel()
    stream.send(CHUNK)
    with pytest.raises(trio.EndOfChannel):
        await sounds.receive()


async def test_words_answer_what_had_been_told_when_they_were_begun():
    stream, _sounds = opened()
    stream.begin(told=3)
    for _ in range(10):
        stream.send(CHUNK)
    stream.begin(told=7)
    stream.send(CHUNK)
    assert stream.told_before(10 * CHUNK.seconds, now=9) == 3
    assert stream.told_before(11 * CHUNK.seconds, now=9) == 7
    assert stream.told_before(12 * CHUNK.seconds, now=9) == 7, "the same stretch of speech goes on"


@pytest.mark.parametrize("chunks", range(1, 3000, 250))
async def test_a_beginning_outlives_the_words_before_it_however_long_they_were(chunks: int):
    stream, sounds = opened()
    stream.begin(told=3)
    for _ in range(chunks):
        stream.send(CHUNK)
        await sounds.receive()
    stream.begin(told=7)
    stream.send(CHUNK)
    assert stream.told_before(chunks * CHUNK_BYTES / BYTES_A_SECOND, now=9) == 3
    assert stream.told_before((chunks + 1) * CHUNK_BYTES / BYTES_A_SECOND, now=9) == 7


async def test_words_of_two_beginnings_count_from_the_first():
    stream, _sounds = opened()
    stream.begin(told=3)
    stream.send(CHUNK)
    stream.begin(told=7)
    stream.send(CHUNK)
    assert stream.told_before(2 * CHUNK.seconds, now=9) == 3
    assert stream.told_before(3 * CHUNK.seconds, now=9) == 7


async def test_the_rest_of_a_speech_counts_from_its_own_beginning_though_another_has_begun_since():
    stream, _sounds = opened()
    stream.begin(told=3)
    for _ in range(10):
        stream.send(CHUNK)
    assert stream.told_before(5 * CHUNK.seconds, now=9) == 3
    stream.begin(told=7)
    stream.send(CHUNK)
    assert stream.told_before(10 * CHUNK.seconds, now=9) == 3
    assert stream.told_before(11 * CHUNK.seconds, now=9) == 7


async def test_without_a_detector_the_first_interim_words_are_the_beginning():
    stream, _sounds = opened(detects=False)
    for _ in range(10):
        stream.send(CHUNK)
    stream.begin(told=3)
    assert stream.told_before(0.2, now=9) == 3
    stream.begin(told=5)
    assert stream.told_before(0.3, now=9) == 5
    assert stream.told_before(0.3, now=9) == 9


async def test_words_are_placed_in_time_behind_those_before_them(autojump_clock: trio.testing.MockClock):
    stream, _sounds = opened()
    await trio.sleep(5)
    stream.begin(told=3)
    for _ in range(10):
        stream.send(CHUNK)
    half, whole = 5 * CHUNK.seconds, 10 * CHUNK.seconds
    assert stream.uttered(half) == pytest.approx((5, 5 + half))
    stream.told_before(half, now=9)
    assert stream.uttered(whole) == stream.uttered() == pytest.approx((5 + half, 5 + whole))


async def test_without_a_detector_nobody_knows_when_words_were_begun(autojump_clock: trio.testing.MockClock):
    stream, _sounds = opened(detects=False)
    stream.send(CHUNK)
    stream.begin(told=3)
    await trio.sleep(5)
    assert stream.uttered(CHUNK.seconds) == (None, 5)


async def test_words_of_an_utterance_that_was_cut_short_do_not_count():
    stream, _sounds = opened()
    stream.begin(told=3)
    stream.open_utterance()
    for _ in range(20):
        stream.send(CHUNK)
    stream.close_utterance()
    whole = 20 * CHUNK.seconds
    assert stream.unfinished is None
    stream.begin(told=4)
    stream.open_utterance()
    for _ in range(20):
        stream.send(CHUNK)
    assert stream.unfinished is not None
    stream.unhear(stream.unfinished)
    stream.close_utterance()
    cut = 40 * CHUNK.seconds
    stream.begin(told=7)
    for _ in range(20):
        stream.send(CHUNK)
    later = 60 * CHUNK.seconds
    assert all(stream.counts(at) for at in (whole, whole + 0.02, later))
    assert not any(stream.counts(at) for at in (whole + 0.3, cut, cut + 0.02))
    assert stream.told_before(whole, now=9) == 3
    assert stream.told_before(later, now=9) == 7, "what was begun before and is not heard is not its beginning"


async def test_without_a_detector_all_that_is_not_settled_is_what_was_cut_short():
    stream, _sounds = opened(detects=False)
    stream.open_utterance()
    for _ in range(20):
        stream.send(CHUNK)
    stream.told_before(10 * CHUNK.seconds, now=3)
    assert stream.unfinished is not None
    stream.unhear(stream.unfinished)
    assert stream.counts(10 * CHUNK.seconds)
    assert not stream.counts(20 * CHUNK.seconds)
