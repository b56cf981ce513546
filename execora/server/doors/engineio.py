"""Engine.IO 4: the packets of a connection, and the payloads in which polling carries them. Pure.

See https://socket.io/docs/v4/engine-io-protocol/. python-engineio reads and writes them; what it would read otherwise
than Execora wants, or with more work than a stranger may cause, is refused before it is given any of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engineio import packet as packets
from engineio.payload import Payload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.server.doors.dialect import Frame

Packet = packets.Packet

MOST_PACKETS = 2048
"""In one payload: what may come at once by `execora.server.pacing`, and a few."""

LONGEST_WORD = 16
"""Characters behind the type of a packet that is no message: "probe" is the longest there is."""

SEPARATOR = "\x1e"


class MalformedError(Exception):
    """What came is not of the protocol; the connection cannot go on."""


def opening(sid: str, upgrades: Sequence[str], heartbeat_seconds: float, most_bytes: int) -> Packet:
    """Return the handshake. A peer of which nothing has come for twice the heartbeat is dead, for either side."""
    milliseconds = round(heartbeat_seconds * 1000)
    told = {
        "sid": sid,
        "upgrades": list(upgrades),
        "pingInterval": milliseconds,
        "pingTimeout": milliseconds,
        "maxPayload": most_bytes,
    }
    return Packet(packets.OPEN, told)


def read(frame: Frame) -> Packet:
    """Read a packet as it comes over a WebSocket, or stands in a payload.

    Raises:
        MalformedError: it is none that a client may send.

    """
    if isinstance(frame, str) and not _is_sound(frame):
        raise MalformedError
    try:
        return Packet(encoded_packet=frame)
    except ValueError as error:  # base64 that is none
        raise MalformedError from error


def _is_sound(text: str) -> bool:
    """Tell whether the library reads it as it stands: it takes a message without a digit in front for JSON."""
    match text[:1]:
        case "b":
            return True
        case "4":
            return text[1:2].isascii() and text[1:2].isdigit()
        case "1" | "2" | "3" | "5" | "6":
            return len(text) <= 1 + LONGEST_WORD
    return False


def read_payload(body: bytes) -> list[Packet]:
    """Read the body of a POST. The library would take one that begins with "d=" for a form.

    Raises:
        MalformedError: it is no payload, or has a packet that a client may not send.

    """
    if body.count(SEPARATOR.encode()) >= MOST_PACKETS:
        raise MalformedError
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise MalformedError from error
    return [read(one) for one in text.split(SEPARATOR)]


def write(packet: Packet) -> Frame:
    """Write a packet for a WebSocket."""
    frame: Frame = packet.encode()
    return frame


def write_payload(written: Sequence[Packet]) -> str:
    """Write packets for the answer to a GET."""
    text: str = Payload(packets=list(written)).encode()
    return text


def message(data: Frame) -> Packet:
    """Return the packet of a message."""
    return Packet(packets.MESSAGE, data)


def size(packet: Packet) -> int:
    """Return how many characters or bytes a packet brings."""
    return 1 + len(packet.data) if isinstance(packet.data, str | bytes) else 1
