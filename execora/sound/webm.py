"""WebM as browsers' MediaRecorder makes it, read as it arrives: bytes in, Opus packets out.

Libraries for containers pull: they read from a file, which would take a thread for each connection. What there is to
know is little: elements (RFC 8794) of an id, a size and a body, nested in a few masters (RFC 9559), which are entered
and not kept track of.
"""

from __future__ import annotations

from typing import NamedTuple

MAGIC = b"\x1a\x45\xdf\xa3"
"""The id of the EBML header, with which every WebM file begins."""

MOST_ELEMENT_BYTES = 65_536
"""An Opus packet has 61,298 at the most (RFC 7845, section 6)."""

MOST_HEADER_BYTES = 262_144
"""What may come before the first block. MediaRecorder needs 150."""

# ids, RFC 9559 section 5.1
EBML = 0x1A45DFA3
SEGMENT = 0x18538067
CLUSTER = 0x1F43B675
TRACKS = 0x1654AE6B
TRACK_ENTRY = 0xAE
BLOCK_GROUP = 0xA0
TRACK_NUMBER = 0xD7
CODEC_ID = 0x86
CODEC_PRIVATE = 0x63A2
CONTENT_ENCODINGS = 0x6D80
BLOCK = 0xA1
SIMPLE_BLOCK = 0xA3

ENTERED = {SEGMENT, CLUSTER, TRACKS, TRACK_ENTRY, BLOCK_GROUP}
LACING = 0x06


class WebmError(Exception):
    """It is no WebM, not WebM with Opus in it, or broken."""


class Head(NamedTuple):
    """A stream begins: all packets up to the next head belong to it."""

    private: bytes
    """Opus' identification header (RFC 7845, section 5.1)."""


class Packet(NamedTuple):
    """An Opus packet."""

    data: bytes
    """Never empty."""


class _Track:
    def __init__(self) -> None:
        self.number, self.codec, self.private = 0, "", b""


class WebmReader:
    """Takes WebM apart. After an error it is of no more use."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._tracks: list[_Track] = []
        self._heard: _Track | None = None
        """The track whose head was given out."""
        self._header_bytes = 0

    def add(self, data: bytes) -> list[Head | Packet]:
        """Return what is complete now. A second EBML header is a recorder that was started anew.

        Raises:
            WebmError: the bytes cannot be what they should be.

        """
        self._buffer += data
        found: list[Head | Packet] = []
        at = 0
        while (element := _element(self._buffer, at)) is not None:
            identifier, begin, end = element
            self._take(identifier, bytes(self._buffer[begin:end]), found)
            if self._heard is None:
                self._header_bytes += end - at
            at = end
        del self._buffer[:at]
        if self._header_bytes > MOST_HEADER_BYTES:
            raise WebmError("its header does not end")
        return found

    def _take(self, identifier: int, body: bytes, found: list[Head | Packet]) -> None:
        match identifier:
            case _ if identifier == EBML:
                self._tracks, self._heard, self._header_bytes = [], None, 0
            case _ if identifier == TRACK_ENTRY:
                self._tracks.append(_Track())
            case _ if identifier in (SIMPLE_BLOCK, BLOCK):
                found.extend(self._block(body))
            case _ if self._tracks:
                _note(self._tracks[-1], identifier, body)

    def _block(self, body: bytes) -> list[Head | Packet]:
        """Return the packet in a block (RFC 9559, section 10): track, time (two bytes), flags, then the packet."""
        track = self._heard or self._opus()
        number, begin = _vint(body, 0, keep_marker=False) or (0, 0)
        if begin + 3 >= len(body):
            raise WebmError("a block has no packet")
        if number != track.number:
            return []
        if body[begin + 2] & LACING:
            raise WebmError("a block has several packets")
        packet = Packet(body[begin + 3 :])
        if self._heard:
            return [packet]
        self._heard = track
        return [Head(track.private), packet]

    def _opus(self) -> _Track:
        for track in self._tracks:
            if track.codec == "A_OPUS":
                return track
        raise WebmError(f"its sound is not Opus but {', '.join(track.codec for track in self._tracks) or 'nothing'}")


def _note(track: _Track, identifier: int, body: bytes) -> None:
    if identifier == TRACK_NUMBER:
        track.number = int.from_bytes(body, "big")
    elif identifier == CODEC_ID:
        track.codec = body.rstrip(b"\0").decode("ascii", "replace")
    elif identifier == CODEC_PRIVATE:
        track.private = body
    elif identifier == CONTENT_ENCODINGS:
        raise WebmError("its packets are compressed or encrypted once more")


def _element(buffer: bytearray, at: int) -> tuple[int, int, int] | None:
    """Return the id of the element at a place, and where its body begins and ends; None if it is not all there.

    A master that is entered has no body: its children come next, whatever size it gives or does not give.
    """
    if (head := _vint(buffer, at, keep_marker=True)) is None:
        return None
    identifier, at = head
    if identifier > 0xFFFFFFFF:
        raise WebmError("an element has no id")
    if (length := _vint(buffer, at, keep_marker=False)) is None:
        return None
    size, begin = length
    if identifier in ENTERED:
        return identifier, begin, begin
    if size > MOST_ELEMENT_BYTES:  # one of unknown size has the largest size of all
        raise WebmError("an element is too large")
    return (identifier, begin, begin + size) if begin + size <= len(buffer) else None


def _vint(buffer: bytes | bytearray, at: int, *, keep_marker: bool) -> tuple[int, int] | None:
    """Return the number at a place and where it ends (RFC 8794, section 4); None if it is not all there.

    The zeros before its first one tell how many bytes follow. An id keeps that one.
    """
    if at >= len(buffer):
        return None
    first = buffer[at]
    if first == 0:
        raise WebmError("an element has no size")
    length = 9 - first.bit_length()
    if at + length > len(buffer):
        return None
    number = int.from_bytes(buffer[at : at + length], "big")
    return number if keep_marker else number & ((1 << 7 * length) - 1), at + length
