"""Reads the pieces of a moment where they stand in a sentence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from execora.language.measures import MEASURES, RUPEES
from execora.language.moments import LAST, Clock, When
from execora.language.numbers import ONE, number_at
from execora.language.time_words import (
    AFTER,
    AND,
    AROUND,
    BAJE,
    BEGINS,
    BHAR,
    DIN,
    END,
    EVERY,
    FIRST,
    FROM_NOW,
    HALVES,
    KI,
    KO,
    LAST_ONE,
    LATER,
    MONTH_NUMBERS,
    NEXT,
    OF,
    ONCE,
    ORDINAL,
    OTHER,
    PREVIOUS,
    SPANS,
    TAREEKH,
    THIS,
    TIME_WORDS,
    WALE,
    WEEKEND,
    WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Found = tuple[When, int]
"""The pieces, and the index after their last word."""


def moment_at(words: Sequence[str], at: int) -> Found | None:
    """Read the pieces of a moment that begin at a word; None where none do."""
    word = words[at]
    if word in BEGINS:
        return _in_words(words, at)
    return _counted(words, at)


def _next(words: Sequence[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def _in_words(words: Sequence[str], at: int) -> Found | None:
    word, after = words[at], _next(words, at + 1)
    if words[at : at + 3] == ["day", "after", "tomorrow"]:
        return When(days=2), at + 3
    if words[at : at + 3] == ["day", "before", "yesterday"]:
        return When(days=-2), at + 3
    if word == "end" and words[at + 1 : at + 4] in (["of", "the", "month"], ["of", "this", "month"]):
        return When(of_month=LAST), at + 4
    if word == "end":
        return None
    if word in {"after", "in", "within"}:
        return _span(words, at + 1, needs_later=False)
    if word in EVERY:
        return _every(words, at + 1)
    if word in {"weekly", "monthly"}:
        return When(every="week" if word == "weekly" else "month"), at + 1
    if word in FIRST | LAST_ONE and after in TAREEKH:
        return When(of_month=1 if word in FIRST else LAST), at + 2
    if word in NEXT:
        return _relative(words, at + 1 + (after in WALE), 1)
    if word in PREVIOUS:
        return _relative(words, at + 1, -1)
    if word in THIS:
        return _relative(words, at + 1, 0)
    if word in MONTH_NUMBERS:
        return _month_first(words, at)
    if word in SPANS:
        return _bare_span(words, at)
    return (WORDS[word], at + 1 + _called_day(words, at + 1)) if word in WORDS else None


def _called_day(words: Sequence[str], at: int) -> int:
    """Return the length of the "ke din" in "kal ke din", "somvaar wale din"."""
    return 2 if _next(words, at) in OF | WALE and _next(words, at + 1) in DIN else 0


def _relative(words: Sequence[str], at: int, step: int) -> Found | None:
    """Read what follows "agle", "is" or "pichle": a week, a month, a day of the week."""
    word = _next(words, at)
    span = SPANS.get(word)
    if span == "week":
        return (When(period="week", last=step < 0) if step <= 0 else When(days=7)), at + 1
    if span == "month":
        if step <= 0:
            dated = _day_of(words, at + 1) if step == 0 else None
            return _end_of_month(words, at) or dated or (When(period="month", last=step < 0), at + 1)
        return _in_next_month(words, at + 1)
    said = WORDS.get(word)
    if said is None or said.weekday is None:
        return (When(days=0, part=said.part), at + 1) if said and said.part and not step else None
    return When(weekday=said.weekday, last=step < 0, coming=step > 0), at + 1


def _in_next_month(words: Sequence[str], at: int) -> Found:
    """Read what follows "agle mahine": "ki 5", "ki pehli tareekh", "ke end mein", or nothing."""
    ended = _end_of_month(words, at - 1)
    if ended:
        return When(months=1, of_month=LAST), ended[1]
    dated = _day_of(words, at)
    return (When(months=1, of_month=dated[0].of_month), dated[1]) if dated else (When(months=1), at)


def _day_of(words: Sequence[str], at: int) -> Found | None:
    """Read what follows a month: "5 tareekh", "ki 5", "ki pehli tareekh"."""
    start = at + (_next(words, at) in OF)
    if _next(words, start) in FIRST | LAST_ONE and _next(words, start + 1) in TAREEKH:
        return When(of_month=1 if words[start] in FIRST else LAST), start + 2
    dated = _tareekh(words, start)
    if dated and dated[0].month is None:
        return dated
    number = _whole(words, start) if _next(words, at) in KI else None
    alone = number and 1 <= number[0] <= 31 and not _is_counted(words, number[1])
    return (When(of_month=number[0]), number[1]) if number and alone else None


def _is_counted(words: Sequence[str], at: int) -> bool:
    """Tell whether the number before a word counts something: "mahine ki 5 hazaar", "ki 5 baje", "ki 5 ka"."""
    word = _next(words, at)
    return word in RUPEES or word in MEASURES or word in TIME_WORDS or word in OF


def _end_of_month(words: Sequence[str], at: int) -> Found | None:
    """Read "mahine ke end mein", "mahine ke aakhir mein"."""
    if SPANS.get(_next(words, at)) != "month" or _next(words, at + 1) not in OF or _next(words, at + 2) not in END:
        return None
    return (When(of_month=LAST), at + 4) if _next(words, at + 3) in LATER else None


def _every(words: Sequence[str], at: int) -> Found | None:
    """Read what follows "har" or "every": a span, a day of the week, so many days, a day of the month."""
    word = _next(words, at)
    match SPANS.get(word):
        case "day":
            return When(every="day"), at + 1
        case "week":
            return When(every="week"), at + 1
        case "month":
            return _monthly(words, at)
    said = WORDS.get(word) if word not in WEEKEND else None
    if said and said.weekday is not None:
        others, until = _other_weekdays(words, at + 1)
        return When(every="week", weekday=said.weekday, weekdays=others or None), until
    if said and (said.part or said.every):
        return When(every="day", part=said.part), at + 1
    return _every_so_many(words, at)


def _other_weekdays(words: Sequence[str], at: int) -> tuple[tuple[int, ...], int]:
    """Read the "aur guruvaar" of "har somvaar aur guruvaar", "har somvaar ko aur guruvaar ko"."""
    found: list[int] = []
    while True:
        here = at + (_next(words, at) in KO)
        joined = here
        while _next(words, joined) in {*AND, ","}:
            joined += 1
        joined += joined > here and _next(words, joined) in EVERY
        said = WORDS.get(_next(words, joined))
        if joined == here or said is None or said.weekday is None:
            return tuple(found), at
        found.append(said.weekday)
        at = joined + 1


def _monthly(words: Sequence[str], at: int) -> Found:
    ended, dated = _end_of_month(words, at), _day_of(words, at + 1)
    if ended:
        return When(every="month", of_month=LAST), ended[1]
    return (When(every="month", of_month=dated[0].of_month), dated[1]) if dated else (When(every="month"), at + 1)


def _every_so_many(words: Sequence[str], at: int) -> Found | None:
    """Read the "5 tareekh" of "har 5 tareekh", "do hafte mein", and "doosre din"."""
    if _next(words, at) in OTHER:
        number: tuple[int, int] | None = (2, at + 1)
    else:
        dated = _tareekh(words, at)
        if dated and dated[0].month is None:
            return When(every="month", of_month=dated[0].of_month), dated[1]
        number = _whole(words, at)
    span = SPANS.get(_next(words, number[1])) if number and 1 < number[0] <= _MOST_APART else None
    if number is None or span not in _EACH:
        return None
    end = number[1] + 1
    return When(every=_EACH[span], interval=number[0]), end + (_next(words, end) in AROUND)


_EACH: Mapping[str | None, Literal["day", "week", "month"]] = {"day": "day", "week": "week", "month": "month"}
_MOST_APART = 99


def _bare_span(words: Sequence[str], at: int) -> Found | None:
    """Read "mahine ki 5 tareekh", "hafte baad", "ghante bhar mein", "hafte mein ek baar", "hafte ki bikri"."""
    span, after = SPANS[words[at]], at + 1 + (_next(words, at + 1) in BHAR)
    if tuple(words[after : after + 2]) in FROM_NOW:
        return _of_length(span, ONE, after + 2)
    if span == "month" and _next(words, after) == "end":
        return When(of_month=LAST), after + 1
    if _next(words, after) in (LATER if after > at + 1 else AFTER):
        return _of_length(span, ONE, after + 1)
    if span not in {"week", "month"}:
        return None
    if _next(words, after) in LATER and tuple(words[after + 1 : after + 3]) in ONCE:
        return When(every=_EACH[span]), after + 3
    dated = _end_of_month(words, at) or (_next(words, after) in OF and span == "month" and _day_of(words, after))
    return dated or (When(period="week" if span == "week" else "month"), after)


def _month_first(words: Sequence[str], at: int) -> Found | None:
    """Read "december 5", "march ki 5 tareekh"; a month alone is no moment."""
    start = at + 1 + (_next(words, at + 1) in OF)
    number = _whole(words, start)
    if number is None or not 1 <= number[0] <= 31:
        return None
    after = number[1] + (_next(words, number[1]) in TAREEKH | ORDINAL)
    return When(month=MONTH_NUMBERS[words[at]], of_month=number[0]), after


# -- with a number first -------------------------------------------------------


def _whole(words: Sequence[str], at: int) -> tuple[int, int] | None:
    number = number_at(words, at) if at < len(words) else None
    if number is None or number.flaw or number.value % ONE:
        return None
    return number.value // ONE, number.until


def _counted(words: Sequence[str], at: int) -> Found | None:
    return _clock(words, at) or _span(words, at, needs_later=True) or _tareekh(words, at)


def _clock(words: Sequence[str], at: int) -> Found | None:
    """Read "7 baje", "saadhe saat baje", "7:30 pm", "7.30 baje", "shaam 7 baje"."""
    if words[at].isdecimal() and _next(words, at + 1) == ":" and _next(words, at + 2).isdecimal():
        return _with_half(words, Clock(_bounded(words[at]), _bounded(words[at + 2])), at + 3)
    if words[at] in _PAST and _next(words, at + 1) in {"past", "to"}:
        return _past(words, at)
    number = number_at(words, at)
    if number is None or number.flaw:
        return None
    after = _next(words, number.until)
    if after not in BAJE and after not in HALVES:
        return None
    hour, rest = divmod(number.value, ONE)
    minute = rest * 60 // ONE
    if "." in words[at]:
        minute = _bounded(words[at].partition(".")[2])
    return _with_half(words, Clock(hour, minute), number.until)


_PAST = {"half": 30, "quarter": 15}


def _past(words: Sequence[str], at: int) -> Found | None:
    """Read "half past five", "quarter to six"."""
    number, minutes = _whole(words, at + 2), _PAST[words[at]]
    if number is None or not 1 <= number[0] <= 12 or (words[at + 1] == "to" and minutes == 30):
        return None
    if words[at + 1] == "past":
        return _with_half(words, Clock(number[0], minutes), number[1])
    return _with_half(words, Clock((number[0] - 2) % 12 + 1, 60 - minutes), number[1])


def _bounded(digits: str) -> int:
    """Return the number in short digits; one that no clock shows for long ones."""
    return int(digits) if len(digits) <= 2 else 99


def _with_half(words: Sequence[str], clock: Clock, at: int) -> Found:
    here = at
    while _next(words, here) in BAJE:
        here += 1
    half = HALVES.get(_next(words, here))
    if half:
        return When(clock=Clock(clock.hour, clock.minute, half.half)), here + 1
    return When(clock=clock), here


def _span(words: Sequence[str], at: int, *, needs_later: bool) -> Found | None:
    """Read "do din baad", "aadhe ghante mein", "in 2 hours", "in a week"."""
    if not needs_later and _next(words, at) in {"a", "an"} and _next(words, at + 1) in SPANS:
        return _of_length(SPANS[words[at + 1]], ONE, at + 2)
    number = number_at(words, at) if at < len(words) else None
    if number is None or number.flaw:
        return None
    here = number.until + (words[number.until : number.until + 1] in (["a"], ["an"]))
    span = SPANS.get(_next(words, here))
    if span is None:
        return None
    end = here + 1
    if tuple(words[end : end + 2]) in FROM_NOW:
        return _of_length(span, number.value, end + 2)
    while _next(words, end) in AROUND:
        end += 1
    if needs_later and not any(word in LATER for word in words[here + 1 : end]):
        return None
    return _of_length(span, number.value, end)


def _of_length(span: str, thousandths: int, until: int) -> Found | None:
    if thousandths > 1000 * ONE:
        return None
    whole, rest = divmod(thousandths, ONE)
    match span:
        case "minute" if not rest:
            return When(span=timedelta(minutes=whole)), until
        case "hour":
            return When(span=timedelta(minutes=thousandths * 60 // ONE)), until
        case "day" | "week" if not rest:
            return When(days=whole * (7 if span == "week" else 1)), until
        case "month" if not rest:
            return When(months=whole), until
        case _:
            return None


def _tareekh(words: Sequence[str], at: int) -> Found | None:
    """Read "5 tareekh", "5 december", "5th", "5th of december"."""
    number = _whole(words, at)
    if number is None or not 1 <= number[0] <= 31:
        return None
    here = number[1]
    ordinal = _next(words, here) in ORDINAL
    here += ordinal
    month = here + (_next(words, here) == "of")
    if _next(words, month) in MONTH_NUMBERS:
        return When(month=MONTH_NUMBERS[words[month]], of_month=number[0]), month + 1
    if _next(words, here) in TAREEKH:
        return When(of_month=number[0]), here + 1
    return (When(of_month=number[0]), here) if ordinal else None
