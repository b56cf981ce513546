"""The spool: what is said is on this disk before anybody is told, and from there it goes to the database.

Whoever notes never waits for the disk, and whoever waits until it is kept never waits for the database. While the disk
takes nothing, what is noted goes straight to the database, which is as good; while neither does, nobody is told
anything, and nothing new is taken up.

spool (nursery)
├── write           memory → disk, all that waits with one sync
├── send directly   memory → database, while the disk fails
├── ship            disk → database, the oldest file first
└── look around     files of dead processes, and what is to be sent again
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog
import trio

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.records.noted import Noted
from execora.records.segments import Segments, write_through
from execora.records.shipper import BATCH, Shipper

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from execora.records.noted import Note
    from execora.records.port import Entries
    from execora.session.port import Entry, Transcripts

log = structlog.get_logger()

AGAIN_SECONDS = 0.5
"""Until the disk is tried again after it failed."""

WRITE_SECONDS = 1.0
"""How long the disk may take for a write and its sync before it counts as failing: there are some that just hang."""

LAST_SECONDS = 1.0
"""How long the disk may take for what waits when all ends."""

MEMORY_BYTES = 1_048_576
"""What may wait in memory before it is full: then the disk is gone, or does not keep up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How the spool is."""

    depth: int
    """Entries that are not yet in the database."""
    oldest_seconds: float
    """How long the oldest of them has waited."""
    success_rate: float
    """How many of the last thousand that were sent were stored."""
    set_aside: int
    bytes: int
    """What waits on the disk, and what is set aside there."""
    trouble: str | None
    """What the disk has against taking or giving, in words that may be shown to anybody; None while it does both."""


def _utc() -> datetime:
    return datetime.now(UTC)


class Spool:
    """Keeps the promise of `execora.session.port.Transcripts`; `run` is its task.

    Resource handling: a folder is locked for as long as `run` lasts. What waits in memory when it is cancelled is
    still written, what waits on the disk is shipped by whoever comes next.

    What waits in memory is `MEMORY_BYTES` at the most, and what conversations note that had begun something before
    it was full.
    """

    def __init__(
        self,
        root: Path,
        rows: Entries,
        *,
        limit: int,
        now: Callable[[], datetime] = _utc,
        write: Callable[[int, bytes], None] = write_through,
    ) -> None:
        """Take the folder of all processes, where entries go, and how many bytes may wait on the disk."""
        self._limit, self._now = limit, now
        self._noted = Noted()
        self._segments = Segments(root, write)
        self._shipper = Shipper(root, self._segments, rows, now)
        self._trouble: str | None = None
        self._failing = trio.Event()
        self._direct = False
        """Whether the database takes what the disk does not."""

    # -- what conversations do with it -----------------------------------------

    @property
    def server(self) -> str:
        """Who keeps them: "<id>:<number>", the number another after each start; empty until it runs."""
        return self._segments.server

    def note(self, entry: Entry) -> int:
        """Take an entry, to be kept from now on, and return its mark for `kept`. Never waits, never refuses."""
        return self._noted.add(entry)

    async def kept(self, mark: int) -> None:
        """Return once the entry of this mark, and all before it, is on the disk or in the database."""
        await self._noted.kept(mark)

    @property
    def full(self) -> bool:
        """Whether so much waits for the disk or for the database that nothing new should be taken up."""
        stuck = self._trouble is not None and not self._direct
        return stuck or self._noted.bytes >= MEMORY_BYTES or self._bytes >= self._limit

    async def room(self) -> None:
        """Return once it is not `full`. The caller sets a deadline."""
        await trio.lowlevel.checkpoint()
        while self.full:
            await self._shipper.moved.wait()

    # -- what whoever serves does with it --------------------------------------

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Write and ship what is noted, until cancelled.

        Raises:
            ConfigError: the folder cannot be used.

        """
        try:
            await self._shipper.open()
            try:
                await self._run(task_status)
            finally:
                with trio.move_on_after(LAST_SECONDS, shield=True):
                    await self._write_what_waits()
        finally:
            with trio.move_on_after(LAST_SECONDS, shield=True):
                await self._segments.do(self._segments.close)

    async def _run(self, task_status: trio.TaskStatus[None]) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._write)
            nursery.start_soon(self._send_directly)
            nursery.start_soon(self._shipper.run)
            nursery.start_soon(self._shipper.look_around)
            task_status.started()

    async def shipped_what_was_left(self) -> None:
        """Return once all that was there when `run` began is in the database or set aside."""
        await self._shipper.shipped_what_was_left.wait()

    async def ship_all(self) -> None:
        """Return once all that was noted is in the database or set aside, waiting for nothing to join it.

        For the end, when nothing more is noted. The caller sets a deadline; what is not shipped by then stays.
        """
        self._shipper.hurry()
        await trio.lowlevel.checkpoint()
        while self._noted or self._segments.all():
            await self._shipper.moved.wait()

    def condition(self) -> Condition:
        """Say how it is."""
        return Condition(
            depth=self._depth,
            oldest_seconds=self._oldest_seconds(),
            success_rate=self._shipper.sender.success_rate,
            set_aside=self._shipper.set_aside,
            bytes=self._bytes + self._shipper.bytes_aside,
            trouble=self._trouble or self._shipper.trouble,
        )

    @property
    def _depth(self) -> int:
        return len(self._noted) + self._shipper.depth

    @property
    def _bytes(self) -> int:
        return sum(segment.bytes for segment in self._segments.all())

    def _oldest_seconds(self) -> float:
        oldest = [note.entry.at for note in self._noted.waiting(1)]
        oldest += [segment.oldest for segment in self._segments.all() if segment.oldest]
        return max(0.0, (self._now() - min(oldest)).total_seconds()) if oldest else 0.0

    # -- memory to disk --------------------------------------------------------

    async def _write(self) -> None:
        while True:
            if self._trouble is None:
                await self._noted.some()
            else:
                await trio.sleep(AGAIN_SECONDS)
            await self._write_what_waits()

    async def _write_what_waits(self) -> None:
        """Write all that waits with one sync; where it fails, all of it waits on.

        A write that hangs is left alone: nothing else is done to the files until it has ended, however it does. It may
        still come to the disk, and the same entries then come there again, which changes nothing.
        """
        notes = self._noted.waiting()
        try:
            with trio.fail_after(WRITE_SECONDS):
                await self._segments.do(partial(self._append, notes))
        except trio.TooSlowError:
            self._disk_failed("it does not answer")
        except OSError as error:
            self._disk_failed(error.strerror or type(error).__name__)
        else:
            self._noted.keep(notes)
            self._disk_worked()
        self._shipper.stir()

    def _append(self, notes: Sequence[Note]) -> None:
        if notes:
            self._segments.append(b"".join(note.data for note in notes), len(notes), notes[0].entry.at)
        elif self._trouble is not None:
            self._segments.try_out()

    def _disk_failed(self, reason: str) -> None:
        if self._trouble is None:
            log.error("spool.disk_fails", reason=reason)
            self._direct = False
            self._failing.set()
        self._trouble = reason

    def _disk_worked(self) -> None:
        if self._trouble is not None:
            log.info("spool.disk_works")
            self._trouble, self._failing = None, trio.Event()

    # -- memory to database ----------------------------------------------------

    async def _send_directly(self) -> None:
        """Store what the disk does not take, so that those who wait for it go on."""
        while True:
            await self._failing.wait()
            await self._noted.some()
            notes = self._noted.waiting(BATCH)
            try:
                await self._shipper.sender.send_once([note.entry for note in notes])
            except (DatabaseError, OutcomeUnknownError, OSError):
                self._direct = False
                await trio.sleep(AGAIN_SECONDS)
            else:
                self._direct = True
                self._noted.keep(notes)
            self._shipper.stir()


if TYPE_CHECKING:

    def _keeps_its_promises(spool: Spool) -> Transcripts:
        return spool
