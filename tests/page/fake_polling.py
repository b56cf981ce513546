"""What a scripted server says by Socket.IO's long polling: the packets are those of python-socketio, not ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import trio
from engineio import packet as engine
from engineio.payload import Payload
from socketio import packet as packets

if TYPE_CHECKING:
    from collections.abc import Callable

NAMESPACE = "/voice"
SEPARATOR = "\x1e"

Message = dict[str, Any]


@dataclass
class Poll:
    """One connection of a page that polls."""

    connect: Callable[[str | None], Message | None]
    """Takes the token and returns the welcome; None where it is refused."""
    take: Callable[[Message | bytes], None]
    """Takes what the page says."""
    events: trio.MemoryReceiveChannel[Message | int]
    sid: str = field(default_factory=lambda: str(uuid4()))
    pongs: int = 0
    most_bytes: int = 100_000
    _waiting: list[engine.Packet] = field(default_factory=list)
    _changed: trio.Event = field(default_factory=trio.Event)
    _begun: packets.Packet | None = None

    @property
    def opening(self) -> str:
        """The answer to the first request."""
        told = {"sid": self.sid, "upgrades": ["websocket"], "pingInterval": 20_000, "pingTimeout": 20_000}
        return encoded([engine.Packet(engine.OPEN, {**told, "maxPayload": self.most_bytes})])

    def beat(self) -> None:
        """Send a heartbeat."""
        self._add(engine.Packet(engine.PING))

    def post(self, body: str) -> None:
        """Take in what the page has posted."""
        assert len(body.encode()) <= self.most_bytes
        for one in body.split(SEPARATOR):
            packet = engine.Packet(encoded_packet=one)
            self.pongs += packet.packet_type == engine.PONG
            if packet.packet_type == engine.MESSAGE:
                self._message(packet.data)

    async def get(self) -> str:
        """Wait for something to tell and return it."""
        while not self._waiting:
            await self._changed.wait()
        taken, self._waiting = self._waiting, []
        return encoded(taken)

    async def run(self) -> None:
        """Word what there is to tell, until there is no more."""
        with self.events:
            async for event in self.events:
                if isinstance(event, int):
                    self._say(packets.EVENT, ["session:closing", {"code": event}, {}])
                    self._say(packets.DISCONNECT)
                else:
                    about = {name: value for name, value in event.items() if name not in ("type", "data")}
                    self._say(packets.EVENT, [event["type"], event["data"], about])
        self._add(engine.Packet(engine.CLOSE))

    def _message(self, data: str | bytes) -> None:
        if isinstance(data, bytes):
            assert self._begun is not None
            assert self._begun.add_attachment(data)
            self._event(self._begun)
            return
        packet = packets.Packet(encoded_packet=data)
        assert packet.namespace == NAMESPACE
        if packet.packet_type == packets.CONNECT:
            self._connect(packet.data.get("token"))
        elif packet.attachment_count:
            self._begun = packet
        else:
            self._event(packet)

    def _connect(self, token: str | None) -> None:
        welcome = self.connect(token)
        if welcome is None:
            self._say(packets.CONNECT_ERROR, {"message": "No.", "data": {"code": 4001}})
            return
        self._say(packets.CONNECT, {"sid": self.sid})
        self._say(packets.EVENT, [welcome["type"], welcome["data"], {"seq": welcome["seq"]}])

    def _event(self, packet: packets.Packet) -> None:
        name, argument = packet.data
        assert name == ("voice:audio_data" if isinstance(argument, bytes) else "voice:control")
        self.take(argument)

    def _say(self, kind: int, data: object = None) -> None:
        written = packets.Packet(kind, data, NAMESPACE).encode()
        for one in written if isinstance(written, list) else [written]:
            self._add(engine.Packet(engine.MESSAGE, one))

    def _add(self, packet: engine.Packet) -> None:
        self._waiting.append(packet)
        self._changed.set()
        self._changed = trio.Event()


def encoded(waiting: list[engine.Packet]) -> str:
    """Word packets for the answer to a request."""
    text: str = Payload(packets=waiting).encode()
    return text
