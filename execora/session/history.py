"""What a client was told, kept for as long as it may have missed it. Pure: hours are seconds of the caller's clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execora.session.port import Event

MOST_EVENTS = 2000
"""Events that may wait for a client that does not read, and that are kept for one that comes back. One more that waits,
and the client is let go: none is ever dropped in silence."""

MOST_ITEMS = 20_000
"""What all that is kept may list together (tasks, customers, reminders), and all that waits for a client that is slow:
four megabytes or so."""

KEPT_SECONDS = 120.0
"""How long what was taken is kept while the connection lasts: one that carries nothing any more is cut long before."""

RESUMED = "session:resumed"

NOT_TAKEN = -1
"""In place of the number of what was never taken."""


@dataclass(slots=True, eq=False)
class Outgoing:
    """An event on its way to the client."""

    event: Event
    mark: int = 0
    """Of what is kept of it in the transcripts."""
    number: int = NOT_TAKEN
    taken_at: float = 0.0
    items: int = field(init=False)
    """How much it lists."""

    def __post_init__(self) -> None:
        self.items = items_of(self.event)

    @property
    def counts(self) -> bool:
        """Whether it is told again: not sound, which has had its time, nor what only says where the others go on."""
        return not self.event.audio and self.event.type != RESUMED

    def is_known(self, number: int) -> bool:
        """Tell whether it is told again to a client that has all events up to a number, this one too."""
        return NOT_TAKEN < self.number <= number


class History:
    """The latest events that were taken out to be told."""

    def __init__(self) -> None:
        self._kept: deque[Outgoing] = deque()
        """The oldest first."""
        self._items = 0
        self._forgotten = 0
        """The number of the last event that is kept no more."""

    def add(self, taken: Outgoing) -> None:
        """Keep an event behind the others, and forget those that are too many or too old."""
        self._kept.append(taken)
        self._items += taken.items
        oldest = taken.taken_at - KEPT_SECONDS
        while self._kept and (
            len(self._kept) > MOST_EVENTS or self._items > MOST_ITEMS or self._kept[0].taken_at < oldest
        ):
            forgotten = self._kept.popleft()
            self._items -= forgotten.items
            self._forgotten = forgotten.number

    def reaches(self, number: int) -> bool:
        """Tell whether every event behind that of a number is kept."""
        return number >= self._forgotten

    def take_back(self, number: int) -> list[Outgoing]:
        """Return all events behind that of a number, in order, and keep them no more: they are to be taken again."""
        again: deque[Outgoing] = deque()
        while self._kept and self._kept[-1].number > number:
            again.appendleft(self._kept.pop())
            self._items -= again[0].items
        return list(again)

    def skip_to(self, number: int) -> None:
        """Take in that the client has all events up to a number, though some of them were to be taken again."""
        self._forgotten = max(self._forgotten, number)


def items_of(event: Event) -> int:
    """Return how many things an event lists, at the top or in a command's result."""
    data = event.data
    parts = (data, data.get("result"), data.get("executionResult", {}).get("data"))
    return sum(len(value) for part in parts if part for value in part.values() if isinstance(value, list | tuple))
