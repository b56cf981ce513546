"""Who touches what: finds the unfinished tasks that a further one conflicts with, without looking at all of them. Pure.

What a conflict is, `Touches.conflicts` says; this says the same of many at once, in a time that depends on how many
conflict and not on how many there are.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from execora.commands.command import Thing, Touches

T = TypeVar("T")


class _Index(Generic[T]):
    """Who touches the things of one kind, in one way."""

    def __init__(self) -> None:
        self._all: set[T] = set()
        self._of: defaultdict[UUID | None, set[T]] = defaultdict(set)
        """By thing; under None those who touch all of the kind."""

    def add(self, thing_id: UUID | None, who: T) -> None:
        self._all.add(who)
        self._of[thing_id].add(who)

    def discard(self, thing_id: UUID | None, who: T) -> None:
        self._all.discard(who)
        those = self._of[thing_id]
        those.discard(who)
        if not those:
            del self._of[thing_id]

    def meeting(self, thing_id: UUID | None) -> Iterable[T]:
        if thing_id is None:
            return self._all
        some, all_of_it = self._of.get(thing_id, ()), self._of.get(None, ())
        return (*some, *all_of_it) if all_of_it else some


class Conflicts(Generic[T]):
    """What the unfinished tasks of one conversation read and write."""

    def __init__(self) -> None:
        self._readers: defaultdict[str, _Index[T]] = defaultdict(_Index)
        self._writers: defaultdict[str, _Index[T]] = defaultdict(_Index)

    def add(self, who: T, touches: Touches) -> None:
        """Take in what a task touches."""
        for thing in touches.reads:
            self._readers[thing.kind].add(thing.id, who)
        for thing in touches.writes:
            self._writers[thing.kind].add(thing.id, who)

    def remove(self, who: T, touches: Touches) -> None:
        """Forget a task that was added with these touches."""
        for thing in touches.reads:
            self._readers[thing.kind].discard(thing.id, who)
        for thing in touches.writes:
            self._writers[thing.kind].discard(thing.id, who)

    def of(self, touches: Touches) -> set[T]:
        """Return the tasks that conflict with one that touches this."""
        found: set[T] = set()
        for thing in touches.writes:
            found.update(_meeting(self._writers, thing), _meeting(self._readers, thing))
        for thing in touches.reads:
            found.update(_meeting(self._writers, thing))
        return found


def _meeting(indexes: defaultdict[str, _Index[T]], thing: Thing) -> Iterable[T]:
    return indexes[thing.kind].meeting(thing.id)
