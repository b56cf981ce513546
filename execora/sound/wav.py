"""Small WAV files, whole in memory: what pages play, and what `--wav` reads."""

from __future__ import annotations

import io
import wave
from typing import NamedTuple


class NotWavError(Exception):
    """The bytes are no WAV file of signed 16-bit PCM. The message says what they are and what to do."""


class Wav(NamedTuple):
    """What a WAV file holds."""

    pcm: bytes
    """Signed 16 bits, little-endian, the channels' samples in turn."""
    rate: int
    """Samples a second."""
    channels: int


def wav(pcm: bytes, rate: int) -> bytes:
    """Return a WAV file of mono PCM (signed 16 bits, little-endian)."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(pcm)
    return file.getvalue()


def read_wav(file: bytes) -> Wav:
    """Return what a WAV file holds; one that is cut off, as far as it goes.

    Raises:
        NotWavError: it is no WAV file, or not of signed 16-bit PCM.

    """
    try:
        with wave.open(io.BytesIO(file)) as reader:
            if reader.getsampwidth() != 2:
                raise NotWavError(f"The file has {8 * reader.getsampwidth()} bits a sample; convert it to 16-bit PCM.")
            pcm = reader.readframes(reader.getnframes())
            unit = 2 * reader.getnchannels()
            return Wav(pcm[: len(pcm) // unit * unit], reader.getframerate(), reader.getnchannels())
    except (wave.Error, EOFError, RuntimeError) as error:  # the last where a chunk's size leads out of the file
        reason = str(error) or "it is cut off in its header"
        raise NotWavError(f"The file is no WAV that can be read ({reason}); convert it to 16-bit PCM.") from error
