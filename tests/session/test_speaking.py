"""What is said aloud, when, and what is not said any more: on a clock that jumps."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID, uuid4

import pytest
import trio
import trio.testing
from hypothesis import given, settings
from hypothesis import strategies as st

from execora.providers.port import Piece, Say
from execora.session.clips import LEAST_SECONDS, MOST_SECONDS, STALL_SECONDS, WHOLE_SECONDS
from execora.session.outbox import MOST_SPEECH_BYTES, Outbox
from execora.session.own_words import Played
from execora.session.port import Answer, Claim, Event, Final, Interrupt, Speech, Start, Stop
from execora.session.speaking import AHEAD_SECONDS, BETWEEN_SECONDS, MOST_WAITING, POLITE_SECONDS, Speaking
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.voices import RATE, FakeVoices
from tests.shop import talking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from trio.testing import MockClock

    from execora.language.reading import Language
    from tests.fakes.door import FakeDoor

LONG = "Rahul Sharma ke paanch sau rupaye baaki hain. Suresh Kumar ke do sau rupaye baaki hain."
"""Two clauses."""


def answer(text: str, language: Language = "hi-en") -> Answer:
    return Answer(key="found", text=text, language=language, speech=text)


def number_of(event: Event) -> int:
    """Return which clause of `FakeVoices` it is the sound of."""
    [number] = {event.audio[at : at + 2] for at in range(0, len(event.audio), 2)}
    return int.from_bytes(number, "little")


def seconds_of(event: Event) -> float:
    return len(event.audio) / (2 * RATE)


class Client:
    """Hears what is said, and when, in seconds since it came."""

    def __init__(self, voices: FakeVoices) -> None:
        self.voices = voices
        self.outbox = Outbox()
        self.speaking = Speaking(voices, self.outbox, self.outbox.put)
        self.told: list[Event] = []
        self.told_at: list[float] = []
        self._came_at = trio.current_time()
        self.reads = trio.Event()
        """Set as long as it reads."""
        self.reads.set()

    @property
    def now(self) -> float:
        return round(trio.current_time() - self._came_at, 9)

    def say(self, text: str, language: Language = "hi-en", **told: str) -> Answer:
        said = answer(text, language)
        self.speaking.say({"speech": text, "language": language, **told}, said)
        return said

    async def read(self) -> None:
        while events := await self.outbox.get():
            await self.reads.wait()
            self.told += [event for _, event in events]
            self.told_at += [self.now] * len(events)

    @property
    def sounds(self) -> list[Event]:
        return [event for event in self.told if event.audio]

    @property
    def began_at(self) -> list[float]:
        return [round(at - self._came_at, 9) for at in self.voices.began_at]

    def heard(self) -> list[tuple[int, float]]:
        """Return the clauses as they sounded, one after the other, each with its length in seconds."""
        return [
            (number, round(sum(map(seconds_of, sounds)), 6)) for number, sounds in groupby(self.sounds, key=number_of)
        ]

    @property
    def kinds(self) -> list[str]:
        """Return the types of what was told, several of one behind each other as one."""
        return [kind for kind, _ in groupby(event.type for event in self.told)]

    def of(self, event_type: str) -> list[dict[str, Any]]:
        return [dict(event.data) for event in self.told if event.type == event_type]


@asynccontextmanager
async def listening(voices: FakeVoices | None = None, wish: str | None = None) -> AsyncIterator[Client]:
    client = Client(voices or FakeVoices())
    assert client.speaking.wish(wish)
    with trio.fail_after(10_000):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(client.speaking.run)
            nursery.start_soon(client.read)
            await trio.testing.wait_all_tasks_blocked()
            yield client
            await trio.testing.wait_all_tasks_blocked()
            nursery.cancel_scope.cancel()
    assert client.voices.at_once == 0


# -- whose turn it is ----------------------------------------------------------


async def test_nothing_is_begun_while_somebody_speaks(autojump_clock: MockClock):
    async with listening() as client:
        client.speaking.give_way(speaking=True)
        client.say("Rahul ka balance paanch sau rupaye hai.")
        await trio.sleep(1)
        assert client.sounds == []
        client.speaking.give_way(speaking=False)
        await trio.sleep(0.5)
        assert client.told_at[0] == 1


async def test_whoever_begins_again_at_once_still_has_the_floor(autojump_clock: MockClock):
    async with listening() as client:
        client.speaking.give_way(speaking=True)
        client.say("Rahul ka balance paanch sau rupaye hai.")
        await trio.sleep(1)
        client.speaking.give_way(speaking=False)
        client.speaking.give_way(speaking=True)
        await trio.sleep(1)
        assert client.sounds == []


async def test_a_noise_that_never_ends_is_not_waited_for(autojump_clock: MockClock):
    async with listening() as client:
        client.speaking.give_way(speaking=True)
        client.say("Rahul ka balance paanch sau rupaye hai.")
        client.say("Suresh ka balance do sau rupaye hai.")
        await trio.sleep(POLITE_SECONDS + 10)
        assert client.told_at[0] == POLITE_SECONDS
        assert [number for number, _ in client.heard()] == [1, 2]


async def test_whoever_begins_to_speak_while_an_answer_is_made_is_not_spoken_over(autojump_clock: MockClock):
    async with listening(FakeVoices(takes=0.6)) as client:
        client.say("Rahul ka balance paanch sau rupaye hai.")
        await trio.sleep(0.1)
        client.speaking.give_way(speaking=True)
        await trio.sleep(1)
        assert client.sounds == []
        client.speaking.give_way(speaking=False)
        await trio.sleep(5)
        assert client.told_at[0] == 1.1


async def test_an_answer_is_under_way_from_its_first_sound_to_its_last_also_between_clauses(autojump_clock: MockClock):
    async with listening(FakeVoices(takes=2)) as client:
        client.say(LONG)
        under_way = []
        for _ in range(6):
            await trio.sleep(0.9)
            under_way.append(client.speaking.under_way)
    assert client.heard() == [(1, 1.0), (2, 1.0)]
    assert client.told_at[0] == 2
    assert under_way == [False, False, True, True, True, False], "it sounds from 2 to 3, and from 4 to 5"


# -- in order ------------------------------------------------------------------


async def test_answers_are_said_in_the_order_they_were_told_and_never_overlap(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(takes=0.3)) as client:
        client.say(LONG, taskId="a")
        client.say("Ho gaya.", taskId="b")
        await trio.sleep(10)
    assert client.heard() == [(1, 1.0), (2, 1.0), (3, 1.0)]
    sounds = client.of("voice:tts-stream")
    assert [sound["sequence"] for sound in sounds] == list(range(1, len(sounds) + 1))
    assert [sound["taskId"] for sound in sounds if sound["last"]] == ["a", "b"]
    assert sounds[-1]["last"]
    assert {sound["provider"] for sound in sounds} == {"loud"}
    assert {sound["sampleRate"] for sound in sounds} == {RATE}


async def test_the_first_sound_leaves_as_soon_as_it_is_made(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(takes=0.3, piece_seconds=0.02)) as client:
        client.say(LONG)
        await trio.sleep(10)
    assert client.told_at[0] == 0.3
    assert seconds_of(client.sounds[0]) <= LEAST_SECONDS + 0.02


async def test_the_next_clause_is_made_while_the_present_one_is_told(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(takes=0.5, seconds=4)) as client:
        client.say(LONG)
        client.say("Ho gaya.")
        await trio.sleep(20)
    first, second, third = client.began_at
    assert (first, second) == (0.0, 0.5), "it is begun when the first is made, which then plays until 4.5"
    assert second < third < 8.5, "the next answer's, while the second one plays"
    assert client.heard() == [(1, 4.0), (2, 4.0), (3, 4.0)]
    assert client.voices.most_at_once == 1


async def test_sound_is_told_two_seconds_ahead_at_the_most(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(seconds=6)) as client:
        client.say("Ho gaya.")
        await trio.sleep(0.5)
        assert client.told_at == [0, 0]
        assert client.speaking.under_way
        await trio.sleep(5.4)
        assert client.speaking.under_way
        await trio.sleep(0.2)
        assert not client.speaking.under_way
    assert client.told_at == [0, 0, 1, 2, 3, 4]
    told = accumulate(map(seconds_of, client.sounds))
    assert [seconds - at for seconds, at in zip(told, client.told_at, strict=True)] == [1, *[AHEAD_SECONDS] * 5]


@pytest.mark.parametrize("piece_seconds", [0.02, 0.05, 0.7, 10])
async def test_pieces_are_joined_to_a_handy_size(piece_seconds: float, autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(seconds=5.03, piece_seconds=piece_seconds)) as client:
        client.say("Ho gaya.")
        await trio.sleep(20)
    sizes = list(map(seconds_of, client.sounds))
    assert sum(sizes) == pytest.approx(5.03)
    assert min(sizes) >= LEAST_SECONDS
    assert max(sizes) <= MOST_SECONDS + LEAST_SECONDS
    assert [sound["last"] for sound in client.of("voice:tts-stream")] == [False] * (len(sizes) - 1) + [True]


async def test_each_language_is_said_by_its_own_voice_and_hinglish_in_devanagari(autojump_clock: MockClock) -> None:
    async with listening() as client:
        client.say("Theek hai.", "hi-en")
        client.say("ठीक है।", "hi")
        client.say("All right.", "en")
        await trio.sleep(10)
    assert [(said.text, said.language) for said in client.voices.said] == [
        ("ठीक है.", "hi"),
        ("ठीक है।", "hi"),
        ("All right.", "en"),
    ]


async def test_what_no_voice_can_say_and_what_has_no_words_is_passed_over(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(languages=("en",))) as client:
        for text in ("Theek hai.", "…", ""):
            client.say(text)
        client.say("All right.", "en")
        await trio.sleep(10)
        assert not client.speaking.interrupt("interrupt"), "nothing is left of them"
    assert client.heard() == [(1, 1.0)]


async def test_behind_too_many_answers_the_oldest_goes_unsaid(autojump_clock: MockClock) -> None:
    async with listening() as client:
        client.say("Sunta hoon.")
        await trio.testing.wait_all_tasks_blocked()
        for number in range(MOST_WAITING + 5):
            client.say("Theek hai.", taskId=str(number))
        await trio.sleep(100)
    spoken = list(dict.fromkeys(sound["taskId"] for sound in client.of("voice:tts-stream") if "taskId" in sound))
    assert len(spoken) in (MOST_WAITING, MOST_WAITING + 1)
    assert spoken == [str(number) for number in range(MOST_WAITING + 5)][-len(spoken) :]


# -- who speaks ----------------------------------------------------------------


async def test_nothing_is_said_before_the_client_wishes_for_it_nor_after_it_speaks_itself(
    autojump_clock: MockClock,
) -> None:
    async with listening(wish="browser") as client:
        client.say("Ho gaya.")
        await trio.sleep(2)
        assert client.speaking.provider == "browser"
        assert client.speaking.wish("soft")
        client.say("Theek hai.")
        await trio.sleep(0.5)
        assert client.speaking.provider == "soft"
        client.speaking.wish("browser")
        client.say("Ho gaya.")
        await trio.sleep(2)
    assert client.kinds == ["voice:tts-stream", "voice:tts-stopped"]
    assert client.told[0].data["provider"] == "soft"


async def test_nobody_is_called_so(autojump_clock: MockClock) -> None:
    async with listening() as client:
        assert not client.speaking.wish("parrot")
        assert client.speaking.provider == "loud"
        assert client.speaking.offered == ("browser", "loud", "soft")


async def test_in_the_place_of_a_voice_that_is_not_here_whoever_serves_speaks(autojump_clock: MockClock) -> None:
    async with listening() as client:
        assert client.speaking.wish("openai")
        assert client.speaking.provider == "loud"


async def test_without_voices_the_client_speaks_whatever_it_wished() -> None:
    speaking = Speaking(None, Outbox(), lambda event: None)
    assert speaking.provider == speaking.serving == "browser"
    assert speaking.wish("openai")
    assert speaking.provider == "browser"
    assert not speaking.wish("parrot")


# -- to a client that plays at once whatever comes -----------------------------


async def test_each_clause_comes_whole_once_the_one_before_has_been_played(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(seconds=3, piece_seconds=0.1)) as client:
        client.speaking.plays_at_once = True
        await trio.sleep(1)
        client.say(LONG)
        client.say("Theek hai.")
        await trio.sleep(20)
    assert [(number_of(sound), seconds_of(sound)) for sound in client.sounds] == [(1, 3.0), (2, 3.0), (3, 3.0)]
    assert client.told_at == [1.0, 4 + BETWEEN_SECONDS, 7 + 2 * BETWEEN_SECONDS]
    assert [told["last"] for told in client.of("voice:tts-stream")] == [False, True, True]


async def test_a_clause_without_an_end_comes_in_parts_that_follow_one_another(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(seconds=40, piece_seconds=1)) as client:
        client.speaking.plays_at_once = True
        client.say("Theek hai.")
        await trio.sleep(60)
    assert client.heard() == [(1, 40.0)]
    assert max(map(seconds_of, client.sounds)) <= WHOLE_SECONDS + 1
    ends_at = [at + seconds_of(sound) for at, sound in zip(client.told_at, client.sounds, strict=True)]
    assert all(begins > ends for begins, ends in zip(client.told_at[1:], ends_at, strict=False))


async def test_what_it_may_still_be_playing_is_not_taken_for_somebody_who_speaks(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(seconds=5)) as client:
        client.speaking.plays_at_once = True
        client.say("Theek hai.")
        await trio.sleep(1)
        assert client.speaking.interrupt("interrupt")
        [played] = client.speaking.lately
    assert (played.text, played.cut_short) == ("Theek hai.", False)


# -- cut off -------------------------------------------------------------------


async def test_an_interruption_while_it_is_made_leaves_nothing(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(takes=1)) as client:
        client.say(LONG)
        await trio.sleep(0.5)
        assert client.speaking.interrupt("interrupt")
        await trio.sleep(5)
    assert client.told == [Event("voice:tts-stopped", {"reason": "interrupt"})]
    assert client.told_at == [0.5]
    assert client.voices.cancelled == 1
    assert len(client.voices.said) == 1


async def test_an_interruption_while_it_plays_ends_it_at_once(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(seconds=5)) as client:
        client.say(LONG)
        await trio.sleep(1.5)
        assert client.speaking.interrupt("stop")
        assert not client.speaking.under_way
        await trio.sleep(10)
    assert client.kinds == ["voice:tts-stream", "voice:tts-stopped"]
    assert client.heard() == [(1, 3.0)]
    assert client.told[-1].data == {"reason": "stop"}


async def test_what_was_told_whole_but_not_played_can_be_cut_off(autojump_clock: MockClock) -> None:
    async with listening() as client:
        said = client.say("Ho gaya.")
        await trio.sleep(0.9)
        assert client.speaking.interrupt("interrupt")
        assert client.speaking.take_unheard() == [said]
        assert client.speaking.take_unheard() == []


FIRST, SECOND = str(UUID(int=1)), str(UUID(int=2))
"""Two questions."""


async def test_a_question_that_is_open_no_more_is_cut_off_and_what_waits_behind_it_is_said(
    autojump_clock: MockClock,
) -> None:
    async with listening(FakeVoices(seconds=3)) as client:
        client.say("Rahul ke do sau. Kar doon?", questionId=FIRST)
        behind = client.say("Suresh ke teen sau.")
        open_one = client.say("Kar doon?", questionId=SECOND)
        await trio.sleep(0.5)
        client.speaking.ask_no_more(but=UUID(SECOND))
        assert client.speaking.take_unheard() == []
        await trio.sleep(0.5)
        client.speaking.interrupt("interrupt")
        assert client.speaking.take_unheard() == [behind, open_one]
    stopped = [event.type for event in client.told].index("voice:tts-stopped")
    assert {event.data.get("questionId") for event in client.told[:stopped]} == {FIRST}
    assert FIRST not in {event.data.get("questionId") for event in client.told[stopped:]}


async def test_a_question_that_is_open_no_more_and_not_begun_is_left_out(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(seconds=5)) as client:
        client.say("Ho gaya.")
        client.say("Kar doon?", questionId=FIRST)
        client.say("Aur yeh?", questionId=SECOND)
        await trio.sleep(0.1)
        client.speaking.ask_no_more(but=UUID(SECOND))
        await trio.sleep(20)
    assert "voice:tts-stopped" not in client.kinds
    assert [event.data.get("questionId") for event in client.sounds if event.data["last"]] == [None, SECOND]


async def test_a_question_that_is_open_no_more_while_it_is_made_is_never_heard(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(takes=1)) as client:
        client.say("Kar doon?", questionId=FIRST)
        client.say("Ho gaya.")
        await trio.sleep(0.5)
        client.speaking.ask_no_more()
        await trio.sleep(10)
    assert "voice:tts-stopped" not in client.kinds
    assert {event.data.get("questionId") for event in client.sounds} == {None}


async def test_with_nothing_to_cut_off_only_who_asked_is_told(autojump_clock: MockClock) -> None:
    async with listening() as client:
        client.say("Ho gaya.")
        await trio.sleep(1.1)
        assert not client.speaking.interrupt("interrupt")
        message_id = uuid4()
        assert not client.speaking.interrupt("interrupt", message_id, asked=True)
        await trio.sleep(1)
    assert client.of("voice:tts-stopped") == [{"reason": "interrupt"}]
    assert client.told[-1].reply_to == message_id


async def test_speech_that_waits_to_leave_is_withdrawn_and_its_numbers_are_given_again(
    autojump_clock: MockClock,
) -> None:
    async with listening(FakeVoices(seconds=5)) as client:
        client.reads = trio.Event()
        client.say(LONG)
        await trio.sleep(2.5)
        client.outbox.put(Event("text"))
        client.speaking.interrupt("interrupt")
        client.say("Ho gaya.")
        client.reads.set()
        await trio.sleep(10)
    types = [event.type for event in client.told]
    before = types.index("text")
    assert sum(map(seconds_of, client.told[:before])) <= 2, "what was on its way already"
    assert types[before : before + 3] == ["text", "voice:tts-stopped", "voice:tts-stream"]
    sounds = client.of("voice:tts-stream")
    assert [sound["sequence"] for sound in sounds] == list(range(1, len(sounds) + 1))


async def test_what_is_said_in_the_moment_of_an_interruption_is_heard(autojump_clock: MockClock) -> None:
    """Whichever task of speaking is under way just then takes nothing with it."""
    for moment in range(12):
        async with listening(FakeVoices(seconds=0.3)) as client:
            client.say(LONG)
            for _ in range(moment):
                await trio.lowlevel.checkpoint()
            client.speaking.interrupt("interrupt")
            client.say("Ji.", taskId="after")
            await trio.sleep(5)
        after = client.told[[event.type for event in client.told].index("voice:tts-stopped") + 1 :]
        assert {event.data["taskId"] for event in after} == {"after"}
        assert after[-1].data["last"]


async def test_what_was_cut_off_or_unsaid_is_remembered_in_order(autojump_clock: MockClock) -> None:
    async with listening() as client:
        heard, *unheard = [client.say(f"{name} ke paanch sau rupaye baaki hain.") for name in ("Rahul", "Amit", "Das")]
        client.speaking.say({"speech": "Ji.", "language": "hi-en"})
        await trio.sleep(1.5)
        client.speaking.interrupt("interrupt")
        again = client.say("Sunta hoon.")
        await trio.sleep(0.5)
        client.speaking.interrupt("interrupt")
        assert client.speaking.take_unheard() == [*unheard, again]
        assert heard not in unheard
        client.say("Ho gaya.")
        client.speaking.interrupt("interrupt")
        client.speaking.move_on()
        assert client.speaking.take_unheard() == []


async def test_the_guards_know_what_is_in_the_room(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(seconds=4)) as client:
        client.say("Ho gaya.")
        begun = trio.current_time()
        await trio.sleep(3.5)
        now = trio.current_time()
        assert list(client.speaking.lately) == [Played("Ho gaya.", begun, begun + 4)]
        assert client.speaking.echo.echoes(bytes(1024), now)
        client.speaking.interrupt("interrupt")
        assert list(client.speaking.lately) == [Played("Ho gaya.", begun, now)]
        assert not client.speaking.echo.echoes(bytes(1024), now + 0.5)


async def test_of_what_was_cut_off_early_nobody_heard_the_end(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(seconds=4)) as client:
        client.say("Ho gaya.")
        begun = trio.current_time()
        await trio.sleep(1.5)
        client.speaking.interrupt("interrupt")
        assert list(client.speaking.lately) == [Played("Ho gaya.", begun, begun + 1.5, cut_short=True)]


async def test_what_was_told_ahead_and_cut_off_nobody_heard(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(seconds=1.5)) as client:
        client.say("Ho gaya.")
        client.say("Theek hai.")
        await trio.sleep(1)
        assert [clause.text for clause in client.speaking.lately] == ["Ho gaya.", "Theek hai."]
        client.speaking.interrupt("interrupt")
        assert [clause.text for clause in client.speaking.lately] == ["Ho gaya."]
        client.say("Ji.")
        await trio.sleep(0.1)
        assert [clause.text for clause in client.speaking.lately] == ["Ho gaya.", "Ji."]


# -- when it cannot be said ----------------------------------------------------


async def test_without_a_voice_the_client_is_told_once_what_is_left_to_say(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(takes=0.1)) as client:
        client.voices.fails = True
        client.say(LONG)
        client.say("All right.", "en")
        client.say("Theek hai.")
        await trio.sleep(1)
        assert len(client.voices.said) == 2, "the clauses of one answer are not tried, nor the others of the queue"
        assert client.voices.cancelled == 1, "what is made ahead is not wanted any more"
        client.say("Ho gaya.")
        await trio.sleep(1)
        [error] = client.told
        assert error.data["code"] == "TTS_UNAVAILABLE"
        assert error.data["recoverable"]
        assert error.data["unsaid"] == [
            {"speech": LONG, "language": "hi-en"},
            {"speech": "All right.", "language": "en"},
            {"speech": "Theek hai.", "language": "hi-en"},
        ]
        assert len(client.voices.said) == 3, "a later answer is tried again"
        assert not client.speaking.interrupt("interrupt"), "nothing of it is said here"


async def test_a_voice_that_is_back_speaks_again_and_may_fail_again(autojump_clock: MockClock) -> None:
    async with listening() as client:
        for fails in (True, True, False, True):
            client.voices.fails = fails
            client.say("Ho gaya.")
            await trio.sleep(2)
    assert client.kinds == ["error", "voice:tts-stream", "error"]
    assert {error["code"] for error in client.of("error")} == {"TTS_UNAVAILABLE"}


async def test_a_voice_that_fails_in_the_middle_leaves_the_rest_from_its_clause_on(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(fails_at="सुरेश")) as client:
        client.say(LONG)
        await trio.sleep(10)
    assert client.heard() == [(1, 1.0), (2, 0.5)]
    [error] = client.of("error")
    assert error["unsaid"] == [{"speech": "Suresh Kumar ke do sau rupaye baaki hain.", "language": "hi-en"}]
    assert not any(sound["last"] for sound in client.of("voice:tts-stream"))


async def test_a_voice_that_says_nothing_for_long_has_failed(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(stalls=True)) as client:
        client.say("Ho gaya.")
        await trio.sleep(STALL_SECONDS + 1)
        assert client.of("error")[0]["code"] == "TTS_UNAVAILABLE"
        client.voices.stalls = False
        client.say("Theek hai.")
        await trio.sleep(2)
    assert client.told_at[0] == STALL_SECONDS
    assert client.voices.cancelled == 1
    assert client.heard() == [(2, 1.0)]


async def test_a_client_that_knows_that_nobody_serves_is_not_told_so_again(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(fails=True)) as client:
        assert client.speaking.provider == "browser"
        client.say("Ho gaya.")
        await trio.sleep(1)
    assert client.told == []


async def test_a_voice_that_begins_the_clause_of_another_anew_takes_its_place(autojump_clock: MockClock) -> None:
    async with listening(Changing(piece_seconds=0.07)) as client:
        client.say("Ho gaya.")
        await trio.sleep(5)
    assert {event.data["provider"] for event in client.sounds} == {"second"}
    assert sum(map(seconds_of, client.sounds)) == pytest.approx(1.0)


class Changing(FakeVoices):
    """A chain whose first voice fails so soon that nothing of it was told."""

    async def speak(self, said: Say, pieces: trio.MemorySendChannel[Piece]) -> None:
        await pieces.send(Piece(b"\xff\xff" * 100, 48_000, "first"))
        self.names = ("second",)
        await super().speak(said, pieces)


async def test_a_client_that_does_not_read_is_not_spoken_to_and_costs_little(autojump_clock: MockClock) -> None:
    async with listening(FakeVoices(seconds=60)) as client:
        client.say("Sunta hoon.")
        await trio.sleep(0.5)
        client.reads = trio.Event()
        for _ in range(30):
            client.say("Ho gaya.")
            await trio.sleep(60)
        client.outbox.put(Event("text"))
        client.reads.set()
        await trio.sleep(1)
        assert not client.outbox.ran_over
        told = len(client.sounds)
        client.say("Theek hai.")
        await trio.sleep(200)
        assert len(client.sounds) > told, "once it reads again, it is spoken to again"
    assert Event("text") in client.told
    assert sum(len(event.audio) for event in client.told[:-1]) < MOST_SPEECH_BYTES + 200 * 2 * RATE


async def test_who_is_too_far_behind_to_be_spoken_to_is_not_told_that_the_voice_failed(
    autojump_clock: MockClock,
) -> None:
    async with listening(FakeVoices(fails_at="हो")) as client:
        client.reads = trio.Event()
        client.outbox.put(Event("text"))
        await trio.testing.wait_all_tasks_blocked()
        while client.outbox.put_speech(Event("sound", audio=bytes(RATE))):
            pass
        client.say("Ho gaya.")
        await trio.sleep(1)
        client.reads.set()
    assert client.of("error") == []


# -- whatever happens ----------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(["Ji.", LONG, f"{LONG} {LONG}", "All right, sir."])),
        st.tuples(st.just("wait"), st.sampled_from([0.0, 0.05, 0.3, 1.0, 2.5])),
        st.tuples(st.just("cut"), st.none()),
        st.tuples(st.just("read"), st.booleans()),
    ),
    max_size=25,
)


@settings(max_examples=60)
@given(STEPS, st.sampled_from([0.0, 0.2, 1.5]), st.sampled_from([0.05, 0.4, 3.0]), st.sampled_from([0.02, 0.3, 5.0]))
def test_whatever_happens_nothing_overlaps_and_nothing_that_was_cut_is_heard(
    steps: list[tuple[str, Any]], takes: float, seconds: float, piece_seconds: float
) -> None:
    clock = trio.testing.MockClock(autojump_threshold=0)
    trio.run(_whatever_happens, steps, FakeVoices(takes, seconds, piece_seconds), clock=clock)


async def _whatever_happens(steps: list[tuple[str, Any]], voices: FakeVoices) -> None:
    cuts: list[int] = []
    async with listening(voices) as client:
        for number, (step, what) in enumerate(steps):
            match step:
                case "say":
                    client.say(what, taskId=str(number))
                case "wait":
                    await trio.sleep(what)
                case "cut":
                    client.speaking.interrupt("interrupt", asked=True)
                    cuts.append(number)
                case "read":
                    client.reads = trio.Event() if not what else client.reads
                    client.reads.set() if what else None
        client.reads.set()
        await trio.sleep(1000)
    _judge(client.told, cuts)


def _judge(told: list[Event], cuts: list[int]) -> None:
    sounds = [event.data for event in told if event.audio]
    assert [sound["sequence"] for sound in sounds] == list(range(1, len(sounds) + 1))
    answers = [int(sound["taskId"]) for sound in sounds]
    assert answers == sorted(answers), "no answer's sound stands between another's"
    for answer_sounds in (list(group) for _, group in groupby(sounds, key=lambda sound: sound["taskId"])):
        assert not any(sound["last"] for sound in answer_sounds[:-1])
    cut = iter(cuts)
    least = -1
    for event in told:
        if event.type == "voice:tts-stopped":
            least = next(cut)
        elif event.audio:
            assert int(event.data["taskId"]) > least


# -- whole conversations -------------------------------------------------------


@asynccontextmanager
async def shop(voices: FakeVoices | None = None, *inputs: Any) -> AsyncIterator[FakeDoor]:  # noqa: ANN401
    desk = fake_desk(FakeBooks())
    desk.speech = Speech(voices=voices or FakeVoices())
    async with talking(desk, within=10_000) as door:
        for one in inputs:
            door.put(one)
        yield door


def spoken(door: FakeDoor) -> list[dict[str, Any]]:
    """Return what was said aloud, one for each answer."""
    return [sound for sound in door.of("voice:tts-stream") if sound["last"]]


async def test_answers_and_questions_are_said_from_voice_start_on(autojump_clock: MockClock) -> None:
    async with shop() as door:
        door.say("Rahul ka balance batao")
        await trio.sleep(5)
        assert not spoken(door)
        door.put(Start(language="en"))
        started = await door.next("voice:started")
        assert started.data["ttsProvider"] == "loud"
        for text in ("Rahul ka balance batao", "Rahul ko 500 diye"):
            door.say(text)
            await trio.sleep(20)
        answered, asked = spoken(door)
        [question] = door.of("voice:confirm_needed")
        assert answered["taskId"] == door.of("voice:response")[-1]["taskId"]
        assert asked["questionId"] == question["questionId"]
        assert question["language"] == "en"
    assert door.of("voice:start")[0]["ttsAvailable"]
    assert door.of("voice:start")[0]["ttsProvider"] == "loud"


async def test_a_typed_utterance_can_wish_for_a_voice(autojump_clock: MockClock) -> None:
    async with shop() as door:
        for voice in ("parrot", "soft", None, "browser"):
            door.put(Final(text="Rahul ka balance batao", voice=voice))
            await trio.sleep(20)
        assert len(door.of("voice:response")) == 4
    assert [sound["provider"] for sound in spoken(door)] == ["soft", "soft"]


async def test_names_are_said_as_the_shop_writes_them(autojump_clock: MockClock) -> None:
    books = FakeBooks()
    voices = FakeVoices()
    desk = fake_desk(books)
    desk.speech = Speech(voices=voices)
    async with talking(desk, within=1000) as door:
        door.put(Start())
        for name_hi in ("राहुल शर्मा", "राऽहुल शर्मा"):
            [rahul] = [customer for customer in desk.customers if customer.name == "Rahul Sharma"]
            desk.customers.add(replace(rahul, name_hi=name_hi))
            desk.changed("customer", rahul.id)
            door.say("Rahul ka balance batao")
            await trio.sleep(20)
    assert [said.text.split(" ke ")[0].split()[0] for said in voices.said] == ["राहुल", "राऽहुल"]


async def test_a_voice_that_is_not_there_is_refused_with_those_that_are(autojump_clock: MockClock) -> None:
    async with shop(None, Start(voice="parrot")) as door:
        error = await door.next("error")
        assert error.data["code"] == "BAD_MESSAGE"
        assert "browser, loud, soft" in error.data["error"]


@pytest.mark.parametrize("quiet", [Interrupt(), Final(text="ruko")])
async def test_be_quiet_is_heeded_at_once_and_phir_se_bolo_says_all_that_was_cut_off(
    quiet: Interrupt | Final, autojump_clock: MockClock
) -> None:
    async with shop(FakeVoices(seconds=3), Start()) as door:
        for text in ("Rahul ka balance batao", "Suresh ka balance batao", "Milk ka stock kitna hai"):
            door.say(text)
            await door.next("voice:response")
        texts = [response["text"] for response in door.of("voice:response")]
        await trio.sleep(3.5)
        assert len({sound["taskId"] for sound in door.of("voice:tts-stream")}) == 2
        door.put(quiet)
        await door.next("voice:tts-stopped")
        await trio.sleep(20)
        assert [sound for sound in spoken(door)[1:] if "taskId" in sound] == []
        told = len(door.of("voice:response"))
        door.say("phir se bolo")
        await trio.sleep(30)
        assert [response["text"] for response in door.of("voice:response")[told:]] == texts[1:]
        told = len(door.of("voice:response"))
        door.say("phir se bolo")
        await trio.sleep(30)
        assert [response["text"] for response in door.of("voice:response")[told:]] == texts[2:]


async def test_what_is_said_again_and_cut_off_again_can_be_asked_for_again(autojump_clock: MockClock) -> None:
    async with shop(FakeVoices(seconds=3), Start()) as door:
        for text in ("Rahul ka balance batao", "Suresh ka balance batao"):
            door.say(text)
            await door.next("voice:response")
        texts = [response["text"] for response in door.of("voice:response")]
        for _ in range(3):
            door.put(Interrupt())
            door.say("phir se bolo")
            assert [(await door.next("voice:response")).data["text"] for _ in texts] == texts


async def test_what_spoke_of_somebody_who_is_forgotten_is_not_said_again(autojump_clock: MockClock) -> None:
    books = FakeBooks()
    desk = fake_desk(books)
    desk.speech = Speech(voices=FakeVoices())
    async with talking(desk) as door:
        door.put(Start())
        door.say("Rahul ka balance batao")
        answered = await door.next("voice:response")
        door.put(Interrupt())
        await door.next("voice:tts-stopped")
        rahul = UUID(answered.data["executionResult"]["data"]["customerId"])
        desk.customers.remove(rahul)
        desk.changed("customer", rahul)
        door.say("phir se bolo")
        assert "Dohrane ko kuch nahi" in (await door.next("voice:response")).data["text"]


async def test_an_answer_that_a_message_had_before_is_said_again_with_it(autojump_clock: MockClock) -> None:
    books = Answered()
    desk = fake_desk(books)
    desk.speech = Speech(voices=FakeVoices())
    async with talking(desk) as door:
        door.put(Start())
        door.say("Rahul ko 500 diye", uuid4())
        await door.next("voice:response")
        assert (await door.next("voice:tts-stream")).data["utteranceId"] == "before"


class Answered(FakeBooks):
    """Books that know an answer to every message already."""

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        await trio.lowlevel.checkpoint()
        told = {"text": "Ho gaya.", "speech": "Ho gaya.", "language": "hi-en", "utteranceId": "before"}
        return Claim("done", [{"type": "voice:response", "data": told}])


async def test_another_command_leaves_what_was_cut_off_behind(autojump_clock: MockClock) -> None:
    async with shop(FakeVoices(seconds=3), Start()) as door:
        door.say("Rahul ka balance batao")
        await door.next("voice:response")
        door.put(Interrupt())
        door.say("Suresh ka balance batao")
        latest = await door.next("voice:response")
        await trio.sleep(20)
        door.say("phir se bolo")
        assert (await door.next("voice:response")).data["text"] == latest.data["text"]
        await trio.sleep(20)
        assert len(door.of("voice:response")) == 3


async def test_a_stop_silences_before_it_says_that_all_has_stopped(autojump_clock: MockClock) -> None:
    async with shop(FakeVoices(seconds=9), Start()) as door:
        door.say("Rahul ka balance batao")
        await door.next("voice:tts-stream")
        door.put(Stop())
        await door.next("voice:stopped")
        await trio.sleep(20)
    types = [event.type for event in door]
    assert types[-2:] == ["voice:tts-stopped", "voice:stopped"]
    assert door.of("voice:tts-stopped") == [{"reason": "stop"}]


async def test_what_is_committed_during_a_stop_is_told_but_not_said_aloud(autojump_clock: MockClock) -> None:
    books = SlowToCommit()
    desk = fake_desk(books)
    desk.speech = Speech(voices=FakeVoices())
    async with talking(desk) as door:
        door.put(Start())
        door.say("Rahul ne 200 diye")
        await door.next("task:started")
        door.put(Stop())
        await door.next("voice:stopped")
        await trio.sleep(20)
        assert [event.type for event in door][-4:] == [
            "voice:tts-stopped",
            "task:completed",
            "voice:response",
            "voice:stopped",
        ]
        door.say("phir se bolo")
        assert (await door.next("voice:response")).data["text"] == door.of("voice:response")[0]["text"]
        await door.next("voice:tts-stream")


class SlowToCommit(FakeBooks):
    """Books whose COMMIT takes a second, in which nothing can be taken back."""

    async def write(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        with trio.CancelScope(shield=True):
            await trio.sleep(1)
            return await super().write(*args, **kwargs)


@pytest.mark.parametrize("reason", ["hang up", "talk"])
async def test_who_hangs_up_is_not_spoken_to_any_more(
    reason: Literal["hang up", "talk"], autojump_clock: MockClock
) -> None:
    voices = FakeVoices(seconds=50)
    async with shop(voices, Start()) as door:
        door.say("Rahul ka balance batao")
        await door.next("voice:tts-stream")
        if reason == "talk":
            await trio.sleep(5)
    assert voices.at_once == 0
    assert door.close_code == 1000
