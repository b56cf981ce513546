"""A server whose doors say back what they hear: what RFC 6455 asks of each is tested on it, by our cases and others'.

All but the dialect is the product's: the listener, the upgrade, who is let in, the wire and the session's door.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING
from unittest.mock import patch

import trio

from execora.server.doors.dialect import Taken
from execora.server.sessions import DOORS
from execora.server.sockets import Sockets
from execora.session.port import GoneError
from tests.server.serving import start_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from execora.server.doors.dialect import Frame
    from execora.server.websocket import Wire
    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door, Numbered
    from tests.server.serving import Served

SOCKET_IO = "/socket.io/?EIO=4&transport=websocket"

PATHS = (*DOORS, SOCKET_IO)
"""Of every WebSocket door. Over Socket.IO's travel packets, that a suite for WebSockets does not send: all but those is
the product's there, too."""

MUCH = 1_000_000


class Echo:
    """Says back every frame as it came; one that was too long is passed over."""

    ends_with = None

    def take(self, frame: Frame | None, now: datetime) -> Taken:
        return Taken(replies=() if frame is None else (frame,))

    def word(self, told: Numbered, now: datetime) -> Sequence[Frame]:
        raise AssertionError("nothing is told here")

    def part(self, code: int, now: datetime) -> Sequence[Frame]:
        return ()


class Parrot:
    """In the place of what carries an Engine.IO session: says back what comes over the WebSocket."""

    async def carry(self, wire: Wire, *, upgrade: bool) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(wire.run)
            with suppress(GoneError):
                while True:
                    message = await wire.receive()
                    await wire.send(*([] if message is None else [message]))


@contextmanager
def echoes() -> Iterator[None]:
    """Have every WebSocket door speak `Echo` for as long as the block lasts."""
    with (
        patch.dict(DOORS, dict.fromkeys(DOORS, Echo)),
        patch.object(Sockets, "_open", lambda sockets, knock, upgrades: SimpleNamespace(carriage=Parrot())),
    ):
        yield


async def listen(door: Door, desk: Desk, speaker: Speaker) -> int:
    """Be a session that hears nothing and says nothing."""
    with suppress(GoneError):
        await door.receive()
    return 1000


async def start_echo(nursery: trio.Nursery, **given: object) -> Served:
    """Start the server, unbounded in pace and in connections so that a suite of cases is not slowed down."""
    pace = {"messages_a_second": MUCH, "bytes_a_second": MUCH * 1000, "address_connects_a_minute": MUCH}
    return await start_server(nursery, listen, **pace, **given)
