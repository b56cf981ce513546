"""The dialect of Socket.IO 5 in the namespace /voice: JSON controls as events, sound as binary ones. Pure.

See "Socket.IO" in the protocol, and https://socket.io/docs/v4/socket-io-protocol/. A frame is what one message of
Engine.IO holds: the text of a packet, or a binary attachment of the packet before it. python-socketio reads and writes
packets; how large they may be is decided here before it sees any.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from socketio import packet as packets

from execora.server.doors import controls
from execora.server.doors.dialect import Taken
from execora.session.port import Audio, Refused
from execora.session.presence import GONE, OUR_FAULT, SERVER_STOPS, TOO_SLOW
from execora.sound.wav import wav

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from execora.server.doors.dialect import Frame
    from execora.session.port import Event, Input, Numbered

NAMESPACE = "/voice"
CONTROL, SOUND, CLOSING = "voice:control", "voice:audio_data", "session:closing"

NOT_ALLOWED = 1008

COME_BACK = (SERVER_STOPS, OUR_FAULT, TOO_SLOW)
"""Close codes after which a client should connect again: npm's does so by itself, unless it is told to disconnect."""

HEAD = re.compile(r"[0-6](?:([0-9]{1,9})-)?")
"""The type of a packet, and how many attachments follow it."""

NO_PACKET = Refused(
    code="BAD_JSON", message=f"This is no packet of Socket.IO 5 for {NAMESPACE}; use a client of version 3 or 4."
)
ONE_OBJECT = f"{CONTROL} takes one argument, an object such as {controls.EXAMPLE}."
ONE_BUFFER = f"{SOUND} takes one argument, sound as binary data: an ArrayBuffer, a typed array or a Buffer."


class _NotReadError(Exception):
    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


class _Json:
    """JSON as the other dialects read and write it."""

    @staticmethod
    def loads(text: str) -> object:
        if isinstance(read := controls.parse(text), Refused):
            raise _NotReadError(read)
        return read

    @staticmethod
    def dumps(value: object, separators: tuple[str, str]) -> str:
        return controls.to_json(value)


class Packet(packets.Packet):
    """A packet of Socket.IO."""

    json: Any = _Json


class SocketIo:
    """A conversation in the namespace, from its CONNECT on; see `greet`."""

    def __init__(self) -> None:
        self._bad = 0
        """Frames that were nothing of the protocol, since the last good one."""
        self._binary = False
        """Whether speech leaves as PCM: as the session last told that it does."""
        self._left = False
        """Whether the client has said that it disconnects."""
        self._begun: Packet | None = None
        """The event whose sound is to come next."""
        self._unwanted = 0
        """Attachments to come of a packet that was refused."""

    @property
    def ends_with(self) -> int | None:
        """See `Dialect`: ten frames in a row that are nothing are enough."""
        if self._left:
            return GONE
        return controls.NOT_TEXT if self._bad >= controls.MOST_BAD_JSON else None

    def take(self, frame: Frame | None, now: datetime) -> Taken:
        """Take in a frame; see `Dialect`."""
        if isinstance(frame, str):
            return self._read(frame)
        begun, self._begun = self._begun, None
        if self._unwanted:
            self._unwanted -= 1
            return Taken()
        if frame is None:
            return _answered(controls.TOO_LONG, begun)
        return self._good(Audio(data=frame), begun) if begun else self._nothing(NO_PACKET)

    def word(self, told: Numbered, now: datetime) -> Sequence[Frame]:
        """Word an event by its own name: its data with any sound in it, and then what is told about it."""
        event = told.event
        if event.type == "voice:started":
            self._binary = event.data["audioOut"] == "binary"
        about = controls.word(told, now)
        del about["type"], about["data"]
        data = {**event.data, **self._sound(event)} if event.audio else event.data
        return _frames(packets.EVENT, [event.type, data, about], binary=bool(event.audio))

    def part(self, code: int, now: datetime) -> Sequence[Frame]:
        """Tell a client to stay away, and why, unless it should come back; see `Dialect`."""
        if self._left or code in COME_BACK:
            return ()
        return [*_frames(packets.EVENT, [CLOSING, {"code": code}, {}]), *_frames(packets.DISCONNECT)]

    # -- in --------------------------------------------------------------------

    def _read(self, text: str) -> Taken:
        self._begun, self._unwanted = None, 0
        if (head := HEAD.match(text)) is None:
            return self._nothing(NO_PACKET)
        self._unwanted = int(head[1] or 0)
        packet = _packet(text)
        return self._nothing(packet) if isinstance(packet, Refused) else self._typed(packet)

    def _typed(self, packet: Packet) -> Taken:
        match packet.packet_type:
            case packets.CONNECT if packet.namespace != NAMESPACE:
                return Taken(replies=_elsewhere(packet))
            case packets.DISCONNECT:
                self._left = packet.namespace == NAMESPACE
                return Taken()
            case packets.EVENT | packets.BINARY_EVENT if packet.namespace == NAMESPACE:
                return self._event(packet)
        return self._nothing(NO_PACKET)

    def _event(self, packet: Packet) -> Taken:
        match packet.data:
            case ["voice:control", argument] if not packet.attachment_count:
                return self._good(controls.read(argument), packet)
            case ["voice:audio_data", {"_placeholder": True, "num": 0}] if packet.attachment_count == 1:
                self._begun, self._unwanted = packet, 0
                return Taken()
            case [str(name), *_]:
                return self._good(_wrong(name), packet)
        return self._nothing(NO_PACKET)

    def _good(self, said: Input, packet: Packet) -> Taken:
        self._bad = 0
        return _answered(said, packet)

    def _nothing(self, refused: Refused) -> Taken:
        self._bad += refused.code == "BAD_JSON"
        return Taken((refused,))

    def _sound(self, event: Event) -> dict[str, object]:
        if self._binary:
            return {"format": "pcm16", "bytes": len(event.audio), "audio": event.audio}
        return {"format": "wav", "audio": wav(event.audio, event.data["sampleRate"])}


def _packet(text: str) -> Packet | Refused:
    if len(text) > controls.LONGEST_TEXT:
        return controls.TOO_LONG
    try:
        return Packet(encoded_packet=text)
    except _NotReadError as error:
        return error.refused
    except ValueError:
        return NO_PACKET


def _wrong(name: str) -> Refused:
    """Say what is wrong with an event of this name."""
    match name:
        case "voice:control":
            return Refused(code="BAD_MESSAGE", message=ONE_OBJECT)
        case "voice:audio_data":
            return Refused(code="BAD_AUDIO", message=ONE_BUFFER)
    sentence = f"No event is called {name[:40]!a} here. Known: {CONTROL}, {SOUND}."
    return Refused(code="UNKNOWN_TYPE", message=sentence)


def _answered(said: Input, packet: Packet | None) -> Taken:
    """Hand on what was said, and acknowledge it where the client wants that."""
    if packet is None or packet.id is None:
        return Taken((said,))
    acknowledge = partial(_acknowledge, packet)
    return Taken((said,), acknowledge(said), acknowledge)


def _acknowledge(packet: Packet, said: Input) -> Sequence[Frame]:
    answer: dict[str, object] = {"ok": True}
    if isinstance(said, Refused):
        answer = {"error": said.message, "code": said.code}
        if said.wait_seconds is not None:
            answer["retryInSeconds"] = said.wait_seconds
    return _frames(packets.ACK, [answer], id=packet.id)


def _frames(type_: int, data: object = None, namespace: str = NAMESPACE, **more: Any) -> list[Frame]:  # noqa: ANN401 - as the library takes it
    written = Packet(type_, data, namespace, **{"binary": False, **more}).encode()
    return written if isinstance(written, list) else [written]


# -- before the conversation ---------------------------------------------------


class Connect(NamedTuple):
    """A client that wants to come in."""

    token: str | None

    def __repr__(self) -> str:
        return "Connect()"  # a token is never shown


def greet(frame: Frame | None) -> Connect | Sequence[Frame] | None:
    """Read what a client says before it is connected: that it wants to, or what to answer it; None for neither."""
    if not isinstance(frame, str) or not frame.startswith(str(packets.CONNECT)):
        return None
    packet = _packet(frame)
    if isinstance(packet, Refused):
        return None
    if packet.namespace != NAMESPACE:
        return _elsewhere(packet)
    token = packet.data.get("token") if isinstance(packet.data, dict) else None
    return Connect(token if isinstance(token, str) else None)


def accept(sid: str) -> Sequence[Frame]:
    """Word that a client is connected, under an id of its own."""
    return _frames(packets.CONNECT, {"sid": sid})


def refuse(message: str, code: int) -> Sequence[Frame]:
    """Word that a client may not connect: a sentence for people, and a close code that says why."""
    return _frames(packets.CONNECT_ERROR, {"message": message, "data": {"code": code}})


def _elsewhere(packet: Packet) -> Sequence[Frame]:
    sentence = f"Invalid namespace: what is spoken here is spoken in {NAMESPACE}."
    about = {"message": sentence, "data": {"code": NOT_ALLOWED}}
    return _frames(packets.CONNECT_ERROR, about, packet.namespace)
