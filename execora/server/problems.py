"""Errors as RFC 9457 problem documents, for HTTP and for refused upgrades alike."""

from __future__ import annotations

import json
from http import HTTPStatus

MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str) -> bytes:
    """Return a problem document: what happened, and what to do about it."""
    title = HTTPStatus(status).phrase
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return json.dumps(document, ensure_ascii=False).encode()


def extra_headers(status: int) -> dict[str, str]:
    """Return the headers that a status calls for."""
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": 'Bearer realm="execora"'}
        case HTTPStatus.UPGRADE_REQUIRED:
            return {"Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return {"Retry-After": "5"}
    return {}
