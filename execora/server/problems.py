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


def extra_headers(status: int, wait_seconds: int | None = None) -> dict[str, str]:
    """Return the headers that a status calls for; the seconds are those after which to try again, if that is known."""
    if wait_seconds is not None:
        return {"Retry-After": str(wait_seconds)}
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": 'Bearer realm="execora"'}
        case HTTPStatus.UPGRADE_REQUIRED:
            return {"Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return {"Retry-After": "5"}
    return {}
