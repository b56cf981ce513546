"""What is counted in a sentence: numbers, rupees, units, moments and phones, and words that only look like numbers.

"do" is two and give, "saath" is sixty and with, "ek" is one and a: what follows decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.lexicon import LEXICON
from execora.language.measures import COINS, MEASURES, RUPEES
from execora.language.moment_words import moment_at
from execora.language.moments import Clock, When
from execora.language.normalise import PAUSES
from execora.language.numbers import MULTIPLIERS, ONE, SMALL, begins_number, number_at, phone_at
from execora.language.parts import Part
from execora.language.time_words import BEGINS, TIME_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Read = tuple[Part, int]
"""A part, and the index after its last word."""

DO = frozenset({"do", "दो"})

_SIXTY = frozenset({"saath", "sath"})
_ARTICLES = frozenset({"ek", "one", "एक"})
_REPEATS = frozenset({"double", "triple"})
_ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "last"})
_KAR = frozenset(word for word, part in LEXICON.items() if part.kind == "verb" and part.concept == "do")
_KO = frozenset({"ko", "को"})
_PERCENT = frozenset(word for word, part in LEXICON.items() if part.concept == "percent") | {"%"}
_MONEY = LEXICON["paise"]
_NO = LEXICON["nahi"]

_BAD = Part("number", "FLAW", "bad")
_ABOUT = Part("number", "FLAW", "about")


class Counting:
    """Reads what is counted in one sentence."""

    def __init__(self, words: Sequence[str], is_goods: Callable[[int], bool], is_name: Callable[[int], bool]) -> None:
        self._words = words
        self._is_goods = is_goods
        self._is_name = is_name
        self._before: Part | None = None

    def read(self, at: int, before: Part | None) -> Read | None:
        """Read what is counted from a word on, after a part; None where nothing is."""
        self._before = before
        word = self._words[at]
        counts = begins_number(word) and not self._yields(at)
        if counts or word in BEGINS:
            moment = moment_at(self._words, at)
            if moment:
                return Part("when", "WHEN", when=moment[0]), moment[1]
        if counts or word in _REPEATS:
            return self._number(at)
        if word in RUPEES:
            return self._rupees(at)
        return self._unit(at) if word in MEASURES else (_BAD, at + 1) if word == "->" else None

    def _next(self, at: int) -> str:
        return self._words[at] if at < len(self._words) else ""

    def _after(self, *kinds: str) -> bool:
        return self._before is not None and self._before.kind in kinds

    # -- numbers ---------------------------------------------------------------

    def _number(self, at: int) -> Read | None:
        phone = phone_at(self._words, at)
        if phone:
            digits, until = phone
            return (Part("phone", "PHONE", said=digits) if digits else _BAD), until
        number = number_at(self._words, at, self._yields)
        if number is None:
            return None
        if number.flaw:
            return (_ABOUT if number.flaw == "about" else _BAD), number.until
        if self._words[at] in DO and number.until == at + 1 and self._is_done(number.until):
            return _BAD, number.until  # "do diye" is more often a slip of "de diye"
        part, until = self._counted(number.value, number.until)
        return (part._replace(said=self._words[at]) if self._words[at] in MULTIPLIERS else part), until

    def _counted(self, value: int, until: int) -> Read:
        """Tell rupees, percents and days from plain numbers by what stands around them."""
        after = self._next(until)
        if after in RUPEES:
            coins, until = self._coins(until + 1)
            return Part("number", "AMOUNT", "rupees", number=value + coins), until
        if after in COINS:
            return _BAD, until + 1  # "500 paise" is often meant for rupees
        if after in _PERCENT:
            return Part("number", "PERCENT", "percent", number=value), until + 1
        whole = value // ONE if not value % ONE else 0
        if after in _KO:  # a day of the month: nobody gives anything to a number
            return (Part("when", "WHEN", when=When(of_month=whole)) if 0 < whole <= 31 else _BAD), until + 1
        if self._before is not None and self._before.concept == "at" and 0 < whole <= 23:
            return Part("when", "WHEN", when=When(clock=Clock(whole))), until
        return Part("number", "AMOUNT", number=value), until

    def _coins(self, at: int) -> tuple[int, int]:
        """Read the "50 paise" after "12 rupaye": thousandths of a rupee, and the index after them."""
        number = number_at(self._words, at) if at < len(self._words) else None
        if number and not number.flaw and number.value < 100 * ONE and self._next(number.until) in COINS:
            return number.value // 100, number.until + 1
        return 0, at

    def _rupees(self, at: int) -> Read:
        """Read "rs 500"; a word for rupees without a number is just money."""
        number = self._number(at + 1) if self._next(at + 1) and begins_number(self._words[at + 1]) else None
        if number is None:
            # What nobody knows before rupees was meant for a number.
            return (_BAD if self._after("unknown") else _MONEY), at + 1
        part, until = number
        return (part._replace(form="rupees") if part.concept == "AMOUNT" else _BAD), until

    def _unit(self, at: int) -> Read | None:
        word = self._words[at]
        if len(word) == 1 and not self._after("number"):
            return None
        measure = MEASURES[word]
        return Part("unit", "UNIT", measure.unit, word, measure.thousandths), at + 1

    # -- words that yield ------------------------------------------------------

    def _yields(self, at: int) -> bool:
        """Tell of a word that could be a number whether it is another word here."""
        word = self._words[at]
        if word in DO:
            return not self._is_two(at)
        if word in _SIXTY:
            return not self._is_counted(at + 1) and not (
                at and self._words[at - 1] in MULTIPLIERS and (self._is_done(at + 1) or self._next(at + 1) in _KAR)
            )
        if word == "tera":
            return not self._is_counted(at + 1)
        if word == "das" and self._after("name", "unknown") and not self._in_number(at):
            return not self._is_counted(at + 1)  # Tulsi Das
        if word in MEASURES:  # tin, paav
            return self._after("number") or (word not in SMALL and self._next(at + 1) not in MEASURES)
        return word in _ARTICLES and (self._is_article(at) or self._is_pronoun(at))

    def _is_pronoun(self, at: int) -> bool:
        """Tell whether "one" stands for what was spoken of: "the second one"."""
        return self._words[at] == "one" and self._before is not None and self._before.concept in _ORDINALS

    def _is_article(self, at: int) -> bool:
        """Tell whether "ek" stands before a thing that is not counted: "ek bill bana do"."""
        after = LEXICON.get(self._next(at + 1))
        if self._in_number(at) or after is None or after.kind != "noun" or after.concept in {"money", "time"}:
            return False
        return not self._is_goods(at + 1)

    def _is_two(self, at: int) -> bool:
        """Tell whether "do" is two: before what is counted; or where a verb cannot stand yet."""
        if self._before is not None and self._before.form == "stem":
            return False
        if self._is_counted(at + 1) or self._counts_on(at) or self._is_corrected(at):
            return True
        opens = self._before is None or self._after("post", "link", "pause", "when", "filler", "prep")
        if self._in_number(at) or not opens:
            return False
        word = self._next(at + 1)
        if word and word not in LEXICON and word not in PAUSES:
            return not self._is_name(at + 1)
        after = LEXICON.get(word)
        if self._before is not None and self._before.concept == "also" and after is not None and after.kind == "verb":
            return True  # "bread bhi do jodna"
        return self._is_done(at + 1)

    def _counts_on(self, at: int) -> bool:
        """Tell of "ek do teen", which only counts."""
        around = (self._words[at - 1] if at else "", self._next(at + 1))
        return all(SMALL.get(word, 10) < 10 for word in around)

    def _is_corrected(self, at: int) -> bool:
        """Tell of "do nahi teen packet"."""
        after = self._next(at + 2)
        return LEXICON.get(self._next(at + 1)) == _NO and bool(after) and begins_number(after)

    def _is_done(self, at: int) -> bool:
        after = LEXICON.get(self._next(at))
        return after is not None and after.kind == "verb" and after.form == "done"

    def _in_number(self, at: int) -> bool:
        return at > 0 and (begins_number(self._words[at - 1]) or self._words[at - 1] in MULTIPLIERS)

    def _is_counted(self, at: int) -> bool:
        """Tell whether a word is something that a number stands before."""
        word = self._next(at)
        if (
            word in RUPEES
            or word in MULTIPLIERS
            or word in TIME_WORDS
            or word in _PERCENT
            or (word in MEASURES and len(word) > 1)
        ):
            return True
        if word and begins_number(word) and word not in DO:
            return not self._in_number(at - 1)
        return self._is_goods(at)
