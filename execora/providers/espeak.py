"""The voice that needs no account: espeak-ng, a new process for each clause.

It is under the GPL and never linked into this program: what speaks is its own program, or `espeak_child.py`. A process
gives its first sound after about 10 ms (20 ms by the child) and ends by itself, so none is kept.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import trio

from execora.providers.port import Fault, Piece, ProviderError, Say
from execora.sound.trimming import Trimmer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

NAME = "local"

WORDS_A_MINUTE = 155
"""Slower than its own 175, which is hard to follow at a counter."""

PITCH = 45
"""Of 0 to 99; its own is 50."""

PAUSE_SECONDS = 0.12
"""Of the silence behind a clause, what stays."""

_HEADER_BYTES = 44
_RATE_AT = 24
"""Where a WAV file's header holds the samples a second: four bytes, little-endian (RIFF WAVE, format chunk)."""

_MOST_AT_ONCE = 16_384
"""Bytes of a piece: a third of a second."""

_SECONDS_TO_END = 5.0


def available() -> bool:
    """Tell whether there is an espeak-ng to speak with, without running it."""
    return shutil.which("espeak-ng") is not None or find_spec("espeakng_loader") is not None


class EspeakVoice:
    """Speaks Hindi and English on this machine."""

    name = NAME

    def speaks(self, language: Literal["hi", "en"]) -> bool:
        """Tell whether it has a voice for a language: it has one for both."""
        return language in ("hi", "en")

    async def speak(self, said: Say, pieces: trio.MemorySendChannel[Piece]) -> None:
        """Say a clause, piece by piece as it is made. Being cancelled ends the process, and waits for its end.

        Raises:
            ProviderError: there is no espeak-ng, or it fails.

        """
        async with _running(_command(said.language)) as process:
            sound = await _told(process, said.text)
            rate, pcm = await _opened(sound)
            trimmer = Trimmer(rate, pause_seconds=PAUSE_SECONDS)
            while pcm:
                await _send(trimmer.add(pcm), rate, pieces)
                pcm = bytes(await sound.receive_some(_MOST_AT_ONCE))
            await _send(trimmer.end(), rate, pieces)
            if status := await process.wait():
                raise ProviderError(NAME, Fault.AWAY, f"espeak-ng has ended with {status}")

    async def check(self) -> str:
        """Say a word to nobody.

        Raises:
            ProviderError: there is no espeak-ng, or it fails.

        """
        send, receive = trio.open_memory_channel[Piece](1000)
        with send, receive:
            await self.speak(Say("नमस्ते", "hi"), send)
            if not send.statistics().current_buffer_used:
                raise ProviderError(NAME, Fault.NONSENSE, "espeak-ng makes no sound")
        return f"{Path(_command('hi')[0]).name}, a process for each clause"

    async def aclose(self) -> None:
        """Do nothing: nothing is kept."""


def _command(language: str) -> Sequence[str]:
    """Return how espeak-ng is called where it is installed, or else the child that stands in for it."""
    if program := shutil.which("espeak-ng"):
        manner = ["-v", language, "-s", str(WORDS_A_MINUTE), "-p", str(PITCH), "-b", "1"]
        return [program, *manner, "--stdin", "--stdout"]
    found = find_spec("espeakng_loader")
    if found is None or found.origin is None:
        raise ProviderError(NAME, Fault.REFUSED, "no espeak-ng: install it, or pip install 'execora[local]'")
    wheel = Path(found.origin).parent
    child = Path(__file__).with_name("espeak_child.py")
    manner = [str(_library(wheel)), str(wheel), language, str(WORDS_A_MINUTE), str(PITCH)]
    return [sys.executable, "-I", "-S", str(child), *manner]


def _library(wheel: Path) -> Path:
    """Return the library of a wheel, by the name it has on this system."""
    return wheel / {"win32": "espeak-ng.dll", "darwin": "libespeak-ng.dylib"}.get(sys.platform, "libespeak-ng.so")


@asynccontextmanager
async def _running(command: Sequence[str]) -> AsyncIterator[trio.Process]:
    """Run a process for as long as the block lasts: at its end it is gone, whatever happens."""
    try:
        process = await trio.lowlevel.open_process(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise ProviderError(NAME, Fault.AWAY, f"espeak-ng does not start: {error.strerror}") from error
    try:
        yield process
    finally:
        process.kill()
        with trio.move_on_after(_SECONDS_TO_END, shield=True):
            await process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    await pipe.aclose()


async def _told(process: trio.Process, text: str) -> trio.abc.ReceiveStream:
    """Give a text to a process, on its standard input; return what it writes."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        await process.stdin.send_all(text.encode())
        await process.stdin.aclose()
    except trio.BrokenResourceError as error:
        raise ProviderError(NAME, Fault.AWAY, "espeak-ng has not read what it should say") from error
    return process.stdout


async def _opened(sound: trio.abc.ReceiveStream) -> tuple[int, bytes]:
    """Read the head of a WAV file; return the samples a second, and the first of its sound."""
    begun = b""
    while len(begun) <= _HEADER_BYTES and (some := await sound.receive_some(_MOST_AT_ONCE)):
        begun += some
    rate = int.from_bytes(begun[_RATE_AT : _RATE_AT + 4], "little")
    if begun[:4] != b"RIFF" or not 8000 <= rate <= 48_000:
        raise ProviderError(NAME, Fault.NONSENSE, "espeak-ng has written no sound")
    return rate, begun[_HEADER_BYTES:]


async def _send(pcm: bytes, rate: int, pieces: trio.MemorySendChannel[Piece]) -> None:
    if pcm:
        await pieces.send(Piece(pcm, rate, NAME))


__all__ = ["EspeakVoice", "available"]
