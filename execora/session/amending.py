"""A correction of what is asked about: it is put right and asked again, and nothing is written for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import trio

from execora.commands import by_intent
from execora.commands.command import Command, Reply
from execora.language.grammar import HARMLESS
from execora.language.wording import Email, Gstin, Money, Phrase, Quantity
from execora.ledger.model import Split
from execora.session.answers import say
from execora.session.correcting import put_right
from execora.session.picking import pick
from execora.session.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from execora.language.reading import Entities, Reading
    from execora.session.answers import Saying
    from execora.session.conversation import Conversation
    from execora.session.heard import Chosen, Heard, HeldOrder
    from execora.session.memory import Memory


def amend(talk: Conversation, correction: Reading, heard: Heard) -> bool:
    """Put right what the open question is about and ask again; False where no question is what waits.

    Where it does not show what is to be put right, the question is put again as it was.
    """
    now = trio.current_time()
    asked = talk.questions.open(heard)
    if asked is None or talk.turn.pending(now, heard.told) == "draft":
        return False
    option = pick(asked.options, correction.entities.customer, None) if asked.options else None
    if option:  # "nahi, Agra wala"
        talk.intend(correction, shown(correction.entities), heard)
        talk.questions.choose(asked, option, heard)
        return True
    held = asked.held
    changed = put_right(held.reading, correction, heard.now)
    talk.intend(correction, _entities(talk, correction, changed), heard)
    if changed is None:
        talk.refuse(_command(), Reply("unclear", error="UNKNOWN_INTENT"), heard)
        talk.questions.put(asked, heard)
        return True
    following = talk.questions.answered()
    words = f"{held.heard.text}, {heard.text}" if held.heard.text else heard.text
    put_anew = replace(heard, text=words, wish=held.heard.wish)
    talk.take_up(held.command, changed, put_anew, {}, told=True, again=True)
    if following and talk.turn.question(now) is following:
        talk.questions.put(following, heard)
    return True


def _entities(talk: Conversation, correction: Reading, changed: Reading | None) -> dict[str, object]:
    """Show what changes: a moment as it is with what stays of it, a customer by the full name."""
    said = correction.entities
    if changed and said.when:
        said = replace(said, moment=changed.entities.moment)
    if said.customer is None:
        return shown(said)
    return talk.shown_called(said, said.customer)


def asking_again(held: HeldOrder, heard: Heard) -> Saying:
    """Word the question about an order that was put right, put off or maybe misheard: what it is, as understood."""
    return say(held.command, "corrected", restated(held), heard.language, heard.now.date())


def restated(held: HeldOrder) -> dict[str, object]:
    """Return what an order is and what it speaks of, to be said."""
    return {"what": Phrase(held.command.title), "about": _about(held) or (held.order.said,)}


def _about(held: HeldOrder) -> tuple[object, ...]:
    """Return what the order speaks of, ready to be said."""
    order, said = held.order, held.order.entities
    who = (order.customer, *order.customers, said.name)
    goods = [item.product for item in order.items]
    much = Quantity(order.quantity, order.product.unit) if order.product and order.quantity is not None else None
    price = None if said.price is None else Money(said.price)
    when = said.moment or said.day
    everything = (*who, *goods, order.product or said.product, much, *_money(said), price, when, *_particulars(said))
    return tuple(thing for thing in everything if thing is not None)


def _money(said: Entities) -> tuple[object, ...]:
    if said.splits or said.amount is None:
        return said.splits
    return (Split(said.amount, said.mode) if said.mode else Money(said.amount),)


def _particulars(said: Entities) -> tuple[object, ...]:
    """Return what is to be kept of a customer."""
    email = None if said.email is None else Email(said.email)
    gstin = None if said.gstin is None else Gstin(said.gstin)
    return said.phone, said.nickname, said.landmark, email, gstin


def each_of_both(readings: Iterable[Reading], memory: Memory) -> Iterator[tuple[Reading, Chosen]]:
    """Look something up for each of the two who were spoken of last: "dono ka balance batao"."""
    for reading in readings:
        both = memory.both() if reading.entities.customer_ref == "both" and reading.intent in HARMLESS else ()
        for customer in both:
            said = replace(reading.entities, customer=customer.name, customer_ref=None)
            yield replace(reading, entities=said), {("customer", customer.name): customer}
        if not both:
            yield reading, {}


def _command() -> Command:
    command = by_intent()["CORRECT"]
    if not isinstance(command, Command):
        raise TypeError("CORRECT is a command for the books")
    return command
