"""What is read back before it is written, because it may have been misheard. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.plain_yes import is_plain_yes

if TYPE_CHECKING:
    from uuid import UUID

    from execora.session.heard import Heard, HeldOrder


def may_be_no_yes(heard: Heard) -> bool:
    """Tell whether words that agree may be a hum, a laugh, or what was said to somebody else."""
    return heard.read_back and not is_plain_yes(heard.text, heard.certain)


def changes_more_than_drafts(held: HeldOrder, shown_draft: UUID | None) -> bool:
    """Tell whether an order changes the books without anybody having been asked.

    A draft is no entry in the books, and is shown before it becomes one: who then plainly says yes and names nobody,
    answers.
    """
    command, order = held.command, held.order
    if command.asks_itself(order) or all(thing.kind == "draft" for thing in command.touches(order).writes):
        return False
    answers = command.needs.draft == "ends" and held.reading.entities.customer is None
    if held.heard.number == 0:  # behind a command it is no hum
        answers = answers and not may_be_no_yes(held.heard)
    return not answers or shown_draft is None or order.draft_id != shown_draft
