"""A wire between Execora and PostgreSQL on which a test says what passes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trio
from psycopg.conninfo import conninfo_to_dict, make_conninfo

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.store.embedded import Addresses

NOTHING = b"\0 nothing"


class Wire:
    """A socket before the server's."""

    def __init__(self, folder: Path, dsn: str) -> None:
        self._server = f"{conninfo_to_dict(dsn)['host']}/.s.PGSQL.5432"
        self._socket = folder / ".s.PGSQL.5432"
        self.dsn = make_conninfo(dsn, host=str(folder))
        self.requests: list[bytes] = []
        """What clients sent, piece by piece: a piece is a round trip."""
        self.clogged_request = NOTHING
        """What has these bytes gets stuck on the way."""
        self.held_request = NOTHING
        """The reply to what has these bytes is held back."""
        self.held = trio.Event()
        """Set when the server has answered what is held back."""
        self.released = trio.Event()

    async def run(self, task_status: trio.TaskStatus[None]) -> None:
        self._socket.unlink(missing_ok=True)
        with trio.socket.socket(trio.socket.AF_UNIX) as listening:
            await listening.bind(str(self._socket))
            listening.listen()
            task_status.started()
            async with trio.open_nursery() as self._connections:
                while True:
                    client, _ = await listening.accept()
                    self._connections.start_soon(self._connect, trio.SocketStream(client))

    def cut(self) -> None:
        """End every connection, and let no new one in until `run` is called again."""
        self._connections.cancel_scope.cancel()

    async def _connect(self, client: trio.SocketStream) -> None:
        holding = trio.Event()
        try:
            async with client, await trio.open_unix_socket(self._server) as server, trio.open_nursery() as pair:
                pair.start_soon(self._pass_replies, server, client, holding, pair.cancel_scope)
                await self._pass_requests(client, server, holding)
                pair.cancel_scope.cancel()
        except* trio.BrokenResourceError:  # one side has hung up
            pass

    async def _pass_requests(self, client: trio.SocketStream, server: trio.SocketStream, holding: trio.Event) -> None:
        async for piece in client:
            self.requests.append(piece)
            if self.held_request in piece:
                holding.set()
            if self.clogged_request in piece:
                await self.released.wait()
            await server.send_all(piece)

    async def _pass_replies(
        self, server: trio.SocketStream, client: trio.SocketStream, holding: trio.Event, pair: trio.CancelScope
    ) -> None:
        async for piece in server:
            if holding.is_set():
                self.held.set()
                await self.released.wait()
            await client.send_all(piece)
        pair.cancel()


@pytest.fixture
async def wire(empty_database: Addresses, nursery: trio.Nursery) -> AsyncIterator[Wire]:
    """Put a wire before an empty database, as its owner."""
    with tempfile.TemporaryDirectory(prefix="execora-") as folder:
        wire = Wire(Path(folder), empty_database.owner)
        await nursery.start(wire.run)
        yield wire
        wire.cut()
