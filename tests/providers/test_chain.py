"""Ears in a chain, with recognisers that hear what was put into the sound and a clock that jumps."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from trio.testing import MockClock

from execora.providers import clips
from execora.providers.chain import EarsChain
from execora.providers.port import Condition, Fault, FinalWords, InterimWords, ProviderError, Wanted
from tests.fakes.ears import WORD_SECONDS, Fails, FakeRecogniser, finals, hear, silence, spoken, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from execora.providers.port import Words
    from execora.sound.stream import Frame, Sound

WANTED = Wanted("hi-en", ("Rahul",))


def chain(*recognisers: FakeRecogniser) -> EarsChain:
    return EarsChain(recognisers, luck=lambda: 0.5)


@dataclass
class Requests(FakeRecogniser):
    """Hears whole clips, and takes so many seconds for each."""

    takes: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)

    async def transcribe(
        self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        if self.runs:
            await super().transcribe(wanted, sound, heard)
        await clips.hear(self.name, self.ask, sound, heard)

    async def ask(self, _clip: bytes) -> clips.Said:
        self.asked.append(trio.current_time())
        await trio.sleep(self.takes.pop(0))
        return clips.Said("heard")


async def test_what_is_said_is_heard_and_what_was_wanted_is_passed_on(autojump_clock: MockClock):
    only = FakeRecogniser()
    words = await hear(chain(only).transcribe, WANTED, spoken("rahul ka balance"))
    assert [(type(each), each.text, each.until) for each in words] == [
        (InterimWords, "rahul", 0.5),
        (InterimWords, "rahul ka", 1.0),
        (InterimWords, "rahul ka balance", 1.5),
        (FinalWords, "rahul ka balance", 1.5),
    ]
    assert only.wanted == WANTED


async def test_nobody_is_asked_before_there_is_sound(autojump_clock: MockClock):
    only = FakeRecogniser()
    assert await hear(chain(only).transcribe, WANTED, []) == []
    assert only.started == []


async def test_after_a_drop_the_same_one_hears_again_what_was_not_settled(autojump_clock: MockClock):
    only = FakeRecogniser(runs=[Fails(after=4)])
    words = await hear(chain(only).transcribe, WANTED, [*spoken("a b"), *spoken("c d")])
    assert finals(words) == ["a b", "c d"]
    assert only.given[1] == list(spoken("c d"))
    assert only.started == [0.0, 0.25]
    assert words[-1].until == 4 * WORD_SECONDS


async def test_one_that_works_in_between_runs_again_after_a_moment(autojump_clock: MockClock):
    only = FakeRecogniser(runs=[Fails(after=1), Fails(after=1), None])
    await hear(chain(only).transcribe, WANTED, spoken("a b"))
    assert only.started == [0.0, 0.25, 0.5]


async def test_one_that_never_worked_is_left_at_once_for_the_next(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", [Fails()]), FakeRecogniser("second")
    ears = chain(first, second)
    words = await hear(ears.transcribe, WANTED, spoken("a b"))
    assert finals(words) == ["a b"]
    assert {each.provider for each in words} == {"second"}
    assert second.started == [0.0]
    assert ears.conditions == [Condition("first", "broken", "raises"), Condition("second", "up")]
    assert ears.serving == "second"


async def test_one_that_fails_in_the_middle_of_an_utterance_is_followed_by_the_next(autojump_clock: MockClock):
    first = FakeRecogniser("first", [Fails(after=2), Fails()])
    second = FakeRecogniser("second")
    words = await hear(chain(first, second).transcribe, WANTED, spoken("a b c"))
    assert finals(words) == ["a b c"]
    assert words[-1].provider == "second"


async def test_one_that_takes_no_sound_is_given_up(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", [Fails("stalls", after=2)]), FakeRecogniser("second")
    ears = chain(first, second)
    assert finals(await hear(ears.transcribe, WANTED, spoken("a b c"))) == ["a b c"]
    assert second.started == [2.0]
    assert ears.conditions[0].state == "slow"


async def test_one_that_cannot_even_begin_has_a_little_longer(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", [Fails("stalls")]), FakeRecogniser("second")
    assert finals(await hear(chain(first, second).transcribe, WANTED, spoken("a b c"))) == ["a b c"]
    assert second.started == [4.0]


async def test_one_that_is_deaf_is_given_up(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", [Fails("deaf", after=1)]), FakeRecogniser("second")
    assert finals(await hear(chain(first, second).transcribe, WANTED, spoken("a b c"))) == ["a b c"]
    assert second.started == [4.0]


async def test_one_that_is_deaf_in_the_middle_of_a_long_utterance_is_given_up(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", [Fails("deaf", after=2)]), FakeRecogniser("second")
    said = " ".join("abcdefghijklmnopqrstuvwx")
    words = await hear(chain(first, second).transcribe, WANTED, spoken(said), apart=WORD_SECONDS)
    assert finals(words) == [said]
    assert second.started == [0.5 * (1 + 6) + 4.0]


async def test_a_request_for_a_whole_clip_has_ten_seconds_and_is_made_once(autojump_clock: MockClock):
    first, second = Requests(takes=[9.9, 99.0]), FakeRecogniser("second")
    words = await hear(chain(first, second).transcribe, WANTED, [*spoken("a b"), 20.0, *spoken("c")])
    assert finals(words) == ["heard", "c"]
    assert (first.asked, second.started) == ([0.0, 20.0], [30.0])


async def test_one_that_is_slow_but_lives_is_waited_for(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", lives=15), FakeRecogniser("second")
    assert finals(await hear(chain(first, second).transcribe, WANTED, spoken("a b c"))) == ["a b c"]
    assert second.started == []


async def test_one_that_lives_but_never_comes_to_an_end_is_given_up(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", lives=99), FakeRecogniser("second")
    assert finals(await hear(chain(first, second).transcribe, WANTED, spoken("a b c"))) == ["a b c"]
    assert second.started == [20.0]


async def test_nobody_waits_for_words_where_nobody_speaks(autojump_clock: MockClock):
    only = FakeRecogniser()
    words = await hear(chain(only).transcribe, WANTED, [silence()] * 60 + list(spoken("a")), apart=WORD_SECONDS)
    assert finals(words) == ["a"]
    assert len(only.started) == 1


async def test_silence_is_not_heard_again(autojump_clock: MockClock):
    only = FakeRecogniser(runs=[Fails(after=3)])
    words = await hear(chain(only).transcribe, WANTED, [silence()] * 20 + list(spoken("a b c")), apart=WORD_SECONDS)
    assert finals(words) == ["a b c"]
    assert only.given[1][0].pcm == silence().pcm
    assert only.given[1][1] == word("a")


async def test_nobody_is_asked_to_hear_silence(autojump_clock: MockClock):
    only = FakeRecogniser()
    assert await hear(chain(only).transcribe, WANTED, [silence()] * 200, apart=WORD_SECONDS) == []
    assert only.started == []


async def test_one_who_is_silent_keeps_nobody_from_what_works_again(autojump_clock: MockClock):
    ears = chain(FakeRecogniser(runs=[Fails()]))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(partial(hear, ears.transcribe, WANTED, [silence()] * 200, apart=WORD_SECONDS))
        await trio.sleep(30)
        assert finals(await hear(ears.transcribe, WANTED, spoken("b"))) == ["b"]
        nursery.cancel_scope.cancel()


async def test_a_run_that_ends_with_the_sound_settles_it_though_it_tells_no_words(autojump_clock: MockClock):
    class Wordless(FakeRecogniser):
        async def transcribe(self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], _: object) -> None:
            await super().transcribe(wanted, sound, lambda _words: None)

    only = Wordless()
    assert await hear(chain(only).transcribe, WANTED, spoken("a b")) == []
    assert len(only.started) == 1


async def test_what_a_run_says_after_its_end_is_not_heard(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", [Fails("late words", after=2)]), FakeRecogniser("second")
    assert finals(await hear(chain(first, second).transcribe, WANTED, spoken("a b c"))) == ["a b c"]


@pytest.mark.parametrize("after", [1, 2, 3])
async def test_a_run_that_returns_too_early_has_failed(autojump_clock: MockClock, after: int):
    first, second = FakeRecogniser("first", [Fails("returns", after), Fails()]), FakeRecogniser("second")
    ears = chain(first, second)
    assert finals(await hear(ears.transcribe, WANTED, spoken("a b c"))) == ["a b c"]
    assert ears.conditions[0] == Condition("first", "broken", "raises")


async def test_a_run_that_does_not_end_with_the_sound_is_ended(autojump_clock: MockClock):
    class Lingering(FakeRecogniser):
        async def transcribe(self, *given: object) -> None:
            await super().transcribe(*given)
            await trio.sleep_forever()

    assert finals(await hear(chain(Lingering()).transcribe, WANTED, spoken("a"))) == ["a"]
    assert trio.current_time() == 4.0


async def test_while_all_are_broken_it_tries_for_a_while_and_then_says_so(autojump_clock: MockClock):
    only = FakeRecogniser(runs=[Fails()] * 20)
    with pytest.raises(ProviderError, match="raises") as caught:
        await hear(chain(only).transcribe, WANTED, spoken("a"))
    assert caught.value.fault is Fault.AWAY
    assert only.started == [0.0, 1.0, 3.0, 7.0]
    assert trio.current_time() == 7.0


async def test_a_drop_while_nobody_spoke_takes_no_patience_from_who_speaks_later(autojump_clock: MockClock):
    only = FakeRecogniser(runs=[Fails(after=2), Fails()])
    words = await hear(chain(only).transcribe, WANTED, [*spoken("a"), 300.0, *spoken("b")])
    assert finals(words) == ["a", "b"]
    assert only.started == [0.0, 300.0, 301.0]


async def test_where_all_refuse_it_says_so_at_once(autojump_clock: MockClock):
    refused = Fails(fault=Fault.REFUSED)
    ears = chain(FakeRecogniser("first", [refused]), FakeRecogniser("second", [refused]))
    with pytest.raises(ProviderError) as caught:
        await hear(ears.transcribe, WANTED, spoken("a"))
    assert (caught.value.fault, trio.current_time()) == (Fault.REFUSED, 0.0)
    assert ears.serving is None


async def test_another_conversation_learns_of_it_without_trying(autojump_clock: MockClock):
    only = FakeRecogniser(runs=[Fails(fault=Fault.REFUSED)] * 2)
    ears = chain(only)
    for _ in range(2):
        with pytest.raises(ProviderError):
            await hear(ears.transcribe, WANTED, spoken("a"))
    assert len(only.started) == 1


async def test_what_was_said_while_nobody_heard_is_heard_once_somebody_does(autojump_clock: MockClock):
    only = FakeRecogniser(runs=[Fails()] * 2)
    words = await hear(chain(only).transcribe, WANTED, [*spoken("a b"), *spoken("c d")], apart=WORD_SECONDS)
    assert finals(words) == ["a b", "c d"]


async def test_a_sender_waits_once_thirty_seconds_are_unsettled(autojump_clock: MockClock):
    only = FakeRecogniser(runs=[Fails()] * 20)
    taken = 0

    def sounds() -> Iterator[Frame]:
        nonlocal taken
        while True:
            yield word("a")
            taken += 1

    with pytest.raises(ProviderError):
        await hear(chain(only).transcribe, WANTED, sounds())
    assert taken == 30 / WORD_SECONDS + 1


async def test_a_conversation_goes_back_between_utterances_once_the_first_may_be_tried(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", [Fails()]), FakeRecogniser("second")
    ears = chain(first, second)
    said = [*spoken("a b"), *spoken("c d"), *spoken("e f")]
    words = await hear(ears.transcribe, WANTED, said, apart=WORD_SECONDS)
    assert [(each.text, each.provider) for each in words if isinstance(each, FinalWords)] == [
        ("a b", "second"),
        ("c d", "first"),
        ("e f", "first"),
    ]
    assert len(second.started) == 1
    assert ears.conditions[0].state == "up"


async def test_nobody_is_moved_while_something_waits_to_be_heard(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", [Fails(fault=Fault.BUSY)]), FakeRecogniser("second", lives=1)
    said = [*spoken("a"), 7.0, *spoken("b"), *spoken("c"), 7.0, *spoken("d")]
    words = await hear(chain(first, second).transcribe, WANTED, said)
    assert [each.provider for each in words if isinstance(each, FinalWords)] == ["second"] * 3 + ["first"]


async def test_drops_of_one_conversation_are_not_the_others(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", [Fails(after=1)] * 10), FakeRecogniser("second")
    ears = chain(first, second)
    heard: list[list[Words]] = []

    async def listen() -> None:
        heard.append(await hear(ears.transcribe, WANTED, spoken("a b")))

    async with trio.open_nursery() as nursery:
        for _ in range(10):
            nursery.start_soon(listen)
    assert [finals(words) for words in heard] == [["a b"]] * 10
    assert second.started == []
    assert ears.conditions[0].state == "up"


async def test_one_that_drops_again_and_again_is_left_for_a_while_by_that_conversation(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", [Fails(after=1)] * 3), FakeRecogniser("second")
    ears = chain(first, second)
    words = await hear(ears.transcribe, WANTED, [*spoken("a b"), 2.0, *spoken("c"), 1.0, *spoken("d")])
    assert [(each.text, each.provider) for each in words if isinstance(each, FinalWords)] == [
        ("a b", "second"),
        ("c", "second"),
        ("d", "first"),
    ]
    assert ears.conditions[0].state == "up"


async def test_what_is_not_fit_of_one_shop_is_heard_by_the_next_and_spoils_nothing_for_others(
    autojump_clock: MockClock,
):
    first, second = FakeRecogniser("first", [None, Fails(fault=Fault.UNFIT)]), FakeRecogniser("second")
    ears = chain(first, second)
    await hear(ears.transcribe, WANTED, spoken("a"))
    words = await hear(ears.transcribe, WANTED, [*spoken("b"), *spoken("c")], apart=10.0)
    assert [(each.text, each.provider) for each in words if isinstance(each, FinalWords)] == [
        ("b", "second"),
        ("c", "second"),
    ]
    assert len(first.started) == 2
    assert ears.conditions[0].state == "up"


async def test_a_shop_whose_request_nobody_takes_is_told_at_once(autojump_clock: MockClock):
    ears = chain(FakeRecogniser("first", [None, Fails(fault=Fault.UNFIT)]))
    await hear(ears.transcribe, WANTED, spoken("a"))
    with pytest.raises(ProviderError) as caught:
        await hear(ears.transcribe, WANTED, spoken("b"))
    assert (caught.value.fault, trio.current_time()) == (Fault.UNFIT, 0.0)


async def test_the_only_one_is_not_shut_for_others_where_it_was_slow_once(autojump_clock: MockClock):
    ears = chain(FakeRecogniser("first", [Fails("stalls", after=2)]))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(hear, ears.transcribe, WANTED, spoken("a b c"))
        await trio.sleep(2.5)
        assert ears.conditions[0].state == "up"


async def test_one_who_tries_at_length_keeps_nobody_from_trying(autojump_clock: MockClock):
    ears = chain(Requests(runs=[Fails()], takes=[0.5, 3.0]))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(partial(hear, ears.transcribe, WANTED, spoken("a " * 28), apart=WORD_SECONDS))
        await trio.sleep(1.5)
        assert finals(await hear(ears.transcribe, WANTED, spoken("b"))) == ["heard"]
        assert trio.current_time() == 0.5 + 1.0 + 3.0 + 0.5


async def test_nobody_gives_up_while_another_finds_out_whether_it_works_again(autojump_clock: MockClock):
    class Busy(FakeRecogniser):
        async def transcribe(self, *given: object) -> None:
            if not self.started:
                self.started.append(0.0)
                raise ProviderError(self.name, Fault.BUSY, "busy", retry_after_seconds=10.0)
            await super().transcribe(*given)

    ears = chain(Busy())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(hear, ears.transcribe, WANTED, spoken("a"))
        await trio.sleep(1)
        assert finals(await hear(ears.transcribe, WANTED, spoken("b"))) == ["b"]


async def test_one_conversation_at_a_time_tries_what_was_broken(autojump_clock: MockClock):
    first, second = FakeRecogniser("first", [Fails(), Fails("deaf", after=1)]), FakeRecogniser("second")
    ears = chain(first, second)
    await hear(ears.transcribe, WANTED, spoken("a"))
    await trio.sleep(10)
    async with trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(hear, ears.transcribe, WANTED, spoken("b"))
    assert len(first.started) == 2


async def test_a_chain_may_begin_with_the_one_that_is_wished_for(autojump_clock: MockClock):
    first, second = FakeRecogniser("first"), FakeRecogniser("second", [Fails()])
    ears = chain(first, second)
    wished = ears.only("second")
    assert ears.only("third") is None
    assert wished
    assert wished.serving == "second"
    words = await hear(wished.transcribe, WANTED, spoken("a"))
    assert words[-1].provider == "first"
    assert ears.conditions[1].state == "broken"  # both know of it


async def test_a_fault_of_our_own_is_no_failure_of_the_provider(autojump_clock: MockClock):
    class Faulty(FakeRecogniser):
        async def transcribe(self, *_: object) -> None:
            raise KeyError("ours")

    ears = chain(Faulty())
    with pytest.RaisesGroup(KeyError, flatten_subgroups=True):
        await hear(ears.transcribe, WANTED, spoken("a"))
    assert ears.conditions[0].state == "up"


async def test_checking_asks_each(autojump_clock: MockClock):
    ears = chain(FakeRecogniser("first", [None]), FakeRecogniser("second"))
    assert await ears.check() == "second: fine"
    with pytest.raises(ProviderError):
        await chain(FakeRecogniser("first", [None])).check()


def test_no_word_is_lost_or_doubled_and_all_stay_in_order():
    ways = st.sampled_from(["raises", "returns", "stalls", "deaf", "late words", "says and raises"])
    failing = st.none() | st.builds(Fails, ways, st.integers(0, 9), st.sampled_from([Fault.AWAY, Fault.SLOW]))

    @given(
        utterances=st.lists(st.integers(1, 5), min_size=1, max_size=6),
        runs=st.lists(st.lists(failing, max_size=3), min_size=2, max_size=3),
        splits=st.lists(st.integers(0, 3), min_size=3, max_size=3),
        apart=st.sampled_from([0.0, 0.5]),
        quiet=st.booleans(),
        pause=st.sampled_from([0.0, 1.0, 4.0, 70.0]),
    )
    def judged(
        utterances: list[int],
        runs: list[list[Fails | None]],
        splits: list[int],
        apart: float,
        quiet: bool,
        pause: float,
    ):
        trio.run(_judge, utterances, runs, splits, apart, quiet, pause, clock=MockClock(autojump_threshold=0))

    judged()


async def _judge(
    utterances: list[int], runs: list[list[Fails | None]], splits: list[int], apart: float, quiet: bool, pause: float
) -> None:
    scripts = zip(runs, splits, strict=False)
    recognisers = [FakeRecogniser(f"r{n}", list(fails), split) for n, (fails, split) in enumerate(scripts)]
    recognisers.append(FakeRecogniser("good"))
    said: list[str] = []
    sounds: list[Sound | float] = []
    for number, words in enumerate(utterances):
        texts = [f"{number}.{at}" for at in range(words)]
        said += texts
        sounds += [*([silence()] * 3 if quiet else []), *spoken(" ".join(texts)), pause]
    heard = await hear(chain(*recognisers).transcribe, WANTED, sounds, apart=apart)
    assert " ".join(finals(heard)).split() == said
    settled = [each.until for each in heard if isinstance(each, FinalWords)]
    assert all(earlier <= later for earlier, later in pairwise(settled))
