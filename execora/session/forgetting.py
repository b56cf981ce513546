"""What a conversation makes of news of the shop's customers: others call them otherwise, or have them forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from execora.session.conversation import Conversation


def look_again(talk: Conversation, customer_id: UUID | None) -> None:
    """Know a customer as the shop's index does now, and forget whom it does not know any more; None means everybody."""
    for known in {customer_id} if customer_id else _everybody(talk):
        customer = talk.desk.customers.get(known)
        if customer:
            talk.errands.newcomers.drop(known)
            talk.memory.rename(customer)
        elif known not in talk.errands.being_made:
            forget(talk, known)


def forget(talk: Conversation, customer_id: UUID) -> None:
    """Speak of a customer no more, whatever was said of them before."""
    talk.errands.newcomers.drop(customer_id)
    talk.errands.forget(customer_id)
    talk.memory.forget(customer_id)
    talk.last_answer = None  # whether it named them, nobody can tell any more
    talk.speaking.move_on()
    talk.questions.drop_about(customer_id)


def _everybody(talk: Conversation) -> set[UUID]:
    """Return whom the conversation has anything to say about."""
    asked = {customer_id for asked in talk.turn.all_asked for customer_id in asked.held.about}
    return asked | set(talk.errands.newcomers) | talk.memory.ids | talk.errands.changes.about
