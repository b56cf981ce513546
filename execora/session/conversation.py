"""What is said over one connection, and what comes of it.

Nothing here waits: an utterance is read, its names are found, and its commands are admitted as tasks, asked about, or
refused, all before the next one is looked at. What waits for the database is a task (`execora.session.tasks`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, cast
from uuid import UUID, uuid4, uuid5

import trio

from execora.commands import all_commands, by_intent
from execora.commands.command import Command, Limits, Order, Priority, Reply, TurnCommand
from execora.commands.refusals import refuse
from execora.language.grammar import Known, read
from execora.language.reading import Reading, Setting
from execora.ledger.model import Customer, Product
from execora.ledger.money import paise
from execora.session.acting import Acting
from execora.session.answers import say, worded
from execora.session.memory import Memory
from execora.session.messages import Messages
from execora.session.port import Event, Request
from execora.session.resolve import Choice, Kind, Missing, Spoken, options_shown, resolve
from execora.session.shown import shown, shown_found, shown_unknown
from execora.session.tasks import Task, Tasks
from execora.session.turn import Asked, Turn

if TYPE_CHECKING:
    from datetime import datetime

    from execora.commands.port import Shop
    from execora.language.reading import Language
    from execora.session.desk import Desk, Speaker
    from execora.session.outbox import Outbox
    from execora.session.port import JSON, Answer


@dataclass(frozen=True, slots=True)
class Heard:
    """One command of an utterance, or a button in its place: where its answers belong."""

    text: str
    utterance_id: UUID
    language: Language
    now: datetime
    message_id: UUID | None = None
    priority: int | None = None
    """From 0 to 100, where the client sets one."""
    number: int = 0
    """Which command of its message it is."""

    @property
    def key(self) -> str:
        """The request key of what it changes."""
        return f"{self.message_id or self.utterance_id}:{self.number}"

    @property
    def makes(self) -> UUID:
        """The id reserved for what it makes: the same however often the message comes."""
        return uuid5(self.message_id or self.utterance_id, str(self.number))


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """An order that waits for a yes."""

    command: Command
    order: Order
    entities: dict[str, JSON]
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class HeldChoice:
    """A reading that waits for its shopkeeper to say who or what was meant."""

    command: Command
    reading: Reading
    heard: Heard
    choice: Choice
    chosen: Mapping[tuple[Kind, str], Customer | Product]


@dataclass(slots=True)
class _Course:
    """What a task needs on its way besides what `Task` knows."""

    command: Command
    heard: Heard
    reply: Reply | None = None
    """What its handler replied last."""


class Conversation:
    """The state of one connection. Its tasks run in the nursery that it is given."""

    def __init__(self, desk: Desk, speaker: Speaker, nursery: trio.Nursery, outbox: Outbox) -> None:
        config = desk.config
        self.id = uuid4()
        self.desk, self.speaker, self.outbox = desk, speaker, outbox
        self.language: Language | None = None
        """The language of the answers, once the client has chosen one."""
        self.epoch = 0
        """Grows with every stop: what was said in an earlier epoch and is not understood yet goes unheard."""
        self._utterance_id = uuid4()
        self.memory = Memory()
        self.turn: Turn[HeldOrder | HeldChoice] = Turn(config.question_seconds)
        self.messages = Messages(nursery, desk.books, desk.shop_id)
        self.tasks = Tasks(
            nursery,
            at_once=config.tasks_at_once,
            room=config.tasks_waiting,
            deadline_seconds=config.task_seconds,
            visible_seconds=config.finished_visible_seconds,
            now=desk.now,
            tell=self.tell,
            perform=self._perform,
            refuse=self._refused,
            ended=self._ended,
        )
        self._courses: dict[UUID, _Course] = {}
        self._newcomers: dict[UUID, Customer] = {}
        """Customers who are being made, or were just made: known here before the shop's index hears of them."""
        self._draft_of: dict[UUID, Customer | None] = {}
        self._limits = Limits(confirm_above=paise(config.confirm_above_rupees))

    def tell(self, event: Event) -> None:
        """Tell the client something."""
        self.messages.heard(event)
        self.outbox.put(event)

    def language_of(self, text: str) -> Language:
        """Return the language to answer in: the one chosen, else Devanagari for Devanagari, else the shop's."""
        if self.language:
            return self.language
        return "hi" if any("\u0900" <= letter <= "\u097f" for letter in text) else self.desk.config.shop_language

    # -- beginning and stopping

    def welcome(self) -> None:
        """Tell the client whom it talks to. The first event of all."""
        config = self.desk.config
        limits = {
            "tasksAtOnce": config.tasks_at_once,
            "tasksWaiting": config.tasks_waiting,
            "maxMessageBytes": config.max_message_bytes,
            "resumeSeconds": 0,
        }
        welcome = {
            "sessionId": str(self.id),
            "resumeToken": None,
            "sttAvailable": False,
            "ttsAvailable": False,
            "sttProvider": None,
            "ttsProvider": None,
            "language": self.language or config.shop_language,
            "limits": limits,
        }
        self.tell(Event("voice:start", welcome))

    async def stop(self, message_id: UUID | None) -> None:
        """End everything that runs or waits, wait for it, and only then say so."""
        self.drop_unheard()
        self.turn.lapse()
        cancelled = await self.tasks.stop("stop")
        stopped = {"message": "Stopped", "cancelled": [str(task.id) for task in cancelled]}
        self.tell(Event("voice:stopped", stopped, message_id))

    def cancel_spoken(self, which: Literal["last", "all"]) -> int:
        """Cancel the task admitted last, or all and what is not understood yet; return how many tasks."""
        if which == "all":
            self.drop_unheard()
            return len(self.tasks.cancel_all("spoken"))
        latest = self.tasks.latest
        return 0 if latest is None or self.tasks.cancel(latest.id, "spoken") is None else 1

    def drop_unheard(self) -> None:
        """Let what was said and is not understood yet go unheard."""
        self.epoch += 1

    # -- an utterance

    def echo(self, text: str, *, final: bool, message_id: UUID | None) -> UUID:
        """Show the client what was heard; return the id of the utterance, which its interim words have, too."""
        utterance_id = self._utterance_id
        if final:
            self._utterance_id = uuid4()
        transcript = {"text": text, "isFinal": final, "utteranceId": str(utterance_id)}
        self.tell(Event("voice:transcript", transcript, message_id))
        return utterance_id

    def hear(self, heard: Heard) -> None:
        """Take up every command of an utterance, in spoken order."""
        readings = read(heard.text, known=self._known(), setting=self._setting(heard.now), commands=all_commands())
        commands = [by_intent()[reading.intent] for reading in readings]
        if any(isinstance(command, Command) for command in commands):
            self.turn.lapse()
        for number, (reading, command) in enumerate(zip(readings, commands, strict=True)):
            part = replace(heard, number=number)
            if isinstance(command, TurnCommand):
                self._intend(reading, shown(reading.entities), part)
                command.act(Acting(self, command, part), reading)
            else:
                self._take_up(command, reading, part, {})

    def _known(self) -> Known:
        return Known(self.desk.customers.with_extra(self._newcomers.values()), self.desk.products)

    def _setting(self, now: datetime) -> Setting:
        return Setting(
            now=now,
            pending=self.turn.pending(trio.current_time()),
            draft=self.turn.draft is not None,
            busy=self.tasks.busy,
        )

    def _intend(self, reading: Reading, entities: dict[str, JSON], heard: Heard) -> None:
        intent = {
            "intent": reading.intent,
            "entities": entities,
            "confidence": reading.confidence,
            "originalText": heard.text,
            "normalizedText": normalised(heard.text),
            "utteranceId": str(heard.utterance_id),
            "source": "grammar",
        }
        self.tell(Event("voice:intent", intent, heard.message_id))

    # -- from a reading to a task, a question or a refusal

    def _take_up(
        self,
        command: Command,
        reading: Reading,
        heard: Heard,
        chosen: Mapping[tuple[Kind, str], Customer | Product],
    ) -> None:
        found = resolve(
            Spoken(
                reading,
                command.needs,
                self._known(),
                self.memory,
                heard.now,
                heard.text,
                heard.makes,
                draft=self._open_draft(),
                chosen=chosen,
            )
        )
        if not chosen:
            self._intend(reading, _entities(reading, found), heard)
        if self.speaker.role not in command.roles:
            self.refuse(command, refuse("NOT_ALLOWED"), heard)
            return
        match found:
            case Missing(reply):
                self.refuse(command, reply, heard)
            case Choice():
                held = HeldChoice(command, reading, heard, found, chosen)
                self._ask(self._which(found, command, heard), held, heard, found.options)
            case Order():
                self._go_ahead(command, reading, found, heard)

    def _go_ahead(self, command: Command, reading: Reading, order: Order, heard: Heard) -> None:
        for customer in (*order.customers, *((order.customer,) if order.customer else ())):
            self.memory.speak_of(customer)
        held = HeldOrder(command, order, shown_found(order), reading.urgent)
        question = command.asks_first(order, reading.asks, self._limits)
        if question:
            text = say(command, question.key, question.words, heard.language, heard.now.date())
            self._ask(text, held, heard)
        else:
            self._admit(held, heard)

    def _open_draft(self) -> tuple[UUID, Customer | None] | None:
        draft_id = self.turn.draft
        return None if draft_id is None else (draft_id, self._draft_of.get(draft_id))

    def _which(self, choice: Choice, command: Command, heard: Heard) -> str:
        key = "choose_near" if choice.near else "choose"
        words = {"name": choice.mention, "options": options_shown(choice.options)}
        return say(command, key, words, heard.language, heard.now.date())

    def refuse(self, command: Command | TurnCommand, reply: Reply, heard: Heard) -> None:
        """Answer a command that does not come to run."""
        self.respond(worded(command, reply, heard.language, heard.now.date()), command.intent, heard)

    def respond(self, answer: Answer, intent: str, heard: Heard, task_id: UUID | None = None) -> None:
        """Give the client an answer."""
        result = {"success": answer.error is None, "message": answer.text, "data": answer.data}
        if answer.error:
            result["error"] = answer.error
        response = {
            "text": answer.text,
            "executionResult": result,
            "intent": intent,
            "utteranceId": str(heard.utterance_id),
            "language": answer.language,
            "source": "template",
        }
        if task_id:
            response["taskId"] = str(task_id)
        self.tell(Event("voice:response", response, heard.message_id))

    # -- questions

    def _ask(
        self,
        text: str,
        held: HeldOrder | HeldChoice,
        heard: Heard,
        options: tuple[Customer | Product, ...] = (),
    ) -> None:
        asked = Asked(uuid4(), text, held, options)
        if self.turn.ask(asked, trio.current_time()):
            self.put_question(asked, heard)

    def put_question(self, asked: Asked[HeldOrder | HeldChoice], heard: Heard) -> None:
        """Put a question to the client."""
        question: dict[str, JSON] = {"questionId": str(asked.id), "text": asked.text}
        if asked.options:
            question["options"] = [_option(option) for option in asked.options]
            self.tell(Event("voice:choose", question, heard.message_id))
            return
        held = cast("HeldOrder", asked.held)
        question |= {"intent": held.order.intent, "entities": held.entities}
        question["expiresInSeconds"] = self.desk.config.question_seconds
        self.tell(Event("voice:confirm_needed", question, heard.message_id))

    def say_yes(self, asked: Asked[HeldOrder | HeldChoice], heard: Heard) -> None:
        """Carry out what was asked about. A choice is not answered by a yes: it is put again."""
        if not isinstance(asked.held, HeldOrder):
            self.put_question(asked, heard)
            return
        self.drop_question(heard)
        self._admit(replace(asked.held, order=replace(asked.held.order, confirmed=True)), heard)

    def say_no(self, heard: Heard) -> None:
        """Let what was asked about be, and say so."""
        command = by_intent()["DENY"]
        if isinstance(command, TurnCommand):
            command.act(Acting(self, command, heard), Reading("DENY"))

    def choose(self, asked: Asked[HeldOrder | HeldChoice], option: Customer | Product, heard: Heard) -> None:
        """Go on with what was meant."""
        held = cast("HeldChoice", asked.held)
        self.drop_question(heard)
        chosen = {**held.chosen, (held.choice.kind, held.choice.mention): option}
        self._take_up(held.command, held.reading, replace(heard, text=held.heard.text), chosen)

    def drop_question(self, heard: Heard) -> None:
        """Take the open question away; the next one of the same utterance is asked now."""
        following = self.turn.answered(trio.current_time())
        if following:
            self.put_question(following, heard)

    # -- tasks

    def _admit(self, held: HeldOrder, heard: Heard) -> None:
        command, order = held.command, held.order
        if self.tasks.full:
            self.refuse(command, refuse("QUEUE_FULL"), heard)
            return
        task = Task(
            id=uuid4(),
            order=order,
            entities=held.entities,
            priority=_priority(held, heard),
            utterance_id=heard.utterance_id,
            reply_to=heard.message_id,
            key=heard.key,
            created_at=self.desk.now(),
        )
        self._courses[task.id] = _Course(command, heard)
        self._expect(command, order)
        self.messages.began(heard.message_id)
        self.tasks.admit(task, command.touches(order))

    def admit(self, command: Command, order: Order, heard: Heard) -> None:
        """Admit an order that no words were needed for: a button."""
        if self.speaker.role not in command.roles:
            self.refuse(command, refuse("NOT_ALLOWED"), heard)
            return
        self._admit(HeldOrder(command, order, shown_found(order)), heard)

    def _expect(self, command: Command, order: Order) -> None:
        """Let what the task is about to make exist for this conversation from here on."""
        if command.needs.name:
            newcomer = _newcomer(order)
            self._newcomers[newcomer.id] = newcomer
            self.memory.speak_of(newcomer)
        if command.needs.draft == "ends":
            self.turn.release_draft()
        elif order.draft_id:
            self._draft_of.setdefault(order.draft_id, order.customer)
            self.turn.speak_of_draft(order.draft_id, trio.current_time())

    async def _perform(self, task: Task) -> Answer:
        course = self._courses[task.id]
        command, heard = course.command, course.heard

        async def work(shop: Shop) -> Answer:
            course.reply = await command.handle(shop, task.order)
            return worded(command, course.reply, heard.language, heard.now.date())

        if not command.touches(task.order).writes:
            return await self.desk.books.read(self.desk.shop_id, work)
        request = Request(task.key, sha256(heard.text.encode()).digest(), command.intent)
        return await self.desk.books.write(self.desk.shop_id, request, work)

    def _refused(self, task: Task, key: str) -> Answer:
        course = self._courses[task.id]
        return worded(course.command, refuse(key), course.heard.language, course.heard.now.date())

    def _ended(self, task: Task) -> None:
        """Draw the conversation's conclusions from how a task ended, and answer."""
        course = self._courses.pop(task.id)
        command, order, answer = course.command, task.order, task.answer
        done = answer is not None and answer.keeps
        if not done:
            self._expect_no_more(command, order)
        if answer is None:
            self.messages.ended(task.reply_to, kept=task.cancel_reason in ("client", "stop", "spoken"))
            return
        self._note_draft(command, order, answer)
        if answer.asks and course.reply:
            again = replace(order, named=course.reply.named)
            self._ask(answer.text, HeldOrder(command, again, task.entities), course.heard)
        else:
            for event, data in answer.events:
                self.tell(Event(event, data, task.reply_to))
            self.respond(answer, command.intent, course.heard, task.id)
        self.messages.ended(task.reply_to)

    def _expect_no_more(self, command: Command, order: Order) -> None:
        if command.needs.name and (newcomer := self._newcomers.pop(order.makes, None)):
            self.memory.forget(newcomer)
        if command.needs.draft == "makes":
            self.turn.forget_draft(order.makes)

    def _note_draft(self, command: Command, order: Order, answer: Answer) -> None:
        """Keep in mind which draft is open now, from what the books said."""
        draft_id = UUID(str(answer.data["draftId"])) if "draftId" in answer.data else order.draft_id
        if draft_id is None:
            return
        if answer.data.get("awaitingConfirm"):
            self._draft_of.setdefault(draft_id, order.customer)
            self.turn.speak_of_draft(draft_id, trio.current_time())
        elif command.needs.draft == "ends" and (answer.keeps or answer.error in ("NO_PENDING_INVOICE", "ALREADY_DONE")):
            self.turn.forget_draft(draft_id)
            self._draft_of.pop(draft_id, None)


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


def _option(option: Customer | Product) -> dict[str, JSON]:
    shown_option: dict[str, JSON] = {"name": option.name}
    if isinstance(option, Customer):
        if option.landmark:
            shown_option["landmark"] = option.landmark
        if option.phone:
            shown_option["phoneEnd"] = option.phone[-2:]
    return shown_option


def _priority(held: HeldOrder, heard: Heard) -> int:
    if heard.priority is not None:
        return heard.priority
    batch = bool(held.order.customers) or held.order.entities.all_customers
    return (Priority.MESSAGE if batch else held.command.priority) + (10 if held.urgent else 0)


def _newcomer(order: Order) -> Customer:
    said = order.entities
    return Customer(order.makes, said.name or "", None, said.nickname, said.landmark, said.phone)
