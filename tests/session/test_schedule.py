"""The schedule, alone: no loop, no clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log2
from typing import get_args
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.commands.command import Thing, Touches
from execora.session.schedule import DOUBLING, LONGEST_SECONDS, SHORTEST_SECONDS, Policy, Schedule

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


# -- the policies


def started_one_by_one(schedule: Schedule) -> list[UUID]:
    order: list[UUID] = []
    while started := schedule.start():
        order += started
        schedule.finish(started[0])
    return order


def test_first_come_minds_no_priority() -> None:
    schedule = Schedule(at_once=1, room=100, policy="first_come")
    tasks = [uuid4() for _ in range(3)]
    for task, priority in zip(tasks, (0, 20, 10), strict=True):
        schedule.admit(task, priority, reads())
    assert started_one_by_one(schedule) == tasks


def test_customers_take_turns() -> None:
    schedule = Schedule(at_once=1, room=100, policy="round_robin")
    rahul, suresh, nobody = [uuid4() for _ in range(4)], [uuid4() for _ in range(2)], [uuid4() for _ in range(2)]
    for tasks, customer in ((rahul, RAHUL.id), (suresh, SURESH.id), (nobody, None)):
        for task in tasks:
            schedule.admit(task, 10, reads(), customer=customer)
    assert [schedule.position(task) for task in (rahul[0], suresh[0], nobody[0], rahul[1])] == [0, 1, 2, 3]
    turns = [rahul[0], suresh[0], nobody[0], rahul[1], suresh[1], nobody[1], rahul[2], rahul[3]]
    assert started_one_by_one(schedule) == turns


def test_a_customer_who_just_had_a_turn_lets_another_go_first() -> None:
    schedule = Schedule(at_once=1, room=100, policy="round_robin")
    running, next_of_rahul, of_suresh = uuid4(), uuid4(), uuid4()
    schedule.admit(running, 10, reads(), customer=RAHUL.id)
    schedule.start()
    for task, customer in ((next_of_rahul, RAHUL.id), (of_suresh, SURESH.id), (uuid4(), RAHUL.id)):
        schedule.admit(task, 10, reads(), customer=customer)
    schedule.finish(running)
    assert started_one_by_one(schedule)[:2] == [next_of_rahul, of_suresh]


def test_a_newcomer_waits_for_one_task_of_a_customer_who_has_many() -> None:
    schedule = Schedule(at_once=1, room=100, policy="round_robin")
    for _ in range(50):
        schedule.admit(uuid4(), 10, reads(), customer=RAHUL.id)
    [running] = schedule.start()
    newcomer = uuid4()
    schedule.admit(newcomer, 10, reads(), customer=SURESH.id)
    assert schedule.position(newcomer) == 1
    schedule.finish(running)
    assert started_one_by_one(schedule)[1] == newcomer


def test_shorter_work_goes_first_if_it_came_soon_after() -> None:
    schedule = Schedule(at_once=1, room=1000, policy="adaptive")
    long, short, late = uuid4(), uuid4(), uuid4()
    schedule.admit(long, 10, reads(), expected_seconds=0.2)
    schedule.admit(short, 10, reads(), expected_seconds=0.1)
    for _ in range(DOUBLING):
        schedule.admit(uuid4(), 10, reads(), expected_seconds=10)
    schedule.admit(late, 10, reads(), expected_seconds=0.1)
    assert started_one_by_one(schedule)[:3] == [short, long, late]


def test_the_longest_task_starts_although_short_ones_come_without_end() -> None:
    schedule = Schedule(at_once=1, room=1000, policy="adaptive")
    longest = uuid4()
    schedule.admit(longest, 10, reads(), expected_seconds=3600)
    overtaken = 0
    for _ in range(1000):
        schedule.admit(uuid4(), 10, reads(), expected_seconds=0)
        [started] = schedule.start()
        if started == longest:
            break
        overtaken += 1
        schedule.finish(started)
    assert overtaken == log2(LONGEST_SECONDS / SHORTEST_SECONDS) * DOUBLING - 1 == 111


# -- what holds whatever comes

things = st.builds(Thing, st.sampled_from(["customer", "product"]), st.sampled_from([None, UUID(int=1), UUID(int=2)]))
touches = st.builds(Touches, st.frozensets(things, max_size=2), st.frozensets(things, max_size=2))


@dataclass(frozen=True)
class Said:
    """A task to admit."""

    priority: int
    touches: Touches
    customer: UUID | None
    seconds: float
    after: frozenset[int]
    """How many places before it those stand that it is to come after."""


@dataclass(frozen=True)
class Ends:
    """One of those that run ends, the one at this place."""

    place: int


@dataclass(frozen=True)
class Dropped:
    """One of those that wait is cancelled, the one at this place."""

    place: int


customers = st.sampled_from([None, UUID(int=1), UUID(int=2), UUID(int=3)])
seconds = st.sampled_from([0.0, 0.002, 0.004, 0.05, 1.0, 100.0])
untouched = st.just(Touches())
said = st.builds(
    Said, st.integers(0, 3), untouched | touches, customers, seconds, st.frozensets(st.integers(1, 3), max_size=1)
)
happenings = st.lists(
    said | said | st.builds(Ends, st.integers(0, 5)) | st.builds(Dropped, st.integers(0, 30)), max_size=60
)


class Watched:
    """A schedule, and a plain account of what it must do, kept beside it."""

    def __init__(self, policy: Policy, at_once: int) -> None:
        self.schedule, self.policy, self.at_once = Schedule(at_once, 1000, policy), policy, at_once
        self.tasks: list[UUID] = []
        self.said: dict[UUID, Said] = {}
        self.blockers: dict[UUID, set[UUID]] = {}
        self.waiting: list[UUID] = []
        self.running: list[UUID] = []
        self.before: dict[UUID, int] = {}
        """How many turns of its customer's lie before it: those that waited when it came, or were dropped before."""
        self.dropped: Counter[UUID | None] = Counter()
        self.overtaken: dict[UUID, list[UUID]] = {}

    def admit(self, said: Said) -> None:
        task, unfinished = UUID(int=len(self.tasks)), {*self.waiting, *self.running}
        after = [self.tasks[-back] for back in said.after if back <= len(self.tasks)]
        conflicting = {other for other in unfinished if self.said[other].touches.conflicts(said.touches)}
        self.blockers[task] = conflicting | ({*after} & unfinished)
        waits_for = self.schedule.admit(
            task, said.priority, said.touches, after=after, customer=said.customer, expected_seconds=said.seconds
        )
        assert waits_for == tuple(sorted(self.blockers[task], key=self.tasks.index)), "all of them are older: no circle"
        own = [other for other in self.waiting if self.said[other].customer == said.customer]
        self.before[task] = len(own) + self.dropped[said.customer]
        self.tasks.append(task)
        self.said[task] = said
        self.overtaken[task] = []
        self.waiting.append(task)

    def free(self, task: UUID) -> bool:
        return not self.blockers[task] & {*self.waiting, *self.running}

    def start(self) -> None:
        could = [task for task in self.waiting if self.free(task)]
        started = self.schedule.start()
        assert len(started) == min(len(could), self.at_once - len(self.running)), "no slot idle, none too many"
        for task in started:
            assert self.free(task), "it ran before one that it must wait for"
            self.waiting.remove(task)
            could.remove(task)
            for other in could:
                if self.tasks.index(other) < self.tasks.index(task):
                    self.overtaken[other].append(task)
        self.running += started
        self.judge_overtaking()

    def end(self, task: UUID) -> None:
        self.schedule.finish(task)
        if task in self.running:
            self.running.remove(task)
        else:
            self.waiting.remove(task)
            self.dropped[self.said[task].customer] += 1

    def judge_overtaking(self) -> None:
        for task, others in self.overtaken.items():
            said = self.said[task]
            match self.policy:
                case "priority":
                    assert all(self.said[other].priority > said.priority for other in others)
                case "first_come":
                    assert others == []
                case "round_robin":
                    turns = Counter(self.said[other].customer for other in others)
                    assert said.customer not in turns
                    assert all(taken <= self.before[task] for taken in turns.values())
                case "adaptive":
                    assert all(self.may_pass(other, task) for other in others)
                    assert len(others) < 112

    def may_pass(self, later: UUID, task: UUID) -> bool:
        shorter, longer = (
            min(max(self.said[each].seconds, SHORTEST_SECONDS), LONGEST_SECONDS) for each in (later, task)
        )
        return self.tasks.index(later) - self.tasks.index(task) < DOUBLING * log2(longer / shorter)


@pytest.mark.parametrize("policy", get_args(Policy))
@given(happenings=happenings, at_once=st.integers(1, 4))
def test_every_policy_keeps_its_promises(policy: Policy, happenings: list[Said | Ends | Dropped], at_once: int) -> None:
    watched = Watched(policy, at_once)
    for happening in happenings:
        match happening:
            case Said():
                watched.admit(happening)
            case Ends(place) if watched.running:
                watched.end(watched.running[place % len(watched.running)])
            case Dropped(place) if watched.waiting:
                watched.end(watched.waiting[place % len(watched.waiting)])
        watched.start()
    while watched.running:
        watched.end(watched.running[0])
        watched.start()
    assert not watched.waiting, "nothing waits for ever"
