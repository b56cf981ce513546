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


def held(js: Js, *messages: dict[str, object], at: int = 1000) -> list[tuple[object, bool]]:
    """Return what is left when what is old or overtaken is held, and whether each is."""
    box = js("outbox", "m.hold(a[0], a[1])", list(messages), at)
    return [(message["id"], bool(message.get("held"))) for message in box]


A, B, C = ({**MESSAGE, "id": each, "saidAt": 0, "sentAt": 0} for each in "abc")
LATE = 60_001


def test_what_was_just_said_is_sent_again_by_itself(js: Js):
    assert held(js, A, B, C, at=LATE - 1) == [("a", False), ("b", False), ("c", False)]


def test_what_was_said_a_minute_ago_is_held_with_all_words_behind_it(js: Js):
    assert held(js, A, B | {"saidAt": 50_000}, at=LATE) == [("a", True), ("b", True)]
    assert held(js, A | {"saidAt": 50_000}, B, at=LATE) == [("a", False), ("b", True)]


def test_what_was_overtaken_is_held_with_all_words_behind_it(js: Js):
    """What was said between the two is done: whoever it named is meant by neither."""
    kept = js("outbox", "m.without(m.overtake(a, 'b'), 'b')", A, B, C)
    assert [bool(message.get("overtaken")) for message in kept] == [True, False]
    assert held(js, *kept) == [("a", True), ("c", True)]


def test_a_cancel_overtakes_nobody(js: Js):
    kept = js("outbox", "m.overtake(a, 'c')", A, C | {"type": "task:cancel"})
    assert held(js, *kept) == [("a", False), ("c", False)]


def test_what_its_session_carries_out_is_not_held(js: Js):
    assert held(js, A | {"arrived": True, "overtaken": True}, B) == [("a", False), ("b", False)]


def test_an_old_button_is_forgotten(js: Js):
    assert held(js, A | {"type": "invoice:confirm"}, B, at=LATE) == [("b", True)]


def test_only_what_is_neither_held_nor_arrived_is_sent(js: Js):
    due = js("outbox", "m.due(a)", A | {"held": True}, B | {"arrived": True}, C)
    assert [message["id"] for message in due] == ["c"]


def test_what_is_said_again_goes_behind_all_else_under_its_id(js: Js):
    again = js("outbox", "m.sayAgain(a, 'a', 70000)", A | {"held": True, "overtaken": True}, B)
    assert [message["id"] for message in again] == ["b", "a"]
    assert held(js, *again[1:], at=70_001) == [("a", False)]


def test_only_what_was_sent_long_ago_is_stale(js: Js):
    kept = "m.sent(m.keep(m.keep([], a[0], 0), a[1], 0), 'm', 0)"
    split = f"m.split({kept}, a[2])"
    fresh = js("outbox", split, MESSAGE, MESSAGE | {"id": "n"}, 23 * HOUR)
    stale = js("outbox", split, MESSAGE, MESSAGE | {"id": "n"}, 23 * HOUR + 1)
    assert [len(fresh["stale"]), len(stale["stale"])] == [0, 1]
    assert [message["id"] for message in stale["fresh"]] == ["n"]
