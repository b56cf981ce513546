"""What keeping stands on: tables of transcripts and of recordings, and a store of objects for those.

`execora.store.transcripts` keeps the first promise, `execora.store.recordings` the second, `execora.providers.objects`
the third.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO
    from uuid import UUID

    from execora.session.port import Entry, Position, Recording


class Entries(Protocol):
    """The tables of transcripts."""

    async def keep(self, entries: Sequence[Entry]) -> None:
        """Store entries of one shop, all or none of them; those that are there already stay as they are.

        Raises:
            DatabaseError: the database cannot do it now. The same entries are sent again, later.
            OutcomeUnknownError: they may be stored, or not. The same entries are sent again.
            RefusedError: the database will never take at least one of them.

        """


class Conversations(Protocol):
    """The table of conversations. Each method may raise `DatabaseError`, and can be called again after it."""

    async def shop_ids(self) -> Sequence[int]:
        """Return numbers of which each shop has one; some may be nobody's."""

    async def end_left_open(self, shop_id: int, server: str) -> int:
        """End the conversations of a shop that nobody will end any more, and return how many.

        They are those that earlier starts of this server have left open, and those of servers that were not here for a
        day: each server must come once an hour.

        Raises:
            OutcomeUnknownError: they may be ended.

        """


class Rows(Protocol):
    """The table of recordings. Each method may raise `DatabaseError`, and can be called again after it."""

    async def shop_ids(self) -> Sequence[int]:
        """Return numbers of which each shop has one; some may be nobody's."""

    async def begin(self, shop_id: int, recording_id: UUID, conversation_id: UUID, location: str) -> None:
        """Note that a recording begins now."""

    async def end(self, shop_id: int, recording_id: UUID, *, seconds: float, size: int, stored: bool) -> None:
        """Note how long a recording is, and whether it is where it is to stay; from then on it only gets longer."""

    async def lost(self, shop_id: int, recording_id: UUID) -> None:
        """Note that nothing is left of a recording that never ended."""

    async def find(self, shop_id: int, recording_id: UUID) -> Recording | None:
        """Return a recording, or None."""

    async def remove(self, shop_id: int, recording_id: UUID) -> None:
        """Forget a recording."""

    async def page(self, shop_id: int, *, after: Position | None, limit: int) -> Sequence[Recording]:
        """Return recordings, the newest first, after a position or from the first on."""

    async def not_stored(self, shop_id: int) -> Sequence[Recording]:
        """Return those that go on, or that are not yet where they are to stay."""

    async def old(self, shop_id: int, days: int) -> Sequence[Recording]:
        """Return those that began more than so many days ago, and have ended."""


class Object(NamedTuple):
    """What a store tells of an object. They sort by their keys."""

    key: str
    size: int
    """In bytes."""
    changed_at: datetime
    """By the store's own clock."""


class Objects(Protocol):
    """A store of objects by key. Each method raises `RecordingError` where the store does not do what it is asked."""

    async def put(self, key: str, content: Path | BinaryIO | bytes) -> None:
        """Store a file's content, or bytes; an object of that key is replaced, as a whole or not at all."""

    async def below(self, folder: str) -> Sequence[Object]:
        """Return the objects whose keys begin with a folder's and a slash."""

    async def size(self, key: str) -> int | None:
        """Return how many bytes an object has; None where there is none."""

    async def read(self, key: str, start: int, length: int) -> bytes | None:
        """Return so many bytes of an object; None where there is none."""

    async def remove(self, *keys: str) -> None:
        """Remove objects; where there is none, nothing happens."""
