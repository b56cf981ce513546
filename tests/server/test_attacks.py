"""Requests that are meant to get past somebody, at every door, over real sockets; bytes as an attacker writes them."""

from __future__ import annotations

import gzip
import tracemalloc
from typing import TYPE_CHECKING

import pytest
import trio
from structlog.testing import capture_logs

from execora.server import listen
from execora.server.sessions import DOORS
from tests.server.echoing import PATHS, SOCKET_IO, echoes, start_echo
from tests.server.frames import BINARY, closed, frame
from tests.server.serving import FakeDesks, ask, start_server, upgrade_request
from tests.server.test_auth import SECRET, token

if TYPE_CHECKING:
    from tests.server.serving import Served

SETTINGS_OF_HTTP_2 = b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"
EXTENSION = b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"


def status(answer: bytes) -> int:
    return int(answer.removeprefix(b"HTTP/1.1 ")[:3])


async def first_answer(served: Served, request: bytes) -> bytes:
    """Return what comes first; the connection may stay."""
    async with await trio.open_tcp_stream("127.0.0.1", served.port) as stream:
        await stream.send_all(request)
        return bytes(await stream.receive_some())


# -- past the doors


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "other", ["{}/", "/{}", "{}%2f", "{}%00", "{};x=1", "/.{}", "/x/..{}", "{}#a", "http://127.0.0.1{}", "//x{}"]
)
async def test_a_door_has_one_name(other: str, path: str, nursery: trio.Nursery):
    desks = FakeDesks()
    served = await start_server(nursery, desks=desks)
    assert 400 <= status(await first_answer(served, upgrade_request(served.port, other.format(path)))) < 500
    assert desks.opened == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("old", "new", "answered"),
    [
        (b"GET ", b"POST ", 405),
        (b" HTTP/1.1", b" HTTP/1.0", 426),
        (b"Host:", b"Host: evil.example\r\nHost:", 400),
        (b"Upgrade: ", b"Upgrade : ", 400),
        (b"Upgrade: ", b"X: a\x00b\r\nUpgrade: ", 400),
        (b"Upgrade: ", b"Content-Length: 5\r\nUpgrade: ", 400),
        (b"Upgrade: ", b"Transfer-Encoding: chunked\r\nUpgrade: ", 400),
        (b"Upgrade: ", b"Content-Length: 0\r\nContent-Length: 5\r\nUpgrade: ", 400),
        (b"Upgrade: websocket", b"Upgrade: websocket, h2c", 426),
        (b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 8", 426),
        (b"Sec-WebSocket-Key: ", b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Key: ", 400),
    ],
)
async def test_a_head_that_two_servers_may_read_in_two_ways_is_refused(
    old: bytes, new: bytes, answered: int, path: str, nursery: trio.Nursery
):
    desks = FakeDesks()
    served = await start_server(nursery, desks=desks)
    request = upgrade_request(served.port, path).replace(old, new)
    good = {400, 426} if path == SOCKET_IO else {answered}
    assert status(await first_answer(served, request + b"hello")) in good
    assert desks.opened == []


@pytest.mark.parametrize("path", PATHS)
async def test_a_second_request_behind_an_upgrade_is_no_request(path: str, nursery: trio.Nursery):
    served = await start_server(nursery)
    smuggled = b"GET /api/v1/customers HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = await ask(served.port, upgrade_request(served.port, path) + smuggled)
    head, _, rest = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 ")
    assert rest.endswith(closed(1002))  # "G" has a reserved bit, as a frame
    assert b"HTTP/1.1" not in rest


@pytest.mark.parametrize("words", [PREFACE, PREFACE[:24]])
async def test_http_2_is_not_spoken_though_a_client_begins_with_it(words: bytes, nursery: trio.Nursery):
    served = await start_server(nursery)
    assert 400 <= status(await ask(served.port, words)) < 500


async def test_http_2_is_not_spoken_though_a_client_asks_for_it(nursery: trio.Nursery):
    served = await start_server(nursery)
    head = f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n".encode()
    head += b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" + SETTINGS_OF_HTTP_2 + b"\r\n"
    assert status(await first_answer(served, head)) == 200


@pytest.mark.parametrize(
    "words",
    [PREFACE, b"GET /ws HTTP/1.0\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n"],
)
async def test_who_was_answered_does_not_stay_for_ever(
    words: bytes, nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listen, "IDLE_SECONDS", 0.2)
    served = await start_server(nursery)
    with trio.fail_after(5):
        assert await ask(served.port, words)


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("?token={0}&token={0}", ""),
        ("?token={head}&token={tail}", ""),
        ("?TOKEN={0}", ""),
        ("?x=1#token={0}", ""),
        ("", "Authorization: Bearer {0}\r\nAuthorization: Bearer {0}\r\n"),
        ("", "Authorization: Basic {0}\r\n"),
        ("", "Authorization: Bearer\r\n {0} x\r\n"),
        ("", "Cookie: token={0}\r\n"),
        ("", "X-Authorization: Bearer {0}\r\n"),
        ("?token={0}", "Authorization: Bearer x.y.z\r\n"),
    ],
)
async def test_a_token_counts_once_and_in_its_place(query: str, headers: str, path: str, nursery: trio.Nursery):
    served = await start_server(nursery, jwt_secret=SECRET)
    good = token()
    parts = {"head": good[:40], "tail": good[40:]}
    request = upgrade_request(served.port, path + query.format(good, **parts), headers=headers.format(good))
    assert status(await first_answer(served, request)) in (401, 404)


@pytest.mark.parametrize(
    "path", ["/", "/health", "/api/v1/customers", "/socket.io/?EIO=4&transport=polling", "/nowhere"]
)
@pytest.mark.parametrize("host", ["..", "a..b", "x" * 300, "\xff", "[::1", ":", "a:b:c", "%", ""])
async def test_a_host_that_is_no_name_is_no_failure_of_ours(host: str, path: str, nursery: trio.Nursery):
    served = await start_server(nursery)
    with capture_logs() as logs:
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        assert status(await ask(served.port, request.encode("latin-1"))) in (200, 400, 404, 421)
    assert [line for line in logs if line["log_level"] == "error"] == []


@pytest.mark.parametrize(
    "target",
    ["?x=1", "*", "x", "http://", "http://[", "http://evil.example/health", "http://evil.example", ":80", "//"],
)
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "CONNECT"])
async def test_a_target_that_is_no_path_is_refused(method: str, target: str, nursery: trio.Nursery):
    served = await start_server(nursery)
    request = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nConnection: close\r\n\r\n"
    assert 400 <= status(await ask(served.port, request.encode())) < 500


# -- what would grow


@pytest.mark.parametrize("path", PATHS)
async def test_no_extension_is_agreed_to(path: str, nursery: trio.Nursery):
    served = await start_server(nursery)
    answer = await first_answer(served, upgrade_request(served.port, path, headers=EXTENSION.decode()))
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert b"extensions" not in answer.lower()


@pytest.mark.parametrize("path", PATHS)
async def test_what_is_far_over_the_limit_is_neither_kept_nor_read_to_its_end(path: str, nursery: trio.Nursery):
    with echoes():
        served = await start_echo(nursery, max_message_bytes=65_536)
        async with await trio.open_tcp_stream("127.0.0.1", served.port) as stream:
            await stream.send_all(upgrade_request(served.port, path))
            await stream.receive_some()
            piece = frame(0, bytes(32_768), last=False)
            tracemalloc.start()
            try:
                await stream.send_all(frame(BINARY, last=False))
                for _ in range(33):
                    await stream.send_all(piece)
                assert bytes(await stream.receive_some()) == closed(1009)
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
    assert peak < 1_000_000


async def test_a_body_is_not_inflated(nursery: trio.Nursery):
    served = await start_server(nursery)
    bomb = gzip.compress(bytes(50_000_000))
    head = (
        f"PUT /api/v1/products/{'0' * 31}1/gst HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    )
    tracemalloc.start()
    try:
        answer = await ask(served.port, head.encode() + bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 400 <= status(answer) < 500
    assert peak < 2_000_000
