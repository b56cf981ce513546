"""When a provider is asked, and when it is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.providers.breaker import PROBE_SECONDS, Breaker, Trial
from execora.providers.port import Fault, ProviderError


def failure(fault: Fault, retry_after_seconds: float | None = None) -> ProviderError:
    return ProviderError("deepgram", fault, fault.value, retry_after_seconds=retry_after_seconds)


def fail(breaker: Breaker, error: ProviderError, now: float, *, worked: bool = False, luck: float = 0.5) -> None:
    """Use it once, in vain."""
    trial = breaker.begin(now)
    if worked:
        breaker.worked(trial)
    breaker.failed(trial, error, now, luck)


def test_a_new_one_is_up():
    breaker = Breaker()
    assert (breaker.state, breaker.reason, breaker.admits(0.0)) == ("up", "", True)


@pytest.mark.parametrize(
    ("fault", "state", "seconds"),
    [
        (Fault.REFUSED, "broken", 300.0),
        (Fault.UNFIT, "broken", 300.0),
        (Fault.BUSY, "slow", 5.0),
        (Fault.SLOW, "slow", 1.0),
        (Fault.AWAY, "broken", 1.0),
        (Fault.NONSENSE, "broken", 1.0),
    ],
)
def test_one_that_never_worked_is_left_alone_for_a_while(fault: Fault, state: str, seconds: float):
    breaker = Breaker()
    fail(breaker, failure(fault), 100.0)
    assert (breaker.state, breaker.reason) == (state, fault.value)
    assert not breaker.admits(100.0 + seconds - 0.01)
    assert breaker.admits(100.0 + seconds)


def test_a_busy_one_is_left_alone_for_as_long_as_it_asks():
    breaker = Breaker()
    fail(breaker, failure(Fault.BUSY, 7.0), 0.0, luck=0.0)
    assert breaker.opens_at == 7.0


def test_two_drops_are_forgiven_where_it_works_in_between_and_the_third_is_not():
    breaker = Breaker()
    for now in (0.0, 10.0):
        fail(breaker, failure(Fault.AWAY), now, worked=True)
        assert breaker.state == "up"
    fail(breaker, failure(Fault.AWAY), 20.0, worked=True)
    assert breaker.state == "broken"


def test_drops_that_are_far_apart_are_forgiven_for_ever():
    breaker = Breaker()
    for number in range(20):
        fail(breaker, failure(Fault.AWAY), 20.0 * number, worked=True)
        assert breaker.state == "up"


def test_the_pause_grows_up_to_a_minute_and_starts_anew_after_a_success():
    breaker, now, pauses = Breaker(), 0.0, []
    for _ in range(8):
        fail(breaker, failure(Fault.AWAY), now)
        pauses.append(breaker.opens_at - now)
        now = breaker.opens_at
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    breaker.worked(breaker.begin(0.0))
    fail(breaker, failure(Fault.AWAY), now)
    assert breaker.opens_at - now == 1.0


def test_one_at_a_time_finds_out_whether_it_works_again():
    breaker = Breaker()
    fail(breaker, failure(Fault.AWAY), 0.0)
    probe = breaker.begin(10.0)
    assert not breaker.admits(10.0)
    breaker.ended(probe)
    assert breaker.admits(10.0)
    breaker.worked(breaker.begin(10.0))
    assert breaker.state == "up"
    assert breaker.admits(10.0)


def test_one_who_tries_for_long_keeps_nobody_else_from_trying():
    breaker = Breaker()
    fail(breaker, failure(Fault.AWAY), 0.0)
    slow = breaker.begin(10.0)
    assert not breaker.admits(10.0 + PROBE_SECONDS - 0.01)
    quick = breaker.begin(10.0 + PROBE_SECONDS)
    assert not breaker.admits(10.0 + PROBE_SECONDS)
    breaker.failed(quick, failure(Fault.AWAY), 14.0, 0.5)
    breaker.worked(slow)  # it began before the failure, and proves nothing new
    assert (breaker.state, breaker.opens_at, breaker.probing) == ("broken", 16.0, False)


def test_it_is_proven_once_it_has_worked():
    breaker = Breaker()
    fail(breaker, failure(Fault.AWAY), 0.0)
    assert not breaker.proven
    fail(breaker, failure(Fault.AWAY), 5.0, worked=True)
    assert breaker.proven


def test_one_who_began_before_it_broke_proves_and_spoils_nothing():
    breaker = Breaker()
    old = breaker.begin(0.0)
    fail(breaker, failure(Fault.BUSY), 0.0)
    breaker.worked(old)
    assert breaker.state == "slow"
    breaker.failed(old, failure(Fault.AWAY), 1.0, 0.5)
    assert (breaker.state, breaker.opens_at) == ("slow", 5.0)


STEP = st.tuples(
    st.sampled_from(["begin", "worked", "ended", "failed", "wait"]),
    st.integers(0, 3),
    st.sampled_from(Fault),
    st.floats(0, 100),
    st.floats(0, 1),
)


@given(st.lists(STEP, max_size=60))
def test_whatever_happens_probes_are_apart_and_hope_is_never_lost(
    steps: list[tuple[str, int, Fault, float, float]],
):
    breaker, now, under_way, began = Breaker(), 0.0, list[Trial](), dict[Trial, float]()
    for what, number, fault, seconds, luck in steps:
        now += seconds if what == "wait" else 0.0
        if what == "begin" and breaker.admits(now):
            under_way.append(breaker.begin(now))
            began[under_way[-1]] = now
        elif what in {"worked", "ended", "failed"} and number < len(under_way):
            trial = under_way[number]
            if what == "worked":
                breaker.worked(trial)
            else:
                under_way.remove(trial)
                breaker.ended(trial) if what == "ended" else breaker.failed(trial, failure(fault), now, luck)
        assert sum(now - began[trial] < PROBE_SECONDS for trial in breaker._probes) <= 1
        assert (breaker.state == "up") == (breaker.fault is None)
        assert breaker.admits(now + 400.0)
