from __future__ import annotations

from typing import Any

import pytest

from execora.talk.session import Session

Event = dict[str, Any]


def event(kind: str, number: int, **data: object) -> Event:
    return {"type": kind, "data": data, "seq": number}


WELCOME = event("voice:start", 1, sessionId="s", resumeToken="secret", limits={"resumeSeconds": 30.0})


def session(*events: Event) -> Session:
    session = Session()
    for each in events:
        session.heard(each)
    return session


def test_it_asks_for_the_session_that_it_was_welcomed_to_behind_the_last_event():
    asked = session(WELCOME, event("voice:started", 2), event("pong", 3)).ask()
    assert (asked["type"], asked["data"]) == (
        "session:resume",
        {"sessionId": "s", "resumeToken": "secret", "lastSeq": 3},
    )


def test_what_it_knows_is_not_new():
    known = session(WELCOME, event("task:queued", 2), event("task:started", 3))
    assert [known.heard(event("x", number)) for number in (2, 3, 4, 4)] == [False, False, True, False]


def test_what_it_missed_is_counted_down_and_sound_is_not_among_it():
    back = session(WELCOME)
    back.missing = 2
    left = []
    for number, kind in enumerate(("task:started", "voice:tts-stream", "voice:response", "pong"), 2):
        back.heard(event(kind, number))
        left.append(back.missing)
    assert left == [1, 1, 0, 0]


@pytest.mark.parametrize("more", [{}, {"resumeToken": None, "limits": {"resumeSeconds": 30.0}}])
def test_a_server_that_keeps_no_sessions_waits_for_nobody(more: Event):
    assert session(event("voice:start", 1, sessionId="s", **more)).waits_seconds == 0


def test_a_server_that_numbers_nothing_is_heard_all_the_same():
    unnumbered: Event = {"type": "pong", "data": {}}
    assert all(Session().heard(unnumbered) for _ in range(2))
