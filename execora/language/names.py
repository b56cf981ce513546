"""Who is meant by a name: an index of a shop's customers by how they are called."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from execora.language.matching import Found, Match, Near, Nobody, Several, match
from execora.language.name_keys import name_keys, without_honorifics, without_placing
from execora.language.name_table import NameTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from execora.language.name_table import Entry
    from execora.ledger.model import Customer

    Entries = tuple[Entry, ...]

MOST_NEAR = 5
_FEWEST_DIGITS = 3
_MOST_OF_A_WORD = 50


class NameIndex:
    """A shop's customers by how they are called. Kept fresh by `add` and `remove`; every look-up is in memory.

    An index can lie over another one (`with_extra`): it then finds its own customers and those of the one below, as
    that one is at the time of asking.
    """

    def __init__(self, customers: Iterable[Customer] = ()) -> None:
        self._own = NameTable()
        self._tables: tuple[NameTable, ...] = (self._own,)
        for customer in customers:
            self._own.add(customer)

    def add(self, customer: Customer) -> None:
        """Add a customer, or put them in the place of the one with their id."""
        self._own.add(customer)

    def remove(self, customer_id: UUID) -> None:
        """Remove a customer; somebody who is not there is no error. Those of the index below stay."""
        self._own.remove(customer_id)

    def __iter__(self) -> Iterator[Customer]:
        """Give the customers, each once."""
        entries = chain.from_iterable(table.entries.values() for table in self._tables)
        return (entry.customer for entry in entries if self._latest(entry))

    def get(self, customer_id: UUID) -> Customer | None:
        """Return the customer of an id, as known to the uppermost index that has them; None where nobody has it."""
        entry = self._entry(customer_id)
        return entry.customer if entry else None

    def with_extra(self, customers: Iterable[Customer] = ()) -> NameIndex:
        """Return an index of these customers that lies over this one. It costs nothing but its own customers."""
        over = NameIndex(customers)
        over._tables = (*over._tables, *self._tables)
        return over

    def find(self, mention: str) -> Match[Customer]:
        """Find who is meant: by full name, nickname or alias, landmark, first or last name, end of the phone.

        The first of these that fits anybody decides. Honorifics count only where they are part of a name.
        """
        said = name_keys(mention)
        bare = without_honorifics(said)
        for keys in dict.fromkeys((said, bare)):
            for level in _LEVELS if keys else ():
                found = match(tuple(entry.customer for entry in level(self, keys) if self._latest(entry)))
                if found:
                    return found
        return self._near(bare)

    def _latest(self, entry: Entry) -> bool:
        """Tell whether no index above knows the customer otherwise."""
        return self._entry(entry.customer.id) is entry

    def _entry(self, customer_id: UUID) -> Entry | None:
        return next((table.entries[customer_id] for table in self._tables if customer_id in table.entries), None)

    # -- inside a sentence -----------------------------------------------------

    def longest(self, keys: Sequence[str], start: int) -> int:
        """Return how many words from `start` on, given as `name_key`s, are a name; 0 where none begins there."""
        found = 0
        for table in self._tables:
            most = table.longest.get(keys[start].partition(" ")[0], 0)
            for length in range(min(most, len(keys) - start), found, -1):
                if table.is_name(" ".join(keys[start : start + length]), alone=length == 1):
                    found = length
                    break
        return found

    def spelling(self, key: str) -> str | None:
        """Return how a word of that key is written in Roman letters by the customers who have it."""
        return next((table.spellings[key] for table in self._tables if key in table.spellings), None)

    # -- in order --------------------------------------------------------------

    def _full_name(self, keys: tuple[str, ...]) -> Entries:
        return _union(table.full.get(" ".join(keys), ()) for table in self._tables)

    def _nickname(self, keys: tuple[str, ...]) -> Entries:
        return _union(table.called.get(" ".join(keys), ()) for table in self._tables)

    def _landmark(self, keys: tuple[str, ...]) -> Entries:
        """Whose landmark it is, to the word; or else without "wala" and "ke paas"."""
        core = " ".join(without_placing(keys))
        return _union(table.places.get(" ".join(keys), ()) for table in self._tables) or _union(
            table.cores.get(core, ()) for table in self._tables
        )

    def _beside(self, keys: tuple[str, ...]) -> Entries:
        """Who has a part of it for a name, and the rest for a landmark: "Rahul mandir wala"."""
        content = set(without_placing(keys))
        if len(content) < 2:
            return ()
        return tuple(
            entry for entry in self._rarest(content) if content <= entry.everything and not content <= entry.called
        )

    def _part_of_name(self, keys: tuple[str, ...]) -> Entries:
        if len(keys) == 1:
            return _union(table.words.get(keys[0], ()) for table in self._tables)
        said = set(keys)
        return tuple(entry for entry in self._rarest(said) if said <= entry.names)

    def _end_of_phone(self, keys: tuple[str, ...]) -> Entries:
        """Whose phone ends so; alone, with "wala", or beside a name: "Rahul 5671"."""
        digits = [key for key in keys if key.isdigit()]
        if len(digits) != 1 or len(digits[0]) < _FEWEST_DIGITS:
            return ()
        names = {key for key in without_placing(keys) if key != digits[0]}
        return tuple(
            entry
            for entry in _union(table.phones.get(digits[0][-_FEWEST_DIGITS:], ()) for table in self._tables)
            if (entry.customer.phone or "").endswith(digits[0]) and names <= entry.called
        )

    def _rarest(self, keys: set[str]) -> Entries:
        """Return who is called by the rarest of these words, of those that anybody is called by."""
        having = [_union(table.sounds.get(key, ()) for table in self._tables) for key in keys]
        return min((some for some in having if some), key=len, default=())

    # -- not found -------------------------------------------------------------

    def _near(self, keys: tuple[str, ...]) -> Near[Customer] | Nobody:
        """Offer who has every word, exactly or nearly; then who has any of them."""
        sounding = [{key, *self._neighbours(key)} for key in without_placing(keys)]
        fits = {
            entry.customer.id: (sum(not alike.isdisjoint(entry.called) for alike in sounding), entry.customer)
            for entry in dict.fromkeys(self._sounding(sounding))
            if self._latest(entry)
        }
        if not fits:
            return Nobody()
        best = sorted(fits.values(), key=lambda one: (-one[0], one[1].name))
        return Near(tuple(customer for _, customer in best[:MOST_NEAR]))

    def _neighbours(self, key: str) -> Iterator[str]:
        return chain.from_iterable(table.neighbours.of(key) for table in self._tables)

    def _sounding(self, sounding: Sequence[set[str]]) -> Iterator[Entry]:
        """Yield who could be meant; of a word that many have only the first few, for only a few are offered."""
        for key in dict.fromkeys(chain.from_iterable(sounding)):
            for table in self._tables:
                yield from table.sounds.get(key, ())[:_MOST_OF_A_WORD]


_LEVELS = (
    NameIndex._full_name,
    NameIndex._nickname,
    NameIndex._landmark,
    NameIndex._beside,
    NameIndex._part_of_name,
    NameIndex._end_of_phone,
)


def _union(hits: Iterable[Entries]) -> Entries:
    """Join what the tables found."""
    some = [hit for hit in hits if hit]
    return some[0] if len(some) == 1 else tuple(chain.from_iterable(some))


__all__ = ["MOST_NEAR", "Found", "Match", "NameIndex", "Near", "Nobody", "Several"]
