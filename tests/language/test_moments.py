import re
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.moments import LAST, Clock, When, day, moment, recurrence, together
from tests.speech import DATA, demo, understand

INDIA = timezone(timedelta(hours=5, minutes=30))
NOW = datetime(2026, 11, 20, 15, tzinfo=INDIA)
"""A Friday."""


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=INDIA)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (When(either=1), at(11, 21, 10)),
        (When(either=2), at(11, 22, 10)),
        (When(days=0), at(11, 20, 15)),
        (When(days=7), at(11, 27, 10)),
        (When(days=0, part="evening"), at(11, 20, 18)),
        (When(part="evening"), at(11, 20, 18)),
        (When(part="morning"), at(11, 21, 9)),
        (When(part="noon"), at(11, 21, 13)),
        (When(part="night"), at(11, 20, 20)),
        (When(weekday=0), at(11, 23, 10)),
        (When(weekday=4), at(11, 27, 10)),
        (When(of_month=5), at(12, 5, 10)),
        (When(of_month=LAST), at(11, 30, 10)),
        (When(months=3, of_month=LAST), at(2, 28, 10).replace(year=2027)),
        (When(of_month=20), at(12, 20, 10)),
        (When(of_month=31), at(11, 30, 10)),
        (When(month=12, of_month=25), at(12, 25, 10)),
        (When(months=1), at(12, 20, 10)),
        (When(span=timedelta(minutes=30)), at(11, 20, 15, 30)),
        (When(clock=Clock(2)), at(11, 21, 14)),
        (When(clock=Clock(7, 30)), at(11, 20, 19, 30)),
        (When(clock=Clock(9)), at(11, 21, 9)),
        (When(clock=Clock(11)), at(11, 21, 11)),
        (When(clock=Clock(12)), at(11, 21, 12)),
        (When(clock=Clock(1, 30)), at(11, 21, 13, 30)),
        (When(clock=Clock(19)), at(11, 20, 19)),
        (When(clock=Clock(7, half="pm")), at(11, 20, 19)),
        (When(clock=Clock(7, half="am")), at(11, 21, 7)),
        (When(part="night", clock=Clock(11)), at(11, 20, 23)),
        (When(part="night", clock=Clock(12)), at(11, 21, 0)),
        (When(part="morning", clock=Clock(7), either=1), at(11, 21, 7)),
        (When(part="evening", clock=Clock(7), either=1), at(11, 21, 19)),
        (When(every="day", part="morning", clock=Clock(10)), at(11, 21, 10)),
        (When(every="month", of_month=31), at(11, 30, 10)),
    ],
)
def test_the_moment_to_come(when: When, expected: datetime):
    assert moment(when, NOW) == expected


@pytest.mark.parametrize(
    "when",
    [
        When(days=0, clock=Clock(2)),
        When(days=-1),
        When(days=0, part="morning"),
        When(clock=Clock(25)),
        When(clock=Clock(5, 75)),
        When(clock=Clock(15, half="pm")),
        When(period="week"),
        When(weekday=0, last=True),
        When(month=2, of_month=31),
        When(),
    ],
)
def test_a_moment_that_cannot_be_is_none(when: When):
    assert moment(when, NOW) is None


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (When(days=0), date(2026, 11, 20)),
        (When(either=1), date(2026, 11, 19)),
        (When(either=2), date(2026, 11, 18)),
        (When(weekday=0), date(2026, 11, 16)),
        (When(weekday=4), date(2026, 11, 13)),
        (When(of_month=15), date(2026, 11, 15)),
        (When(of_month=25), date(2026, 10, 25)),
        (When(month=6, of_month=25), date(2026, 6, 25)),
        (When(month=12, of_month=25), None),
        (When(part="morning"), date(2026, 11, 20)),
        (When(period="week"), None),
    ],
)
def test_the_day_gone_by(when: When, expected: date | None):
    assert day(when, NOW.date()) == expected


@pytest.mark.parametrize(
    ("when", "rule"),
    [
        (When(every="day"), "FREQ=DAILY"),
        (When(every="week"), "FREQ=WEEKLY"),
        (When(every="week", weekday=0), "FREQ=WEEKLY;BYDAY=MO"),
        (When(every="month"), "FREQ=MONTHLY"),
        (When(every="month", of_month=5), "FREQ=MONTHLY;BYMONTHDAY=5"),
        (When(either=1), None),
    ],
)
def test_what_comes_again_is_a_rule(when: When, rule: str | None):
    assert recurrence(when) == rule


def test_pieces_join_unless_they_contradict():
    assert together(When(either=1), When(part="evening")) == When(either=1, part="evening")
    assert together(When(either=1), When(either=1)) == When(either=1)
    assert together(When(either=1), When(either=2)) is None


@pytest.mark.parametrize(
    ("some", "more"),
    [
        (When(days=0), When(either=1)),
        (When(weekday=0), When(weekday=1)),
        (When(days=7), When(weekday=0)),
        (When(either=1), When(weekday=0)),
        (When(weekday=0), When(span=timedelta(hours=2))),
    ],
)
def test_two_days_are_no_moment(some: When, more: When):
    assert together(some, more) is None
    assert together(more, some) is None


def test_a_day_of_the_month_to_come_is_one_day():
    assert together(When(months=1), When(of_month=5)) == When(months=1, of_month=5)


def test_a_coming_day_is_none_gone_by():
    assert day(When(weekday=0, coming=True), NOW.date()) is None


def test_the_31st_of_february_is_in_no_year():
    assert moment(When(month=2, of_month=30), NOW) is None


PIECES = st.builds(
    When,
    days=st.none() | st.integers(-400, 400),
    either=st.none() | st.integers(1, 3),
    weekday=st.none() | st.integers(0, 6),
    month=st.none() | st.integers(1, 12),
    of_month=st.none() | st.integers(1, 31),
    part=st.none() | st.sampled_from(["morning", "noon", "evening", "night"]),
    clock=st.none()
    | st.builds(Clock, st.integers(0, 30), st.integers(0, 99), st.none() | st.sampled_from(["am", "pm"])),
    months=st.none() | st.integers(1, 1000),
    every=st.none() | st.sampled_from(["day", "week", "month"]),
)


@given(PIECES, st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))
def test_a_moment_is_never_gone_by(when: When, now: datetime):
    here = now.replace(tzinfo=INDIA)
    found = moment(when, here)
    assert found is None or found >= here.replace(second=0, microsecond=0)


@given(PIECES, st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_a_day_without_days_to_come_is_never_to_come(when: When, today: date):
    found = day(when, today)
    assert found is None or (when.days or 0) > 0 or found <= today


# -- as they are said ----------------------------------------------------------

SAID = [line.split("\t") for line in (DATA / "moments.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]
KNOWN = demo()


@pytest.mark.parametrize(("said", "expected", "rule"), SAID)
def test_a_moment_is_what_it_is_said_to_be(said: str, expected: str, rule: str):
    (reading,) = understand(f"Rahul ko {said} reminder bhejna", KNOWN)
    if expected == "-":
        assert reading.intent != "CREATE_REMINDER"
        return
    assert reading.intent == "CREATE_REMINDER"
    assert reading.entities.recurrence == (rule or None)
    if expected:
        assert reading.entities.moment == datetime.fromisoformat(expected).replace(tzinfo=INDIA)


@pytest.mark.parametrize("rule", sorted({rule for _, _, rule in SAID if rule}))
def test_what_comes_again_is_written_as_the_standard_asks(rule: str):
    """RFC 5545, section 3.3.10; without FREQ first, or with a day twice, calendars refuse it."""
    weekday = "(MO|TU|WE|TH|FR|SA|SU)"
    days = rf"BYDAY={weekday}(,{weekday})*|BYMONTHDAY=(-1|[1-9]|[12]\d|3[01])"
    pattern = rf"FREQ=(DAILY|WEEKLY|MONTHLY)(;INTERVAL=[1-9]\d?)?(;({days}))?"
    assert re.fullmatch(pattern, rule)
