"""CANCEL_REMINDER: a reminder that will not be sent."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from execora.commands.changes import RemindersCancelled
from execora.commands.command import Command, Example, Needs, Priority, Reply, Thing, Touches
from execora.commands.handful import gone, handful
from execora.commands.refusals import refuse
from execora.commands.reminding import reminder_shown, within_hours
from execora.language.moments import day_to_come, moment
from execora.language.moving import fits, is_put_on, makes_way, without_all
from execora.language.reading import Entities

if TYPE_CHECKING:
    from datetime import datetime

    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import Reminder


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: reminder cancel, reminder hata do, reminder mat bhejna, of a customer or of a day."""
    ends = _ends_sending(clause) or _is_not_wanted(clause)
    if not (clause.has("reminder") or "remind" in clause.acts) or clause.asks or not (clause.requests or ends):
        return None
    if clause.numbers or clause.items or makes_way(clause) or is_put_on(clause.parts):
        return None
    undone = not clause.negated and bool(clause.acts & _UNDOING) and clause.acts <= _UNDOING | {"do", "give"}
    if not (undone or ends or _forbidden(clause)) or _takes_back_a_move(clause):
        return None
    of_somebody = without_all(clause)
    whose = of_somebody.whose() if of_somebody.others else Entities()
    if whose is None:
        return None
    whose = replace(whose, cancel_all=whose.all_customers, all_customers=False)
    when = clause.when
    if when and when.clock:
        whose = replace(whose, moment=moment(when, setting.now))
    elif when:
        whose = replace(whose, day=day_to_come(when, setting.now.date()), when=when)
    if when and whose.moment is None and whose.day is None:
        return None
    return clause.reading("CANCEL_REMINDER", whose, _ACCOUNTS_FOR)


def _ends_sending(clause: Clause) -> bool:
    """Tell of "bhejna band karo", "stop sending": the sending itself is ended."""
    if len(clause.verbs) != 2 or clause.negated or not clause.tone.plain:
        return False
    one, other = clause.verbs
    if other.concept in _SETTING:  # "stop sending reminders", "stop reminding"
        return one.concept == "stop" and one.mood == "please" and other.mood == "going on" and one.until == other.at
    beside = one.until == other.at
    return one.concept in {"send", "remind"} and one.mood == "to" and beside and other.concept in {"close", "stop"}


def _is_not_wanted(clause: Clause) -> bool:
    """Tell of "reminder nahi chahiye, hata do"."""
    unwanted = any((one.concept, other.concept) == ("no", "must") for one, other in pairwise(clause.parts))
    undone = bool(clause.acts & _UNDOING) and clause.acts <= _UNDOING | {"do", "give"} and clause.moods <= {"please"}
    return unwanted and undone and clause.tone.plain and sum(part.kind == "not" for part in clause.parts) == 1


def _forbidden(clause: Clause) -> bool:
    """Tell of "mat bhejo", "nahi bhejna", "don't send": no to the sending itself.

    "Aaj nahi, kal bhejna" asks for another day, and "nahi laga" tells that there is none.
    """
    sending = [verb for verb in clause.verbs if verb.concept in _SETTING]
    undoing = [verb for verb in clause.verbs if verb.concept in _UNDOING and verb.mood == "please"]
    if len(sending) != 1 or len(sending) + len(undoing) != len(clause.verbs) or clause.has("is"):
        return False
    (verb,) = sending
    if undoing and (undoing[0].at < verb.at or sum(part.kind == "not" for part in clause.parts) > 1):
        return False
    after = [part for part in clause.parts[verb.until :] if part.concept != "leave it"]
    after = after[: next((at for at, part in enumerate(after) if part.kind == "pause"), len(after))]
    beside = {part.concept for part in (*clause.parts[: verb.at][-1:], *(after if len(after) == 1 else ()))}
    if "never" in beside:
        return True
    if "no" in beside:
        return verb.mood in {"to", "please"} and not verb.english
    return "not" in beside and verb.english and ("dont" in clause.sentence or "do" in clause.sentence)


def _takes_back_a_move(clause: Clause) -> bool:
    """Tell of "ka reminder parso kar do, cancel karo", "ka reminder parso mat karo": the reminder stays as it is."""
    said = [part.concept for part in clause.parts]
    moves = next((verb for verb in clause.verbs if verb.concept in {"do", "keep", "move", "change"}), None)
    if moves is None or clause.when is None:
        return False
    before = any(part.kind == "when" for part in clause.parts[: moves.at])
    noun_first = "reminder" in said and said.index("reminder") < said.index("WHEN")
    undone = [verb.at for verb in clause.verbs if verb.concept in _UNDOING]
    return before and (moves.at < undone[-1] if undone else noun_first)


_SETTING = frozenset({"send", "apply", "do", "give", "put", "make", "remind"})
_UNDOING = frozenset({"cancel", "remove", "close", "stop"})
_ACCOUNTS_FOR = (
    _UNDOING
    | frozenset("WHO WHEN reminder send apply do give put make remind memory no not never wala".split())
    | {"leave it"}
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Cancel the one that is meant. Where it could be several, or is of another hour, ask with the count first."""
    meant = await _meant(shop, order)
    if not meant:
        return refuse("ALREADY_DONE") if order.named else Reply("none", error="NO_REMINDER")
    if not order.named and (len(meant) > 1 or _is_of_another_hour(meant[0], order)):
        words = {"count": len(meant), "reminders": handful(meant)}
        return Reply("ask", words=words, asks=True, named=tuple(reminder.id for reminder in meant))
    waited = await shop.reminders.cancel(*(reminder.id for reminder in meant))
    cancelled = [reminder for reminder in meant if reminder.id in waited]
    if not cancelled:
        return refuse("ALREADY_DONE")
    change, left_out = RemindersCancelled(tuple(cancelled)), gone(len(order.named) or len(meant), len(cancelled))
    if len(cancelled) == 1:
        words = {"reminder": cancelled[0], "gone": left_out}
        return Reply("done", reminder_shown(cancelled[0]), words, change=change)
    shown = {"count": len(cancelled), "reminders": [reminder_shown(reminder) for reminder in cancelled]}
    return Reply("done_all", shown, {"count": len(cancelled), "gone": left_out}, change=change)


async def _meant(shop: Shop, order: Order) -> list[Reminder]:
    """Return the waiting reminders that the words fit: of the moment if there are any, else of its day."""
    customer, at = order.customer, _wanted(order)
    on = order.entities.day or (at.date() if at else None)
    waiting = await shop.reminders.waiting(customer.id if customer else None, on=on)
    if order.named:
        return [reminder for reminder in waiting if reminder.id in order.named]
    return [reminder for reminder in waiting if not _is_of_another_hour(reminder, order)] or waiting


def _is_of_another_hour(reminder: Reminder, order: Order) -> bool:
    at, when = _wanted(order), order.entities.when
    if at is None:
        return when is not None and not fits(when, reminder.send_at, order.now)
    return reminder.send_at != at


def _wanted(order: Order) -> datetime | None:
    """Return when the reminder that was said goes out: one of 11 at night was moved to the morning."""
    return within_hours(order.entities.moment) if order.entities.moment else None


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=frozenset({Thing("reminder")}))


COMMAND = Command(
    intent="CANCEL_REMINDER",
    title={"hi-en": "Reminder radd", "hi": "रिमाइंडर रद्द", "en": "Cancel reminder"},
    summary={"hi-en": "Reminder cancel karna", "hi": "रिमाइंडर रद्द करना", "en": "Cancel a reminder"},
    priority=Priority.MESSAGE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may"),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "Reminder cancel ho gaya: {reminder}.{gone}",
            "hi": "रिमाइंडर रद्द हो गया: {reminder}।{gone}",
            "en": "Reminder cancelled: {reminder}.{gone}",
        },
        "done_all": {
            "hi-en": "{count:reminder cancel ho gaya|reminder cancel ho gaye}.{gone}",
            "hi": "{count:रिमाइंडर रद्द हो गया|रिमाइंडर रद्द हो गए}।{gone}",
            "en": "{count:reminder|reminders} cancelled.{gone}",
        },
        "ask": {
            "hi-en": "{count:reminder laga hai|reminder lage hain}: {reminders}. Sab cancel kar doon?",
            "hi": "{count:रिमाइंडर लगा है|रिमाइंडर लगे हैं}: {reminders}। सब रद्द कर दूँ?",
            "en": "{count:reminder is|reminders are} set: {reminders}. Shall I cancel them all?",
        },
        "none": {
            "hi-en": "Aisa koi reminder nahi laga hai.",
            "hi": "ऐसा कोई रिमाइंडर नहीं लगा है।",
            "en": "No such reminder is set.",
        },
    },
    examples=(
        Example(
            "Rahul ka reminder cancel", "hi-en", {"customer": "Rahul Sharma"}, before=("Rahul ko kal reminder bhejna",)
        ),
        Example(
            "Rahul ko reminder mat bhejna",
            "hi-en",
            {"customer": "Rahul Sharma"},
            before=("Rahul ko kal reminder bhejna",),
        ),
        Example(
            "Suresh ka reminder cancel karo",
            "hi-en",
            {"customer": "Suresh Kumar"},
            before=("Rahul ko kal reminder bhejna",),
            reply="none",
        ),
        Example(
            "Rahul ka reminder cancel karo",
            "hi-en",
            {"customer": "Rahul Sharma"},
            before=("Rahul ko kal reminder bhejna", "Rahul ko parso reminder bhejna"),
            reply="ask",
        ),
        Example("राहुल का रिमाइंडर कैंसिल करो", "hi", {"customer": "Rahul Sharma"}, before=("राहुल को कल रिमाइंडर भेजना",)),
        Example("राहुल को रिमाइंडर मत भेजना", "hi", {"customer": "Rahul Sharma"}, before=("राहुल को कल रिमाइंडर भेजना",)),
        Example("सुरेश का रिमाइंडर कैंसिल करो", "hi", {"customer": "Suresh Kumar"}, reply="none"),
        Example("cancel Rahul's reminder", "en", {"customer": "Rahul Sharma"}, before=("Remind Rahul tomorrow",)),
        Example("don't send Rahul the reminder", "en", {"customer": "Rahul Sharma"}, before=("Remind Rahul tomorrow",)),
        Example("cancel Suresh's reminder", "en", {"customer": "Suresh Kumar"}, reply="none"),
    ),
)
