"""What is expected of a command, by what was measured."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.session.durations import Durations


def test_what_was_never_measured_counts_as_short() -> None:
    assert Durations().expected_seconds("CHECK_BALANCE") == 0


def test_the_first_measurement_is_believed_and_the_next_ones_move_it_by_a_fifth() -> None:
    durations = Durations()
    durations.took("CHECK_BALANCE", 1.0)
    durations.took("ADD_CREDIT", 3.0)
    assert durations.expected_seconds("CHECK_BALANCE") == 1.0
    durations.took("CHECK_BALANCE", 2.0)
    assert durations.expected_seconds("CHECK_BALANCE") == pytest.approx(1.2)
    assert durations.expected_seconds("ADD_CREDIT") == 3.0


@given(st.lists(st.floats(0, 1000), min_size=1))
def test_the_mean_stays_among_what_was_measured(measured: list[float]) -> None:
    durations = Durations()
    for seconds in measured:
        durations.took("CHECK_BALANCE", seconds)
    assert min(measured) * 0.999 <= durations.expected_seconds("CHECK_BALANCE") <= max(measured) * 1.001
