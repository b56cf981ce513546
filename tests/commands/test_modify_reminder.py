"""Reminders that go out at another moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from execora.commands.changes import ReminderMoved
from execora.language.moments import Clock, When

if TYPE_CHECKING:
    from tests.fakes.till import Till

RAHUL = {"customer": "Rahul Sharma"}
PARSO = When(either=2)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Kolkata"))


async def remind(till: Till, moment: datetime, **said: object) -> None:
    assert (await till.carry_out("CREATE_REMINDER", **(RAHUL | said), moment=moment)).error is None


async def waiting(till: Till) -> list[datetime]:
    return [reminder.send_at for reminder in await till.shop.reminders.waiting()]


@pytest.mark.parametrize(
    ("when", "moved"),
    [(PARSO, at(22, 19)), (When(clock=Clock(11)), at(21, 11)), (When(either=2, part="morning"), at(22, 9))],
)
async def test_only_what_was_said_changes(till: Till, when: When, moved: datetime):
    await remind(till, at(21, 19))
    (before,) = await till.shop.reminders.waiting()
    said = await till.carry_out("MODIFY_REMINDER", **RAHUL, when=when)
    assert await waiting(till) == [moved]
    assert said.data["sendAt"] == moved.isoformat(timespec="minutes")
    assert said.reply.change == ReminderMoved(before, *till.shop.pages.reminders.values())


async def test_it_is_said_from_when_to_when(till: Till):
    await remind(till, at(21, 19))
    said = await till.carry_out("MODIFY_REMINDER", **RAHUL, when=PARSO)
    assert said.text == "Rahul Sharma ka reminder kal shaam 7 baje se badal kar parso shaam 7 baje kar diya."


async def test_outside_its_hours_it_goes_in_the_morning_and_says_so(till: Till):
    await remind(till, at(21, 19))
    said = await till.carry_out("MODIFY_REMINDER", **RAHUL, when=When(clock=Clock(11, half="pm")))
    assert await waiting(till) == [at(22, 9)]
    assert said.data["movedFrom"] == "2026-11-21T23:00+05:30"
    assert said.text.endswith("isliye aage kiya.")


async def test_what_comes_again_goes_on_coming(till: Till):
    await remind(till, at(21, 19), recurrence="FREQ=WEEKLY")
    said = await till.carry_out("MODIFY_REMINDER", **RAHUL, when=PARSO)
    assert said.data["recurrence"] == "FREQ=WEEKLY"
    assert said.text.endswith("Phir har hafte.")


async def test_of_several_the_first_is_asked_about(till: Till):
    await remind(till, at(23, 10))
    await remind(till, at(21, 10))
    said = await till.carry_out("MODIFY_REMINDER", **RAHUL, when=When(clock=Clock(5)))
    assert said.key == "ask"
    assert said.text.endswith("Sabse pehla wala badal doon: Rahul Sharma kal subah 10 baje?")
    assert await waiting(till) == [at(21, 10), at(23, 10)]
    assert (await till.yes()).key == "done"
    assert await waiting(till) == [at(21, 17), at(23, 10)]


@pytest.mark.parametrize("before", [When(weekday=0), When(weekday=0, clock=Clock(10)), When(part="morning")])
async def test_the_one_that_was_named_is_moved(till: Till, before: When):
    await remind(till, at(21, 17))
    await remind(till, at(23, 10))
    assert (await till.carry_out("MODIFY_REMINDER", **RAHUL, when=PARSO, instead_of=before)).key == "done"
    assert await waiting(till) == [at(21, 17), at(22, 10)]


async def test_where_none_is_as_it_was_named_nothing_is_moved(till: Till):
    await remind(till, at(21, 17))
    said = await till.carry_out("MODIFY_REMINDER", **RAHUL, when=PARSO, instead_of=When(weekday=2))
    assert (said.key, said.error) == ("none", "NO_REMINDER")
    assert await waiting(till) == [at(21, 17)]


@pytest.mark.parametrize("when", [When(days=0, clock=Clock(9)), When(days=-1)])
async def test_nothing_is_moved_into_the_past(till: Till, when: When):
    await remind(till, at(21, 17))
    said = await till.carry_out("MODIFY_REMINDER", **RAHUL, when=when)
    assert (said.key, said.error) == ("past", "MISSING_DATETIME")
    assert await waiting(till) == [at(21, 17)]


async def test_without_a_moment_it_asks_for_one(till: Till):
    await remind(till, at(21, 17))
    said = await till.carry_out("MODIFY_REMINDER", **RAHUL)
    assert (said.key, said.error) == ("when", "MISSING_DATETIME")


async def test_with_nobody_named_the_only_one_is_meant(till: Till):
    await remind(till, at(21, 17))
    assert (await till.carry_out("MODIFY_REMINDER", when=PARSO)).key == "done"


async def test_one_that_went_between_the_question_and_the_yes_is_not_moved(till: Till):
    await remind(till, at(21, 10))
    await remind(till, at(23, 10))
    await till.carry_out("MODIFY_REMINDER", **RAHUL, when=PARSO)
    first, _ = await till.shop.reminders.waiting()
    await till.shop.reminders.cancel(first.id)
    assert (await till.yes()).error == "ALREADY_DONE"
    assert await waiting(till) == [at(23, 10)]
