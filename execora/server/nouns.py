"""What every noun of REST shares: who may ask, and how a list comes in pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from uuid import UUID

from quart import Response, request
from werkzeug.exceptions import BadRequest

from execora.server.answers import refusal, send_json
from execora.server.auth import Denied, Knock, bearer
from execora.server.tokens import ROLES
from execora.session.port import JSON, Position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.server.auth import Gate
    from execora.server.limits import Knocks
    from execora.session.desk import Desk

T = TypeVar("T")

Noun = Callable[..., Awaitable[JSON | Response]]
"""Takes a desk and what its path names, and returns what to show."""

USUAL_ITEMS = 50
MOST_ITEMS = 200

BAD_CURSOR = "cursor is what the page before had as next."


class Roles(NamedTuple):
    """Who may ask."""

    names: tuple[str, ...]
    others: str
    """What the others are told."""


ANYBODY = Roles(ROLES, "")
STAFF = Roles(("owner", "staff"), "This is for the owner and the staff.")
OWNER = Roles(("owner",), "Only the owner may change this.")


def guarded(gate: Gate, noun: Noun, roles: Roles = ANYBODY) -> Callable[..., Awaitable[Response]]:
    """Let a noun answer whom the gate lets in, if they have one of these roles."""

    async def answer(**names: str) -> Response:
        knock = asked_by()
        desk = await _desk(gate, knock, roles)
        if isinstance(desk, Denied):
            gate.refusals.turn_away("rest.refused", desk, path=request.path, address=gate.address(knock))
            return refusal(desk.status, desk.detail, desk.wait_seconds)
        answered = await noun(desk, **names)
        return answered if isinstance(answered, Response) else send_json(answered)

    return answer


async def _desk(gate: Gate, knock: Knock, roles: Roles) -> Desk | Denied:
    caller = await gate.admit(knock)
    if isinstance(caller, Denied):
        return caller
    if caller.speaker.role not in roles.names:
        return Denied(HTTPStatus.FORBIDDEN, roles.others, f"not for a {caller.speaker.role}")
    return await gate.desk(caller)


def asked_by(counts: Knocks = "requests") -> Knock:
    """Tell who sent the request, and what it is counted as."""
    headers, scope = request.headers, request.scope
    _, port = scope["server"] or ("", 0)
    peer, _ = scope["client"] or ("", 0)
    forwarded = ",".join(headers.getlist("X-Forwarded-For"))
    token, site = bearer(headers.get("Authorization")), headers.get("Sec-Fetch-Site", "")
    return Knock(headers.get("Host", ""), port or 0, headers.get("Origin"), token, peer, forwarded, counts, site)


# -- what is asked -------------------------------------------------------------


def asked_after() -> UUID | None:
    """Return the id after which the page begins that is asked for."""
    cursor = request.args.get("cursor")
    if cursor is not None and as_uuid(cursor) is None:
        raise BadRequest(BAD_CURSOR)
    return as_uuid(cursor)


def asked_position() -> Position | None:
    """Return the position after which the page begins that is asked for; see `cursor_of`."""
    cursor = request.args.get("cursor")
    if cursor is None:
        return None
    try:
        started_at, noun_id = cursor.split(",")
        return Position(datetime.fromisoformat(started_at).replace(tzinfo=UTC), UUID(noun_id))
    except ValueError as error:
        raise BadRequest(BAD_CURSOR) from error


def asked_limit() -> int:
    """Return how many items are asked for."""
    text = request.args.get("limit", str(USUAL_ITEMS))
    if not text.isascii() or not text.isdigit() or len(text) > 3 or not 1 <= int(text) <= MOST_ITEMS:
        raise BadRequest(f"limit is a whole number from 1 to {MOST_ITEMS}.")
    return int(text)


def as_uuid(text: str | None) -> UUID | None:
    """Read an id; None where it is none."""
    try:
        return None if text is None else UUID(text)
    except ValueError:
        return None


# -- what is answered ----------------------------------------------------------


def cursor_of(position: Position) -> str:
    """Return the cursor of the page behind a position."""
    return f"{position.started_at.astimezone(UTC).replace(tzinfo=None).isoformat()},{position.id}"


def paged(found: Sequence[T], limit: int, cursor: Callable[[T], UUID | str], show: Callable[[T], JSON]) -> JSON:
    """Show one page of what was found; one more than the limit says that there is another."""
    shown = found[:limit]
    following = str(cursor(shown[-1])) if len(found) > limit else None
    return {"items": [show(item) for item in shown], "next": following}
