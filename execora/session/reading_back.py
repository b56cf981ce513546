"""What is read back before it is written, because it may have been misheard. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from execora.session.heard import HeldOrder


def changes_more_than_drafts(held: HeldOrder, shown_draft: UUID | None) -> bool:
    """Tell whether an order changes the books without anybody having been asked.

    A draft is no entry in the books, and is shown before it becomes one: who then says yes, naming nobody, answers.
    """
    command, order = held.command, held.order
    if command.asks_itself(order) or all(thing.kind == "draft" for thing in command.touches(order).writes):
        return False
    answers = command.needs.draft == "ends" and held.reading.entities.customer is None
    return not answers or shown_draft is None or order.draft_id != shown_draft
