"""How often a customer may be changed: a bound on what a stuck button, or a program, can do to them. Pure.

Any sixty seconds hold so many changes of one customer and no more. Each is told by its request key: one that is asked
for again is the same change, and counts once.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

WINDOW_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Reached:
    """A customer was changed as often as may be."""

    customer_id: UUID
    wait_seconds: float
    """How long until one more is allowed."""


@dataclass(slots=True)
class Allowance:
    """The changes of one shop's customers. `now` is of any clock that never goes back.

    It remembers the customers of the last minute's changes, and for each of them `most` changes at the most.
    """

    most: int
    """How many changes of one customer any window may hold."""
    _changes: OrderedDict[UUID, dict[str, float]] = field(default_factory=OrderedDict)
    """By customer, whoever was changed last at the end: when each change was counted, by its key, the oldest first."""

    def take(self, customer_ids: Collection[UUID], key: str, now: float) -> tuple[UUID, ...] | Reached:
        """Count a change of some customers, of all or of none; return those for whom it was not counted before."""
        self._forget_before(now - WINDOW_SECONDS, customer_ids)
        new = tuple(each for each in customer_ids if key not in self._changes.get(each, ()))
        for customer_id in new:
            times = [*self._changes.get(customer_id, {}).values()]
            if len(times) >= self.most:
                return Reached(customer_id, times[0] + WINDOW_SECONDS - now)
        for customer_id in new:
            self._changes.setdefault(customer_id, {})[key] = now
            self._changes.move_to_end(customer_id)
        return new

    def give_back(self, customer_ids: Collection[UUID], key: str) -> None:
        """Count a change of these customers no more: nothing came of it, or it had been made before."""
        for customer_id in customer_ids:
            if changes := self._changes.get(customer_id):
                changes.pop(key, None)

    def _forget_before(self, oldest: float, customer_ids: Collection[UUID]) -> None:
        """Forget the changes of these customers that count no longer, and customers who have no other ones."""
        for customer_id in customer_ids:
            changes = self._changes.get(customer_id, {})
            for key in [key for key, time in changes.items() if time <= oldest]:
                del changes[key]
        while self._changes and all(time <= oldest for time in next(iter(self._changes.values())).values()):
            self._changes.popitem(last=False)
