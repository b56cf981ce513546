"""The session that the page is in, over one connection after the other: pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.page.conftest import Js

Event = dict[str, Any]
Hear = Callable[..., list[Any]]


def event(kind: str, seq: int, *, reply_to: str | None = None, **data: object) -> Event:
    return {"type": kind, "data": data, "seq": seq} | ({"replyTo": reply_to} if reply_to else {})


def welcome(session: str, token: str | None = "secret", **more: object) -> Event:
    return event("voice:start", 1, sessionId=session, resumeToken=token, limits={"resumeSeconds": 30}, **more)


LOST: Event = {"type": "lost"}
RESUMED = event("session:resumed", 3, reply_to="ask", missed=2)
WE_WERE_AT_3 = [welcome("old"), event("voice:response", 2), event("task:queued", 3)]
BACK = [*WE_WERE_AT_3, LOST, welcome("new")]


@pytest.fixture
def hear(js: Js) -> Hear:
    """Let events come, and return what the page is told and, by its type, what the server is asked."""
    script = """a[0].reduce(([session, happened], event) => {
        if (event.type === "lost") return [m.leave(session), happened];
        const { session: now, told, ask } = m.hear(session, event, "ask");
        return [now, [...happened, ...(ask ? [ask] : []), ...told.map(({ type, seq }) => [type, seq ?? null])]];
    }, [m.NO_SESSION, []])[1]"""

    def run(*events: Event) -> list[Any]:
        happened: list[Any] = js("session", script, list(events))
        return happened

    return run


def told(*events: Event) -> list[Any]:
    return [[one["type"], one["seq"]] for one in events]


def test_what_is_told_in_order_reaches_the_page(hear: Hear):
    assert hear(*WE_WERE_AT_3) == told(*WE_WERE_AT_3)


def test_on_a_new_connection_the_old_session_is_asked_for_before_anything_is_told(hear: Hear):
    data = {"sessionId": "old", "resumeToken": "secret", "lastSeq": 3}
    assert hear(*BACK)[3:] == [{"type": "session:resume", "id": "ask", "data": data}]


def test_each_missed_event_is_told_once_and_then_that_there_are_no_more(hear: Hear):
    missed = [event("task:started", 4), event("task:completed", 5)]
    later = event("voice:response", 6)
    after = hear(*BACK, event("pong", 2), RESUMED, event("task:queued", 3), *missed, later)[4:]
    assert after == [*told(RESUMED, *missed), ["session:caughtUp", None], *told(later)]


def test_where_nothing_was_missed_that_is_told_at_once(hear: Hear):
    after = hear(*BACK, RESUMED | {"data": {"missed": 0}})[4:]
    assert after == [*told(RESUMED), ["session:caughtUp", None]]


def test_a_connection_lost_again_meanwhile_misses_nothing(hear: Hear):
    again = [LOST, welcome("newer"), RESUMED | {"seq": 4, "data": {"missed": 1}}, event("task:completed", 5)]
    happened = hear(*BACK, RESUMED, event("task:started", 4), *again)
    assert happened[6]["data"] == {"sessionId": "old", "resumeToken": "secret", "lastSeq": 4}
    assert happened[7:] == [["session:resumed", 4], ["task:completed", 5], ["session:caughtUp", None]]


def test_a_connection_lost_before_the_reply_asks_for_the_same_again(hear: Hear):
    first, second = [one for one in hear(*BACK, LOST, welcome("newer")) if isinstance(one, dict)]
    assert first == second


def test_a_session_that_is_over_is_left_for_the_fresh_one(hear: Hear):
    refused = event("error", 2, reply_to="ask", code="CANNOT_RESUME", error="It is over.")
    after = hear(*BACK, refused, event("voice:started", 3), LOST, welcome("newest"))[4:]
    assert after[:2] == [["voice:start", 1], ["voice:started", 3]]
    assert after[2]["data"] == {"sessionId": "new", "resumeToken": "secret", "lastSeq": 3}


def test_where_the_server_keeps_no_sessions_none_is_asked_for(hear: Hear):
    assert hear(welcome("old", None), LOST, welcome("new", None)) == [["voice:start", 1], ["voice:start", 1]]


def test_what_the_page_needs_of_the_welcome_comes_with_the_resumed_one(js: Js):
    script = (
        "a[0].reduce((heard, event) => m.hear(heard.session, event, 'ask'), { session: m.NO_SESSION }).told[0].data"
    )
    data = js("session", script, [*WE_WERE_AT_3, welcome("new", sttAvailable=True), RESUMED])
    assert (data["sttAvailable"], data["missed"]) == (True, 2)


def test_a_server_that_numbers_nothing_is_heard_all_the_same(hear: Hear):
    unnumbered = [{"type": "pong", "data": {}}] * 3
    assert hear(welcome("old"), *unnumbered) == [["voice:start", 1], *[["pong", None]] * 3]
