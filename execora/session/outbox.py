"""What the client is told, in order: anybody may put something in, one task takes it out."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import trio

if TYPE_CHECKING:
    from collections.abc import Callable

    from execora.session.port import Event

MOST_EVENTS = 2000
"""Events that may wait for a client that does not read. One more, and it is let go: none is ever dropped in silence."""

MOST_TASKS_SHOWN = 20_000
"""Tasks that all waiting `queue:status` may show together: the one event that is large."""


class Outbox:
    """A queue with many senders that never wait, and one reader. It remembers when it ran over."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._tasks_shown = 0
        self._arrived = trio.Event()
        self.taken = 0
        """How many events were taken out so far."""
        self.closed = False
        self.ran_over = False
        """Whether the client has fallen too far behind."""
        self.on_overflow: Callable[[], None] = lambda: None
        """Called once, when it has."""

    @property
    def coming(self) -> int:
        """The number of the event that is put in next, counted from one: it is out once so many are taken."""
        return self.taken + len(self._events) + 1

    def put(self, event: Event) -> None:
        """Put an event behind the others; nothing is taken any more once it is closed or has run over."""
        if self.closed:
            return
        self._tasks_shown += len(event.data.get("tasks", ()))
        if len(self._events) >= MOST_EVENTS or self._tasks_shown > MOST_TASKS_SHOWN:
            self.closed = self.ran_over = True
            self.on_overflow()
        else:
            self._events.append(event)
        self._arrived.set()

    def close(self) -> None:
        """Take nothing more; what is there is still given out. Closing twice is closing once."""
        self.closed = True
        self._arrived.set()

    async def get(self) -> list[Event]:
        """Return all that waits, in order; nothing when it is closed and empty. A checkpoint only where it has to wait.

        What comes at once leaves at once: one write for a task's few events instead of one each.
        """
        while not self._events:
            if self.closed:
                return []
            self._arrived = trio.Event()
            await self._arrived.wait()
        events = list(self._events)
        self._events.clear()
        self.taken += len(events)
        self._tasks_shown = 0
        return events
