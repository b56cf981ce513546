"""How customers are called before the shop's index has heard of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from execora.language.matching import Found
from execora.ledger.model import Customer
from execora.session.newcomers import MOST_NEWCOMERS, Newcomers
from tests.fakes.books import FakeBooks, fake_desk

if TYPE_CHECKING:
    from execora.session.desk import Desk

ZUBIN = Customer(UUID(int=1000), "Zubin")
CYRUS = replace(ZUBIN, name="Cyrus")
PARVEZ = replace(ZUBIN, name="Parvez")


@pytest.fixture
def desk() -> Desk:
    return fake_desk(FakeBooks())


def known(newcomers: Newcomers, name: str) -> bool:
    return isinstance(newcomers.index().find(name), Found)


def test_a_newcomer_is_known_until_the_index_is_left_to_know_them(desk: Desk) -> None:
    newcomers = Newcomers(desk)
    newcomers.know(ZUBIN)
    assert known(newcomers, "Zubin")
    newcomers.drop(ZUBIN.id)
    newcomers.drop(ZUBIN.id)
    assert not known(newcomers, "Zubin")


def test_a_newcomer_is_called_as_the_books_call_them_once_they_are_made(desk: Desk) -> None:
    newcomers = Newcomers(desk)
    newcomers.made(ZUBIN)
    assert not known(newcomers, "Zubin"), "the index has heard of one whom nobody keeps here"
    newcomers.know(ZUBIN)
    newcomers.made(CYRUS)
    assert known(newcomers, "Cyrus")


def test_a_change_is_known_at_once_whether_or_not_the_index_has_heard_of_the_one_before(desk: Desk) -> None:
    newcomers = Newcomers(desk)
    desk.customers.add(ZUBIN)
    assert newcomers.rename(ZUBIN, CYRUS)
    assert newcomers.rename(CYRUS, PARVEZ)
    assert known(newcomers, "Parvez")
    assert not known(newcomers, "Cyrus")
    assert not known(newcomers, "Zubin")


def test_a_change_of_which_the_index_has_heard_is_left_to_the_index(desk: Desk) -> None:
    newcomers = Newcomers(desk)
    for heard in (CYRUS, PARVEZ):  # its own news, and somebody else's after it
        desk.customers.add(heard)
        assert not newcomers.rename(ZUBIN, CYRUS)
    assert not list(newcomers)
    assert known(newcomers, "Parvez")


def test_only_so_many_are_kept(desk: Desk) -> None:
    newcomers = Newcomers(desk)
    for number in range(MOST_NEWCOMERS + 1):
        newcomers.know(replace(ZUBIN, id=UUID(int=number)))
    assert list(newcomers) == [UUID(int=number) for number in range(1, MOST_NEWCOMERS + 1)]
