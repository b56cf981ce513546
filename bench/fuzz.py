"""What is left of a server to which nobody says anything sensible.

    python bench/fuzz.py [--messages 100000] [--clients 8] [--seed 1] [--small] [DOOR…]

At each door, clients say what `mutants.py` makes up: in proper frames, in broken ones, and as requests that are none. A
recogniser, an emulator, hears what sound gets through. All the while a shopkeeper asks for a balance, and each answer
must be the right one. The server is looked at with nobody there after a warm-up at all doors, and again after each.
Ends with 1 where

- a proper upgrade was refused, a client that may expect an answer got none, or a conversation ended with 1011, which is
  a bug of ours, or without a word,
- `failed` in the health is not 0, or an error or a traceback stands in the log,
- there are more tasks, files or threads than after the warm-up, or in the end `MOST_MORE_KIB` more of memory (a small
  run is not judged by memory),
- anything in the books is not as it was.

The seed repeats what each client says, not when.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from base64 import b64encode
from collections import Counter
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import psycopg
import trio
from psycopg.sql import SQL, Identifier
from trio_websocket import ConnectionClosed
from wsproto import events
from wsproto.connection import Connection, ConnectionType

sys.path.insert(0, str(Path(__file__).parents[1]))

from mutants import Mutants
from rig import Client, Server, client
from soak import MORE_THREADS, Rest, at_rest

from tests.emulators.deepgram import KEY, Deepgram
from tests.server.frames import BINARY, PING, TEXT, close, frame
from tests.server.serving import upgrade_request
from tests.storm.shop import Shop, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

MOST_MORE_KIB = 16_384
"""A burst of large messages may leave 8 MB with the allocator, for the next, and sound 40 MB, until it is needed."""

WARM_UP = 0.4
"""Of all messages: what is kept of ids, sayings and sound has its bounds, which it should have reached."""

MORE_FILES = 1
"""The spool has one more now and then; what is lost with each of so many messages would be more than that."""

SMALL = 300
"""Messages at each door."""

HANG_SECONDS = 15
AT_ONCE = 20
"""Messages before a client looks whether it is still heard."""

BOOKS = (
    *("account", "credit_note", "customer", "draft", "draft_line", "entry", "invoice", "invoice_line", "journal"),
    *("occurrence", "price", "product", "reminder", "request", "series", "shop", "stock_move"),
)

UNBOUNDED = "1000000000"
SETTINGS = {
    "RESUME_SECONDS": "0.3",
    "HEARTBEAT_SECONDS": "4",
    "STT": "deepgram",
    "DEEPGRAM_API_KEY": KEY,
    "MESSAGES_A_SECOND": UNBOUNDED,
    "BYTES_A_SECOND": UNBOUNDED,
    "ADDRESS_CONNECTIONS": UNBOUNDED,
    "ADDRESS_CONNECTS_A_MINUTE": UNBOUNDED,
    "ADDRESS_REQUESTS_A_MINUTE": UNBOUNDED,
    "SHOP_CONNECTIONS": UNBOUNDED,
    "ADDRESS_MESSAGES_A_MINUTE": UNBOUNDED,
    "SHOP_MESSAGES_A_MINUTE": UNBOUNDED,
    "ADDRESS_SOUND_SECONDS_A_MINUTE": UNBOUNDED,
    "SHOP_SOUND_SECONDS_A_MINUTE": UNBOUNDED,
}
"""Nobody is slowed down or turned away for what all have done together: that is not what is asked here."""


# -- the doors -----------------------------------------------------------------


Message = str | bytes


def ws(mutants: Mutants) -> list[Message]:
    """Return something to say over `/ws`."""
    chance = mutants.chance.random()
    if chance < 0.003:
        return ["y" * mutants.chance.choice((40_000, 300_000))]
    return [mutants.message() if chance < 0.7 else mutants.sound()]


def voice_ws(mutants: Mutants) -> list[Message]:
    """Return something to say over `/voice-ws`."""
    return [mutants.message() if mutants.chance.random() < 0.5 else mutants.opus()]


def realtime(mutants: Mutants) -> list[Message]:
    """Return something to say over `/realtime/conversation`."""
    chance = mutants.chance.random()
    if chance < 0.02:
        return [mutants.sound()]
    return [mutants.chunk() if chance < 0.6 else mutants.message()]


def socket_io(mutants: Mutants) -> list[Message]:
    """Return something to say over Socket.IO."""
    return mutants.packets()


PROPER_ENDS = frozenset({1000, 1001, 1003, 1007, 1009, 1013})
A_BUG = 1011


@dataclass(frozen=True)
class Door:
    """Where something is said."""

    path: str
    say: Callable[[Mutants], list[Message]]
    first: tuple[str, ...] = ()
    """What has to be said before anything."""
    ends: frozenset[int | None] = PROPER_ENDS
    """How the server may end a conversation in which each frame was one; None is without a word."""


SOCKET_IO = "/socket.io/?EIO=4&transport="
CONNECT = "40/voice,"

DOORS = {
    door.path: door
    for door in (
        Door("/ws", ws),
        Door("/voice-ws", voice_ws),
        Door("/realtime/conversation", realtime),
        Door(f"{SOCKET_IO}websocket", socket_io, (CONNECT,), PROPER_ENDS | {None}),
        Door(f"{SOCKET_IO}polling", socket_io),
    )
}


# -- one who says it -----------------------------------------------------------


class Talk:
    """A WebSocket on which anything may be sent; what comes is read, and all but its end forgotten."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self._protocol = Connection(ConnectionType.CLIENT)
        self._heard = trio.Event()
        """Set with the next pong."""
        self.ended = trio.Event()
        self.code: int | None = None
        """Of the server's Close."""

    async def read(self) -> None:
        """Read to the end."""
        with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
            async for chunk in self._stream:
                self._protocol.receive_data(bytes(chunk))
                for event in self._protocol.events():
                    if isinstance(event, events.Pong):
                        self._heard.set()
                    elif isinstance(event, events.CloseConnection):
                        self.code = int(event.code)
        self.ended.set()
        self._heard.set()

    async def send(self, data: bytes) -> None:
        """Send bytes, if there is still somebody to take them."""
        with suppress(trio.BrokenResourceError):
            await self._stream.send_all(data)

    async def settle(self) -> None:
        """Wait until all was read that was sent, or the server has left."""
        self._heard = trio.Event()
        if not self.ended.is_set():
            await self.send(frame(PING))
            await self._heard.wait()


@dataclass
class Fuzzing:
    """All who fuzz one door."""

    door: Door
    port: int
    left: int
    """Messages still to be sent."""
    faults: list[str]
    ends: Counter[str] = field(default_factory=Counter)

    async def run(self, clients: int, seed: str) -> None:
        """Have so many say so much."""
        async with trio.open_nursery() as nursery:
            for number in range(clients):
                nursery.start_soon(self._one, f"{seed} {self.door.path} {number}")

    async def _one(self, seed: str) -> None:
        mutants = Mutants(random.Random(seed))
        while self.left > 0:
            if mutants.chance.random() < 0.2:
                await self._knock(mutants)
                continue
            visit = self._poll if self.door.path.endswith("polling") else self._visit
            with trio.move_on_after(HANG_SECONDS) as patience:
                await visit(mutants)
            if patience.cancelled_caught:
                self.faults.append(f"{seed}: nothing was heard for {HANG_SECONDS} seconds, {self.left} to go")

    async def _knock(self, mutants: Mutants) -> None:
        """Send a request that is none, and look at what is said to it, if anything is at once."""
        self.left -= 1
        async with await trio.open_tcp_stream("127.0.0.1", self.port) as stream:
            with suppress(trio.BrokenResourceError):
                await stream.send_all(mutants.head(self.door.path, f"127.0.0.1:{self.port}"))
                await stream.send_eof()
                with trio.move_on_after(0.05):
                    said = await stream.receive_some()
                    self.ends[said[9:12].decode("latin-1") or "cut"] += 1
                    if said.startswith(b"HTTP/1.1 500"):
                        self.faults.append(f"500 for a head at {self.door.path}, {self.left} to go")

    async def _visit(self, mutants: Mutants) -> None:
        """Hold one conversation."""
        async with await trio.open_tcp_stream("127.0.0.1", self.port) as stream:
            await stream.send_all(upgrade_request(self.port, self.door.path))
            head = b""
            while not head.endswith(b"\r\n\r\n") and (byte := await stream.receive_some(1)):
                head += byte
            if not head.startswith(b"HTTP/1.1 101 "):
                self.faults.append(f"a proper upgrade was answered {head[:40]!r}")
                self.left -= 1
                return
            talk = Talk(stream)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(talk.read)
                await self._talk(talk, mutants)
                nursery.cancel_scope.cancel()

    async def _talk(self, talk: Talk, mutants: Mutants) -> None:
        """Say a few things, and part in one way or another."""
        for first in self.door.first:
            await talk.send(frame(TEXT, first.encode()))
        for number in range(mutants.chance.choice((1, 10, 100, 300))):
            if mutants.chance.random() < 0.01:
                await self._break_off(talk, mutants)
                return
            for message in self.door.say(mutants):
                await talk.send(_framed(message, mutants))
                self.left -= 1
            if number % AT_ONCE == 0:
                await talk.settle()
            if talk.ended.is_set():
                self._note(talk, self.door.ends)
                return
        if mutants.chance.random() < 0.5:
            await talk.settle()
            await talk.send(close(1000))
            await talk.ended.wait()
            self._note(talk, self.door.ends)

    async def _break_off(self, talk: Talk, mutants: Mutants) -> None:
        self.left -= 1
        await talk.send(mutants.frames())
        with trio.move_on_after(0.05):
            await talk.ended.wait()
        self._note(talk, frozenset({talk.code} - {A_BUG}))

    def _note(self, talk: Talk, good: frozenset[int | None]) -> None:
        self.ends[str(talk.code or "cut")] += 1
        if talk.code not in good:
            self.faults.append(f"a conversation at {self.door.path} ended with {talk.code}, {self.left} to go")

    # -- who polls -------------------------------------------------------------

    async def _poll(self, mutants: Mutants) -> None:
        """Hold one conversation by requests."""
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=None, trust_env=False) as http:
            opened = await http.get(self.door.path)
            if opened.status_code != HTTPStatus.OK:
                self.faults.append(f"a handshake was answered {opened.status_code}")
                self.left -= 1
                return
            path = f"{self.door.path}&sid={json.loads(opened.text[1:])['sid']}"
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._hear, http, path)
                await self._post(http, path, mutants)
                nursery.cancel_scope.cancel()

    async def _hear(self, http: httpx.AsyncClient, path: str) -> None:
        while (await http.get(path)).status_code == HTTPStatus.OK:
            pass

    async def _post(self, http: httpx.AsyncClient, path: str, mutants: Mutants) -> None:
        """Post payloads of a few packets each until one is refused."""
        body = CONNECT.encode()
        for _ in range(mutants.chance.choice((2, 5, 20))):
            answer = await http.request("PUT" if mutants.chance.random() < 0.01 else "POST", path, content=body)
            self.ends[str(answer.status_code)] += 1
            if answer.status_code not in ANSWERS:
                self.faults.append(f"a payload was answered {answer.status_code}, {self.left} to go")
            if answer.status_code != HTTPStatus.OK:
                return
            packets = [one for _ in range(mutants.chance.choice((1, 5, 30))) for one in self.door.say(mutants)]
            self.left -= len(packets)
            body = b"\x1e".join(map(_in_payload, packets))
            if mutants.chance.random() < 0.03:
                body = mutants.flipped(body)


def _in_payload(packet: Message) -> bytes:
    return packet.encode("utf-8", "surrogatepass") if isinstance(packet, str) else b"b" + b64encode(packet)


ANSWERS = {HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}


def _framed(message: Message, mutants: Mutants) -> bytes:
    """Return a message in a frame, or in several."""
    opcode = TEXT if isinstance(message, str) else BINARY
    data = message.encode("utf-8", "surrogatepass") if isinstance(message, str) else message
    if mutants.chance.random() < 0.9:
        return frame(opcode, data)
    at = mutants.chance.randrange(len(data) + 1)
    return frame(opcode, data[:at], last=False) + frame(PING, b"between") + frame(0, data[at:])


# -- the others ----------------------------------------------------------------


async def ask(url: str, faults: list[str], task_status: trio.TaskStatus[None]) -> None:
    """Be a shopkeeper who asks for a balance again and again, and gets the right answer."""
    owed = list[object]()
    while True:
        try:
            async with client(Server(url, "")) as one:
                while True:
                    await _ask_once(one, owed, faults)
                    task_status.started()
                    task_status = trio.TASK_STATUS_IGNORED
                    await trio.sleep(0.05)
        except* ConnectionClosed as cut:
            faults += [f"the shopkeeper was cut: {why.reason}" for why in cut.exceptions]


async def _ask_once(one: Client, owed: list[object], faults: list[str]) -> None:
    await one.send("voice:final", text="Rahul ka balance batao")
    with trio.move_on_after(HANG_SECONDS) as patience:
        answer = (await one.next("voice:response"))["executionResult"]
        owed.append(answer["data"]["balance"] if answer["success"] else None)
        if owed[-1] != owed[0]:
            faults.append(f"the shopkeeper was told {answer}, and {owed[0]} at first")
    if patience.cancelled_caught:
        faults.append(f"the shopkeeper waited for {HANG_SECONDS} seconds")


@asynccontextmanager
async def premises(folder: str) -> AsyncIterator[Shop]:
    """Serve a shop whose recogniser hears nothing in what it is sent."""
    async with trio.open_nursery() as nursery:
        recogniser = Deepgram()
        url = await nursery.start(recogniser.serve)
        async with serving(Path(folder), SETTINGS | {"DEEPGRAM_URL": url}) as shop:
            yield shop
        recogniser.close()
        nursery.cancel_scope.cancel()


def books(shop: Shop) -> dict[str, str]:
    """Return what stands in the books, table by table."""
    every = "select md5(string_agg(t::text, chr(10) order by t::text)) from execora.{} t"
    with psycopg.connect(shop.owner) as connection:
        rows = {name: connection.execute(SQL(every).format(Identifier(name))).fetchone() for name in BOOKS}
    return {name: str(row) for name, row in rows.items()}


def logged(shop: Shop) -> list[str]:
    """Return what the server has told its operator of bugs."""
    lines = shop.server.said.read_text().splitlines()
    return [line for line in lines if not line.startswith("{") or json.loads(line)["level"] in ("error", "critical")]


async def fuzz(shop: Shop, path: str, messages: int, clients: int, seed: str, faults: list[str]) -> Fuzzing:
    """Fuzz one door while a shopkeeper asks."""
    fuzzing = Fuzzing(DOORS[path], urlsplit(shop.url).port or 80, messages, faults)
    async with trio.open_nursery() as nursery:
        await nursery.start(ask, shop.url.replace("http", "ws") + "/ws", faults)
        await fuzzing.run(clients, seed)
        nursery.cancel_scope.cancel()
    return fuzzing


def judge(before: Rest, after: Rest, *, memory: bool) -> list[str]:
    """Return what there is too much of; memory only where that was given the time to come back."""
    pairs = {
        "tasks": (before.tasks, after.tasks),
        "threads": (before.resources.threads + MORE_THREADS, after.resources.threads),
        "files": (before.resources.files - before.connections + MORE_FILES, after.resources.files - after.connections),
        "KiB": (before.resources.rss_kib + (MOST_MORE_KIB if memory else UNJUDGED_KIB), after.resources.rss_kib),
    }
    return [f"{what}: {last}, where {most} were the most" for what, (most, last) in pairs.items() if last > most]


UNJUDGED_KIB = 1 << 30


async def main(arguments: argparse.Namespace) -> int:
    """Fuzz door after door, print and judge."""
    print(f"seed {arguments.seed}")
    faults = list[str]()
    with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
        async with premises(folder) as shop:
            owned = books(shop)
            await fuzz_all(shop, arguments, faults)
            faults += [f"{name} is not as it was" for name, was in books(shop).items() if was != owned[name]]
            faults += logged(shop)
    print("\n".join(fault[:MOST_SHOWN] for fault in faults[:MOST_FAULTS_SHOWN]))
    print(f"{len(faults)} faults")
    return int(bool(faults))


async def fuzz_all(shop: Shop, arguments: argparse.Namespace, faults: list[str]) -> None:
    """Fuzz door after door, and look at the server after the warm-up and after each, or, in a small run, all."""
    messages, tasks = SMALL if arguments.small else arguments.messages, await shop.tasks()
    paths = arguments.doors or list(DOORS)
    for path in paths:
        await fuzz(shop, path, int(messages * WARM_UP), arguments.clients, f"{arguments.seed} warm", faults)
    before = await at_rest(shop, tasks, faults)
    print(f"before: {before}")
    for path in paths:
        began = trio.current_time()
        done = await fuzz(shop, path, messages, arguments.clients, str(arguments.seed), faults)
        seconds = trio.current_time() - began
        print(f"{path}: {messages} messages in {seconds:.0f} s; ends {dict(done.ends.most_common())}", flush=True)
        if not arguments.small or path == paths[-1]:
            after = await at_rest(shop, tasks, faults)
            print(f"after: {after}", flush=True)
            faults += judge(before, after, memory=not arguments.small and path == paths[-1])


MOST_FAULTS_SHOWN = 20
MOST_SHOWN = 2000


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=100_000, help="at each door")
    parser.add_argument("--clients", type=int, default=8, help="at once")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--small", action="store_true", help="a few seconds")
    parser.add_argument("doors", nargs="*", metavar="DOOR")
    sys.exit(trio.run(main, parser.parse_args()))
