"""Socket.IO's packets, as the page writes and reads them; python-socketio and python-engineio judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from engineio import packet as engine
from engineio.payload import Payload
from socketio import packet as packets

if TYPE_CHECKING:
    from tests.page.conftest import Js

NAMESPACE = "/voice"
HINDI = "राहुल ₹500 😀 \x1d"


def said(data: object, kind: int = packets.EVENT) -> list[engine.Packet]:
    """Return what a server says, in packets of Engine.IO."""
    written = packets.Packet(kind, data, NAMESPACE).encode()
    return [engine.Packet(engine.MESSAGE, one) for one in (written if isinstance(written, list) else [written])]


def payload(written: list[engine.Packet]) -> str:
    text: str = Payload(packets=written).encode()
    return text


def read(js: Js, *answers: str) -> list[dict[str, Any]]:
    script = "(() => { const reader = new m.Reader(); return a[0].flatMap((text) => reader.read(text)); })()"
    happened: list[dict[str, Any]] = js("packets", script, list(answers))
    return happened


# -- written ---------------------------------------------------------------------


def test_an_event_is_read_as_it_was_written(js: Js):
    argument = {"type": "voice:final", "data": {"text": HINDI, "n": [1, None]}}
    text = js("packets", "m.event('voice:control', a[0])", argument)
    packet = packets.Packet(encoded_packet=engine.Packet(encoded_packet=text).data)
    assert (packet.packet_type, packet.namespace, packet.data) == (
        packets.EVENT,
        NAMESPACE,
        ["voice:control", argument],
    )


@pytest.mark.parametrize("token", ["s3cret", None])
def test_whoever_connects_brings_the_token(js: Js, token: str | None):
    packet = packets.Packet(encoded_packet=engine.Packet(encoded_packet=js("packets", "m.connect(a[0])", token)).data)
    assert (packet.packet_type, packet.namespace, packet.data) == (packets.CONNECT, NAMESPACE, {"token": token})


@pytest.mark.parametrize("size", [0, 1, 640, 3 * 8192 - 1, 3 * 8192, 100_000])
def test_every_byte_of_sound_comes_through(js: Js, size: int):
    sound = bytes(n * 7 % 256 for n in range(size))
    text = js("packets", "m.payload([m.binaryEvent('voice:audio_data', Uint8Array.from(a[0])), m.PONG])", list(sound))
    event, attached, pong = Payload(encoded_payload=text).packets
    packet = packets.Packet(encoded_packet=event.data)
    assert packet.add_attachment(attached.data)
    assert (packet.data, packet.namespace) == (["voice:audio_data", sound], NAMESPACE)
    assert pong.packet_type == engine.PONG


# -- read ------------------------------------------------------------------------


def test_what_is_told_is_read_in_its_order(js: Js):
    data, about = {"text": HINDI}, {"seq": 4, "replyTo": "id"}
    opening = engine.Packet(engine.OPEN, {"sid": "s", "maxPayload": 9})
    connected, told = said({"sid": "t"}, packets.CONNECT), said(["voice:response", data, about])
    assert read(js, payload([opening, *connected, engine.Packet(engine.PING)]), payload(told)) == [
        {"kind": "open", "data": {"sid": "s", "maxPayload": 9}},
        {"kind": "connected", "data": {"sid": "t"}},
        {"kind": "ping"},
        {"kind": "event", "name": "voice:response", "data": data, "about": about},
    ]


def test_binary_data_is_base64_wherever_its_packets_are_cut(js: Js):
    written = said(["voice:tts-stream", {"audio": b"\x00\xffRIFF", "more": [b"x"], "last": True}, {"seq": 2}])
    event = {"kind": "event", "name": "voice:tts-stream", "about": {"seq": 2}}
    event["data"] = {"audio": "AP9SSUZG", "more": ["eA=="], "last": True}
    assert len(written) == 3
    assert read(js, payload(written)) == read(js, *(payload([one]) for one in written)) == [event]


def test_a_refusal_and_every_goodbye_are_read(js: Js):
    refusal = {"message": "No.", "data": {"code": 4001}}
    ends = [*said(refusal, packets.CONNECT_ERROR), *said(None, packets.DISCONNECT), engine.Packet(engine.CLOSE)]
    assert read(js, payload(ends)) == [
        {"kind": "refused", "data": refusal},
        {"kind": "disconnected"},
        {"kind": "close"},
    ]


def test_what_is_none_of_ours_is_passed_over(js: Js):
    noop, stray = engine.Packet(engine.NOOP), engine.Packet(engine.MESSAGE, b"nobody's")
    elsewhere = engine.Packet(engine.MESSAGE, packets.Packet(packets.EVENT, ["x", {}], "/other").encode())
    answered = engine.Packet(engine.MESSAGE, packets.Packet(packets.ACK, [{"ok": True}], NAMESPACE, id=7).encode())
    assert read(js, payload([noop, stray, elsewhere, answered])) == []
