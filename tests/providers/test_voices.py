"""Voices in a chain, with voices that speak and fail as a test says, and a clock that jumps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pytest
import trio

from execora.providers.cache import ClipCache
from execora.providers.port import Condition, Fault, Piece, ProviderError, Say
from execora.providers.voices import VoiceChain

if TYPE_CHECKING:
    from trio.testing import MockClock

HAAN = Say("हाँ", "hi")
YES = Say("yes", "en")


@dataclass
class ScriptedVoice:
    """Says each clause in so many seconds of waiting a piece; an error among them ends it."""

    name: str
    script: list[list[float | ProviderError]] = field(default_factory=list)
    """Of the next clauses; those after them have three pieces, at once."""
    languages: tuple[str, ...] = ("hi", "en")
    said: list[Say] = field(default_factory=list)
    closed: bool = False
    under_way: int = 0

    def speaks(self, language: Literal["hi", "en"]) -> bool:
        return language in self.languages

    async def speak(self, said: Say, pieces: trio.MemorySendChannel[Piece]) -> None:
        self.said.append(said)
        self.under_way += 1
        try:
            for number, step in enumerate(self.script.pop(0) if self.script else [0.0] * 3):
                if isinstance(step, ProviderError):
                    raise step
                await trio.sleep(step)
                await pieces.send(self.piece(number))
        finally:
            self.under_way -= 1

    def piece(self, number: int) -> Piece:
        return Piece(bytes([number, 0]) * 8000, 16_000, self.name)

    async def check(self) -> str:
        if self.script:
            raise error(self.name)
        return "fine"

    async def aclose(self) -> None:
        self.closed = True


def error(name: str, fault: Fault = Fault.AWAY) -> ProviderError:
    return ProviderError(name, fault, fault.value)


def chain(*voices: ScriptedVoice, cache: ClipCache | None = None) -> VoiceChain:
    return VoiceChain(voices, cache or ClipCache(10**6), luck=lambda: 0.5)


async def heard(voices: VoiceChain, said: Say = HAAN, *, apart: float = 0.0) -> list[Piece]:
    """Let a clause be said, and take a piece every so many seconds."""
    taken: list[Piece] = []
    failure = None
    to_us, pieces = trio.open_memory_channel[Piece](0)

    async def take() -> None:
        async for piece in pieces:
            taken.append(piece)
            await trio.sleep(apart)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(take)
        with to_us:
            try:
                await voices.speak(said, to_us)
            except ProviderError as caught:
                failure = caught
    if failure:
        raise failure
    return taken


async def test_the_first_that_speaks_the_language_says_it(autojump_clock: MockClock):
    english, both = ScriptedVoice("english", languages=("en",)), ScriptedVoice("both")
    voices = chain(english, both)
    assert await heard(voices) == [both.piece(number) for number in range(3)]
    assert [piece.provider for piece in await heard(voices, YES)] == ["english"] * 3
    assert english.said == [YES]


async def test_what_was_said_lately_comes_at_once(autojump_clock: MockClock):
    voice = ScriptedVoice("one", [[1.0, 1.0, 1.0]])
    voices = chain(voice)
    first = await heard(voices)
    assert trio.current_time() == 3.0
    assert await heard(voices) == first
    assert trio.current_time() == 3.0
    assert voice.said == [HAAN]


async def test_a_clause_that_broke_off_is_not_kept(autojump_clock: MockClock):
    voice = ScriptedVoice("one", [[0.0, error("one")]])
    voices = chain(voice)
    with pytest.raises(ProviderError):
        await heard(voices)
    assert len(await heard(voices)) == 3
    assert len(voice.said) == 2


async def test_the_next_voice_begins_a_clause_anew_that_broke_off(autojump_clock: MockClock):
    first, second = ScriptedVoice("first", [[0.0, 0.0, error("first")]]), ScriptedVoice("second")
    voices = chain(first, second)
    assert await heard(voices) == [*map(first.piece, range(2)), *map(second.piece, range(3))]
    assert voices.conditions[0].state == "up"  # it had worked


async def test_a_clause_that_is_not_fit_for_a_voice_spoils_nothing_for_others(autojump_clock: MockClock):
    first = ScriptedVoice("first", [[0.0], [error("first", Fault.UNFIT)]])
    voices = chain(first, ScriptedVoice("second"), cache=ClipCache(0))
    spoken_by = [(await heard(voices))[0].provider for _ in range(3)]
    assert spoken_by == ["first", "second", "first"]
    assert voices.conditions[0].state == "up"


async def test_a_voice_that_never_worked_is_left_alone_and_tried_again_later(autojump_clock: MockClock):
    first, second = ScriptedVoice("first", [[error("first")]]), ScriptedVoice("second")
    voices = chain(first, second, cache=ClipCache(0))
    await heard(voices)
    await heard(voices)
    assert (len(first.said), len(second.said)) == (1, 2)
    assert voices.conditions == [Condition("first", "broken", "away"), Condition("second", "up")]
    assert voices.serving == "second"
    await trio.sleep(2)
    assert voices.serving == "first"
    await heard(voices)
    assert (len(first.said), voices.conditions[0].state) == (2, "up")


@pytest.mark.parametrize(("script", "seconds"), [([99.0], 3.0), ([0.0, 99.0], 2.0)])
async def test_a_voice_that_hesitates_is_left(autojump_clock: MockClock, script: list[float], seconds: float):
    first, second = ScriptedVoice("first", [script]), ScriptedVoice("second")
    voices = chain(first, second)
    assert (await heard(voices))[-1].provider == "second"
    assert trio.current_time() == seconds
    assert first.under_way == 0
    assert voices.conditions[0].state == "slow"


async def test_who_listens_slowly_is_no_fault_of_the_voice(autojump_clock: MockClock):
    voice = ScriptedVoice("one", [[0.0] * 100])
    voices = chain(voice)
    assert len(await heard(voices, apart=10.0)) == 100
    assert voices.conditions[0].state == "up"


async def test_a_clause_without_end_is_ended(autojump_clock: MockClock):
    voice = ScriptedVoice("one", [[0.0] * 500])
    with pytest.raises(ProviderError, match="no end"):
        await heard(chain(voice))


async def test_a_voice_that_says_nothing_has_failed(autojump_clock: MockClock):
    first, second = ScriptedVoice("first", [[]]), ScriptedVoice("second")
    assert (await heard(chain(first, second)))[0].provider == "second"


async def test_none_that_speaks_the_language_is_an_error(autojump_clock: MockClock):
    with pytest.raises(ProviderError, match="no voice"):
        await heard(chain(ScriptedVoice("english", languages=("en",))))


async def test_where_all_are_broken_it_says_why(autojump_clock: MockClock):
    voices = chain(ScriptedVoice("one", [[error("one", Fault.REFUSED)]]))
    with pytest.raises(ProviderError, match="one: refused"):
        await heard(voices)
    with pytest.raises(ProviderError, match="one: one: refused"):
        await heard(voices)
    assert voices.serving is None


async def test_silencing_it_stops_the_voice(autojump_clock: MockClock):
    voice = ScriptedVoice("one", [[1.0] * 3])
    with trio.move_on_after(1.5):
        await heard(chain(voice))
    assert voice.under_way == 0


async def test_a_chain_may_begin_with_the_one_that_is_wished_for(autojump_clock: MockClock):
    first, second = ScriptedVoice("first"), ScriptedVoice("second", [[error("second")]])
    voices = chain(first, second)
    wished = voices.only("second")
    assert voices.only("third") is None
    assert wished
    assert wished.serving == "second"
    assert (await heard(wished))[0].provider == "first"
    assert voices.conditions[1].state == "broken"


async def test_checking_asks_each_and_closing_closes_each(autojump_clock: MockClock):
    first, second = ScriptedVoice("first", [[]]), ScriptedVoice("second")
    voices = chain(first, second)
    assert await voices.check() == "second: fine"
    await voices.aclose()
    assert first.closed
    assert second.closed
    with pytest.raises(ProviderError):
        await chain(first).check()
