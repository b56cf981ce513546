"""The conversation as its own commands act on it: `execora.commands.command.Talk`, for one reading of one utterance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from execora.commands.command import Reply
from execora.session.picking import pick
from execora.session.reading_back import may_be_no_yes
from execora.session.resolve import options_shown
from execora.session.task import State

if TYPE_CHECKING:
    from execora.commands.command import TurnCommand
    from execora.language.reading import Language
    from execora.ledger.model import Customer
    from execora.session.conversation import Conversation
    from execora.session.heard import Heard, Held
    from execora.session.turn import Asked


@dataclass(frozen=True, slots=True)
class Acting:
    """One command of the conversation, on its way."""

    conversation: Conversation
    command: TurnCommand
    heard: Heard

    def say(self, key: str, **words: object) -> None:
        """Answer with one of the command's replies."""
        self._answer(Reply(key, words=words))

    def refuse(self, key: str, code: str, **words: object) -> None:
        """Answer with one of the command's replies, and that nothing came of it."""
        self._answer(Reply(key, words=words, error=code))

    def _answer(self, reply: Reply) -> None:
        heard = replace(self.heard, language=self.conversation.language or self.heard.language)
        self.conversation.refuse(self.command, reply, heard)

    def may(self, intent: str) -> bool:
        """Tell whether who speaks may say a command for the books."""
        return self.conversation.may(intent)

    @property
    def _question(self) -> Asked[Held] | None:
        return self.conversation.questions.open(self.heard)

    @property
    def asked(self) -> bool:
        """Whether a question is open."""
        return self._question is not None

    def yes(self) -> bool:
        """Carry out what was asked about; where the yes may be none, say how to say it, and wait on."""
        question = self._question
        if question and may_be_no_yes(self.heard):
            self.refuse("unclear", "UNCLEAR")
        elif question:
            self.conversation.questions.yes(question, self.heard)
        return question is not None

    def no(self) -> None:
        """Let the open question be, or what was proposed in a draft."""
        if self.asked:
            self.conversation.questions.drop(self.heard)
        else:
            self.conversation.turn.release_draft()

    @property
    def options(self) -> tuple[object, ...]:
        """What is on offer now."""
        question = self._question
        return options_shown(question.options) if question else ()

    def who(self, mention: str) -> Customer | str:
        """Return the one customer whom a mention fits, or the mention."""
        return self.conversation.called(mention) or mention

    def choose(self, mention: str | None, index: int | None) -> bool:
        """Take one of the options on offer."""
        question = self._question
        option = pick(question.options, mention, index) if question else None
        if question and option:
            self.conversation.questions.choose(question, option, self.heard)
        return option is not None

    def again(self) -> bool:
        """Say again what was cut off, or else the last answer, and put an open question again.

        The question waits no longer for it.
        """
        question, last = self._question, self.conversation.last_answer
        answers = self.conversation.speaking.take_unheard() or ([last] if last else [])
        for answer in answers:
            self.conversation.respond(answer, self.command.intent, self.heard, again=True)
        if question:
            self.conversation.questions.put(question, self.heard)
        return bool(answers) or question is not None

    def speak(self, language: Language) -> None:
        """Answer in another language from now on."""
        self.conversation.language = language

    def hush(self) -> None:
        """Stop speaking."""
        self.conversation.speaking.interrupt("interrupt", self.heard.message_id, asked=True)

    def cancel(self, which: Literal["last", "all"]) -> int:
        """Cancel one task or all, and what is not understood yet."""
        return self.conversation.cancel_spoken(which)

    def counts(self) -> tuple[int, int]:
        """Return how many tasks run and how many wait."""
        counts = self.conversation.errands.tasks.counts
        return counts[State.RUNNING], counts[State.QUEUED]

    def record(self, *, on: bool) -> Literal["done", "already", "unavailable", "not_allowed"]:
        """Begin or end a recording."""
        hearing = self.conversation.hearing
        if not hearing.may_record:
            return "not_allowed"
        if not hearing.streams:
            return "unavailable"
        match hearing.try_recording(on=on, message_id=self.heard.message_id):
            case None:
                return "done"
            case "ALREADY_RECORDING" | "NOT_RECORDING":
                return "already"
            case _:
                return "unavailable"
