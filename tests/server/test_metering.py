from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import trio
from structlog.testing import capture_logs

from execora.server.limits import Limits
from execora.server.metering import Metering, unmetered
from execora.server.refusals import Refusals
from execora.session.port import (
    AnswerQuestion,
    AskStatus,
    Audio,
    CancelTask,
    DraftButton,
    EndUtterance,
    Final,
    Input,
    Interim,
    Interrupt,
    Ping,
    Record,
    Refused,
    Resume,
    Start,
    Stop,
)
from tests.server.serving import settings

if TYPE_CHECKING:
    from trio.testing import MockClock

ID = UUID(int=7)
PRESSED = DraftButton(draft_id=ID, confirm=True)
ANSWERED = AnswerQuestion(question_id=ID, yes=True)


def metering(refusals: Refusals | None = None, **given: int) -> Metering:
    return Metering(Limits(settings(**given)).meter("a", "s", trio.current_time()), refusals or Refusals())


def used_up() -> Metering:
    """Return one with which no more messages are to be had for a minute."""
    one = metering(address_messages_a_minute=1)
    assert one.refuses(AskStatus()) is None
    return one


async def test_messages_up_to_the_limit_pass_and_the_next_is_answered_in_its_place(autojump_clock: MockClock):
    one = metering(address_messages_a_minute=20)
    said = [Final(text=f"Rahul ne {number} diye", id=UUID(int=number)) for number in range(1, 22)]
    *passed, refused = map(one.refuses, said)
    assert passed == [None] * 20
    assert refused is not None
    assert (refused.code, refused.id, refused.wait_seconds) == ("LIMIT_REACHED", UUID(int=21), 5)
    await trio.sleep(5)
    assert one.refuses(said[20]) is None


@pytest.mark.parametrize(
    "said",
    [
        Stop(),
        CancelTask(task_id=ID),
        CancelTask(task_id=None),
        Interrupt(),
        Ping(),
        Record(on=False),
        Resume(session_id=ID, token="t", last_number=3),
        Final(text="ruko"),
        Final(text="sab band karo"),
    ],
)
async def test_what_stops_or_asks_for_a_sign_of_life_acts_all_the_same(said: Input):
    assert used_up().refuses(said) is None


@pytest.mark.parametrize(
    "said",
    [
        Start(),
        EndUtterance(),
        Record(on=True),
        Final(text="Rahul ne 500 diye"),
        AskStatus(),
        Refused(code="BAD_JSON", message="no"),
    ],
)
async def test_everything_else_does_not(said: Input):
    refused = used_up().refuses(said)
    assert refused is not None
    assert refused.code == "LIMIT_REACHED"


async def test_what_is_said_behind_something_refused_is_refused_for_as_long(autojump_clock: MockClock):
    """ "Usne 207 rupaye diye" behind a name that was refused means somebody else."""
    one = metering(address_messages_a_minute=60)
    assert [one.refuses(AskStatus()) for _ in range(60)] == [None] * 60
    assert one.refuses(Final(text="Suresh ka balance batao")) is not None
    await trio.sleep(4)
    for said in (Final(text="usne 207 rupaye diye"), PRESSED, ANSWERED):
        refused = one.refuses(said)
        assert refused is not None
        assert (refused.wait_seconds, refused.utters) == (1, True)
    assert one.refuses(AskStatus()) is None
    assert one.refuses(Final(text="ruko")) is None
    await trio.sleep(1)
    assert one.refuses(Final(text="usne 207 rupaye diye")) is None


async def test_what_is_no_speech_holds_up_nothing_that_is_said(autojump_clock: MockClock):
    one = metering(address_messages_a_minute=60)
    assert [one.refuses(AskStatus()) for _ in range(60)] == [None] * 60
    refused = one.refuses(AskStatus())
    assert refused is not None
    assert not refused.utters
    await trio.sleep(1)
    assert one.refuses(Final(text="Rahul ka balance batao")) is None


async def test_what_stops_counts(autojump_clock: MockClock):
    one = metering(address_messages_a_minute=3)
    assert [one.refuses(Stop()) for _ in range(3)] == [None] * 3
    assert one.refuses(AskStatus()) is not None


async def test_a_refusal_is_said_once_a_second_and_each_is_counted(autojump_clock: MockClock):
    refusals = Refusals()
    one = metering(refusals, address_messages_a_minute=1)
    with capture_logs() as logs:
        refused = [one.refuses(AskStatus()) for _ in range(101)]
    assert refused.count(None) == 1
    assert refusals.counts == {"messages": 100}
    assert len(logs) == 1
    last = refused[-1]
    assert last is not None
    assert [one.tells(last), one.tells(last)] == [True, False]
    await trio.sleep(0.9)
    assert not one.tells(last)
    await trio.sleep(0.1)
    assert one.tells(last)


@pytest.mark.parametrize(
    "said",
    [AskStatus(id=ID), Final(text="Rahul ne 500 diye"), Refused(code="TOO_LONG", message="no")],
)
async def test_of_what_has_an_id_and_of_all_that_may_be_said_each_refusal_is_told(said: Input):
    one = used_up()
    refused = [one.refuses(said) for _ in range(3)]
    assert [each is not None and one.tells(each) for each in refused] == [True] * 3


async def test_words_that_may_still_change_count_a_tenth():
    one = metering(address_messages_a_minute=2)
    assert [one.refuses(Interim(text="Rahul ne")) is None for _ in range(11)] == [True] * 11
    assert one.refuses(AskStatus()) is not None


async def test_sound_is_no_message():
    one = used_up()
    assert not any(one.refuses(Audio(data=b"x")) for _ in range(1000))


async def test_whoever_goes_on_regardless_is_hopeless(autojump_clock: MockClock):
    one = used_up()
    for _ in range(300):
        one.refuses(AskStatus())
    assert not one.hopeless
    one.refuses(Stop())
    assert one.hopeless


async def test_sound_over_the_limit_is_refused_for_a_stretch(autojump_clock: MockClock):
    refusals = Refusals()
    one = metering(refusals, shop_sound_seconds_a_minute=60)
    assert [one.limit_sound(1.0) for _ in range(60)] == [0.0] * 60
    assert one.limit_sound(0.02) == 5.0
    await trio.sleep(4)
    assert one.limit_sound(0.02) == pytest.approx(1.0)
    await trio.sleep(1)
    assert one.limit_sound(0.02) == 0.0
    assert refusals.counts == {"sound": 1}


async def test_one_without_limits_refuses_nothing():
    one = unmetered()
    assert not any(one.refuses(AskStatus()) for _ in range(1000))
    assert one.limit_sound(1e9) == 0
