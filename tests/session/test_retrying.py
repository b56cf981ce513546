"""What may pass, and when it is tried again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.providers.port import Fault, ProviderError
from execora.session.port import KeyReusedError
from execora.session.retrying import Failure, Foreseen, failure_of, pause_seconds

LOST = Failure("DATABASE", passes=True)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (DatabaseError("gone"), LOST),
        (OutcomeUnknownError("?"), Failure("OUTCOME_UNKNOWN", passes=True)),
        (KeyReusedError("7:0"), Failure("ID_REUSED", passes=False)),
        (ProviderError("meta", Fault.AWAY, "503"), Failure("PROVIDER", passes=True)),
        (ProviderError("meta", Fault.SLOW, "late"), Failure("PROVIDER", passes=True)),
        (
            ProviderError("meta", Fault.BUSY, "429", retry_after_seconds=3),
            Failure("PROVIDER", passes=True, not_before_seconds=3),
        ),
        (ProviderError("meta", Fault.REFUSED, "401"), Failure("PROVIDER", passes=False)),
        (ProviderError("meta", Fault.UNFIT, "400"), Failure("PROVIDER", passes=False)),
        (ProviderError("meta", Fault.NONSENSE, "<html>"), Failure("PROVIDER", passes=False)),
    ],
)
def test_what_may_pass_is_told_from_what_will_not(error: Foreseen, failure: Failure) -> None:
    assert failure_of(error) == failure


def test_the_pause_doubles_up_to_a_second() -> None:
    assert [pause_seconds(attempt, LOST, 1.0) for attempt in range(1, 7)] == [0.2, 0.4, 0.8, 1.0, 1.0, 1.0]


def test_chance_spreads_the_pause_from_nothing_to_all_of_it() -> None:
    assert [pause_seconds(3, LOST, chance) for chance in (0, 0.25, 0.5)] == [0, 0.2, 0.4]


def test_whoever_wants_to_be_left_alone_is_asked_again_after_that() -> None:
    busy = Failure("PROVIDER", passes=True, not_before_seconds=3)
    assert pause_seconds(1, busy, 0.5) == 3.1


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_no_pause_is_longer_than_the_longest(attempt: int, chance: float) -> None:
    assert 0 <= pause_seconds(attempt, LOST, chance) <= 2
