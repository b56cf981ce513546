"""One connection, from the welcome to the last word."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door


async def run(door: Door, desk: Desk, speaker: Speaker) -> int:
    """Hold a conversation until its client goes or may not stay; return the WebSocket close code to end with.

    Being cancelled is the server's stopping: what runs rolls back, the client is told `shutdown`, nothing is half done.
    """
    raise NotImplementedError
