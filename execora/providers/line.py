"""A WebSocket to a provider: opened, talked over, and closed whatever happens."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast
from urllib.parse import SplitResult, urlsplit

import h11
import httpx
import trio
import wsproto.utilities
from trio_websocket import ConnectionRejected, wrap_client_stream

from execora.providers import http
from execora.providers.port import Fault, ProviderError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Mapping

    from trio_websocket import WebSocketConnection

    Stream = trio.SocketStream | trio.SSLStream[trio.SocketStream]

GOODBYE_SECONDS = 0.5
"""How long the other side may take to answer that we hang up; nothing is expected of it any more."""

NO_WEBSOCKET = (wsproto.utilities.ProtocolError, h11.ProtocolError, UnicodeDecodeError)
"""What wsproto raises at a strange handshake: it lets out h11's errors, and those of bytes that are no ASCII."""


async def talk(
    provider: str, url: str, headers: Mapping[str, str], converse: Callable[[WebSocketConnection], Awaitable[None]]
) -> None:
    """Open a WebSocket, hold a conversation over it, and close it.

    trio-websocket 0.12 leaves three things to whoever opens one, hence this: a socket that the other side closes first
    stays open until it is collected, a handshake that breaks off waits for ever, and what its reading task raises comes
    as a group.

    Raises:
        ProviderError: it could not be opened, it broke a rule of the protocol, or `converse` raised it.

    """
    address = urlsplit(url)
    stream = await _connected(provider, address)
    try:
        await _talk(provider, stream, address, headers, converse)
    finally:
        await trio.aclose_forcefully(stream)  # waits for nothing


async def _talk(
    provider: str,
    stream: Stream,
    address: SplitResult,
    headers: Mapping[str, str],
    converse: Callable[[WebSocketConnection], Awaitable[None]],
) -> None:
    socket: WebSocketConnection | None = None
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    async with trio.open_nursery() as nursery:
        reader = _Reader(provider, nursery)
        with reader.opening:
            socket = await wrap_client_stream(
                cast("trio.Nursery", reader), stream, address.netloc, _target(address), extra_headers=sent
            )
        failure = await _outcome(converse(socket)) if socket else reader.failure
        if socket:
            with trio.move_on_after(GOODBYE_SECONDS):
                await socket.aclose()
        nursery.cancel_scope.cancel()
    if failure:
        raise failure


async def _outcome(conversation: Awaitable[None]) -> ProviderError | None:
    try:
        await conversation
    except ProviderError as error:
        return error
    return None


class _Reader:
    """Stands where trio-websocket wants a nursery, and looks after the one task that it starts."""

    def __init__(self, provider: str, nursery: trio.Nursery) -> None:
        self._provider, self._nursery = provider, nursery
        self.opening = trio.CancelScope()
        """Cancelled once nothing more is read: then no handshake will be answered."""
        self.failure = ProviderError(provider, Fault.AWAY, "it hung up on the handshake")
        """Why no handshake is answered. Later, whoever talks notices the end by itself, and knows whether it is one
        to complain about; what is raised then is of no use: trio-websocket trips over a Ping while we hang up."""

    def start_soon(self, read: Callable[[], Awaitable[None]]) -> None:
        self._nursery.start_soon(self._run, read)

    async def _run(self, read: Callable[[], Awaitable[None]]) -> None:
        try:
            await read()
        except ConnectionRejected as error:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in error.headers or ()}
            self.failure = http.failure(self._provider, error.status_code, headers, error.body or b"")
        except NO_WEBSOCKET as error:
            self.failure = ProviderError(self._provider, Fault.NONSENSE, f"no WebSocket: {type(error).__name__}")
        self.opening.cancel()


async def _connected(provider: str, address: SplitResult) -> Stream:
    if address.scheme not in {"ws", "wss"} or not address.hostname:
        raise ProviderError(provider, Fault.REFUSED, "its address is none of a WebSocket")
    try:
        if address.scheme == "ws":
            return await trio.open_tcp_stream(address.hostname, address.port or 80)
        return await _secured(address.hostname, address.port or 443)
    except (OSError, trio.BrokenResourceError) as error:
        raise ProviderError(provider, Fault.AWAY, f"no connection: {http.named(error)}") from error


async def _secured(host: str, port: int) -> trio.SSLStream[trio.SocketStream]:
    stream = await trio.open_ssl_over_tcp_stream(host, port, ssl_context=_trust(), https_compatible=True)
    try:
        await stream.do_handshake()
    except BaseException:
        await trio.aclose_forcefully(stream)
        raise
    return stream


@cache
def _trust() -> ssl.SSLContext:
    """Load the certificates that `http` trusts, too, once: it takes some 30 ms."""
    return httpx.create_ssl_context(trust_env=False)


def _target(address: SplitResult) -> str:
    return f"{address.path or '/'}?{address.query}" if address.query else address.path or "/"
