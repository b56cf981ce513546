"""How often a customer may be changed, by a clock that the test sets."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.session.allowance import Allowance, Reached

RAHUL, SURESH = UUID(int=1), UUID(int=2)


def test_so_many_are_taken_and_the_next_is_told_how_long_to_wait() -> None:
    allowance = Allowance(2)
    assert allowance.take([RAHUL], "a", 100.0) == (RAHUL,)
    assert allowance.take([RAHUL], "b", 110.0) == (RAHUL,)
    assert allowance.take([RAHUL], "c", 120.0) == Reached(RAHUL, pytest.approx(40.0))
    assert allowance.take([RAHUL], "c", 159.9) == Reached(RAHUL, pytest.approx(0.1))
    assert allowance.take([RAHUL], "c", 160.0) == (RAHUL,)
    assert allowance.take([RAHUL], "d", 160.0) == Reached(RAHUL, pytest.approx(10.0))


def test_one_customer_is_not_held_up_by_another() -> None:
    allowance = Allowance(1)
    assert allowance.take([RAHUL], "a", 0.0) == (RAHUL,)
    assert allowance.take([SURESH], "b", 0.0) == (SURESH,)


def test_what_is_about_several_counts_for_each_or_for_none() -> None:
    allowance = Allowance(1)
    allowance.take([SURESH], "a", 0.0)
    assert allowance.take([RAHUL, SURESH], "b", 10.0) == Reached(SURESH, pytest.approx(50.0))
    assert allowance.take([RAHUL], "c", 10.0) == (RAHUL,)


def test_the_same_change_counts_once_however_often_it_is_asked_for() -> None:
    allowance = Allowance(1)
    allowance.take([RAHUL], "a", 0.0)
    assert allowance.take([RAHUL], "a", 1.0) == ()
    assert allowance.take([RAHUL], "b", 2.0) == Reached(RAHUL, pytest.approx(58.0))


def test_what_came_to_nothing_is_given_back() -> None:
    allowance = Allowance(1)
    allowance.take([RAHUL], "a", 0.0)
    allowance.give_back([RAHUL], "a")
    allowance.give_back([RAHUL, SURESH], "a")
    assert allowance.take([RAHUL], "b", 0.0) == (RAHUL,)


asked = st.tuples(st.frozensets(st.integers(1, 3), min_size=1), st.floats(0, 30), st.booleans())


@given(st.integers(1, 4), st.lists(asked, max_size=60))
def test_no_minute_holds_more_than_may_be_and_nobody_is_refused_without_reason(
    most: int, all_asked: list[tuple[frozenset[int], float, bool]]
) -> None:
    allowance, now = Allowance(most), 0.0
    taken: dict[UUID, list[float]] = defaultdict(list)
    for number, (numbers, later, given_back) in enumerate(all_asked):
        now += later
        customers = [UUID(int=each) for each in numbers]
        recent = {each: [time for time in taken[each] if time > now - 60] for each in customers}
        match allowance.take(customers, str(number), now):
            case Reached(customer_id, wait):
                assert len(recent[customer_id]) == most
                assert wait == pytest.approx(min(recent[customer_id]) + 60 - now)
            case counted:
                assert set(counted) == set(customers)
                assert all(len(times) < most for times in recent.values())
                if given_back:
                    allowance.give_back(counted, str(number))
                else:
                    for each in counted:
                        taken[each].append(now)


def test_it_remembers_the_last_minute_only() -> None:
    allowance = Allowance(3)
    for number in range(10_000):
        allowance.take([UUID(int=number)], str(number), number * 1.0)
        assert len(allowance._changes) <= 60
