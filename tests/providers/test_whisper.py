"""Who is heard when, by an engine that stands in for Whisper and works in real threads."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from execora.providers import whisper
from execora.providers.port import Fault, FinalWords, InterimWords, ProviderError, Wanted
from execora.providers.whisper import WhisperRecogniser, available, load_engine
from execora.providers.whisper_guess import Guess
from execora.sound.stream import BYTES_A_SECOND, Frame, Mark, Sound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.reading import Language
    from execora.providers.port import Words

WANTED = Wanted("hi-en", ("Rahul", "Suresh"))
END = Mark.UTTERANCE_ENDS


class FakeEngine:
    """Hears what it is told of each length of sound, in tenths of a second; may be held up, or fail."""

    def __init__(self) -> None:
        self.words: dict[int, list[Guess]] = {}
        self.asked: list[tuple[int, bool]] = []
        self.wanted: list[tuple[Language, Sequence[str]]] = []
        self.loads = 0
        self.at_once = 0
        self.most_at_once = 0
        self.works = trio.Event()
        """Once it has begun."""
        self._trio = trio.lowlevel.current_trio_token()
        self.free = threading.Event()
        self.free.set()
        self.error: ProviderError | None = None

    def load(self, _folder: Path) -> FakeEngine:
        self.loads += 1
        if self.error:
            raise self.error
        return self

    def hear(self, pcm: bytes, language: Language, terms: Sequence[str], *, careful: bool) -> list[Guess]:
        tenths = round(10 * len(pcm) / BYTES_A_SECOND)
        self.asked.append((tenths, careful))
        self.wanted.append((language, terms))
        self._trio.run_sync_soon(self.works.set)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.free.wait(20)
        self.at_once -= 1
        if self.error:
            raise self.error
        return self.words.get(tenths, [Guess(f"{tenths} tenths", -0.2, 0.0)])


@pytest.fixture
async def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
async def ears(engine: FakeEngine) -> WhisperRecogniser:
    return WhisperRecogniser(Path("nowhere"), load=engine.load)


def speech(seconds: float) -> Frame:
    return Frame(bytes(2 * round(seconds * 16_000)), speech=True)


class Listener:
    """A conversation: says things, and keeps what was heard."""

    def __init__(self, ears: WhisperRecogniser, nursery: trio.Nursery) -> None:
        self.heard: list[Words] = []
        self.error: ProviderError | None = None
        self._news = trio.Event()
        self._ears = ears
        self._send, self._sound = trio.open_memory_channel[Sound](0)
        self.scope = trio.CancelScope()
        nursery.start_soon(self._run)

    async def _run(self) -> None:
        with self.scope:
            try:
                await self._ears.transcribe(WANTED, self._sound, self._hear)
            except ProviderError as error:
                self.error = error
        self._sound.close()
        self._hear(FinalWords("(over)", "test", 0))

    def _hear(self, words: Words) -> None:
        self.heard.append(words)
        self._news.set()

    async def say(self, *sounds: Sound) -> None:
        for sound in sounds:
            await self._send.send(sound)

    def hang_up(self) -> None:
        self._send.close()

    async def until(self, text: str) -> None:
        """Wait until words are heard."""
        while text not in [words.text for words in self.heard]:
            await self._more()

    async def until_final(self, text: str) -> None:
        """Wait until words are heard that do not change any more."""
        while text not in self.finals:
            await self._more()

    async def _more(self) -> None:
        self._news = trio.Event()
        await self._news.wait()

    @property
    def finals(self) -> list[str]:
        return [words.text for words in self.heard if isinstance(words, FinalWords) and words.provider == "local"]

    @property
    def interims(self) -> list[str]:
        return [words.text for words in self.heard if isinstance(words, InterimWords) and words.text]


async def rest(ears: WhisperRecogniser) -> None:
    """Wait until the engine has nothing to do."""
    await wait_all_tasks_blocked()
    async with ears._thread:
        pass
    await wait_all_tasks_blocked()
    assert ears.idle


@pytest.fixture
async def nursery():
    with trio.fail_after(30):
        async with trio.open_nursery() as nursery:
            yield nursery
            nursery.cancel_scope.cancel()


async def test_an_utterance_is_heard_whole_and_never_for_sure(ears: WhisperRecogniser, nursery: trio.Nursery):
    one = Listener(ears, nursery)
    await one.say(speech(0.2), speech(0.3), END)
    await one.until("5 tenths")
    assert one.heard == [FinalWords("5 tenths", "local", 0.5, pytest.approx(0.8187, abs=1e-3), sure=False)]


async def test_silence_between_utterances_counts_and_is_not_heard(ears: WhisperRecogniser, nursery: trio.Nursery):
    one = Listener(ears, nursery)
    await one.say(Frame(bytes(32_000), speech=False), speech(0.4), END, END, speech(0.3), END)
    one.hang_up()
    await one.until("(over)")
    assert [(words.text, round(words.until, 3)) for words in one.heard[:2]] == [("4 tenths", 1.4), ("3 tenths", 1.7)]
    assert len(one.heard) == 3


async def test_what_is_not_over_when_the_sound_ends_is_heard_as_well(ears: WhisperRecogniser, nursery: trio.Nursery):
    one = Listener(ears, nursery)
    await one.say(speech(0.2), END, speech(0.3))
    one.hang_up()
    await one.until("(over)")
    assert one.finals == ["2 tenths", "3 tenths"]


async def test_noise_settles_an_utterance_without_words(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery
):
    engine.words[5] = [Guess("Rahul ka balance batao", -1.6, 0.97)]
    one = Listener(ears, nursery)
    await one.say(speech(0.5), END)
    await one.until("")
    assert [words.text for words in one.heard if isinstance(words, FinalWords)] == [""]


async def test_the_engine_is_told_the_language_and_the_names(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery
):
    one = Listener(ears, nursery)
    await one.say(speech(0.5), END)
    await one.until("5 tenths")
    assert engine.wanted == [("hi-en", ("Rahul", "Suresh"))]


async def test_of_several_guesses_the_one_with_the_fewest_strangers_is_heard(engine: FakeEngine, nursery: trio.Nursery):
    def strangers(text: str, terms: Sequence[str]) -> int:
        return sum(word not in {*terms, "ka", "balance"} for word in text.split())

    engine.words[5] = [Guess("Rahul Kamele", -0.3, 0.0), Guess("Rahul ka balance", -0.4, 0.0)]
    one = Listener(WhisperRecogniser(Path("nowhere"), strangers, load=engine.load), nursery)
    await one.say(speech(0.5), END)
    await one.until("Rahul ka balance")


# -- words so far --------------------------------------------------------------


async def test_words_appear_while_somebody_speaks(engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery):
    one = Listener(ears, nursery)
    await one.say(speech(0.5), speech(0.4))
    await one.until("9 tenths")
    await rest(ears)
    await one.say(speech(0.5))
    await one.say(speech(0.5))
    await one.until("19 tenths")
    await rest(ears)
    await one.say(END)
    await one.until_final("19 tenths")
    assert one.interims == ["9 tenths", "19 tenths"]
    assert one.finals == ["19 tenths"]
    assert engine.asked == [(9, False), (19, False), (19, True)]


async def test_one_guess_at_a_time_is_made_at_what_goes_on(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery
):
    engine.free.clear()
    one, two = Listener(ears, nursery), Listener(ears, nursery)
    await one.say(speech(1))
    await engine.works.wait()
    await one.say(speech(1), speech(1))
    await two.say(speech(1.2), speech(1))
    engine.free.set()
    await one.until("10 tenths")
    assert engine.asked == [(10, False)]


async def test_two_who_speak_at_the_same_moment_do_not_both_get_a_guess(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery
):
    engine.free.clear()
    channels = [trio.open_memory_channel[Sound](1) for _ in range(2)]
    for send, sound in channels:
        send.send_nowait(speech(1))
        nursery.start_soon(ears.transcribe, WANTED, sound, lambda _words: None)
    await engine.works.wait()
    await wait_all_tasks_blocked()
    assert ears._thread.statistics().tasks_waiting == 0
    engine.free.set()
    await rest(ears)
    assert engine.asked == [(10, False)]


async def test_a_guess_that_comes_after_the_end_is_not_told(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery
):
    engine.free.clear()
    one = Listener(ears, nursery)
    await one.say(speech(1))
    await engine.works.wait()
    await one.say(speech(0.2), END)
    engine.free.set()
    await one.until("12 tenths")
    assert one.interims == []
    assert one.finals == ["12 tenths"]


async def test_words_so_far_that_are_not_to_be_believed_are_not_told(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery
):
    engine.words[10] = [Guess("Suresh", -1.9, 0.9)]
    one = Listener(ears, nursery)
    await one.say(speech(1))
    await engine.works.wait()
    await rest(ears)
    await one.say(speech(0.2), END)
    await one.until("12 tenths")
    assert one.interims == []


async def test_while_words_are_missing_it_says_that_it_lives(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(whisper, "SIGN_SECONDS", 0.01)
    engine.free.clear()
    one = Listener(ears, nursery)
    await one.say(speech(0.5), END)
    await one.until("")
    assert one.heard[0] == InterimWords("", "local")
    engine.free.set()
    await one.until("5 tenths")
    assert isinstance(one.heard[-1], FinalWords)


# -- several conversations -----------------------------------------------------


async def test_utterances_of_all_come_before_guesses_and_in_order(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery
):
    engine.free.clear()
    one, two, three = (Listener(ears, nursery) for _ in range(3))
    await one.say(speech(0.1), END)
    await engine.works.wait()
    await two.say(speech(0.2), END)
    await wait_all_tasks_blocked()
    assert ears._waiting == 2
    await one.say(speech(0.3), END)
    await three.say(speech(2), speech(0.5))
    engine.free.set()
    await one.until("3 tenths")
    assert engine.asked == [(1, True), (2, True), (3, True)]
    assert engine.most_at_once == 1
    assert engine.loads == 1


async def test_hanging_up_waits_for_nothing_and_its_words_go_to_nobody(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery
):
    engine.free.clear()
    one, two = Listener(ears, nursery), Listener(ears, nursery)
    await one.say(speech(0.1), END)
    await engine.works.wait()
    one.scope.cancel()
    await one.until("(over)")
    await two.say(speech(0.2), END)
    await wait_all_tasks_blocked()
    assert ears._waiting == 1
    assert engine.asked == [(1, True)]
    engine.free.set()
    await two.until("2 tenths")
    assert one.finals == []
    assert two.finals == ["2 tenths"]
    assert engine.most_at_once == 1


# -- when it cannot ------------------------------------------------------------


async def test_who_waits_too_long_is_told_that_it_is_slow(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(whisper, "PATIENCE_SECONDS", 0.05)
    engine.free.clear()
    one = Listener(ears, nursery)
    await one.say(speech(0.5), END)
    await one.until("(over)")
    assert one.error is not None
    assert one.error.fault is Fault.SLOW
    assert ears._waiting == 0
    engine.free.set()


async def test_however_many_speak_at_once_all_are_heard_in_their_turn(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery
):
    engine.free.clear()
    many = [Listener(ears, nursery) for _ in range(20)]
    for each in many:
        await each.say(speech(0.1), END)
    await wait_all_tasks_blocked()
    assert ears._waiting == len(many)
    engine.free.set()
    for each in many:
        await each.until_final("1 tenths")


async def test_a_model_that_cannot_be_loaded_is_told_of_with_the_final_words_and_tried_again(
    engine: FakeEngine, ears: WhisperRecogniser, nursery: trio.Nursery
):
    engine.error = ProviderError("local", Fault.REFUSED, "no model")
    one = Listener(ears, nursery)
    await one.say(speech(1))
    await rest(ears)
    assert engine.loads == 1
    await one.say(speech(0.1), END)
    await one.until("(over)")
    assert one.error is engine.error
    with pytest.raises(ProviderError):
        await ears.check()
    engine.error = None
    assert "Whisper" in await ears.check()


async def test_an_engine_that_fails_while_many_utterances_wait_is_no_group(engine: FakeEngine, ears: WhisperRecogniser):
    engine.free.clear()
    heard: list[Words] = []
    giving, given = trio.open_memory_channel[Sound](100)
    for _ in range(12):
        giving.send_nowait(speech(0.3))
        giving.send_nowait(END)

    async def fail_once_all_wait() -> None:
        await wait_all_tasks_blocked()
        assert given.statistics().current_buffer_used == 0
        engine.error = ProviderError("local", Fault.AWAY, "it broke")
        engine.free.set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(fail_once_all_wait)
        with pytest.raises(ProviderError, match="it broke"):
            await ears.transcribe(WANTED, given, heard.append)


async def test_without_its_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "execora.providers.whisper_engine", None)
    with pytest.raises(ProviderError, match=r"pip install 'execora\[local\]'") as raised:
        load_engine(Path("nowhere"))
    assert raised.value.fault is Fault.REFUSED
    assert available()


async def test_what_finds_the_folder_is_asked_once_there_is_something_to_hear(engine: FakeEngine):
    asked: list[Path] = []

    def load(folder: Path) -> FakeEngine:
        asked.append(folder)
        return engine

    ears = WhisperRecogniser(lambda: Path("found"), load=load)
    assert asked == []
    await ears.check()
    await ears.check()
    assert asked == [Path("found")]
    await ears.aclose()


async def test_it_is_let_go_of_once_the_engine_is_done_with_what_nobody_waits_for_any_more(
    engine: FakeEngine, ears: WhisperRecogniser
):
    engine.free.clear()
    async with trio.open_nursery() as session:
        await Listener(ears, session).say(speech(1))
        await engine.works.wait()
        session.cancel_scope.cancel()
    let_go = trio.Event()

    async def close() -> None:
        await ears.aclose()
        let_go.set()

    async with trio.open_nursery() as server:
        server.start_soon(close)
        await wait_all_tasks_blocked()
        assert not let_go.is_set()
        engine.free.set()
    assert engine.at_once == 0
