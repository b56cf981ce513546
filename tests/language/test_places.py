"""Where goods come from and where they lie."""

import pytest

from execora.language.people import Person
from execora.language.places import are_places


def somebody(said: str, role: str, *, known: bool = False) -> Person:
    return Person(said, role, 0, 1, known=known)


@pytest.mark.parametrize(("said", "role"), [("Mandi", "from"), ("Gaadi", "from"), ("Godown", "in"), ("Fridge", "in")])
def test_a_place_is_nobody(said: str, role: str):
    assert are_places([somebody(said, role)], role)


def test_nobody_at_all_is_no_person():
    assert are_places([], "from")


@pytest.mark.parametrize(
    "person", [somebody("Zubair", "from"), somebody("Mandi", "from", known=True), somebody("Mandi", "to")]
)
def test_a_person_is_no_place(person: Person):
    assert not are_places([person], "from")


def test_goods_do_not_come_from_where_they_lie():
    assert not are_places([somebody("Fridge", "from")], "from")
