"""The head of a request for a WebSocket, read and answered. Pure: bytes in, values out, and back."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import h11
from wsproto.utilities import generate_accept_token

from execora.server.problems import MEDIA_TYPE, extra_headers, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WEBSOCKET_VERSION = "13"
"""RFC 6455, section 4.2.1."""

BEARER = "bearer"
"""The subprotocol behind which a client may offer its token as another: pages can set no header but this one."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A request for a WebSocket. Its repr keeps the token to itself."""

    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """By lower-case name; one that came more than once has all its values, separated by commas."""
    early: bytes
    """What came behind the head."""

    def __repr__(self) -> str:
        return f"Upgrade(path={self.path!r})"

    @property
    def protocols(self) -> list[str]:
        """The subprotocols that the client offers, a token among them maybe."""
        return [name.strip() for name in self.headers.get("sec-websocket-protocol", "").split(",")]

    @property
    def token(self) -> str | None:
        """The token that is offered as a subprotocol, behind `BEARER`."""
        return next((token for name, token in pairwise(self.protocols) if name == BEARER), None)

    @property
    def fault(self) -> tuple[int, str] | None:
        """What keeps it from being accepted: a status and a sentence. See RFC 6455, section 4.2.1."""
        if self.headers.get("sec-websocket-version") != WEBSOCKET_VERSION:
            return HTTPStatus.UPGRADE_REQUIRED, "Sec-WebSocket-Version must be 13."
        if len(self.headers.get("sec-websocket-key", "")) != 24:
            return HTTPStatus.BAD_REQUEST, "Sec-WebSocket-Key must be 16 bytes in base64."
        if self.headers.get("content-length", "0") != "0" or "transfer-encoding" in self.headers:
            return HTTPStatus.BAD_REQUEST, "A request for a WebSocket has no body."
        return None


def read(received: bytes) -> Upgrade | None:
    """Return the request for a WebSocket that begins here; None where it is anything else, or not whole yet."""
    head, end, early = received.partition(b"\r\n\r\n")
    if not end or not head.startswith(b"GET ") or b"websocket" not in head.lower():
        return None
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(head + end)
    try:
        request = connection.next_event()
    except h11.RemoteProtocolError:
        return None
    if not isinstance(request, h11.Request) or request.http_version != b"1.1":
        return None
    headers = _joined(request.headers)
    tokens = [token.strip() for token in headers.get("connection", "").lower().split(",")]
    if headers.get("upgrade", "").lower() != "websocket" or "upgrade" not in tokens:
        return None
    path, _, query = request.target.decode("ascii").partition("?")
    return Upgrade(path, parse_qs(query), headers, early)


def _joined(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def accept(upgrade: Upgrade) -> bytes:
    """Word the acceptance of an upgrade that has no fault. Of the subprotocols `BEARER` is spoken, and no other."""
    proof = generate_accept_token(upgrade.headers["sec-websocket-key"].encode("latin-1"))
    headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": proof.decode()}
    if BEARER in upgrade.protocols:
        headers["Sec-WebSocket-Protocol"] = BEARER
    return _head(HTTPStatus.SWITCHING_PROTOCOLS, headers)


def refuse(status: int, detail: str, wait_seconds: int | None = None) -> bytes:
    """Word a refusal as a problem document, maybe with when to come back; the connection ends with it."""
    body = problem(status, detail)
    headers = {
        "Content-Type": MEDIA_TYPE,
        "Content-Length": str(len(body)),
        "Connection": "close",
        "Cache-Control": "no-store",
        **extra_headers(status, wait_seconds),
    }
    return _head(status, headers) + body


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [
        f"HTTP/1.1 {status:d} {HTTPStatus(status).phrase}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
