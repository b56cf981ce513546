"""The schedule, alone: no loop, no clock."""

from __future__ import annotations

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from execora.commands.command import Thing, Touches
from execora.session.schedule import Schedule

RAHUL, SURESH = Thing("customer", UUID(int=1)), Thing("customer", UUID(int=2))


def reads(*things: Thing) -> Touches:
    return Touches(reads=frozenset(things))


def writes(*things: Thing) -> Touches:
    return Touches(writes=frozenset(things))


def test_no_more_run_at_once_than_there_are_slots() -> None:
    schedule = Schedule(at_once=3, room=100)
    tasks = [uuid4() for _ in range(5)]
    for task in tasks:
        schedule.admit(task, 10, reads())
    assert schedule.start() == tasks[:3]
    assert schedule.start() == []
    schedule.finish(tasks[0])
    assert schedule.start() == [tasks[3]]


def test_higher_priority_goes_first_and_older_within_it() -> None:
    schedule = Schedule(at_once=1, room=100)
    low, high, high_too = uuid4(), uuid4(), uuid4()
    schedule.admit(low, 0, reads())
    schedule.admit(high, 20, reads())
    schedule.admit(high_too, 20, reads())
    assert [schedule.position(task) for task in (low, high, high_too)] == [2, 0, 1]
    assert schedule.start() == [high]
    schedule.finish(high)
    assert schedule.start() == [high_too]


def test_a_read_waits_for_the_earlier_write_of_the_same_customer() -> None:
    schedule = Schedule(at_once=3, room=100)
    payment, balance, other = uuid4(), uuid4(), uuid4()
    assert schedule.admit(payment, 10, writes(RAHUL)) == ()
    assert schedule.admit(balance, 99, reads(RAHUL)) == (payment,)
    assert schedule.admit(other, 10, writes(SURESH)) == ()
    assert schedule.start() == [payment, other]
    schedule.finish(payment)
    assert schedule.start() == [balance]


def test_two_reads_of_the_same_customer_run_side_by_side() -> None:
    schedule = Schedule(at_once=3, room=100)
    first, second = uuid4(), uuid4()
    schedule.admit(first, 20, reads(RAHUL))
    assert schedule.admit(second, 20, reads(RAHUL)) == ()
    assert schedule.start() == [first, second]


def test_a_sum_over_all_customers_waits_for_every_write_to_one() -> None:
    schedule = Schedule(at_once=3, room=100)
    payment, total = uuid4(), uuid4()
    schedule.admit(payment, 10, writes(SURESH))
    assert schedule.admit(total, 20, reads(Thing("customer"))) == (payment,)


def test_one_that_is_said_to_come_after_others_waits_for_those_that_have_not_ended() -> None:
    schedule = Schedule(at_once=3, room=100)
    ended, running, behind = uuid4(), uuid4(), uuid4()
    schedule.admit(ended, 10, reads())
    schedule.admit(running, 10, reads())
    schedule.start()
    schedule.finish(ended)
    assert schedule.admit(behind, 99, reads(), after=[ended, running]) == (running,)
    assert schedule.start() == []
    schedule.finish(running)
    assert schedule.start() == [behind]


def test_a_cancelled_waiting_task_frees_what_waited_for_it() -> None:
    schedule = Schedule(at_once=1, room=100)
    running, waiting, behind = uuid4(), uuid4(), uuid4()
    schedule.admit(running, 10, reads())
    schedule.start()
    schedule.admit(waiting, 10, writes(RAHUL))
    schedule.admit(behind, 10, reads(RAHUL))
    schedule.finish(waiting)
    schedule.finish(running)
    assert schedule.start() == [behind]


def test_it_is_full_once_its_room_is_taken() -> None:
    schedule = Schedule(at_once=1, room=2)
    for _ in range(3):
        assert not schedule.full
        schedule.admit(uuid4(), 10, reads())
        schedule.start()
    assert schedule.full


things = st.builds(Thing, st.sampled_from(["customer", "product"]), st.sampled_from([None, UUID(int=1), UUID(int=2)]))
touches = st.builds(Touches, st.frozensets(things, max_size=2), st.frozensets(things, max_size=2))


@given(
    jobs=st.lists(st.tuples(st.integers(0, 100), touches), max_size=30),
    at_once=st.integers(1, 4),
    picks=st.randoms(use_true_random=False),
)
def test_results_are_as_if_all_had_run_in_the_order_spoken(
    jobs: list[tuple[int, Touches]], at_once: int, picks: object
) -> None:
    schedule = Schedule(at_once, room=1000)
    order = [uuid4() for _ in jobs]
    touched = dict(zip(order, [touches for _, touches in jobs], strict=True))
    for task, (priority, what) in zip(order, jobs, strict=True):
        schedule.admit(task, priority, what)
    running: list[UUID] = []
    finished: list[UUID] = []
    while len(finished) < len(order):
        running += schedule.start()
        assert 0 < len(running) <= at_once, "something must run, and never more than the limit"
        for task in running:
            earlier = order[: order.index(task)]
            conflicting = [one for one in earlier if touched[one].conflicts(touched[task])]
            assert set(conflicting) <= set(finished), "it ran before an earlier one that it conflicts with"
        done = picks.choice(running)  # type: ignore[attr-defined]
        running.remove(done)
        schedule.finish(done)
        finished.append(done)
