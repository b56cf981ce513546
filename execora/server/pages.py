"""HTTP: the web page, the health of the parts, and what is true of every answer. REST has a file of its own."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from math import inf
from typing import TYPE_CHECKING, Protocol

import trio
from quart import Response, request
from quart_trio import QuartTrio
from quart_trio.asgi import TrioASGIHTTPConnection
from quart_trio.wrappers import TrioResponse
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from execora.errors import DatabaseError
from execora.providers.port import BROWSER
from execora.server.answers import refusal, send_json
from execora.server.auth import BOOKS_AWAY
from execora.server.failures import report
from execora.server.sessions import DOORS
from execora.server.static import read_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, ASGISendEvent
    from quart.wrappers.base import BaseRequestWebsocket
    from werkzeug.routing import MapAdapter

    from execora.config import Config
    from execora.providers.port import Ears, Voices
    from execora.server.auth import Gate
    from execora.server.keys import Keys
    from execora.server.port import Health, Spooled
    from execora.server.sessions import Sessions
    from execora.session.port import Speech

BODY_SECONDS = 10
HEALTH_SECONDS = 2.0

HEALTH_KEPT_SECONDS = 1.0
"""How long it is good what the parts said: anybody may ask for it, as often as they like."""


class Served(Protocol):
    """Something that answers below a path."""

    def serve(self, app: QuartTrio, prefix: str) -> None:
        """Answer below a prefix."""


UNREAD = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT)
"""Answered before all of the request was read, so that the connection cannot be used again."""

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; "
    "media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer: a page of ours loads nothing from elsewhere, and no page from elsewhere loads ours."""


def make_pages(
    config: Config,
    gate: Gate,
    nouns: Sequence[Served],
    health: Health,
    spooled: Spooled,
    sessions: Sessions,
    speech: Speech,
) -> QuartTrio:
    """Make the HTTP side of the server."""
    app = _Pages("execora.server", static_folder=None)
    app.asgi_http_class = _Connection
    app.url_map.merge_slashes = False
    app.config.update(MAX_CONTENT_LENGTH=config.max_message_bytes, BODY_TIMEOUT=BODY_SECONDS)
    app.before_request(_read_body)
    app.after_request(partial(_finish, gate))
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)
    _serve_page(app)
    _serve_health(app, health, spooled, sessions, speech, gate.keys)
    for prefix in ("/api/v1", "/api"):
        for noun in nouns:
            noun.serve(app, prefix)
    return app


class _Pages(QuartTrio):
    """Finds who answers by the path alone.

    Left to itself it looks at the Host, too, fails at one that is no name before anybody could answer, and puts the
    traceback of each such request in the log. What a Host may be, the gate knows.
    """

    def create_url_adapter(self, request: BaseRequestWebsocket | None) -> MapAdapter | None:
        """Bind the paths to a request."""
        if request is None:
            return None
        query = request.query_string.decode("latin-1")
        return self.url_map.bind("localhost", "", None, request.scheme, request.method, request.path, query)


async def _read_body() -> None:
    """Read what the request brings before it is answered: hypercorn cannot use a connection again otherwise."""
    await request.get_data()


async def _finish(gate: Gate, response: Response) -> Response:
    response.headers.update(HEADERS)
    origin = request.headers.get("Origin", "")
    if gate.allows(origin):
        response.headers.update({"Access-Control-Allow-Origin": origin, "Cross-Origin-Resource-Policy": "cross-origin"})
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers.setdefault("Access-Control-Allow-Methods", "GET, PUT, DELETE")
        response.vary.add("Origin")
    return response


async def _refused(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    response = refusal(status, _PLAIN.get(error.description or "", error.description or HTTPStatus(status).phrase))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if status in UNREAD:
        response.headers["Connection"] = "close"
    return response


_PLAIN = {
    NotFound.description: "There is nothing of that name here.",
    MethodNotAllowed.description: "That cannot be done with this; the header Allow says what can.",
    RequestEntityTooLarge.description: "The body is too large.",
}


async def _failed(error: Exception) -> Response:
    report("request.failed", error)
    if isinstance(error, DatabaseError):
        return refusal(HTTPStatus.SERVICE_UNAVAILABLE, BOOKS_AWAY)
    return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; it is in the server's log.")


# -- the page ------------------------------------------------------------------


def _serve_page(app: QuartTrio) -> None:
    page = read_page()

    async def send(path: str = "index.html") -> Response:
        file = page.get(path)
        if file is None:
            return refusal(HTTPStatus.NOT_FOUND, "The page has no such file.")
        headers = {"Cache-Control": "no-cache", "ETag": f'"{file.etag}"'}
        if file.etag in request.if_none_match:
            return TrioResponse(b"", HTTPStatus.NOT_MODIFIED, headers)
        return TrioResponse(file.content, HTTPStatus.OK, headers, content_type=file.media_type)

    async def want_upgrade() -> Response:
        return refusal(HTTPStatus.UPGRADE_REQUIRED, "This is a door for WebSockets, each over a connection of its own.")

    app.add_url_rule("/", "page", send, methods=["GET"])
    app.add_url_rule("/page/<path:path>", "file", send, methods=["GET"])
    for door in DOORS:
        app.add_url_rule(door, f"door {door}", want_upgrade, methods=["GET"])


# -- health --------------------------------------------------------------------


def _serve_health(
    app: QuartTrio, health: Health, spooled: Spooled, sessions: Sessions, speech: Speech, keys: Keys | None
) -> None:
    asked = _Asked(health)

    async def live() -> Response:
        parts, transcripts = await asked.parts(), spooled()
        well = _all_well(parts, transcripts)
        body = {
            "status": "ok" if well else "unwell",
            **parts,
            "transcripts": transcripts,
            "sessions": sessions.open,
            "failed": sessions.failed,
            "refused": sessions.refused,
            "tasks": trio.lowlevel.current_statistics().tasks_living,
            "stt": _chain(speech.ears),
            "tts": _chain(speech.voices),
            **({"keys": keys.state} if keys else {}),
        }
        return send_json(body, HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)

    async def ready() -> Response:
        is_ready = _all_well(await asked.parts(), spooled()) and sessions.has_room
        return send_json({"ready": is_ready}, HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)

    app.add_url_rule("/health", "health", live, methods=["GET"])
    app.add_url_rule("/health/ready", "ready", ready, methods=["GET"])


def _all_well(parts: Mapping[str, str], transcripts: Mapping[str, object]) -> bool:
    return all(state == "ok" for state in (*parts.values(), transcripts["state"]))


def _chain(chain: Ears | Voices | None) -> Mapping[str, object]:
    """Show which one serves and how each is; why one is broken is for the log."""
    if chain is None:
        return {"serves": BROWSER, "chain": []}
    states = [{"name": one.name, "state": one.state} for one in chain.conditions]
    return {"serves": chain.serving or BROWSER, "chain": states}


class _Asked:
    """Asks the parts how they are for all who want to know."""

    def __init__(self, health: Health) -> None:
        self._health, self._asking = health, trio.Lock()
        self._parts: Mapping[str, str] = {}
        self._good_until = -inf

    async def parts(self) -> Mapping[str, str]:
        """Return what they say, or have said just now."""
        async with self._asking:
            if trio.current_time() >= self._good_until:
                self._parts = await _ask(self._health)
                self._good_until = trio.current_time() + HEALTH_KEPT_SECONDS
            return self._parts


async def _ask(health: Health) -> Mapping[str, str]:
    try:
        with trio.fail_after(HEALTH_SECONDS):
            return await health()
    except (DatabaseError, trio.TooSlowError):
        return {"database": "does not answer"}


# -- the connection ------------------------------------------------------------


class _Connection(TrioASGIHTTPConnection):
    """A request and its response.

    With the response's last part hypercorn says that the request has ended, upon which quart-trio cancels the task that
    is still sending it: the connection would neither be closed nor go idle, and stay for ever.
    """

    async def __call__(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        async def send_whole(message: ASGISendEvent) -> None:
            last = message["type"] == "http.response.body" and not message.get("more_body")
            with trio.CancelScope(shield=last):
                await send(message)

        await super().__call__(receive, send_whole)
