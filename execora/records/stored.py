"""What a store of objects has of a recording: all of it as one object, or what came so far as parts.

`7/ID.ogg` is a recording that is whole. `7/ID.ogg.parts/000000016543` holds what comes from that byte on, up to where
the next part begins. The last part grows: it is replaced by a longer one that begins alike, until it is long enough for
the next to begin. So at every moment the parts in a row are the beginning of the recording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio

from execora.errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from execora.records.port import Object, Objects

PIECE_BYTES = 1 << 18
"""How much is fetched at once."""


class Stored:
    """The recordings of a store.

    Raises:
        RecordingError: each of its methods, where the store does not do what it is asked.

    """

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    # -- whoever writes --------------------------------------------------------

    async def put(self, location: str, file: Path | BinaryIO) -> None:
        """Store all of a recording. What there is of it already stays until then."""
        await self._objects.put(location, file)

    async def put_part(self, location: str, start: int, content: bytes) -> None:
        """Store what comes from a byte on, instead of what began there before."""
        await self._objects.put(f"{_folder(location)}/{start:012}", content)

    async def remove_parts(self, location: str) -> None:
        """Remove the parts of a recording that is whole in the store."""
        parts = await self._objects.below(_folder(location))
        if parts:
            await self._objects.remove(*(part.key for part in parts))

    async def remove(self, location: str) -> None:
        """Remove a recording, whole or in parts."""
        await self.remove_parts(location)
        await self._objects.remove(location)

    # -- whoever reads ---------------------------------------------------------

    async def whole_size(self, location: str) -> int:
        """Return how many bytes a recording has that is whole in the store; 0 where it is not."""
        return await self._objects.size(location) or 0

    async def parts(self, location: str) -> Sequence[Object]:
        """Return the parts of a recording from its first byte on, up to the first gap."""
        return in_a_row(await self._objects.below(_folder(location)))

    async def size(self, location: str) -> int | None:
        """Return how many bytes there are of a recording; None where there are none.

        The parts go once the whole is there. So who sees neither the one nor, then, the others has to look again.
        """
        if size := await self.whole_size(location):
            return size
        in_parts = sum(part.size for part in await self.parts(location))
        return in_parts or await self.whole_size(location) or None

    async def read(self, location: str, start: int, length: int) -> bytes:
        """Return bytes of a recording, at the most so many."""
        content = await self._objects.read(location, start, length)
        if content is None:
            content = await self._read_parts(location, start, length)
        if content is None:
            content = await self._objects.read(location, start, length)
        if content is None:
            raise RecordingError("the sound of a recording is gone")
        return content

    async def fetch(self, location: str, file: BinaryIO) -> None:
        """Write into a file what there is of a recording."""
        size = await self.size(location) or 0
        for start in range(0, size, PIECE_BYTES):
            length = min(PIECE_BYTES, size - start)
            piece = await self.read(location, start, length)
            if len(piece) < length:
                raise RecordingError("a recording became shorter while it was fetched")
            await trio.to_thread.run_sync(file.write, piece)

    async def _read_parts(self, location: str, start: int, length: int) -> bytes | None:
        """Return bytes from the parts of a recording; None where they are not there, or not any more."""
        parts = await self.parts(location)
        pieces = [await self._objects.read(*span) for span in spans(parts, start, start + length)]
        found = [piece for piece in pieces if piece is not None]
        return b"".join(found) if parts and len(found) == len(pieces) else None


def in_a_row(parts: Iterable[Object]) -> list[Object]:
    """Return the parts that follow each other from the first byte on."""
    row: list[Object] = []
    end = 0
    for part in sorted(parts):
        if _start(part) != end:
            break
        row.append(part)
        end += part.size
    return row


def spans(parts: Iterable[Object], start: int, stop: int) -> list[tuple[str, int, int]]:
    """Return what is to be read of each part for the bytes from start to stop: its key, from where, how many."""
    found: list[tuple[str, int, int]] = []
    for part in parts:
        first, last = max(start - _start(part), 0), min(stop - _start(part), part.size)
        if first < last:
            found.append((part.key, first, last - first))
    return found


def _folder(location: str) -> str:
    return f"{location}.parts"


def _start(part: Object) -> int:
    """Return at which byte a part begins; -1 for what is none of ours."""
    name = part.key.rpartition("/")[2]
    return int(name) if name.isdecimal() else -1
