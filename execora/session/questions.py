"""What a conversation asks, and what comes of the answers. Whose turn it is, `execora.session.turn` says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast
from uuid import UUID, uuid4

import trio

from execora.commands import by_intent
from execora.commands.command import TurnCommand
from execora.language.reading import Reading
from execora.language.wording import Called
from execora.ledger.model import Customer
from execora.session.acting import Acting
from execora.session.answers import say
from execora.session.heard import HeldOrder
from execora.session.port import Event
from execora.session.resolve import options_shown
from execora.session.turn import Asked

if TYPE_CHECKING:
    from execora.ledger.model import Product
    from execora.session.answers import Saying
    from execora.session.conversation import Conversation
    from execora.session.heard import Heard, Held, HeldChoice
    from execora.session.port import JSON


class Questions:
    """The questions of one conversation, from being asked to being answered."""

    def __init__(self, conversation: Conversation) -> None:
        self._talk = conversation

    def open(self, heard: Heard) -> Asked[Held] | None:
        """Return the question that words can answer, if there is one."""
        return self._talk.turn.question(trio.current_time(), heard.told)

    # -- asking

    def ask(
        self,
        asking: Saying,
        held: Held,
        heard: Heard,
        options: tuple[Customer | Product, ...] = (),
        *,
        first: bool = False,
        by_itself: bool = False,
    ) -> None:
        """Ask before something is done; behind an open question of the same utterance, or before it.

        `by_itself` says that it was not the words alone that called for it: none that were said before answer it, typed
        ones neither.
        """
        asked = Asked(uuid4(), asking.text, held, options, asking.speech, asking.language)
        now, coming = trio.current_time(), self._talk.outbox.coming
        if self._talk.turn.ask(asked, now, first=first, after=coming, by_itself=by_itself):
            self.put(asked, heard)
            self._talk.last_answer = None

    def offer(self, held: HeldChoice, heard: Heard) -> None:
        """Ask which of several is meant."""
        choice = held.choice
        words = {"name": Called(choice.mention, choice.options), "options": options_shown(choice.options)}
        key = "choose_near" if choice.near else "choose"
        asking = say(held.command, key, words, heard.language, heard.now.date())
        self.ask(asking, held, heard, choice.options, first=held.again)

    def put(self, asked: Asked[Held], heard: Heard) -> None:
        """Put a question to the client; one that was put before is no younger for it.

        A haan is then about it, and about no draft that was spoken of before.
        """
        self._talk.turn.release_draft()
        self._talk.messages.leave_open(heard.message_id)
        seconds = round(self._talk.turn.seconds_left(trio.current_time()), 1)
        question: dict[str, JSON] = {"questionId": str(asked.id), "text": asked.text, "speech": asked.speech}
        question |= {"language": asked.language, "utteranceId": str(heard.utterance_id), "expiresInSeconds": seconds}
        names = tuple(sorted(asked.held.names))
        if asked.options:
            question["options"] = [_option(option) for option in asked.options]
            self._talk.tell(Event("voice:choose", question, heard.message_id, names=names))
        else:
            held = cast("HeldOrder", asked.held)
            question |= {"intent": held.order.intent, "entities": held.entities}
            self._talk.tell(Event("voice:confirm_needed", question, heard.message_id, names=names))
        self._hush()
        self._talk.speaking.say(question)

    # -- answering

    def yes(self, asked: Asked[Held], heard: Heard) -> None:
        """Carry out what was asked about. A choice is not answered by a yes: it is put again."""
        if not isinstance(asked.held, HeldOrder):
            self.put(asked, heard)
            return
        self.drop(heard)
        order = replace(asked.held.order, confirmed=asked.held.settles)
        self._talk.errands.admit(replace(asked.held, order=order), heard, agreed=True)

    def no(self, heard: Heard) -> None:
        """Let what was asked about be, and say so."""
        command = by_intent()["DENY"]
        if isinstance(command, TurnCommand):
            command.act(Acting(self._talk, command, heard), Reading("DENY"))

    def choose(self, asked: Asked[Held], option: Customer | Product, heard: Heard) -> None:
        """Go on with what was meant."""
        held = cast("HeldChoice", asked.held)
        self.drop(heard)
        chosen = {**held.chosen, (held.choice.kind, held.choice.mention): option}
        read_back = heard.read_back or held.heard.read_back
        words = replace(heard, text=held.heard.text, read_back=read_back, wish=held.heard.wish)
        self._talk.take_up(held.command, held.reading, words, chosen, told=True, again=held.again)

    def drop(self, heard: Heard) -> None:
        """Take the open question away; the next one of the same utterance is asked now."""
        following = self.answered()
        if following:
            self.put(following, heard)

    def answered(self) -> Asked[Held] | None:
        """Take the open question away; return the one that is to be put now."""
        following = self._talk.turn.answered(trio.current_time(), self._talk.outbox.coming)
        self._hush()
        return following

    def lapse(self) -> None:
        """Forget every question: another command has come."""
        self._talk.turn.lapse()
        self._hush()

    def drop_about(self, customer_id: UUID) -> None:
        """Let be what was asked about somebody; a question that was behind it is asked now."""
        now, coming = trio.current_time(), self._talk.outbox.coming
        following = self._talk.turn.drop(lambda asked: customer_id in asked.held.about, now, coming)
        self._hush()
        if following:
            self.put(following, following.held.heard)

    def _hush(self) -> None:
        """Say nothing more of questions that are not open."""
        question = self._talk.turn.question(trio.current_time())
        self._talk.speaking.ask_no_more(but=question.id if question else None)


def _option(option: Customer | Product) -> dict[str, JSON]:
    shown_option: dict[str, JSON] = {"name": option.name}
    if isinstance(option, Customer):
        if option.landmark:
            shown_option["landmark"] = option.landmark
        if option.phone:
            shown_option["phoneEnd"] = option.phone[-2:]
    return shown_option
