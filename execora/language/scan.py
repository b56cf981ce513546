"""Words to parts: names and goods of the shop, numbers, moments, and the closed classes, each word taken once.

A word can be several of these ("das" is ten and a name, "do" is two and give). What stands beside it decides, and where
nothing decides it stays what keeps a sentence from being carried out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.addresses import GSTIN
from execora.language.counting import DO, Counting
from execora.language.doubtful import DOUBTFUL, POSTPOSITIONS
from execora.language.lexicon import LEXICON, PHRASES
from execora.language.matching import Found
from execora.language.measures import MEASURES
from execora.language.name_keys import name_key
from execora.language.numbers import ONE, begins_number
from execora.language.parts import Part
from execora.language.phonetic import is_devanagari, roman
from execora.language.products import product_key
from execora.language.regional import regional
from execora.language.time_words import BEGINS
from execora.language.unglued import unglued

if TYPE_CHECKING:
    from execora.language.known import Known
    from execora.language.normalise import Words

_NEVER_NAMES = frozenset({"post", "aux", "link", "not", "ask", "if", "pronoun", "prep"})

IN_LANDMARKS = frozenset({"old", "market", "shop"})

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
        self.known = known
        words = unglued(words, lambda word: bool(known.customers.longest([name_key(word)], 0)))
        self.words = words.plain
        self.shown = words.shown
        self.names = [name_key(word) for word in self.words]
        self.goods = [product_key(word) for word in self.words]
        self.counting = Counting(self.words, self._is_goods, self._is_name)
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
        if address := _address(word):
            return address, at + 1
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
            or self._regional(at)
            or self.counting.read(at, self.before)
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

    def _is_name(self, at: int) -> bool:
        return at < len(self.words) and self.known.customers.longest(self.names, at) > 0

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
        sounds = " ".join(self._shown(at + n) for n in range(length))
        return Part("goods", "GOODS", "known", said.lower(), sounds=sounds), at + length

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

    # -- everything else -------------------------------------------------------

    def _phrase(self, at: int) -> tuple[Part, int] | None:
        for phrase, part in PHRASES.get(self.words[at], ()):
            if tuple(self.words[at : at + len(phrase)]) == phrase:
                return part, at + len(phrase)
        return None

    def _regional(self, at: int) -> tuple[Part, int] | None:
        part = regional(self.words[at], self.before, self.next(at + 1))
        return (part, at + 1) if part else None

    def _closed(self, at: int, plain: Part | None, goods: int) -> tuple[Part, int] | None:
        doubtful = DOUBTFUL.get(self.words[at])
        if doubtful:
            return doubtful(self.before, self.next(at + 1)), at + 1
        if goods and (plain is None or self._meant_as_goods(at, plain)):
            return self._goods(at, 1)
        return (self._as_said(plain, at), at + 1) if plain else None

    def _as_said(self, plain: Part, at: int) -> Part:
        """Keep the words that landmarks are made of too: "purani haveli", "sabzi market"."""
        return plain._replace(said=self._shown(at)) if plain.concept in IN_LANDMARKS else plain

    def _meant_as_goods(self, at: int, plain: Part) -> bool:
        """Tell whether goods that are also another word ("daal", "copy") are meant as goods."""
        if self.before is not None and self.before.kind in {"number", "unit"}:
            if self._colours(at + 1, plain) and self._counts_what_was_named():
                return False  # "chini 1 kilo daal do"
            if len(self.parts) > 1 and self.parts[-2].concept == "price":
                return False  # "colgate ka MRP 99 daal do"
            rupees = self.before.form in {"rupees", "percent"}  # "20 rupaye less karo"
            owed = self.before.number >= _MANY and any(part == _ON for part in self.parts)  # "Rahul pe 500 daal do"
            spent = rupees or owed or any(part.concept in _OF_ACCOUNTS for part in self.parts)
            spelt = not rupees or self.known.products.spells(self.words[at])
            return spelt and not (spent and self._colours(at + 1, plain))
        if plain.form == "does" and self.next(at + 1) in _KA:
            return True  # "aate ka rate"
        if not self.known.products.spells(self.words[at]):
            return False
        if plain.form == "base" and (self.before is None or self.before.kind in {"pause", "filler"}):
            return False
        after = LEXICON.get(self.next(at + 1))
        return (
            plain.kind == "verb"
            and (after is None or after.kind not in {"verb", "aux"})
            and self.next(at + 1) not in DO
        )

    def _counts_what_was_named(self) -> bool:
        """Tell whether the number just read follows goods: "chini 1 kilo", "doodh bhi 2 packet"."""
        at = len(self.parts) - 1
        while at > 0 and self.parts[at].kind in {"number", "unit", "filler"}:
            at -= 1
        return self.parts[at].kind == "goods" and not (at and self.parts[at - 1].kind in {"number", "unit"})

    def _colours(self, at: int, plain: Part) -> bool:
        """Tell whether a word colours the verb before it: "daal de", "daal na"."""
        after = LEXICON.get(self.next(at))
        return plain.form == "stem" and after is not None and after.concept in {"give", "nay"}

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


def _address(word: str) -> Part | None:
    """Read an e-mail address or a GSTIN; the name in "रवि@gmail.com" is written in Roman letters."""
    name, at, domain = word.partition("@")
    if name and at and domain:
        return Part("email", "EMAIL", said=f"{roman(name).lower()}@{domain}")
    return Part("gstin", "GSTIN", said=word.upper()) if GSTIN.fullmatch(word.upper()) else None


_ON = LEXICON["pe"]
_MANY = 50 * ONE
"""From here on a number is more likely rupees than goods."""
_OF_ACCOUNTS = frozenset({"account", "accounts", "udhaar", "named"})
_GLUED = Part("filler", "glued")
"""Tells that a name was cut off a longer word: "rahulka", but perhaps Monika. Nothing is changed on such a name."""
_KA = frozenset({"ka", "ke", "ki", "का", "के", "की"})
_TITLES = frozenset(word for word, part in LEXICON.items() if part.kind == "title")
