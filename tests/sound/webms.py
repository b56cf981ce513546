"""WebM for the tests: put together by hand, or recorded by FFmpeg."""

from __future__ import annotations

import io
from pathlib import Path

import av

from execora.sound.resampling import frame_of

CHROMIUM = (Path(__file__).parents[1] / "data" / "sound" / "chromium.webm").read_bytes()

UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"
"""The size of what is not over yet."""
OPUS_HEAD = b"OpusHead\1\1\0\0\x80\xbb\0\0\0\0\0"


def element(identifier: int, *body: bytes, size: bytes = b"") -> bytes:
    """Return an element, its size in eight bytes."""
    content = b"".join(body)
    name = identifier.to_bytes((identifier.bit_length() + 7) // 8, "big")
    return name + (size or b"\x01" + len(content).to_bytes(7, "big")) + content


def header(*tracks: bytes) -> bytes:
    """Return all that comes before the first block, as MediaRecorder writes it."""
    return (
        element(0x1A45DFA3, element(0x4282, b"webm"))
        + element(0x18538067, size=UNKNOWN)
        + element(0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40"))
        + element(0x1654AE6B, *tracks)
        + element(0x1F43B675, size=UNKNOWN)
        + element(0xE7, b"\0")
    )


def track(number: int = 1, codec: bytes = b"A_OPUS", private: bytes = OPUS_HEAD, *more: bytes) -> bytes:
    """Return a track's entry."""
    return element(0xAE, element(0xD7, bytes([number])), element(0x86, codec), element(0x63A2, private), *more)


def block(packet: bytes, number: int = 1, flags: int = 0x80) -> bytes:
    """Return a packet of a track."""
    return element(0xA3, bytes([0x80 | number]) + b"\0\0" + bytes([flags]) + packet)


def recorded(pcm: bytes, rate: int, channels: int) -> bytes:
    """Return PCM as FFmpeg records it live: Opus in WebM, in clusters of a tenth of a second."""
    file = io.BytesIO()
    with av.open(file, "w", format="webm", options={"live": "1", "cluster_time_limit": "100"}) as container:
        stream = container.add_stream("libopus", rate=48_000, options={"application": "audio"})
        stream.layout = "mono" if channels == 1 else "stereo"
        resampler = av.AudioResampler(format="s16", layout=stream.layout.name, rate=48_000, frame_size=960)
        for frame in (*resampler.resample(frame_of(pcm, rate, channels)), *resampler.resample(None)):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()
