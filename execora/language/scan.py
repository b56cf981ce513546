"""Words to parts: names and goods of the shop, numbers, moments, and the closed classes, each word taken once.

A word can be several of these ("das" is ten and a name, "do" is two and give). What stands beside it decides, and where
nothing decides it stays what keeps a sentence from being carried out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.doubtful import DOUBTFUL, POSTPOSITIONS
from execora.language.lexicon import LEXICON, PHRASES
from execora.language.matching import Found
from execora.language.measures import COINS, MEASURES, RUPEES
from execora.language.moment_words import BEGINS, TIME_WORDS, moment_at
from execora.language.moments import Clock, When
from execora.language.name_keys import name_key
from execora.language.numbers import MULTIPLIERS, SMALL, begins_number, number_at, phone_at
from execora.language.parts import Part
from execora.language.phonetic import is_devanagari, roman
from execora.language.products import product_key

if TYPE_CHECKING:
    from execora.language.known import Known
    from execora.language.normalise import Words

_NEVER_NAMES = frozenset({"post", "aux", "link", "not", "ask", "if", "pronoun", "prep"})

_AROUND_GOODS = MEASURES.keys() | POSTPOSITIONS.keys()

_ABOUT_STOCK = frozenset(
    word for word, part in LEXICON.items() if part.concept in {"stock", "price", "remain", "finished", "how much"}
)

_PAUSE = Part("pause", ",")
_STOP = Part("pause", ";")
_QUESTION = Part("ask", "?")
_PAUSES = {",": _PAUSE, ";": _STOP, "?": _QUESTION}

_SUFFIXES = tuple(sorted("ka ke ki ko ne se s का के की को ने से".split(), key=len, reverse=True))


def scan(words: Words, known: Known) -> list[Part]:
    """Return the parts of a sentence in order. No word is left out, and none is taken twice."""
    return _Scan(words, known).parts


class _Scan:
    """One sentence while it is looked up, word by word from the left."""

    def __init__(self, words: Words, known: Known) -> None:
        self.words = words.plain
        self.shown = words.shown
        self.known = known
        self.names = [name_key(word) for word in self.words]
        self.goods = [product_key(word) for word in self.words]
        self.parts: list[Part] = []
        at = 0
        while at < len(self.words):
            part, at = self._part(at)
            self.parts.append(part)

    def next(self, at: int) -> str:
        """Return the word at an index, or nothing after the end."""
        return self.words[at] if at < len(self.words) else ""

    @property
    def before(self) -> Part | None:
        """The part just read."""
        return self.parts[-1] if self.parts else None

    def _part(self, at: int) -> tuple[Part, int]:
        word = self.words[at]
        if word in _PAUSES:
            return _PAUSES[word], at + 1
        plain = LEXICON.get(word)
        fixed = plain is not None and plain.kind in _NEVER_NAMES
        name = 0 if fixed else self.known.customers.longest(self.names, at)
        goods = 0 if fixed else self.known.products.longest(self.goods, at)
        goods = self._trimmed(at, goods)
        if name > 1 and name >= goods:
            return self._name(at, name)
        if goods > 1:
            return self._goods(at, goods)
        if name and self._called(at, plain, goods=bool(goods)):
            return self._name(at, 1)
        return (
            self._phrase(at)
            or self._measured(at)
            or self._closed(at, plain, goods)
            or self._glued(at)
            or self._unknown(at)
        )

    # -- names and goods -------------------------------------------------------

    def _called(self, at: int, plain: Part | None, *, goods: bool) -> bool:
        """Tell whether a word that is a name is meant as one here, whatever else it could be."""
        word, after = self.words[at], self.next(at + 1)
        marked = POSTPOSITIONS.get(after, "title" if after in _TITLES else "")
        if word in BEGINS:
            return marked == "by"
        if begins_number(word):
            return marked in {"by", "to", "from", "on", "title"} or (marked == "of" and not self._is_goods(at + 2))
        if plain is not None:
            return self._spelt(at) and (marked == "by" or (plain.kind == "verb" and self._names_doer(after, plain)))
        if not goods:
            return True
        counted = self.before is not None and self.before.kind in {"number", "unit"}
        if marked in {"by", "to", "from", "title"}:
            return not counted
        return bool(marked) and not counted and _ABOUT_STOCK.isdisjoint(self.words)

    def _spelt(self, at: int) -> bool:
        """Tell whether a name is written here as the customer writes it: "Bhola ne", and not "bola ne"."""
        return (self.known.customers.spelling(self.names[at]) or "").lower() == self.words[at]

    def _names_doer(self, after: str, plain: Part) -> bool:
        """Tell whether no verb could stand before this word: "Diya ko", "Diya ka"; but not "dene ka", "bola ki"."""
        return plain.form in {"done", "stem"} and after in {"ko", "se", "ka", "ke", "'s", "को", "से", "का", "के"}

    def _trimmed(self, at: int, length: int) -> int:
        """Leave units and postpositions at either end to the sentence: "2 doodh packet", "2 packet doodh", "tel ka"."""
        if length < 2 or self.known.products.is_phrase(self.goods[at : at + length]):
            return length
        while length and self.words[at + length - 1] in _AROUND_GOODS:
            length -= 1
        return 0 if self.words[at] in _AROUND_GOODS else length

    def _is_goods(self, at: int) -> bool:
        return at < len(self.words) and self.known.products.longest(self.goods, at) > 0

    def _name(self, at: int, length: int) -> tuple[Part, int]:
        keys = " ".join(self.names[at : at + length]).split(" ")
        if len(keys) == length:
            shown = [self.known.customers.spelling(key) or self._shown(at + n) for n, key in enumerate(keys)]
        else:
            shown = [self.known.customers.spelling(key) or key.capitalize() for key in keys]
        return Part("name", "WHO", "known", " ".join(shown)), at + length

    def _goods(self, at: int, length: int) -> tuple[Part, int]:
        said = " ".join(self.shown[at : at + length])
        if is_devanagari(said):
            said = self._in_roman(said, at, length)
        return Part("goods", "GOODS", "known", said.lower()), at + length

    def _in_roman(self, said: str, at: int, length: int) -> str:
        """Write goods in Roman letters: as the shop does, by their name, or as they sound."""
        found = self.known.products.find(said)
        if isinstance(found, Found):
            return found.one.name
        spelt = (self.known.products.spelling(key) for key in self.goods[at : at + length])
        return " ".join(shown or roman(word) for shown, word in zip(spelt, said.split(), strict=True))

    def _shown(self, at: int) -> str:
        """Write a word that nobody knows as a name: in Roman letters, beginning with a capital."""
        shown = roman(self.shown[at])
        return shown[:1].upper() + shown[1:] if shown.islower() else shown

    # -- numbers, units, moments -----------------------------------------------

    def _measured(self, at: int) -> tuple[Part, int] | None:
        word = self.words[at]
        counts = begins_number(word) and not self._yields(at)
        if counts or word in BEGINS:
            moment = moment_at(self.words, at)
            if moment:
                return Part("when", "WHEN", when=moment[0]), moment[1]
        if counts or word in _REPEATS:
            return self._number(at)
        if word in RUPEES:
            return self._rupees(at)
        measure = MEASURES.get(word)
        if measure and (len(word) > 1 or self._after_number()):
            return Part("unit", "UNIT", measure.unit, word, measure.thousandths), at + 1
        return (_BAD, at + 1) if word == "->" else None

    def _after_number(self) -> bool:
        return self.before is not None and self.before.kind == "number"

    def _number(self, at: int) -> tuple[Part, int] | None:
        phone = phone_at(self.words, at)
        if phone:
            digits, until = phone
            return (Part("phone", "PHONE", said=digits) if digits else _BAD), until
        number = number_at(self.words, at, self._yields)
        if number is None:
            return None
        if number.flaw:
            return (_ABOUT if number.flaw == "about" else _BAD), number.until
        part, until = self._counted(number.value, number.until)
        return (part._replace(said=self.words[at]) if self.words[at] in MULTIPLIERS else part), until

    def _counted(self, value: int, until: int) -> tuple[Part, int]:
        """Tell rupees and percents from plain numbers by what follows."""
        after = self.next(until)
        if after in RUPEES:
            coins = self._coins(until + 1)
            if coins:
                return Part("number", "AMOUNT", "rupees", number=value + coins[0]), coins[1]
            return Part("number", "AMOUNT", "rupees", number=value), until + 1
        if after in COINS:
            return _BAD, until + 1  # "500 paise" is often meant for rupees
        if after == "%" or after in _PERCENT:
            return Part("number", "PERCENT", "percent", number=value), until + 1
        if after in _KO:
            # "5 ko" is a day of the month; nobody gives anything to a number.
            day = value // 1000 if not value % 1000 and value <= 31_000 else 0
            return (Part("when", "WHEN", when=When(of_month=day)) if day else _BAD), until + 1
        if self.before is not None and self.before.concept == "at" and value <= 23_000 and not value % 1000:
            return Part("when", "WHEN", when=When(clock=Clock(value // 1000))), until
        return Part("number", "AMOUNT", number=value), until

    def _coins(self, at: int) -> tuple[int, int] | None:
        """Read the "50 paise" after "12 rupaye"."""
        number = number_at(self.words, at) if at < len(self.words) else None
        if number and not number.flaw and number.value < 100_000 and self.next(number.until) in COINS:
            return number.value // 100, number.until + 1
        return None

    def _rupees(self, at: int) -> tuple[Part, int]:
        """Read "rs 500"; a word for rupees without a number is just money."""
        number = self._number(at + 1) if self.next(at + 1) and begins_number(self.words[at + 1]) else None
        if number is None:
            # What nobody knows before rupees was meant for a number.
            return (_BAD if self.before is not None and self.before.kind == "unknown" else _MONEY), at + 1
        part, until = number
        return (part._replace(form="rupees") if part.concept == "AMOUNT" else _BAD), until

    def _yields(self, at: int) -> bool:
        """Tell of a word that could be a number whether it is another word here."""
        word = self.words[at]
        if word in _DO:
            return not self._is_two(at)
        if word in _SIXTY:
            return not self._is_counted(at + 1)
        if word in MEASURES:  # tin, paav
            return self._after_number() or (word not in SMALL and self.next(at + 1) not in MEASURES)
        return word in {"ek", "one", "एक"} and (self._is_article(at) or self._is_pronoun(at))

    def _is_pronoun(self, at: int) -> bool:
        """Tell whether "one" stands for what was spoken of: "the second one"."""
        return self.words[at] == "one" and self.before is not None and self.before.concept in _ORDINALS

    def _is_article(self, at: int) -> bool:
        """Tell whether "ek" stands before a thing that is not counted: "ek bill bana do"."""
        after = LEXICON.get(self.next(at + 1))
        if self._in_number(at) or after is None or after.kind != "noun" or after.concept == "money":
            return False
        return not self._is_goods(at + 1)

    def _is_two(self, at: int) -> bool:
        after = LEXICON.get(self.next(at + 1))
        before = self.before
        if before and (before.kind == "verb" or before.form == "known") and not self._is_counted(at + 1):
            return False
        if before and before.form == "stem":
            return False
        if self._is_counted(at + 1):
            return True
        if self._in_number(at):
            return False
        opens = before is None or before.kind in {"post", "link", "pause", "when", "filler", "prep"}
        word = self.next(at + 1)
        if word and opens and after is None and word not in _PAUSES:
            return not self.known.customers.longest(self.names, at + 1)
        return opens and after is not None and after.kind == "verb" and after.form == "done"

    def _in_number(self, at: int) -> bool:
        return at > 0 and (begins_number(self.words[at - 1]) or self.words[at - 1] in MULTIPLIERS)

    def _is_counted(self, at: int) -> bool:
        """Tell whether a word is something that a number stands before."""
        word = self.next(at)
        if word in RUPEES or word in MULTIPLIERS or word in TIME_WORDS or (word in MEASURES and len(word) > 1):
            return True
        if word and begins_number(word) and word not in _DO:
            return not self._in_number(at - 1)
        return self._is_goods(at)

    # -- everything else -------------------------------------------------------

    def _phrase(self, at: int) -> tuple[Part, int] | None:
        for phrase, part in PHRASES.get(self.words[at], ()):
            if tuple(self.words[at : at + len(phrase)]) == phrase:
                return part, at + len(phrase)
        return None

    def _closed(self, at: int, plain: Part | None, goods: int) -> tuple[Part, int] | None:
        doubtful = DOUBTFUL.get(self.words[at])
        if doubtful:
            return doubtful(self.before, self.next(at + 1)), at + 1
        if goods and (plain is None or self._meant_as_goods(at, plain)):
            return self._goods(at, 1)
        return (plain, at + 1) if plain else None

    def _meant_as_goods(self, at: int, plain: Part) -> bool:
        """Tell whether goods that are also another word ("daal", "copy") are meant as goods."""
        if self._after_number() or (self.before is not None and self.before.kind == "unit"):
            return True
        if not self.known.products.spells(self.words[at]):
            return False
        if plain.form == "base" and (self.before is None or self.before.kind in {"pause", "filler"}):
            return False
        after = LEXICON.get(self.next(at + 1))
        return (
            plain.kind == "verb"
            and (after is None or after.kind not in {"verb", "aux"})
            and self.next(at + 1) not in _DO
        )

    def _glued(self, at: int) -> tuple[Part, int] | None:
        """Cut a postposition off a name it is glued to: "rahulka"."""
        word = self.words[at]
        for suffix in _SUFFIXES:
            stem = word.removesuffix(suffix)
            if stem != word and len(stem) > 2 and self.known.customers.longest([name_key(stem)], 0):
                said = self.known.customers.spelling(name_key(stem)) or stem.capitalize()
                self.parts += (Part("name", "WHO", "known", said), _GLUED)
                return LEXICON.get(suffix, LEXICON["'s"]), at + 1
        return None

    def _unknown(self, at: int) -> tuple[Part, int]:
        return Part("unknown", "UNKNOWN", said=self._shown(at)), at + 1


_GLUED = Part("filler", "glued")
"""Tells that a name was cut off a longer word: "rahulka", but perhaps Monika. Nothing is changed on such a name."""
_BAD = Part("number", "FLAW", "bad")
_ABOUT = Part("number", "FLAW", "about")
_MONEY = LEXICON["paise"]
_KO = frozenset({"ko", "को"})
_DO = frozenset({"do", "दो"})
_SIXTY = frozenset({"saath", "sath"})
_ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "last"})
_REPEATS = frozenset({"double", "triple"})
_PERCENT = frozenset(word for word, part in LEXICON.items() if part.concept == "percent")
_TITLES = frozenset(word for word, part in LEXICON.items() if part.kind == "title")
