"""Which goods are meant by a word: an index of a shop's products by name, in both scripts, and by other names."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from execora.language.matching import Found, Match, Near, Nobody, Several, match
from execora.language.near import Neighbours
from execora.language.normalise import plain, words
from execora.language.phonetic import is_devanagari, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from execora.ledger.model import Product

MOST_NEAR = 5
_MOST_WORDS = 3
"""That belong to one product without being its name: "tata salt"."""


_KA = frozenset({"ke", "ki"})
"""What is marked changes its ka: "sarson ka tel", "sarson ke tel mein"."""


@lru_cache(maxsize=4096)
def product_key(word: str) -> str:
    """Return the key of one word of a product's name: one and many share theirs ("egg", "eggs", "anda", "ande")."""
    sound = key(word)
    if sound in _KA:
        return "ka"
    if len(sound) > 3 and sound.endswith("s"):
        sound = _ONE.sub("", sound.removesuffix("s"))
    return f"{sound[:-1]}a" if len(sound) > 2 and sound.endswith("e") else sound


_ONE = re.compile(r"(?:(?<=[oi])|(?<=k)s)e$")
"""What the many of "potato", "chilli" and "box" have besides their s."""

_PARTICLES = frozenset(map(product_key, "ka ke ki का के की".split()))
"""What stands inside names, but is no name: "sarson ka tel"."""


def product_keys(mention: str) -> tuple[str, ...]:
    """Return the keys of the words of a product's name."""
    return tuple(map(product_key, plain(mention)))


class ProductIndex:
    """A shop's products by what they are called. Kept fresh by `add` and `remove`; every look-up is in memory."""

    def __init__(self, products: Iterable[Product] = ()) -> None:
        self._phrases: dict[str, tuple[Product, ...]] = {}
        self._words: dict[str, tuple[Product, ...]] = {}
        self._vocabulary: dict[UUID, tuple[frozenset[str], frozenset[str]]] = {}
        self._filed: dict[UUID, list[tuple[dict[str, tuple[Product, ...]], str]]] = {}
        self._longest: dict[str, int] = {}
        self._spellings: dict[str, str] = {}
        self._spelt: set[str] = set()
        self._neighbours = Neighbours()
        for product in products:
            self.add(product)

    def add(self, product: Product) -> None:
        """Add a product, or put it in the place of the one with its id."""
        self.remove(product.id)
        names = set(chain.from_iterable(map(product_keys, filter(None, (product.name, product.name_hi))))) - _PARTICLES
        known = set(names)
        for spelling in filter(None, (product.name, product.name_hi, *product.aliases)):
            keys = product_keys(spelling)
            known.update(set(keys) - _PARTICLES)
            self._file(self._phrases, " ".join(keys), product)
            self._longest[keys[0]] = max(self._longest.get(keys[0], 0), len(keys))
            self._spell(spelling)
        for word in known:
            if word not in self._words:
                self._neighbours.add(word)
            self._file(self._words, word, product)
        self._vocabulary[product.id] = (frozenset(names), frozenset(known))

    def remove(self, product_id: UUID) -> None:
        """Remove a product; one that is not there is no error."""
        self._vocabulary.pop(product_id, None)
        for filed, where in self._filed.pop(product_id, ()):
            left = tuple(other for other in filed[where] if other.id != product_id)
            if left:
                filed[where] = left
                continue
            del filed[where]
            if filed is self._words:
                self._neighbours.remove(where)

    def __iter__(self) -> Iterator[Product]:
        """Give the products, each once."""
        return iter({product.id: product for product in chain.from_iterable(self._phrases.values())}.values())

    def find(self, mention: str) -> Match[Product]:
        """Find what is meant: by a whole name or other name, or by words of the name that fit only this one."""
        keys = product_keys(mention)
        return match(self._phrases.get(" ".join(keys), ())) or match(self._by_words(keys)) or self._near(keys)

    # -- inside a sentence -----------------------------------------------------

    def longest(self, keys: Sequence[str], start: int) -> int:
        """Return how many words from `start` on, given as `product_key`s, are goods; 0 where none begin there.

        Words around a name that belong to the same product are taken with it: "tata salt", "basmati chawal".
        """
        if keys[start] not in self._words and keys[start] not in self._longest:
            return 0
        most = min(len(keys) - start, max(self._longest.get(keys[start], 1), _MOST_WORDS))
        for length in range(most, 0, -1):
            said = tuple(keys[start : start + length])
            if " ".join(said) in self._phrases or self._by_words(said):
                return length
        return 0

    def is_phrase(self, keys: Sequence[str]) -> bool:
        """Tell whether words, given as `product_key`s, are a whole name."""
        return " ".join(keys) in self._phrases

    def spells(self, word: str) -> bool:
        """Tell whether a word is in a product's name to the letter, not only by its sound."""
        return word in self._spelt

    def spelling(self, key: str) -> str | None:
        """Return how a word of that key is written in Roman letters."""
        return self._spellings.get(key)

    def _by_words(self, keys: tuple[str, ...]) -> tuple[Product, ...]:
        """Return what has all these words, among them a word of its name or one of its other names."""
        rarest = min((self._words.get(word, ()) for word in keys), key=len, default=())
        return tuple(product for product in rarest if self._fits(product, keys))

    def _fits(self, product: Product, keys: tuple[str, ...]) -> bool:
        names, known = self._vocabulary[product.id]
        if not all(word in known for word in keys):
            return False
        return any(word in names or product in self._phrases.get(word, ()) for word in keys)

    # -- not found -------------------------------------------------------------

    def _near(self, keys: tuple[str, ...]) -> Near[Product] | Nobody:
        sounding = [{word, *self._neighbours.of(word)} for word in keys]
        near: dict[UUID, tuple[int, Product]] = {}
        for product in self._sounding(sounding):
            known = self._vocabulary[product.id][1]
            near[product.id] = (sum(not alike.isdisjoint(known) for alike in sounding), product)
        if not near:
            return Nobody()
        best = sorted(near.values(), key=lambda one: (-one[0], one[1].name))
        return Near(tuple(product for _, product in best[:MOST_NEAR]))

    def _sounding(self, sounding: Iterable[set[str]]) -> Iterator[Product]:
        for word in chain.from_iterable(sounding):
            yield from self._words.get(word, ())[:50]

    # -- filing ----------------------------------------------------------------

    def _file(self, filed: dict[str, tuple[Product, ...]], where: str, product: Product) -> None:
        here = filed.get(where, ())
        if not any(other.id == product.id for other in here):
            filed[where] = (*here, product)
            self._filed.setdefault(product.id, []).append((filed, where))

    def _spell(self, spelling: str) -> None:
        for word, shown in zip(*(words(spelling) or ((), ())), strict=True):
            self._spelt.add(word)
            if not is_devanagari(word):
                self._spellings.setdefault(product_key(word), shown)


__all__ = ["MOST_NEAR", "Found", "Match", "Near", "Nobody", "ProductIndex", "Several"]
