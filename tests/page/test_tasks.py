"""The cards of tasks, as figures: no document, no clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.page.conftest import Js

Fact = dict[str, Any]
Tell = Callable[..., list[Fact]]


def queued(task: str, at: int = 0, reply_to: str = "m", **data: object) -> tuple[Fact, int]:
    told = {"taskId": task, "intent": "CHECK_BALANCE", "entities": {}, "waitsFor": [], "position": 1} | data
    return {"type": "task:queued", "data": told, "replyTo": reply_to}, at


def event(kind: str, task: str, at: int = 0, **data: object) -> tuple[Fact, int]:
    return {"type": f"task:{kind}", "data": {"taskId": task} | data}, at


@pytest.fixture
def tasks(js: Js) -> Tell:
    def run(*events: tuple[Fact, int]) -> list[Fact]:
        told: list[Fact] = js(
            "tasks", "a[0].reduce((tasks, [event, at]) => m.reduceTasks(tasks, event, at), [])", events
        )
        return told

    return run


def test_a_task_waits_runs_and_is_done(tasks: Tell, js: Js):
    waiting = tasks(queued("t", 100))
    running = tasks(queued("t", 100), event("started", "t", 300))
    done = tasks(queued("t", 100), event("started", "t", 300), event("completed", "t", 900, durationMs=612.5))
    lasted = [js("tasks", "m.lasted(a[0], 1000)", of[0]) for of in (waiting, running, done)]
    assert [of[0]["status"] for of in (waiting, running, done)] == ["QUEUED", "RUNNING", "COMPLETED"]
    assert lasted == [900, 700, 612.5]


def test_a_failed_task_says_why(tasks: Tell):
    [task] = tasks(queued("t"), event("failed", "t", error={"code": "DEADLINE", "message": "Too slow."}, durationMs=9))
    assert (task["status"], task["trouble"]) == ("FAILED", "Too slow.")


def test_a_cancelled_task_says_by_whom(tasks: Tell):
    [task] = tasks(queued("t"), event("cancelled", "t", reason="spoken"))
    assert (task["status"], task["reason"]) == ("CANCELLED", "spoken")


def test_a_task_that_is_tried_again_has_run_since_its_first_try(tasks: Tell):
    [task] = tasks(queued("t"), event("started", "t", 100), event("retrying", "t", 200), event("started", "t", 300))
    assert (task["status"], task["startedAt"]) == ("RUNNING", 100)


def test_a_task_waits_for_those_that_have_not_ended(tasks: Tell, js: Js):
    both = (queued("a"), queued("b"), queued("c", waitsFor=["a", "b"]))
    some = tasks(*both, event("started", "a"), event("completed", "a", 5))
    assert [task["id"] for task in js("tasks", "m.blockers(a[0][2], a[0])", some)] == ["b"]


def test_finished_tasks_leave_the_work_and_then_the_page(tasks: Tell, js: Js):
    some = tasks(queued("a"), queued("b"), event("completed", "a", 1000))

    def shown(now: int) -> list[list[str]]:
        groups = js("tasks", "m.grouped(m.forget(a[0], a[1]), a[1])", some, now)
        return [[task["id"] for task in groups[name]] for name in ("current", "earlier")]

    assert shown(4999) == [["b", "a"], []]
    assert shown(5000) == [["b"], ["a"]]
    assert shown(1000 + 5 * 60 * 1000) == [["b"], []]


def test_the_newest_of_the_finished_comes_first(tasks: Tell, js: Js):
    some = tasks(queued("a"), queued("b"), event("completed", "a", 1), event("completed", "b", 2))
    assert [task["id"] for task in js("tasks", "m.grouped(a[0], 99999).earlier", some)] == ["b", "a"]


def test_a_lost_connection_leaves_open_tasks_untold(tasks: Tell, js: Js):
    some = tasks(queued("a"), queued("b"), event("completed", "a", 1))
    assert [task["status"] for task in js("tasks", "m.lose(a[0], 5)", some)] == ["COMPLETED", "LOST"]


def test_a_task_that_is_asked_for_again_takes_the_place_of_the_lost_one(js: Js):
    again = "m.reduceTasks(m.lose(m.reduceTasks([], a[0], 0), 5), a[1], 9)"
    [task] = js("tasks", again, queued("old")[0], queued("new")[0])
    assert (task["id"], task["status"]) == ("new", "QUEUED")


def test_the_status_of_the_queue_corrects_what_the_page_believes(tasks: Tell):
    told = {
        "type": "queue:status",
        "data": {"tasks": [{"id": "t", "status": "FAILED"}, {"id": "other", "status": "RUNNING"}]},
    }
    [task] = tasks(queued("t"), (told, 50))
    assert (task["status"], task["endedAt"]) == ("FAILED", 50)


def test_what_is_told_of_a_task_that_is_not_known_is_passed_over(tasks: Tell):
    assert tasks(event("started", "t")) == []
