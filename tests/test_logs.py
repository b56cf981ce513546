"""Logs: one line an event, JSON for programs, and no more than was asked for."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from execora import logs


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def put_back():
    """Leave the logs as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def logged(level: str = "info", *, to: io.StringIO | None = None) -> list[str]:
    """Log a little, by structlog and by the standard library, and return the lines."""
    stream = to or io.StringIO()
    logs.configure(level, to=stream)
    with structlog.contextvars.bound_contextvars(session="s1"):
        structlog.get_logger("ours").info("session.opened", role="owner")
    logging.getLogger("theirs").warning("slow by %d s", 3)
    structlog.get_logger("ours").debug("session.detail")
    return stream.getvalue().splitlines()


def test_a_program_gets_one_json_object_a_line():
    ours, theirs = map(json.loads, logged())
    assert (ours["event"], ours["role"], ours["session"], ours["level"]) == ("session.opened", "owner", "s1", "info")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("slow by 3 s", "theirs", "warning")


def test_a_terminal_gets_lines_to_read():
    first = logged(to=Terminal())[0]
    assert "session.opened" in first
    assert not first.startswith("{")


@pytest.mark.parametrize(("level", "lines"), [("error", 0), ("warning", 1), ("info", 2), ("debug", 3)])
def test_only_what_was_asked_for_is_said(level: str, lines: int):
    assert len(logged(level)) == lines


def test_setting_it_twice_says_nothing_twice():
    logged()
    assert len(logged()) == 2


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_what_strangers_choose_is_not_obeyed_by_a_terminal(stream: type[io.StringIO]):
    to = stream()
    logs.configure("info", to=to)
    evil = "\x1b]0;ours\x07\x1b[2J\x9b2J\u202e\ninfo a line of ours"
    structlog.get_logger("ours").info("rest.refused", path=f"/गुप्ता/{evil}")
    logging.getLogger("theirs").warning("no such path: %s", evil)
    told = to.getvalue()
    assert not any(sign in told for sign in ("\x1b]", "\x1b[2J", "\x07", "\x9b", "\u202e", "\ninfo"))
    assert told.count("2J") == 4
    assert "गुप्ता" in told


def test_nor_is_the_message_of_an_exception():
    to = Terminal()
    logs.configure("info", to=to)
    try:
        raise ValueError("\x1b]0;ours\x07\x9b2J")
    except ValueError:
        structlog.get_logger("ours").exception("session.failed")
    assert not any(sign in to.getvalue() for sign in ("\x1b]", "\x07", "\x9b"))
    assert len(to.getvalue().splitlines()) > 3


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_a_traceback_shows_no_values(stream: type[io.StringIO]):
    to = stream()
    logs.configure("info", to=to)
    try:
        phone = "98123" + "45670"
        raise ValueError(len(phone))
    except ValueError:
        structlog.get_logger("ours").exception("session.failed")
    assert "ValueError" in to.getvalue()
    assert phone not in to.getvalue()


def test_our_level_does_not_make_libraries_chatty():
    to = io.StringIO()
    logs.configure("debug", to=to)
    logging.getLogger("hypercorn.error").info("Running on …")
    assert to.getvalue() == ""
