"""One connection, from the welcome to the last word.

    connection (nursery)
    ├── tell             the one task that writes the client
    └── conversation
        ├── listen       the one task that reads the client; stops and cancels act here, at once
        ├── hear out     sound to words; see `execora.session.hearing`
        ├── understand   one utterance after the other
        ├── speak        the answers, aloud; see `execora.session.speaking`
        └── tasks        at most so many commands at once

A lost connection cancels the conversation, and so does the server's stopping: what runs rolls back or has committed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, assert_never
from uuid import UUID, uuid4

import trio

from execora.commands.command import Order
from execora.language.grammar import control
from execora.language.reading import Entities
from execora.session.conversation import Conversation
from execora.session.heard import Heard
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
    Start,
    Stop,
)
from execora.session.turn import Told

if TYPE_CHECKING:
    from execora.providers.port import FinalWords
    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door

UNHEARD = 100
"""Utterances that may wait to be understood. The next is refused."""

LAST_WORDS_SECONDS = 1.0
"""How long the last events may take to leave once the conversation has ended."""

GONE, TOO_SLOW = 1000, 1013
"""Close codes (PROTOCOL section 5)."""

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
    """Hold a conversation until its client goes or may not stay; return the WebSocket close code to end with.

    Being cancelled is the server's stopping: what runs rolls back, the client is told `shutdown`, nothing is half done.
    An exception is a bug; it has ended this conversation only.
    """
    outbox = Outbox()
    last_words = trio.CancelScope(shield=True)
    async with trio.open_nursery() as connection:
        with trio.CancelScope() as talking:
            connection.start_soon(_tell, door, outbox, last_words, talking)  # noqa: ASYNC111 - left, it may be cancelled
            try:
                await _converse(door, desk, speaker, outbox, talking)
            finally:
                outbox.close()
                last_words.deadline = trio.current_time() + LAST_WORDS_SECONDS
    return TOO_SLOW if outbox.ran_over else GONE


async def _tell(door: Door, outbox: Outbox, last_words: trio.CancelScope, talking: trio.CancelScope) -> None:
    """Write the client. Shielded: whatever ends the conversation, what was said last still leaves."""
    told = 0
    with last_words:
        try:
            while events := await outbox.get():
                await door.send(events, told + 1)
                told += len(events)
        except GoneError:
            outbox.close()
    talking.cancel()


async def _converse(door: Door, desk: Desk, speaker: Speaker, outbox: Outbox, talking: trio.CancelScope) -> None:
    outbox.on_overflow = talking.cancel
    async with trio.open_nursery() as tasks:
        conversation = Conversation(desk, speaker, tasks, outbox)
        conversation.welcome()
        desk.listeners.add(conversation.hear_of)
        send, receive = trio.open_memory_channel[_Said](UNHEARD)
        conversation.hearing.transcript.spoken = partial(_hear, conversation, send)
        try:
            tasks.start_soon(_understand, conversation, receive)
            tasks.start_soon(conversation.speaking.run)
            with send:
                await _listen(door, conversation, send)
            talking.cancel()
        finally:
            conversation.hearing.cancel()
            desk.listeners.discard(conversation.hear_of)
            conversation.errands.tasks.abandon("disconnected" if talking.cancel_called else "shutdown")


# -- listen --------------------------------------------------------------------


async def _listen(door: Door, conversation: Conversation, utterances: trio.MemorySendChannel[_Said]) -> None:
    """Read the client until it has gone. What stops or cancels acts here; what is to be understood is handed on."""
    while True:
        try:
            said = await door.receive()
        except GoneError:
            return
        if isinstance(said, Audio):
            await conversation.hearing.take(said.data)
        elif isinstance(said, Final | AnswerQuestion | DraftButton) and not _is_control(said):
            _hand_on(conversation, utterances, _Said(said, conversation.epoch, conversation.outbox.taken))
        elif conversation.desk.first_time(said.id):
            await _attend(conversation, said)
        else:
            _error(conversation, "ALREADY_DONE", "This message was acted on before.", said.id)


def _is_control(said: Utterance) -> bool:
    return isinstance(said, Final) and control(said.text) is not None


def _hand_on(conversation: Conversation, utterances: trio.MemorySendChannel[_Said], said: _Said) -> None:
    try:
        utterances.send_nowait(said)
    except trio.WouldBlock:
        message = "Too much was said at once. Wait for an answer, then say it again."
        _error(conversation, "QUEUE_FULL", message, said.what.id)


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


async def _understand(conversation: Conversation, utterances: trio.MemoryReceiveChannel[_Said]) -> None:
    """Take up one utterance after the other, each once."""
    with utterances:
        async for uttered in utterances:
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
