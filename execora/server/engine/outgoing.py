"""What waits for a client of Engine.IO, in order and how much it is, and what of it has arrived. Pure."""

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
        self._given = 0
        self.arrived = 0
        """How many packets the client is known to have, of all that there ever were."""

    def __len__(self) -> int:
        return len(self._packets)

    @property
    def full(self) -> bool:
        """Whether more than `PIECE` waits."""
        return self._size > PIECE

    @property
    def sent(self) -> int:
        """How many packets there ever were."""
        return self._given + len(self._packets)

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
        self._given += len(taken)
        return taken

    def arrive(self) -> None:
        """Take in that the client has all that was taken for it so far."""
        self.arrived = self._given
