from __future__ import annotations

import errno
import resource
import socket
import struct
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING

import httpx
import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import wait_all_tasks_blocked
from trio_websocket import open_websocket_url

from execora.errors import ConfigError
from execora.server import listen, pages, visitors
from execora.session.port import Event, GoneError, Numbered
from execora.session.run import LAST_WORDS_SECONDS
from tests.server.serving import ask, raw_client, settings, start_server, upgrade_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door

CONNECTS = 1000


def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(trust_env=False)


# -- the socket


async def test_port_0_takes_a_free_port_and_tells_it(nursery: trio.Nursery):
    one, other = await start_server(nursery), await start_server(nursery)
    assert 0 < one.port != other.port > 0


async def test_a_port_in_use_is_told_with_what_to_do(nursery: trio.Nursery):
    served = await start_server(nursery)
    with pytest.raises(ConfigError, match=f"Port {served.port} of 127.0.0.1 is in use.*PORT"):
        await listen.serve(served.app, settings(port=served.port))


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7"])
async def test_a_host_that_is_not_here_is_told_with_what_to_do(nursery: trio.Nursery, host: str):
    served = await start_server(nursery)
    with pytest.raises(ConfigError, match=r"HOST .* is no address of this machine.*127\.0\.0\.1"):
        await listen.serve(served.app, settings(host=host, jwt_secret="s" * 32))


async def test_without_a_secret_only_this_machine_is_listened_to(nursery: trio.Nursery):
    served = await start_server(nursery)
    with pytest.raises(ConfigError, match="JWT_SECRET"):
        await listen.serve(served.app, settings(host="0.0.0.0"))


async def test_every_address_of_a_name_has_the_same_port(nursery: trio.Nursery):
    served = await start_server(nursery, host="localhost")
    families = {found[0] for found in socket.getaddrinfo("localhost", served.port, type=socket.SOCK_STREAM)}
    assert families
    for family in families:
        address = "127.0.0.1" if family == socket.AF_INET else "[::1]"
        async with client() as http:
            assert (await http.get(f"http://{address}:{served.port}/health")).status_code == 200


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux has it")
async def test_the_kernel_gives_up_on_who_acknowledges_nothing(nursery: trio.Nursery):
    config = settings(send_seconds=3)
    (listener,) = await listen.bind(config)
    async with listener:
        assert listener.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 6000


async def test_the_kernel_keeps_little_of_a_connection(nursery: trio.Nursery):
    (listener,) = await listen.bind(settings())
    async with listener:
        for way in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            assert listen.KERNEL_BYTES <= listener.socket.getsockopt(socket.SOL_SOCKET, way) <= 2 * listen.KERNEL_BYTES


@pytest.fixture
def few_files() -> Iterator[None]:
    """Let the process have no more than a shell gives it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("few_files")
async def test_there_is_a_file_for_every_conversation(nursery: trio.Nursery):
    await start_server(nursery, max_sessions=1000)
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 1000


@pytest.mark.usefixtures("few_files")
async def test_more_conversations_than_files_is_said_at_the_start(nursery: trio.Nursery):
    with capture_logs() as logs:
        await start_server(nursery, max_sessions=1 << 40)
    assert logs[0]["event"] == "server.few_files"
    assert logs[0]["allowed"] == resource.getrlimit(resource.RLIMIT_NOFILE)[0]


# -- one port for everything


async def test_pages_and_conversations_share_a_port(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with client() as http, open_websocket_url(served.ws) as conversation:
        assert (await http.get(served.url + "/health")).json()["sessions"] == 1
        await conversation.send_message('{"type": "ping"}')
        assert "Ping" in await conversation.get_message()


async def test_a_head_that_comes_in_pieces_is_put_together(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with await trio.open_tcp_stream("127.0.0.1", served.port) as stream:
        for byte in upgrade_request(served.port):
            await stream.send_all(bytes([byte]))
        assert (await stream.receive_some()).startswith(b"HTTP/1.1 101 ")


async def test_a_connection_that_says_nothing_is_closed(nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listen, "HEAD_SECONDS", 0.05)
    served = await start_server(nursery)
    assert await ask(served.port, b"") == b""
    assert await ask(served.port, b"GET / HTTP/1.1\r\nHost: ") == b""


async def test_one_visitor_too_many_costs_the_quietest_its_place(
    nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(visitors, "MOST_VISITORS", 3)
    served = await start_server(nursery)
    async with raw_client(served.port) as talker, client() as http, AsyncExitStack() as stack:
        health = served.url + "/health"
        assert (await http.get(health)).status_code == 200
        silent = [await stack.enter_async_context(await visit(served.port)) for _ in range(2)]
        assert (await http.get(health)).status_code == 200
        await stack.enter_async_context(await visit(served.port))
        assert await silent[0].receive_some() == b""  # not the reader, who came first but was heard of since
        assert (await http.get(health)).status_code == 200
        await talker.send('{"type": "ping"}')
        assert await talker.read()


async def visit(port: int) -> trio.SocketStream:
    """Connect, say half of something, and wait until that was read."""
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    await stream.send_all(b"GET ")
    await wait_all_tasks_blocked(0.01)
    return stream


@pytest.mark.parametrize("nonsense", [b"\x16\x03\x01" + b"\x00" * 20_000, b"a" * 20_000, b"GET\r\n\r\n", b"\r\n\r\n"])
async def test_what_is_no_http_is_turned_away(nursery: trio.Nursery, nonsense: bytes):
    served = await start_server(nursery)
    answer = await ask(served.port, nonsense)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")


async def test_a_failure_of_one_connection_is_no_failure_of_the_server(
    nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
):
    served = await start_server(nursery)

    def fail(received: bytes) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(listen.handshake, "read", fail)
        assert await ask(served.port, b"GET / HTTP/1.1\r\n\r\n") == b""
    async with client() as http:
        assert (await http.get(served.url + "/health")).status_code == 200


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.EMFILE, True), (errno.ENOSPC, True), (errno.ENOTCONN, False), (errno.EPIPE, False), (errno.EBADF, False)],
)
async def test_trouble_of_ours_is_told_and_is_not_taken_for_a_client_that_has_left(
    number: int, told: bool, nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
):
    served = await start_server(nursery)

    def fail(received: bytes) -> None:
        raise OSError(number, "as the system says")

    monkeypatch.setattr(listen.handshake, "read", fail)
    with capture_logs() as logs:
        assert await ask(served.port, b"GET / HTTP/1.1\r\n\r\n") == b""
    failed = [line["errors"][0].split(" at ")[0] for line in logs if line["log_level"] == "error"]
    assert failed == (["OSError"] if told else [])


async def test_a_reader_of_pages_who_does_not_read_is_let_go(nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(socket, "TCP_USER_TIMEOUT", raising=False)
    served = await start_server(nursery, send_seconds=0.3)
    requests = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2000
    raw = trio.socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    await raw.connect(("127.0.0.1", served.port))
    async with trio.SocketStream(raw) as stream:
        with suppress(trio.BrokenResourceError):
            while True:
                await stream.send_all(requests)


@pytest.mark.parametrize("words", [b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET / HTTP", b"\x16\x03\x01"])
async def test_nothing_is_kept_of_a_reader_of_pages_who_has_left(nursery: trio.Nursery, words: bytes):
    served = await start_server(nursery)
    before = trio.lowlevel.current_statistics().tasks_living
    async with await trio.open_tcp_stream("127.0.0.1", served.port) as stream:
        await stream.send_all(words)
        read = words[:0]
        while words.endswith(b"\r\n") and not read.endswith(b"</html>\n"):
            read += await stream.receive_some()
    with trio.fail_after(listen.IDLE_SECONDS / 2):
        while trio.lowlevel.current_statistics().tasks_living > before:
            await trio.lowlevel.checkpoint()


@pytest.mark.parametrize("behind", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"])
@pytest.mark.parametrize("header", [b"", b"Expect: 100-continue\r\n"])
async def test_nothing_is_kept_of_a_reader_of_pages_who_breaks_off(
    nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch, header: bytes, behind: bytes
):
    monkeypatch.setattr(pages, "HEALTH_KEPT_SECONDS", 0)
    asked, answer = trio.Event(), trio.Event()

    async def slow() -> dict[str, str]:
        asked.set()
        await answer.wait()
        return {"database": "ok"}

    served = await start_server(nursery, health=slow)
    before = trio.lowlevel.current_statistics().tasks_living
    for _ in range(20):
        asked, answer = trio.Event(), trio.Event()
        stream = await trio.open_tcp_stream("127.0.0.1", served.port)
        await stream.send_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + header + b"\r\n" + behind)
        if behind:
            await asked.wait()
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # to end with a reset
        await stream.aclose()
        answer.set()
    with trio.fail_after(listen.IDLE_SECONDS / 2):
        while trio.lowlevel.current_statistics().tasks_living > before:
            await trio.lowlevel.checkpoint()


async def test_a_thousand_quick_connects_leave_nothing_open(nursery: trio.Nursery):
    served = await start_server(nursery)
    limit = trio.CapacityLimiter(50)

    async def come_and_go(number: int) -> None:
        async with limit, await trio.open_tcp_stream("127.0.0.1", served.port) as stream:
            if number % 3:
                await stream.send_all(upgrade_request(served.port))
            if number % 3 == 2:
                await stream.receive_some()

    async with trio.open_nursery() as crowd:
        for number in range(CONNECTS):
            crowd.start_soon(come_and_go, number)
    async with client() as http:
        while (await http.get(served.url + "/health")).json()["sessions"]:
            await trio.lowlevel.checkpoint()
    tasks = trio.lowlevel.current_statistics().tasks_living
    assert tasks < 30
    assert await served.stop() < 1


# -- the stop


async def test_a_stop_ends_conversations_with_1001(nursery: trio.Nursery):
    async def wait(door: Door, desk: Desk, speaker: Speaker) -> int:
        try:
            await trio.sleep_forever()
        finally:
            with trio.move_on_after(1, shield=True):
                await door.send([Numbered(1, Event("task:cancelled", {"reason": "shutdown"}))])

    served = await start_server(nursery, wait)
    async with raw_client(served.port) as talker:
        served.scope.cancel()
        assert await talker.close_code() == 1001
        assert "shutdown" in talker.told[0]


async def test_a_hurried_stop_waits_for_all_of_the_last_words(nursery: trio.Nursery):
    async def slow(door: Door, desk: Desk, speaker: Speaker) -> int:
        try:
            await trio.sleep_forever()
        finally:
            with trio.move_on_after(LAST_WORDS_SECONDS, shield=True):  # as for a client that is slow to take them
                await trio.sleep_forever()

    served = await start_server(nursery, slow, drain_seconds=listen.LAST_SECONDS)
    async with raw_client(served.port) as talker:
        served.scope.cancel()
        assert await talker.close_code() == 1001


async def test_a_stop_waits_for_a_request_that_is_under_way(nursery: trio.Nursery):
    asked, answer = trio.Event(), trio.Event()

    async def slow() -> dict[str, str]:
        asked.set()
        await answer.wait()
        return {"database": "ok"}

    served = await start_server(nursery, health=slow)
    got: list[int] = []

    async def get() -> None:
        async with client() as http:
            got.append((await http.get(served.url + "/health")).status_code)

    async with trio.open_nursery() as askers:
        askers.start_soon(get)
        await asked.wait()
        served.scope.cancel()
        answer.set()
    assert got == [200]


async def test_a_stop_does_not_wait_for_idle_connections(nursery: trio.Nursery):
    served = await start_server(nursery, drain_seconds=10)
    async with client() as http, await trio.open_tcp_stream("127.0.0.1", served.port):
        await http.get(served.url + "/health")
        assert await served.stop() < 1


async def test_a_stop_cuts_a_conversation_that_does_not_end(nursery: trio.Nursery):
    async def stubborn(door: Door, desk: Desk, speaker: Speaker) -> int:
        with trio.CancelScope(shield=True):
            try:
                await door.receive()
            except GoneError:
                return 1000
        return 1000

    served = await start_server(nursery, stubborn, drain_seconds=0.2)
    async with raw_client(served.port):
        assert 0.2 < await served.stop() < 0.2 + 0.5


async def test_a_stop_takes_no_more_connections(nursery: trio.Nursery):
    served = await start_server(nursery)
    await served.stop()
    with pytest.raises(OSError, match="connect"):
        await trio.open_tcp_stream("127.0.0.1", served.port)


async def test_the_port_is_free_again_after_a_stop(nursery: trio.Nursery):
    served = await start_server(nursery)
    await served.stop()
    again = await start_server(nursery, port=served.port)
    assert again.port == served.port
