"""What goes on, in a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.page.conftest import Js

RUNNING = {"id": "t", "status": "RUNNING"}


@pytest.mark.parametrize(
    ("state", "setting", "phase"),
    [
        ({}, {}, "idle"),
        ({}, {"listening": True}, "listening"),
        ({"somebody": "speaks"}, {"listening": True}, "hearing"),
        ({"somebody": "speaks"}, {"listening": True, "speaking": True}, "hearing"),
        ({"somebody": "speaks"}, {}, "idle"),
        ({"interim": "Rahul ko"}, {"listening": True}, "hearing"),
        ({"somebody": "spoke"}, {"listening": True}, "thinking"),
        ({"somebody": "spoke", "interim": "Rahul ko"}, {"listening": True}, "thinking"),
        ({"thinking": True}, {}, "thinking"),
        ({"tasks": [RUNNING]}, {"listening": True}, "thinking"),
        ({"tasks": [RUNNING]}, {"speaking": True}, "speaking"),
        ({"tasks": [{"id": "t", "status": "COMPLETED"}]}, {}, "idle"),
    ],
)
def test_the_most_telling_comes_first(js: Js, state: dict[str, Any], setting: dict[str, Any], phase: str):
    calm = {"somebody": None, "interim": "", "thinking": False, "tasks": []}
    quiet = {"listening": False, "speaking": False}
    assert js("phase", "m.phaseOf(a[0], a[1])", calm | state, quiet | setting) == phase
