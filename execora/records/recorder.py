"""Recording while somebody speaks: sound comes in on a channel, and goes to a file as it comes."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import structlog
import trio

from execora.errors import DatabaseError, OutcomeUnknownError, RecordingError
from execora.records.opus import OpusFile
from execora.records.settling import location_of
from execora.session.port import Recorded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from execora.records.archive import Archive
    from execora.records.port import Rows
    from execora.session.port import Recorder as Promise

log = structlog.get_logger()

T = TypeVar("T")

WRITE_SECONDS = 0.4
"""How much sound waits before it is encoded and written: 4 ms of work in a thread, and what a kill may cost, beside the
page of 0.2 s that the muxer holds back. A multiple of a page: after writes of 0.5 s it is 0.3 s behind."""

PATIENCE_SECONDS = 5.0
"""How long the beginning of a recording may take, and its end."""

HURRY_SECONDS = 0.6
"""How long it may take to its end once it is cancelled: as long as a server that stops waits for sessions that it
hurries. A client's next conversation waits no longer either."""

AT_ONCE = 2
"""Threads that encode: each is busy for a hundredth of the time that a recording lasts."""


@dataclass(slots=True, eq=False)
class _Making:
    """A recording that is being made, and what came of it."""

    shield: trio.CancelScope = field(default_factory=lambda: trio.CancelScope(shield=True))
    taking: trio.CancelScope = field(default_factory=trio.CancelScope)
    over: trio.Event = field(default_factory=trio.Event)
    recorded: Recorded | None = None
    error: RecordingError | None = None

    def hurry(self) -> None:
        """Take nothing more than what waits, and come to an end."""
        self.taking.cancel()
        self.shield.deadline = trio.current_time() + HURRY_SECONDS


class Recorder:
    """Keeps sound in files of an archive, with a row for each; keeps the promise of `execora.session.port.Recorder`."""

    def __init__(self, rows: Rows, archive: Archive) -> None:
        self._rows, self._archive = rows, archive
        self._threads = trio.CapacityLimiter(AT_ONCE)

    async def record(
        self, shop_id: int, conversation_id: UUID, recording_id: UUID, pcm: trio.MemoryReceiveChannel[bytes]
    ) -> Recorded:
        """Keep PCM until the channel ends; return what came of it.

        Cancellation: what waits in the channel is kept too, and the file and its row are closed, within
        `HURRY_SECONDS`. Where that does not suffice, or the books are away by then, the archive does it later.

        Raises:
            RecordingError: it cannot be kept, or not any more. What was kept before can be played.

        """
        making = _Making()
        with pcm:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._make, making, shop_id, conversation_id, recording_id, pcm)
                try:
                    await making.over.wait()
                finally:
                    making.hurry()
        if making.error:
            raise making.error
        if making.recorded is None:
            raise RecordingError(f"a recording did not end within {PATIENCE_SECONDS:.0f} seconds")
        return making.recorded

    async def _make(
        self,
        making: _Making,
        shop_id: int,
        conversation_id: UUID,
        recording_id: UUID,
        pcm: trio.MemoryReceiveChannel[bytes],
    ) -> None:
        """Begin, keep and end a recording. It has a task of its own, shielded, so that it ends well in a hurry too."""
        file = None
        try:
            with making.shield:
                with trio.move_on_after(PATIENCE_SECONDS):
                    file = await self._begin(shop_id, conversation_id, recording_id)
                if file is None:
                    raise RecordingError(f"a recording did not begin within {PATIENCE_SECONDS:.0f} seconds")
                with self._archive.streaming(location_of(shop_id, recording_id)) as grown:
                    try:
                        with making.taking:
                            await self._take(pcm, file, grown)
                    finally:
                        with trio.move_on_after(PATIENCE_SECONDS):
                            making.recorded = await self._end(shop_id, recording_id, file)  # noqa: ASYNC102 - it is shielded
        except RecordingError as error:
            making.error = error
        finally:
            making.over.set()

    async def _take(self, pcm: trio.MemoryReceiveChannel[bytes], file: OpusFile, grown: Callable[[], None]) -> None:
        """Keep sound as it comes; being cancelled leaves nothing in the channel."""
        try:
            async for piece in pcm:
                if file.add(piece) >= WRITE_SECONDS:
                    await self._in_thread(file.write)
                    grown()
        finally:
            with suppress(trio.WouldBlock, trio.EndOfChannel):
                while True:
                    file.add(pcm.receive_nowait())

    async def _begin(self, shop_id: int, conversation_id: UUID, recording_id: UUID) -> OpusFile:
        """Make the file, then its row: a row without a file would look as if another server were at it."""
        location = location_of(shop_id, recording_id)
        path = self._archive.path(location)
        file = await self._open(path)
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

    async def _open(self, path: Path) -> OpusFile:
        """Make the file in a thread. Where nobody waits for it any more, whoever comes second removes it."""
        opened: list[OpusFile] = []
        first = threading.Lock()

        def work() -> None:
            opened.append(OpusFile(path))
            if not first.acquire(blocking=False):
                opened[0].discard()

        try:
            await self._in_thread(work)
        except trio.Cancelled:
            if not first.acquire(blocking=False):
                opened[0].discard()
            raise
        return opened[0]

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
