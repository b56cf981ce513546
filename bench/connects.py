"""What a thousand connects a second from one address cost everybody else.

    python bench/connects.py [--small] [KIND…]

A server with its limits as they are by default; ten shopkeepers ask for balances, and one more opens a conversation
twice a second, while another process connects from an address of its own (127.0.0.2, which Linux lends to anybody). For
each kind of connect it prints how many there were and what they were answered with, how long the shopkeepers waited
with the storm and without, how much of a processor the server took, and what it has of all that ten seconds later.

Ends with 1 where anybody else was refused, a shopkeeper waited for a second longer than any without the storm, a
session was ended by a bug, or tasks are left; a small run is not judged.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import trio

sys.path.insert(0, str(Path(__file__).parents[1]))

from hostile import Shopkeepers, processor
from rig import Server, client, quantile

from execora.config import Config
from tests.server.serving import upgrade_request
from tests.storm.shop import Shop, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FOE = "127.0.0.2"
A_SECOND = 1000
BURST = 20
MOST_OPEN = 4000
"""Connections that the foe holds at once, where it lets go of none by itself."""

SHOPKEEPERS = 10
NEWCOMER_SECONDS = 0.5
MOST_LONGER_SECONDS = 1.0
AFTER_SECONDS = 10.0

FEWER = 3
"""A small run takes one in so many kinds."""

NAMES = ("address_connections", "address_connects_a_minute", "address_requests_a_minute")
LIMITED = {name.upper(): str(Config.model_fields[name].default) for name in NAMES}
SETTINGS = {"STT": "browser", "TTS": "browser", "RESUME_SECONDS": "1", **LIMITED}


# -- the foe -------------------------------------------------------------------

Note = Callable[[bytes], None]
"""Takes in what a connection was told."""

Visit = Callable[[trio.SocketStream, int, Note], Awaitable[None]]
"""What one connection does, to a port."""


def say(words: Callable[[int], bytes], *, stay: bool = False) -> Visit:
    """Make a visit that says something, hears the beginning of the answer, and leaves, or stays."""

    async def visit(stream: trio.SocketStream, port: int, note: Note) -> None:
        await stream.send_all(words(port))
        note(bytes(await stream.receive_some()))
        if stay:
            await trio.sleep_forever()

    return visit


async def leave(stream: trio.SocketStream, port: int, note: Note) -> None:
    """Leave at once."""
    await trio.lowlevel.checkpoint()


def _get(path: str) -> Callable[[int], bytes]:
    return lambda port: f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


KINDS: dict[str, Visit] = {
    "comes and goes": leave,
    "half a head": say(lambda port: b"GET /ws HTTP/1.1\r\nHost: loc", stay=True),
    "upgrades": say(upgrade_request),
    "upgrades, stays": say(upgrade_request, stay=True),
    "pages": say(_get("/health")),
    "handshakes": say(_get("/socket.io/?EIO=4&transport=polling")),
}


@dataclass
class Storm:
    """Connects without a pause."""

    port: int
    visit: Visit
    told: Counter[str] = field(default_factory=Counter)
    connects: int = 0
    room: trio.CapacityLimiter = field(default_factory=lambda: trio.CapacityLimiter(MOST_OPEN))

    async def run(self) -> None:
        """Connect a thousand times a second, until cancelled."""
        async with trio.open_nursery() as nursery:
            at = trio.current_time()
            while True:
                for _ in range(BURST):
                    nursery.start_soon(self._once)
                at += BURST / A_SECOND
                await trio.sleep_until(at)

    async def _once(self) -> None:
        async with self.room:
            raw = trio.socket.socket()
            with suppress(OSError, trio.BrokenResourceError):
                await raw.bind((FOE, 0))
                await raw.connect(("127.0.0.1", self.port))
                self.connects += 1
                async with trio.SocketStream(raw) as stream:
                    await self.visit(stream, self.port, self._note)
            raw.close()

    def _note(self, told: bytes) -> None:
        self.told[told.removeprefix(b"HTTP/1.1 ")[:3].decode("latin-1") or "cut"] += 1


async def be_a_storm(port: int, kind: str) -> None:
    """Connect until the input ends, and print what came of it."""
    storm = Storm(port, KINDS[kind])
    async with trio.open_nursery() as nursery:
        nursery.start_soon(storm.run)
        print("ready", flush=True)
        await trio.to_thread.run_sync(sys.stdin.read)
        nursery.cancel_scope.cancel()
    print(f"{storm.connects} connects, {dict(storm.told.most_common(4))}")


@asynccontextmanager
async def raging(port: int, kind: str) -> AsyncIterator[list[str]]:
    """Have a storm for as long as the block lasts; what came of it is in the list afterwards."""
    command = [sys.executable, __file__, "--foe", str(port), kind]
    said = list[str]()
    process = await trio.lowlevel.open_process(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    try:
        ready = await process.stdout.receive_some()
        assert ready.startswith(b"ready"), ready
        yield said
        await process.stdin.aclose()
        said.append(b"".join([bytes(chunk) async for chunk in process.stdout]).decode().strip())
    finally:
        process.kill()
        with trio.CancelScope(shield=True):
            await process.wait()


# -- the others ----------------------------------------------------------------


async def newcomers(server: Server, waits: list[float], faults: list[str]) -> None:
    """Open a conversation now and then, and ask for a balance in it."""
    while True:
        began = trio.current_time()
        try:
            async with client(server) as one:
                await one.send("voice:final", text="Rahul ka balance batao")
                await one.next("voice:response")
            waits.append(trio.current_time() - began)
        except Exception as error:
            faults.append(f"a newcomer did not get in: {error!r}")
        await trio.sleep(NEWCOMER_SECONDS)


async def weather(shop: Shop, kind: str, seconds: float, keepers: Shopkeepers, faults: list[str]) -> None:
    """Measure one kind of storm."""
    server = Server(shop.url.replace("http", "ws") + "/ws", "")
    port, pid = urlsplit(shop.url).port or 80, shop.server.process.pid
    calm, waits, before = await keepers.window(seconds), list[float](), shop.resources()
    async with raging(port, kind) as said, trio.open_nursery() as nursery:
        nursery.start_soon(newcomers, server, waits, faults)
        busy = processor(pid)
        storm = await keepers.window(seconds)
        busy = (processor(pid) - busy) / seconds
        nursery.cancel_scope.cancel()
    await trio.sleep(min(AFTER_SECONDS, seconds))
    after = shop.resources()
    if max(storm) > max(calm) + MOST_LONGER_SECONDS:
        faults.append(f"{kind}: a shopkeeper waited for {max(storm):.1f} s")
    faults += [f"{kind}: nobody else got in"] if not waits else []
    print(f"{kind}: {said[0]}; shopkeepers {_waits(storm)} (calm {_waits(calm)})", end="; ")
    print(f"newcomers at most {max(waits, default=0) * 1000:.0f} ms; processor {busy:.0%}", end="; ")
    print(f"files {before.files} to {after.files}, {(after.rss_kib - before.rss_kib) / 1024:+.1f} MB", flush=True)


def _waits(seconds: list[float]) -> str:
    return f"p50 {quantile(seconds, 0.5) * 1000:.0f} ms, p99 {quantile(seconds, 0.99) * 1000:.0f}"


async def rage(shop: Shop, kinds: list[str], seconds: float, faults: list[str]) -> None:
    """Measure one kind of storm after the other."""
    keepers, server = Shopkeepers(), Server(shop.url.replace("http", "ws") + "/ws", "")
    async with trio.open_nursery() as nursery:
        for seed in range(SHOPKEEPERS):
            nursery.start_soon(keepers.ask, server, seed)
        await keepers.window(seconds)  # the first warms up
        for kind in kinds:
            await weather(shop, kind, seconds, keepers, faults)
        nursery.cancel_scope.cancel()


async def main(*, small: bool, kinds: list[str]) -> int:
    """Let one kind of storm after the other rage, print and judge."""
    faults, seconds = list[str](), 0.5 if small else 10.0
    with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
        async with serving(Path(folder), SETTINGS) as shop:
            tasks = await shop.tasks()
            await rage(shop, kinds or list(KINDS)[:: FEWER if small else 1], seconds, faults)
            faults += await shop.at_rest(tasks)
    print("\n".join(faults))
    return int(bool(faults) and not small)


if __name__ == "__main__":
    if "--foe" in sys.argv:
        trio.run(be_a_storm, int(sys.argv[2]), sys.argv[3])
        sys.exit()
    sys.exit(
        trio.run(lambda: main(small="--small" in sys.argv, kinds=[kind for kind in sys.argv[1:] if kind in KINDS]))
    )
