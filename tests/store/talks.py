"""Conversations as servers bring them, entry by entry, for the tests of their tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from execora.session.port import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from execora.session.port import EntryKind

BEGAN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@dataclass
class Talked:
    """A conversation of a shop, a word a second."""

    shop: int
    server: str = "here:2"
    began: datetime = BEGAN
    id: UUID = field(default_factory=uuid4)
    number: int = 0

    def entry(self, kind: EntryKind, names: Iterable[UUID] = (), **body: Any) -> Entry:  # noqa: ANN401 - JSON
        self.number += 1
        return Entry(
            id=uuid4(),
            shop_id=self.shop,
            conversation_id=self.id,
            number=self.number,
            kind=kind,
            at=self.began + timedelta(seconds=self.number - 1),
            body=body,
            names=tuple(names),
        )

    def opening(self) -> Entry:
        return self.entry("began", server=self.server, role="owner")

    def user(self, text: str, utterance: object = "u") -> Entry:
        return self.entry("user", text=text, utteranceId=str(utterance))

    def intent(self, *names: UUID, utterance: object = "u", **entities: str) -> Entry:
        return self.entry("intent", names, intent="CHECK_BALANCE", entities=entities, utteranceId=str(utterance))

    def agent(self, text: str, *names: UUID, utterance: object = "u") -> Entry:
        return self.entry("agent", names, text=text, utteranceId=str(utterance))

    def task(self, outcome: str = "completed", *names: UUID) -> Entry:
        return self.entry("task", names, outcome=outcome, intent="CHECK_BALANCE", taskId="t", result={"balance": 5})

    def end(self, *, seconds: float = 60.0, reason: str = "gone") -> Entry:
        return self.entry("ended", seconds=seconds, reason=reason)

    def whole(self) -> list[Entry]:
        """A conversation of each kind of entry, from its beginning to its end."""
        return [
            self.opening(),
            self.user("balance batao"),
            self.intent(),
            self.agent("Kiska?"),
            self.user("dukaan ka"),
            *(self.task(outcome) for outcome in ("completed", "completed", "failed", "cancelled")),
            self.agent("Ho gaya"),
            self.end(),
        ]


def at(entry: Entry, when: datetime) -> Entry:
    """Return an entry as it would be at another hour."""
    return replace(entry, at=when)
