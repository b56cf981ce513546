"""Sessions over HTTP: their list, and what was said in one.

The owner and the staff may read them: what is said at a counter is more than figures, so a viewer may not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quart import request
from werkzeug.exceptions import BadRequest, NotFound

from execora.server.nouns import BAD_CURSOR, STAFF, as_uuid, asked_limit, asked_position, cursor_of, guarded, paged

if TYPE_CHECKING:
    from datetime import datetime

    from quart_trio import QuartTrio

    from execora.server.auth import Gate
    from execora.server.port import Transcripts
    from execora.session.desk import Desk
    from execora.session.port import JSON, Entry, KeptConversation

MOST_DIGITS = 18
"""Of a number that PostgreSQL counts with."""


class TranscriptsRest:
    """The noun `sessions`."""

    def __init__(self, gate: Gate, transcripts: Transcripts) -> None:
        self._gate, self._transcripts = gate, transcripts

    def serve(self, app: QuartTrio, prefix: str) -> None:
        """Serve it below a prefix."""
        many, one = f"{prefix}/sessions", f"{prefix}/sessions/<session_id>"
        app.add_url_rule(many, many, guarded(self._gate, self._list, STAFF), methods=["GET"])
        app.add_url_rule(one, one, guarded(self._gate, self._one, STAFF), methods=["GET"])

    async def _list(self, desk: Desk) -> JSON:
        after, limit = asked_position(), asked_limit()
        found = await self._transcripts.page(desk.shop_id, after=after, limit=limit + 1)
        return paged(found, limit, lambda one: cursor_of(one.position), lambda one: session_json(desk, one))

    async def _one(self, desk: Desk, session_id: str) -> JSON:
        after, limit, wanted = _asked_number(), asked_limit(), as_uuid(session_id)
        session = await self._transcripts.find(desk.shop_id, wanted) if wanted else None
        if session is None:
            raise NotFound("There is no session of that id in which anything was said.")
        said = await self._transcripts.entries(desk.shop_id, session.id, after=after, limit=limit + 1)
        messages = paged(said, limit, lambda entry: str(entry.number), lambda entry: message_json(desk, entry))
        return session_json(desk, session) | {"messages": messages}


def _asked_number() -> int:
    """Return the number behind which the page begins that is asked for."""
    cursor = request.args.get("cursor", "0")
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > MOST_DIGITS:
        raise BadRequest(BAD_CURSOR)
    return int(cursor)


def session_json(desk: Desk, session: KeptConversation) -> dict[str, JSON]:
    """Show a session without what was said in it."""
    return {
        "id": str(session.id),
        "role": session.role,
        "startedAt": _hour(desk, session.started_at),
        "endedAt": session.ended_at and _hour(desk, session.ended_at),
        "isActive": session.reason is None,
        "seconds": session.seconds,
        "reason": session.reason,
        "counts": {
            "utterances": session.utterances,
            "answers": session.answers,
            "completed": session.completed,
            "failed": session.failed,
            "cancelled": session.cancelled,
        },
    }


def message_json(desk: Desk, entry: Entry) -> dict[str, JSON]:
    """Show something that was said or done."""
    return {**entry.body, "number": entry.number, "kind": entry.kind, "at": _hour(desk, entry.at)}


def _hour(desk: Desk, when: datetime) -> str:
    """Write an hour as the shop's clock shows it."""
    return when.astimezone(desk.now().tzinfo).isoformat()
