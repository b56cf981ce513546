"""Recordings over HTTP: their list, what they sound like, and how one is removed.

The owner and the staff may listen: what is said at a counter is more than figures, so a viewer may not. Only the owner
removes. What plays a recording follows a link that was signed for whoever asked for the list, and can jump about in it
(RFC 9110, section 14).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple, Self

import structlog
from quart import request
from quart.wrappers.response import ResponseBody
from quart_trio.wrappers import TrioResponse
from werkzeug.datastructures import Range
from werkzeug.exceptions import NotFound

from execora.errors import RecordingError
from execora.server.answers import refusal
from execora.server.nouns import OWNER, STAFF, as_uuid, asked_limit, asked_position, cursor_of, guarded, paged

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType
    from uuid import UUID

    from quart import Response
    from quart_trio import QuartTrio

    from execora.server.auth import Gate
    from execora.server.links import Links
    from execora.server.port import Recordings
    from execora.session.desk import Desk
    from execora.session.port import JSON, Recording

log = structlog.get_logger()

MEDIA_TYPE = "audio/ogg"

PIECE_BYTES = 65_536

SEND_SECONDS = 3600
"""For a client that reads slowly all the time; one that does not read at all is let go of long before."""

OLD_LINK = "This link does not work any more: take a new one from the list of recordings."

AWAY = "The recordings cannot be reached just now; try again in a few seconds."

UNKNOWN = "There is no recording of that id."


class RecordingsRest:
    """The noun."""

    def __init__(self, gate: Gate, recordings: Recordings, links: Links) -> None:
        self._gate, self._recordings, self._links = gate, recordings, links

    def serve(self, app: QuartTrio, prefix: str) -> None:
        """Serve it below a prefix."""
        many, one = f"{prefix}/recordings", f"{prefix}/recordings/<recording_id>"
        app.add_url_rule(many, many, guarded(self._gate, self._list, STAFF), methods=["GET"])
        app.add_url_rule(one, one, guarded(self._gate, _told(self._remove), OWNER), methods=["DELETE"])
        app.add_url_rule(f"{one}/audio", f"{one}/audio", _told(self._play), methods=["GET"])

    async def _list(self, desk: Desk) -> JSON:
        after, limit = asked_position(), asked_limit()
        found = await self._recordings.page(desk.shop_id, after=after, limit=limit + 1)
        return paged(found, limit, lambda one: cursor_of(one.position), lambda one: self._show(desk, one))

    def _show(self, desk: Desk, recording: Recording) -> JSON:
        link = f"/api/v1/recordings/{recording.id}/audio?token={self._links.sign(desk.shop_id, recording.id)}"
        return {
            "id": str(recording.id),
            "startedAt": recording.started_at.astimezone(desk.now().tzinfo).isoformat(),
            "seconds": recording.seconds,
            "bytes": recording.bytes,
            "state": recording.state,
            "url": None if recording.state == "lost" else link,
        }

    async def _remove(self, desk: Desk, recording_id: str) -> Response:
        wanted = as_uuid(recording_id)
        match await self._recordings.remove(desk.shop_id, wanted) if wanted else "unknown":
            case "gone":
                return TrioResponse(b"", HTTPStatus.NO_CONTENT, {"Cache-Control": "no-store"})
            case "open":
                return refusal(HTTPStatus.CONFLICT, "It is still being recorded: stop it first.")
        raise NotFound(UNKNOWN)

    async def _play(self, recording_id: str) -> Response:
        wanted = as_uuid(recording_id)
        shop_id = self._links.opens(request.args.get("token", ""), wanted) if wanted else None
        if wanted is None or shop_id is None:
            return refusal(HTTPStatus.FORBIDDEN, OLD_LINK)
        size = await self._recordings.size(shop_id, wanted)
        if size is None:
            raise NotFound(UNKNOWN)
        span = _asked_span(size)
        if span is None:
            refused = refusal(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, f"There are {size} bytes of it.")
            refused.headers["Content-Range"] = f"bytes */{size}"
            return refused
        return _sound(_Body(self._recordings, shop_id, wanted, span), size, span)


def _told(answer: Callable[..., Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
    """Let whoever asks know that what keeps recordings has failed."""

    async def told(*desk: Desk, **names: str) -> Response:
        try:
            return await answer(*desk, **names)
        except RecordingError as error:
            log.warning("recordings.unreachable", reason=str(error))
            return refusal(HTTPStatus.SERVICE_UNAVAILABLE, AWAY)

    return told


class _Span(NamedTuple):
    start: int
    stop: int
    partial: bool


def _asked_span(size: int) -> _Span | None:
    """Return from where to where the sound is asked for; None where there is no such part.

    Who asks for several parts, or only if nothing has changed, gets all of it, as RFC 9110 lets us (14.2, 13.1.5). More
    from its end than there is gets all of it too (14.1.2).
    """
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) > 1 or "If-Range" in request.headers:
        return _Span(0, size, partial=False)
    [(start, stop)] = asked.ranges
    part = Range("bytes", [(max(start, -size), stop)]).range_for_length(size)
    return part and _Span(*part, partial=True)


def _sound(body: _Body, size: int, span: _Span) -> Response:
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "no-store", "Content-Length": str(span.stop - span.start)}
    if span.partial:
        headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    status = HTTPStatus.PARTIAL_CONTENT if span.partial else HTTPStatus.OK
    response = TrioResponse(body, status, headers, content_type=MEDIA_TYPE)
    response.timeout = SEND_SECONDS
    return response


class _Body(ResponseBody):
    """The bytes of a recording, read as they are sent."""

    def __init__(self, recordings: Recordings, shop_id: int, recording_id: UUID, span: _Span) -> None:
        self._recordings, self._shop_id, self._recording_id = recordings, shop_id, recording_id
        self._at, self._stop = span.start, span.stop

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        length = min(PIECE_BYTES, self._stop - self._at)
        if length <= 0:
            raise StopAsyncIteration
        piece = await self._recordings.read(self._shop_id, self._recording_id, self._at, length)
        if not piece:
            raise RecordingError("a recording became shorter while it was sent")
        self._at += len(piece)
        return piece
