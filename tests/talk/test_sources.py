"""Where the terminal client gets its sound from."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import pytest
import trio

from execora.errors import ExecoraError
from execora.talk.sources import Microphone, WavFile

if TYPE_CHECKING:
    from pathlib import Path


def wav_file(path: Path, pcm: bytes, *, rate: int = 16_000, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return path


async def heard_of(source: WavFile, *, slow: float = 0) -> list[tuple[float, bytes]]:
    began, heard = trio.current_time(), list[tuple[float, bytes]]()

    async def send(pcm: bytes) -> None:
        heard.append((round(trio.current_time() - began, 6), pcm))
        await trio.sleep(slow)

    await source.stream(send)
    heard.append((round(trio.current_time() - began, 6), b""))
    return heard


async def test_a_file_is_sent_as_fast_as_it_was_spoken(tmp_path: Path, autojump_clock: trio.testing.MockClock):
    pcm = bytes(range(256)) * 7  # 56 ms
    file = WavFile(wav_file(tmp_path / "a.wav", pcm))
    heard = await heard_of(file)
    assert [at for at, _ in heard] == [0, 0.02, 0.04, 0.06]
    assert b"".join(frame for _, frame in heard) == pcm


async def test_a_slow_connection_is_made_up_for(tmp_path: Path, autojump_clock: trio.testing.MockClock):
    file = WavFile(wav_file(tmp_path / "a.wav", bytes(640 * 3)))
    assert [at for at, _ in await heard_of(file, slow=0.015)] == [0, 0.02, 0.04, 0.06]


async def test_frames_are_of_20_ms_whatever_the_form(tmp_path: Path, autojump_clock: trio.testing.MockClock):
    file = WavFile(wav_file(tmp_path / "a.wav", bytes(2 * 2 * 441 * 4), rate=44_100, channels=2))
    assert (file.rate, file.channels) == (44_100, 2)
    assert [len(frame) for _, frame in await heard_of(file)] == [2 * 2 * 882, 2 * 2 * 882, 0]


def test_what_is_no_recording_is_told_by_name(tmp_path: Path):
    (tmp_path / "b.wav").write_bytes(b"RIFF nonsense")
    for name in ("a.wav", "b.wav"):
        with pytest.raises(ExecoraError, match=name):
            WavFile(tmp_path / name)


def program(folder: Path, script: str) -> None:
    (folder / "arecord").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "arecord").chmod(0o755)


async def test_the_microphone_is_the_systems_own_recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program(tmp_path, "printf 'abcde'; sleep 0.01; printf 'f'; exec sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    heard = bytearray()

    with trio.CancelScope() as scope:

        async def send(pcm: bytes) -> None:
            assert len(pcm) % 2 == 0
            heard.extend(pcm)
            if len(heard) == 6:
                scope.cancel()

        with trio.fail_after(10):
            await Microphone().stream(send)
    assert heard == b"abcdef"


async def test_a_microphone_that_ends_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    async def send(_pcm: bytes) -> None:
        raise AssertionError

    with pytest.raises(ExecoraError, match="arecord hears nothing"):
        await Microphone().stream(send)


def test_without_a_recorder_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExecoraError, match="alsa-utils"):
        Microphone()
