"""A demo server in a process of its own, and clients that talk to it: what the benches over the wire share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trio
from psycopg.conninfo import make_conninfo
from trio_websocket import WebSocketConnection, open_websocket_url

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.process import UNLIMITED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

STOP_SECONDS = 10

QUIET = {"LOG_LEVEL": "error", "STT": "browser", "TTS": "browser", **UNLIMITED}
"""Settings of a server that is only typed to, faster than anybody types: no recogniser is loaded that nobody speaks to,
and nobody does anything too often."""


@dataclass(frozen=True)
class Server:
    """A server that runs the demo shop."""

    url: str
    """Of its door `/ws`."""
    owner: str
    """The DSN of its database, as the role that owns the tables."""


@asynccontextmanager
async def demo_server() -> AsyncIterator[Server]:
    """Run `execora demo` on an empty folder, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
        async with trio.open_nursery() as nursery:
            process, server = await begin(nursery, folder, QUIET)
            yield server
            process.terminate()
            with trio.move_on_after(STOP_SECONDS):
                await process.wait()
            nursery.cancel_scope.cancel()


async def begin(
    nursery: trio.Nursery, folder: str, settings: Mapping[str, str], python: Sequence[str] = ("-m", "execora")
) -> tuple[trio.Process, Server]:
    """Start `execora demo` on a folder and wait until it serves; it is killed where it outlives the nursery.

    `python` is what Python is to run, with the command's arguments behind it.
    """
    process = await nursery.start(_run, folder, settings, python)
    line = (await process.stdout.receive_some()).decode()
    address = line.split()[-1].replace("http://", "ws://")
    socket = str(Path(folder) / "demo" / "data")
    return process, Server(f"{address}/ws", make_conninfo(host=socket, user="execora_owner", dbname="execora"))


async def _run(
    folder: str, settings: Mapping[str, str], python: Sequence[str], *, task_status: trio.TaskStatus[trio.Process]
) -> None:
    command = [sys.executable, *python, "demo", "--no-browser", "--port", "0", "--data", folder]
    process = await trio.lowlevel.open_process(command, stdout=subprocess.PIPE, env=os.environ | settings)
    task_status.started(process)
    try:
        await process.wait()
    finally:
        process.kill()


class Client:
    """One open conversation."""

    def __init__(self, line: WebSocketConnection) -> None:
        self._line = line

    async def send(self, kind: str, **data: object) -> None:
        """Send a message."""
        await self._line.send_message(json.dumps({"type": kind, "data": data}))

    async def next(self, *kinds: str) -> dict[str, Any]:
        """Return the data of the next event of one of these types."""
        while True:
            event = json.loads(await self._line.get_message())
            if event["type"] in kinds:
                return {"type": event["type"], **event["data"]}


@asynccontextmanager
async def client(server: Server) -> AsyncIterator[Client]:
    """Open a conversation for as long as the block lasts."""
    async with open_websocket_url(server.url) as line:
        one = Client(line)
        await one.next("voice:start")
        yield one


def quantile(seconds: list[float], part: float) -> float:
    """Return the value below which that part of the measurements lies."""
    return sorted(seconds)[min(int(len(seconds) * part), len(seconds) - 1)]
