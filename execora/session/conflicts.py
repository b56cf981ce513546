"""Who touches what: finds the unfinished tasks that a further one conflicts with, without looking at all of them. Pure.

What a conflict is, `Touches.conflicts` says; this says the same of many at once, in a time that depends on how many
conflict and not on how many there are.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from execora.commands.command import Thing, Touches

_Place: TypeAlias = "tuple[str, UUID | None]"
_Index: TypeAlias = "dict[_Place, set[UUID]]"

_NOBODY: frozenset[UUID] = frozenset()


class Conflicts:
    """What the unfinished tasks of one conversation read and write."""

    def __init__(self) -> None:
        self._readers: _Index = {}
        self._writers: _Index = {}

    def add(self, task_id: UUID, touches: Touches) -> None:
        """Take in what a task touches."""
        for index, things in ((self._readers, touches.reads), (self._writers, touches.writes)):
            for place in _places(things):
                index.setdefault(place, set()).add(task_id)

    def remove(self, task_id: UUID, touches: Touches) -> None:
        """Forget a task that was added with these touches."""
        for index, things in ((self._readers, touches.reads), (self._writers, touches.writes)):
            for place in _places(things):
                index[place].remove(task_id)
                if not index[place]:
                    del index[place]

    def of(self, touches: Touches) -> set[UUID]:
        """Return the tasks that conflict with one that touches this."""
        found: set[UUID] = set()
        for thing in touches.writes:
            found |= _who(self._writers, thing)
            found |= _who(self._readers, thing)
        for thing in touches.reads:
            found |= _who(self._writers, thing)
        return found


def _who(index: _Index, thing: Thing) -> set[UUID] | frozenset[UUID]:
    """Return the tasks that touch what a thing meets."""
    if thing.id is None:
        return index.get((_any(thing.kind), None), _NOBODY)
    return index.get((thing.kind, thing.id), _NOBODY) | index.get((thing.kind, None), _NOBODY)


def _places(things: Iterable[Thing]) -> set[_Place]:
    """Return where a task that touches these things is found: under each of them, and under all of its kind."""
    return set(chain.from_iterable(((thing.kind, thing.id), (_any(thing.kind), None)) for thing in things))


def _any(kind: str) -> str:
    return f"any {kind}"
