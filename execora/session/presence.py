"""Who is at the other end of a session: one client over one connection at a time, and for a while nobody.

A session outlives its connections. Each is a visit that lends it a door; when one is lost, the session waits for the
next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from execora.session.outbox import Outbox
    from execora.session.port import Door

GONE, SERVER_STOPS, OUR_FAULT, TOO_SLOW = 1000, 1001, 1011, 1013
"""Close codes (PROTOCOL section 5)."""


@dataclass(slots=True, eq=False)
class Visit:
    """One connection, from its welcome to its end, whichever session has its door."""

    door: Door
    code: int = OUR_FAULT
    """What to end it with."""
    over: trio.Event = field(default_factory=trio.Event)

    def end(self, code: int) -> None:
        """Let it end; harmless if repeated."""
        if not self.over.is_set():
            self.code = code
            self.over.set()


class Presence:
    """Whose door a session has. Nothing here waits but `door`."""

    def __init__(self, visit: Visit, outbox: Outbox, patience_seconds: float) -> None:
        """Take the first visit, and how long to wait for the next one after each."""
        self.visit: Visit | None = visit
        """None while nobody is there."""
        self.on_absence: Callable[[], None] = lambda: None
        """Called each time when nobody is there any more."""
        self._outbox, self._patience_seconds = outbox, patience_seconds
        self._until = trio.current_time()
        self._changed = trio.Event()
        self.over = False
        """Whether nobody will come any more."""
        self.left = False
        """Whether its client said so."""

    def is_at(self, door: Door) -> bool:
        """Tell whether this is the door."""
        return self.visit is not None and self.visit.door is door

    async def door(self) -> Door | None:
        """Return the door of whoever is there, or else of whoever comes next; None when nobody does."""
        await trio.lowlevel.checkpoint()
        while self.visit is None and not self.over:
            self._changed = trio.Event()
            with trio.move_on_at(self._until) as patience:
                await self._changed.wait()
            self.over = self.over or (patience.cancelled_caught and self.visit is None)
        return self.visit.door if self.visit else None

    def lose(self, door: Door, *, code: int = GONE, for_good: bool = False) -> None:
        """Take in that a connection has ended, unless another has taken its place; `for_good` where none will."""
        if self.visit is None or self.visit.door is not door:
            return
        self.visit.end(code)
        self.visit = None
        self._outbox.hold()
        self._until = trio.current_time() + self._patience_seconds
        self.left = self.left or for_good
        self.over = self.over or for_good
        self.on_absence()

    def come(self, visit: Visit, number: int, reply_to: UUID | None) -> None:
        """Let a new connection take the place of the one before; its client has all events up to a number."""
        if self.visit:
            self.visit.door.cut()
            self.lose(self.visit.door)
        self._outbox.go_back(number, reply_to)
        self.visit = visit
        self._changed.set()

    def hand_on(self) -> Visit:
        """Give up the visit, for another session to have; nobody will come here any more."""
        visit, self.visit, self.over = self.visit, None, True
        if visit is None:
            raise RuntimeError("nobody is there")
        self._outbox.close()
        self._outbox.hold()
        return visit

    def end(self, code: int) -> None:
        """End the visit, for the session has come to its end."""
        self.over = True
        if self.visit:
            self.visit.end(code)
