"""What is said in one session, and what comes of it.

Nothing here waits: an utterance is read, its names are found, and its commands are admitted as tasks, asked about, or
refused, all before the next one is looked at. What waits for the database is an errand (`execora.session.errands`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal
from uuid import UUID, uuid4

import trio

from execora.commands import all_commands, by_intent
from execora.commands.command import Command, Limits, Order, Reply, TurnCommand
from execora.commands.refusals import refuse
from execora.language.grammar import HARMLESS, Known, read
from execora.language.matching import Found
from execora.language.normalise import plain
from execora.language.reading import Reading, Setting
from execora.ledger.model import Customer
from execora.ledger.money import paise
from execora.session.acting import Acting
from execora.session.amending import amend, asking_again, each_of_both
from execora.session.answers import say, worded
from execora.session.errands import Errands
from execora.session.forgetting import look_again
from execora.session.heard import Chosen, Heard, Held, HeldChoice, HeldOrder
from execora.session.hearing import Hearing
from execora.session.memory import Memory
from execora.session.messages import Messages
from execora.session.noting import spoken_of
from execora.session.picking import pick
from execora.session.port import Event
from execora.session.questions import Questions
from execora.session.reading_back import changes_more_than_drafts
from execora.session.resolve import Choice, Missing, Spoken, resolve
from execora.session.sequence import Sequence, is_asked
from execora.session.shown import ids_shown, shown, shown_found, shown_unknown
from execora.session.speaking import Speaking
from execora.session.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Collection

    from execora.language.reading import Entities, Language
    from execora.session.port import JSON, Answer
    from execora.session.run import Session


_NO_ANSWERS = frozenset({"PAUSE", "REPEAT"})
"""What is no answer to be said again."""

_NOT_UNDERSTOOD = frozenset({"UNKNOWN", "CLARIFY"})
"""Where these were read, something was wished for, and is not done."""


class Conversation:
    """The state of one session's talk. Its tasks run in the nursery that it is given."""

    def __init__(self, session: Session, nursery: trio.Nursery) -> None:
        desk, outbox = session.desk, session.outbox
        config = desk.config
        self.session, self.id = session, session.id
        self.desk, self.speaker, self.outbox = desk, session.speaker, outbox
        self.language: Language | None = None
        """The language of the answers, once the client has chosen one."""
        self._spoken: Language = config.shop_language
        """The language of what was said last."""
        self.epoch = 0
        """Grows with every stop: what was said in an earlier epoch and is not understood yet goes unheard."""
        self.missed = 0
        """Grows with all that was said and refused, or cut short: what is said behind it may go on from that."""
        self._thread = 0
        """Up to which `missed` nothing is left of what was spoken of before."""
        self.overrun = False
        """Whether something said was refused since too much waited, and some of that still waits."""
        self._utterance_id = uuid4()
        self.memory = Memory()
        self.last_answer: Answer | None = None
        """What was answered last, for REPEAT; None since a question was asked, which is then what is put again."""
        self.speaking = Speaking(desk.speech.voices, outbox, self.tell, desk.names_for_voices)
        self.speaking.plays_at_once = True  # as far as we know
        self.turn: Turn[Held] = Turn(config.question_seconds)
        self.messages = Messages(nursery, desk.books, desk.transcripts, desk.shop_id)
        self.questions = Questions(self)
        self.errands = Errands(self, nursery)
        self.sequence = Sequence()
        self.hearing = Hearing(self, nursery)
        self._limits = Limits(confirm_above=paise(config.confirm_above_rupees))

    def hear_of(self, event: Event) -> None:
        """Take in that something of the shop was changed, by whomever, and tell the client."""
        if event.data["what"] == "customer":
            noun_id = event.data["id"]
            look_again(self, None if noun_id is None else UUID(noun_id))
        self.outbox.put(event)

    def tell(self, event: Event) -> None:
        """Tell the client something, and note it where it is to be noted."""
        mark = self.session.notes.take(event)
        self.messages.heard(event, mark)
        self.outbox.put(event, mark)

    def fail(self, code: str, message: str, message_id: UUID | None = None, *, wait_seconds: int | None = None) -> None:
        """Tell the client that something cannot be done, and what to do; maybe in how many seconds it can be."""
        error: dict[str, object] = {"error": message, "code": code, "recoverable": True}
        if wait_seconds is not None:
            error["retryInSeconds"] = wait_seconds
        self.tell(Event("error", error, message_id))

    def language_of(self, text: str) -> Language:
        """Return the language to answer in: the one chosen, else Devanagari for Devanagari, else the shop's.

        A button has no words: it is answered as what was said before it.
        """
        if text:
            devanagari = any("\u0900" <= letter <= "\u097f" for letter in text)
            self._spoken = "hi" if devanagari else self.desk.config.shop_language
        return self.language or self._spoken

    # -- beginning and stopping

    def welcome(self) -> None:
        """Tell the client whom it talks to. The first event of all."""
        config = self.desk.config
        limits = {
            "tasksAtOnce": config.tasks_at_once,
            "tasksWaiting": config.tasks_waiting,
            "maxMessageBytes": config.max_message_bytes,
            "resumeSeconds": config.resume_seconds,
        }
        welcome = {
            "sessionId": str(self.id),
            "resumeToken": self.session.token,
            "sttAvailable": self.desk.speech.ears is not None,
            "ttsAvailable": self.desk.speech.voices is not None,
            "sttProvider": config.announced_stt or self.hearing.provider,
            "ttsProvider": self.speaking.serving,
            "language": self.language or config.shop_language,
            "limits": limits,
        }
        self.tell(Event("voice:start", welcome))

    async def stop(self, message_id: UUID | None) -> None:
        """End everything that runs or waits, wait for it, and only then say so."""
        self.drop_unheard()
        self.speaking.interrupt("stop", message_id, asked=True)
        self.hearing.cancel()
        with self.speaking.hushed():  # a COMMIT that is under way completes, and is answered
            cancelled = await self.errands.tasks.stop("stop")
            await self.hearing.close()
        self.turn.lapse()
        stopped = {"message": "Stopped", "cancelled": [str(task.id) for task in cancelled]}
        self.tell(Event("voice:stopped", stopped, message_id))

    def be_left(self) -> None:
        """Hear and say nothing while nobody is there; tasks go on."""
        self.hearing.leave()
        self.speaking.interrupt("interrupt")

    def cancel_spoken(self, which: Literal["last", "all"]) -> int:
        """Cancel the task admitted last, or all and what is not understood yet; return how many tasks."""
        if which == "all":
            self.drop_unheard()
            return len(self.errands.tasks.cancel_all("spoken"))
        latest = self.errands.tasks.latest
        return 0 if latest is None or self.errands.tasks.cancel(latest.id, "spoken") is None else 1

    def drop_unheard(self) -> None:
        """Let what was said and is not understood yet go unheard."""
        self.epoch += 1

    # -- what was said and is not taken up

    def miss(self) -> None:
        """Take in that something was said which nobody takes up; see `find_thread`."""
        self.missed += 1

    def find_thread(self, missed: int) -> None:
        """Before something is taken up: where others went unheard before it, it goes on from nothing said before them.

        "Usne 207 rupaye diye" behind a sentence about Suresh that was refused is not about whoever was spoken of
        before, nor is a haan the answer to what was asked then.
        """
        if missed > self._thread:
            self._thread = missed
            self.lose_thread()

    def lose_thread(self) -> None:
        """Go on from nothing that was said before: no customer, no question, no draft is meant that is not named."""
        self.memory.clear()
        self.questions.lapse()
        self.turn.close_draft()
        self.sequence.miss(self.outbox.coming)

    # -- an utterance

    def echo(
        self,
        text: str,
        *,
        final: bool,
        message_id: UUID | None = None,
        provider: str | None = None,
        confidence: float | None = None,
    ) -> UUID:
        """Show the client what was heard; return the id of the utterance, which its interim words have, too."""
        utterance_id = self._utterance_id
        if final:
            self._utterance_id = uuid4()
        transcript: dict[str, JSON] = {"text": text, "isFinal": final, "utteranceId": str(utterance_id)}
        if provider is not None:
            transcript["provider"] = provider
        if confidence is not None:
            transcript["confidence"] = round(confidence, 3)
        if final:
            transcript["language"] = self.language_of(text)
        self.tell(Event("voice:transcript", transcript, message_id))
        return utterance_id

    def unhear(self) -> None:
        """Show nothing more of an utterance that came to nothing."""
        self.echo("", final=False)
        self._utterance_id = uuid4()

    def hear(self, heard: Heard) -> None:
        """Take up every command of an utterance, in spoken order."""
        readings = read(heard.text, known=self._known(), setting=self._setting(heard), commands=all_commands())
        opens = True
        for number, (reading, chosen) in enumerate(each_of_both(readings, self.memory)):
            part = replace(heard, number=number, language=self.language or heard.language)
            command = by_intent()[reading.intent]
            if reading.intent not in _NO_ANSWERS:
                self.speaking.move_on()
            if number in heard.done or (reading.intent == "CORRECT" and amend(self, reading, part)):
                continue
            if isinstance(command, Command) or reading.intent in _NOT_UNDERSTOOD:
                anew = opens and isinstance(command, Command)
                part = replace(part, wish=self.sequence.wish(heard.told, after=reading.after, anew=anew))
            if opens and (isinstance(command, Command) or reading.clarify):
                # a haan before the first command still meets its question, one behind it does not
                self._leave_questions(reading, part)
                opens = False
            if isinstance(command, TurnCommand):
                self.intend(reading, self._turn_entities(reading), part)
                if reading.intent in _NOT_UNDERSTOOD:
                    part.wish.fail(self.outbox.coming)
                command.act(Acting(self, command, part), reading)
            else:
                self.take_up(command, reading, part, chosen)

    def _leave_questions(self, reading: Reading, heard: Heard) -> None:
        """Forget what was asked, for a command has come; unless it is to come after that, and then ask again."""
        question = self.turn.question(trio.current_time())
        if question and reading.intent not in HARMLESS and is_asked(heard.wish.after):
            self.questions.put(question, heard)
        else:
            self.questions.lapse()

    def _known(self) -> Known:
        return Known(self.errands.newcomers.index(), self.desk.products)

    def _setting(self, heard: Heard) -> Setting:
        question = self.questions.open(heard)
        return Setting(
            now=heard.now,
            pending=self.turn.pending(trio.current_time(), heard.told),
            asked=question.held.command.intent if question else None,
            draft=self.turn.draft is not None,
            busy=self.errands.tasks.busy,
        )

    def intend(self, reading: Reading, entities: dict[str, JSON], heard: Heard, names: Collection[UUID] = ()) -> None:
        """Tell the client what a clause was read as; it speaks of these customers, and of whom the entities show."""
        intent = {
            "intent": reading.intent,
            "entities": entities,
            "confidence": reading.confidence,
            "originalText": heard.text,
            "normalizedText": " ".join(plain(heard.text)),
            "utteranceId": str(heard.utterance_id),
            "source": "grammar",
        }
        whom = {*names, *ids_shown(entities)}
        self.tell(Event("voice:intent", intent, heard.message_id, names=tuple(sorted(whom))))

    def _turn_entities(self, reading: Reading) -> dict[str, JSON]:
        """Show what a command of the conversation speaks of; a customer of whom it is unclear is spoken of, too."""
        said = reading.entities
        if reading.intent == "CHOOSE":
            return shown(said) | self._shown_choice(said)
        if reading.clarify and said.customer:
            if customer := self.called(said.customer):
                self.memory.speak_of(customer)
            return self.shown_called(said, said.customer)
        if reading.clarify and said.customer_ref in ("active", "previous"):
            return shown(said) | _named(self.memory.customer(said.customer_ref))
        return shown(said)

    def _shown_choice(self, said: Entities) -> dict[str, JSON]:
        """Show which one is chosen: its place counted as people do, from 1, or its name in full."""
        question = self.turn.question(trio.current_time())
        options = question.options if question else ()
        if said.index is not None:
            return {"index": said.index + 1 if said.index >= 0 else len(options) + 1 + said.index}
        option = pick(options, said.customer or said.product, None)
        return _named(option) if isinstance(option, Customer) else {}

    def shown_called(self, said: Entities, mention: str) -> dict[str, JSON]:
        """Show what was said, with the full name of the one whom a mention fits."""
        return shown(said) | _named(self.called(mention))

    def called(self, mention: str) -> Customer | None:
        """Return the one customer whom a mention fits."""
        found = self._known().customers.find(mention)
        return found.one if isinstance(found, Found) else None

    # -- from a reading to a task, a question or a refusal

    def take_up(
        self,
        command: Command,
        reading: Reading,
        heard: Heard,
        chosen: Chosen,
        *,
        told: bool = False,
        again: bool = False,
    ) -> None:
        """Make an order of a reading, and carry it out, ask about it, or refuse it.

        `told` says that the client knows what was understood; `again` that a question about it was open, so that
        nothing is written now without another one.
        """
        found = resolve(
            Spoken(
                reading,
                command.needs,
                self._known(),
                self.memory,
                heard.now,
                heard.text,
                heard.makes,
                draft=self.errands.drafts.open,
                chosen=chosen,
            )
        )
        if not told:
            names = spoken_of(found) | ({heard.makes} if command.needs.name else set())
            self.intend(reading, _entities(reading, found), heard, names)
        found = self._permitted(command, found)
        match found:
            case Missing(reply):
                heard.wish.fail(self.outbox.coming)
                self.refuse(command, reply, heard)
            case Choice():
                self.questions.offer(HeldChoice(command, reading, heard, found, chosen, again), heard)
            case Order():
                held = HeldOrder(command, reading, heard, found, shown_found(found))
                self._go_ahead(held, heard, again=again)

    def _permitted(self, command: Command, found: Order | Choice | Missing) -> Order | Choice | Missing:
        """Return what was found, as far as who speaks may have it; nothing that they may not do is suggested."""
        if not self.may(command.intent):
            return Missing(refuse("NOT_ALLOWED"))
        if isinstance(found, Missing) and found.unknown_customer and not self.may("CREATE_CUSTOMER"):
            return replace(found, reply=refuse("NO_SUCH_CUSTOMER", **found.reply.words))
        return found

    def may(self, intent: str) -> bool:
        """Tell whether who speaks may say a command for the books."""
        command = by_intent()[intent]
        return isinstance(command, Command) and self.speaker.role in command.roles

    def _go_ahead(self, held: HeldOrder, heard: Heard, *, again: bool) -> None:
        for customer in (held.order.payer, *held.order.customers, held.order.customer):
            if customer:
                self.memory.speak_of(customer)
        question = held.command.asks_first(held.order, held.reading.asks, self._limits)
        behind = held.acts and is_asked(heard.wish.after)
        if question:
            asking = say(held.command, question.key, question.words, heard.language, heard.now.date())
            self.questions.ask(asking, held, heard, first=again)
        elif again and held.command.touches(held.order).writes:
            self.questions.ask(asking_again(held, heard), replace(held, settles=False), heard, first=True)
        elif behind or (heard.read_back and changes_more_than_drafts(held, self._shown_draft(heard))):
            self.questions.ask(asking_again(held, heard), replace(held, settles=False), heard)
        else:
            self.errands.admit(held, heard)

    def _shown_draft(self, heard: Heard) -> UUID | None:
        """Return the draft that words are about which name nothing."""
        return self.turn.draft if self.turn.pending(trio.current_time(), heard.told) == "draft" else None

    def refuse(self, command: Command | TurnCommand, reply: Reply, heard: Heard) -> None:
        """Answer a command that does not come to run."""
        self.respond(worded(command, reply, heard.language, heard.now.date()), command.intent, heard)

    def respond(
        self, answer: Answer, intent: str, heard: Heard, task_id: UUID | None = None, *, again: bool = False
    ) -> None:
        """Give the client an answer, maybe `again`."""
        result = {"success": answer.error is None, "message": answer.text, "data": answer.data}
        if answer.error:
            result["error"] = answer.error
        response = {
            "text": answer.text,
            "speech": answer.speech or answer.text,
            "executionResult": result,
            "intent": intent,
            "utteranceId": str(heard.utterance_id),
            "language": answer.language,
            "source": "template",
        }
        if task_id:
            response["taskId"] = str(task_id)
        said = answer if again else None
        if intent not in _NO_ANSWERS:
            said = self.last_answer = replace(answer, data={}, error=None, events=())
        names = tuple(ids_shown(answer.data) | {*answer.names})
        self.tell(Event("voice:response", response, heard.message_id, names=names))
        self.speaking.say(response, said)

    def repeat(self, event: Event) -> None:
        """Tell again what a message was answered, which was noted then; a draft can be agreed to again."""
        draft_id = event.data.get("draftId")
        if event.type == "invoice:draft" and draft_id and event.data.get("awaitingConfirm"):
            self.errands.drafts.note_shown(event.data)
            self.turn.speak_of_draft(UUID(draft_id), trio.current_time())
        self.outbox.put(event)
        if event.type == "voice:response":
            self.speaking.say(event.data)

    def press(self, intent: str, order: Order, heard: Heard) -> None:
        """Carry out an order that needed no words: a button."""
        command = by_intent()[intent]
        if not isinstance(command, Command):
            raise TypeError(f"{intent} is no command for the books")
        if self.may(intent):
            reading = Reading(intent, order.entities)
            self.errands.admit(HeldOrder(command, reading, heard, order, shown_found(order)), heard)
        else:
            self.refuse(command, refuse("NOT_ALLOWED"), heard)


def _named(customer: Customer | None) -> dict[str, JSON]:
    return {"customer": customer.name, "customerId": str(customer.id)} if customer else {}


def _entities(reading: Reading, found: Order | Choice | Missing) -> dict[str, JSON]:
    match found:
        case Order():
            return shown_found(found)
        case Choice("customer", mention, options, near):
            customers = [option for option in options if isinstance(option, Customer)]
            return shown_unknown(reading.entities, mention, () if near else customers)
        case Missing(unknown_customer=str(mention)):
            return shown_unknown(reading.entities, mention)
        case _:
            return shown(reading.entities)
