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

MOST_SPEECH_BYTES = 4_194_304
"""Sound that may wait: more than a minute of it. A client that is so far behind is not spoken to; the text goes on."""

MOST_TASKS_SHOWN = 20_000
"""Tasks that all waiting `queue:status` may show together: the one event that is large."""


class Outbox:
    """A queue with many senders that never wait, and one reader. It remembers when it ran over.

    Speech stands in it among the rest, in order, but is not counted: it can be withdrawn for as long as it waits.
    """

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._speech = 0
        self._speech_bytes = 0
        self._tasks_shown = 0
        self._arrived = trio.Event()
        self.taken = 0
        """How many events were taken out so far; speech does not count."""
        self.closed = False
        self.ran_over = False
        """Whether the client has fallen too far behind."""
        self.on_overflow: Callable[[], None] = lambda: None
        """Called once, when it has."""

    @property
    def coming(self) -> int:
        """The number of the event that is put in next, counted from one: it is out once so many are taken."""
        return self.taken + len(self._events) - self._speech + 1

    def put(self, event: Event) -> None:
        """Put an event behind the others; nothing is taken any more once it is closed or has run over."""
        if self.closed:
            return
        self._tasks_shown += len(event.data.get("tasks", ()))
        if len(self._events) - self._speech >= MOST_EVENTS or self._tasks_shown > MOST_TASKS_SHOWN:
            self.closed = self.ran_over = True
            self.on_overflow()
        else:
            self._events.append(event)
        self._arrived.set()

    def put_speech(self, event: Event) -> bool:
        """Put a piece of speech behind the other events; return False where there is no room for it."""
        if self.closed or self._speech_bytes + len(event.audio) > MOST_SPEECH_BYTES:
            return False
        self._speech += 1
        self._speech_bytes += len(event.audio)
        self._events.append(event)
        self._arrived.set()
        return True

    def withdraw_speech(self) -> int:
        """Take out all speech that still waits, never to be told; return how many pieces."""
        withdrawn = self._speech
        if withdrawn:
            self._events = deque(event for event in self._events if not event.audio)
            self._speech = self._speech_bytes = 0
        return withdrawn

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
        self.taken += len(events) - self._speech
        self._speech = self._speech_bytes = self._tasks_shown = 0
        return events
