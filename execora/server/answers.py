"""What HTTP is answered with."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from quart_trio.wrappers import TrioResponse

from execora.server.problems import MEDIA_TYPE, extra_headers, problem

if TYPE_CHECKING:
    from quart import Response

    from execora.session.port import JSON


def send_json(body: JSON, status: int = HTTPStatus.OK) -> Response:
    """Return a JSON response that nobody keeps."""
    content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    return TrioResponse(content, status, {"Cache-Control": "no-store"}, content_type="application/json")


def refusal(status: int, detail: str, wait_seconds: int | None = None) -> Response:
    """Return a problem document as a response, maybe with when to come back."""
    headers = {"Cache-Control": "no-store", **extra_headers(status, wait_seconds)}
    return TrioResponse(problem(status, detail), status, headers, content_type=MEDIA_TYPE)
