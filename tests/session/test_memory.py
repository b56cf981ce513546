"""Who is being talked about."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from execora.ledger.model import Customer
from execora.session.memory import REMEMBERED, Memory


def person(number: int) -> Customer:
    return Customer(UUID(int=number), f"Customer {number}")


def test_the_last_one_spoken_of_is_active_and_the_one_before_is_previous() -> None:
    memory = Memory()
    memory.speak_of(person(1))
    memory.speak_of(person(2))
    assert memory.customer("active") == person(2)
    assert memory.customer("previous") == person(1)


def test_speaking_of_somebody_again_keeps_them_once() -> None:
    memory = Memory()
    for number in (1, 2, 1):
        memory.speak_of(person(number))
    assert memory.customer("active") == person(1)
    assert memory.customer("previous") == person(2)


def test_nobody_is_remembered_at_first() -> None:
    assert Memory().customer("active") is None
    assert Memory().customer("previous") is None


def test_one_who_is_forgotten_leaves_the_one_before_active() -> None:
    memory = Memory()
    memory.speak_of(person(1))
    memory.speak_of(person(2))
    memory.forget(person(2).id)
    assert memory.customer("active") == person(1)


def test_only_the_latest_are_remembered() -> None:
    memory = Memory()
    for number in range(REMEMBERED + 1):
        memory.speak_of(person(number))
    for number in range(REMEMBERED, 1, -1):
        memory.forget(person(number).id)
    assert memory.customer("active") == person(1)
    assert memory.customer("previous") is None


def test_one_who_is_called_otherwise_keeps_their_place() -> None:
    memory = Memory()
    memory.speak_of(person(1))
    memory.speak_of(person(2))
    memory.rename(replace(person(1), name="Somebody"))
    memory.rename(person(3))
    assert memory.customer("active") == person(2)
    assert memory.customer("previous") == replace(person(1), name="Somebody")


def test_both_are_the_two_spoken_of_last_the_earlier_first() -> None:
    memory = Memory()
    memory.speak_of(person(1))
    assert memory.both() == ()
    memory.speak_of(person(2))
    memory.speak_of(person(3))
    assert memory.both() == (person(2), person(3))


def test_who_is_remembered_is_known_by_id() -> None:
    memory = Memory()
    memory.speak_of(person(1))
    memory.speak_of(person(2))
    assert memory.ids == {person(1).id, person(2).id}


def test_who_was_not_made_after_all_leaves_nobody_active() -> None:
    memory = Memory()
    memory.speak_of(person(1))
    memory.speak_of(person(2))
    memory.lose(person(2).id)
    assert (memory.customer("active"), memory.customer("previous"), memory.both()) == (None, person(1), ())
    memory.speak_of(person(2))
    assert (memory.customer("active"), memory.customer("previous")) == (person(2), person(1))


def test_who_was_spoken_of_since_stays_active() -> None:
    memory = Memory()
    memory.speak_of(person(1))
    memory.speak_of(person(2))
    memory.lose(person(1).id)
    assert memory.customer("active") == person(2)


def test_nobody_is_known_once_all_are_forgotten() -> None:
    memory = Memory()
    memory.speak_of(person(1))
    memory.speak_of(person(2))
    memory.lose(person(2).id)
    memory.clear()
    assert (memory.customer("active"), memory.customer("previous"), memory.both()) == (None, None, ())
    memory.speak_of(person(3))
    assert (memory.customer("active"), memory.customer("previous")) == (person(3), None)
