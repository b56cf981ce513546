"""Transcripts in memory, on a disk that a test may stop, and that may be full."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio

if TYPE_CHECKING:
    from typing import Any

    from execora.session.port import Entry, EntryKind, Transcripts


@dataclass
class FakeTranscripts:
    """Keeps what is noted at once, unless it is told that the disk does nothing or that there is no room."""

    server: str = "server:1"
    entries: list[Entry] = field(default_factory=list)
    writes: bool = True
    """Whether the disk writes; `write` lets it go on."""
    full: bool = False
    """Whether there is no room; `make_room` makes some."""

    def __post_init__(self) -> None:
        self._changed = trio.Event()

    def note(self, entry: Entry) -> int:
        self.entries.append(entry)
        return len(self.entries)

    async def kept(self, mark: int) -> None:
        while mark and not self.writes:
            await self._changed.wait()

    async def room(self) -> None:
        while self.full:
            await self._changed.wait()

    # -- the test's side

    def write(self) -> None:
        """Let the disk write from now on."""
        self.writes = True
        self._tell()

    def make_room(self) -> None:
        """Let there be room from now on."""
        self.full = False
        self._tell()

    def of(self, *kinds: EntryKind) -> list[dict[str, Any]]:
        """Return the bodies of all entries of some kinds, in order."""
        return [dict(entry.body) for entry in self.entries if entry.kind in kinds]

    def _tell(self) -> None:
        changed, self._changed = self._changed, trio.Event()
        changed.set()


if TYPE_CHECKING:

    def _keeps_its_promises(transcripts: FakeTranscripts) -> Transcripts:
        return transcripts
