"""A server whose doors say back what they hear: what RFC 6455 asks of each is tested on it, by our cases and others'.

All but the dialect is the product's: the listener, the upgrade, who is let in, the wire and the session's door.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from unittest.mock import patch

from execora.server.doors.dialect import Taken
from execora.server.sessions import DOORS
from execora.session.port import GoneError
from tests.server.serving import start_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    import trio

    from execora.server.doors.dialect import Frame
    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door, Numbered
    from tests.server.serving import Served

PATHS = tuple(DOORS)

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


@contextmanager
def echoes() -> Iterator[None]:
    """Have every WebSocket door speak `Echo` for as long as the block lasts."""
    with patch.dict(DOORS, dict.fromkeys(DOORS, Echo)):
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
