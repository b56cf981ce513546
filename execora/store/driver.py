"""psycopg driven by Trio.

psycopg keeps the protocol, the types and the prepared statements, as generators that say what they wait for; this file
waits. Of transactions, pools and shops it knows nothing.
"""

from __future__ import annotations

import select
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
import trio
from psycopg import generators
from psycopg.conninfo import conninfo_attempts, conninfo_to_dict, make_conninfo, timeout_from_conninfo
from psycopg.pq import ConnStatus, TransactionStatus
from psycopg.types.numeric import Int8Dumper
from psycopg.waiting import Ready, Wait

if TYPE_CHECKING:
    from psycopg.abc import ConnDict, PQGen, PQGenConn
    from psycopg.pq.abc import PGconn, PGresult

CANCEL_SECONDS = 0.5
"""How long a cancelled statement may take to end on the server before its connection is given up."""

CANCEL_AGAIN_SECONDS = 0.02
"""How long to wait for the end of a statement until it is cancelled once more."""

CONNECT_SECONDS = 3
"""How long one address may take to answer, where the DSN's `connect_timeout` says nothing else.

The kernel sends a lost packet again after 1, 3 and 7 seconds: whoever begins anew is sooner back than whoever waits.
"""

DEFAULTS: ConnDict = {
    "client_encoding": "UTF8",
    "connect_timeout": CONNECT_SECONDS,
    "fallback_application_name": "execora",
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "tcp_user_timeout": 4000,
}
"""What the DSN does not say: a peer that vanished is noticed in 4 s, whether or not something was sent to it."""

T = TypeVar("T")
RESTING = (TransactionStatus.IDLE, TransactionStatus.INTRANS, TransactionStatus.INERROR)
"""The states in which the server has answered everything and waits for the next statement."""


class Driver(psycopg.AsyncConnection[tuple[Any, ...]]):
    """A psycopg connection that waits with Trio, and belongs to one task at a time.

    Every int is sent as bigint, so that a statement has one plan and no sum overflows by the size of its parts; where
    PostgreSQL wants an integer, as in `date + $1::int`, the statement says so.

    Cancellation: the statement is cancelled on the server and its reply read, within `CANCEL_SECONDS`; where that does
    not succeed the connection is abandoned. In a scope that is cancelled already nothing is sent.
    """

    def __init__(self, pgconn: PGconn, *options: Any) -> None:  # noqa: ANN401 - handed on as they are
        super().__init__(pgconn, *options)
        self.lock = _OneTaskAtATime()  # type: ignore[assignment]
        self.adapters.register_dumper(int, Int8Dumper)
        self._heard: list[psycopg.Notify] = []
        self.add_notify_handler(self._heard.append)
        self._autocommit = True
        self.prepare_threshold = 1

    @classmethod
    async def open(cls, dsn: str) -> Driver:
        """Connect to the first of the DSN's addresses that answers.

        Raises:
            psycopg.Error: none of them does, or it is no DSN.

        """
        await trio.lowlevel.checkpoint()  # a missing socket fails at once, and callers try again
        params = DEFAULTS | conninfo_to_dict(dsn)
        *others, last = await _look_up(params) if _has_names(params) else conninfo_attempts(params)
        for address in others:
            with suppress(psycopg.OperationalError):
                return await cls._open(address)
        return await cls._open(last)

    @classmethod
    async def _open(cls, address: ConnDict) -> Driver:
        connecting = cls._connect_gen(make_conninfo("", **address))
        try:
            with trio.fail_after(timeout_from_conninfo(address)):
                return await _drive_moving(connecting)
        except trio.TooSlowError:
            raise psycopg.errors.ConnectionTimeout("no answer in time") from None
        finally:
            connecting.close()

    async def wait(self, gen: PQGen[T], interval: float = 0, timeout: float | None = None) -> T:  # noqa: ASYNC109 - psycopg's
        """Run one of psycopg's generators on this connection's socket."""
        await trio.lowlevel.checkpoint_if_cancelled()
        try:
            return await _drive(gen, self.pgconn.socket)
        except (trio.Cancelled, KeyboardInterrupt):
            gen.close()
            if self.state == TransactionStatus.ACTIVE:
                with trio.move_on_after(CANCEL_SECONDS, shield=True):
                    await self._interrupt()
            if self.state not in RESTING:
                self.abandon()
            raise

    async def run(self, sql: bytes) -> list[PGresult]:
        """Run statements without parameters in one round trip; one result for each.

        Raises:
            psycopg.Error: one of them failed; the ones behind it were not run.

        """
        async with self.lock:
            results = await self.wait(self._query(sql))
        for result in results:
            if result.status == psycopg.pq.ExecStatus.FATAL_ERROR:
                raise psycopg.errors.error_from_result(result, encoding=self.info.encoding)
        return results

    def _query(self, sql: bytes) -> PQGen[list[PGresult]]:
        self.pgconn.send_query(sql)
        results: list[PGresult] = yield from generators.execute(self.pgconn)
        return results

    async def heard(self) -> list[psycopg.Notify]:
        """Return what was notified since the last call; waits while there is nothing."""
        async with self.lock:
            while not self._heard:
                await self.wait(generators.notifies(self.pgconn))
        heard = self._heard.copy()
        self._heard.clear()
        return heard

    async def _interrupt(self) -> None:  # noqa: ASYNC910 - the request may fail at once
        """Cancel what the server does for us and read its reply.

        Ask again if none comes: a request that overtakes its statement is forgotten by the server.
        """
        with suppress(psycopg.Error):
            while self.state == TransactionStatus.ACTIVE:
                request = self.pgconn.cancel_conn()
                request.start()
                await _drive_moving(generators.cancel(request))
                with trio.move_on_after(CANCEL_AGAIN_SECONDS):
                    await _drive(generators.execute(self.pgconn), self.pgconn.socket)

    def abandon(self) -> None:
        """Close the connection at once, asking nobody; the server rolls back what was open. Harmless if repeated."""
        if self.pgconn.status == ConnStatus.OK:
            trio.lowlevel.notify_closing(self.pgconn.socket)
        self._closed = True
        self.pgconn.finish()

    @property
    def state(self) -> TransactionStatus:
        """Whether the server is idle, in a transaction, in a failed one, busy, or lost (UNKNOWN)."""
        return TransactionStatus(self.pgconn.transaction_status)

    def alive(self) -> bool:
        """Whether the connection is idle and not known to have ended, found out without a round trip."""
        if self.state != TransactionStatus.IDLE:
            return False
        try:
            while _readable(self.pgconn.socket):  # a notice, or the server's farewell
                self.pgconn.consume_input()
        except psycopg.OperationalError:
            return False
        return self.pgconn.status == ConnStatus.OK


class _OneTaskAtATime:
    """In place of psycopg's lock: two tasks on one connection are a bug, and never wait for each other."""

    __slots__ = ("_taken",)

    def __init__(self) -> None:
        self._taken = False

    async def __aenter__(self) -> None:  # noqa: ASYNC910 - it never waits
        if self._taken:
            raise trio.BusyResourceError("another task is using this connection")
        self._taken = True

    async def __aexit__(self, *_: object) -> None:
        self._taken = False


def _has_names(params: ConnDict) -> bool:
    host = str(params.get("host") or "/")
    return not host.startswith("/")


async def _look_up(params: ConnDict) -> list[ConnDict]:
    """Return one set of parameters for each address that the DSN's host names have."""
    alone = trio.CapacityLimiter(1)
    return await trio.to_thread.run_sync(conninfo_attempts, params, abandon_on_cancel=True, limiter=alone)


async def _drive(gen: PQGen[T], fd: int) -> T:
    try:
        wanted = next(gen)
        while True:
            wanted = gen.send(await _ready(fd, wanted))
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]  # noqa: ASYNC910 - there may be nothing to wait for
    except (OSError, trio.ClosedResourceError) as error:
        raise psycopg.OperationalError("the connection was closed") from error


async def _drive_moving(gen: PQGenConn[T]) -> T:
    """Run a generator whose socket may change between its steps: connecting, and cancelling."""
    try:
        fd, wanted = next(gen)
        while True:
            fd, wanted = gen.send(await _ready(fd, wanted))
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]  # noqa: ASYNC910 - there may be nothing to wait for
    except (OSError, trio.ClosedResourceError) as error:
        raise psycopg.OperationalError("the connection was closed") from error


async def _ready(fd: int, wanted: Wait) -> Ready:
    """Wait until a socket is ready for what psycopg wants to do with it.

    Where it wants either, it has more to send than fits; the server reads all of that before it answers.
    """
    if wanted == Wait.R:
        await trio.lowlevel.wait_readable(fd)
        return Ready.R
    await trio.lowlevel.wait_writable(fd)
    return Ready.W


def _readable(fd: int) -> bool:
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(0))
