"""The table of recordings in memory, and a store of objects that may fail."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import trio

from execora.errors import DatabaseError, RecordingError
from execora.records.port import Object
from execora.session.port import Recording

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import BinaryIO
    from uuid import UUID

    from execora.records import port
    from execora.session.port import Position


@dataclass
class FakeRows:
    """Keeps the recordings of any number of shops."""

    recordings: dict[tuple[int, UUID], Recording] = field(default_factory=dict)
    at_store: set[UUID] = field(default_factory=set)
    away: bool = False
    """Whether the database cannot be reached."""
    looked: int = 0
    """How often it was looked through."""
    meanwhile: Callable[[], Awaitable[None]] = trio.lowlevel.checkpoint
    """What else happens whenever it is asked something."""

    async def shop_ids(self) -> Sequence[int]:
        await self._reach()
        self.looked += 1
        return sorted({shop_id for shop_id, _ in self.recordings})

    async def begin(self, shop_id: int, recording_id: UUID, conversation_id: UUID, location: str) -> None:
        await self._reach()
        self.add(shop_id, recording_id, location, datetime.now(UTC))

    def add(self, shop_id: int, recording_id: UUID, location: str, started_at: datetime) -> None:
        self.recordings[shop_id, recording_id] = Recording(
            recording_id, location, started_at, None, None, None, "recording"
        )

    async def end(self, shop_id: int, recording_id: UUID, *, seconds: float, size: int, stored: bool) -> None:
        await self._reach()
        before = self.recordings.get((shop_id, recording_id))
        if before is None:
            return
        not_yet_stored = recording_id not in self.at_store and (stored or before.bytes != size)
        if before.bytes is None or before.bytes < size or not_yet_stored:
            ended_at = before.started_at + timedelta(seconds=seconds)
            after = replace(before, state="kept", seconds=seconds, bytes=size, ended_at=ended_at)
            self.recordings[shop_id, recording_id] = after
            self.at_store = self.at_store - {recording_id} | ({recording_id} if stored else set())

    async def lost(self, shop_id: int, recording_id: UUID) -> None:
        await self._reach()
        before = self.recordings.get((shop_id, recording_id))
        if before is not None and before.state == "recording":
            self.recordings[shop_id, recording_id] = replace(before, state="lost")

    async def find(self, shop_id: int, recording_id: UUID) -> Recording | None:
        await self._reach()
        return self.recordings.get((shop_id, recording_id))

    async def remove(self, shop_id: int, recording_id: UUID) -> None:
        await self._reach()
        self.recordings.pop((shop_id, recording_id), None)

    async def page(self, shop_id: int, *, after: Position | None, limit: int) -> Sequence[Recording]:
        found = await self._of(shop_id)
        return [one for one in found if after is None or one.position < after][:limit]

    async def not_stored(self, shop_id: int) -> Sequence[Recording]:
        return [one for one in await self._of(shop_id) if one.id not in self.at_store and one.state != "lost"]

    async def old(self, shop_id: int, days: int) -> Sequence[Recording]:
        before = datetime.now(UTC) - timedelta(days=days)
        ended = [one for one in await self._of(shop_id) if one.state != "recording"]
        return [one for one in ended if one.started_at < before]

    async def _of(self, shop_id: int) -> list[Recording]:
        await self._reach()
        own = [one for (owner, _), one in self.recordings.items() if owner == shop_id]
        return sorted(own, key=lambda one: one.position, reverse=True)

    async def _reach(self) -> None:
        await self.meanwhile()
        if self.away:
            raise DatabaseError("away")


@dataclass
class FakeObjects:
    """A store of objects."""

    objects: dict[str, bytes] = field(default_factory=dict)
    broken: bool = False
    puts: list[tuple[str, int]] = field(default_factory=list)
    """What was put, and how long it was."""
    asked: int = 0
    """How often it was asked anything."""
    meanwhile: Callable[[], Awaitable[None]] = trio.lowlevel.checkpoint
    """What else happens whenever it is asked something."""
    _changed: dict[str, datetime] = field(default_factory=dict)

    @property
    def parts(self) -> bytes:
        """Everything that lies in parts, one after the other."""
        return b"".join(content for key, content in sorted(self.objects.items()) if ".parts/" in key)

    async def put(self, key: str, content: Path | BinaryIO | bytes) -> None:
        await self._reach()
        match content:
            case bytes():
                self.objects[key] = content
            case Path() as path:
                self.objects[key] = await trio.Path(path).read_bytes()
            case file:
                self.objects[key] = file.read()
        self.puts.append((key, len(self.objects[key])))
        self._changed[key] = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=len(self.puts))

    async def below(self, folder: str) -> Sequence[Object]:
        await self._reach()
        found = [(key, content) for key, content in self.objects.items() if key.startswith(f"{folder}/")]
        return [Object(key, len(content), self._changed[key]) for key, content in found]

    async def size(self, key: str) -> int | None:
        await self._reach()
        return len(self.objects[key]) if key in self.objects else None

    async def read(self, key: str, start: int, length: int) -> bytes | None:
        await self._reach()
        return self.objects[key][start : start + length] if key in self.objects else None

    async def remove(self, *keys: str) -> None:
        await self._reach()
        for key in keys:
            self.objects.pop(key, None)

    async def _reach(self) -> None:
        await self.meanwhile()
        self.asked += 1
        if self.broken:
            raise RecordingError("the store is broken")


if TYPE_CHECKING:

    def _keep_their_promises(rows: FakeRows, objects: FakeObjects) -> tuple[port.Rows, port.Objects]:
        return rows, objects
