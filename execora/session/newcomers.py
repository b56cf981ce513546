"""How customers are called, where a conversation knows it before the shop's index has heard of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from execora.language.names import NameIndex
    from execora.ledger.model import Customer
    from execora.session.desk import Desk

MOST_NEWCOMERS = 20
"""How many are kept, the latest. The index hears of each within milliseconds, and they are then dropped here."""


class Newcomers:
    """Customers who were just made or are being made, or were just given other names."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[UUID, Customer] = {}

    def __iter__(self) -> Iterator[UUID]:
        """Give the ids of those who are kept."""
        return iter(tuple(self._known))

    def index(self) -> NameIndex:
        """Return the shop's index with these laid over it."""
        return self._desk.customers.with_extra(self._known.values())

    def know(self, customer: Customer) -> None:
        """Know a customer by a name that the shop's index has not heard of yet."""
        self._known[customer.id] = customer
        if len(self._known) > MOST_NEWCOMERS:
            del self._known[next(iter(self._known))]

    def made(self, customer: Customer) -> None:
        """Know one who is being made as the books have them now; whom the index has heard of, it knows better."""
        if customer.id in self._known:
            self._known[customer.id] = customer

    def rename(self, before: Customer, after: Customer) -> bool:
        """Call a customer otherwise; False where what is known of them is not, or no longer, what was changed.

        The index may have heard of this change already, and of another one after it.
        """
        last = self._known.get(after.id) or self._desk.customers.get(after.id)
        if last == before:
            self.know(after)
        return last == before

    def drop(self, customer_id: UUID) -> None:
        """Leave a customer to the index; somebody who is not kept is no error."""
        self._known.pop(customer_id, None)
