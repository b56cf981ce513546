"""What a conversation has changed, in the order in which it was said, so that the last of it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from execora.commands.changes import about

if TYPE_CHECKING:
    from uuid import UUID

    from execora.commands.changes import Change

REMEMBERED = 100
"""Changes that can be taken back, one after the other, the latest first."""


@dataclass(slots=True)
class Changes:
    """The changes of one conversation. Tasks end in any order; what counts is the order in which they were spoken."""

    _by_task: dict[UUID, Change | None] = field(default_factory=dict)

    def expect(self, task_id: UUID) -> None:
        """Keep a place for what a task may change: it comes after all that was said before it."""
        self._by_task[task_id] = None

    def note(self, task_id: UUID, change: Change | None) -> None:
        """Note what a task has changed; nothing gives its place away."""
        if change is None:
            self._by_task.pop(task_id, None)
            return
        self._by_task[task_id] = change
        if len(self._by_task) > REMEMBERED:
            del self._by_task[next(iter(self._by_task))]

    @property
    def last(self) -> Change | None:
        """The last change that is known and was not taken back."""
        return next((change for change in reversed(self._by_task.values()) if change is not None), None)

    @property
    def about(self) -> set[UUID]:
        """The customers they speak of."""
        return {customer.id for change in self._by_task.values() if change for customer in about(change)}

    def forget_customer(self, customer_id: UUID) -> None:
        """Drop the changes that speak of somebody who is to be forgotten."""
        for change in tuple(self._by_task.values()):
            if change and any(customer.id == customer_id for customer in about(change)):
                self.forget(change)

    def forget(self, change: Change) -> None:
        """Drop a change that was taken back, or that nobody can take back."""
        for task_id, known in tuple(self._by_task.items()):
            if known is change:
                del self._by_task[task_id]
