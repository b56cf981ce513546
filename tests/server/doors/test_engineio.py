from __future__ import annotations

import json

import pytest
from engineio import packet as packets
from hypothesis import given
from hypothesis import strategies as st

from execora.server.doors import engineio
from execora.server.doors.engineio import MOST_PACKETS, MalformedError, Packet

# -- what is read


@pytest.mark.parametrize(
    ("frame", "type_", "data"),
    [
        ("1", packets.CLOSE, ""),
        ("2probe", packets.PING, "probe"),
        ("3", packets.PONG, ""),
        ("5", packets.UPGRADE, ""),
        ("6", packets.NOOP, ""),
        ('42["a",{}]', packets.MESSAGE, '2["a",{}]'),
        ("40/voice,", packets.MESSAGE, "0/voice,"),
        (b"\x00\xff", packets.MESSAGE, b"\x00\xff"),
        ("bAP8=", packets.MESSAGE, b"\x00\xff"),
        (b"", packets.MESSAGE, b""),
    ],
)
def test_a_packet_is_read(frame: str | bytes, type_: int, data: str | bytes):
    packet = engineio.read(frame)
    assert (packet.packet_type, packet.data) == (type_, data)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "4",
        "4{}",
        '4["a"]',
        "4[[[[",
        "4\u0663[]",
        "7",
        "0{}",
        "x",
        "\u0663",
        "2" + "9" * 17,
        "2" + "[" * 200_000,
        "bA",
    ],
)
def test_what_no_client_may_send_is_malformed(frame: str):
    with pytest.raises(MalformedError):
        engineio.read(frame)


@given(st.one_of(st.text(), st.binary(), st.text().map("4".__add__), st.text().map("b".__add__)))
def test_whatever_comes_is_read_or_malformed(frame: str | bytes):
    try:
        packet = engineio.read(frame)
    except MalformedError:
        return
    assert packet.packet_type in range(1, 7)


def test_a_payload_is_read_in_order():
    packets_read = engineio.read_payload(b'3\x1e42["a"]\x1ebAP8=')
    assert [packet.data for packet in packets_read] == ["", '2["a"]', b"\x00\xff"]


@pytest.mark.parametrize("body", [b"", b"\x1e", b"3\x1e", b"\xff", b"d=3", b"42[]\x1e4{}"])
def test_what_is_no_payload_is_malformed(body: bytes):
    with pytest.raises(MalformedError):
        engineio.read_payload(body)


def test_a_payload_has_so_many_packets_at_the_most():
    assert len(engineio.read_payload(b"\x1e".join([b"3"] * MOST_PACKETS))) == MOST_PACKETS
    for count in (MOST_PACKETS + 1, 1_000_000):
        with pytest.raises(MalformedError):
            engineio.read_payload(b"\x1e".join([b"3"] * count))


# -- what is written


def test_what_was_written_for_polling_is_read_again():
    told = [engineio.message('2["a"]'), engineio.message(b"\x00\xff"), Packet(packets.PONG)]
    again = engineio.read_payload(engineio.write_payload(told).encode())
    assert [packet.data for packet in again] == ['2["a"]', b"\x00\xff", ""]


def test_bytes_travel_as_they_are_over_a_websocket_and_as_base64_over_polling():
    assert engineio.write(engineio.message(b"\x00\xff")) == b"\x00\xff"
    assert engineio.write_payload([engineio.message(b"\x00\xff")]) == "bAP8="


def test_the_handshake_tells_when_either_side_is_dead():
    text = engineio.write(engineio.opening("abc", ["websocket"], 0.5, 1000))
    assert isinstance(text, str)
    assert text[0] == "0"
    assert json.loads(text[1:]) == {
        "sid": "abc",
        "upgrades": ["websocket"],
        "pingInterval": 500,
        "pingTimeout": 500,
        "maxPayload": 1000,
    }


def test_a_packet_is_as_large_as_what_it_brings():
    sizes = [
        engineio.size(packet) for packet in (engineio.message("2[]"), engineio.message(b"12"), Packet(packets.PING))
    ]
    assert sizes == [4, 3, 1]
