"""Socket.IO's requests as an attacker sends them, over real sockets."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import httpx
import pytest
import trio

from execora.server import pages, sockets
from tests.server.echoing import SOCKET_IO
from tests.server.serving import ask, start_server, upgrade_request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server.serving import Served

POLLING = "/socket.io/?EIO=4&transport=polling"
CONNECT, CONNECTED = "40/voice,", "40/voice,"
EVIL = {"Origin": "http://evil.example"}


@pytest.fixture
async def served(nursery: trio.Nursery) -> Served:
    return await start_server(nursery)


@pytest.fixture
async def client(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served.url, trust_env=False, timeout=10) as http:
        yield http


async def handshake(client: httpx.AsyncClient) -> str:
    """Begin a session, and return the path of its requests."""
    opened = await client.get(POLLING)
    return f"{POLLING}&sid={json.loads(opened.text[1:])['sid']}"


async def connected(client: httpx.AsyncClient) -> str:
    """Begin a session that is a conversation."""
    path = await handshake(client)
    await client.post(path, content=CONNECT)
    assert (await client.get(path)).text.startswith(CONNECTED)
    return path


async def goes_on(client: httpx.AsyncClient, path: str) -> bool:
    """Tell whether a conversation still answers its own client."""
    posted = await client.post(path, content='42/voice,["voice:control",{"type":"ping"}]')
    return posted.text == "ok" and "Ping" in (await client.get(path)).text


async def test_no_page_of_another_origin_can_use_an_id_that_it_has_found_out(served: Served, client: httpx.AsyncClient):
    path = await connected(client)
    assert (await client.get(path, headers=EVIL)).status_code == 403
    assert (await client.post(path, content=CONNECT, headers=EVIL)).status_code == 403
    upgrade = path.replace("polling", "websocket")
    headers = "Origin: http://evil.example\r\n"
    assert (await ask(served.port, upgrade_request(served.port, upgrade, headers=headers))).startswith(b"HTTP/1.1 403 ")
    assert await goes_on(client, path)


@pytest.mark.parametrize("sid", ["", "x", "0" * 22, "../" * 9, "%00", "a&sid=b", "é"])
async def test_an_id_that_is_guessed_opens_nothing(sid: str, served: Served, client: httpx.AsyncClient):
    mine = await connected(client)
    for answer in (await client.get(f"{POLLING}&sid={sid}"), await client.post(f"{POLLING}&sid={sid}", content="2")):
        assert (answer.status_code, answer.json()["message"]) == (400, "Session ID unknown")
    if sid.isascii():
        answered = await ask(served.port, upgrade_request(served.port, f"{SOCKET_IO}&sid={sid or '-'}"))
        assert answered.startswith(b"HTTP/1.1 400 ")
    assert await goes_on(client, mine)


async def test_a_second_websocket_takes_nothing_from_the_first(served: Served, client: httpx.AsyncClient):
    upgrade = (await connected(client)).replace("polling", "websocket")
    async with await trio.open_tcp_stream("127.0.0.1", served.port) as first:
        await first.send_all(upgrade_request(served.port, upgrade))
        assert (await first.receive_some()).startswith(b"HTTP/1.1 101 ")
        assert (await ask(served.port, upgrade_request(served.port, upgrade))).startswith(b"HTTP/1.1 400 ")


async def test_handshakes_that_lead_to_nothing_cost_nobody_their_conversation(
    served: Served, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sockets, "MOST_STRANGERS", 3)
    mine = await connected(client)
    paths = [await handshake(client) for _ in range(5)]
    assert (await client.get(paths[0])).status_code == 400  # cut, as the oldest
    assert await goes_on(client, mine)


async def test_a_handshake_that_leads_to_nothing_does_not_last(
    served: Served, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sockets, "CONNECT_SECONDS", 0.1)
    path = await handshake(client)
    assert (await client.get(path)).status_code in (200, 400)
    assert (await client.get(path)).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"\x1e" * 3000,
        b"4" + b"[" * 100_000,
        b"42/voice,[" + b"[" * 30_000,
        b"b" * 200_000,
        b"4" * 200_000,
        b"451999999999-/voice," + b"{" * 50_000,
        b"\xff" * 1000,
    ],
    ids=["separators", "brackets", "an event of brackets", "no base64", "digits", "attachments", "no UTF-8"],
)
async def test_a_payload_that_is_a_bomb_goes_off_for_nobody_else(
    body: bytes, served: Served, client: httpx.AsyncClient
):
    mine, bomber = await connected(client), await connected(client)
    began = trio.current_time()
    assert (await client.post(bomber, content=body)).status_code in (200, 400)
    assert trio.current_time() - began < 2
    assert await goes_on(client, mine)


async def test_a_payload_is_not_inflated(served: Served, client: httpx.AsyncClient):
    path, bomb = await connected(client), gzip.compress(b"2\x1e" * 10_000_000)
    tracemalloc.start()
    try:
        answer = await client.post(path, content=bomb, headers={"Content-Encoding": "gzip"})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert answer.status_code == 400
    assert peak < 2_000_000


async def test_a_payload_over_the_limit_is_a_413(served: Served, client: httpx.AsyncClient):
    path = await connected(client)
    assert (await client.post(path, content=b"4" * (served.config.max_message_bytes + 1))).status_code == 413


async def test_a_payload_that_trickles_holds_up_nobody_and_ends(
    served: Served, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, nursery: trio.Nursery
):
    monkeypatch.setattr(pages, "BODY_SECONDS", 1)
    hasty = await start_server(nursery)
    async with httpx.AsyncClient(base_url=hasty.url, trust_env=False, timeout=10) as other, AsyncExitStack() as stack:
        mine = await connected(other)
        slow = [await stack.enter_async_context(await trickle(hasty, await handshake(other))) for _ in range(20)]
        assert await goes_on(other, mine)
        with trio.fail_after(5):
            for stream in slow:
                assert (await stream.receive_some()).startswith(b"HTTP/1.1 408 ")


async def trickle(served: Served, path: str) -> trio.SocketStream:
    """Post the first byte of a payload, and no more."""
    stream = await trio.open_tcp_stream("127.0.0.1", served.port)
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nContent-Length: 1000\r\n\r\n4"
    await stream.send_all(head.encode())
    return stream
