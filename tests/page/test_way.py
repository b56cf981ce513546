"""Which way leads to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.page.conftest import Js

MINUTES = 60_000

STORAGE = """{
    getItem: (key) => kept[key] ?? null, setItem: (key, value) => { kept[key] = value; },
    removeItem: (key) => { delete kept[key]; },
}"""


def detours(js: Js, *happened: str | int) -> list[bool]:
    """Return whether the detour is to be taken, at first and after each thing that happened; a number is of minutes."""
    script = f"""(() => {{
        const kept = {{}};
        let now = 1_000_000;
        const begin = () => new m.Way({STORAGE}, () => now);
        let way = begin();
        const happen = {{
            "socket open": () => way.good(false), "socket broken": () => way.broken(false),
            "detour open": () => way.good(true), "detour broken": () => way.broken(true),
            "reload": () => {{ way = begin(); }},
        }};
        const step = (what) => (typeof what === "number" ? (now += what * {MINUTES}) : happen[what]());
        return [way.detour, ...a[0].map((what) => (step(what), way.detour))];
    }})()"""
    found: list[bool] = js("way", script, list(happened))
    return found


def test_at_first_the_websocket_is_tried(js: Js):
    assert detours(js) == [False]


def test_where_it_does_not_open_though_the_server_answers_the_detour_is_taken(js: Js):
    assert detours(js, "socket broken") == [False, True]


def test_where_it_was_open_before_one_failure_may_be_chance(js: Js):
    assert detours(js, "socket open", "socket broken", "socket broken") == [False, False, False, True]
    assert not any(detours(js, "socket open", "socket broken", "socket open", "socket broken"))


def test_a_detour_that_was_good_is_remembered_by_the_tab_for_ten_minutes(js: Js):
    assert detours(js, "socket broken", "detour open", "reload", 9, 1) == [False, True, True, True, True, False]


def test_coming_back_by_it_does_not_put_off_the_next_try_of_the_websocket(js: Js):
    assert detours(js, "socket broken", "detour open", 9, "detour open", 1)[-1] is False


def test_a_detour_that_does_not_open_either_is_left(js: Js):
    assert detours(js, "socket broken", "detour broken", "socket broken") == [False, True, False, True]


@pytest.mark.parametrize("before", [[], ["reload"]])
def test_a_detour_that_was_good_is_left_when_it_fails_twice(js: Js, before: list[str]):
    known = ["socket broken", "detour open", *before]
    assert detours(js, *known, "detour broken", "detour broken")[-2:] == [True, False]
    assert all(detours(js, *known, "detour broken", "detour open", "detour broken")[1:])


def test_once_the_ten_minutes_are_over_one_failure_leads_back_to_it(js: Js):
    assert detours(js, "socket broken", "detour open", 10, "socket broken")[-2:] == [False, True]


def test_a_websocket_that_opens_ends_the_detour(js: Js):
    assert detours(js, "socket broken", "detour open", "socket open", "reload")[-2:] == [False, False]
