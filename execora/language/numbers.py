"""Numbers as they are said: digits and words, in Hindi and English, in either script and mixed.

Values are whole thousandths. What is no clear number is said to be none: number words are never guessed at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from execora.language.normalise import plain
from execora.language.number_words import ENGLISH, ENGLISH_TENS, HINDI

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ONE = 1000

LARGEST = 10**10 * ONE
"""Ten billion: nothing a shop counts is more."""


class Number(NamedTuple):
    """A number in a list of words."""

    value: int
    """Thousandths; 0 where it is none that can be used."""
    until: int
    """The index after its last word."""
    flaw: str = ""
    """"about" where two numbers stand side by side ("do teen sau"), "bad" where it is none at all."""


SMALL: dict[str, int] = {
    **{word: number for number, line in enumerate(HINDI.splitlines()) for word in plain(line)},
    **{word: number for number, word in enumerate(ENGLISH.split())},
}
"""Every word for a number from 0 to 99 that stands alone."""

_VOWELS = re.compile("(aa?|ii?|ee|uu?|oo)")
_SHORT, _LONG = {"aa": "a", "ii": "i", "ee": "i", "uu": "u", "oo": "u"}, {"a": "aa", "i": "ee", "u": "oo"}


def _respelt(word: str) -> Iterator[str]:
    """Yield the ways to write a Roman number word whose vowels may each be short or long: "untalis", "untaalees"."""
    pieces = [_SHORT.get(piece, piece) for piece in _VOWELS.split(word)]
    return map("".join, product(*((piece, _LONG[piece]) if piece in _LONG else (piece,) for piece in pieces)))


def _other_spellings() -> dict[str, int]:
    """Return the spellings that follow from the listed ones and stand for one number only."""
    heard: dict[str, set[int]] = defaultdict(set)
    for word, number in SMALL.items():
        if number > _LISTED and word.isascii() and word not in ENGLISH.split():
            for spelling in _respelt(word):
                heard[spelling].add(number)
    return {word: min(numbers) for word, numbers in heard.items() if len(numbers) == 1 and word not in SMALL}


_LISTED = 16
"""Up to here all spellings are listed: short words are too easily others (das, tera, sat)."""

SMALL |= _other_spellings()

_TENS = {word: 10 * (number + 2) for number, word in enumerate(ENGLISH_TENS.split())}

MULTIPLIERS = {
    word: multiplier
    for multiplier, spellings in {
        100: "sau sou saw सौ hundred hundreds so",
        1000: "hazaar hazar hajar hajaar hazzar thousand thousands हजार k",
        10**5: "lakh laakh lac lacs lakhs lak लाख",
        10**7: "crore karod karor crores करोड",
    }.items()
    for word in plain(spellings)
}
"""Words that multiply what stands before them. "so" is how recognisers write sau, and "k" follows digits only."""

_FRACTIONS = {
    word: value
    for value, spellings in {
        500: "aadha adha aadhe adhe aadhi adhi half आधा आधे आधी",
        250: "paav pav quarter पाव",
        750: "pauna paun पौना पौन",
        1500: "dedh ded derh dedhh डेढ",
        2500: "dhai dhaai adhai adhaai ढाई अढाई",
    }.items()
    for word in plain(spellings)
}

_ADDING = {
    word: value
    for value, spellings in {
        250: "sava savaa sawa savva सवा",
        500: "saadhe sadhe sade saade saarhe sarhe साढे",
        -250: "paune pone pauney पौने",
    }.items()
    for word in plain(spellings)
}
"""Added to the number after them: saadhe teen is 3.5. sava alone is 1.25, paune before a multiplier 0.75."""

_OTHERS = _TENS.keys() | _FRACTIONS.keys() | _ADDING.keys()

WORDS = frozenset({*SMALL, *MULTIPLIERS, *_OTHERS})
"""Every word that is a number, or a part of one."""

_DIGITS = re.compile(r"\d+(?:\.\d{1,3})?|\d{1,2}(?:,\d{2})*,\d{3}(?:\.\d{1,3})?")
"""Plain, or grouped the Indian way; "500,300" is a number to nobody."""


_FUSED = {
    word + hundred: 100 * number * ONE
    for number, spellings in enumerate(
        "ek,do,teen tin,chaar char,paanch panch paan pan,chhe che,saat,aath,nau".split(","), 1
    )
    for word in spellings.split()
    for hundred in ("sau", "so")
}
"""Hundreds that are written as one word: "dosau", "panso"."""


def begins_number(word: str) -> bool:
    """Tell whether a word can be the first of a number."""
    return word[0].isdigit() or word in SMALL or word in _OTHERS or word in _FUSED or _multiplies(word)


def _multiplies(word: str) -> bool:
    """Tell whether a word is a multiplier that can stand alone: "sau rupaye", "hazaar"."""
    return word in MULTIPLIERS and word not in {"so", "k", "saw"}


def number_at(words: Sequence[str], at: int, yields: Callable[[int], bool] = lambda _at: False) -> Number | None:
    """Read the number that begins at a word, or return None where none does.

    `yields` tells of the index of a word that could be a number whether it is another word there (do, saath).
    """
    if not begins_number(words[at]) or yields(at):
        return None
    spoken = _two_fifty(words, at)
    if spoken:
        return spoken
    total, here, below = 0, at, LARGEST
    while here < len(words) and not yields(here):
        group = _group(words, here, below, first=here == at)
        if group is None:
            break
        value, here, multiplier = group
        if value < 0:
            return Number(0, here, "bad")
        total += value
        below = multiplier * ONE
        if multiplier == 1:
            break
        if words[here - 1] in _AND and words[here : here + 1] == ["and"] and _goes_on(words, here + 1):
            here += 1
    if here > at and not total % ONE:
        tenths, here = _after_point(words, here)
        total += tenths
    return _checked(words, at, here, total, yields)


def _after_point(words: Sequence[str], at: int) -> tuple[int, int]:
    """Read "point five" behind a whole number: thousandths, and the index after them."""
    if at + 1 >= len(words) or words[at] not in _POINT:
        return 0, at
    word = words[at + 1]
    digits = str(SMALL[word]) if SMALL.get(word, 10) < 10 else word if word.isdecimal() else ""
    return (int(digits.ljust(3, "0")), at + 2) if 0 < len(digits) <= 3 else (0, at)


_POINT = frozenset(plain("point dashamlav पॉइंट दशमलव"))


def _goes_on(words: Sequence[str], at: int) -> bool:
    return at < len(words) and begins_number(words[at])


def _two_fifty(words: Sequence[str], at: int) -> Number | None:
    """Read "two fifty" and "twelve thirty five", in which Indian English leaves the hundred out."""
    if words[at] not in _ENGLISH_COUNTS or at + 1 >= len(words) or words[at + 1] not in _TENS:
        return None
    tens = _whole(words, at + 1)
    if tens is None or (tens[1] < len(words) and begins_number(words[tens[1]])):
        return None
    return Number(SMALL[words[at]] * 100 * ONE + tens[0], tens[1])


_AND = frozenset({"hundred", "thousand", "lakh", "crore"})


def _checked(words: Sequence[str], at: int, here: int, total: int, yields: Callable[[int], bool]) -> Number:
    """Return the number, unless another one follows at once, or it is out of all bounds.

    "chhe sau chhe sau" is one number, said twice or of each.
    """
    if here - at > 1 and words[at:here] == words[here : here + here - at]:
        here += here - at
    if here < len(words) and words[here] == "so":
        return Number(0, here + 1, "bad")
    end = here
    while end < len(words) and (begins_number(words[end]) or words[end] in _BETWEEN) and not yields(end):
        end += 1
    while end > here and words[end - 1] in _BETWEEN:
        end -= 1
    if end > here:
        return Number(0, end, "about")
    if here == at:
        return Number(0, at + 1, "bad")
    return Number(total, here) if 0 < total <= LARGEST else Number(0, here, "bad")


_BETWEEN = frozenset({"-", "/", ":"})


def _group(words: Sequence[str], at: int, below: int, *, first: bool) -> tuple[int, int, int] | None:
    """Read "unnis sau", "5 hazaar", "ek": the value, the index after it, and its multiplier (1 for none).

    None where what stands there does not go on the number before it; a value below 0 where it is a number to nobody.
    """
    if words[at] in _FUSED:
        return (_FUSED[words[at]], at + 1, 100) if first or below > _FUSED[words[at]] else None
    small = _small(words, at)
    if small is None:
        return (MULTIPLIERS[words[at]] * ONE, at + 1, 1) if first and _multiplies(words[at]) else None
    value, after = small
    multiplier = MULTIPLIERS.get(words[after], 1) if after < len(words) else 1
    if multiplier > 1 and not _can_multiply(words, at, after, value):
        multiplier = 1
    if value * multiplier >= below and not first:
        return None
    if multiplier > 1:
        return value * multiplier, after + 1, multiplier
    if not first and value % ONE:
        return None
    return value, after, 1


def _can_multiply(words: Sequence[str], at: int, after: int, value: int) -> bool:
    if words[after] == "k":
        return words[at][0].isdigit() and value < 1000 * ONE
    return value < 100 * ONE


def _small(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Read what stands before a multiplier: digits, a word up to 99, or one of the fractions."""
    word = words[at]
    if word in _FRACTIONS:
        return _FRACTIONS[word], at + 1
    if word in _ADDING:
        return _added(words, at)
    whole = _whole(words, at)
    if whole is None:
        return None
    value, after = whole
    if words[after : after + 3] in _AND_A_HALF:
        return value + 500, after + 3
    return value, after


_AND_A_HALF = (["and", "a", "half"],)


def _added(words: Sequence[str], at: int) -> tuple[int, int] | None:
    adding = _ADDING[words[at]]
    whole = _whole(words, at + 1) if at + 1 < len(words) else None
    if whole is None:
        multiplied = at + 1 < len(words) and words[at + 1] in MULTIPLIERS
        if adding == 250 or (adding == -250 and multiplied):
            return ONE + adding, at + 1
        return -1, at + 1
    value, after = whole
    return (-1, after) if value % ONE or value >= 100 * ONE else (value + adding, after)


def _whole(words: Sequence[str], at: int) -> tuple[int, int] | None:
    word = words[at]
    if word[0].isdigit():
        return _digits(word), at + 1
    if word in _TENS:
        ones = SMALL.get(words[at + 1], 0) if at + 1 < len(words) and words[at + 1] in _ENGLISH_ONES else 0
        return (_TENS[word] + ones) * ONE, at + 1 + bool(ones)
    return (SMALL[word] * ONE, at + 1) if word in SMALL else None


_ENGLISH_ONES = frozenset(ENGLISH.split()[1:10])
_ENGLISH_COUNTS = frozenset(ENGLISH.split()[1:])


def _digits(word: str) -> int:
    """Return the thousandths of a number in digits; below 0 where it is none, or has more digits than any amount."""
    if not _DIGITS.fullmatch(word) or len(word) > 18:
        return -1
    whole, _, part = word.replace(",", "").partition(".")
    return int(whole) * ONE + int(part.ljust(3, "0")[:3]) if part else int(whole) * ONE


# -- phones --------------------------------------------------------------------

_REPEATS = {"double": 2, "triple": 3, "dabal": 2, "डबल": 2, "ट्रिपल": 3}


_MOST_DIGITS = 13
_MOBILE = "6789"
"""How an Indian mobile number begins."""


def phone_at(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """Read a phone number of ten digits: in one piece, in pieces ("98123 45678"), or digit by digit in words.

    Returns the ten digits and the index after them; no digits where it is meant for a phone, but has too few or many.
    """
    digits, here, pieces = "", at, 0
    while here < len(words) and len(digits) <= _MOST_DIGITS and (piece := _piece(words, here)):
        digits, here, pieces = digits + piece[0], piece[1], pieces + 1
        if here < len(words) - 1 and words[here] == "-" and _piece(words, here + 1):
            here += 1
    if len(digits) == 12 and digits.startswith("91"):
        digits = digits[2:]
    if len(digits) == 11 and digits.startswith("0"):
        digits = digits[1:]
    if len(digits) == 10 and (pieces <= 2 or digits[0] in _MOBILE):
        return digits, here
    return ("", here) if pieces >= 7 else None


def _piece(words: Sequence[str], at: int) -> tuple[str, int] | None:
    word = words[at]
    if word in _REPEATS and at + 1 < len(words) and SMALL.get(words[at + 1], 10) < 10:
        return str(SMALL[words[at + 1]]) * _REPEATS[word], at + 2
    if word in SMALL:
        return (str(SMALL[word]), at + 1) if SMALL[word] < 10 else None
    return (word, at + 1) if word.isdecimal() else None
