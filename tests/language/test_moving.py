from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from execora.language.moments import Clock, When
from execora.language.moving import Moved, fits, moved, put_off
from execora.language.normalise import words
from execora.language.scan import scan
from tests.speech import demo

INDIA = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 20, 15, tzinfo=INDIA)
TOMORROW_AT_SEVEN = datetime(2026, 11, 21, 19, tzinfo=INDIA)
KNOWN = demo()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("reminder parso kar do", Moved(None, When(either=2))),
        ("reminder parso shaam ko kar do", Moved(None, When(either=2, part="evening"))),
        ("kal ki jagah parso", Moved(When(either=1), When(either=2))),
        ("kal se parso kar do", Moved(When(either=1), When(either=2))),
        ("kal wala reminder shaam ko", Moved(When(either=1), When(part="evening"))),
        ("kal ka reminder parso", Moved(When(either=1), When(either=2))),
        ("shaam ki jagah subah 10 baje", Moved(When(part="evening"), When(part="morning", clock=Clock(10)))),
        ("kal shaam ki jagah parso subah", Moved(When(either=1, part="evening"), When(either=2, part="morning"))),
        ("from tomorrow to monday", Moved(When(days=1), When(weekday=0))),
        ("on monday instead of tomorrow", Moved(When(days=1), When(weekday=0))),
        ("kal ki jagah", Moved(When(either=1), None)),
        ("reminder badal do", Moved(None, None)),
    ],
)
def test_what_is_given_up_is_told_from_what_takes_its_place(said: str, expected: Moved):
    split = words(said)
    assert split
    assert moved(scan(split, KNOWN)) == expected


@pytest.mark.parametrize(
    "said", ["kal parso kar do", "kal ki jagah parso ki jagah somvaar", "kal ki jagah parso somvaar"]
)
def test_more_than_two_moments_are_none(said: str):
    split = words(said)
    assert split
    assert moved(scan(split, KNOWN)) is None


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (When(either=2), (22, 19)),
        (When(weekday=0), (23, 19)),
        (When(clock=Clock(10)), (21, 10)),
        (When(part="morning"), (21, 9)),
        (When(either=2, clock=Clock(5)), (22, 17)),
        (When(days=0), (20, 19)),
    ],
)
def test_what_is_not_said_of_the_new_moment_stays(when: When, expected: tuple[int, int]):
    day, hour = expected
    assert put_off(when, TOMORROW_AT_SEVEN, NOW) == datetime(2026, 11, day, hour, tzinfo=INDIA)


@pytest.mark.parametrize("when", [When(days=0, clock=Clock(9)), When(days=-1), When(days=0, clock=Clock(3))])
def test_nothing_is_moved_to_what_has_gone_by(when: When):
    assert put_off(when, TOMORROW_AT_SEVEN, NOW) is None


def test_nor_to_today_where_its_hour_has_gone_by():
    assert put_off(When(days=0), TOMORROW_AT_SEVEN.replace(hour=10), NOW) is None


def test_nor_to_an_hour_that_has_gone_by_on_its_own_day():
    assert put_off(When(clock=Clock(11)), NOW.replace(hour=19), NOW) is None


@pytest.mark.parametrize(
    ("when", "fitting"),
    [
        (When(either=1), True),
        (When(either=2), False),
        (When(part="evening"), True),
        (When(part="night"), False),
        (When(clock=Clock(7)), True),
        (When(clock=Clock(8)), False),
        (When(either=1, clock=Clock(7), part="evening"), True),
        (When(either=2, clock=Clock(7)), False),
    ],
)
def test_a_moment_is_known_again_by_what_was_said_of_it(when: When, fitting: bool):
    assert fits(when, TOMORROW_AT_SEVEN, NOW) is fitting
