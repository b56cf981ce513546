"""The limits over real sockets, on every WebSocket door and on REST; the addresses are those that a proxy names."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import trio
from structlog.testing import capture_logs

from execora.server.auth import make_token
from execora.server.sessions import DOORS
from tests.server.serving import ask, raw_client, settings, start_server, upgrade_request

if TYPE_CHECKING:
    import httpx

    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door
    from tests.server.serving import Served

PROXY = ("127.0.0.1",)

TILL, OTHER = "198.51.100.7", "198.51.100.8"

STORM = 300

SECRET = "s" * 32

pytestmark = pytest.mark.parametrize("door", DOORS)


def sent_by(address: str) -> str:
    return f"X-Forwarded-For: {address}\r\n"


async def knock(served: Served, door: str, address: str = TILL) -> tuple[int, dict[str, Any], bytes]:
    """Ask for a conversation that is refused; return status, problem document and head."""
    answer = await ask(served.port, upgrade_request(served.port, door, headers=sent_by(address)))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body), head


def retry_after(head: bytes) -> int:
    (seconds,) = (line.partition(b": ")[2] for line in head.splitlines() if line.startswith(b"Retry-After"))
    return int(seconds)


async def gets_in(served: Served, door: str, address: str) -> bool:
    async with await trio.open_tcp_stream("127.0.0.1", served.port) as stream:
        await stream.send_all(upgrade_request(served.port, door, headers=sent_by(address)))
        return (await stream.receive_some()).startswith(b"HTTP/1.1 101 ")


async def test_too_many_connections_of_an_address_are_a_429_until_one_leaves(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, trusted_proxies=PROXY, address_connections=2)
    async with raw_client(served.port, headers=sent_by(TILL)):
        async with raw_client(served.port, headers=sent_by(TILL)):
            status, problem, head = await knock(served, door)
            assert (status, problem["status"], problem["title"]) == (429, 429, "Too Many Requests")
            assert retry_after(head) == 5
            assert b"Content-Type: application/problem+json\r\n" in head
            assert await gets_in(served, door, OTHER)
        while served.app.sessions.open > 1:
            await trio.lowlevel.checkpoint()
        assert await gets_in(served, door, TILL)
    assert served.app.sessions.refused == {"addressConnections": 1}


async def test_an_address_that_connects_too_often_waits_and_others_do_not(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, trusted_proxies=PROXY, address_connects_a_minute=3)
    assert [await gets_in(served, door, TILL) for _ in range(3)] == [True] * 3
    status, problem, head = await knock(served, door)
    wait = retry_after(head)
    assert 10 < wait <= 20
    assert (status, problem["detail"]) == (429, f"This address connects too often; try again in {wait} s.")
    assert await gets_in(served, door, OTHER)


async def test_an_address_that_guesses_tokens_waits_too(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, trusted_proxies=PROXY, address_connects_a_minute=2, jwt_secret="s" * 32)
    assert [(await knock(served, door))[0] for _ in range(3)] == [401, 401, 429]
    assert (await knock(served, door, OTHER))[0] == 401
    assert served.app.sessions.refused == {"unauthorized": 3, "connects": 1}


async def test_strangers_behind_the_same_proxy_do_not_use_up_what_a_good_token_has(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, address_connects_a_minute=2, jwt_secret=SECRET)
    bad = f"Authorization: Bearer {make_token(settings(jwt_secret='x' * 32), 'demo', 'owner', 60)}\r\n"
    for headers in ("", bad, "", bad):
        await ask(served.port, upgrade_request(served.port, door, headers=headers))
    good = f"Authorization: Bearer {make_token(served.config, 'demo', 'owner', 60)}\r\n"
    for _ in range(2):
        async with raw_client(served.port, door, headers=good):
            pass
    answer = await ask(served.port, upgrade_request(served.port, door, headers=good))
    assert answer.startswith(b"HTTP/1.1 429 ")


async def test_nor_of_what_rest_gives_to_a_good_token(nursery: trio.Nursery, http: httpx.AsyncClient, door: str):
    served = await start_server(nursery, address_requests_a_minute=1, jwt_secret=SECRET)
    url = f"{served.url}/api/v1/customers"
    assert [(await http.get(url)).status_code for _ in range(2)] == [401, 429]
    good = {"Authorization": f"Bearer {make_token(served.config, 'demo', 'owner', 60)}"}
    assert [(await http.get(url, headers=good)).status_code for _ in range(2)] == [200, 429]


async def test_who_waits_for_an_absent_client_counts_for_the_shop(nursery: trio.Nursery, door: str):
    """One token cannot fill the server with sessions whose clients have left."""
    patience = trio.Event()

    async def wait_for_the_client(door: Door, desk: Desk, speaker: Speaker) -> int:
        await patience.wait()
        return 1000

    served = await start_server(nursery, wait_for_the_client, shop_connections=3, max_sessions=100)
    for _ in range(3):
        assert await gets_in(served, door, TILL)
        while served.app.sessions.open:
            await trio.lowlevel.checkpoint()
    assert (await knock(served, door))[0] == 429
    assert served.app.sessions.has_room
    patience.set()
    with trio.fail_after(5):
        while not await gets_in(served, door, TILL):
            pass


async def test_one_viewer_who_comes_and_goes_leaves_room_for_the_owner(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, absent, shop_connections=8, jwt_secret=SECRET)
    viewer, owner = (
        f"Authorization: Bearer {make_token(served.config, 'demo', role, 60)}\r\n" for role in ("viewer", "owner")
    )
    for _ in range(5):
        async with raw_client(served.port, door, headers=viewer):
            pass
        while served.app.sessions.open:
            await trio.lowlevel.checkpoint()
    answer = await ask(served.port, upgrade_request(served.port, door, headers=viewer))
    assert answer.startswith(b"HTTP/1.1 429 ")
    async with raw_client(served.port, door, headers=owner):
        assert served.app.sessions.refused == {"speakerConnections": 1}


async def absent(door: Door, desk: Desk, speaker: Speaker) -> int:
    """Go on though the client has left, until the server stops."""
    await trio.sleep_forever()


async def test_an_address_is_not_what_a_stranger_says_it_is(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, address_connects_a_minute=1)
    assert await gets_in(served, door, "203.0.113.1")
    assert not await gets_in(served, door, "203.0.113.2")


async def test_a_storm_from_one_address_keeps_nobody_else_out(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, trusted_proxies=PROXY, address_connections=10, address_connects_a_minute=20)
    status: list[bool] = []

    async def rush() -> None:
        status.append(await gets_in(served, door, TILL))

    with capture_logs() as logs:
        async with AsyncExitStack() as held:
            await held.enter_async_context(raw_client(served.port, headers=sent_by(OTHER)))
            async with trio.open_nursery() as storm:
                for _ in range(STORM):
                    storm.start_soon(rush)
                with trio.fail_after(10):
                    assert await gets_in(served, door, OTHER)
    assert 1 <= sum(status) <= 30  # twenty, and one more for each three seconds that it takes
    refused = served.app.sessions.refused
    assert refused["connects"] + refused.get("addressConnections", 0) == STORM - sum(status)
    lines = [line for line in logs if line["event"] == "door.refused"]
    assert 1 <= len(lines) <= 20
    assert all(line["address"] == TILL for line in lines)


async def test_rest_has_a_limit_of_its_own(nursery: trio.Nursery, http: httpx.AsyncClient, door: str):
    served = await start_server(nursery, trusted_proxies=PROXY, address_requests_a_minute=2)
    url, headers = f"{served.url}/api/v1/customers", {"X-Forwarded-For": TILL}
    answers = [await http.get(url, headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    wait = int(answers[2].headers["retry-after"])
    assert 20 < wait <= 30
    assert answers[2].headers["content-type"] == "application/problem+json"
    assert answers[2].json()["detail"] == f"This address asks too often; try again in {wait} s."
    assert (await http.get(url, headers={"X-Forwarded-For": OTHER})).status_code == 200
    assert await gets_in(served, door, TILL)
    assert (await http.get(f"{served.url}/health")).json()["refused"] == {"requests": 1}


async def test_messages_over_the_limit_are_answered_and_what_stops_acts(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, address_messages_a_minute=2)
    async with raw_client(served.port) as client:
        await client.send(*[f'{{"type": "task:status", "id": "{UUID(int=number)}"}}' for number in range(1, 5)])
        await client.send('{"type": "voice:stop"}')
        while len(client.told) < 5:
            await client.read()
    first, second, *refused, stop = client.told
    assert "AskStatus" in first
    assert "AskStatus" in second
    for each in refused:
        assert "LIMIT_REACHED" in each
        assert "wait_seconds=30" in each
    assert "Stop" in stop
    assert served.app.sessions.refused == {"messages": 3}


async def test_a_new_connection_brings_no_new_messages(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, trusted_proxies=PROXY, address_messages_a_minute=1)
    for address, answer in ((TILL, "AskStatus"), (TILL, "LIMIT_REACHED"), (OTHER, "AskStatus")):
        async with raw_client(served.port, headers=sent_by(address)) as client:
            await client.send('{"type": "task:status"}')
            while not client.told:
                await client.read()
            assert answer in client.told[0]


async def test_whoever_goes_on_regardless_is_parted_with(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, shop_messages_a_minute=1)
    async with raw_client(served.port) as client:
        await client.send(*['{"type": "task:status"}'] * 400)
        assert await client.close_code() == 1008
