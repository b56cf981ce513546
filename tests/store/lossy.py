"""A wire to PostgreSQL that loses COMMITs and their answers as a test says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import trio
from psycopg.conninfo import conninfo_to_dict, make_conninfo

if TYPE_CHECKING:
    from pathlib import Path

Fate = Literal["lost", "lost for a while", "unheard", "unheard for a while", "late", "late and lost"]
"""What becomes of a COMMIT, whose client's connection breaks in any case.

lost: the server never sees it; unheard: its answer is not passed on; lost or unheard for a while: nor does anything
else get through until the test says so; late: it reaches the server once the test says so, while the server does not
know that the client is gone; late and lost: instead, the server then learns that it is gone.
"""


class LossyWire:
    """A socket before the server's; connections pass through it whole until a COMMIT meets its fate."""

    def __init__(self, folder: Path, dsn: str) -> None:
        self._server = f"{conninfo_to_dict(dsn)['host']}/.s.PGSQL.5432"
        self._socket = folder / ".s.PGSQL.5432"
        self.dsn = make_conninfo(dsn, host=str(folder))
        self.fates: list[Fate] = []
        """Of the next COMMITs, in order; those after them get through."""
        self.broken = trio.Event()
        """Set when a COMMIT has met its fate."""
        self.go_on = trio.Event()
        """Set by the test: what was late arrives now."""
        self._silent = False
        """Whether nothing passes before that."""

    async def run(self, task_status: trio.TaskStatus[None]) -> None:
        """Pass connections on until `close`."""
        with trio.socket.socket(trio.socket.AF_UNIX) as listening, trio.CancelScope() as self._listening:
            await listening.bind(str(self._socket))
            listening.listen()
            async with trio.open_nursery() as connections:
                task_status.started()
                while True:
                    client, _ = await listening.accept()
                    connections.start_soon(self._connect, trio.SocketStream(client))

    def close(self) -> None:
        """End all connections, and let no new one in."""
        self._listening.cancel()

    async def _connect(self, client: trio.SocketStream) -> None:
        try:
            async with client, await trio.open_unix_socket(self._server) as server, trio.open_nursery() as pair:
                answered = trio.Event()
                silent = trio.Event()
                pair.start_soon(self._pass_answers, server, client, silent, answered, pair.cancel_scope)
                async for piece in client:
                    if self._silent:
                        await self.go_on.wait()
                    fate = self.fates.pop(0) if b"commit\0" in piece and self.fates else None
                    if fate is not None:
                        silent.set()
                        await self._meet(fate, piece, client, server, answered)
                        break
                    await server.send_all(piece)
                pair.cancel_scope.cancel()
        except* trio.BrokenResourceError:
            pass  # one of the two hung up while the other was still talking

    async def _meet(
        self, fate: Fate, piece: bytes, client: trio.SocketStream, server: trio.SocketStream, answered: trio.Event
    ) -> None:
        self._silent = fate.endswith("for a while")
        if fate in ("late", "late and lost"):
            await client.aclose()
            self.broken.set()
            await self.go_on.wait()
        if fate in ("late", "unheard", "unheard for a while"):
            await server.send_all(piece)
            await answered.wait()
        self.broken.set()

    async def _pass_answers(
        self,
        server: trio.SocketStream,
        client: trio.SocketStream,
        silent: trio.Event,
        answered: trio.Event,
        pair: trio.CancelScope,
    ) -> None:
        async for piece in server:
            if silent.is_set():
                answered.set()
            else:
                await client.send_all(piece)
        pair.cancel()
