"""Tasks that are tried again, with failures that a test decides and a clock that jumps: virtual times are exact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.providers.port import Fault, ProviderError
from execora.session.port import Answer, KeyReusedError
from execora.session.task import State
from tests.fakes.work import RAHUL, done, open_bench, sleeping

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from execora.session.task import Task

GONE = DatabaseError("gone")
UNKNOWN = OutcomeUnknownError("no answer came to COMMIT")


def failing(*errors: Exception, then: Callable[[], Awaitable[Answer]] = done) -> Callable[[], Awaitable[Answer]]:
    """Work that fails so many times, in these ways, before it does what it should."""
    left = iter(errors)

    async def work() -> Answer:
        for error in left:
            raise error
        return await then()

    return work


def failing_for_ever(*errors: Exception) -> Callable[[], Awaitable[Answer]]:
    """Work that fails in these ways, and in the last of them from then on."""

    async def fail() -> Answer:
        raise errors[-1]

    return failing(*errors[:-1], then=fail)


def error_of(task: Task) -> str | None:
    assert task.answer
    return task.answer.error


async def test_what_may_pass_is_tried_again_and_the_client_is_told(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        task = bench.admit(failing(GONE, GONE))
    assert bench.events(task) == [
        (pytest.approx(at), kind)
        for at, kind in [
            (0, "task:queued"),
            (0, "task:started"),
            (0, "task:retrying"),
            (0.1, "task:started"),
            (0.1, "task:retrying"),
            (0.3, "task:started"),
            (0.3, "task:completed"),
        ]
    ]
    assert bench.details(task, "task:started") == [{"attempt": 1}, {"attempt": 2}, {"attempt": 3}]
    assert bench.details(task, "task:retrying") == [
        {"attempt": 1, "inSeconds": 0.1, "error": "DATABASE"},
        {"attempt": 2, "inSeconds": 0.2, "error": "DATABASE"},
    ]
    assert bench.ended == [task.id]


async def test_the_deadline_covers_all_attempts_and_the_answer_is_what_the_last_one_came_to(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with open_bench() as bench:
        task = bench.admit(failing_for_ever(GONE))
    assert bench.events(task)[-1] == (pytest.approx(14.7), "task:failed"), "half a second more would be too long"
    assert error_of(task) == "DATABASE"
    assert task.attempt == 32
    assert bench.ended == [task.id]


async def test_an_attempt_beyond_the_deadline_is_answered_with_what_the_one_before_came_to(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with open_bench() as bench:
        lost = bench.admit(failing(GONE, then=sleeping(100)))
        unknown = bench.admit(failing(UNKNOWN, then=sleeping(100)))
    assert [bench.events(task)[-1] for task in (lost, unknown)] == [(pytest.approx(15), "task:failed")] * 2
    assert [error_of(lost), error_of(unknown)] == ["DATABASE", "OUTCOME_UNKNOWN"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyReusedError("7:0"), "ID_REUSED"),
        (ProviderError("meta", Fault.REFUSED, "401"), "PROVIDER"),
        (ProviderError("meta", Fault.UNFIT, "400"), "PROVIDER"),
        (ProviderError("meta", Fault.BUSY, "429", retry_after_seconds=20), "PROVIDER"),
    ],
)
async def test_what_will_not_pass_in_time_is_not_tried_again(
    error: Exception, code: str, autojump_clock: trio.testing.MockClock
) -> None:
    async with open_bench() as bench:
        task = bench.admit(failing(error))
        await task.done.wait()
        after = bench.admit(done)
    assert bench.events(task) == [(0, "task:queued"), (0, "task:started"), (0, "task:failed")]
    assert error_of(task) == code
    assert after.state is State.COMPLETED, "the conversation goes on"


async def test_a_provider_is_left_alone_for_as_long_as_it_says(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        task = bench.admit(failing(ProviderError("meta", Fault.BUSY, "429", retry_after_seconds=3)))
    assert bench.events(task)[-1] == (pytest.approx(3.1), "task:completed")
    assert bench.details(task, "task:retrying") == [{"attempt": 1, "inSeconds": 3.1, "error": "PROVIDER"}]


async def test_its_slot_is_kept_while_a_task_pauses(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        for _ in range(3):
            bench.admit(failing(GONE, GONE))
        behind = bench.admit(done)
    assert bench.events(behind)[1] == (pytest.approx(0.3), "task:started")


async def test_what_conflicts_with_a_task_that_pauses_waits_for_it(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        bench.admit(failing(GONE, GONE), RAHUL)
        behind = bench.admit(done, RAHUL)
    assert bench.events(behind)[1] == (pytest.approx(0.3), "task:started")


async def test_cancelling_ends_a_pause_at_once(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        task = bench.admit(failing(GONE, then=sleeping(100)))
        await trio.sleep(0.05)
        assert await bench.tasks.stop("stop") == [task]
    assert bench.events(task)[-1] == (pytest.approx(0.05), "task:cancelled")
    assert bench.details(task, "task:cancelled") == [{"reason": "stop"}]


# -- a COMMIT without an answer


async def test_nothing_is_said_of_a_lost_commit_before_it_is_known(autojump_clock: trio.testing.MockClock) -> None:
    async def stored() -> Answer:
        return Answer("done", "Ho gaya", "hi-en", repeated=True)

    async with open_bench() as bench:
        task = bench.admit(failing(UNKNOWN, GONE, then=stored))
    kinds = [kind for _, kind in bench.events(task)]
    assert kinds[-1] == "task:completed"
    assert "task:failed" not in kinds
    assert [said["error"] for said in bench.details(task, "task:retrying")] == ["OUTCOME_UNKNOWN"] * 2
    assert task.answer
    assert not task.answer.repeated, "it was this very task that it was answered to"


async def test_a_lost_commit_stays_in_doubt_until_somebody_can_be_asked(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        task = bench.admit(failing_for_ever(UNKNOWN, GONE))
    assert bench.events(task)[-1] == (pytest.approx(14.7), "task:failed")
    assert error_of(task) == "OUTCOME_UNKNOWN"


async def test_who_says_another_thing_under_the_same_id_is_told_so_whatever_came_before(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with open_bench() as bench:
        task = bench.admit(failing(UNKNOWN, KeyReusedError("7:0")))
    assert error_of(task) == "ID_REUSED", "somebody else holds the key, so it was not this task's commit"


@pytest.mark.parametrize("then", [done, trio.sleep_forever], ids=["while it pauses", "while it is asked about"])
async def test_a_task_that_the_books_may_hold_is_never_said_to_be_cancelled(
    then: Callable[[], Awaitable[Answer]], autojump_clock: trio.testing.MockClock
) -> None:
    async with open_bench() as bench:
        task = bench.admit(failing(UNKNOWN, then=then))
        await trio.sleep(0.05 if then is done else 5)
        asked_at = trio.current_time() - bench.began_at
        assert await bench.tasks.stop("stop") == []
    assert bench.events(task)[-1] == (asked_at, "task:failed")
    assert error_of(task) == "OUTCOME_UNKNOWN"


async def test_nor_where_it_is_cancelled_during_its_commit(autojump_clock: trio.testing.MockClock) -> None:
    async def commit() -> Answer:
        with trio.CancelScope(shield=True):
            await trio.sleep(5)
        raise UNKNOWN

    async with open_bench() as bench:
        task = bench.admit(commit)
        await trio.sleep(1)
        bench.tasks.cancel(task.id, "client")
    assert bench.events(task)[2:] == [(pytest.approx(5), "task:failed")], "it is not tried again"
    assert error_of(task) == "OUTCOME_UNKNOWN"


async def test_nor_where_the_server_stops(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        task = bench.admit(failing(UNKNOWN))
        await trio.sleep(0.05)
        bench.nursery.cancel_scope.cancel()
        bench.tasks.abandon()
    assert [task.state, error_of(task)] == [State.FAILED, "OUTCOME_UNKNOWN"]
    assert bench.ended == [task.id]


async def test_a_bug_after_a_lost_commit_leaves_it_in_doubt_and_flies_on(
    autojump_clock: trio.testing.MockClock,
) -> None:
    with pytest.RaisesGroup(ZeroDivisionError):
        async with open_bench() as bench:
            task = bench.admit(failing(UNKNOWN, ZeroDivisionError()))
    assert error_of(task) == "OUTCOME_UNKNOWN"


async def test_only_the_attempt_that_came_to_an_answer_is_measured(autojump_clock: trio.testing.MockClock) -> None:
    async with open_bench() as bench:
        bench.admit(failing(GONE, then=sleeping(2)))
    assert bench.durations.expected_seconds("CHECK_BALANCE") == pytest.approx(2)
