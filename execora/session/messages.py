"""The ids that clients give their messages: each is acted on once within a shop, over whichever connection it comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

import structlog
import trio

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.session.port import JSON, Claim, Event

if TYPE_CHECKING:
    from uuid import UUID

    from execora.session.port import Books, Transcripts

log = structlog.get_logger()

CLAIM_SECONDS = 1.0
"""How long the books are asked whether an id is new. Without an answer it is acted on: what changes the books is kept
from happening twice by its own request key, and a stop must never wait for a slow database."""

CLOSE_SECONDS = 1.0
"""How long the answers may take into the books, also when the client has just gone: it will ask for them again."""


@dataclass(slots=True)
class _Open:
    unfinished: int = 1
    """What it started and has not ended: tasks, and the taking in of the message itself."""
    kept: bool = True
    """Whether its answers are worth keeping: not after a lost connection, so that sending it again carries it out."""
    answers: list[dict[str, JSON]] = field(default_factory=list)
    mark: int = 0
    """Of the last of them in the transcripts."""


@dataclass(slots=True)
class Messages:
    """The messages with an id of one conversation."""

    nursery: trio.Nursery
    books: Books
    transcripts: Transcripts
    shop_id: int
    _open: dict[UUID, _Open] = field(default_factory=dict)

    async def claim(self, message_id: UUID, body: str) -> Claim:
        """Note a message and tell whether it is new; see `Claim`. One that is under way here counts as done."""
        if message_id in self._open:
            return Claim("done")
        claim = Claim("new")
        try:
            with trio.move_on_after(CLAIM_SECONDS):
                claim = await self.books.claim(self.shop_id, message_id, sha256(body.encode()).digest())
        except (DatabaseError, OutcomeUnknownError):
            log.warning("message.claim_failed")
        if claim.state in ("new", "open"):
            self._open[message_id] = _Open()
        return claim

    def heard(self, event: Event, mark: int) -> None:
        """Keep what a message is answered, and its mark in the transcripts."""
        if event.reply_to is not None and (message := self._open.get(event.reply_to)):
            message.answers.append({"type": event.type, "data": event.data})
            message.mark = max(message.mark, mark)

    def began(self, message_id: UUID | None) -> None:
        """Note that a message started one more thing."""
        if message_id is not None and (message := self._open.get(message_id)):
            message.unfinished += 1

    def leave_open(self, message_id: UUID | None) -> None:
        """Keep no answers of a message that is answered by a question: sent again, it is asked again."""
        if message_id is not None and (message := self._open.get(message_id)):
            message.kept = False

    def ended(self, message_id: UUID | None, *, kept: bool = True) -> None:
        """Note that something a message started has ended; after the last, its answers go to the books."""
        if message_id is None or not (message := self._open.get(message_id)):
            return
        message.unfinished -= 1
        message.kept = message.kept and kept
        if message.unfinished == 0:
            del self._open[message_id]
            if message.kept:
                self.nursery.start_soon(self._close, message_id, message)

    async def _close(self, message_id: UUID, message: _Open) -> None:
        """Put the answers into the books, once they are kept: whoever asks for them again is told without a note."""
        try:
            with trio.move_on_after(CLOSE_SECONDS, shield=True):
                await self.transcripts.kept(message.mark)
                await self.books.close_message(self.shop_id, message_id, message.answers)
        except (DatabaseError, OutcomeUnknownError):
            log.warning("message.close_failed")
