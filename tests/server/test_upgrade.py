from __future__ import annotations

import json

import pytest
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Request

from execora.server.upgrade import accept, read, refuse

HEAD = (
    "GET /ws?token=abc&x=1 HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: WebSocket\r\n"
    "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n"
)


def test_the_head_of_an_upgrade_is_read():
    upgrade = read(HEAD.encode() + b"early")
    assert upgrade is not None
    assert (upgrade.path, upgrade.query, upgrade.early) == ("/ws", {"token": ["abc"], "x": ["1"]}, b"early")
    assert upgrade.headers["host"] == "localhost:8080"
    assert upgrade.fault is None
    assert "abc" not in repr(upgrade)


def test_a_header_that_comes_twice_has_both_values():
    upgrade = read(HEAD.replace("Host:", "Origin: a\r\nOrigin: b\r\nHost:").encode())
    assert upgrade is not None
    assert upgrade.headers["origin"] == "a, b"


@pytest.mark.parametrize(
    "head",
    [
        HEAD[:-2],
        HEAD.replace("GET", "POST"),
        HEAD.replace("Upgrade: WebSocket", "Upgrade: h2c"),
        HEAD.replace("keep-alive, Upgrade", "keep-alive"),
        HEAD.replace("Host:", "Host: a\r\nHost:"),
        HEAD.replace(" HTTP/1.1", " HTTP/x"),
        HEAD.replace(" HTTP/1.1", " HTTP/1.0"),
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "",
    ],
)
def test_anything_else_is_left_to_http(head: str):
    assert read(head.encode()) is None


@pytest.mark.parametrize(("offered", "spoken"), [([], None), (["bearer", "ey.J-_"], "bearer"), (["x", "y"], None)])
def test_an_acceptance_satisfies_a_client(offered: list[str], spoken: str | None):
    client = WSConnection(ConnectionType.CLIENT)
    upgrade = read(client.send(Request(host="localhost", target="/ws", subprotocols=offered)))
    assert upgrade is not None
    client.receive_data(accept(upgrade))
    [accepted] = client.events()
    assert isinstance(accepted, AcceptConnection)
    assert accepted.subprotocol == spoken


@pytest.mark.parametrize(
    ("offered", "token"),
    [
        ("bearer, abc", "abc"),
        ("chat,bearer,abc,more", "abc"),
        ("bearer\r\nSec-WebSocket-Protocol: abc", "abc"),
        ("bearer, abc, bearer, xyz", "abc"),
        ("bearer", None),
        ("abc", None),
        ("abc, bearer", None),
        ("Bearer, abc", None),
        ("bearer abc", None),
        ("", None),
    ],
)
def test_a_token_stands_behind_bearer_among_the_subprotocols(offered: str, token: str | None):
    upgrade = read(HEAD.replace("Host:", f"Sec-WebSocket-Protocol: {offered}\r\nHost:").encode())
    assert upgrade is not None
    assert upgrade.token == token
    assert "abc" not in repr(upgrade)


def test_a_refusal_is_a_problem_document():
    head, _, body = refuse(503, "Later.").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert b"Retry-After: 5" in head
    assert json.loads(body)["detail"] == "Later."
