"""What memory one more client takes, at each door.

    python bench/doors.py [--small]

A hundred clients at a time, each at rest: behind the welcome of a conversation; behind that with nearly all of the
largest message sent and never its end; and, with Socket.IO, behind a handshake that never leads to a conversation.
Prints how many bytes of the server's process each takes. Ends with 1 where it is more than `MOST_BYTES`, or where the
server has not let go of all of them in the end; a small run is not judged by memory.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import trio

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz import CONNECT, DOORS, SOCKET_IO
from hostile import memory

from tests.server.frames import BINARY, TEXT, frame
from tests.server.serving import upgrade_request
from tests.storm.shop import Shop, serving

CLIENTS, FEW = 100, 5
FEWER = 6
"""A small run takes one in so many kinds."""

MOST_BYTES = 1_048_576
MUCH = 250_000
"""Of the 262,144 bytes that a message may have."""

SETTLE_SECONDS = 2.0
SETTINGS = {
    "STT": "browser",
    "TTS": "browser",
    "RESUME_SECONDS": "1",
    "HEARTBEAT_SECONDS": "4",
    "ADDRESS_CONNECTIONS": "100000",
    "ADDRESS_CONNECTS_A_MINUTE": "100000",
    "SHOP_CONNECTIONS": "100000",
}

Stream = trio.SocketStream
Come = Callable[[Stream, int], Awaitable[None]]


async def read_until(stream: Stream, words: bytes) -> bytes:
    """Read until these have come."""
    heard = b""
    while words not in heard:
        chunk = await stream.receive_some()
        assert chunk, heard
        heard += chunk
    return heard


def websocket(path: str, behind: bytes = b"") -> Come:
    """Make a client that has been welcomed, and has sent something more."""

    async def come(stream: Stream, port: int) -> None:
        await stream.send_all(upgrade_request(port, path))
        for first in DOORS[path].first:
            await stream.send_all(frame(TEXT, first.encode()))
        await read_until(stream, b"sessionId")
        await stream.send_all(behind)

    return come


def handshake(transport: str) -> Come:
    """Make a client that is no conversation."""

    async def come(stream: Stream, port: int) -> None:
        path = f"{SOCKET_IO}{transport}"
        await stream.send_all(upgrade_request(port, path) if transport == "websocket" else _get(path, port))
        await read_until(stream, b"maxPayload")

    return come


async def poll(stream: Stream, port: int) -> None:
    """Be a client that polls, and whose poll waits."""
    path = f"{SOCKET_IO}polling"
    await stream.send_all(_get(path, port))
    sid = (await read_until(stream, b"maxPayload")).partition(b'"sid":"')[2].partition(b'"')[0].decode()
    head = (
        f"POST {path}&sid={sid} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {len(CONNECT)}\r\n\r\n{CONNECT}"
    )
    await stream.send_all(head.encode())
    await read_until(stream, b"ok")
    for _ in range(2):
        await stream.send_all(_get(f"{path}&sid={sid}", port))
        await trio.sleep(0.1)


def _get(path: str, port: int) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


HALF = frame(BINARY, bytes(MUCH), last=False)
PATHS = [path for path in DOORS if not path.endswith("polling")]

KINDS: dict[str, Come] = {
    **{path: websocket(path) for path in PATHS},
    **{f"{path}, half a message": websocket(path, HALF) for path in PATHS},
    f"{SOCKET_IO}polling": poll,
    f"{SOCKET_IO}websocket, no more than a handshake": handshake("websocket"),
    f"{SOCKET_IO}polling, no more than a handshake": handshake("polling"),
}


async def each(shop: Shop, come: Come, count: int) -> int:
    """Return how many bytes one client takes."""
    pid, port = shop.server.process.pid, urlsplit(shop.url).port or 80
    async with AsyncExitStack() as stack:
        for _ in range(FEW):  # what the first of a kind needs stays
            await come(await stack.enter_async_context(await trio.open_tcp_stream("127.0.0.1", port)), port)
        before = memory(pid)
        async with trio.open_nursery() as nursery:
            for _ in range(count):
                stream = await stack.enter_async_context(await trio.open_tcp_stream("127.0.0.1", port))
                nursery.start_soon(come, stream, port)
        await trio.sleep(min(SETTLE_SECONDS, count / 10))
        return max(0, memory(pid) - before) // count


async def main(*, small: bool) -> int:
    """Measure, print and judge."""
    faults = list[str]()
    for name, come in list(KINDS.items())[:: FEWER if small else 1]:  # each at a server that has nothing to use again
        with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
            async with serving(Path(folder), SETTINGS) as shop:
                tasks = await shop.tasks()
                bytes_each = await each(shop, come, FEW if small else CLIENTS)
                faults += await shop.at_rest(tasks)
        print(f"{name}: {bytes_each / 1024:.0f} kB", flush=True)
        faults += [f"{name} takes too much"] if bytes_each > MOST_BYTES and not small else []
    print("\n".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(trio.run(lambda: main(small="--small" in sys.argv)))
