"""LIST_REMINDERS: the reminders to come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from execora.commands.command import Command, Example, Needs, Priority, Reply, Thing, Touches
from execora.commands.handful import handful
from execora.commands.reminding import reminder_shown
from execora.language.moments import day_to_come
from execora.language.moving import without_all
from execora.language.reading import Entities
from execora.language.vocabulary import ASKING, TELLING

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kaun se reminder lage hain, reminder dikhao, reminders batao, of a customer or of a day."""
    if not clause.has("reminder") or clause.negated or clause.numbers or clause.items:
        return None
    shows = bool(clause.acts & {"show", "tell", "list"}) or clause.has("list")
    open_question = clause.has("who", "who all", "whose", "when", "how much")
    if not (shows or clause.asks or clause.has("is") or _any(clause)) or ("must" in clause.moods and not open_question):
        return None
    if not (clause.acts <= _VERBS or _takes_out(clause)):
        return None
    of_somebody = without_all(clause)
    whose = of_somebody.whose() if of_somebody.others else Entities()
    on = day_to_come(clause.when, setting.now.date()) if clause.when else None
    if whose is None:
        return None
    return clause.reading("LIST_REMINDERS", replace(whose, all_customers=False, date=on), _ACCOUNTS_FOR)


def _any(clause: Clause) -> bool:
    """Tell of "any reminders for tomorrow"."""
    return not clause.verbs and "any" in clause.sentence


def _takes_out(clause: Clause) -> bool:
    """Tell "list nikalo" from "list hatao"."""
    taken = any(word.startswith(("nikal", "nikaal", "निकाल")) for word in clause.sentence)
    return taken and clause.has("list") and clause.acts <= _VERBS | {"remove"}


_VERBS = TELLING | {"apply", "send", "list", "go", "set", "come", "lie"}
_ACCOUNTS_FOR = (
    _VERBS | ASKING | frozenset("WHO WHEN reminder who whose when list pending due remove total".split()) | {"who all"}
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Name the next ones; all of them are in the data."""
    customer = order.customer
    waiting = await shop.reminders.waiting(customer.id if customer else None, on=order.entities.date)
    shown = {"count": len(waiting), "reminders": [reminder_shown(reminder) for reminder in waiting]}
    if not waiting:
        return Reply("none", shown)
    return Reply("done", shown, {"count": len(waiting), "next": handful(waiting)})


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=frozenset({Thing("reminder")}))


COMMAND = Command(
    intent="LIST_REMINDERS",
    title={"hi-en": "Reminder list", "hi": "रिमाइंडर सूची", "en": "List reminders"},
    summary={"hi-en": "Reminder dikhana", "hi": "रिमाइंडर दिखाना", "en": "List reminders"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may"),
    replies={
        "done": {
            "hi-en": "{count:reminder laga hai|reminder lage hain}: {next}.",
            "hi": "{count:रिमाइंडर लगा है|रिमाइंडर लगे हैं}: {next}।",
            "en": "{count:reminder is|reminders are} set: {next}.",
        },
        "none": {
            "hi-en": "Koi reminder nahi laga hai.",
            "hi": "कोई रिमाइंडर नहीं लगा है।",
            "en": "No reminder is set.",
        },
    },
    examples=(
        Example("kaun se reminder lage hain", "hi-en", reply="none"),
        Example("reminder dikhao", "hi-en", before=("Rahul ko kal reminder bhejna",)),
        Example(
            "Rahul ke reminder dikhao", "hi-en", {"customer": "Rahul Sharma"}, before=("Rahul ko kal reminder bhejna",)
        ),
        Example(
            "Bharat ke reminder dikhao",
            "hi-en",
            {"customer": "Bharat", "candidates": ["Bharat Bhushan", "Bharat Yadav"]},
            reply="choose",
        ),
        Example("रिमाइंडर दिखाओ", "hi", before=("राहुल को कल रिमाइंडर भेजना",)),
        Example("कौन से रिमाइंडर लगे हैं", "hi", reply="none"),
        Example("राहुल के रिमाइंडर दिखाओ", "hi", {"customer": "Rahul Sharma"}, before=("राहुल को कल रिमाइंडर भेजना",)),
        Example("show reminders", "en", before=("Remind Rahul tomorrow",)),
        Example("which reminders are set", "en", reply="none"),
        Example("show Rahul's reminders", "en", {"customer": "Rahul Sharma"}, before=("Remind Rahul tomorrow",)),
    ),
)
