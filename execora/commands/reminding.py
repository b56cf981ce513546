"""When reminders go out, and how they are shown. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import timedelta
from typing import TYPE_CHECKING

from execora.language.wording import Phrase
from execora.ledger.money import rupees

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from execora.commands.command import Wording
    from execora.ledger.model import Reminder

OPENS, CLOSES = 9, 21
"""The hours between which reminders go out."""

USUAL = 10
"""The hour of one that names a day and no hour."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def within_hours(moment: datetime) -> datetime:
    """Return the moment, or the next 09:00 where it lies outside 09:00 to 21:00."""
    opens, closes = _at(moment, OPENS), _at(moment, CLOSES)
    if moment < opens:
        return opens
    return moment if moment <= closes else opens + timedelta(days=1)


def first_of(recurrence: str, now: datetime) -> datetime:
    """Return when something that repeats, and names no moment, comes first: the next of its days, at the usual hour.

    The 31st of a shorter month is its last day, and so is the -1st of any.
    """
    rule = dict(part.split("=", 1) for part in recurrence.split(";"))
    days = (_at(now, USUAL) + timedelta(days=ahead) for ahead in range(32))
    return next(day for day in days if day > now and _falls_on(day, rule))


def _falls_on(day: datetime, rule: Mapping[str, str]) -> bool:
    if "BYMONTHDAY" in rule:
        wanted, days = int(rule["BYMONTHDAY"]), monthrange(day.year, day.month)[1]
        return day.day == min(wanted, days) if wanted > 0 else day.day == days + 1 + wanted
    return "BYDAY" not in rule or _WEEKDAYS[day.weekday()] in rule["BYDAY"].split(",")


def _at(moment: datetime, hour: int) -> datetime:
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def reminder_shown(reminder: Reminder) -> dict[str, object]:
    """Show a reminder; an amount of null is looked up when it is sent."""
    return {
        "reminderId": str(reminder.id),
        "customer": reminder.customer.name,
        "customerId": str(reminder.customer.id),
        "amount": None if reminder.amount is None else rupees(reminder.amount),
        "sendAt": reminder.send_at.isoformat(timespec="minutes"),
    }


def again(recurrence: str | None) -> Phrase | str:
    """Return how it is said, after a sentence, that something comes again; nothing where it does not."""
    if recurrence is None:
        return ""
    rule = dict(part.split("=", 1) for part in recurrence.split(";"))
    if "INTERVAL" in rule:
        return Phrase(_EACH_SO_MANY[rule["FREQ"]], {"count": int(rule["INTERVAL"])})
    return Phrase(_EACH[rule["FREQ"]])


MOVED: Wording = {
    "hi-en": " Reminder subah 9 se raat 9 baje ke beech hi jaate hain, isliye aage kiya.",
    "hi": " रिमाइंडर सुबह 9 से रात 9 बजे के बीच ही जाते हैं, इसलिए आगे किया।",
    "en": " Reminders go out between 9 am and 9 pm only, so it was moved.",
}
"""Said after a sentence about a reminder that was asked for outside these hours."""

_EACH: Mapping[str, Wording] = {
    "DAILY": {"hi-en": " Phir roz.", "hi": " फिर रोज़।", "en": " Then every day."},
    "WEEKLY": {"hi-en": " Phir har hafte.", "hi": " फिर हर हफ़्ते।", "en": " Then every week."},
    "MONTHLY": {"hi-en": " Phir har mahine.", "hi": " फिर हर महीने।", "en": " Then every month."},
}

_EACH_SO_MANY: Mapping[str, Wording] = {
    "DAILY": {
        "hi-en": " Phir har {count} din mein.",
        "hi": " फिर हर {count} दिन में।",
        "en": " Then every {count} days.",
    },
    "WEEKLY": {
        "hi-en": " Phir har {count} hafte mein.",
        "hi": " फिर हर {count} हफ़्ते में।",
        "en": " Then every {count} weeks.",
    },
    "MONTHLY": {
        "hi-en": " Phir har {count} mahine mein.",
        "hi": " फिर हर {count} महीने में।",
        "en": " Then every {count} months.",
    },
}
