"""Packets of Opus, each by itself as telephony and native clients send them: without Ogg, WebM or RTP around them.

They are checked here, and not by a decoder: to look at a packet takes microseconds and no state, and whatever passes
lasts as long as it says.
"""

from __future__ import annotations

from av import CodecContext, FFmpegError
from av import Packet as AVPacket

from execora.sound.resampling import Resampler, frame_of

OPUS_RATE = 48_000
"""Samples a second that every decoder of Opus gives, whatever went in (RFC 6716, section 2.1.3)."""

LONGEST_MILLISECONDS = 120
"""How long a packet may last (RFC 6716, section 3.1)."""

PACKET_MILLISECONDS = 20
"""How long each of those lasts that are made here: what libopus advises, and what every client expects."""

BITS_A_SECOND = 32_000
"""Speech of the full band is clear from 28 to 40 kbit/s (RFC 6716, section 2.1.1)."""

COMPLEXITY = "5"
"""Of 10, as telephones have it: 8 ms for a second of speech; at 10 it takes 11."""

PRE_SKIP = 312
"""Samples at the beginning of a stream that come before its sound: libopus looks 6.5 ms ahead."""

_PACKET_BYTES = 2 * OPUS_RATE * PACKET_MILLISECONDS // 1000
_LONGEST_FRAME = 1275
_SILK, _HYBRID, _CELT = (10, 20, 40, 60), (10, 20), (2.5, 5, 10, 20)
_FRAME_MILLISECONDS = (*_SILK * 3, *_HYBRID * 2, *_CELT * 4)
"""How long a frame lasts, by the packet's configuration (RFC 6716, table 2)."""


class NotOpusError(Exception):
    """The bytes are no packet of Opus. The message says, for a person, what is wrong with them."""


def check(packet: bytes) -> float:
    """Return how many milliseconds a packet lasts, from 2.5 to `LONGEST_MILLISECONDS`.

    What its frames say is not looked at: to a decoder any bytes there are sound.

    Raises:
        NotOpusError: it breaks one of the rules R1 to R7 of RFC 6716, section 3.4.

    """
    if not packet:
        raise NotOpusError("it is empty")  # R1
    frame_milliseconds = _FRAME_MILLISECONDS[packet[0] >> 3]
    match packet[0] & 3:
        case 0:
            count, frames = 1, [len(packet) - 1]
        case 1:
            count, frames = 2, _equal(len(packet) - 1, 2)
        case 2:
            count, frames = 2, _listed(packet, 1, 1, len(packet))
        case _:
            count, frames = _counted(packet, frame_milliseconds)
    if max(frames) > _LONGEST_FRAME:
        raise NotOpusError(f"one of its frames has more than {_LONGEST_FRAME} bytes")  # R2
    return count * frame_milliseconds


def _equal(size: int, count: int) -> list[int]:
    """Return the size of frames that share so many bytes; there is no need to list each."""
    if size % count:
        raise NotOpusError(f"{size} bytes are no {count} frames of one size")  # R3, R6
    return [size // count]


def _listed(packet: bytes, at: int, listed: int, end: int) -> list[int]:
    """Return the sizes of frames of which all but the last are listed from `at` on, and which go on to `end`."""
    sizes = []
    for _ in range(listed):
        size, at = _size(packet, at)
        sizes.append(size)
    last = end - at - sum(sizes)
    if last < 0:
        raise NotOpusError("its frames are longer than it is")  # R4, R7
    return [*sizes, last]


def _size(packet: bytes, at: int) -> tuple[int, int]:
    """Return the size that is written in one or two bytes, and what comes behind it (RFC 6716, section 3.2.1)."""
    size = _byte(packet, at)
    return (size, at + 1) if size < 252 else (size + 4 * _byte(packet, at + 1), at + 2)


def _byte(packet: bytes, at: int) -> int:
    try:
        return packet[at]
    except IndexError:
        raise NotOpusError("it is cut off") from None


def _counted(packet: bytes, frame_milliseconds: float) -> tuple[int, list[int]]:
    """Return how many frames a packet has that says so itself, and their sizes (RFC 6716, section 3.2.5)."""
    how = _byte(packet, 1)
    variable, padded, count = how & 0x80, how & 0x40, how & 0x3F
    if not 0 < count * frame_milliseconds <= LONGEST_MILLISECONDS:
        raise NotOpusError(f"it would last {count * frame_milliseconds:g} ms")  # R5
    padding, at = _padding(packet) if padded else (0, 2)
    end = len(packet) - padding
    if end < at:
        raise NotOpusError("its padding is longer than it is")  # R6, R7
    return count, _listed(packet, at, count - 1, end) if variable else _equal(end - at, count)


def _padding(packet: bytes) -> tuple[int, int]:
    """Return how many bytes at the end mean nothing, and where what says so ends."""
    padding, at = 0, 2
    while (more := _byte(packet, at)) == 255:
        padding, at = padding + 254, at + 1
    return padding + more, at + 1


class PacketDecoder:
    """Decodes the packets of one stream. One that is broken, or was lost, spoils no other."""

    def __init__(self) -> None:
        self._codec = CodecContext.create("libopus", "r")
        self._resampler = Resampler()

    def add(self, packet: bytes) -> bytes:
        """Return a packet's sound: PCM at `execora.sound.stream.RATE`.

        Raises:
            NotOpusError: it is no packet of Opus. The next one may be.

        """
        check(packet)
        try:
            return self._resampler.add(self._codec.decode(AVPacket(packet)))
        except FFmpegError as error:
            raise NotOpusError(error.strerror or str(error)) from error


class Encoder:
    """Encodes one stream of mono PCM (signed 16 bits) of any rate, which may change, to packets of 20 ms.

    `PRE_SKIP` samples come out before the first that went in.
    """

    def __init__(self) -> None:
        self._codec = CodecContext.create("libopus", "w")
        self._codec.sample_rate, self._codec.layout, self._codec.format = OPUS_RATE, "mono", "s16"
        self._codec.bit_rate = BITS_A_SECOND
        self._codec.options = {
            "application": "voip",
            "frame_duration": str(PACKET_MILLISECONDS),
            "compression_level": COMPLEXITY,
        }
        self._codec.open()
        self._resampler, self._rate = Resampler(OPUS_RATE), 0
        self._rest = bytearray()
        """What does not fill a packet yet."""

    def add(self, pcm: bytes, rate: int) -> list[bytes]:
        """Return the packets that are full with this; it takes about 8 ms for a second."""
        if rate != self._rate:
            self._rest += self._resampler.end()
            self._resampler, self._rate = Resampler(OPUS_RATE), rate
        self._rest += self._resampler.add([frame_of(pcm, rate, 1)])
        return self._full()

    def end(self) -> list[bytes]:
        """Return the last packets, filled up with silence. Nothing can be added any more."""
        self._rest += self._resampler.end()
        self._rest += bytes(-len(self._rest) % _PACKET_BYTES)
        return [*self._full(), *map(bytes, self._codec.encode(None))]

    def _full(self) -> list[bytes]:
        packets = list[bytes]()
        whole = len(self._rest) - len(self._rest) % _PACKET_BYTES
        for at in range(0, whole, _PACKET_BYTES):
            frame = frame_of(bytes(self._rest[at : at + _PACKET_BYTES]), OPUS_RATE, 1)
            packets += map(bytes, self._codec.encode(frame))
        del self._rest[:whole]
        return packets
