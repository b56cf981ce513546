"""What clients send, decoded as it arrives to PCM at `execora.sound.stream.RATE`."""

from __future__ import annotations

from typing import Literal, Protocol

from av import CodecContext, FFmpegError
from av import Packet as AVPacket

from execora.sound.opus import NotOpusError, PacketDecoder
from execora.sound.resampling import Resampler, frame_of
from execora.sound.stream import BYTES_A_SECOND, RATE
from execora.sound.webm import MAGIC, Head, Packet, WebmError, WebmReader

Encoding = Literal["pcm16", "webm", "opus"]
"""opus: one packet a message, with nothing around it."""

LOWEST_RATE, HIGHEST_RATE = 8_000, 48_000
"""Samples a second that PCM may have: what telephones send, and what sound cards do."""

MOST_SECONDS_AT_ONCE = 30.0
"""A few bytes of Opus can stand for 120 ms of sound, so that a message could fill the memory."""

OTHER_FORMATS = {b"RIFF": "a WAV file", b"OggS": "Ogg", b"fLaC": "FLAC", b"ID3\x03": "MP3", b"ID3\x04": "MP3"}
"""How they begin."""


class BadAudioError(Exception):
    """The sound is not what it should be. The message says, for a person, what is wrong and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Decoder(Protocol):
    """Decodes one stream."""

    def add(self, data: bytes) -> bytes:
        """Return the PCM that more of the stream gives, which may be none yet. A message may end anywhere but in Opus.

        Raises:
            BadAudioError: the stream is broken, or something else. The decoder is then of no more use, but for Opus:
                there it is this packet only.

        """


def decoder(encoding: Encoding | None, rate: int = RATE, channels: int = 1) -> Decoder:
    """Return what decodes a stream. Where no encoding is given, the stream's first bytes tell.

    Raises:
        BadAudioError: PCM of that rate or with that many channels is not understood.

    """
    if encoding == "opus":
        return _Packets()
    if encoding != "webm" and not LOWEST_RATE <= rate <= HIGHEST_RATE:
        bounds = f"{LOWEST_RATE} to {HIGHEST_RATE}"
        raise BadAudioError(f"Sound with {rate} samples a second is not understood; send {bounds}.")
    if encoding != "webm" and channels not in (1, 2):
        raise BadAudioError(f"Sound with {channels} channels is not understood; send 1 or 2.")
    return _Opening(encoding, rate, channels)


class _Opening:
    """Looks at the first bytes before anything is decoded."""

    def __init__(self, encoding: Encoding | None, rate: int, channels: int) -> None:
        self._encoding, self._rate, self._channels = encoding, rate, channels
        self._first = b""
        self._decoder: Decoder | None = None

    def add(self, data: bytes) -> bytes:
        if self._decoder is not None:
            return self._decoder.add(data)
        self._first += data
        if len(self._first) < 8:
            return b""
        self._decoder = self._choose(self._first)
        return self._decoder.add(self._first)

    def _choose(self, first: bytes) -> Decoder:
        if first.startswith(MAGIC):
            if self._encoding == "pcm16":
                raise BadAudioError('This is WebM, not PCM; say "encoding": "webm" in voice:start.')
            return _WebmDecoder()
        if self._encoding == "webm":
            raise BadAudioError("This does not begin as WebM does; start the recorder anew after voice:start.")
        if (other := "MP4" if first[4:8] == b"ftyp" else OTHER_FORMATS.get(first[:4])) is not None:
            raise BadAudioError(f"This is {other}; send PCM or WebM with Opus.")
        if (self._rate, self._channels) == (RATE, 1):
            return _PcmDecoder()
        return _ResamplingDecoder(self._rate, self._channels)


class _Packets:
    def __init__(self) -> None:
        self._decoder = PacketDecoder()

    def add(self, data: bytes) -> bytes:
        try:
            return self._decoder.add(data)
        except NotOpusError as error:
            raise BadAudioError(f"This is no Opus packet: {error}. Send one in each message.") from error


class _PcmDecoder:
    """Passes on what has the right form already."""

    def __init__(self) -> None:
        self._half = b""

    def add(self, data: bytes) -> bytes:
        whole, self._half = _split(self._half + data, 2)
        return whole


class _ResamplingDecoder:
    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self._resampler = Resampler()
        self._half = b""

    def add(self, data: bytes) -> bytes:
        whole, self._half = _split(self._half + data, 2 * self._channels)
        return self._resampler.add([frame_of(whole, self._rate, self._channels)]) if whole else b""


def _split(data: bytes, unit: int) -> tuple[bytes, bytes]:
    """Return whole samples, and what there is of the next."""
    end = len(data) - len(data) % unit
    return data[:end], data[end:]


class _WebmDecoder:
    def __init__(self) -> None:
        self._reader = WebmReader()
        self._begun = False
        self._opus: _OpusDecoder | None = None

    def add(self, data: bytes) -> bytes:
        try:
            return self._decode(data)
        except (WebmError, FFmpegError) as error:
            reason = error.strerror if isinstance(error, FFmpegError) else str(error)
            raise BadAudioError(f"This is not WebM with Opus as it should be: {reason}. Start again.") from error

    def _decode(self, data: bytes) -> bytes:
        pcm = bytearray()
        for found in self._reader.add(data):
            match found:
                case Head(private):
                    self._opus = _OpusDecoder(private)
                case Packet(packet):
                    assert self._opus is not None, "the reader gives a head first"
                    pcm += self._opus.add(packet)
            if len(pcm) > MOST_SECONDS_AT_ONCE * BYTES_A_SECOND:
                raise WebmError(f"more than {MOST_SECONDS_AT_ONCE:g} seconds in one message")
        return bytes(pcm)


class _OpusDecoder:
    """FFmpeg's decoder, and its resampler behind it."""

    def __init__(self, head: bytes) -> None:
        if len(head) < 19 or not head.startswith(b"OpusHead") or head[9] not in (1, 2) or head[18] != 0:
            raise WebmError("it has no header of Opus for one or two channels")
        self._codec = CodecContext.create("opus", "r")
        self._codec.extradata = head
        self._resampler = Resampler()

    def add(self, packet: bytes) -> bytes:
        return self._resampler.add(self._codec.decode(AVPacket(packet)))
