"""What can be taken back, in the order in which it was said."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import pytest

from execora.commands.changes import (
    BillIssued,
    Change,
    CustomerAdded,
    CustomerChanged,
    DraftChanged,
    DraftMade,
    DraftsDropped,
    ForGood,
    MoneyPosted,
    ReminderMoved,
    RemindersCancelled,
    RemindersKept,
)
from execora.ledger.model import Customer, Draft, Reminder
from execora.ledger.money import Paise
from execora.session.changed import REMEMBERED, Changes

RAHUL, SURESH = Customer(uuid4(), "Rahul Sharma"), Customer(uuid4(), "Suresh Kumar")
DRAFT = Draft(uuid4(), SURESH, (), datetime(2026, 11, 20, 15))
WAITING = tuple(Reminder(uuid4(), who, None, datetime(2026, 11, 21, 10)) for who in (RAHUL, SURESH))


def change() -> ForGood:
    return ForGood("bill")


def test_the_last_is_the_one_spoken_last_whichever_ended_first() -> None:
    changes, first, second = Changes(), change(), change()
    changes.expect(UUID(int=1))
    changes.expect(UUID(int=2))
    changes.note(UUID(int=2), second)
    changes.note(UUID(int=1), first)
    assert changes.last is second


def test_what_changed_nothing_gives_its_place_away() -> None:
    changes, first = Changes(), change()
    changes.note(UUID(int=1), first)
    changes.expect(UUID(int=2))
    assert changes.last is first
    changes.note(UUID(int=2), None)
    assert changes.last is first


def test_behind_one_that_was_taken_back_is_the_one_before() -> None:
    changes, first, second = Changes(), change(), change()
    changes.note(UUID(int=1), first)
    changes.note(UUID(int=2), second)
    changes.forget(second)
    assert changes.last is first
    changes.forget(first)
    assert changes.last is None


def test_equal_changes_are_two() -> None:
    changes = Changes()
    for number in (1, 2):
        changes.note(UUID(int=number), change())
    last = changes.last
    assert last is not None
    changes.forget(last)
    assert changes.last is not None


def test_only_so_many_are_remembered() -> None:
    changes, first = Changes(), change()
    changes.note(UUID(int=0), first)
    for number in range(1, REMEMBERED + 1):
        changes.note(UUID(int=number), change())
    for _ in range(REMEMBERED):
        last = changes.last
        assert last is not None
        assert last is not first
        changes.forget(last)
    assert changes.last is None


@pytest.mark.parametrize(
    "named",
    [
        MoneyPosted(uuid4(), "payment", SURESH, Paise(100)),
        CustomerAdded(SURESH),
        CustomerChanged(SURESH, SURESH),
        DraftMade(DRAFT),
        DraftChanged(DRAFT, DRAFT),
        DraftsDropped((DRAFT,)),
        BillIssued(uuid4(), "INV/2627/00001", SURESH, Paise(100)),
        RemindersKept(WAITING),
        ReminderMoved(WAITING[1], WAITING[1]),
        RemindersCancelled(WAITING),
    ],
    ids=lambda named: type(named).__name__,
)
def test_what_speaks_of_one_who_is_forgotten_is_not_kept(named: Change) -> None:
    changes, other = Changes(), MoneyPosted(uuid4(), "payment", RAHUL, Paise(100))
    changes.note(UUID(int=1), change())
    changes.note(UUID(int=2), other)
    changes.expect(UUID(int=3))
    changes.note(UUID(int=4), named)
    assert changes.about == {RAHUL.id, SURESH.id}
    changes.forget_customer(SURESH.id)
    assert changes.last is other
