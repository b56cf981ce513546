"""What is noted and not yet kept: entries in memory, in their order, and those who wait for them to be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import trio

from execora.records.frames import written

if TYPE_CHECKING:
    from execora.session.port import Entry


@dataclass(frozen=True, slots=True)
class Note:
    """An entry, and how a file is to hold it."""

    mark: int
    entry: Entry
    data: bytes


class Noted:
    """Notes leave it from the front only, so that a mark stands for all before it."""

    def __init__(self) -> None:
        self._waiting: list[Note] = []
        self._last = 0
        self._arrived, self._left = trio.Event(), trio.Event()
        self.bytes = 0
        """How much the waiting ones take in a file."""

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, entry: Entry) -> int:
        """Take an entry and return its mark."""
        data = written(entry)
        self._last += 1
        self._waiting.append(Note(self._last, entry, data))
        self.bytes += len(data)
        self._arrived.set()
        return self._last

    def waiting(self, at_most: int | None = None) -> list[Note]:
        """Return those that wait, the first first."""
        return self._waiting[:at_most]

    def keep(self, notes: list[Note]) -> None:
        """Let go of notes that are kept now, and of whatever came before them; again changes nothing."""
        safe = self._last - len(self._waiting)
        leaving = max(0, notes[-1].mark - safe) if notes else 0
        self.bytes -= sum(len(note.data) for note in self._waiting[:leaving])
        del self._waiting[:leaving]
        if leaving and not self._waiting:
            self._arrived = trio.Event()
        self._left.set()
        self._left = trio.Event()

    async def some(self) -> None:
        """Return once one waits."""
        await self._arrived.wait()

    async def kept(self, mark: int) -> None:
        """Return once the note of this mark is kept, and all before it."""
        await trio.lowlevel.checkpoint()
        while mark > self._last - len(self._waiting):
            await self._left.wait()
