"""What is being recorded, brought to a store of objects while it grows.

The file here is ahead of the store by a write and a request. It is read again for each part, so nothing waits in memory
for a store that is slow: the parts get larger, up to a bound, until they have caught up.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
import trio

from execora.errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from execora.records.stored import Stored

log = structlog.get_logger()

PART_BYTES = 1 << 13
"""How long the last part gets before the next begins: 2.5 s of speech, 1400 parts an hour. It is sent again with each
write, so a longer one costs bandwidth (this one 80 kbit/s), and a shorter one more objects."""

MOST_BYTES = 1 << 16
"""The longest part, where the store was away; what a recording takes of our memory."""

BEAT_SECONDS = 20.0
"""How often the last part is sent though nothing was said: whoever else looks sees that somebody is still there."""

AGAIN_SECONDS = 5.0
"""Until the store is asked again after it failed."""

FILES_AT_ONCE = 4
"""Threads that read files."""


@dataclass(slots=True, eq=False)
class _Stream:
    """A recording on its way to the store."""

    location: str
    begun: int = 0
    """Where the last part begins, in bytes."""
    failing: bool = False
    grown: trio.Event = field(default_factory=trio.Event)
    ended: trio.Event = field(default_factory=trio.Event)
    over: trio.Event = field(default_factory=trio.Event)


class Streams:
    """All recordings that are being made here. `run` is their task."""

    def __init__(self, stored: Stored, folder: Path) -> None:
        self._stored, self._folder = stored, folder
        self._threads = trio.CapacityLimiter(FILES_AT_ONCE)
        self._streams: dict[str, _Stream] = {}
        self._begin, self._begun = trio.open_memory_channel[_Stream](math.inf)  # never more than there are recordings

    @contextmanager
    def stream(self, location: str) -> Iterator[Callable[[], None]]:
        """Bring a recording to the store until the end of the block; what it yields is called whenever its file grew.

        Neither the block nor that call ever waits for the store. What is in the file at the end of the block goes to
        the store too, if it takes it.
        """
        stream = self._streams[location] = _Stream(location)
        self._begin.send_nowait(stream)
        try:
            yield lambda: stream.grown.set()
        finally:
            stream.ended.set()
            stream.grown.set()

    async def over(self, location: str) -> None:
        """Wait until no part of a recording is on its way any more; its block must have ended, or end soon."""
        if stream := self._streams.get(location):
            await stream.over.wait()

    async def all_over(self) -> None:
        """Wait for `over` of each recording."""
        for location in list(self._streams):
            await self.over(location)

    async def run(self) -> None:
        """Bring to the store whatever is being recorded, until cancelled."""
        async with trio.open_nursery() as nursery:
            async for stream in self._begun:
                nursery.start_soon(self._follow, stream)

    async def _follow(self, stream: _Stream) -> None:
        """Bring one recording to the store, until it ends."""
        ended = False
        while not ended:
            with trio.move_on_after(BEAT_SECONDS):
                await stream.grown.wait()
            ended, stream.grown = stream.ended.is_set(), trio.Event()
            try:
                await self._catch_up(stream)
            except (RecordingError, OSError) as error:
                await self._wait_after(stream, error)
            else:
                self._works_again(stream)
        del self._streams[stream.location]
        stream.over.set()

    async def _catch_up(self, stream: _Stream) -> None:
        """Send what has come since the last part began, and the last part if nothing has."""
        size = MOST_BYTES
        while size == MOST_BYTES:
            content = await self._read(stream)
            size = len(content)
            if stream.begun or content:
                await self._stored.put_part(stream.location, stream.begun, content)
            if size >= PART_BYTES:
                stream.begun += size

    async def _read(self, stream: _Stream) -> bytes:
        path, start = self._folder / stream.location, stream.begun

        def work() -> bytes:
            with path.open("rb") as file:
                file.seek(start)
                return file.read(MOST_BYTES)

        return await trio.to_thread.run_sync(work, limiter=self._threads)

    async def _wait_after(self, stream: _Stream, error: Exception) -> None:
        """Wait a little, unless the recording ends, and let it be tried again."""
        if not stream.failing:
            log.warning("recordings.not_streamed", recording=stream.location, reason=str(error))
        stream.failing = True
        with trio.move_on_after(AGAIN_SECONDS):
            await stream.ended.wait()
        stream.grown.set()

    def _works_again(self, stream: _Stream) -> None:
        if stream.failing:
            log.info("recordings.streamed_again", recording=stream.location)
        stream.failing = False
