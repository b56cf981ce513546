"""What the client is told, in order and numbered: anybody may put something in, one task takes it out.

What was taken is kept for a while: whoever comes back after a lost connection is told again what it missed.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

import trio

from execora.session.history import MOST_EVENTS, MOST_ITEMS, NOT_TAKEN, RESUMED, History, Outgoing
from execora.session.port import Event, Numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

MOST_SPEECH_BYTES = 4_194_304
"""Sound that may wait: more than a minute of it. A client that is so far behind is not spoken to; the text goes on."""

PRESSURE = 20
"""So many events wait only for a client that is slow, or away. Then what says the same better is put in the place of
what waits: interim words in that of earlier ones, a change of the shop in that of all changes of its kind."""

SEEN_SECONDS = 2.0
"""How long a person takes at the least to see what was told again, and to answer it."""


class Outbox:
    """A queue with many senders that never wait, and one reader. It remembers when it ran over.

    Speech stands in it among the rest, in order and numbered, but is not counted: it can be withdrawn for as long as it
    waits, and is not told again.
    """

    def __init__(self) -> None:
        self._waiting: deque[Outgoing] = deque()
        self._history = History()
        self._fresh = 0
        """How many of those that wait were never taken; speech left aside."""
        self._speech = 0
        self._speech_bytes = 0
        self._items = 0
        """What all that waits lists together."""
        self._arrived = trio.Event()
        self.held = False
        """Whether nobody is there to be told."""
        self._interim: Outgoing | None = None
        """The interim words that were put in last."""
        self.number = 0
        """Of the event that was taken last."""
        self.taken = 0
        """How many events were taken out so far; speech does not count."""
        self._left = 0
        """How many of them had left for the client, when something left last."""
        self._seen = 0
        self._seen_at = 0.0
        """Until then the client has not seen more than `_seen` of those that have left."""
        self.mark = 0
        """The highest mark of an event that was taken out."""
        self.closed = False
        self.ran_over = False
        """Whether the client has fallen too far behind."""
        self.on_overflow: Callable[[], None] = lambda: None
        """Called once, when it has."""

    # -- in

    @property
    def coming(self) -> int:
        """The number of the event that is put in next, counted from one: it is out once so many are taken."""
        return self.taken + sum(outgoing.counts for outgoing in self._waiting) + 1

    def put(self, event: Event, mark: int = 0) -> None:
        """Put an event behind the others; nothing is taken any more once it is closed or has run over."""
        if self.closed or (self._fresh >= PRESSURE and self._merge(event)):
            return
        outgoing = Outgoing(event, mark)
        self._items += outgoing.items
        if self._fresh >= MOST_EVENTS or (self._fresh >= PRESSURE and self._items > MOST_ITEMS):
            self.closed = self.ran_over = True
            self.on_overflow()
        else:
            self._fresh += 1
            self._waiting.append(outgoing)
            if _is_interim(event):
                self._interim = outgoing
        self._arrived.set()

    def _merge(self, event: Event) -> bool:
        """Put an event in the place of one that waits, if it says the same better; return whether it did."""
        if _is_interim(event):
            waits = self._interim
            if waits and waits.number == NOT_TAKEN and waits.event.data["utteranceId"] == event.data["utteranceId"]:
                waits.event = event
                return True
        elif event.type == "shop:changed":
            for waits in self._waiting:
                same = waits.event.type == event.type and waits.event.data["what"] == event.data["what"]
                if same and waits.number == NOT_TAKEN:
                    if waits.event.data["id"] != event.data["id"]:
                        waits.event = replace(event, data={**event.data, "id": None})
                    return True
        return False

    def put_speech(self, event: Event) -> bool:
        """Put a piece of speech behind the other events; return False where there is no room for it."""
        if self.closed or self.held or self._speech_bytes + len(event.audio) > MOST_SPEECH_BYTES:
            return False
        self._speech += 1
        self._speech_bytes += len(event.audio)
        self._waiting.append(Outgoing(event))
        self._arrived.set()
        return True

    def withdraw_speech(self) -> int:
        """Take out all speech that still waits, never to be told; return how many pieces."""
        withdrawn = self._speech
        if withdrawn:
            self._waiting = deque(outgoing for outgoing in self._waiting if not outgoing.event.audio)
            self._speech = self._speech_bytes = 0
        return withdrawn

    def close(self) -> None:
        """Take nothing more; what is there is still given out. Closing twice is closing once."""
        self.closed = True
        self._arrived.set()

    # -- out

    async def get(self) -> list[Numbered]:
        """Return all that waits, in order; nothing when it is closed and empty. A checkpoint only where it has to wait.

        What comes at once leaves at once: one write for a task's few events instead of one each.
        """
        while self.held or not self._waiting:
            if self.closed:
                return []
            self._arrived = trio.Event()
            await self._arrived.wait()
        taken = list(self._waiting)
        self._waiting.clear()
        self._fresh = self._speech = self._speech_bytes = self._items = 0
        now = trio.current_time()
        return [self._number(outgoing, now) for outgoing in taken]

    def _number(self, outgoing: Outgoing, now: float) -> Numbered:
        if outgoing.number == NOT_TAKEN:
            self.number += 1
            outgoing.number = self.number
        outgoing.taken_at = now
        self.mark = max(self.mark, outgoing.mark)
        if outgoing.counts:
            self.taken += 1
            self._history.add(outgoing)
        return Numbered(outgoing.number, outgoing.event)

    @property
    def told(self) -> int:
        """How many events the client had been told by now, for whatever it says next; counted as `coming` counts."""
        return self._left if trio.current_time() >= self._seen_at else self._seen

    def note_left(self, told: Sequence[Numbered]) -> None:
        """Take in that what was taken out last has left for the client.

        What is told again to one that comes back is not seen at once: it may have sent all that it was not rid of
        while it was away, right behind the message that resumes.
        """
        if told[0].event.type == RESUMED:
            self._seen, self._seen_at = self._left, trio.current_time() + SEEN_SECONDS
        self._left = self.taken

    # -- a client that is away, and comes back

    def hold(self) -> None:
        """Give nothing out while nobody is there to be told; speech that waits is withdrawn."""
        self.held = True
        self.withdraw_speech()

    def reaches(self, number: int) -> bool:
        """Tell whether everything behind the event of this number can be told again."""
        return number <= self.number and self._history.reaches(number)

    def go_back(self, number: int, reply_to: UUID | None = None) -> None:
        """Tell again all that was taken behind the event of this number, which must be one that it `reaches`.

        Each has the number that it had. First `session:resumed` says how many come; it has the number given.
        """
        again = self._history.take_back(number)
        self.withdraw_speech()
        waiting = [outgoing for outgoing in self._waiting if outgoing.counts]
        missed = again + [outgoing for outgoing in waiting if not outgoing.is_known(number)]
        if known := len(again) + len(waiting) - len(missed):
            self._history.skip_to(number)
        self.taken += known - len(again)
        self._left = min(self._left, self.taken)
        resumed = Outgoing(Event(RESUMED, {"missed": len(missed)}, reply_to), number=number)
        self._waiting = deque((resumed, *missed))
        self.held = False
        self._arrived.set()


def _is_interim(event: Event) -> bool:
    return event.type == "voice:transcript" and not event.data["isFinal"] and event.reply_to is None
