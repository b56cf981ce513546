"""Words for moments: reads the pieces of a moment where they stand in a sentence."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from execora.language.moments import Clock, Part, When, together
from execora.language.normalise import plain
from execora.language.numbers import ONE, number_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Found = tuple[When, int]
"""The pieces, and the index after their last word."""

_DAYS = {
    When(days=0): "aaj aj aaj today आज",
    When(days=0, part="night"): "tonight",
    When(days=1): "tomorrow tmrw tomorow टुमारो",
    When(days=-1): "yesterday",
    When(either=1): "kal कल kl",
    When(either=2): "parso parson parsoo परसों परसो",
    When(either=3): "narso tarso narson tarson नरसों तरसों",
}

_WEEKDAYS = (
    "somvaar somwar somvar somwaar monday mon सोमवार मंडे",
    "mangalvaar mangalwar mangalvar mangalwaar tuesday tue मंगलवार ट्यूजडे",
    "budhvaar budhwar budhvar budhwaar wednesday wed बुधवार वेडनेसडे",
    "guruvaar guruwar guruvar guruwaar brihaspativar veervaar veerwar thursday thu गुरुवार बृहस्पतिवार थर्सडे",
    "shukravaar shukrawar shukravar shukrawaar shukrvar shukrwar friday fri jumma शुक्रवार फ्राइडे",
    "shanivaar shaniwar shanivar shaniwaar saturday sanichar शनिवार सैटरडे",
    "ravivaar raviwar ravivar raviwaar itvaar itwar itwaar sunday रविवार इतवार संडे",
)

_PARTS: Mapping[Part, str] = {
    "morning": "subah subha subh savere sawere morning सुबह सवेरे",
    "noon": "dopahar dopeher dopaher dupahar dophar noon afternoon दोपहर",
    "evening": "shaam sham saam evening शाम",
    "night": "raat rat night रात",
}

_MONTHS = (
    "january jan janvari जनवरी",
    "february feb farvari फरवरी",
    "march मार्च",
    "april aprail अप्रैल",
    "may mai मई",
    "june जून",
    "july julai जुलाई",
    "august agast अगस्त",
    "september sept sep sitambar सितंबर",
    "october oct aktubar अक्टूबर अक्तूबर",
    "november nov navambar नवंबर",
    "december dec disambar दिसंबर",
)


def _table(rows: Iterable[tuple[When, str]]) -> dict[str, When]:
    return {word: when for when, spellings in rows for word in plain(spellings)}


_WORDS = _table(
    chain(
        _DAYS.items(),
        ((When(weekday=number), spellings) for number, spellings in enumerate(_WEEKDAYS)),
        ((When(part=part), spellings) for part, spellings in _PARTS.items()),
        [(When(every="day"), "roz rozana roj daily रोज रोजाना")],
    )
)
_MONTH_NUMBERS = {word: number for number, row in enumerate(_MONTHS, 1) for word in plain(row)}

_BAJE = frozenset(plain("baje bje bajey baj bajay oclock बजे"))
_TAREEKH = frozenset(plain("tareekh tarikh tareek taarikh tarik date तारीख तारिख"))
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_HALVES: Mapping[str, Clock] = {"am": Clock(0, half="am"), "pm": Clock(0, half="pm")}
_EVERY = frozenset(plain("har every each हर"))
_NEXT = frozenset(plain("agle agli agla next aane aanewale aagle अगले अगली अगला"))
_THIS = frozenset(plain("is this iss isi इस"))
_LAST = frozenset(plain("pichle pichli pichla last bite beete pichhle पिछले पिछली पिछला बीते"))
_LATER = frozenset(plain("baad bad mein me main later में बाद"))
_SPANS = {
    word: span
    for span, spellings in {
        "minute": "minute minutes min mins minat minit मिनट",
        "hour": "ghante ghanta ghanto hour hours hr hrs घंटे घंटा",
        "day": "din dino dinon day days दिन दिनों",
        "week": "hafte hafta hafton week weeks saptah हफ्ते हफ्ता सप्ताह",
        "month": "mahine mahina mahino maheene month months महीने महीना",
    }.items()
    for word in plain(spellings)
}
TIME_WORDS = _BAJE | _TAREEKH | _SPANS.keys() | frozenset({"am", "pm", "baad", "bad", "बाद"})
"""Words that belong to moments, and are nothing else where no moment is read around them."""

_OF = frozenset(plain("ki ke ka की के का of"))
_AROUND = frozenset({*_LATER, *_OF})

BEGINS = frozenset(
    {*_WORDS, *_MONTH_NUMBERS, *_EVERY, *_NEXT, *_THIS, *_LAST, *_SPANS, *"after in weekly monthly".split()}
)
"""The words, besides numbers, that a moment can begin with."""


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
    if word in {"after", "in"}:
        counted = _span(words, at + 1, needs_later=False)
        return counted
    if word in _EVERY:
        return _every(words, at + 1)
    if word in {"weekly", "monthly"}:
        return When(every="week" if word == "weekly" else "month"), at + 1
    if word in _NEXT:
        return _relative(words, at + 1, 1)
    if word in _LAST:
        return _relative(words, at + 1, -1)
    if word in _THIS:
        return _relative(words, at + 1, 0)
    if word in _MONTH_NUMBERS:
        return _month_first(words, at)
    if word in _SPANS:
        return _bare_span(words, at, after)
    return _WORDS[word], at + 1


def _relative(words: Sequence[str], at: int, step: int) -> Found | None:
    """Read what follows "agle", "is" or "pichle": a week, a month, a day of the week."""
    word = _next(words, at)
    span = _SPANS.get(word)
    if span == "week":
        return (When(period="week", last=step < 0) if step <= 0 else When(days=7)), at + 1
    if span == "month":
        return (When(period="month", last=step < 0) if step <= 0 else When(months=1)), at + 1
    weekday = _WORDS.get(word)
    if weekday is None or weekday.weekday is None:
        return None
    return When(weekday=weekday.weekday, last=step < 0, coming=step > 0), at + 1


def _every(words: Sequence[str], at: int) -> Found | None:
    word = _next(words, at)
    span = _SPANS.get(word)
    if span == "day":
        return When(every="day"), at + 1
    if span == "week":
        return When(every="week"), at + 1
    if span == "month":
        after = at + 1 + (_next(words, at + 1) in _OF)
        dated = _tareekh(words, after)
        return (When(every="month", of_month=dated[0].of_month), dated[1]) if dated else (When(every="month"), at + 1)
    said = _WORDS.get(word)
    if said and said.weekday is not None:
        return When(every="week", weekday=said.weekday), at + 1
    return (When(every="day", part=said.part), at + 1) if said and said.part else None


def _bare_span(words: Sequence[str], at: int, after: str) -> Found | None:
    """Read "mahine ki 5 tareekh", "hafte ki bikri", "week's sale"."""
    span = _SPANS[words[at]]
    if span == "month" and after in _OF:
        dated = _tareekh(words, at + 2)
        if dated:
            return dated
    if span in {"week", "month"}:
        return When(period="week" if span == "week" else "month"), at + 1
    return None


def _month_first(words: Sequence[str], at: int) -> Found | None:
    """Read "december 5", "march ki 5 tareekh"; a month alone is no moment."""
    start = at + 1 + (_next(words, at + 1) in _OF)
    number = _whole(words, start)
    if number is None or not 1 <= number[0] <= 31:
        return None
    after = number[1] + (_next(words, number[1]) in _TAREEKH | _ORDINAL)
    return When(month=_MONTH_NUMBERS[words[at]], of_month=number[0]), after


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
    number = number_at(words, at)
    if number is None or number.flaw:
        return None
    after = _next(words, number.until)
    if after not in _BAJE and after not in _HALVES:
        return None
    hour, rest = divmod(number.value, ONE)
    minute = rest * 60 // ONE
    if "." in words[at]:
        minute = _bounded(words[at].partition(".")[2])
    return _with_half(words, Clock(hour, minute), number.until)


def _bounded(digits: str) -> int:
    """Return the number in short digits; one that no clock shows for long ones."""
    return int(digits) if len(digits) <= 2 else 99


def _with_half(words: Sequence[str], clock: Clock, at: int) -> Found:
    here = at
    while _next(words, here) in _BAJE:
        here += 1
    half = _HALVES.get(_next(words, here))
    if half:
        return When(clock=Clock(clock.hour, clock.minute, half.half)), here + 1
    return When(clock=clock), here


def _span(words: Sequence[str], at: int, *, needs_later: bool) -> Found | None:
    """Read "do din baad", "aadhe ghante mein", "in 2 hours"."""
    number = number_at(words, at) if at < len(words) else None
    if number is None or number.flaw:
        return None
    here = number.until + (words[number.until : number.until + 1] in (["a"], ["an"]))
    span = _SPANS.get(_next(words, here))
    if span is None:
        return None
    end = here + 1
    while _next(words, end) in _AROUND:
        end += 1
    if needs_later and not any(word in _LATER for word in words[here + 1 : end]):
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
    ordinal = _next(words, here) in _ORDINAL
    here += ordinal
    month = here + (_next(words, here) == "of")
    if _next(words, month) in _MONTH_NUMBERS:
        return When(month=_MONTH_NUMBERS[words[month]], of_month=number[0]), month + 1
    if _next(words, here) in _TAREEKH:
        return When(of_month=number[0]), here + 1
    return (When(of_month=number[0]), here) if ordinal else None


__all__ = ["BEGINS", "moment_at", "together"]
