"""The listening socket: requests for a conversation go to the sessions, all others by hypercorn to the pages."""

from __future__ import annotations

import errno
import logging
import resource
import socket
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, cast

import structlog
import trio
from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.config import Config as HypercornConfig
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import ConnectionState

from execora.errors import ConfigError
from execora.server import upgrade as handshake
from execora.server.auth import check_address
from execora.server.failures import report
from execora.server.sessions import DOORS
from execora.server.sockets import PATHS as SOCKETS
from execora.server.visitors import Line, Visit, Visitors
from execora.server.websocket import LINGER_SECONDS
from execora.session.run import LAST_WORDS_SECONDS

if TYPE_CHECKING:
    from typing import Any

    from hypercorn.typing import ASGIFramework

    from execora.config import Config
    from execora.server.app import App

log = structlog.get_logger()

LONGEST_HEAD = 16_384
CHUNK = 65_536

HEAD_SECONDS = 5.0
"""How long a new connection may take to say what it wants."""

IDLE_SECONDS = 30.0
"""How long an HTTP connection may wait for its next request."""

REST_SECONDS = 2.5
"""What of `Config.drain_seconds` is left for all else once sessions are hurried: their last words, the transcripts, the
providers and the database, each with a bound of its own; where it is more than half of all, half."""

LAST_SECONDS = LAST_WORDS_SECONDS + LINGER_SECONDS + 0.1
"""What of that they get before every line is cut: the last events, and the goodbye behind them."""

BACKLOG = 1024

OVER = {
    errno.EBADF,  # we have closed it
    errno.ENOTCONN,
    errno.EPIPE,
    errno.ECONNRESET,
    errno.ECONNABORTED,
    errno.ETIMEDOUT,
    errno.EHOSTUNREACH,
    errno.ENETUNREACH,
}
"""How the system says that a connection has ended."""

LINES = 2
"""Connections of a conversation: one that polls asks and tells at the same time."""

SPARE_FILES = 512
"""What is open besides conversations: pages, the database, logs, modules being imported."""

KERNEL_BYTES = 131_072
"""What the kernel keeps for a connection, each way, and Linux twice as much. Left to itself it keeps tens of megabytes
for one that sends faster than it is read, and what is sent behind them, maybe a stop, comes that much later."""


async def serve(app: App, config: Config, *, task_status: trio.TaskStatus[int] = trio.TASK_STATUS_IGNORED) -> None:
    """Serve until cancelled. The value of its start is the port that was taken.

    Being cancelled stops accepting, lets what runs in sessions and requests finish, and ends each session with 1001.
    What still runs `REST_SECONDS` before `Config.drain_seconds` are over is cancelled, and then cut.

    Raises:
        ConfigError: the address cannot be listened on; says what to do.

    """
    listeners = await bind(config)
    _allow_files(LINES * config.max_sessions + SPARE_FILES)
    server = _Server(app, config)
    async with trio.open_nursery() as nursery:
        connections = await nursery.start(server.own_connections)
        if app.gate.keys:
            nursery.start_soon(app.gate.keys.run)
        try:
            task_status.started(listeners[0].socket.getsockname()[1])
            await trio.serve_listeners(server.connection, listeners, handler_nursery=connections)
        finally:
            server.stopping.set()


class _Server:
    """The connections of one `serve`."""

    def __init__(self, app: App, config: Config) -> None:
        self.stopping = trio.Event()
        self._app = app
        self._config = config
        self._context = WorkerContext(None)
        self._hypercorn = _hypercorn()
        self._pages = ASGIWrapper(cast("ASGIFramework", app.pages))
        self._open: set[trio.SocketStream] = set()
        self._silent: set[trio.SocketStream] = set()
        """Those that have not said yet what they want."""
        self._visitors = Visitors()
        self._all_left = trio.Event()

    async def own_connections(self, *, task_status: trio.TaskStatus[trio.Nursery]) -> None:
        """Hold the connections, beyond the end of the server's own scope, until they have ended or are cut."""
        with trio.CancelScope(shield=True):
            async with trio.open_nursery() as connections:
                self._app.sockets.live_in(connections)
                task_status.started(connections)
                await self.stopping.wait()
                await self._wind_up()
                connections.cancel_scope.cancel()

    async def connection(self, stream: trio.SocketStream) -> None:
        """Serve one connection; a failure ends this one only."""
        self._open.add(stream)
        self._visitors.see(stream)
        try:
            await self._serve(stream)
        except* Exception as failures:
            if trouble := failures.split(_has_left)[1]:
                report("connection.failed", trouble)
        finally:
            self._open.discard(stream)
            self._visitors.leave(stream)
            if self.stopping.is_set() and not self._open:
                self._all_left.set()

    async def _wind_up(self) -> None:
        for stream in self._silent:
            stream.socket.close()
        await self._context.terminated.set()
        self._app.sockets.stop()
        self._app.sessions.stop()
        drain_seconds = self._config.drain_seconds
        await self._wait_for_all(max(drain_seconds - REST_SECONDS, drain_seconds / 2))
        self._app.sessions.hurry()
        await self._wait_for_all(min(LAST_SECONDS, drain_seconds))
        for stream in self._open:
            stream.socket.close()

    async def _wait_for_all(self, seconds: float) -> None:
        with trio.move_on_after(seconds):
            if self._open:
                await self._all_left.wait()
            await self._app.sockets.all_left()

    async def _serve(self, stream: trio.SocketStream) -> None:
        received = await self._first_words(stream)
        upgrade = handshake.read(received)
        if upgrade is not None and upgrade.path in DOORS:
            self._visitors.leave(stream)
            await self._app.sessions.welcome(upgrade, stream)
        elif upgrade is not None and upgrade.path in SOCKETS:
            self._visitors.leave(stream)
            await self._app.sockets.welcome(upgrade, stream)
        elif received:
            seen = partial(self._visitors.see, stream)
            state = ConnectionState({"leave": partial(self._visitors.leave, stream)})
            line = cast("Any", Line(stream, received, self._config.send_seconds, seen))
            await Visit(self._pages, self._hypercorn, self._context, state, line).run()

    async def _first_words(self, stream: trio.SocketStream) -> bytes:
        """Read the head of the first request; nothing where it does not come in time."""
        received = b""
        self._silent.add(stream)
        try:
            with trio.move_on_after(HEAD_SECONDS):
                while b"\r\n\r\n" not in received and len(received) < LONGEST_HEAD:
                    chunk = await stream.receive_some(CHUNK)
                    if not chunk:
                        break
                    received += chunk
                return received
        finally:
            self._silent.discard(stream)
        return b""


def _has_left(failure: BaseException) -> bool:
    """Tell whether it only says that the connection is over; a lack of files or of space, say, is trouble of ours."""
    if isinstance(failure, OSError):
        return failure.errno in OVER
    return isinstance(failure, trio.BrokenResourceError | trio.ClosedResourceError)


def _hypercorn() -> HypercornConfig:
    config = HypercornConfig()
    config.errorlog = logging.getLogger("hypercorn.error")
    config.include_server_header = False
    config.keep_alive_timeout = IDLE_SECONDS
    return config


def _allow_files(count: int) -> None:
    """Let the process have so many files open, as far as the system lets it; many systems begin with 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= count:
        return
    most = count if hard == resource.RLIM_INFINITY else min(count, hard)
    with suppress(ValueError, OSError):  # a hard limit of infinity has a limit of its own
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    if soft < count:
        log.warning("server.few_files", wanted=count, allowed=soft)


# -- the socket ----------------------------------------------------------------


async def bind(config: Config) -> list[trio.SocketListener]:
    """Listen on every address of the host, at the same port; whoever asked closes the listeners.

    Raises:
        ConfigError: an address cannot be listened on; says what to do.

    """
    listeners: list[trio.SocketListener] = []
    port = config.port
    try:
        for family, address in await _addresses(config):
            check_address(config, address)
            listeners.append(_listener(family, (address, port), config))
            port = listeners[0].socket.getsockname()[1]
    except BaseException:
        for listener in listeners:
            listener.socket.close()
        raise
    return listeners


async def _addresses(config: Config) -> list[tuple[int, str]]:
    try:
        found = await trio.socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ConfigError(f"HOST {config.host} is no address of this machine ({error}); try 127.0.0.1.") from error
    return list(dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found))


def _listener(family: int, address: tuple[str, int], config: Config) -> trio.SocketListener:
    plain = socket.socket(family, socket.SOCK_STREAM)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        plain.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL_BYTES)  # connections inherit these
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # the kernel drops who takes nothing, later than we do, who say why
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(config.send_seconds * 2000))
    try:
        plain.bind(address)
    except OSError as error:
        plain.close()
        raise ConfigError(_why(error, *address)) from error
    plain.listen(BACKLOG)
    return trio.SocketListener(trio.socket.from_stdlib_socket(plain))


def _why(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} of {host} is in use: stop what uses it, or set PORT to another; 0 takes a free one."
        case errno.EACCES:
            return f"Port {port} is for administrators only: set PORT to one above 1023."
        case errno.EADDRNOTAVAIL:
            return f"HOST {host} is no address of this machine; try 127.0.0.1."
    return f"{host}, port {port}, cannot be listened on: {error.strerror}."
