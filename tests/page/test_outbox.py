"""What is said and not settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.page.conftest import Js

MESSAGE = {"id": "m", "type": "voice:final", "data": {"text": "haan"}}
HOUR = 60 * 60 * 1000


def test_a_message_waits_in_the_order_in_which_it_was_said(js: Js):
    outbox = js("outbox", "m.keep(m.keep([], a[0], 1), a[1], 2)", MESSAGE, MESSAGE | {"id": "n"})
    assert [(message["id"], message["saidAt"], message["sentAt"]) for message in outbox] == [
        ("m", 1, None),
        ("n", 2, None),
    ]


def test_a_repeat_keeps_the_time_of_the_first_sending(js: Js):
    [message] = js("outbox", "m.sent(m.sent(m.keep([], a[0], 1), 'm', 5), 'm', 9)", MESSAGE)
    assert message["sentAt"] == 5


def test_forgetting_what_is_not_there_changes_nothing(js: Js):
    assert js("outbox", "((box) => m.without(box, 'other') === box)(m.keep([], a[0], 1))", MESSAGE)


def test_only_what_was_sent_long_ago_is_stale(js: Js):
    kept = "m.sent(m.keep(m.keep([], a[0], 0), a[1], 0), 'm', 0)"
    split = f"m.split({kept}, a[2])"
    fresh = js("outbox", split, MESSAGE, MESSAGE | {"id": "n"}, 23 * HOUR)
    stale = js("outbox", split, MESSAGE, MESSAGE | {"id": "n"}, 23 * HOUR + 1)
    assert [len(fresh["stale"]), len(stale["stale"])] == [0, 1]
    assert [message["id"] for message in stale["fresh"]] == ["n"]
