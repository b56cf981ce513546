"""What a haan, and sound, mean around a lost connection: only what was told by then, and only what was said whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio

from execora.providers.clips import Said, hear
from execora.providers.port import FinalWords
from execora.session.outbox import SEEN_SECONDS, Outbox
from execora.session.port import Audio, Event, Ping, Speech, Start
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars, detector, silence, speech
from tests.fakes.transcripts import FakeTranscripts
from tests.session.test_hearing import pieces, stream
from tests.session.test_resuming import phone

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio.testing import MockClock

    from execora.providers.port import Wanted, Words
    from execora.session.desk import Desk
    from execora.sound.stream import Sound

TWO_QUESTIONS = "Suresh ko 100 diye, Amit ko 300 diye"


@pytest.fixture
def books() -> FakeBooks:
    return FakeBooks()


@pytest.fixture
def desk(books: FakeBooks) -> Desk:
    return fake_desk(books)


def on_disk(desk: Desk) -> FakeTranscripts:
    assert isinstance(desk.transcripts, FakeTranscripts)
    return desk.transcripts


# -- haan ----------------------------------------------------------------------


async def test_a_haan_typed_while_nothing_can_be_told_answers_no_question_that_waits(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.say(TWO_QUESTIONS)
        await door.next("voice:confirm_needed")
        on_disk(desk).writes = False
        door.say("haan")
        await trio.sleep(1)
        door.say("haan")
        await trio.sleep(1)
        assert len(door.of("voice:confirm_needed")) == 1
        on_disk(desk).write()
        await trio.sleep(1)
        assert books.changes == 1


async def test_a_haan_spoken_before_its_question_left_does_not_answer_it(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    ears = FakeEars(confidence=0.95)
    desk.speech = Speech(ears=ears, detector=detector)
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        on_disk(desk).writes = False
        for words in ("Rahul ke khate mein 8000 likho", "haan"):
            await stream(door, speech(0.3) + silence(0.7))
            ears.say(words)
        assert not door.of("voice:confirm_needed")
        on_disk(desk).write()
        await door.next("voice:confirm_needed")
        assert books.changes == 0


async def test_a_haan_sent_right_behind_a_resume_does_not_answer_what_was_missed(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.say(TWO_QUESTIONS)
        await door.next("voice:confirm_needed")
        last = door.numbers[-1]
        door.say("haan")
        await trio.testing.wait_all_tasks_blocked()
        door.lose()
        door = await client.connect()
        door.put(client.resuming(last))
        door.say("haan")
        await door.next("voice:confirm_needed")
        await trio.sleep(SEEN_SECONDS)
        assert books.changes == 1
        door.say("haan")
        await trio.sleep(1)
        assert books.changes == 2


# -- sound ---------------------------------------------------------------------


class SlowClips(FakeEars):
    """Hears as services do that want an utterance in one piece, each in a second."""

    async def transcribe(
        self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        async def ask(_wav: bytes) -> Said:
            await trio.sleep(1.0)
            return Said("Rahul ne 200 cash diye", 0.95, True)

        self.started.set()
        await hear("fake", ask, sound, heard)


@pytest.mark.parametrize("seconds", [0.5, 1.5, 3.0])
async def test_words_that_come_after_the_cut_are_taken_up_if_they_were_said_to_their_end(
    desk: Desk, books: FakeBooks, seconds: float, autojump_clock: MockClock
) -> None:
    desk.speech = Speech(ears=SlowClips(), detector=detector)
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        await stream(door, speech(seconds) + silence(1))
        door.lose()
        await trio.sleep(5)
        assert books.changes == 1


async def test_to_listen_again_does_not_lose_what_was_said_before_the_cut(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    ears = FakeEars()
    desk.speech = Speech(ears=ears, detector=detector)
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        await stream(door, speech(1) + silence(1))
        before = ears.run
        door.lose()
        door, _ = await client.come_back(2)
        door.put(Start())
        await door.next("voice:started")
        before.heard(FinalWords("Rahul ne 200 cash diye", "fake", before.seconds))
        await door.next("task:completed")
        assert books.changes == 1


async def test_sound_that_is_still_taken_in_does_not_hold_up_whoever_comes_back(
    desk: Desk, autojump_clock: MockClock
) -> None:
    desk.speech = Speech(ears=FakeEars(), detector=detector)
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        for piece in pieces(silence(160), len(silence(8))):
            assert isinstance(piece, Audio)
            door.put(piece)
        await trio.sleep(2.5)
        door = await client.connect()
        door.put(client.resuming(2))
        began = trio.current_time()
        door.put(Ping())
        await door.next("pong")
        assert trio.current_time() - began < 0.5
        assert not door.of("error")


# -- how it ends ---------------------------------------------------------------


async def test_a_goodbye_ends_the_session_at_once_though_the_writer_found_the_line_dead_first(
    desk: Desk, autojump_clock: MockClock
) -> None:
    async with phone(desk) as client:
        door = await client.begin()
        door.put(Start())
        await door.next("voice:started")
        began = trio.current_time()
        door.gone = True
        door.put(Ping())
        door.hang_up()
        await door.ended.wait()
        assert trio.current_time() == began


async def test_tasks_of_a_client_that_fell_behind_say_that_it_was_lost(
    desk: Desk, books: FakeBooks, autojump_clock: MockClock
) -> None:
    books.slow["RECORD_PAYMENT"] = 10.0
    async with phone(desk) as client:
        door = await client.begin()
        for text in ("Rahul ne 200 cash diye", "Rahul ne 210 cash diye", "Suresh ne 220 cash diye"):
            door.say(text)
            await door.next("task:queued")
        outbox = next(iter(desk.sessions.values())).outbox
        while not outbox.ran_over:
            outbox.put(Event("pong"))
        await door.ended.wait()
    reasons = [task["reason"] for task in on_disk(desk).of("task")]
    assert reasons == ["disconnected"] * 3


async def test_whoever_comes_back_twice_is_told_only_what_it_lacks_by_then() -> None:
    outbox = Outbox()
    for kind in ("first", "second", "third"):
        outbox.put(Event(kind))
        await outbox.get()
    outbox.hold()
    outbox.go_back(1)
    outbox.go_back(2)
    told = await outbox.get()
    assert [number for number, _ in told] == [2, 3]
    assert told[0].event.data == {"missed": 1}
    assert outbox.taken == 3
    assert not outbox.reaches(1)
