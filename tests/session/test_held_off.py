"""What is over a limit of its sender: not acted on, not heard, and to be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import trio

from execora.session.port import AskStatus, Audio, EndUtterance, Final, Ping, Record, Refused, Speech, Start
from execora.session.ration import LEAST_SECONDS, PASSED_OVER_SECONDS
from execora.session.stream import LONGEST_SECONDS
from execora.sound.stream import BYTES_A_SECOND
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars, FakeRecorder, detector, silence, speech
from tests.shop import talking

if TYPE_CHECKING:
    from trio.testing import MockClock

    from execora.session.desk import Desk
    from execora.session.port import Input
    from tests.fakes.door import FakeDoor

ID = UUID(int=7)
FRAME = BYTES_A_SECOND // 50


@pytest.fixture
def ears() -> FakeEars:
    return FakeEars()


@pytest.fixture
def recorder() -> FakeRecorder:
    return FakeRecorder()


@pytest.fixture
def desk(ears: FakeEars, recorder: FakeRecorder) -> Desk:
    desk = fake_desk(FakeBooks())
    desk.speech = Speech(ears=ears, detector=detector, recorder=recorder)
    return desk


async def stream(door: FakeDoor, pcm: bytes) -> None:
    for at in range(0, len(pcm), FRAME):
        door.put(Audio(data=pcm[at : at + FRAME]))
        await trio.sleep(0.02)


async def started(door: FakeDoor) -> None:
    door.put(Start())
    await door.next("voice:started")


async def taken_in(door: FakeDoor) -> None:
    door.put(Ping())
    await door.next("pong")


# -- messages


@pytest.mark.parametrize(
    ("again", "answer"),
    [(Final(text="Rahul ka balance batao", id=ID), "voice:response"), (AskStatus(id=ID), "queue:status")],
)
async def test_what_was_refused_acts_when_it_is_sent_again_under_its_id(
    desk: Desk, again: Input, answer: str, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        for _ in range(2):
            door.put(Refused(code="LIMIT_REACHED", message="Later.", id=ID, wait_seconds=3))
            refused = await door.next("error")
            assert dict(refused.data) == {
                "error": "Later.",
                "code": "LIMIT_REACHED",
                "recoverable": True,
                "retryInSeconds": 3,
            }
            assert refused.reply_to == ID
        door.put(again)
        assert (await door.next(answer, "error")).reply_to == ID


# -- sound


async def test_sound_over_the_limit_is_neither_heard_nor_recorded_and_that_is_said_once(
    desk: Desk, ears: FakeEars, recorder: FakeRecorder, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await started(door)
        door.put(Record(on=True))
        door.sound_wait = 4.2
        await stream(door, speech(3))
        (refused,) = door.of("error")
        assert (refused["code"], refused["retryInSeconds"]) == ("LIMIT_REACHED", 5)
        assert door.of("voice:activity") == []
        door.put(Record(on=False))
        assert (await door.next("recording:stopped")).data["durationSeconds"] == 0
    assert ears.runs[0].pcm == b""


async def test_each_stretch_is_said_and_what_comes_behind_it_is_heard(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.words.append("Rahul ka balance batao")
    async with talking(desk) as door:
        await started(door)
        for _ in range(2):
            door.sound_wait = 5.0
            await stream(door, silence(1))
            door.sound_wait = 0.0
            await stream(door, silence(1))
        await stream(door, speech(1) + silence(1))
        assert (await door.next("voice:response")).data["intent"] == "CHECK_BALANCE"
        assert [error["code"] for error in door.of("error")] == ["LIMIT_REACHED"] * 2


async def test_an_utterance_whose_end_was_over_the_limit_is_not_acted_on_and_the_next_one_is(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    """ "Rahul ne paanch" is not what "Rahul ne paanch sau diye" began."""
    ears.words.extend(["Rahul ne 5 diye", "Rahul ka balance batao"])
    async with talking(desk) as door:
        await started(door)
        await stream(door, silence(0.5) + speech(1))
        door.sound_wait = 5.0
        await stream(door, speech(1) + silence(1))
        assert [told["speaking"] for told in door.of("voice:activity")] == [True, False]
        door.sound_wait = 0.0
        await stream(door, silence(1) + speech(1) + silence(1))
        assert (await door.next("voice:response")).data["intent"] == "CHECK_BALANCE"
    finals = [told["text"] for told in door.of("voice:transcript") if told["isFinal"]]
    assert finals == ["Rahul ka balance batao"]
    assert len(ears.words) == 0


async def test_the_rest_of_what_began_over_the_limit_is_not_heard(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    """ "Usne paanch sau diye" is not all that was said, and whom it named nobody knows."""
    ears.words.append("usne 500 diye")
    async with talking(desk) as door:
        door.say("Rahul Verma ka balance batao")
        await door.next("voice:response")
        await started(door)
        door.sound_wait = 5.0
        await stream(door, speech(1))
        door.sound_wait = 0.0
        await stream(door, speech(2) + silence(0.7))
        assert door.of("voice:activity") == []
        assert ears.runs[0].pcm == b""
        await stream(door, silence(0.3) + speech(1) + silence(1))
        answer = await door.next("voice:response")
        assert answer.data["executionResult"]["error"] == "CUSTOMER_CONTEXT_MISSING"


@pytest.mark.parametrize("detects", [True, False])
async def test_what_is_spoken_after_the_button_was_let_go_is_heard(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock, detects: bool
) -> None:
    desk.speech = Speech(ears=ears, detector=detector if detects else None)
    ears.words.append("Rahul ka balance batao")
    async with talking(desk) as door:
        await started(door)
        door.sound_wait = 5.0
        await stream(door, speech(1))
        door.sound_wait = 0.0
        await stream(door, speech(1))
        assert ears.runs[0].pcm == b""
        door.put(EndUtterance())
        await stream(door, speech(1))
        door.put(EndUtterance())
        assert (await door.next("voice:response")).data["intent"] == "CHECK_BALANCE"


@pytest.mark.parametrize("begins", ["behind a gap", "in the middle"])
async def test_what_may_be_the_rest_is_read_back_before_it_is_written(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock, begins: str
) -> None:
    """Without a detector nobody knows; it is not waited for longer than the longest utterance lasts."""
    desk.speech = Speech(ears=ears)
    ears.words.append("Rahul Verma ne 500 diye")
    async with talking(desk, within=60) as door:
        await started(door)
        door.sound_wait = 5.0
        await stream(door, speech(1))
        door.sound_wait = 0.0
        await stream(door, speech(1 if begins == "behind a gap" else LONGEST_SECONDS + 1))
        await trio.sleep(1)
        if begins == "behind a gap":
            await stream(door, speech(1))
        door.put(EndUtterance())
        await door.next("voice:confirm_needed")


async def test_what_was_said_to_its_end_before_is_acted_on(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.words.append("Rahul ka balance batao")
    async with talking(desk) as door:
        await started(door)
        await stream(door, speech(1) + silence(1))
        door.sound_wait = 5.0
        await stream(door, speech(1))
        assert (await door.next("voice:response")).data["intent"] == "CHECK_BALANCE"


async def test_all_sound_is_counted_by_its_seconds(desk: Desk, autojump_clock: MockClock) -> None:
    async with talking(desk) as door:
        await started(door)
        await stream(door, silence(2))
        await taken_in(door)
        assert door.sound_seconds == pytest.approx(2, abs=0.01)


async def test_a_message_that_holds_next_to_nothing_counts_for_a_little(desk: Desk, autojump_clock: MockClock) -> None:
    async with talking(desk) as door:
        door.put(Audio(data=b"ab"))
        await started(door)
        for _ in range(9):
            door.put(Audio(data=b"ab"))
        await taken_in(door)
        assert door.sound_seconds == pytest.approx(10 * LEAST_SECONDS)


async def test_sound_over_the_limit_is_read_no_faster_than_it_was_spoken(desk: Desk, autojump_clock: MockClock) -> None:
    async with talking(desk, within=1000) as door:
        await started(door)
        door.sound_wait = 5.0
        before = trio.current_time()
        for _ in range(30):
            door.put(Audio(data=silence(1)))
        await taken_in(door)
        assert trio.current_time() - before == pytest.approx(30 - PASSED_OVER_SECONDS, abs=0.1)
