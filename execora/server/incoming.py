"""Messages put together from the events of a WebSocket. Pure: pieces in, whole messages out, and the clock is given."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from wsproto.events import TextMessage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wsproto.events import BytesMessage

MOST_DISCARDED = 16
"""So many times the largest message is read past without being kept; one longer still ends the connection (1009)."""


class Incoming:
    """Puts messages together, and keeps nothing of one that is too long.

    The pieces are kept as bytes, side by side: ten thousand of one letter each take no more than one of ten thousand.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._size = 0
        self._kept = bytearray()
        self._open = False
        self.begun_at = inf
        """When that began which is not whole yet, a message or a frame; infinity where there is nothing such."""
        self.hopeless = False
        """Whether a message was so long that it is not even worth reading past it."""

    def add(self, event: TextMessage | BytesMessage, size: int, now: float) -> Iterator[str | bytes | None]:
        """Give the message that the event, of so many bytes, completes, if it does; None for one that was too long."""
        self._size += size
        self.hopeless = self._size > self._most_bytes * MOST_DISCARDED
        fits = self._size <= self._most_bytes
        if not event.message_finished:
            self._open, self.begun_at = True, min(self.begun_at, now)
            self._keep(event, fits=fits)
            return
        self.begun_at = inf
        if self.hopeless:
            return
        whole = self._whole(event) if fits else None
        self._kept, self._size, self._open = bytearray(), 0, False
        yield whole

    def read(self, now: float, *, anything: bool) -> None:
        """Note that all was read that has come, and whether that was anything whole, if only a piece of a message."""
        if anything and not self._open:
            self.begun_at = inf
        else:
            self.begun_at = min(self.begun_at, now)

    def _keep(self, event: TextMessage | BytesMessage, *, fits: bool) -> None:
        if fits:
            self._kept += _bytes(event)
        else:
            self._kept = bytearray()

    def _whole(self, last: TextMessage | BytesMessage) -> str | bytes:
        if not self._open:
            return last.data if isinstance(last, TextMessage) else bytes(last.data)
        self._kept += _bytes(last)
        return self._kept.decode() if isinstance(last, TextMessage) else bytes(self._kept)


def size_of(event: TextMessage | BytesMessage) -> int:
    """Return how many bytes of a message an event brings."""
    data = event.data
    return len(data.encode()) if isinstance(data, str) and not data.isascii() else len(data)


def _bytes(event: TextMessage | BytesMessage) -> bytes | bytearray:
    return event.data.encode() if isinstance(event, TextMessage) else event.data
