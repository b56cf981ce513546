"""A few connections, shared by many tasks."""

from __future__ import annotations

import random
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Self, TypeVar

import trio
from psycopg.errors import DeadlockDetected, SerializationFailure

from execora.errors import DatabaseError
from execora.store.postgres import Connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

SESSION = """
set idle_in_transaction_session_timeout = '5s';
set tcp_keepalives_idle = 2; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 2; set tcp_user_timeout = 4000
"""
"""What the server is told of each connection: if we vanish, it lets go soon of what our transactions have locked."""

TRIES = 5
"""How often work is run at the most, before a deadlock or a serialization failure is raised."""

FIRST_PAUSE_SECONDS = 0.01
"""The longest pause before the second try; doubled for each one after."""

T = TypeVar("T")


class Pool:
    """At most `size` connections, opened when needed and kept; use it with `async with`.

    A task holds one connection at a time: asking for a second one is a `RuntimeError`, for tasks that wait for each
    other's connections never end. Waiting for a free one lasts as long as the caller's deadline lets it.

    Resource handling: a connection goes back in one step without a checkpoint, so none is lost to a cancellation. One
    that is not idle, or that the server has closed, is closed and replaced.
    """

    def __init__(self, dsn: str, *, size: int) -> None:
        self._dsn = dsn
        self._tokens = trio.CapacityLimiter(size)
        self._idle: list[Connection] = []
        self._closed = False

    async def __aenter__(self) -> Self:
        """Open a first connection, so that a wrong DSN is a `DatabaseError` here and not later."""
        self._idle.append(await self._connect())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all idle connections; those in use are closed when they come back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend a connection.

        Raises:
            DatabaseError: none was idle, and a new one could not be opened.

        """
        await self._take_token()
        try:
            connection = self._reuse() or await self._connect()
            try:
                yield connection
            finally:
                self._give_back(connection)
        finally:
            self._tokens.release()

    @asynccontextmanager
    async def transaction(
        self, *, shop: int | None = None, read_only: bool = False, shielded: bool = True
    ) -> AsyncIterator[Connection]:
        """Lend a connection in a transaction; see `Connection.transaction`."""
        async with (
            self.connection() as connection,
            connection.transaction(shop=shop, read_only=read_only, shielded=shielded),
        ):
            yield connection

    async def retry(
        self,
        work: Callable[[Connection], Awaitable[T]],
        *,
        shop: int | None = None,
        read_only: bool = False,
        shielded: bool = True,
    ) -> T:
        """Run work in a transaction and return what it returns; again after a deadlock or a serialization failure.

        Each time the transaction before was rolled back, so work may run up to `TRIES` times but takes effect once.
        """
        for tried in range(1, TRIES):
            try:
                async with self.transaction(shop=shop, read_only=read_only, shielded=shielded) as connection:
                    return await work(connection)
            except (DeadlockDetected, SerializationFailure):
                pause = random.uniform(0, FIRST_PAUSE_SECONDS * 2 ** (tried - 1))
            await trio.sleep(pause)
        try:
            async with self.transaction(shop=shop, read_only=read_only, shielded=shielded) as connection:
                return await work(connection)
        except (DeadlockDetected, SerializationFailure) as error:
            raise DatabaseError(f"others were in the way {TRIES} times, and nothing was changed: {error}") from error

    async def _connect(self) -> Connection:
        connection = await Connection.connect(self._dsn)
        try:
            await connection.script(SESSION)
        except BaseException:
            connection.close()
            raise
        return connection

    async def _take_token(self) -> None:  # noqa: ASYNC910 - what is done with the connection waits
        try:
            self._tokens.acquire_nowait()  # a tenth of what the awaited form costs
        except trio.WouldBlock:
            await self._tokens.acquire()

    def _reuse(self) -> Connection | None:
        """Return the idle connection that was used last, so that a pool that once grew does not keep them all busy."""
        while self._idle:
            connection = self._idle.pop()
            if connection.alive():
                return connection
            connection.close()
        return None

    def _give_back(self, connection: Connection) -> None:
        if connection.idle and not self._closed:
            self._idle.append(connection)
        else:
            connection.close()
