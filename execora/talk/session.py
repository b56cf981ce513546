"""Which session this client is in, over one connection after the other. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execora.talk.messages import message

if TYPE_CHECKING:
    from execora.talk.messages import Message

SOUND = "voice:tts-stream"
"""Is not told again to whoever missed it."""


@dataclass(slots=True)
class Session:
    """The session that the server welcomed us to, and how far it has told us."""

    id: str | None = None
    token: str | None = None
    """Whoever goes on with it must have it; None where nobody can."""
    waits_seconds: float = 0.0
    """How long it waits for us once our connection is lost."""
    last: int = 0
    """The number of the last event that came."""
    missing: int = 0
    """How many of the events that we missed are still to come."""

    def heard(self, event: Message) -> bool:
        """Note an event, and tell whether it is new to us."""
        number: int = event.get("seq", self.last + 1)
        if number <= self.last:
            return False
        if event["type"] == "voice:start":
            self._welcomed(event["data"])
        self.last = event.get("seq", self.last)
        self.missing -= self.missing > 0 and event["type"] != SOUND
        return True

    def ask(self) -> Message:
        """Return what to say first over a new connection."""
        return message("session:resume", sessionId=self.id, resumeToken=self.token, lastSeq=self.last)

    def _welcomed(self, welcome: Message) -> None:
        self.id, self.token = welcome.get("sessionId"), welcome.get("resumeToken")
        self.waits_seconds = welcome.get("limits", {}).get("resumeSeconds", 0.0) if self.token else 0.0
