"""Where recordings lie, and the task that looks after them.

All begin as files in a folder. Where that is not where they are to stay, each goes to a store of objects while it is
made, in parts, and as a whole once it has ended; then its file is removed. As long as there is a file, it is what is
played.
"""

from __future__ import annotations

import math
import random
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar
from uuid import UUID

import structlog
import trio

from execora.errors import DatabaseError, OutcomeUnknownError, RecordingError
from execora.records.settling import Settling, location_of
from execora.records.stored import Stored
from execora.records.streaming import Streams

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
    from pathlib import Path

    from execora.records.pages import Length
    from execora.records.port import Objects, Rows
    from execora.session.port import Position, Recording

log = structlog.get_logger()

T = TypeVar("T")

FILES_AT_ONCE = 4
"""Threads that read files for whoever listens."""

LOOK_SECONDS = 3600.0
"""How often it is looked for what is too old, and for what a crash has left."""

AGAIN_SECONDS = 60.0
"""Until it is looked again at what did not work, or where another server seems to be at it."""

MOST_FAILURES = 3
"""After so many it is looked again later: a store that is away lets each thing wait for as long as it is asked."""

OVER_SECONDS = 5.0
"""How long whoever removes a recording waits for its last part to get to the store."""

SETTLE_SECONDS = 0.5
"""How long what was recorded last may take to the store at the end; what does not get there stays in its file."""


class Archive:
    """The recordings of all shops. Whoever serves does so while it is `tended`."""

    def __init__(self, rows: Rows, folder: Path, objects: Objects | None, *, days: int) -> None:
        """Take where recordings are written, where they are to stay if that is elsewhere, and how many days."""
        self._rows, self._folder, self._days = rows, folder, days
        self._stored = None if objects is None else Stored(objects)
        self._streams = None if self._stored is None else Streams(self._stored, folder)
        self._settling = Settling(rows, folder, self._stored, self._streams)
        self._threads = trio.CapacityLimiter(FILES_AT_ONCE)
        self._due: set[int] = set()
        """The shops to look at."""
        self._all_at = -math.inf
        """When it is to be looked at all of them."""
        self._failures = 0
        """What has failed since it began to look."""
        self._wake = trio.Event()
        self._rest = trio.Event()

    # -- what whoever records does with it -------------------------------------

    def path(self, location: str) -> Path:
        """Return the file in which a recording begins."""
        return self._folder / location

    @contextmanager
    def streaming(self, location: str) -> Iterator[Callable[[], None]]:
        """Bring a file to the store until the end of the block; what it yields is called whenever the file grew.

        Nothing of it waits for the store.
        """
        if self._streams is None:
            yield lambda: None
        else:
            with self._streams.stream(location) as grown:
                yield grown

    async def end(self, shop_id: int, recording_id: UUID, length: Length) -> None:
        """Note that a recording has ended; where it is not to stay in its file, `tend` stores it.

        Where nothing was kept of it, its file goes too.
        """
        if not length.size:
            await self._rows.lost(shop_id, recording_id)
            return await self._settling.drop(location_of(shop_id, recording_id))
        stored = self._stored is None
        await self._rows.end(shop_id, recording_id, seconds=length.seconds, size=length.size, stored=stored)
        if not stored:
            self._due.add(shop_id)
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
        if size is None and self._stored is not None:
            return await self._stored.size(recording.location)
        return size

    async def read(self, shop_id: int, recording_id: UUID, start: int, length: int) -> bytes:
        """Return bytes of a recording, at the most so many.

        Raises:
            RecordingError: the store does not give them.

        """
        location = location_of(shop_id, recording_id)
        content = await self._in_thread(partial(_read, self.path(location), start, length))
        if content is None and self._stored is not None:
            return await self._stored.read(location, start, length)
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

    @asynccontextmanager
    async def tended(self) -> AsyncIterator[None]:
        """Look after recordings inside the block; at its end bring what has ended to the store, for a while.

        Cancellation ends the block first: whoever records on until it is over still finds the way to the store.
        """
        lasting = trio.CancelScope(shield=True)

        async def run() -> None:
            with lasting:
                await self.tend()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(run)
            try:
                yield
            finally:
                with trio.move_on_after(SETTLE_SECONDS, shield=True):
                    await self._settled()
                lasting.cancel()

    async def tend(self) -> None:
        """Store what is made and what has ended, close what a crash has left, remove what is too old; until cancelled.

        It is the only task that brings anything to the store.
        """
        self._all_at = -math.inf
        async with trio.open_nursery() as nursery:
            if self._streams is not None:
                nursery.start_soon(self._streams.run)
            while True:
                self._wake, self._rest = trio.Event(), trio.Event()
                await self._look()
                self._rest.set()
                with trio.move_on_at(trio.current_time() + AGAIN_SECONDS if self._due else self._all_at):
                    await self._wake.wait()

    @property
    def rests(self) -> bool:
        """Whether it has looked, and waits for the next time."""
        return self._rest.is_set()

    async def _settled(self) -> None:
        """Return once what has ended was brought to the store, or did not get there; when nothing is recorded any more.

        Its last part comes first: with it another server can do the rest.
        """
        await trio.lowlevel.checkpoint()
        if self._streams is None:
            return
        await self._streams.all_over()
        while self._wake.is_set() or not self.rests:
            await self._rest.wait()

    async def _look(self) -> None:
        """Look at the shops where something is due, every hour at all of them; note those to be looked at again.

        It is done in any order, so that what fails each time does not keep the same others from their turn.
        """
        self._failures = 0
        if trio.current_time() >= self._all_at:
            await self._note_all()
        due, self._due = self._due, set()
        for shop_id in random.sample(sorted(due), len(due)):
            if not await self._look_at(shop_id):
                self._due.add(shop_id)

    async def _note_all(self) -> None:
        try:
            self._due.update(await self._rows.shop_ids())
        except DatabaseError as error:
            log.warning("recordings.database_away", reason=str(error))
            self._all_at = trio.current_time() + AGAIN_SECONDS
        else:
            self._all_at = trio.current_time() + LOOK_SECONDS

    async def _look_at(self, shop_id: int) -> bool:
        """Look at a shop; return whether all that was to be done is done."""
        try:
            strays = await self._in_thread(partial(_ids, self._folder / str(shop_id))) if self._stored else set()
            open_ones = await self._rows.not_stored(shop_id)
            old = await self._rows.old(shop_id, self._days)
        except (DatabaseError, OSError) as error:
            log.warning("recordings.not_looked", reason=str(error))
            return False
        self._settling.keep(shop_id, open_ones)
        strays -= {one.id for one in open_ones}
        work: list[Callable[[], Awaitable[bool]]] = [partial(self._settling.settle, shop_id, one) for one in open_ones]
        work += [partial(self._settling.settle_stray, shop_id, one) for one in strays]
        work += [partial(self._remove, shop_id, one) for one in old]
        random.shuffle(work)
        done = [await self._tried(one) for one in work]
        return all(done)

    async def _tried(self, work: Callable[[], Awaitable[bool]]) -> bool:
        """Do something, unless too much has failed, and tell whether it is done; what is not is tried again."""
        await trio.lowlevel.checkpoint()
        if self._failures >= MOST_FAILURES:
            return False
        try:
            return await work()
        except (DatabaseError, OutcomeUnknownError, RecordingError, OSError) as error:
            log.warning("recordings.not_yet", reason=str(error))
            self._failures += 1
            return False

    async def _remove(self, shop_id: int, recording: Recording) -> bool:
        """Remove a recording and its sound.

        Its sound goes first, so that it stays known while the store does not answer; and again once the row has gone,
        for a server that stores it meanwhile looks for the row only after that.
        """
        with trio.move_on_after(OVER_SECONDS) as patience:
            await self._settling.over(recording.location)
        if patience.cancelled_caught:
            raise RecordingError("the end of a recording is still on its way to the store")
        await self._settling.remove(recording.location)
        await self._rows.remove(shop_id, recording.id)
        await self._settling.remove(recording.location)
        return True

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._threads)


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


def _ids(folder: Path) -> set[UUID]:
    """Return the ids of the recordings of which there is a file in a shop's folder; what else is there is not ours."""
    found = set[UUID]()
    for path in folder.glob("*.ogg"):
        with suppress(ValueError):
            found.add(UUID(path.stem))
    return found
