"""Who is being talked about: the conversation's memory of customers."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from uuid import UUID

    from execora.ledger.model import Customer

REMEMBERED = 10


@dataclass(slots=True)
class Memory:
    """The customers spoken of, the latest first, each once. It hides nobody: names are always looked up in the shop."""

    _recent: deque[Customer] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _lost: bool = False
    """Whether who was spoken of last is nobody after all."""
    astray: bool = False
    """Whether something was said that nobody knows: a bill that waits may not be the one that is meant."""

    def speak_of(self, customer: Customer) -> None:
        """Make a customer the active one."""
        self.forget(customer.id)
        self._recent.appendleft(customer)
        self._lost = False

    @property
    def recent(self) -> tuple[Customer, ...]:
        """Who is remembered, the latest first."""
        return tuple(self._recent)

    @property
    def ids(self) -> set[UUID]:
        """Who is remembered."""
        return {known.id for known in self._recent}

    def lose(self, customer_id: UUID) -> None:
        """Drop a customer whose making failed: "uska" then means nobody, and not who was spoken of before."""
        self._lost = self._lost or (bool(self._recent) and self._recent[0].id == customer_id)
        self.forget(customer_id)

    def forget(self, customer_id: UUID) -> None:
        """Drop a customer."""
        for known in tuple(self._recent):
            if known.id == customer_id:
                self._recent.remove(known)

    def clear(self) -> None:
        """Forget everybody: what was said since is not known, so "uska" may mean anybody."""
        self._recent.clear()
        self._lost, self.astray = False, True

    def rename(self, customer: Customer) -> None:
        """Remember somebody as they are called now, in the place they have."""
        for place, known in enumerate(self._recent):
            if known.id == customer.id:
                self._recent[place] = customer

    def both(self) -> tuple[Customer, ...]:
        """Return the two who were spoken of last, the earlier first; nobody where there are fewer."""
        return (self._recent[1], self._recent[0]) if len(self._recent) > 1 and not self._lost else ()

    def customer(self, which: Literal["active", "previous"]) -> Customer | None:
        """Return the customer spoken of last, or the one before, if there is one."""
        place = (0 if which == "active" else 1) - self._lost
        return self._recent[place] if 0 <= place < len(self._recent) else None
