"""Where recordings lie, and the task that looks after them.

All begin as files in a folder. Where that is not where they are to stay, each is put into a store of objects once it
has ended, and its file removed; until then, and after a crash, the file is what there is.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

import structlog
import trio

from execora.errors import DatabaseError, OutcomeUnknownError, RecordingError
from execora.records.opus import mend
from execora.records.pages import NOTHING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path
    from uuid import UUID

    from execora.records.pages import Length
    from execora.records.port import Objects, Rows
    from execora.session.port import Position, Recording

log = structlog.get_logger()

T = TypeVar("T")

FILES_AT_ONCE = 4
"""Threads that read, mend and remove files."""

LOOK_SECONDS = 3600.0
"""How often it is looked for what is too old, and for what a crash has left."""

AGAIN_SECONDS = 60.0
"""Until it is tried again what did not work."""

GIVE_UP = timedelta(days=1)
"""After which a recording that never ended, and of which there is no file here, is called lost. Another server that
shares the database may still be at it, or may yet start again and find its file."""


class Archive:
    """The recordings of all shops. `tend` is its task; whoever serves runs it beside everything else."""

    def __init__(self, rows: Rows, folder: Path, objects: Objects | None, *, days: int) -> None:
        """Take where recordings are written, where they are to stay if that is elsewhere, and how many days."""
        self._rows, self._folder, self._objects, self._days = rows, folder, objects, days
        self._threads = trio.CapacityLimiter(FILES_AT_ONCE)
        self._wake = trio.Event()
        self.rests = False
        """Whether it has looked, and waits for the next time."""

    # -- what whoever records does with it -------------------------------------

    def path(self, location: str) -> Path:
        """Return the file in which a recording begins."""
        return self._folder / location

    async def end(self, shop_id: int, recording_id: UUID, length: Length) -> None:
        """Note that a recording has ended; where it is not to stay in its file, `tend` stores it.

        Where nothing was kept of it, its file goes too.
        """
        if not length.size:
            await self._rows.lost(shop_id, recording_id)
            return await self._drop(location_of(shop_id, recording_id))
        stored = self._objects is None
        await self._rows.end(shop_id, recording_id, seconds=length.seconds, size=length.size, stored=stored)
        if not stored:
            self._wake.set()

    # -- what the server's pages do with it ------------------------------------

    async def page(self, shop_id: int, *, after: Position | None, limit: int) -> Sequence[Recording]:
        """Return recordings, the newest first, after a position or from the first on."""
        return await self._rows.page(shop_id, after=after, limit=limit)

    async def size(self, shop_id: int, recording_id: UUID) -> int | None:
        """Return how many bytes of a recording can be read now; None where there is no such sound.

        Raises:
            RecordingError: the store cannot be asked.

        """
        recording = await self._rows.find(shop_id, recording_id)
        if recording is None:
            return None
        size = await self._in_thread(partial(_size, self.path(recording.location)))
        if size is None and self._objects is not None:
            return await self._objects.size(recording.location)
        return size

    async def read(self, shop_id: int, recording_id: UUID, start: int, length: int) -> bytes:
        """Return bytes of a recording, at the most so many.

        Raises:
            RecordingError: the store does not give them.

        """
        location = location_of(shop_id, recording_id)
        content = await self._in_thread(partial(_read, self.path(location), start, length))
        if content is None and self._objects is not None:
            return await self._objects.read(location, start, length)
        if content is None:
            raise RecordingError("the sound of a recording is gone")
        return content

    async def remove(self, shop_id: int, recording_id: UUID) -> Literal["gone", "unknown", "open"]:
        """Remove a recording and its sound; one that is still open stays.

        Raises:
            RecordingError: the store cannot be asked; it is still there.

        """
        recording = await self._rows.find(shop_id, recording_id)
        if recording is None:
            return "unknown"
        if recording.state == "recording":
            return "open"
        await self._remove(shop_id, recording)
        return "gone"

    # -- looking after them ----------------------------------------------------

    async def tend(self) -> None:
        """Store what has ended, close what a crash has left, and remove what is too old, until cancelled."""
        while True:
            self._wake = trio.Event()
            self.rests = False
            well = await self._look()
            self.rests = True
            with trio.move_on_after(LOOK_SECONDS if well else AGAIN_SECONDS):
                await self._wake.wait()

    async def _look(self) -> bool:
        """Look at every shop once; return whether all that was to be done is done."""
        try:
            shop_ids = await self._rows.shop_ids()
        except DatabaseError as error:
            log.warning("recordings.database_away", reason=str(error))
            return False
        done = [await self._look_at(shop_id) for shop_id in shop_ids]
        return all(done)

    async def _look_at(self, shop_id: int) -> bool:
        try:
            work = [partial(self._settle, shop_id, one) for one in await self._rows.not_stored(shop_id)]
            work += [partial(self._remove, shop_id, one) for one in await self._rows.old(shop_id, self._days)]
        except DatabaseError as error:
            log.warning("recordings.database_away", reason=str(error))
            return False
        done = [await _tried(one) for one in work]
        return all(done)

    async def _settle(self, shop_id: int, recording: Recording) -> None:
        """Close a recording that nobody writes any more, and bring it to where it is to stay."""
        if recording.state == "recording" and not await self._close(shop_id, recording):
            return
        if self._objects is not None:
            await self._objects.put(recording.location, self.path(recording.location))
            await self._rows.stored(shop_id, recording.id)
            await self._drop(recording.location)

    async def _close(self, shop_id: int, recording: Recording) -> bool:
        """Close what a crash has left; return whether there is sound to be stored."""
        try:
            length = await self._in_thread(partial(mend, self.path(recording.location)))
        except FileNotFoundError:
            length = NOTHING if datetime.now(UTC) - recording.started_at > GIVE_UP else None
        if length is None:
            return False
        await self.end(shop_id, recording.id, length)
        log.info("recordings.closed", shop=shop_id, recording=str(recording.id), seconds=round(length.seconds, 1))
        return length.size > 0

    async def _remove(self, shop_id: int, recording: Recording) -> None:
        if self._objects is not None:
            await self._objects.remove(recording.location)
        await self._drop(recording.location)
        await self._rows.remove(shop_id, recording.id)

    async def _drop(self, location: str) -> None:
        await self._in_thread(partial(self.path(location).unlink, missing_ok=True))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._threads)


def location_of(shop_id: int, recording_id: UUID) -> str:
    """Return where a recording lies, below the folder and in the store."""
    return f"{shop_id}/{recording_id}.ogg"


async def _tried(work: Callable[[], Awaitable[None]]) -> bool:
    """Do something, and tell whether it worked; it is tried again anyway."""
    try:
        await work()
    except (DatabaseError, OutcomeUnknownError, RecordingError, OSError) as error:
        log.warning("recordings.not_yet", reason=str(error))
        return False
    return True


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _read(path: Path, start: int, length: int) -> bytes | None:
    try:
        with path.open("rb") as file:
            file.seek(start)
            return file.read(length)
    except FileNotFoundError:
        return None
