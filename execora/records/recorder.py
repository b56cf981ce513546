"""Recording while somebody speaks: sound comes in on a channel, and goes to a file as it comes."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import structlog
import trio

from execora.errors import DatabaseError, OutcomeUnknownError, RecordingError
from execora.records.archive import location_of
from execora.records.opus import OpusFile
from execora.session.port import Recorded

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from execora.records.archive import Archive
    from execora.records.port import Rows
    from execora.session.port import Recorder as Promise

log = structlog.get_logger()

T = TypeVar("T")

WRITE_SECONDS = 0.5
"""How much sound waits before it is encoded and written: 5 ms of work in a thread, and what a kill may cost."""

PATIENCE_SECONDS = 5.0
"""How long the beginning of a recording may take, and its end, cancelled or not."""

AT_ONCE = 2
"""Threads that encode: each is busy for a hundredth of the time that a recording lasts."""


class Recorder:
    """Keeps sound in files of an archive, with a row for each; keeps the promise of `execora.session.port.Recorder`."""

    def __init__(self, rows: Rows, archive: Archive) -> None:
        self._rows, self._archive = rows, archive
        self._threads = trio.CapacityLimiter(AT_ONCE)

    async def record(
        self, shop_id: int, conversation_id: UUID, recording_id: UUID, pcm: trio.MemoryReceiveChannel[bytes]
    ) -> Recorded:
        """Keep PCM until the channel ends; return what came of it.

        Cancellation: the file is closed and its row too, within `PATIENCE_SECONDS`. Where that does not suffice, or the
        books are away by then, the archive does it later.

        Raises:
            RecordingError: it cannot be kept, or not any more. What was kept before can be played.

        """
        file = recorded = None
        with pcm:
            with trio.move_on_after(PATIENCE_SECONDS, shield=True):  # what waits in the channel by now is kept
                file = await self._begin(shop_id, conversation_id, recording_id)
            if file is None:
                raise RecordingError(f"a recording did not begin within {PATIENCE_SECONDS:.0f} seconds")
            try:
                await self._take(pcm, file)
            finally:
                with trio.move_on_after(PATIENCE_SECONDS, shield=True):
                    recorded = await self._end(shop_id, recording_id, file)
            if recorded is None:
                raise RecordingError(f"a recording did not end within {PATIENCE_SECONDS:.0f} seconds")
            return recorded

    async def _take(self, pcm: trio.MemoryReceiveChannel[bytes], file: OpusFile) -> None:
        """Keep sound as it comes; being cancelled leaves nothing in the channel."""
        try:
            async for piece in pcm:
                if file.add(piece) >= WRITE_SECONDS:
                    await self._in_thread(file.write)
        finally:
            with suppress(trio.WouldBlock, trio.EndOfChannel):
                while True:
                    file.add(pcm.receive_nowait())

    async def _begin(self, shop_id: int, conversation_id: UUID, recording_id: UUID) -> OpusFile:
        """Make the file, then its row: a row without a file would look as if another server were at it."""
        location = location_of(shop_id, recording_id)
        path = self._archive.path(location)
        file = await trio.to_thread.run_sync(OpusFile, path, limiter=self._threads)
        begun = False
        try:
            await self._rows.begin(shop_id, recording_id, conversation_id, location)
            begun = True
        except (DatabaseError, OutcomeUnknownError) as error:
            raise RecordingError("the books cannot be reached, and nothing is recorded without them") from error
        finally:
            if not begun:
                file.discard()
        return file

    async def _end(self, shop_id: int, recording_id: UUID, file: OpusFile) -> Recorded:
        length = await self._in_thread(file.close)
        try:
            await self._archive.end(shop_id, recording_id, length)
        except (DatabaseError, OutcomeUnknownError) as error:
            log.warning("recording.row_open", recording=str(recording_id), reason=str(error))
        return Recorded(recording_id, length.seconds, length.size)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._threads, abandon_on_cancel=True)


if TYPE_CHECKING:

    def _keeps_its_promises(recorder: Recorder) -> Promise:
        return recorder
