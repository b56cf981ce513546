"""Chromium with a microphone that hears what a test has made."""

from __future__ import annotations

import math
import shutil
import wave
from base64 import b64encode
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Literal

import numpy as np
import trio
from playwright.sync_api import sync_playwright

from execora.providers.espeak import EspeakVoice
from execora.providers.port import Piece, Say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Browser

RATE = 16_000
LOUDEST = 0x7FFF

STILL_SECONDS = 0.6
"""The browser's noise suppression needs a moment to know the room."""

SPOKEN_TO = """
(() => {
  let context, sink;
  navigator.mediaDevices.getUserMedia = async () => {
    context ??= window.testMicrophone = new AudioContext();
    sink ??= context.createMediaStreamDestination();
    return sink.stream.clone();
  };
  window.testSay = async (wav) => {
    const source = context.createBufferSource();
    const bytes = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0));
    source.buffer = await context.decodeAudioData(bytes.buffer);
    source.connect(sink);
    source.start();
  };
})();
"""
"""A microphone that hears what a test says, a WAV file as base64, when it says it; and is silent otherwise."""


def voicelike(seconds: float, *, seed: int = 1) -> NDArray[np.float64]:
    """Return sound that comes and goes in syllables, which no noise suppression takes for noise; from -1 to 1."""
    chance = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    pitch = 120 + 25 * np.sin(2 * np.pi * 0.7 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    harmonics = sum(np.sin(n * phase) / n for n in range(1, 20))
    strength = np.repeat(chance.uniform(0.1, 1, len(time) // 3200 + 1), 3200)[: len(time)]
    syllables = np.clip(np.sin(2 * np.pi * 2.5 * time), 0, 1) * strength
    sound: NDArray[np.float64] = 0.3 * harmonics * syllables
    return sound


def say_to(path: Path, *texts: str, language: Literal["hi", "en"] = "hi", pause_seconds: float = 0) -> Path:
    """Have this machine's voice say something into a WAV file, with silence before, between and after."""
    sound = [np.zeros(0)]
    for text in texts:
        pieces = trio.run(_pieces, Say(text, language))
        rate = pieces[0].rate
        said = np.frombuffer(b"".join(piece.pcm for piece in pieces), "<i2") / LOUDEST
        pause = pause_seconds if len(sound) > 1 else STILL_SECONDS
        sound += [np.zeros(round(pause * rate)), said]
    path.write_bytes(wav(np.concatenate([*sound, np.zeros(rate)]), rate))
    return path


async def _pieces(said: Say) -> list[Piece]:
    send, receive = trio.open_memory_channel[Piece](math.inf)
    with send, receive:
        await EspeakVoice().speak(said, send)
        return [receive.receive_nowait() for _ in range(receive.statistics().current_buffer_used)]


def write_wav(path: Path, sound: NDArray[np.float64]) -> Path:
    """Write a WAV file, mono, 16 bits."""
    path.write_bytes(wav(sound))
    return path


def spoken(sound: NDArray[np.float64], rate: int = RATE) -> str:
    """Return sound as the server says it: a WAV file as base64."""
    return b64encode(wav(sound, rate)).decode()


def wav(sound: NDArray[np.float64], rate: int = RATE) -> bytes:
    """Return a WAV file, mono, 16 bits."""
    held = BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(sound, -1, 1) * LOUDEST).astype("<i2").tobytes())
    return held.getvalue()


@contextmanager
def browser_hearing(file: Path, names: tuple[str, ...], flags: list[str]) -> Iterator[Browser]:
    """Start a Chromium whose microphone plays a file from its beginning each time it is opened, and then is silent."""
    microphone = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={file}%noloop",
    ]
    path = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*flags, *microphone])
        yield chromium
        chromium.close()
