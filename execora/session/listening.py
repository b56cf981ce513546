"""The one task that reads the client: what stops, cancels or asks acts here, at once; the rest is handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

import structlog

from execora.session.port import (
    AnswerQuestion,
    AskStatus,
    Audio,
    CancelTask,
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
from execora.session.understanding import Said, Utterance, hand_on, is_control, take_up

if TYPE_CHECKING:
    import trio

    from execora.session.conversation import Conversation
    from execora.session.port import Door
    from execora.session.run import Session

log = structlog.get_logger()

Control = Start | EndUtterance | Record | Stop | Interim | Interrupt | AskStatus | CancelTask | Ping | Utterance
"""What acts where it is read: all but sound, and of utterances those that say stop."""


async def listen(session: Session, conversation: Conversation, utterances: trio.MemorySendChannel[Said]) -> None:
    """Read the client, over one connection after the other, until it has gone for good."""
    while door := await session.presence.door():
        try:
            await _listen_at(door, conversation, utterances)
        except GoneError as gone:
            session.presence.lose(door, for_good=gone.for_good or not session.begun)


async def _listen_at(door: Door, conversation: Conversation, utterances: trio.MemorySendChannel[Said]) -> None:
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
    conversation: Conversation, said: Audio | Refused | Control, utterances: trio.MemorySendChannel[Said]
) -> None:
    if isinstance(said, Audio):
        if said.after_gap:
            conversation.hearing.lose_some()
        await conversation.hearing.take(said.data)
    elif isinstance(said, Final | AnswerQuestion | DraftButton) and not is_control(said):
        hand_on(conversation, utterances, Said(said, conversation.epoch, conversation.outbox.told))
    elif isinstance(said, Refused):
        _refuse(conversation, said)
    elif conversation.desk.first_time(said.id):
        await _attend(conversation, said)
    else:
        conversation.fail("ALREADY_DONE", "This message was acted on before.", said.id)


def _refuse(conversation: Conversation, said: Refused) -> None:
    """Tell what the door did not accept: with a time to wait, it may come again under its id."""
    if said.utters:
        conversation.miss()
    if said.id is None:  # so it may have been sound
        conversation.hearing.lose_some()
    if said.wait_seconds is not None or conversation.desk.first_time(said.id):
        conversation.fail(said.code, said.message, said.id, wait_seconds=said.wait_seconds)
    else:
        conversation.fail("ALREADY_DONE", "This message was acted on before.", said.id)


def _resume(conversation: Conversation, said: Resume) -> None:
    """Hand the connection on to an older session, or say that this one goes on."""
    session = conversation.session
    older = conversation.desk.sessions.get(said.session_id)
    if older and older is not session and not session.begun and older.may_resume(said, session.speaker):
        older.presence.come(session.presence.hand_on(), said.last_number, said.id)
        log.info("session.resumed", resumed=str(older.id))
    else:
        message = "That session is over, or cannot be resumed over this connection; a fresh one goes on here."
        conversation.fail("CANNOT_RESUME", message, said.id)


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
        case EndUtterance():
            conversation.hearing.end()
        case Record():
            conversation.hearing.record(on=said.on, message_id=said.id)
        case Final() | AnswerQuestion() | DraftButton():
            take_up(conversation, Said(said, conversation.epoch, conversation.outbox.told))
        case _:
            assert_never(said)


async def _start(conversation: Conversation, said: Start) -> None:
    hearing, speaking = conversation.hearing, conversation.speaking
    if not hearing.knows(said.recogniser):
        message = f"No recogniser here is called {said.recogniser!a}. There are: {', '.join(hearing.offered)}."
        conversation.fail("BAD_MESSAGE", message, said.id)
        return
    if not speaking.wish(said.voice):
        message = f"No voice here is called {said.voice!a}. There are: {', '.join(speaking.offered)}."
        conversation.fail("BAD_MESSAGE", message, said.id)
        return
    speaking.plays_at_once = said.plays_at_once
    conversation.language = said.language or conversation.language
    await hearing.start(said)


def _cancel(conversation: Conversation, said: CancelTask) -> None:
    tasks = conversation.errands.tasks
    if said.task_id is None:
        if not tasks.cancel_all("client", said.id):
            conversation.fail("NO_SUCH_TASK", "Nothing runs or waits.", said.id)
    elif tasks.cancel(said.task_id, "client", said.id) is None:
        finished = tasks.find(said.task_id)
        code, what = ("ALREADY_FINISHED", "has finished") if finished else ("NO_SUCH_TASK", "is not known here")
        conversation.fail(code, f"Task {said.task_id} {what}; ask for task:status.", said.id)


def _status(conversation: Conversation, said: AskStatus) -> None:
    if said.task_id is None or conversation.errands.tasks.find(said.task_id):
        conversation.tell(Event("queue:status", conversation.errands.tasks.status(said.task_id), said.id))
    else:
        message = f"Task {said.task_id} is not known here: finished tasks show for a few minutes only."
        conversation.fail("NO_SUCH_TASK", message, said.id)
