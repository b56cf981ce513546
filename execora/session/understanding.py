"""Utterances, one after the other: spoken, typed, or a button; each is taken up once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, assert_never
from uuid import UUID, uuid4

import trio

from execora.commands.command import Order
from execora.language.grammar import control
from execora.language.reading import Entities
from execora.session.heard import Heard
from execora.session.port import AnswerQuestion, Claim, DraftButton, Event, Final
from execora.session.turn import Told

if TYPE_CHECKING:
    from execora.providers.port import FinalWords
    from execora.session.conversation import Conversation
    from execora.session.port import Transcripts

UNHEARD = 100
"""Utterances that may wait to be understood. The next is refused."""

ROOM_SECONDS = 2.0
"""How long an utterance waits while the transcripts have no room, before it is refused."""

Utterance = Final | AnswerQuestion | DraftButton

NEW = Claim("new")


class Said(NamedTuple):
    """Something that is to be understood, and when it came."""

    what: Utterance
    epoch: int
    """`Conversation.epoch` then."""
    told: int
    """How many events had left for the client then; where it was spoken, when the speaker began."""
    words: FinalWords | None = None
    """What a recogniser of ours heard, where that is what it is."""
    missed: int = 0
    """`Conversation.missed` then."""


# -- in ------------------------------------------------------------------------


def is_control(said: Utterance) -> bool:
    """Tell whether an utterance stops or cancels, so that it must not wait for others."""
    return isinstance(said, Final) and control(said.text) is not None


def hand_on(conversation: Conversation, utterances: trio.MemorySendChannel[Said], said: Said) -> None:
    """Let something wait to be understood, or say that too much waits.

    What follows something that was refused may go on from it. So it is refused, too, until all that waits is taken up.
    """
    conversation.overrun = conversation.overrun and utterances.statistics().current_buffer_used > 0
    if not conversation.overrun:
        try:
            utterances.send_nowait(said._replace(missed=conversation.missed))
        except trio.WouldBlock:
            conversation.overrun = True
        except trio.BrokenResourceError:
            pass  # the server stops: whoever says it again is heard by the next one
    if conversation.overrun:
        conversation.miss()
        message = "Too much was said at once. Wait for an answer, then say it again."
        conversation.fail("QUEUE_FULL", message, said.what.id)


def hear(conversation: Conversation, utterances: trio.MemorySendChannel[Said], words: FinalWords, told: int) -> None:
    """Take up what a recogniser of ours heard, as what a client's own heard."""
    said = Said(Final(text=words.text), conversation.epoch, told, words)
    if is_control(said.what):
        take_up(conversation, said)
    else:
        hand_on(conversation, utterances, said)


# -- one after the other -------------------------------------------------------


async def understand(
    conversation: Conversation, utterances: trio.MemoryReceiveChannel[Said], understanding: trio.CancelScope
) -> None:
    """Take up one utterance after the other, each once; where one is refused, all that wait behind it are, too."""
    refuses = False
    with understanding, utterances:
        async for uttered in utterances:
            refuses = refuses or not await _is_room(conversation.desk.transcripts)
            if refuses:
                conversation.lose_thread()
                message = "Too much waits to be written down, so this was not done. Say it again in a minute."
                conversation.fail("OVERLOADED", message, uttered.what.id)
            else:
                conversation.find_thread(uttered.missed)
                await _take_up_once(conversation, uttered)
            refuses = refuses and utterances.statistics().current_buffer_used > 0


async def _is_room(transcripts: Transcripts) -> bool:
    """Slow the talker down while what was said cannot be kept, and tell whether it can be now."""
    if transcripts.full:
        with trio.move_on_after(ROOM_SECONDS):
            await transcripts.room()
    return not transcripts.full  # noqa: ASYNC910 - whoever calls it waits for the next utterance


async def _take_up_once(conversation: Conversation, uttered: Said) -> None:
    """Take up an utterance, unless its message was acted on before: then tell again what was answered."""
    said = uttered.what
    claim = await conversation.messages.claim(said.id, repr(said)) if said.id else NEW
    if _goes_unheard(conversation, uttered, claim):
        conversation.lose_thread()
    for intent, kept in claim.effects.values():
        conversation.respond(kept, intent, _heard(conversation, "", said.id))
    if claim.state in ("new", "open"):
        if uttered.epoch == conversation.epoch:
            take_up(conversation, uttered, claim)
        elif said.id and not claim.effects:
            conversation.fail("STOPPED", "All was stopped before this was understood.", said.id)
        conversation.messages.ended(said.id)
    elif claim.state == "other":
        conversation.fail("ID_REUSED", "This id was used for another message; give each its own.", said.id)
    for answer in claim.answers:
        conversation.repeat(Event(answer["type"], answer["data"], said.id))


def _goes_unheard(conversation: Conversation, uttered: Said, claim: Claim) -> bool:
    """Tell whether something said is not read, or not all of it: what follows may go on from what is unknown."""
    stopped = claim.state in ("new", "open") and uttered.epoch != conversation.epoch
    return stopped or claim.state == "other" or bool(claim.effects or claim.answers)


def take_up(conversation: Conversation, uttered: Said, claim: Claim = NEW) -> None:
    """Carry out what somebody means, but for what the message changed when it came before."""
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
        conversation.fail("NO_SUCH_QUESTION", "That question is not open any more. Say the command again.", said.id)
    elif said.option is not None:
        if 0 <= said.option < len(question.options):
            conversation.questions.choose(question, question.options[said.option], heard)
        else:
            options = f"from 0 to {len(question.options) - 1}" if question.options else "left out: answer with yes"
            conversation.fail("BAD_MESSAGE", f"option must be {options}.", said.id)
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
