"""What was asked and is not finished. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execora.talk.messages import Message

SUCCEEDED, FAILED, ASKED = 0, 1, 2
"""How `--say` ends: done; not done; a question is open."""


@dataclass(slots=True)
class Progress:
    """What was asked and is not finished, as the server's events tell."""

    pinging: bool = False
    failed: bool = False
    asked: bool = False
    """Whether the last thing the server wants is an answer."""
    speaking: bool = False
    """Whether the server hears somebody speak."""
    _unworded: int = 0
    """Utterances heard whose words are still to come."""
    _unheard: set[str] = field(default_factory=set)
    """Messages that nothing was answered to."""
    _tasks: set[str] = field(default_factory=set)

    @property
    def busy(self) -> bool:
        """Whether anything is to come."""
        return bool(self._unheard or self._tasks)

    @property
    def listening(self) -> bool:
        """Whether words are to come of what was spoken."""
        return self.speaking or self._unworded > 0

    @property
    def outcome(self) -> int:
        """How it went."""
        if self.asked:
            return ASKED
        return FAILED if self.failed else SUCCEEDED

    def sent(self, sent: Message) -> None:
        """Note a message on its way."""
        if sent["type"] == "ping":
            self.pinging = True
        elif sent["type"] != "voice:end":  # which nothing answers
            self._unheard.add(sent["id"])

    def heard(self, event: Message) -> None:
        """Note what an event tells."""
        kind, data = event["type"], event["data"]
        if kind != "voice:transcript":  # an echo: the utterance is not taken up yet
            self._unheard.discard(event.get("replyTo", ""))
        match kind:
            case "pong":
                self.pinging = False
            case "task:queued":
                self._tasks.add(data["taskId"])
            case "task:completed" | "task:failed" | "task:cancelled":
                self._tasks.discard(data["taskId"])
                self.failed |= kind == "task:cancelled"
            case "voice:response":
                self.failed |= not data["executionResult"]["success"]
            case "error":
                self.failed = True
            case "voice:choose" | "voice:confirm_needed":
                self.asked = True
            case "voice:activity" if "heard" in data:
                self._unworded = max(0, self._unworded - 1)
            case "voice:activity":
                self.speaking = data["speaking"]
                self._unworded += self.speaking
            case "voice:transcript" if data["isFinal"] and "provider" in data:
                self._unworded = max(0, self._unworded - 1)
