"""Tasks, with work that only sleeps and a clock that jumps: virtual times are exact."""

from __future__ import annotations

from uuid import UUID

import pytest
import trio
import trio.testing

from execora.ledger.model import Customer
from execora.session.port import Answer
from execora.session.task import State
from tests.fakes.work import RAHUL, done, open_bench, sleeping


async def test_five_tasks_in_three_slots_take_two_rounds(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        tasks = [bench.admit(sleeping(0.2)) for _ in range(5)]
    assert [bench.events(task)[-1] for task in tasks] == [
        (pytest.approx(at), "task:completed") for at in (0.2, 0.2, 0.2, 0.4, 0.4)
    ]


async def test_a_task_says_queued_started_and_how_it_ended(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        task = bench.admit(sleeping(1))
    assert bench.events(task) == [(0, "task:queued"), (0, "task:started"), (pytest.approx(1), "task:completed")]
    assert bench.told[-1][1].data["durationMs"] == pytest.approx(1000)
    assert bench.told[-1][1].data["result"] == {"balance": 500}


async def test_one_that_conflicts_waits_and_says_for_whom(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        first, second = bench.admit(sleeping(1), RAHUL), bench.admit(sleeping(1), RAHUL, priority=99)
    queued = bench.told[2][1]
    assert queued.data["waitsFor"] == [str(first.id)]
    assert bench.events(second)[1:] == [(pytest.approx(1), "task:started"), (pytest.approx(2), "task:completed")]


async def test_customers_take_turns_where_that_is_the_policy(autojump_clock: trio.testing.MockClock) -> None:
    rahul, suresh = (Customer(UUID(int=number), "", None, None, None, None) for number in (1, 2))
    async with open_bench("round_robin") as bench:
        of_rahul = [bench.admit(sleeping(1), customer=rahul) for _ in range(5)]
        of_suresh = bench.admit(sleeping(1), customer=suresh)
    started = [event.data["taskId"] for _, event in bench.told if event.type == "task:started"]
    in_turn = [*of_rahul[:4], of_suresh, of_rahul[4]]
    assert started == [str(task.id) for task in in_turn]


async def test_what_took_less_time_before_goes_first_where_that_is_the_policy(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with open_bench("adaptive") as bench:
        before = bench.admit(sleeping(4), intent="DAILY_SUMMARY"), bench.admit(sleeping(0.5))
        for task in before:
            await task.done.wait()
        assert bench.durations.expected_seconds("DAILY_SUMMARY") == pytest.approx(4)
        running = [bench.admit(sleeping(1)) for _ in range(3)]
        long = bench.admit(sleeping(4), intent="DAILY_SUMMARY")
        short = bench.admit(sleeping(0.5))
        assert [running[0].state, bench.tasks.status(long.id)["stats"]["queued"]] == [State.RUNNING, 2]
    started = [event.data["taskId"] for _, event in bench.told if event.type == "task:started"]
    assert started[-2:] == [str(short.id), str(long.id)]


async def test_only_what_came_to_an_answer_is_measured(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        cancelled = bench.admit(trio.sleep_forever)  # type: ignore[arg-type]
        await trio.sleep(1)
        bench.tasks.cancel(cancelled.id, "client")
    assert bench.durations.expected_seconds("CHECK_BALANCE") == 0


async def test_cancelling_a_waiting_task_ends_it_at_once(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        bench.admit(sleeping(1), RAHUL)
        waiting = bench.admit(done, RAHUL)
        assert bench.tasks.cancel(waiting.id, "client") is waiting
        assert waiting.state is State.CANCELLED
    assert bench.events(waiting) == [(0, "task:queued"), (0, "task:cancelled")]


async def test_cancelling_a_running_task_ends_it_and_starts_the_next(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        running = bench.admit(trio.sleep_forever, RAHUL)  # type: ignore[arg-type]
        behind = bench.admit(done, RAHUL)
        await trio.testing.wait_all_tasks_blocked()
        bench.tasks.cancel(running.id, "client")
    assert bench.events(running)[-1] == (0, "task:cancelled")
    assert bench.events(behind)[-1] == (0, "task:completed")


async def test_a_task_whose_commit_is_under_way_completes_although_it_was_cancelled(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def commit() -> Answer:
        with trio.CancelScope(shield=True):
            await trio.sleep(1)
        return await done()

    async with open_bench() as bench:
        task = bench.admit(commit)
        await trio.testing.wait_all_tasks_blocked()
        assert await bench.tasks.stop("stop") == []
    assert bench.events(task)[-1] == (pytest.approx(1), "task:completed")


async def test_stopping_cancels_all_and_returns_once_all_have_ended(autojump_clock: trio.testing.MockClock) -> None:
    async def roll_back() -> Answer:
        try:
            await trio.sleep_forever()
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(0.5)
        return await done()

    async with open_bench() as bench:
        tasks = [bench.admit(roll_back) for _ in range(5)]
        await trio.testing.wait_all_tasks_blocked()
        assert await bench.tasks.stop("stop") == tasks
        assert trio.current_time() - bench.began_at == pytest.approx(0.5)
        assert not bench.tasks.busy
    started = [event for _, event in bench.told if event.type == "task:started"]
    assert len(started) == 3, "none that waited may start while all are being stopped"
    assert {event.data["reason"] for _, event in bench.told if event.type == "task:cancelled"} == {"stop"}


async def test_a_task_beyond_its_deadline_fails(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        task = bench.admit(trio.sleep_forever)  # type: ignore[arg-type]
    assert bench.events(task)[-1] == (15, "task:failed")
    assert bench.told[-1][1].data["error"] == {"code": "DEADLINE", "message": "DEADLINE"}


async def test_the_deadline_counts_from_the_start_and_not_from_the_queue(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with open_bench() as bench:
        bench.admit(sleeping(10), RAHUL)
        behind = bench.admit(sleeping(10), RAHUL)
    assert bench.events(behind)[-1] == (pytest.approx(20), "task:completed")


async def test_a_bug_fails_its_task_in_so_many_words_and_flies_on() -> None:
    async def stumble() -> Answer:
        raise ZeroDivisionError

    with pytest.RaisesGroup(ZeroDivisionError):
        async with open_bench() as bench:
            task = bench.admit(stumble)
    assert task.answer
    assert task.answer.error == "INTERNAL"


async def test_a_stopping_server_cancels_what_runs_and_starts_nothing_that_waits() -> None:
    async with open_bench() as bench:
        tasks = [bench.admit(trio.sleep_forever, RAHUL) for _ in range(2)]  # type: ignore[arg-type]
        await trio.testing.wait_all_tasks_blocked()
        bench.nursery.cancel_scope.cancel()
        bench.tasks.abandon()
    assert [task.state for task in tasks] == [State.CANCELLED] * 2
    assert not [event for event in bench.events(tasks[1]) if event[1] == "task:started"]


async def test_a_task_that_asks_first_is_not_said_to_be_done() -> None:
    async def ask() -> Answer:
        return Answer("ask", "Cancel kar doon?", "hi-en", asks=True)

    async with open_bench() as bench:
        task = bench.admit(ask)
    assert task.state is State.CANCELLED
    assert [event.type for _, event in bench.told][-1] == "task:cancelled"
    assert bench.told[-1][1].data["reason"] == "question"
    assert bench.ended == [task.id]


async def test_finished_tasks_show_for_five_minutes_and_are_counted_for_ever(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with open_bench() as bench:
        task = bench.admit(done)
        await task.done.wait()
        await trio.sleep(299)
        shown = bench.tasks.status()
        assert [one["status"] for one in shown["tasks"]] == ["COMPLETED"]
        await trio.sleep(2)
        shown = bench.tasks.status()
        assert shown["tasks"] == []
        assert bench.tasks.find(task.id) is None
        assert shown["stats"] == {
            "queued": 0, "running": 0, "completed": 1, "failed": 0, "cancelled": 0, "total": 1,
        }  # fmt: skip


async def test_the_status_of_one_task_shows_that_one() -> None:
    async with open_bench() as bench:
        task, _ = bench.admit(trio.sleep_forever), bench.admit(trio.sleep_forever)  # type: ignore[arg-type]
        shown = bench.tasks.status(task.id)
        assert [one["id"] for one in shown["tasks"]] == [str(task.id)]
        assert shown["stats"]["running"] == 2
        bench.tasks.cancel_all("client")


async def test_ended_is_told_once_for_each_task() -> None:
    async with open_bench() as bench:
        tasks = [bench.admit(done) for _ in range(4)]
    assert sorted(bench.ended) == sorted(task.id for task in tasks)
