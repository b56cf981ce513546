"""Ogg pages, as far as it takes to find out how much of a file is whole.

An Ogg file is a row of pages, each with its own length and, in our files, the sample at which it ends (RFC 3533,
section 6; for Opus at 48 kHz and counted with a lead-in that players skip, RFC 7845, sections 4 and 5.1).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import BinaryIO

PAGE_HEAD = struct.Struct("<4sBBqIIIB")
OPUS_RATE = 48_000
PRE_SKIP = struct.Struct("<8sBBH")
"""The head of the first packet: magic, version, channels, and how many samples players skip."""


class Length(NamedTuple):
    """How much sound there is."""

    size: int
    """In bytes."""
    seconds: float


NOTHING = Length(0, 0.0)


def whole_pages(file: BinaryIO) -> Length:
    """Return how long a file is up to its last whole page; `NOTHING` where no whole page has sound."""
    skipped = end = samples = 0
    while page := _next_page(file):
        granule, content = page
        if content.startswith(b"OpusHead"):
            skipped = PRE_SKIP.unpack_from(content)[3]
        end, samples = file.tell(), max(samples, granule)
    return Length(end, (samples - skipped) / OPUS_RATE) if samples > skipped else NOTHING


def _next_page(file: BinaryIO) -> tuple[int, bytes] | None:
    """Return the granule position and the content of the next page; None where there is no whole one."""
    head = file.read(PAGE_HEAD.size)
    if len(head) < PAGE_HEAD.size or not head.startswith(b"OggS"):
        return None
    *_, granule, _serial, _number, _checksum, segments = PAGE_HEAD.unpack(head)
    length = sum(file.read(segments))
    content = file.read(length)
    return (granule, content) if len(content) == length else None
