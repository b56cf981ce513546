"""Orders on their way: admitted as tasks, carried out against the books, and what is learnt at their end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from execora.commands.changes import CustomerAdded, CustomerChanged, ForGood
from execora.commands.command import Priority, Reply
from execora.commands.refusals import refuse
from execora.ledger.model import Customer
from execora.session.amending import restated
from execora.session.answers import Saying, worded
from execora.session.changed import Changes
from execora.session.counting import count_change
from execora.session.drafts import Drafts
from execora.session.forgetting import forget
from execora.session.newcomers import Newcomers
from execora.session.port import Event, Request
from execora.session.sequence import hindrance, is_asked, may_hinder
from execora.session.task import Task
from execora.session.tasks import Tasks

if TYPE_CHECKING:
    import trio

    from execora.commands.changes import Change
    from execora.commands.command import Command, Order
    from execora.commands.port import Shop
    from execora.session.conversation import Conversation
    from execora.session.heard import Heard, HeldOrder
    from execora.session.port import Answer
    from execora.session.sequence import Wish


UNDECIDED = ("DATABASE", "OUTCOME_UNKNOWN", "PROVIDER", "DEADLINE")
"""The failures after which sending a message again carries it out, or finds out that it was: its words had no fault."""


@dataclass(slots=True)
class _Course:
    """What a task needs on its way besides what `Task` knows."""

    held: HeldOrder
    """What it was admitted as."""
    heard: Heard
    counted: tuple[UUID, ...]
    """The customers for whom it counts as a change."""
    after: tuple[Wish, ...]
    """What it is to come after: said so, or because that makes what it is about."""
    reply: Reply | None = None
    """What its handler replied last."""
    put_off: bool = False
    """Whether a yes is needed because something before it became a question, and not for its own sake."""

    @property
    def command(self) -> Command:
        """The command that is carried out."""
        return self.held.command

    @property
    def wish(self) -> Wish:
        """What becomes of what was said."""
        return self.held.heard.wish

    @property
    def makes(self) -> UUID | None:
        """The customer or the draft that there will be once it is done, for others to be about."""
        needs = self.held.command.needs
        return self.held.order.makes if needs.name or needs.draft == "makes" else None


class Errands:
    """What one conversation has under way."""

    def __init__(self, conversation: Conversation, nursery: trio.Nursery) -> None:
        self._talk, config = conversation, conversation.desk.config
        self.tasks = Tasks(
            nursery,
            at_once=config.tasks_at_once,
            room=config.tasks_waiting,
            policy=config.task_policy,
            durations=conversation.desk.durations,
            deadline_seconds=config.task_seconds,
            visible_seconds=config.finished_visible_seconds,
            now=conversation.desk.now,
            tell=conversation.tell,
            perform=self._perform,
            refuse=self._refused,
            ended=self._ended,
            leaving=lambda: "shutdown" if conversation.desk.closing.is_set() else "disconnected",
        )
        self.newcomers = Newcomers(conversation.desk)
        self.changes = Changes()
        """What was changed, in spoken order, for UNDO."""
        self._courses: dict[UUID, _Course] = {}
        self.drafts = Drafts(conversation.turn, conversation.outbox)

    @property
    def being_made(self) -> set[UUID]:
        """The ids of customers whom tasks that have not ended yet make."""
        return {course.held.order.makes for course in self._courses.values() if course.command.needs.name}

    def forget(self, customer_id: UUID) -> None:
        """Take nothing back, and confirm nothing, that was somebody's who is forgotten."""
        self.changes.forget_customer(customer_id)
        self.drafts.forget_customer(customer_id)

    def admit(self, held: HeldOrder, heard: Heard, *, agreed: bool = False) -> None:
        """Make a task of an order, or say that there is no room for it; `agreed` says that a yes called for it."""
        command, order = held.command, held.order
        if self.tasks.full:
            self._refuse_for_now(held, heard, refuse("QUEUE_FULL"))
            return
        counted = count_change(self._talk.desk.allowance, held, heard, self.drafts.whose)
        if isinstance(counted, Reply):
            self._refuse_for_now(held, heard, counted)
            return
        task = Task(
            id=uuid4(),
            order=order,
            entities=held.entities,
            priority=_priority(held, heard),
            utterance_id=heard.utterance_id,
            reply_to=heard.message_id,
            key=heard.key,
            created_at=self._talk.desk.now(),
            names=tuple(sorted(held.names)),
        )
        after = self._before(held, heard, agreed=agreed)
        held.heard.wish.carry_out(task.id)
        self._courses[task.id] = _Course(held, heard, counted, after)
        self._expect(command, order, agreed=agreed)
        self._talk.messages.began(heard.message_id)
        touches = command.touches(order)
        if touches.writes and not command.needs.undoes:
            self.changes.expect(task.id)
        self.tasks.admit(task, touches, after=[wish.task for wish in after if wish.task])

    def _before(self, held: HeldOrder, heard: Heard, *, agreed: bool) -> tuple[Wish, ...]:
        """Return what an order comes after; a yes to it settles that what was asked before it may have been let be."""
        said = [wish for wish in held.heard.wish.after if may_hinder(wish, heard.told)]
        made = [course.wish for course in self._courses.values() if course.makes in held.stands_on]
        return tuple(wish for wish in (*said, *made) if not (agreed and is_asked([wish])))

    def _refuse_for_now(self, held: HeldOrder, heard: Heard, reply: Reply) -> None:
        """Refuse what may be carried out if the same message is sent again a little later."""
        held.heard.wish.fail(self._talk.outbox.coming)
        self._talk.messages.leave_open(heard.message_id)
        self._talk.refuse(held.command, reply, heard)

    def _expect(self, command: Command, order: Order, *, agreed: bool) -> None:
        """Let what the task is about to make exist for this conversation from here on."""
        if command.needs.name:
            newcomer = _newcomer(order)
            self.newcomers.know(newcomer)
            self._talk.memory.speak_of(newcomer)
        self.drafts.expect(command, order, agreed=agreed)

    async def _perform(self, task: Task) -> Answer:
        course = self._courses[task.id]
        command, heard = course.command, course.heard
        if hindered := self._hindered(course):
            return hindered
        if command.needs.undoes and task.order.undoes is None:
            # All that was said before it has ended by now, and nothing that was said after it has begun.
            task.order = replace(task.order, undoes=self.changes.last)
        if command.needs.draft == "ends" and task.order.draft_id:
            task.order = replace(task.order, shown=self.drafts.shown_before(heard, task.order.draft_id))

        async def work(shop: Shop) -> Answer:
            course.reply = await command.handle(shop, task.order)
            return worded(command, course.reply, heard.language, heard.now.date())

        if not command.touches(task.order).writes:
            return await self._talk.desk.books.read(self._talk.desk.shop_id, work)
        request = Request(task.key, sha256(heard.text.encode()).digest(), command.intent)
        return await self._talk.desk.books.write(self._talk.desk.shop_id, request, work)

    def _hindered(self, course: _Course) -> Answer | None:
        """Return why an order is not carried out now that all that it comes after has ended; None where it is."""
        keeps_from = hindrance(course.after) if course.held.acts else None
        if keeps_from is None:
            return None
        course.put_off = keeps_from == "open"
        words = restated(course.held)
        course.reply = (
            Reply("corrected", words=words, asks=True) if course.put_off else refuse("PREREQUISITE_FAILED", **words)
        )
        return worded(course.command, course.reply, course.heard.language, course.heard.now.date())

    def _refused(self, task: Task, key: str) -> Answer:
        course = self._courses[task.id]
        return worded(course.command, refuse(key), course.heard.language, course.heard.now.date())

    def _ended(self, task: Task) -> None:
        """Draw the conversation's conclusions from how a task ended, and answer."""
        course = self._courses.pop(task.id)
        command, order, answer = course.command, task.order, task.answer
        self._settle(course.wish, answer)
        if answer is None or answer.repeated or not (answer.keeps or answer.key in UNDECIDED):
            self._talk.desk.allowance.give_back(course.counted, task.key)
        self.drafts.ended(command, order)
        self._note_change(task, course)
        if answer is None or not answer.keeps:
            self._expect_no_more(command, order)
        if answer is None:
            self._talk.messages.ended(task.reply_to, kept=task.cancel_reason in ("client", "stop", "spoken"))
            return
        self.drafts.note(command, order, answer)
        for event, data in answer.events:
            self._talk.tell(Event(event, data, task.reply_to))
        if answer.asks and course.reply:
            named = replace(order, named=course.reply.named)
            again = replace(course.held, order=named, settles=not course.put_off)
            asking = Saying(answer.text, answer.speech, answer.language)
            self._talk.questions.ask(asking, again, course.heard, by_itself=True)
        else:
            self._talk.respond(answer, command.intent, course.heard, task.id)
        self._talk.messages.ended(task.reply_to, kept=answer.key not in UNDECIDED)

    def _settle(self, wish: Wish, answer: Answer | None) -> None:
        """Note what came of what was said, for whatever is to come after it."""
        if answer is not None and answer.asks:
            wish.ask()
        elif answer is not None and answer.keeps:
            wish.do()
        else:
            wish.fail(self._talk.outbox.coming - 1)  # the event that tells how it ended

    def _note_change(self, task: Task, course: _Course) -> None:
        """Keep in mind what can be taken back now, and what no longer."""
        answer, taken_back = task.answer, task.order.undoes
        kept = answer is not None and answer.keeps
        change = course.reply.change if kept and course.reply else None
        self.changes.note(task.id, change)
        self._learn(change, task.order)
        if taken_back is None or answer is None or answer.asks or answer.key in UNDECIDED:
            return
        self.changes.forget(taken_back)
        match taken_back if kept else None:
            case CustomerAdded(customer):
                forget(self._talk, customer.id)
            case CustomerChanged(before, after):
                self._rename(after, before)

    def _learn(self, change: Change | None, order: Order) -> None:
        """Call a customer as they are called from now on, and forget who is forgotten in the books."""
        match change:
            case CustomerAdded(customer):
                self.newcomers.made(customer)
            case CustomerChanged(before, after):
                self._rename(before, after)
            case ForGood("customer") if order.customer:
                forget(self._talk, order.customer.id)

    def _rename(self, before: Customer, after: Customer) -> None:
        if self.newcomers.rename(before, after):
            self._talk.memory.rename(after)

    def _expect_no_more(self, command: Command, order: Order) -> None:
        if command.needs.name:
            self.newcomers.drop(order.makes)
            self._talk.memory.lose(order.makes)
        if command.needs.draft == "makes":
            self.drafts.forget(order.makes)


def _priority(held: HeldOrder, heard: Heard) -> int:
    if heard.priority is not None:
        return heard.priority
    said = held.order.entities
    batch = bool(held.order.customers) or said.all_customers or said.cancel_all
    return (Priority.MESSAGE if batch else held.command.priority) + (10 if held.reading.urgent else 0)


def _newcomer(order: Order) -> Customer:
    said = order.entities
    return Customer(order.makes, said.name or "", None, said.nickname, said.landmark, said.phone)
