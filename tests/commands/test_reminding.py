"""The hours of reminders."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.commands.reminding import first_of, within_hours

INDIA = ZoneInfo("Asia/Kolkata")
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=INDIA)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("2026-11-20T08:59", "2026-11-20T09:00"),
        ("2026-11-20T09:00", "2026-11-20T09:00"),
        ("2026-11-20T21:00", "2026-11-20T21:00"),
        ("2026-11-20T21:01", "2026-11-21T09:00"),
        ("2026-12-31T23:30", "2027-01-01T09:00"),
        ("2026-11-20T00:00", "2026-11-20T09:00"),
    ],
)
def test_outside_nine_to_nine_it_is_the_next_nine(said: str, sent: str):
    moment, wanted = (datetime.fromisoformat(text).replace(tzinfo=INDIA) for text in (said, sent))
    assert within_hours(moment) == wanted


@given(st.datetimes(timezones=st.just(INDIA)).filter(lambda moment: moment.year < 9999))
def test_it_never_goes_back_and_never_more_than_half_a_day_on(moment: datetime):
    sent = within_hours(moment)
    assert 0 <= (sent - moment).total_seconds() <= 12 * 3600
    assert (9, 0) <= (sent.hour, sent.minute) <= (21, 0)


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=DAILY", "2026-11-21T10:00"),
        ("FREQ=WEEKLY", "2026-11-21T10:00"),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-11-23T10:00"),
        ("FREQ=WEEKLY;BYDAY=FR", "2026-11-27T10:00"),
        ("FREQ=WEEKLY;BYDAY=TU,SU", "2026-11-22T10:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=5", "2026-12-05T10:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=20", "2026-12-20T10:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-11-30T10:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30T10:00"),
        ("FREQ=DAILY;INTERVAL=2", "2026-11-21T10:00"),
    ],
)
def test_what_repeats_begins_on_its_next_day(rule: str, first: str):
    assert first_of(rule, FRIDAY) == datetime.fromisoformat(first).replace(tzinfo=INDIA)


def test_its_day_is_today_until_ten():
    assert first_of("FREQ=WEEKLY;BYDAY=FR", FRIDAY.replace(hour=8)) == FRIDAY.replace(hour=10)


@pytest.mark.parametrize("day", range(1, 32))
def test_there_is_a_first_time_for_every_day_of_the_month(day: int):
    for month in range(1, 13):
        now = FRIDAY.replace(month=month, day=28)
        assert first_of(f"FREQ=MONTHLY;BYMONTHDAY={day}", now) > now
