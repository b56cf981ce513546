"""The words that moments are made of, in both scripts side by side."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from execora.language.moments import Clock, Part, When
from execora.language.normalise import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    "shukravaar shukrawar shukravar shukrawaar shukrvar shukrwar friday fri jumma jumme शुक्रवार फ्राइडे जुम्मे",
    "shanivaar shaniwar shanivar shaniwaar saturday sanichar शनिवार सैटरडे",
    "ravivaar raviwar ravivar raviwaar itvaar itwar itwaar sunday रविवार इतवार संडे",
)

_PARTS: Mapping[Part, str] = {
    "morning": "subah subha subh savere sawere morning सुबह सवेरे",
    "noon": "dopahar dopeher dopaher dupahar dophar afternoon दोपहर",
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


WEEKEND = frozenset(plain("weekend वीकेंड वीकएंड"))
"""Begins on Saturday. Every weekend is two days, so that nothing can be set on it."""

WORDS = _table(
    chain(
        _DAYS.items(),
        ((When(weekday=number), spellings) for number, spellings in enumerate(_WEEKDAYS)),
        ((When(part=part), spellings) for part, spellings in _PARTS.items()),
        [
            (When(every="day"), "roz rozana roj daily रोज रोजाना"),
            *((When(weekday=5), word) for word in WEEKEND),
            (When(part="noon", clock=Clock(12)), "noon"),
            (When(part="night", clock=Clock(12)), "midnight"),
        ],
    )
)
MONTH_NUMBERS = {word: number for number, row in enumerate(_MONTHS, 1) for word in plain(row)}

BAJE = frozenset(plain("baje bje bajey baj bajay oclock बजे"))
TAREEKH = frozenset(plain("tareekh tarikh tareek taarikh tarik date तारीख तारिख"))
ORDINAL = frozenset({"st", "nd", "rd", "th"})
HALVES: Mapping[str, Clock] = {"am": Clock(0, half="am"), "pm": Clock(0, half="pm")}
EVERY = frozenset(plain("har every each हर"))
NEXT = frozenset(plain("agle agli agla next aane aanewale aagle coming upcoming अगले अगली अगला आने"))
WALE = frozenset(plain("wale wali vale वाले वाली"))
THIS = frozenset(plain("is this iss isi इस"))
PREVIOUS = frozenset(plain("pichle pichli pichla last bite beete pichhle पिछले पिछली पिछला बीते"))
LATER = frozenset(plain("baad bad mein me main later में बाद"))
SPANS = {
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
TIME_WORDS = BAJE | TAREEKH | SPANS.keys() | frozenset({"am", "pm", "baad", "bad", "बाद"})
"""Words that belong to moments, and are nothing else where no moment is read around them."""

OF = frozenset(plain("ki ke ka की के का of"))
KO = frozenset(plain("ko को"))
AND = frozenset(plain("aur and और एंड"))
KI = frozenset(plain("ki की"))
BHAR = frozenset(plain("bhar भर"))
AFTER = frozenset(plain("baad bad later बाद"))
DIN = frozenset(plain("din दिन"))
ONCE = (("ek", "baar"), ("एक", "बार"))
FROM_NOW = (("from", "now"), ("from", "today"))
FIRST = frozenset(plain("pehli pahli pehle पहली first"))
LAST_ONE = frozenset(plain("aakhri akhri aakhiri akhiri antim आखिरी अंतिम last"))
END = frozenset(plain("end aakhir akhir ant aakhri akhri aakhiri एंड आखिर अंत आखिरी"))
OTHER = frozenset(plain("doosre dusre doosri dusri other alternate second दूसरे दूसरी"))
AROUND = frozenset({*LATER, *OF})

BEGINS = frozenset(
    {
        *(*WORDS, *MONTH_NUMBERS, *EVERY, *NEXT, *THIS, *PREVIOUS, *SPANS, *FIRST, *LAST_ONE),
        *"after in within weekly monthly end".split(),
    }
)
"""The words, besides numbers, that a moment can begin with."""
