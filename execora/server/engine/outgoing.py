"""What waits for a client of Engine.IO: packets in, packets out, in order, and how much it is. Pure."""

from __future__ import annotations

from collections import deque

from execora.server.doors import engineio
from execora.server.doors.engineio import Packet

PIECE = 65_536
"""How much leaves at once, about."""


class Outgoing:
    """What waits to be told, written only when it leaves: how depends on the transport."""

    def __init__(self) -> None:
        self._packets: deque[Packet] = deque()
        self._size = 0

    def __len__(self) -> int:
        return len(self._packets)

    @property
    def full(self) -> bool:
        """Whether more than `PIECE` waits."""
        return self._size > PIECE

    def put(self, *told: Packet) -> None:
        """Let packets wait behind the others."""
        self._packets.extend(told)
        self._size += sum(map(engineio.size, told))

    def take(self) -> list[Packet]:
        """Return what comes next, until it is about `PIECE`."""
        taken, size = list[Packet](), 0
        while self._packets and size < PIECE:
            taken.append(self._packets.popleft())
            size += engineio.size(taken[-1])
        self._size -= size
        return taken
