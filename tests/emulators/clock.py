"""A clock that can be set while processes run; needs a C compiler."""

from __future__ import annotations

import struct
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SOURCE = Path(__file__).with_suffix(".c")


@dataclass(frozen=True, slots=True)
class Clock:
    """What processes that were started with `environment` take for the time."""

    file: Path
    environment: Mapping[str, str]

    def set_off(self, seconds: int) -> None:
        """Let it be so many seconds off from now on, for all of them at once."""
        with self.file.open("r+b") as file:
            file.write(struct.pack("l", seconds))


@contextmanager
def clock() -> Iterator[Clock]:
    """Give a clock that is right for now."""
    with TemporaryDirectory(prefix="execora-clock-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may be somebody else
        file, library = Path(folder, "offset"), Path(folder, "clock.so")
        file.write_bytes(struct.pack("l", 0))
        run(["cc", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library, SOURCE, "-ldl"], check=True)
        yield Clock(file, {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(file)})
