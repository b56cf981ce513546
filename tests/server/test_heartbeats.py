"""Over each door, a client that nothing comes from any more is found out, and one that is only quiet is not."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import trio
from trio_websocket import open_websocket_url

from execora.server.auth import make_token
from execora.server.sessions import DOORS
from execora.session.port import GoneError
from tests.emulators.proxy import Proxy
from tests.server.serving import ask, settings, start_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door

BEAT_SECONDS = 0.5
SLACK_SECONDS = 0.3
"""For a machine that does other things too; less than a beat."""

SECRET = "s" * 32
"""With tokens, the server minds no proxy."""

TOKEN = make_token(settings(jwt_secret=SECRET), "demo", "owner", 24 * 3600)
CONNECT = f"40/voice,{json.dumps({'token': TOKEN})}"

Client = Callable[[int], Awaitable[None]]
"""Opens a conversation on a port, and answers its pings."""


async def websocket(path: str, port: int) -> None:
    async with open_websocket_url(
        f"ws://127.0.0.1:{port}{path}?token={TOKEN}"
    ) as connection:  # it answers pings by itself
        await connection.get_message()


async def socket_io(port: int) -> None:
    async with open_websocket_url(f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket") as connection:
        while True:
            match (await connection.get_message())[0]:
                case "0":
                    await connection.send_message(CONNECT)
                case "2":
                    await connection.send_message("3")


async def polling(port: int) -> None:
    path = "/socket.io/?EIO=4&transport=polling"
    opened = json.loads((await fetch(port, path))[1:])
    path += f"&sid={opened['sid']}"
    await fetch(port, path, CONNECT)
    while True:
        if "2" in (await fetch(port, path)).split("\x1e"):
            await fetch(port, path, "3")


async def fetch(port: int, path: str, body: str = "") -> str:
    """Get the body of an answer to a GET; to a POST where there is something to post."""
    head = f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
    answer = await ask(port, f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    return answer.partition(b"\r\n\r\n")[2].decode()


CLIENTS: dict[str, Client] = {
    **{path: partial(websocket, path) for path in DOORS},
    "Socket.IO": socket_io,
    "Socket.IO by polling": polling,
}


class Watch:
    """A session that notes when it learns that its client is gone."""

    def __init__(self) -> None:
        self.begun, self.gone = trio.Event(), trio.Event()

    async def run(self, door: Door, desk: Desk, speaker: Speaker) -> int:
        self.begun.set()
        try:
            while True:
                await door.receive()
        except GoneError:
            self.gone.set()
        return 1000


@asynccontextmanager
async def conversation(nursery: trio.Nursery, client: Client) -> AsyncIterator[tuple[Watch, Proxy]]:
    """Hold a conversation through a proxy."""
    watch = Watch()
    served = await start_server(nursery, watch.run, jwt_secret=SECRET, heartbeat_seconds=BEAT_SECONDS)
    proxy = Proxy(partial(trio.open_tcp_stream, "127.0.0.1", served.port))
    async with proxy.open(), trio.open_nursery() as talking:
        talking.start_soon(client, proxy.port)
        await watch.begun.wait()
        yield watch, proxy
        talking.cancel_scope.cancel()


async def test_a_client_in_a_black_hole_is_found_within_two_heartbeats(nursery: trio.Nursery):
    took: dict[str, float] = {}

    async def lose(door: str) -> None:
        async with conversation(nursery, CLIENTS[door]) as (watch, proxy):
            await trio.sleep(BEAT_SECONDS * 1.1)  # a black hole right behind a heartbeat is the worst
            proxy.forget()
            before = trio.current_time()
            await watch.gone.wait()
            took[door] = trio.current_time() - before

    async with trio.open_nursery() as doors:
        for door in CLIENTS:
            doors.start_soon(lose, door)
    assert all(seconds <= 2 * BEAT_SECONDS + SLACK_SECONDS for seconds in took.values()), took


async def test_a_client_that_says_nothing_but_answers_stays(nursery: trio.Nursery):
    left: list[str] = []

    async def stay(door: str) -> None:
        async with conversation(nursery, CLIENTS[door]) as (watch, _):
            with trio.move_on_after(3.5 * BEAT_SECONDS):
                await watch.gone.wait()
                left.append(door)

    async with trio.open_nursery() as doors:
        for door in CLIENTS:
            doors.start_soon(stay, door)
    assert left == []
