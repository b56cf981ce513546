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
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, assert_never
from uuid import UUID, uuid4

import structlog
import trio

from execora.commands.command import Order
from execora.language.grammar import control
from execora.language.reading import Entities
from execora.session.conversation import Conversation
from execora.session.heard import Heard
from execora.session.noting import Notes
from execora.session.outbox import Outbox
from execora.session.port import (
    AnswerQuestion,
    AskStatus,
    Audio,
    CancelTask,
    Claim,
    DraftButton,
    EndUtterance,
    Event,
    Final,
    GoneError,
    Interim,
    Interrupt,
    Ping,
    Record,
    Refused,
    Resume,
    Start,
    Stop,
)
from execora.session.presence import GONE, OUR_FAULT, SERVER_STOPS, TOO_SLOW, Presence, Visit
from execora.session.turn import Told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.providers.port import FinalWords
    from execora.session.desk import Desk, Speaker
    from execora.session.noting import EndReason
    from execora.session.port import Door, Numbered, Transcripts

log = structlog.get_logger()

UNHEARD = 100
"""Utterances that may wait to be understood. The next is refused."""

KEPT_SECONDS = 10.0
"""How long the transcripts may take. Where they can be written neither to the disk nor to the database, the client is
sent away for a while; what it was to be told waits for it."""

ROOM_SECONDS = 2.0
"""How long an utterance waits while the transcripts have no room, before it is refused."""

LAST_WORDS_SECONDS = 1.0
"""How long the last events may take to leave once the conversation has ended."""

Utterance = Final | AnswerQuestion | DraftButton

Control = (
    Start | EndUtterance | Record | Stop | Interim | Interrupt | AskStatus | CancelTask | Ping | Refused | Utterance
)
"""What acts where it is read: all but sound, and of utterances those that say stop."""


class _Said(NamedTuple):
    """Something that is to be understood, and when it came."""

    what: Utterance
    epoch: int
    """`Conversation.epoch` then."""
    told: int
    """How many events had left for the client then; where it was spoken, when the speaker began."""
    words: FinalWords | None = None
    """What a recogniser of ours heard, where that is what it is."""


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
            if visit is None:
                continue
            try:
                await _tell_once_kept(session, visit.door, told)
            except GoneError:
                session.presence.lose(visit.door)


async def _tell_once_kept(session: Session, door: Door, told: Sequence[Numbered]) -> None:
    """Tell a client something once the transcripts have it, so that the two agree whatever happens next."""
    with trio.move_on_after(KEPT_SECONDS) as patience:
        await session.desk.transcripts.kept(session.outbox.mark)
    if patience.cancelled_caught:
        session.presence.lose(door, code=TOO_SLOW)
        await door.close(TOO_SLOW)
    elif session.presence.is_at(door):
        await door.send(told)


async def _converse(session: Session) -> None:
    desk, talking = session.desk, session.talking
    session.outbox.on_overflow = talking.cancel
    async with trio.open_nursery() as tasks:
        conversation = Conversation(session, tasks)
        session.presence.on_absence = conversation.be_left
        conversation.welcome()
        send, receive = trio.open_memory_channel[_Said](UNHEARD)
        conversation.hearing.transcript.spoken = partial(_hear, conversation, send)
        understanding = trio.CancelScope()
        with desk.open_session(session, conversation.hear_of):
            try:
                tasks.start_soon(_understand, conversation, receive, understanding)
                tasks.start_soon(conversation.speaking.run)
                tasks.start_soon(_wind_up, conversation, understanding)
                with send:
                    await _listen(session, conversation, send)
                talking.cancel()
            finally:
                conversation.hearing.cancel()
                conversation.errands.tasks.abandon("shutdown" if desk.closing.is_set() else "disconnected")


async def _wind_up(conversation: Conversation, understanding: trio.CancelScope) -> None:
    """Once the server stops: take up nothing new, let what runs come to its end, then end the session.

    What was said and is not taken up stays unanswered, so that the client says it again to whoever serves next.
    """
    await conversation.desk.closing.wait()
    understanding.cancel()
    await conversation.errands.tasks.finish("shutdown")
    conversation.session.talking.cancel()


# -- listen --------------------------------------------------------------------


async def _listen(session: Session, conversation: Conversation, utterances: trio.MemorySendChannel[_Said]) -> None:
    """Read the client, over one connection after the other, until it has gone for good."""
    while door := await session.presence.door():
        try:
            await _listen_at(door, conversation, utterances)
        except GoneError as gone:
            session.presence.lose(door, for_good=gone.for_good or not session.begun)


async def _listen_at(door: Door, conversation: Conversation, utterances: trio.MemorySendChannel[_Said]) -> None:
    """Read one connection to its end. What stops or cancels acts here; what is to be understood is handed on."""
    session = conversation.session
    while session.presence.is_at(door):
        said = await door.receive()
        if isinstance(said, Resume):
            _resume(conversation, said)
        else:
            if not session.begun and not isinstance(said, Ping | Refused):
                session.begun = True
                session.notes.begin()
            await _take_in(conversation, said, utterances)


async def _take_in(
    conversation: Conversation, said: Audio | Control, utterances: trio.MemorySendChannel[_Said]
) -> None:
    if isinstance(said, Audio):
        await conversation.hearing.take(said.data)
    elif isinstance(said, Final | AnswerQuestion | DraftButton) and not _is_control(said):
        _hand_on(conversation, utterances, _Said(said, conversation.epoch, conversation.outbox.taken))
    elif conversation.desk.first_time(said.id):
        await _attend(conversation, said)
    else:
        _error(conversation, "ALREADY_DONE", "This message was acted on before.", said.id)


def _resume(conversation: Conversation, said: Resume) -> None:
    """Hand the connection on to an older session, or say that this one goes on."""
    session = conversation.session
    older = conversation.desk.sessions.get(said.session_id)
    if older and older is not session and not session.begun and older.may_resume(said, session.speaker):
        older.presence.come(session.presence.hand_on(), said.last_number, said.id)
        log.info("session.resumed", resumed=str(older.id))
    else:
        message = "That session is over, or cannot be resumed over this connection; a fresh one goes on here."
        _error(conversation, "CANNOT_RESUME", message, said.id)


def _is_control(said: Utterance) -> bool:
    return isinstance(said, Final) and control(said.text) is not None


def _hand_on(conversation: Conversation, utterances: trio.MemorySendChannel[_Said], said: _Said) -> None:
    try:
        utterances.send_nowait(said)
    except trio.WouldBlock:
        message = "Too much was said at once. Wait for an answer, then say it again."
        _error(conversation, "QUEUE_FULL", message, said.what.id)
    except trio.BrokenResourceError:
        pass  # the server stops: whoever says it again is heard by the next one


def _hear(conversation: Conversation, utterances: trio.MemorySendChannel[_Said], words: FinalWords, told: int) -> None:
    """Take up what a recogniser of ours heard, as what a client's own heard."""
    said = _Said(Final(text=words.text), conversation.epoch, told, words)
    if _is_control(said.what):
        _take_up(conversation, said, Claim("new"))
    else:
        _hand_on(conversation, utterances, said)


async def _attend(conversation: Conversation, said: Control) -> None:
    match said:
        case Stop():
            await conversation.stop(said.id)
        case CancelTask():
            _cancel(conversation, said)
        case Start():
            await _start(conversation, said)
        case Interim():
            conversation.echo(said.text, final=False, message_id=said.id)
        case Interrupt():
            conversation.speaking.interrupt("interrupt", said.id, asked=True)
        case AskStatus():
            _status(conversation, said)
        case Ping():
            conversation.tell(Event("pong", reply_to=said.id))
        case Refused():
            _error(conversation, said.code, said.message, said.id)
        case EndUtterance():
            conversation.hearing.end()
        case Record():
            conversation.hearing.record(on=said.on, message_id=said.id)
        case Final() | AnswerQuestion() | DraftButton():
            _take_up(conversation, _Said(said, conversation.epoch, conversation.outbox.taken), Claim("new"))
        case _:
            assert_never(said)


async def _start(conversation: Conversation, said: Start) -> None:
    hearing, speaking = conversation.hearing, conversation.speaking
    if not hearing.knows(said.recogniser):
        message = f"No recogniser here is called {said.recogniser!a}. There are: {', '.join(hearing.offered)}."
        _error(conversation, "BAD_MESSAGE", message, said.id)
        return
    if not speaking.wish(said.voice):
        message = f"No voice here is called {said.voice!a}. There are: {', '.join(speaking.offered)}."
        _error(conversation, "BAD_MESSAGE", message, said.id)
        return
    conversation.language = said.language or conversation.language
    await hearing.start(said)


def _cancel(conversation: Conversation, said: CancelTask) -> None:
    tasks = conversation.errands.tasks
    if said.task_id is None:
        if not tasks.cancel_all("client", said.id):
            _error(conversation, "NO_SUCH_TASK", "Nothing runs or waits.", said.id)
    elif tasks.cancel(said.task_id, "client", said.id) is None:
        finished = tasks.find(said.task_id)
        code, what = ("ALREADY_FINISHED", "has finished") if finished else ("NO_SUCH_TASK", "is not known here")
        _error(conversation, code, f"Task {said.task_id} {what}; ask for task:status.", said.id)


def _status(conversation: Conversation, said: AskStatus) -> None:
    if said.task_id is None or conversation.errands.tasks.find(said.task_id):
        conversation.tell(Event("queue:status", conversation.errands.tasks.status(said.task_id), said.id))
    else:
        message = f"Task {said.task_id} is not known here: finished tasks show for a few minutes only."
        _error(conversation, "NO_SUCH_TASK", message, said.id)


def _error(conversation: Conversation, code: str, message: str, message_id: UUID | None) -> None:
    conversation.fail(code, message, message_id)


# -- understand ----------------------------------------------------------------


async def _understand(
    conversation: Conversation, utterances: trio.MemoryReceiveChannel[_Said], understanding: trio.CancelScope
) -> None:
    """Take up one utterance after the other, each once."""
    with understanding, utterances:
        async for uttered in utterances:
            if await _is_room(conversation.desk.transcripts):
                await _take_up_once(conversation, uttered)
            else:
                message = "Too much waits to be written down, so this was not done. Say it again in a minute."
                _error(conversation, "OVERLOADED", message, uttered.what.id)


async def _is_room(transcripts: Transcripts) -> bool:
    """Slow the talker down while what was said cannot be kept, and tell whether it can be now."""
    if transcripts.full:
        with trio.move_on_after(ROOM_SECONDS):
            await transcripts.room()
    return not transcripts.full  # noqa: ASYNC910 - whoever calls it waits for the next utterance


async def _take_up_once(conversation: Conversation, uttered: _Said) -> None:
    """Take up an utterance, unless its message was acted on before: then tell again what was answered."""
    said = uttered.what
    claim = await conversation.messages.claim(said.id, repr(said)) if said.id else Claim("new")
    for intent, kept in claim.effects.values():
        conversation.respond(kept, intent, _heard(conversation, "", said.id))
    if claim.state in ("new", "open"):
        if uttered.epoch == conversation.epoch:
            _take_up(conversation, uttered, claim)
        elif said.id and not claim.effects:
            _error(conversation, "STOPPED", "All was stopped before this was understood.", said.id)
        conversation.messages.ended(said.id)
    elif claim.state == "other":
        _error(conversation, "ID_REUSED", "This id was used for another message; give each its own.", said.id)
    for answer in claim.answers:
        conversation.repeat(Event(answer["type"], answer["data"], said.id))


def _take_up(conversation: Conversation, uttered: _Said, claim: Claim) -> None:
    said = uttered.what
    # a NUL is the one character that PostgreSQL cannot keep
    text = said.text.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(said, Final) else ""
    told = Told(uttered.told, spoken=uttered.words is not None)
    heard = replace(_heard(conversation, text, said.id), done=frozenset(claim.effects), told=told)
    match said:
        case Final():
            words = uttered.words
            if said.voice:
                conversation.speaking.wish(said.voice)
            utterance_id = conversation.echo(
                heard.text,
                final=True,
                message_id=said.id,
                provider=words.provider if words else None,
                confidence=words.confidence if words else None,
            )
            heard = replace(heard, utterance_id=utterance_id, priority=said.priority)
            if words and not words.sure:
                heard = replace(heard, read_back=True, certain=words.confidence or 0.0)
            conversation.hear(heard)
        case AnswerQuestion() | DraftButton() if claim.effects:
            pass
        case AnswerQuestion():
            _answer(conversation, said)
        case DraftButton():
            _press(conversation, said)
        case _:
            assert_never(said)


def _answer(conversation: Conversation, said: AnswerQuestion) -> None:
    question = conversation.turn.question(trio.current_time())
    heard = _heard(conversation, "", said.id)
    if question is None or question.id != said.question_id:
        _error(conversation, "NO_SUCH_QUESTION", "That question is not open any more. Say the command again.", said.id)
    elif said.option is not None:
        if 0 <= said.option < len(question.options):
            conversation.questions.choose(question, question.options[said.option], heard)
        else:
            options = f"from 0 to {len(question.options) - 1}" if question.options else "left out: answer with yes"
            _error(conversation, "BAD_MESSAGE", f"option must be {options}.", said.id)
    elif said.yes:
        conversation.questions.yes(question, heard)
    else:
        conversation.questions.no(heard)


def _press(conversation: Conversation, said: DraftButton) -> None:
    heard = _heard(conversation, "", said.id)
    intent = "CONFIRM_INVOICE" if said.confirm else "CANCEL_INVOICE"
    order = Order(intent, Entities(), heard.now, intent, heard.makes, draft_id=said.draft_id)
    conversation.press(intent, order, heard)


def _heard(conversation: Conversation, text: str, message_id: UUID | None) -> Heard:
    language, now = conversation.language_of(text), conversation.desk.now()
    return Heard(text, uuid4(), language, now, message_id=message_id)
