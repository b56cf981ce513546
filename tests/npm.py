"""What is judged by npm's packages: they are fetched once for a run of the tests, into a folder of its own."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from base64 import b64decode, b64encode
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trio

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PACKAGES = Path(__file__).parent / "socketio/package.json"
SCRIPT = Path(__file__).parent / "socketio/client.cjs"

INSTALL = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"]
INSTALL_SECONDS = 120
SECONDS = 10
"""A bound for what takes a moment, on a machine that does other things too."""


@pytest.fixture(scope="session")
def npm_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a `node_modules` with npm's socket.io-client; all workers of a run share it."""
    if not (shutil.which("npm") and shutil.which("node")):
        pytest.fail("The client of Socket.IO is npm's: install node and npm (Debian: nodejs, npm), or run .ci/run.")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "npm"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "installed").exists():
            shutil.copy(PACKAGES, folder)
            ran = subprocess.run(
                INSTALL, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
            )
            assert ran.returncode == 0, f"npm cannot fetch socket.io-client: {ran.stderr}"
            (folder / "installed").touch()
    return folder / "node_modules"


class NpmClient:
    """npm's client in a Node of its own."""

    def __init__(self, process: trio.Process) -> None:
        assert process.stdin
        assert process.stdout
        self.process = process
        self._stdin, self._stdout = process.stdin, process.stdout
        self._rest = b""
        self.told: list[dict[str, Any]] = []
        """All that it has told so far."""

    async def control(self, type_: str, **data: object) -> None:
        """Let it send a control."""
        await self.do("emit", name="voice:control", args=[{"type": type_, "data": data}])

    async def ask(self, name: str, *args: object) -> dict[str, Any]:
        """Let it emit an event, and return how it was acknowledged."""
        await self.do("ask", name=name, args=args)
        answer: dict[str, Any] = (await self.next("ack"))["ack"]
        return answer

    async def do(self, deed: str, **told: object) -> None:
        """Let it do something."""
        line = json.dumps({"deed": deed, **told}, default=lambda sound: {"bytes": b64encode(sound).decode()})
        await self._stdin.send_all(line.encode() + b"\n")

    async def event(self, *names: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what comes with the next event of one of these names, and what is told about it."""
        while True:
            told = await self.next("event")
            if told["name"] in names:
                data, about = told["args"]
                return data, about

    async def next(self, what: str) -> dict[str, Any]:
        """Return the next that it tells of a kind."""
        with trio.move_on_after(SECONDS):
            while True:
                while b"\n" not in self._rest:
                    piece = await self._stdout.receive_some(65_536)
                    assert piece, f"it has ended without a {what}; it told {self.told}"
                    self._rest += piece
                line, _, self._rest = self._rest.partition(b"\n")
                told: dict[str, Any] = json.loads(line, object_hook=_bytes)
                self.told.append(told)
                if told["what"] == what:
                    return told
        raise AssertionError(f"no {what} has come in {SECONDS} s; it told {self.told[-20:]}")


@asynccontextmanager
async def npm_client(modules: Path, url: str, **options: object) -> AsyncIterator[NpmClient]:
    """Start npm's client with these options, and end it afterwards."""
    quick: dict[str, object] = {"reconnectionDelay": 50, "reconnectionDelayMax": 100, **options}
    process = await trio.lowlevel.open_process(
        ["node", str(SCRIPT), url, json.dumps(quick)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "NODE_PATH": str(modules)},
    )
    try:
        yield NpmClient(process)
    finally:
        process.kill()
        with trio.CancelScope(shield=True):
            await process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                await pipe.aclose()


def _bytes(value: dict[str, Any]) -> object:
    return b64decode(value["bytes"]) if isinstance(value.get("bytes"), str) else value
