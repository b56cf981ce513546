"""Where spoken words come from: a WAV file, at the pace at which it was spoken, or the microphone of this machine."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, NoReturn, Protocol

import trio

from execora.errors import ExecoraError
from execora.sound.stream import RATE
from execora.sound.wav import NotWavError, read_wav

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Send = Callable[[bytes], Awaitable[None]]

FRAME_MILLISECONDS = 20

FRAME_BYTES = 2 * RATE * FRAME_MILLISECONDS // 1000
"""Of a microphone's frame."""


class Source(Protocol):
    """Sound that comes as fast as it is spoken: PCM, signed 16 bits."""

    rate: int
    channels: int

    async def stream(self, send: Send) -> None:
        """Send frame after frame until there are no more.

        Raises:
            ExecoraError: there is no sound to be had, or no more.

        """


class WavFile:
    """A recording. It has ended when its last frame would have been spoken."""

    def __init__(self, path: Path) -> None:
        """Read a file.

        Raises:
            ExecoraError: it cannot be read, or is no WAV file of 16 bits.

        """
        try:
            self._pcm, self.rate, self.channels = read_wav(path.read_bytes())
        except OSError as error:
            raise ExecoraError(f"{path} cannot be read: {error.strerror}") from None
        except NotWavError as error:
            raise ExecoraError(f"{path}: {error}") from None

    async def stream(self, send: Send) -> None:
        """Send its frames by an absolute clock: a slow send makes up for lost time."""
        began = trio.current_time()
        for number, frame in enumerate(self._frames(), 1):
            await send(frame)
            await trio.sleep_until(began + number * FRAME_MILLISECONDS / 1000)

    def _frames(self) -> Iterator[bytes]:
        size = 2 * self.channels * self.rate * FRAME_MILLISECONDS // 1000
        return (self._pcm[at : at + size] for at in range(0, len(self._pcm), size))


class Microphone:
    """The default microphone, by the program that the system has for it."""

    rate, channels = RATE, 1

    def __init__(self) -> None:
        """Find the program.

        Raises:
            ExecoraError: there is none.

        """
        there = (command for command in RECORDERS if shutil.which(command[0]))
        self._command = next(there, None) or _nothing_records()

    async def stream(self, send: Send) -> None:
        """Send what is heard until cancelled, which ends the program."""
        async with trio.open_nursery() as nursery:
            start = partial(trio.run_process, self._command, stdout=subprocess.PIPE, check=False)
            process = await nursery.start(start)
            while pcm := await _whole(process.stdout):
                await send(pcm)
        raise ExecoraError(f"{self._command[0]} hears nothing: is a microphone there, and free?")


RECORDERS = (
    ("parec", "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=20"),
    ("arecord", "-q", "-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", "1", "--period-time=20000"),
    ("rec", "-q", "-t", "raw", "-e", "signed", "-b", "16", "-r", str(RATE), "-c", "1", "-"),
)
"""PulseAudio's and PipeWire's, ALSA's, and SoX's for macOS; each writes PCM to its standard output."""


def _nothing_records() -> NoReturn:
    names = ", ".join(command[0] for command in RECORDERS)
    raise ExecoraError(f"no program here can record ({names}): install alsa-utils or sox, or use --wav, or the page")


async def _whole(stream: trio.abc.ReceiveStream) -> bytes:
    """Return whole samples, about a frame of them; nothing at the end."""
    pcm = await stream.receive_some(FRAME_BYTES)
    while len(pcm) % 2:
        rest = await stream.receive_some(1)
        if not rest:
            return b""
        pcm += rest
    return bytes(pcm)
