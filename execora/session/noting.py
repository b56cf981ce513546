"""What a conversation notes of itself: who said what, how it was understood, what was answered, and what came of it.

No sound, no words that may still change, and nothing twice: what is told again was noted when it was told first. What
only the page needs (the data behind an answer, the options of a question) is not noted either: every word that is kept
of a customer must be found again when they are forgotten.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import uuid4

import trio

from execora.commands.command import Order
from execora.ledger.model import Customer
from execora.session.port import Entry
from execora.session.resolve import Choice, Missing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Literal
    from uuid import UUID

    from execora.session.desk import Desk
    from execora.session.port import JSON, EntryKind, Event

    EndReason = Literal["left", "disconnected", "too slow", "shutdown", "failed"]
    """Why a session ended: its client said that it is done, or was lost, or did not keep up; the server stopped, or
    has a bug."""

ANSWERS = ("voice:response", "voice:confirm_needed", "voice:choose")

OUTCOMES = {"task:completed": "completed", "task:failed": "failed", "task:cancelled": "cancelled"}

KEPT = {
    "user": ("text", "utteranceId", "provider", "confidence", "language"),
    "intent": ("intent", "entities", "confidence", "utteranceId", "source"),
    "agent": ("text", "language", "intent", "taskId", "questionId", "utteranceId", "source"),
    "task": ("taskId", "intent", "durationMs", "reason"),
}
"""What is kept of an event by the kind of its entry, under the names that the client knows."""


COUNTED = {name: name for name in OUTCOMES.values()} | {"utterances": "user", "answers": "agent"}
"""What a conversation counts, and by which kind or outcome."""


def kind_of(event: Event) -> EntryKind | None:
    """Return what an event is noted as; None where it is not."""
    if event.type == "voice:transcript":
        return "user" if event.data["isFinal"] else None
    if event.type == "voice:intent":
        return "intent"
    if event.type in ANSWERS:
        return "agent"
    return "task" if event.type in OUTCOMES else None


def body_of(kind: EntryKind, event: Event) -> dict[str, JSON]:
    """Return what is kept of an event that is noted."""
    data = event.data
    body = {name: data[name] for name in KEPT[kind] if data.get(name) is not None}
    if event.reply_to is not None:
        body["messageId"] = str(event.reply_to)
    if kind == "agent":
        body["type"] = event.type
        body |= _error_of(data.get("executionResult", {}))
    if kind == "task":
        body["outcome"] = OUTCOMES[event.type]
        body |= {"error": data["error"]["code"], "message": data["error"]["message"]} if "error" in data else {}
    return body


def _error_of(result: Mapping[str, JSON]) -> dict[str, JSON]:
    return {"error": result["error"]} if result.get("error") else {}


def spoken_of(found: Order | Choice | Missing) -> set[UUID]:
    """Return the ids of the customers whom words were found to speak of."""
    match found:
        case Order():
            whom: Sequence[object] = (found.customer, found.payer, *found.customers)
        case Choice():
            whom = found.options
        case Missing():
            whom = ()
    return {customer.id for customer in whom if isinstance(customer, Customer)}


class Notes:
    """The notes of one conversation. Nothing here waits.

    A conversation begins in them when its client first says something: a page that is only looked at is none.
    """

    def __init__(self, desk: Desk, conversation_id: UUID, role: str) -> None:
        self._desk, self._conversation_id, self._role = desk, conversation_id, role
        self._opened_at, self._opened = desk.now(), trio.current_time()
        self._last = 0
        self._counts: Counter[str] = Counter()
        self._utterances: dict[str, str] = {}
        """Of the tasks that have not ended: which utterance called for each."""

    def begin(self) -> None:
        """Note the beginning; again is nothing."""
        if not self._last:
            body = {"server": self._desk.transcripts.server, "role": self._role}
            self._note("began", self._opened_at, body)

    def take(self, event: Event) -> int:
        """Note what the client is about to be told, where it is to be noted; return the mark of it, or 0."""
        if event.type == "task:queued":
            self._utterances[event.data["taskId"]] = event.data["utteranceId"]
        kind = kind_of(event)
        if kind is None:
            return 0
        self.begin()
        body = body_of(kind, event)
        if kind == "task" and (utterance := self._utterances.pop(body["taskId"], None)):
            body["utteranceId"] = utterance
        self._counts[body.get("outcome", kind)] += 1
        return self._note(kind, self._desk.now(), body, event.names)

    def end(self, reason: EndReason) -> None:
        """Note the end, where there was a beginning. The last note of all."""
        if self._last:
            counts = {what: self._counts[counted] for what, counted in COUNTED.items()}
            seconds = round(trio.current_time() - self._opened, 3)
            self._note("ended", self._desk.now(), {"seconds": seconds, "reason": reason, "counts": counts})

    def _note(self, kind: EntryKind, at: datetime, body: dict[str, JSON], names: tuple[UUID, ...] = ()) -> int:
        self._last += 1
        entry = Entry(
            id=uuid4(),
            shop_id=self._desk.shop_id,
            conversation_id=self._conversation_id,
            number=self._last,
            kind=kind,
            at=at,
            body=body,
            names=names,
        )
        return self._desk.transcripts.note(entry)
