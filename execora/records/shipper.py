"""The spool's way to the database: the oldest file first, and what others have left."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import structlog
import trio

from execora.records import aside
from execora.records.frames import read
from execora.records.segments import measured
from execora.records.sender import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Sender

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from execora.records.aside import Held
    from execora.records.frames import SetAside
    from execora.records.port import Entries
    from execora.records.segments import Segment, Segments

log = structlog.get_logger()

T = TypeVar("T")

BATCH = 500
"""Entries in one transaction at the most."""

GATHER_SECONDS = 0.2
"""How long what was just written stays for others to join it."""

LOOK_SECONDS = 3.0
"""How often it is looked for what others have left."""


class Shipper:
    """Ships closed files, and has the current one closed where there is no other; `run` and `look_around` are tasks.

    What it takes of memory is a file as it is read, and a batch.
    """

    def __init__(self, root: Path, segments: Segments, rows: Entries, now: Callable[[], datetime]) -> None:
        self._root, self._segments = root, segments
        self.sender = Sender(rows, self._put_aside, now)
        self._thread = trio.CapacityLimiter(1)
        self._done = 0
        self._unreadable: dict[Path, str] = {}
        self._pause = FIRST_PAUSE_SECONDS
        self._aside: dict[Path, Held] = {}
        self._hurry = trio.Event()
        self.moved = trio.Event()
        """Set, and replaced, whenever something was written or shipped."""
        self.shipped_what_was_left = trio.Event()
        """Set once all that was there at the start is in the database or set aside, but for what cannot be read."""

    @property
    def depth(self) -> int:
        """How many entries wait in files."""
        return sum(segment.entries for segment in self._segments.all()) - self._done

    @property
    def trouble(self) -> str | None:
        """Why the disk does not give back what it holds; None while it does."""
        return next(iter(self._unreadable.values()), None)

    @property
    def set_aside(self) -> int:
        """How many records the database refused, of this process or another."""
        return sum(held.records for held in self._aside.values())

    @property
    def bytes_aside(self) -> int:
        """What these take on the disk."""
        return sum(held.bytes for held in self._aside.values())

    def hurry(self) -> None:
        """Let nothing stay for others to join it, from now on."""
        self._hurry.set()

    def stir(self) -> None:
        """Let those look again who wait until something has moved."""
        self.moved.set()
        self.moved = trio.Event()

    # -- file after file

    async def run(self) -> None:
        """Ship what is there and what comes, until cancelled."""
        for segment in list(self._segments.closed):
            await self._ship(segment)
        self.shipped_what_was_left.set()
        while True:
            await self._ship(await self._next())

    async def _next(self) -> Segment:
        while not self._segments.closed:
            if self._segments.current:
                with trio.move_on_after(GATHER_SECONDS):
                    await self._hurry.wait()
                await self._segments.do(self._segments.roll)
            else:
                await self.moved.wait()
        return self._segments.closed[0]  # noqa: ASYNC910 - reading it waits

    async def _ship(self, segment: Segment) -> None:
        try:
            data = await self._in_thread(segment.path.read_bytes)
        except FileNotFoundError:
            log.error("spool.file_gone", file=str(segment.path))
        except OSError as error:
            return await self._put_off(segment, error.strerror or type(error).__name__)
        else:
            await self._send(data, segment.entries)
            await self._remove(segment)
        self._segments.closed.remove(segment)
        self._unreadable.pop(segment.path, None)
        self._pause, self._done = FIRST_PAUSE_SECONDS, 0
        self.stir()

    async def _put_off(self, segment: Segment, reason: str) -> None:
        """Let the others go first, also what is still written, and pause: what cannot be read now may be soon."""
        if segment.path not in self._unreadable:
            log.error("spool.file_unreadable", file=str(segment.path), reason=reason)
        self._unreadable[segment.path] = reason
        await self._segments.do(self._segments.roll)
        self._segments.closed.remove(segment)
        self._segments.closed.append(segment)
        self.stir()
        await trio.sleep(self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)

    async def _send(self, data: bytes, entries: int) -> None:
        records = read(data)
        while batch := await self._in_thread(lambda: list(islice(records, BATCH))):
            await self.sender.send(batch)
            self._done = min(self._done + len(batch), entries)  # what is damaged was not counted
            self.stir()

    async def _remove(self, segment: Segment) -> None:
        try:
            await self._in_thread(segment.path.unlink)
        except OSError as error:  # it is shipped again at the next start, which changes nothing
            log.warning("spool.file_stays", file=str(segment.path), reason=error.strerror)

    async def _put_aside(self, what: Sequence[SetAside]) -> None:
        await self._in_thread(partial(aside.put_aside, self._root, self._segments.folder, what))
        with suppress(OSError):  # they are aside, counted or not: nothing of that is to be done again
            await self._in_thread(self._count_aside)

    # -- what others have left

    async def open(self) -> None:
        """Take a folder, and what is left there and elsewhere.

        Raises:
            ConfigError: there is none to be had.

        """
        for path in await self._segments.do(self._segments.open):
            await self._take(path)
        await self._look()

    async def look_around(self) -> None:
        """Take up what dead processes leave and what is to be sent again, and count what is set aside."""
        while True:
            await trio.sleep(LOOK_SECONDS)
            await self._look()

    async def _look(self) -> None:
        try:
            while path := await self._segments.do(self._segments.adopt):
                await self._take(path)
            await self._in_thread(self._count_aside)
        except OSError as error:
            log.warning("spool.not_looked", reason=error.strerror)
        self.stir()

    async def _take(self, path: Path) -> None:
        segment = await self._in_thread(partial(measured, path))
        self._segments.closed.append(segment)

    def _count_aside(self) -> None:
        files = aside.files_aside(self._root)
        self._aside = {path: self._aside.get(path) or aside.held_aside(path) for path in files}

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._thread, abandon_on_cancel=True)
