"""Where goods come from and where they lie: "mandi se aaya", "godown mein kitna hai". Nobody who could owe anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.normalise import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from execora.language.people import Person

_SOURCES = frozenset(
    "mandi gaadi gadi gari truck tempo auto rickshaw company supplier distributor dealer wholesaler wholesale holsel "
    "thok agency factory market bazaar bazar gaon gaanv godown godaam delivery van party peeche piche upar "
    "sahar shahar city depot plant".split()
)
_STORES = frozenset(
    "godown godaam godam fridge freezer frij dukaan dukan shop shelf rack almari almirah store storeroom warehouse "
    "counter andar dabba dabbe deep showcase kamre room baahar ghar".split()
)


def are_places(persons: Iterable[Person], *roles: str) -> bool:
    """Tell whether all of these are no customers, but where goods come from (roles "from", "by") or lie (role "in")."""
    return all(
        person.ref is None
        and not person.known
        and person.role in roles
        and set(plain(person.said)) <= (_STORES if person.role == "in" else _SOURCES)
        for person in persons
    )
