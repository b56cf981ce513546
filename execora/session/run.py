"""One session, from the welcome to the last word, over one connection after the other.

    session (nursery)                in the task of the connection that began it
    ├── tell             the one task that writes the client, whichever connection it has
    └── conversation
        ├── listen       the one task that reads the client; stops and cancels act here, at once
        ├── hear out     sound to words; see `execora.session.hearing`
        ├── understand   one utterance after the other
        ├── speak        the answers, aloud; see `execora.session.speaking`
        ├── wind up      once the server stops
        └── tasks        at most so many commands at once

A lost connection is no stop: what runs goes on, and events are kept for whoever resumes the session in time. When
nobody does, it ends as with a stop. A server that stops lets what runs finish, for a while.
"""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import trio

from execora.session.conversation import Conversation
from execora.session.listening import listen
from execora.session.noting import Notes
from execora.session.outbox import Outbox
from execora.session.port import GoneError
from execora.session.presence import GONE, OUR_FAULT, SERVER_STOPS, TOO_SLOW, Presence, Visit
from execora.session.understanding import UNHEARD, Said, hear, understand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.session.desk import Desk, Speaker
    from execora.session.noting import EndReason
    from execora.session.port import Door, Numbered, Resume

KEPT_SECONDS = 10.0
"""How long the transcripts may take. Where they can be written neither to the disk nor to the database, the client is
sent away for a while; what it was to be told waits for it."""

LAST_WORDS_SECONDS = 1.0
"""How long the last events may take to leave once the conversation has ended."""


async def run(door: Door, desk: Desk, speaker: Speaker) -> int:
    """Hold a session until its client goes for good or may not stay; return the code to close this connection with.

    A client that resumes an older session hands the connection on to that one: then it is held until that has let it
    go.

    Being cancelled is the server's stopping in haste: what runs rolls back, the client is told `shutdown`, nothing is
    half done. An exception is a bug; it has ended this session only.
    """
    visit = Visit(door)
    await _hold(Session(visit, desk, speaker))
    with trio.CancelScope(shield=True):  # the session that has it ends with the server, too
        await visit.over.wait()
    return visit.code


class Session:
    """A session as others find it: who may resume it, and whether it still can be."""

    def __init__(self, visit: Visit, desk: Desk, speaker: Speaker) -> None:
        self.id = uuid4()
        self.token = secrets.token_urlsafe(32) if desk.config.resume_seconds else None
        """Whoever resumes it must have it."""
        self.desk, self.speaker = desk, speaker
        self.outbox = Outbox()
        self.notes = Notes(desk, self.id, speaker.role)
        self.presence = Presence(visit, self.outbox, desk.config.resume_seconds)
        self.talking = trio.CancelScope()
        """Of all but the last words."""
        self.begun = False
        """Whether the client has said anything: there is nothing else to come back to."""

    def may_resume(self, said: Resume, speaker: Speaker) -> bool:
        """Tell whether somebody may go on here, and can be told all that was missed."""
        known = self.token is not None and secrets.compare_digest(said.token.encode(), self.token.encode())
        goes_on = not (self.presence.over or self.outbox.closed or self.desk.closing.is_set())
        return known and speaker == self.speaker and goes_on and self.outbox.reaches(said.last_number)


async def _hold(session: Session) -> None:
    outbox, presence, code = session.outbox, session.presence, OUR_FAULT
    last_words = trio.CancelScope(shield=True)
    try:
        async with trio.open_nursery() as tasks:
            with session.talking:
                tasks.start_soon(_tell, session, last_words)
                try:
                    await _converse(session)
                finally:
                    outbox.close()
                    last_words.deadline = trio.current_time() + LAST_WORDS_SECONDS
        code = TOO_SLOW if outbox.ran_over else GONE
    finally:
        session.notes.end(_why_it_ended(session, code))
        presence.end(SERVER_STOPS if session.desk.closing.is_set() else code)


def _why_it_ended(session: Session, code: int) -> EndReason:
    if session.desk.closing.is_set():
        return "shutdown"
    if code != GONE:
        return "too slow" if code == TOO_SLOW else "failed"
    return "left" if session.presence.left else "disconnected"


async def _tell(session: Session, last_words: trio.CancelScope) -> None:
    """Write the client. Shielded: whatever ends the conversation, what was said last still leaves."""
    with last_words:
        while told := await session.outbox.get():
            visit = session.presence.visit  # nobody else has come since they were taken out
            assert visit is not None, "nothing is given out while nobody is there"
            try:
                await _tell_once_kept(session, visit.door, told)
            except GoneError:
                visit.door.cut()  # whoever listens at it finds out, too, and knows whether it is for good


async def _tell_once_kept(session: Session, door: Door, told: Sequence[Numbered]) -> None:
    """Tell a client something once the transcripts have it, so that the two agree whatever happens next."""
    with trio.move_on_after(KEPT_SECONDS) as patience:
        await session.desk.transcripts.kept(session.outbox.mark)
    if patience.cancelled_caught:
        session.presence.lose(door, code=TOO_SLOW)
        await door.close(TOO_SLOW)
    elif session.presence.is_at(door):
        await door.send(told)
        if session.presence.is_at(door):
            session.outbox.note_left(told)


async def _converse(session: Session) -> None:
    desk, talking = session.desk, session.talking
    session.outbox.on_overflow = talking.cancel
    async with trio.open_nursery() as tasks:
        conversation = Conversation(session, tasks)
        session.presence.on_absence = conversation.be_left
        conversation.welcome()
        send, receive = trio.open_memory_channel[Said](UNHEARD)
        conversation.hearing.transcript.spoken = partial(hear, conversation, send)
        understanding = trio.CancelScope()
        with desk.open_session(session, conversation.hear_of):
            try:
                tasks.start_soon(understand, conversation, receive, understanding)
                tasks.start_soon(conversation.speaking.run)
                tasks.start_soon(_wind_up, conversation, understanding)
                with send:
                    await listen(session, conversation, send)
                talking.cancel()
            finally:
                conversation.hearing.cancel()
                conversation.errands.tasks.abandon()


async def _wind_up(conversation: Conversation, understanding: trio.CancelScope) -> None:
    """Once the server stops: take up nothing new, let what runs come to its end, then end the session.

    What was said and is not taken up stays unanswered, so that the client says it again to whoever serves next.
    """
    await conversation.desk.closing.wait()
    understanding.cancel()
    await conversation.errands.tasks.finish()
    conversation.session.talking.cancel()
