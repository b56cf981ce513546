"""Recordings that have ended, whatever ended them: each is closed, and brought to where it is to stay.

While its server lives, the file there is the truth. Where that is gone, with the machine that it was on, the truth is
what the store got of it.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import structlog
import trio

from execora.records.opus import mend
from execora.records.pages import whole_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path
    from typing import BinaryIO
    from uuid import UUID

    from execora.records.pages import Length
    from execora.records.port import Rows
    from execora.records.stored import Stored
    from execora.records.streaming import Streams
    from execora.session.port import Recording

log = structlog.get_logger()

T = TypeVar("T")

FILES_AT_ONCE = 4
"""Threads that mend, join and remove files."""

SILENT_SECONDS = 300.0
"""How long nothing of a recording comes to the store until its server is taken for dead. One that lives sends a part
every 20 s at the least. If it lives all the same, cut off from the store, its longer file replaces what was joined."""

GIVE_UP = timedelta(days=1)
"""After which a recording that never ended, and of which there is nothing here nor in a store, is called lost. Another
server that shares the database may still be at it, or may yet start again and find its file."""


class Settling:
    """Closes recordings and stores them."""

    def __init__(self, rows: Rows, folder: Path, stored: Stored | None, streams: Streams | None) -> None:
        self._rows, self._folder, self._stored, self._streams = rows, folder, stored, streams
        self._threads = trio.CapacityLimiter(FILES_AT_ONCE)
        self._silence = Silence()

    async def settle(self, shop_id: int, recording: Recording) -> bool:
        """Settle a recording that goes on or is not stored; return False to be asked again soon.

        Raises:
            RecordingError: the store, or the disk, does not do its part; like what the rows raise, it can pass.

        """
        try:
            length = await self._mended(recording.location)
        except FileNotFoundError:
            return await self._settle_from_afar(shop_id, recording)
        if length is not None:
            await self._bring(shop_id, recording.id, length)
        return True

    async def settle_stray(self, shop_id: int, recording_id: UUID) -> bool:
        """Settle a file of which the rows do not say that it is still to be stored.

        Another server took ours for dead meanwhile, or the recording was removed. What is longer than what the store
        has is stored; what nobody knows any more goes after a day.
        """
        location = location_of(shop_id, recording_id)
        try:
            length = await self._mended(location)
        except FileNotFoundError:
            return True
        if length is None or self._stored is None:
            return True
        if await self._rows.find(shop_id, recording_id) is None:
            await self._forget(location)
        elif length.size > await self._stored.whole_size(location):
            await self._bring(shop_id, recording_id, length)
        else:
            await self.drop(location)
        return True

    def keep(self, shop_id: int, open_ones: Collection[Recording]) -> None:
        """Forget what was seen of a shop's recordings but for these."""
        self._silence.keep(f"{shop_id}/", {one.location for one in open_ones})

    async def over(self, location: str) -> None:
        """Wait until no part of a recording that has ended is on its way to the store any more."""
        await trio.lowlevel.checkpoint()
        if self._streams is not None:
            await self._streams.over(location)

    async def remove(self, location: str) -> None:
        """Remove the sound of a recording wherever it is."""
        if self._stored is not None:
            await self._stored.remove(location)
        await self.drop(location)

    async def drop(self, location: str) -> None:
        """Remove a file that is here."""
        await self._in_thread(partial((self._folder / location).unlink, missing_ok=True))

    # -- its file is here ------------------------------------------------------

    async def _bring(self, shop_id: int, recording_id: UUID, length: Length) -> None:
        """Close a recording, and bring its file to where it is to stay."""
        location = location_of(shop_id, recording_id)
        if not length.size:
            await self._rows.lost(shop_id, recording_id)
            return await self.remove(location)
        await self._close(shop_id, recording_id, length, stored=self._stored is None)
        if self._stored is None:
            return None
        await self.over(location)
        await self._stored.put(location, self._folder / location)
        if await self._rows.find(shop_id, recording_id) is None:  # it was removed while it was put
            return await self.remove(location)
        await self._stored.remove_parts(location)
        await self._close(shop_id, recording_id, length, stored=True)
        return await self.drop(location)

    async def _forget(self, location: str) -> None:
        """Remove what nobody knows any more, a day after its end: rows may have been restored from a copy."""
        changed_at = await self._in_thread(lambda: (self._folder / location).stat().st_mtime)
        if datetime.now(UTC) - datetime.fromtimestamp(changed_at, UTC) > GIVE_UP:
            await self.remove(location)

    # -- its file is not here --------------------------------------------------

    async def _settle_from_afar(self, shop_id: int, recording: Recording) -> bool:
        """Close a recording whose server has gone, with what the store has of it."""
        if self._stored is None or not await self._stored.size(recording.location):
            await self._give_up(shop_id, recording)
            return True
        if not await self._is_silent(recording.location, self._stored):
            return False
        with tempfile.TemporaryFile() as file:
            await self._bring_from_afar(shop_id, recording.id, file, self._stored)
        return True

    async def _bring_from_afar(self, shop_id: int, recording_id: UUID, file: BinaryIO, stored: Stored) -> None:
        location = location_of(shop_id, recording_id)
        await stored.fetch(location, file)
        length = await self._in_thread(partial(_whole, file))
        if not length.size:
            await self._rows.lost(shop_id, recording_id)
            return await stored.remove(location)
        if length.size > await stored.whole_size(location):
            await stored.put(location, file)
        if await self._rows.find(shop_id, recording_id) is None:  # it was removed meanwhile
            return await stored.remove(location)
        await self._close(shop_id, recording_id, length, stored=False)
        await stored.remove_parts(location)
        return await self._close(shop_id, recording_id, length, stored=True)

    async def _is_silent(self, location: str, stored: Stored) -> bool:
        """Return whether nothing has come of a recording for so long that its server must be dead."""
        sight = tuple(await stored.parts(location))
        return self._silence.seconds(location, sight, trio.current_time()) >= SILENT_SECONDS

    async def _give_up(self, shop_id: int, recording: Recording) -> None:
        if recording.state == "recording" and datetime.now(UTC) - recording.started_at > GIVE_UP:
            await self._rows.lost(shop_id, recording.id)

    # -- either way ------------------------------------------------------------

    async def _close(self, shop_id: int, recording_id: UUID, length: Length, *, stored: bool) -> None:
        await self._rows.end(shop_id, recording_id, seconds=length.seconds, size=length.size, stored=stored)

    async def _mended(self, location: str) -> Length | None:
        """Return how long a file is; None while it is written. Raises FileNotFoundError where there is none."""
        return await self._in_thread(partial(mend, self._folder / location))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._threads)


class Silence:
    """How long nothing has changed, as far as it was looked at: no other machine's clock is asked."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[object, float]] = {}

    def seconds(self, name: str, sight: object, now: float) -> float:
        """Return for how long a thing has looked like this; 0 at the first sight."""
        before, since = self._seen.get(name, (None, now))
        if before != sight:
            self._seen[name] = (sight, now)
            return 0.0
        return now - since

    def keep(self, prefix: str, names: Collection[str]) -> None:
        """Forget those of the names with such a beginning that are not among these."""
        for name in [name for name in self._seen if name.startswith(prefix) and name not in names]:
            del self._seen[name]


def location_of(shop_id: int, recording_id: UUID) -> str:
    """Return where a recording lies, below the folder and in the store."""
    return f"{shop_id}/{recording_id}.ogg"


def _whole(file: BinaryIO) -> Length:
    """Cut off what is not whole of a file, and return how long it is."""
    file.seek(0)
    length = whole_pages(file)
    file.truncate(length.size)
    file.seek(0)
    return length
