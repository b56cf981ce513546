"""Customers filed under every key that leads to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from execora.language.name_keys import WALA, name_key, name_keys, oblique, without_honorifics, without_placing
from execora.language.near import Neighbours
from execora.language.normalise import words
from execora.language.phonetic import is_devanagari

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from execora.ledger.model import Customer

_WALA_ENDS = f" {WALA}"

Filed = dict[str, tuple["Entry", ...]]


@dataclass(slots=True, eq=False)
class Entry:
    """A customer, and the words they are called by."""

    customer: Customer
    names: frozenset[str] = frozenset()
    """The words of the full name."""
    called: frozenset[str] = frozenset()
    """Those and the words of nickname and aliases."""
    everything: frozenset[str] = frozenset()
    """Those and the words of the landmark."""
    filed: list[tuple[Filed, str]] = field(default_factory=list)


class NameTable:
    """The customers of one index. Adding and removing cost the same however many there are."""

    def __init__(self) -> None:
        self.entries: dict[UUID, Entry] = {}
        self.full: Filed = {}
        self.called: Filed = {}
        self.places: Filed = {}
        """By the landmark as it is written: "ATM ke paas"."""
        self.cores: Filed = {}
        """By the landmark without what stands around it: "ATM"."""
        self.words: Filed = {}
        """By each word of the full name."""
        self.sounds: Filed = {}
        """By each word of the full name, the nickname and the aliases."""
        self.phones: Filed = {}
        """By the last three digits."""
        self.longest: dict[str, int] = {}
        """How many words the longest phrase has, ever, that begins with a word."""
        self.spellings: dict[str, str] = {}
        """How a word is written in Roman letters."""
        self.neighbours = Neighbours()

    def add(self, customer: Customer) -> None:
        """File a customer, in the place of the one with their id."""
        self.remove(customer.id)
        entry = self.entries[customer.id] = Entry(customer)
        entry.names = self._call(entry, self.full, (customer.name, customer.name_hi))
        entry.called = entry.names | self._call(entry, self.called, (customer.nickname, *customer.aliases))
        entry.everything = entry.called | self._place(entry, customer.landmark)
        for word in entry.names:
            self._file(entry, self.words, word)
            self._longest((word,))
        for word in entry.called:
            self._sound(entry, word)
        if customer.phone:
            self._file(entry, self.phones, customer.phone[-3:])

    def remove(self, customer_id: UUID) -> None:
        """Remove a customer, if they are here."""
        entry = self.entries.pop(customer_id, None)
        for filed, key in entry.filed if entry else ():
            left = tuple(other for other in filed[key] if other is not entry)
            if left:
                filed[key] = left
                continue
            del filed[key]
            if filed is self.sounds:
                self.neighbours.remove(key)

    def is_name(self, said: str, *, alone: bool) -> bool:
        """Tell whether words stand for somebody inside a sentence. One word alone is no landmark: "market mein"."""
        if said in self.full or said in self.called:
            return True
        if alone:
            return said in self.words
        return said in self.places or (said.endswith(_WALA_ENDS) and said.removesuffix(_WALA_ENDS) in self.cores)

    # -- filing ----------------------------------------------------------------

    def _call(self, entry: Entry, filed: Filed, spellings: Iterable[str | None]) -> frozenset[str]:
        """File a customer under each spelling of a name, and return its words."""
        called: set[str] = set()
        for spelling in filter(None, spellings):
            keys = name_keys(spelling)
            self._phrase(entry, filed, keys)
            self._spell(spelling)
            called.update(key for key in without_honorifics(keys) if len(key) > 1)
        return frozenset(called)

    def _place(self, entry: Entry, landmark: str | None) -> frozenset[str]:
        if landmark is None:
            return frozenset()
        written = name_keys(landmark)
        words: set[str] = set()
        for keys in dict.fromkeys((written, oblique(written))):
            core = without_placing(keys)
            self._phrase(entry, self.places, keys)
            self._phrase(entry, self.cores, core)
            self._longest((*core, WALA))
            words.update(core)
        self._spell(landmark)
        return frozenset(words)

    def _phrase(self, entry: Entry, filed: Filed, keys: tuple[str, ...]) -> None:
        if keys:
            self._file(entry, filed, " ".join(keys))
            self._longest(keys)

    def _longest(self, keys: tuple[str, ...]) -> None:
        self.longest[keys[0]] = max(self.longest.get(keys[0], 0), len(keys))

    def _file(self, entry: Entry, filed: Filed, key: str) -> None:
        here = filed.get(key, ())
        if entry not in here:
            filed[key] = (*here, entry)
            entry.filed.append((filed, key))

    def _sound(self, entry: Entry, word: str) -> None:
        if word not in self.sounds:
            self.neighbours.add(word)
        self._file(entry, self.sounds, word)

    def _spell(self, spelling: str) -> None:
        for plain, shown in zip(*(words(spelling) or ((), ())), strict=True):
            if not is_devanagari(plain):
                self.spellings.setdefault(name_key(plain), shown)
