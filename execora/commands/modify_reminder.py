"""MODIFY_REMINDER: a reminder that goes out at another moment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from execora.commands.changes import ReminderMoved
from execora.commands.command import Command, Example, Needs, Priority, Reply, Thing, Touches
from execora.commands.handful import handful
from execora.commands.refusals import refuse
from execora.commands.reminding import MOVED, again, reminder_shown, within_hours
from execora.language.moments import moment
from execora.language.moving import (
    fits,
    goes_on_from,
    is_put_on,
    is_there,
    makes_way,
    moved,
    put_off,
    says_day,
    says_hour,
)
from execora.language.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.parts import Part
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import Reminder


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: ka reminder parso kar do, kal ki jagah parso, reminder badal do, move the reminder to."""
    if not (clause.has("reminder", "memory") or "remind" in clause.acts) or not _is_wished(clause):
        return None
    if (clause.numbers and not goes_on_from(clause)) or clause.items or not _moves(clause):
        return None
    if _waits(clause.parts):
        return None
    when, whose = moved(clause.parts), clause.whose()
    if when is None or whose is None or whose.customers or whose.all_customers:
        return None
    after = when.after
    if after and (after.every or after.period or after.last or not (says_day(after) or says_hour(after))):
        return None
    at = moment(after, setting.now) if after else None
    if after and at is None and says_day(after):
        return None
    said = replace(whose, moment=at, when=after, instead_of=when.before)
    return clause.reading("MODIFY_REMINDER", said, _ACCOUNTS_FOR)


def _is_wished(clause: Clause) -> bool:
    """Tell of a command, and of "change karke parso kar do"."""
    if clause.commands:
        return True
    plain = clause.tone.plain and not (clause.asks or clause.negated or clause.has("can", "must", "will", "was"))
    return plain and clause.moods == {"may", "please"}


def _waits(parts: Sequence[Part]) -> bool:
    """Tell of what ends in "ek minute" or "baad mein", after the day was said: nothing is to be done yet."""
    spoken = [part for part in parts if part.kind not in {"filler", "pause"}]
    at = next((at for at, part in enumerate(spoken) if part.kind == "when"), len(spoken))
    ends = [(part.kind, part.concept) for part in spoken[at + 1 :]][-2:]
    return ends in ([("number", "AMOUNT"), ("noun", "time")], [("noun", "time"), ("post", "in")])


def _moves(clause: Clause) -> bool:
    """Tell a reminder that is moved from one that is made: "Rahul ko parso reminder bhejo", "lagao", "set karo"."""
    if clause.has("instead", "instead of"):
        return clause.acts <= _MOVING | _SENDING
    if clause.acts & {"move", "change", "increase"}:
        return clause.acts <= _MOVING | _PUTTING
    if not clause.has("reminder") or clause.when is None or not clause.acts:
        return False
    if makes_way(clause):
        return clause.acts <= _MOVING | _SENDING | {"remove", "cancel"}
    if is_there(clause.parts):
        return clause.acts <= _MOVING | _PUTTING
    addressed = any(person.role in {"to", "for", "from"} for person in clause.others)
    return not addressed and clause.acts <= _MOVING | ({"put", "keep"} if is_put_on(clause.parts) else set())


_MOVING = frozenset({"do", "move", "change", "increase"})
_PUTTING = frozenset({"put", "keep", "apply"})
_SENDING = frozenset({"send", "apply", "put", "give", "make", "remind", "keep"})
_ACCOUNTS_FOR = (
    _MOVING
    | _SENDING
    | frozenset("WHO WHEN AMOUNT MOMENTS reminder memory instead hour time wala remove cancel".split())
    | {"instead of"}
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Move the one that is meant; where there are several, ask about the next of them first."""
    if order.entities.when is None:
        return Reply("when", error="MISSING_DATETIME")
    meant = await _meant(shop, order)
    if not meant:
        return refuse("ALREADY_DONE") if order.named else Reply("none", error="NO_REMINDER")
    if len(meant) > 1:
        words = {"count": len(meant), "reminders": handful(meant), "next": meant[0]}
        return Reply("ask", words=words, asks=True, named=(meant[0].id,))
    return await _move(shop, order, meant[0])


async def _meant(shop: Shop, order: Order) -> list[Reminder]:
    """Return the waiting reminders that the words fit."""
    waiting = await shop.reminders.waiting(order.customer.id if order.customer else None)
    if order.named:
        return [reminder for reminder in waiting if reminder.id in order.named]
    before = order.entities.instead_of
    return [reminder for reminder in waiting if before is None or fits(before, reminder.send_at, order.now)]


async def _move(shop: Shop, order: Order, reminder: Reminder) -> Reply:
    """Give it the day or the hour that was said; what was not said of either stays."""
    assert order.entities.when is not None, "nothing is moved to no moment"
    wanted = put_off(order.entities.when, reminder.send_at, order.now)
    if wanted is None:
        return Reply("past", error="MISSING_DATETIME")
    after = replace(reminder, send_at=within_hours(wanted))
    if not await shop.reminders.move(reminder.id, after.send_at):
        return refuse("ALREADY_DONE")
    shown = reminder_shown(after) | ({"recurrence": after.recurrence} if after.recurrence else {})
    if after.send_at != wanted:
        shown["movedFrom"] = wanted.isoformat(timespec="minutes")
    words = {
        "customer": after.customer,
        "when": after.send_at,
        "before": reminder.send_at,
        "moved": Phrase(MOVED) if after.send_at != wanted else "",
        "repeats": again(after.recurrence),
    }
    return Reply("done", shown, words, change=ReminderMoved(reminder, after))


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=frozenset({Thing("reminder")}))


COMMAND = Command(
    intent="MODIFY_REMINDER",
    title={"hi-en": "Reminder badlo", "hi": "रिमाइंडर बदलो", "en": "Move reminder"},
    summary={"hi-en": "Reminder ka samay badalna", "hi": "रिमाइंडर का समय बदलना", "en": "Move a reminder"},
    priority=Priority.MESSAGE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may"),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "{customer} ka reminder {before} se badal kar {when} kar diya.{moved}{repeats}",
            "hi": "{customer} का रिमाइंडर {before} से बदलकर {when} कर दिया।{moved}{repeats}",
            "en": "The reminder for {customer} was moved from {before} to {when}.{moved}{repeats}",
        },
        "ask": {
            "hi-en": "{count} reminder lage hain: {reminders}. Sabse pehla wala badal doon: {next}?",
            "hi": "{count} रिमाइंडर लगे हैं: {reminders}। सबसे पहला वाला बदल दूँ: {next}?",
            "en": "Reminders waiting: {count}. {reminders}. Shall I move the first one, {next}?",
        },
        "none": {
            "hi-en": "Aisa koi reminder nahi laga hai.",
            "hi": "ऐसा कोई रिमाइंडर नहीं लगा है।",
            "en": "No such reminder is set.",
        },
        "when": {
            "hi-en": "Reminder kab ke liye kar doon? Din ya samay ke saath phir se boliye.",
            "hi": "रिमाइंडर कब के लिए कर दूँ? दिन या समय के साथ फिर से बोलिए।",
            "en": "Move it to when? Please say it again with the day or the hour.",
        },
        "past": {
            "hi-en": "Woh samay nikal chuka hai. Aage ka samay boliye.",
            "hi": "वह समय निकल चुका है। आगे का समय बोलिए।",
            "en": "That moment is over. Please say one to come.",
        },
    },
    examples=(
        Example(
            "Rahul ka reminder parso kar do",
            "hi-en",
            {"customer": "Rahul Sharma", "datetime": "2026-11-22T10:00+05:30"},
            before=("Rahul ko kal shaam 7 baje reminder bhejna",),
        ),
        Example(
            "Rahul ko kal ki jagah parso reminder bhejna",
            "hi-en",
            {"customer": "Rahul Sharma", "datetime": "2026-11-22T10:00+05:30"},
            before=("Rahul ko kal reminder bhejna",),
        ),
        Example(
            "reminder shaam ki jagah subah 10 baje kar do",
            "hi-en",
            {"customer": "Rahul Sharma", "customerRef": "active", "datetime": "2026-11-21T10:00+05:30"},
            before=("Rahul ko kal shaam 7 baje reminder bhejna",),
        ),
        Example(
            "Rahul ka reminder shaam 6 baje kar do",
            "hi-en",
            {"customer": "Rahul Sharma", "datetime": "2026-11-20T18:00+05:30"},
            before=("Rahul ko kal reminder bhejna", "Rahul ko parso reminder bhejna"),
            reply="ask",
        ),
        Example(
            "Suresh ka reminder parso kar do",
            "hi-en",
            {"customer": "Suresh Kumar", "datetime": "2026-11-22T10:00+05:30"},
            before=("Rahul ko kal reminder bhejna",),
            reply="none",
        ),
        Example(
            "राहुल का रिमाइंडर परसों कर दो",
            "hi",
            {"customer": "Rahul Sharma", "datetime": "2026-11-22T10:00+05:30"},
            before=("राहुल को कल रिमाइंडर भेजना",),
        ),
        Example(
            "राहुल को कल की जगह परसों रिमाइंडर भेजना",
            "hi",
            {"customer": "Rahul Sharma", "datetime": "2026-11-22T10:00+05:30"},
            before=("राहुल को कल रिमाइंडर भेजना",),
        ),
        Example(
            "सुरेश का रिमाइंडर परसों कर दो",
            "hi",
            {"customer": "Suresh Kumar", "datetime": "2026-11-22T10:00+05:30"},
            reply="none",
        ),
        Example(
            "move Rahul's reminder to Monday",
            "en",
            {"customer": "Rahul Sharma", "datetime": "2026-11-23T10:00+05:30"},
            before=("Remind Rahul tomorrow",),
        ),
        Example(
            "change Rahul's reminder to 6 pm",
            "en",
            {"customer": "Rahul Sharma", "datetime": "2026-11-20T18:00+05:30"},
            before=("Remind Rahul tomorrow",),
        ),
        Example(
            "reschedule Suresh's reminder to Monday",
            "en",
            {"customer": "Suresh Kumar", "datetime": "2026-11-23T10:00+05:30"},
            reply="none",
        ),
    ),
)
