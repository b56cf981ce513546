"""Utterances heard one by one, with a provider that is a function."""

from __future__ import annotations

import wave
from io import BytesIO

import pytest
import trio

from execora.providers.clips import Said, hear
from execora.providers.port import Fault, FinalWords, InterimWords, ProviderError, Words
from execora.sound.stream import Sound
from tests.providers.listening import finals, spoken


async def echo(clip: bytes) -> Said:
    """Say how loud a clip is."""
    return Said(str(pcm_of(clip)[0]))


def pcm_of(clip: bytes) -> bytes:
    with wave.open(BytesIO(clip)) as file:
        return file.readframes(file.getnframes())


async def test_sound_is_taken_while_a_request_is_under_way(autojump_clock: trio.testing.MockClock):
    heard: list[Words] = []
    answered = trio.Event()

    async def slow(clip: bytes) -> Said:
        await answered.wait()
        return await echo(clip)

    async with trio.open_nursery() as nursery:
        giving, given = trio.open_memory_channel[Sound](0)
        nursery.start_soon(hear, "x", slow, given, heard.append)
        with trio.fail_after(1):
            for piece in [*spoken(1), *spoken(2)]:
                await giving.send(piece)
        assert finals(heard) == []
        answered.set()
        giving.close()
    assert [word.text for word in finals(heard)] == ["1", "2"]


async def test_a_request_under_way_lives_until_its_answer(autojump_clock: trio.testing.MockClock):
    told: list[tuple[float, str | None]] = []

    async def slow(clip: bytes) -> Said:
        await trio.sleep(5)
        return await echo(clip)

    def note(words: Words) -> None:
        told.append((trio.current_time(), words.text if isinstance(words, FinalWords) else None))

    giving, given = trio.open_memory_channel[Sound](100)
    for piece in spoken(1, 0.32):
        giving.send_nowait(piece)
    giving.close()
    await hear("x", slow, given, note)
    assert told == [(0.0, None), (2.0, None), (4.0, None), (5.0, "1")]


async def test_a_request_that_hangs_falls_silent(autojump_clock: trio.testing.MockClock):
    heard: list[Words] = []

    async def hangs(_clip: bytes) -> Said:
        await trio.sleep_forever()
        raise AssertionError

    giving, given = trio.open_memory_channel[Sound](100)
    for piece in spoken(1):
        giving.send_nowait(piece)
    with trio.move_on_after(3600):
        await hear("x", hangs, given, heard.append)
    assert [word.until for word in heard] == pytest.approx([0.512, *[0.64] * 4])
    assert all(isinstance(word, InterimWords) for word in heard)


async def test_a_failure_is_no_group_and_ends_the_run_though_sound_goes_on():
    async def fails(_clip: bytes) -> Said:
        raise ProviderError("x", Fault.AWAY, "gone")

    giving, given = trio.open_memory_channel[Sound](100)
    for piece in spoken(1):
        giving.send_nowait(piece)
    with trio.fail_after(1), pytest.raises(ProviderError, match="gone"):
        await hear("x", fails, given, list[Words]().append)


async def test_a_failure_is_no_group_while_more_utterances_wait_than_one_request_can_take():
    giving, given = trio.open_memory_channel[Sound](1000)
    for _ in range(12):
        for piece in spoken(1):
            giving.send_nowait(piece)

    async def fails_late(_clip: bytes) -> Said:
        await trio.testing.wait_all_tasks_blocked()
        raise ProviderError("x", Fault.AWAY, "gone")

    with trio.fail_after(1), pytest.raises(ProviderError, match="gone"):
        await hear("x", fails_late, given, list[Words]().append)
    assert given.statistics().current_buffer_used == 0


async def test_spaces_around_words_are_taken_off():
    async def padded(_clip: bytes) -> Said:
        return Said(" haan\n", 0.7, sure=False)

    heard: list[Words] = []
    giving, given = trio.open_memory_channel[Sound](100)
    for piece in spoken(1):
        giving.send_nowait(piece)
    giving.close()
    await hear("x", padded, given, heard.append)
    assert heard[-1] == FinalWords("haan", "x", pytest.approx(0.64), 0.7, sure=False)


@pytest.mark.parametrize(("seconds", "samples"), [(0.032, 8000), (0.64, 10240)])
async def test_a_short_clip_gets_silence_behind_it_and_a_long_one_stays_as_it_is(seconds: float, samples: int):
    clips: list[bytes] = []

    async def keep(clip: bytes) -> Said:
        clips.append(pcm_of(clip))
        return Said("")

    giving, given = trio.open_memory_channel[Sound](100)
    for piece in spoken(1, seconds):
        giving.send_nowait(piece)
    giving.close()
    await hear("x", keep, given, list[Words]().append)
    spoken_samples = round(seconds * 16_000)
    assert clips == [b"\1\0" * spoken_samples + b"\0\0" * (samples - spoken_samples)]
