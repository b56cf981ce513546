"""Execora as a process of its own, as people start it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trio

from execora.config import Config

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

SECONDS = 30
"""A bound for what takes a second or two, on a machine that does other things too."""

COMMAND = (sys.executable, "-m", "execora")

ROOT = Path(__file__).parents[1]

NOWHERE = Path(tempfile.gettempdir())
"""Where a command runs that has no folder of its own: a .env of whoever runs the tests is not there."""


UNLIMITED = {
    "ADDRESS_CONNECTIONS": "100000",
    "ADDRESS_CONNECTS_A_MINUTE": "1000000",
    "ADDRESS_REQUESTS_A_MINUTE": "1000000",
    "ADDRESS_MESSAGES_A_MINUTE": "1000000",
    "ADDRESS_SOUND_SECONDS_A_MINUTE": "1000000",
    "SHOP_CONNECTIONS": "100000",
    "SHOP_MESSAGES_A_MINUTE": "1000000",
    "SHOP_SOUND_SECONDS_A_MINUTE": "1000000",
    "CUSTOMER_ACTIONS_A_MINUTE": "1000000",
}
"""Settings of a server to which one shop, from one address, sends what a town does."""


@dataclass(slots=True)
class Server:
    """A server that runs, or has run."""

    process: trio.Process
    said: Path
    """What it wrote on stderr."""
    line: str = ""
    """The first line on stdout."""

    @property
    def url(self) -> str:
        return self.line.rsplit(" ", 1)[-1]

    async def ended(self) -> int:
        """Wait for its end and return the exit code."""
        with trio.fail_after(SECONDS):
            return await self.process.wait()

    async def stop(self, sign: signal.Signals = signal.SIGTERM) -> float:
        """Send a signal, and return how many seconds its end took."""
        began = trio.current_time()
        self.process.send_signal(sign)
        await self.ended()
        return trio.current_time() - began

    async def get(self, path: str) -> tuple[int, Any]:
        """Fetch a path over HTTP and return the status and the JSON body."""
        return await trio.to_thread.run_sync(_fetch, f"{self.url}{path}")

    async def say(self, text: str) -> tuple[int, str]:
        """Say something by `execora talk`, and return its exit code and what it printed."""
        return await run("talk", "--url", self.url, "--say", text)


@asynccontextmanager
async def server(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None, wait: bool = True
) -> AsyncIterator[Server]:
    """Start `execora` with these arguments, wait until it listens unless told otherwise, and end it afterwards."""
    said = folder / "stderr"
    with said.open("ab") as stderr:
        process = await trio.lowlevel.open_process(
            [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=stderr, env=environment(settings), cwd=folder
        )
    running = Server(process, said)
    try:
        assert process.stdout
        async with process.stdout:
            if wait:
                running.line = await _first_line(process.stdout, said)
            yield running
    finally:
        if process.poll() is None:
            process.kill()
        with trio.CancelScope(shield=True):
            await process.wait()


async def run(*arguments: str, settings: Mapping[str, str] | None = None, folder: Path = NOWHERE) -> tuple[int, str]:
    """Run `execora` with these arguments to its end, and return the exit code and all that it printed."""
    with trio.fail_after(SECONDS):
        done = await trio.run_process(
            [*COMMAND, *arguments],
            capture_stdout=True,
            stderr=subprocess.STDOUT,
            check=False,
            env=environment(settings),
            cwd=folder,
        )
    return done.returncode, done.stdout.decode()


def environment(settings: Mapping[str, str] | None) -> dict[str, str]:
    """Return our environment with these settings, and none of whoever runs the tests.

    A server that nobody speaks to need not load a recogniser.
    """
    foreign = {name.upper() for name in Config.model_fields}
    ours = {name: value for name, value in os.environ.items() if name.upper() not in foreign}
    quiet = {"HOST": "127.0.0.1", "PORT": "0", "STT": "browser", "TTS": "browser", "PYTHONPATH": str(ROOT)}
    return ours | quiet | dict(settings or {})


async def eventually(true: Callable[[], bool]) -> None:
    """Look again and again until something outside of this process is so."""
    with trio.fail_after(SECONDS):
        while not true():  # noqa: ASYNC110 - another process has no event for us
            await trio.sleep(0.01)


def postgres_in(folder: Path) -> list[int]:
    """Return the processes that work in the data folder of a private PostgreSQL."""
    found = list[int]()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink() == folder / "data":
                found.append(int(process.name))
    return found


async def _first_line(stdout: trio.abc.ReceiveStream, said: Path) -> str:
    line = b""
    with trio.fail_after(SECONDS):
        while not line.endswith(b"\n"):
            piece = await stdout.receive_some(1000)
            assert piece, _words(said)
            line += piece
    return line.decode().removesuffix("\n")


def _words(said: Path) -> str:
    return said.read_text()


def _fetch(url: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)
