"""The tables of transcripts in memory, which may be away, and may refuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio

from execora.errors import DatabaseError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from execora.records import port
    from execora.session.port import Entry


@dataclass
class FakeEntries:
    """Keeps entries of any number of shops, each once."""

    kept: dict[UUID, Entry] = field(default_factory=dict)
    batches: list[list[UUID]] = field(default_factory=list)
    """What was asked to be kept, well or not."""
    failure: Exception | None = None
    """What keeping raises, while it is set."""
    refused: set[UUID] = field(default_factory=set)
    """What it will never take."""

    seconds: float = 0
    """How long it takes."""

    def __post_init__(self) -> None:
        self._asked = trio.Event()

    async def keep(self, entries: Sequence[Entry]) -> None:
        assert len({entry.shop_id for entry in entries}) == 1
        await trio.sleep(self.seconds)
        ids = [entry.id for entry in entries]
        self.batches.append(ids)
        asked, self._asked = self._asked, trio.Event()
        asked.set()
        if self.failure is not None:
            raise self.failure
        if self.refused & set(ids):
            raise RefusedError("its words are too long")
        for entry in entries:
            self.kept.setdefault(entry.id, entry)

    # -- the test's side

    def leave(self) -> None:
        """Be away from now on."""
        self.failure = DatabaseError("away")

    def come_back(self) -> None:
        """Be there again."""
        self.failure = None

    async def asked(self) -> None:
        """Return when it is asked the next time."""
        await self._asked.wait()

    async def has(self, number: int) -> None:
        """Return once it keeps so many."""
        while len(self.kept) < number:
            await self._asked.wait()
            await trio.lowlevel.checkpoint()


if TYPE_CHECKING:

    def _keeps_its_promises(entries: FakeEntries) -> port.Entries:
        return entries
