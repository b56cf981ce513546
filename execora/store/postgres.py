"""A connection to PostgreSQL: statements, and transactions whose outcome is always known or said to be unknown.

Statements are written in PostgreSQL's own form, `select … where id = $1`, with one argument for each `$n`; a `%` means
nothing. Rows are tuples. A statement that was seen before on a connection is prepared there.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
import trio
from psycopg.pq import ConnStatus, Format, TransactionStatus
from psycopg.sql import SQL, Identifier

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.store.driver import Driver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

Row = tuple[Any, ...]

EXAMPLE = "postgresql://execora_app:password@127.0.0.1:5432/execora"

COMMIT_SECONDS = 5
"""How long a COMMIT may take, cancelled or not, before its outcome is called unknown."""

ROLLBACK_SECONDS = 0.5
"""How long a ROLLBACK may take before the connection is closed instead, which rolls back too."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody told with NOTIFY."""

    channel: str
    payload: str


class Connection:
    """A session with the server, used by one task at a time (another one gets `trio.BusyResourceError`).

    Error handling: what the server has against a statement is raised as psycopg's error (`psycopg.errors`), for whoever
    knows the statement knows what it means. A lost connection is a `DatabaseError`; an open transaction was then rolled
    back.

    Cancellation: a statement is cancelled on the server too. Outside a transaction a cancelled statement may or may not
    have taken effect; inside one it has not, for the transaction is rolled back.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._reading = False
        """Whether the open transaction is read-only by our own wish."""

    @classmethod
    async def connect(cls, dsn: str) -> Connection:
        """Connect to a server. Whoever asked for the connection closes it.

        Raises:
            DatabaseError: it cannot be reached, or does not let us in.

        """
        try:
            return cls(await Driver.open(dsn))
        except psycopg.ProgrammingError:  # it quotes the DSN, and with it the password
            raise DatabaseError(f"this is no address of a PostgreSQL. One looks like {EXAMPLE}") from None
        except psycopg.Error as error:
            raise DatabaseError(f"cannot connect to PostgreSQL: {error}\n{_what_to_do(str(error))}") from error

    async def fetch(self, sql: LiteralString, *params: object) -> list[Row]:
        """Run a statement that gives rows, and return them."""
        with self._loss_told():
            cursor = psycopg.AsyncRawCursor(self._driver)
            cursor.format = Format.BINARY
            await cursor.execute(sql, params or None)
            return await cursor.fetchall()

    async def one(self, sql: LiteralString, *params: object) -> Row | None:
        """Run a statement that gives rows, and return the first, or None where there is none."""
        rows = await self.fetch(sql, *params)
        return rows[0] if rows else None

    async def execute(self, sql: LiteralString, *params: object) -> int:
        """Run a statement and return how many rows it touched, or -1 where it is not of a kind that touches rows."""
        with self._loss_told():
            cursor = psycopg.AsyncRawCursor(self._driver)
            await cursor.execute(sql, params or None)
            return cursor.rowcount

    async def script(self, sql: str) -> None:
        """Run any number of statements, without parameters, in one round trip; the first that fails ends it.

        Outside a transaction they are one transaction of their own.
        """
        with self._loss_told():
            await self._driver.run(sql.encode())

    async def listen(self, channels: Sequence[str]) -> None:
        """Ask for what is notified on these channels from now on; `notices` gives it."""
        await self.script("; ".join(SQL("listen {}").format(Identifier(channel)).as_string() for channel in channels))

    async def notices(self) -> list[Notice]:
        """Wait until something is notified, and return all that was."""
        with self._loss_told():
            return [Notice(notice.channel, notice.payload) for notice in await self._driver.heard()]

    @asynccontextmanager
    async def transaction(
        self, *, shop: int | None = None, read_only: bool = False, shielded: bool = True
    ) -> AsyncIterator[Connection]:
        """Open a transaction; leaving it commits, or rolls back where an exception leaves.

        With a shop, `execora.shop` is set to its id until the end (in the same round trip), which is what row level
        security goes by. A read-only transaction sees the database as it was at its first statement.

        Cancellation: COMMIT is shielded and waited for, at the most `COMMIT_SECONDS`, and no checkpoint comes between
        its success and what follows the block: to get past it means committed, and `Cancelled` means undone. Where it
        is not shielded `Cancelled` means a maybe: that is for what is done again anyway, and changes nothing then.

        Raises:
            DatabaseError: the connection was lost before COMMIT was sent; nothing was changed.
            OutcomeUnknownError: COMMIT was sent and no answer came.
            psycopg.errors.InFailedSqlTransaction: a statement failed, and the block went on as if it had not.

        """
        if self._driver.state not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN):
            raise RuntimeError("this connection is in a transaction already")
        self._reading = read_only
        try:
            with self._loss_told():
                await self._driver.run(_begin(shop, read_only=read_only))
            yield self
            self._refuse_ended()
        except BaseException:
            if self._driver.state in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
                with trio.move_on_after(ROLLBACK_SECONDS, shield=True), suppress(psycopg.Error):
                    await self._driver.run(b"rollback")
            self._close_unless_idle()
            raise
        await self._commit(read_only=read_only, shielded=shielded)

    def _refuse_ended(self) -> None:
        """Never commit what is no whole transaction any more, whatever the block made of the reason."""
        match self._driver.state:
            case TransactionStatus.INTRANS:
                return
            case TransactionStatus.INERROR:
                raise psycopg.errors.InFailedSqlTransaction("a statement failed, so nothing of its transaction is kept")
            case TransactionStatus.IDLE:
                raise psycopg.ProgrammingError("a transaction was ended inside its block")
            case _:
                raise DatabaseError("the connection to PostgreSQL was lost inside a transaction; nothing of it is kept")

    async def _commit(self, *, read_only: bool, shielded: bool) -> None:
        try:
            with trio.fail_after(COMMIT_SECONDS, shield=shielded), self._loss_told():
                await self._driver.run(b"commit")
        except (trio.TooSlowError, DatabaseError) as error:
            if read_only or _known_undone(error):
                raise DatabaseError(f"PostgreSQL did not take the COMMIT, and nothing was changed: {error}") from error
            raise OutcomeUnknownError("no answer came to COMMIT: look up what became of it") from error
        finally:
            self._close_unless_idle()

    def _close_unless_idle(self) -> None:
        """Let nobody inherit a transaction: the server rolls back what a closed connection leaves open."""
        if not self.idle:
            self.close()

    @contextmanager
    def _loss_told(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            if self._driver.pgconn.status != ConnStatus.OK:
                raise DatabaseError(f"the connection to PostgreSQL was lost: {error}") from error
            if not _is_the_servers_trouble(error) or (self._reading and error.sqlstate == READ_ONLY):
                raise
            raise DatabaseError(f"PostgreSQL cannot do it now: {why(error)}") from error

    @property
    def idle(self) -> bool:
        """Whether no statement runs and no transaction is open."""
        return self._driver.state == TransactionStatus.IDLE

    @property
    def server_version(self) -> int:
        """The server's version as PostgreSQL counts: 180006 is 18.6."""
        return self._driver.pgconn.server_version

    @property
    def server_encoding(self) -> str:
        """How the database keeps text, as PostgreSQL calls it."""
        return self._driver.info.parameter_status("server_encoding") or ""

    def alive(self) -> bool:
        """Whether it is idle and not known to have ended; asks nobody."""
        return self._driver.alive()

    def close(self) -> None:
        """Close the connection at once; the server rolls back what was open. Harmless if repeated."""
        self._driver.abandon()


@contextmanager
def whatever_it_has_told() -> Iterator[None]:
    """Tell whatever PostgreSQL has against the statements of a block as a `DatabaseError`.

    For statements that are right whatever they are given: what is wrong is wrong with the database, and may pass.
    """
    try:
        yield
    except psycopg.Error as error:
        raise DatabaseError(f"PostgreSQL cannot do it now: {why(error)}") from error


def why(error: psycopg.Error) -> str:
    """Return what PostgreSQL has against a statement, for a log: without the detail, which may quote a row."""
    return error.diag.message_primary or type(error).__name__


def _begin(shop: int | None, *, read_only: bool) -> bytes:
    begin = "begin isolation level repeatable read read only" if read_only else "begin"
    return (begin if shop is None else f"{begin}; set local execora.shop = '{shop:d}'").encode()


READ_ONLY = "25006"

SERVERS_TROUBLE = (READ_ONLY, "53", "55P03", "57014", "57P", "58")
"""SQLSTATEs, or how they begin, that tell of the server and not of the statement: it is read-only or full, short of
something, locked for too long, told to cancel by others or by its own timeout, shutting down, or its disk fails. Of a
statement that we cancel nobody sees the error. Source: PostgreSQL's appendix A."""


def _is_the_servers_trouble(error: psycopg.Error) -> bool:
    return (error.sqlstate or "").startswith(SERVERS_TROUBLE)


def _known_undone(error: Exception) -> bool:
    """Whether the server ended the transaction: by its timeout while it waited for us, or cancelled inside COMMIT."""
    return isinstance(error.__cause__, psycopg.errors.IdleInTransactionSessionTimeout | psycopg.errors.QueryCanceled)


def _what_to_do(reason: str) -> str:
    if "password" in reason or "authentication failed" in reason or "role" in reason:
        return "Check the user and the password in DATABASE_URL."
    if "too many clients" in reason or "remaining connection slots" in reason:
        return "Lower DATABASE_CONNECTIONS, or raise max_connections of the server."
    if "does not exist" in reason:
        return "Create the database, or check its name in DATABASE_URL."
    return "Check that the server runs, and that DATABASE_URL is right."
