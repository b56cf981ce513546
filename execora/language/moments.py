"""Moments as they are said ("kal shaam 7 baje"), and what they are on a clock that is handed in.

A moment is taken apart into its pieces first, for a sentence scatters them and only its verb tells whether kal is
tomorrow or yesterday. `moment`, `day` and `recurrence` then make something of the pieces.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

Part = Literal["morning", "noon", "evening", "night"]

LAST = -1

DEFAULT_HOUR = 10
"""Of a reminder with a day and no hour."""

_PART_HOURS: dict[Part, int] = {"morning": 9, "noon": 13, "evening": 18, "night": 20}
_PART_ENDS: dict[Part, int] = {"morning": 12, "noon": 16, "evening": 20, "night": 24}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


_DAYS = frozenset({"days", "either", "weekday", "of_month", "month", "months"})
_WHOLE_DAYS = frozenset({"days", "either", "weekday", "of_month", "span", "months"})
_GO_TOGETHER = frozenset({"of_month", "months"})
"""As in "agle mahine ki 5 tareekh"."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as it was said; `half` is "am" or "pm" where that was said too."""

    hour: int
    minute: int = 0
    half: Literal["am", "pm"] | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The pieces of a moment. No piece at all is no moment."""

    days: int | None = None
    """So many days from today: aaj is 0, tomorrow 1, yesterday -1."""
    either: int | None = None
    """So many days on or back, as the verb has it: kal is 1, parso 2."""
    weekday: int | None = None
    """Monday is 0."""
    weekdays: tuple[int, ...] | None = None
    """The other days of the week on which something comes again: "har somvaar aur guruvaar"."""
    month: int | None = None
    of_month: int | None = None
    """The day of a month; `LAST` is its last one."""
    part: Part | None = None
    clock: Clock | None = None
    span: timedelta | None = None
    """So long from now: "aadhe ghante mein"."""
    months: int | None = None
    """So many months from now."""
    every: Literal["day", "week", "month"] | None = None
    interval: int | None = None
    """Only each so manieth day, week or month."""
    period: Literal["week", "month"] | None = None
    """A run of days that a report is about."""
    last: bool = False
    """"pichle": before now, whatever the verb says."""
    coming: bool = False
    """"agle": after now, whatever the verb says."""

    @property
    def pieces(self) -> frozenset[str]:
        """What is said of it: "day" in whichever way, and the other pieces by name."""
        return frozenset("day" if name in _DAYS else name for name in _said(self))


def _said(when: When) -> dict[str, Any]:
    """Return the pieces that are there, by name; a zero is one: aaj, Monday."""
    pieces = {piece.name: getattr(when, piece.name) for piece in fields(when)}
    return {name: value for name, value in pieces.items() if value is not None and value is not False}


def together(some: When, more: When) -> When | None:
    """Join the pieces of one moment; None where they contradict each other, or name a day twice: "kal somvaar ko"."""
    said, news = _said(some), _said(more)
    if any(said.get(name, value) != value for name, value in news.items()):
        return None
    days = _WHOLE_DAYS & (said.keys() | news.keys())
    return replace(some, **news) if len(days) < 2 or days == _GO_TOGETHER else None


# -- reminders -----------------------------------------------------------------


def moment(when: When, now: datetime) -> datetime | None:
    """Return the moment to come that is meant, to the minute; None where there is none, or it has gone by today.

    A day without an hour is at ten; an hour without a day that has gone by is tomorrow's.
    """
    start = now.replace(second=0, microsecond=0)
    if when.span is not None and when.span % timedelta(days=1):
        return start + when.span if when.clock is None else None
    on = _day_to_come(when, start.date())
    if on is None:
        return _without_day(when, start)
    at = _clock(when)
    if at is None:
        return None
    found = _on(on, at, start)
    if found > start:
        return found
    if when.of_month is not None or when.weekday is not None:
        return None
    return start if on == start.date() and when.clock is None and _still(when, start) else None


def _without_day(when: When, start: datetime) -> datetime | None:
    """Return the next time that it is so late, or so much of the day."""
    if _names_day(when) or (when.clock is None and when.part is None and when.every is None):
        return None
    at = _clock(when)
    if at is None:
        return None
    found = _on(start.date(), at, start)
    return found if found > start else _on(start.date() + timedelta(days=1), at, start)


def _on(day: date, hours: timedelta, start: datetime) -> datetime:
    return datetime.combine(day, time(), tzinfo=start.tzinfo) + hours


def _still(when: When, start: datetime) -> bool:
    """Tell whether the part of the day, or the day, that was meant goes on."""
    return when.part is None or start.hour < _PART_ENDS[when.part]


def _names_day(when: When) -> bool:
    pieces = (when.days, when.either, when.weekday, when.of_month, when.months, when.span)
    return any(piece is not None for piece in pieces)


def _day_to_come(when: When, today: date) -> date | None:
    if when.last or when.period:
        return None
    if when.days is not None:
        return today + timedelta(days=when.days) if when.days >= 0 else None
    if when.either is not None:
        return today + timedelta(days=when.either)
    if when.span is not None:
        return today + when.span
    if when.weekday is not None:
        weekdays = (when.weekday, *(when.weekdays or ()))
        return today + timedelta(days=min((weekday - today.weekday() - 1) % 7 + 1 for weekday in weekdays))
    if when.months is not None:
        ahead = _months_on(today, when.months)
        return ahead if when.of_month is None else _clamped(ahead, when.of_month)
    return None if when.of_month is None else _of_month_to_come(when, today)


def _of_month_to_come(when: When, today: date) -> date | None:
    assert when.of_month is not None
    if when.month is None:
        here = _clamped(today, when.of_month)
        return here if here > today else _clamped(_months_on(today.replace(day=1), 1), when.of_month)
    for year in (today.year, today.year + 1):
        if when.of_month <= calendar.monthrange(year, when.month)[1]:
            day = date(year, when.month, when.of_month)
            if day >= today:
                return day
    return None


def _clamped(month: date, day: int) -> date:
    """Return that day of the month; the last one of a month that has fewer days."""
    days = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=days if day == LAST else min(day, days))


def _months_on(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return _clamped(date(day.year + years, month + 1, 1), day.day)


def _clock(when: When) -> timedelta | None:
    """Return the time of day; None where what was said is none, such as 25 baje or "subah 3 pm"."""
    if when.clock is None:
        return timedelta(hours=_PART_HOURS[when.part] if when.part else DEFAULT_HOUR)
    hour = _hour(when.clock, when.part)
    return None if hour is None else timedelta(hours=hour, minutes=when.clock.minute)


_HALVES_NOT_IN: dict[Part, str] = {"morning": "pm", "noon": "am", "evening": "am"}


def _hour(clock: Clock, part: Part | None) -> int | None:
    """Return the hour of 24, or more where the night goes on after midnight."""
    hour = clock.hour
    if not 0 <= hour <= 23 or clock.minute > 59:
        return None
    if clock.half == _HALVES_NOT_IN.get(part or "night", ""):
        return None
    if hour > 12 or hour == 0:
        return hour if clock.half is None else None
    half = clock.half or ("am" if part == "morning" else "pm" if part else None)
    if half is None:
        return hour + 12 if hour <= 8 else hour
    if part == "night" and clock.half is None:
        return hour + 24 if hour <= 4 else 24 if hour == 12 else hour + 12
    if half == "am":
        return hour % 12
    return hour if hour == 12 or (part == "noon" and hour == 11) else hour + 12


def recurrence(when: When) -> str | None:
    """Return the RFC 5545 rule of what comes again and again, or None."""
    each = f";INTERVAL={when.interval}" if when.interval else ""
    match when.every:
        case None:
            return None
        case "day":
            return f"FREQ=DAILY{each}"
        case "week":
            return f"FREQ=WEEKLY{each}" + ("" if when.weekday is None else f";BYDAY={_by_day(when)}")
        case "month":
            return f"FREQ=MONTHLY{each}" + ("" if when.of_month is None else f";BYMONTHDAY={when.of_month}")


def _by_day(when: When) -> str:
    assert when.weekday is not None
    return ",".join(_WEEKDAYS[day] for day in sorted({when.weekday, *(when.weekdays or ())}))


# -- days gone by --------------------------------------------------------------


def day(when: When, today: date) -> date | None:
    """Return the day gone by, or today, that a report or a payment is about; None where it is not one day."""
    if when.span is not None or when.months is not None or when.every or when.period or when.coming:
        return None
    if when.days is not None:
        return today + timedelta(days=when.days)
    if when.either is not None:
        return today - timedelta(days=when.either)
    if when.weekday is not None:
        return today - timedelta(days=(today.weekday() - when.weekday - 1) % 7 + 1)
    if when.of_month is not None and when.of_month != LAST:
        return _of_month_gone_by(when.of_month, when.month, today)
    return today


def _of_month_gone_by(of_month: int, month: int | None, today: date) -> date | None:
    candidates = (
        (_months_on(today.replace(day=1), -back) for back in range(3))
        if month is None
        else (date(today.year - back, month, 1) for back in range(2))
    )
    for first in candidates:
        if of_month <= calendar.monthrange(first.year, first.month)[1] and first.replace(day=of_month) <= today:
            found = first.replace(day=of_month)
            return found if today - found < _HALF_A_YEAR else None
    return None


_HALF_A_YEAR = timedelta(days=183)
"""A day with its month that is longer ago is rather the one to come: in November, "5 december ko diye" is a slip."""


def day_to_come(when: When, today: date) -> date | None:
    """Return the day to come, or today, on which something is set; None where no day was said."""
    return _day_to_come(when, today)
