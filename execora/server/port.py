"""What the server's doors stand on: the shops, what their pages show, and how the parts are doing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from execora.ledger.model import Balance, DaySummary, Reminder, ShelfItem
    from execora.session.desk import Desk

Health = Callable[[], Awaitable[Mapping[str, str]]]
"""Asks each dependency how it is: its name to "ok", or to what is wrong in words that may be shown to anybody."""


class Desks(Protocol):
    """The shops that this process serves."""

    async def open(self, tenant: str) -> Desk | None:
        """Return a tenant's desk, the same one each time; None where there is no such shop.

        Raises:
            DatabaseError: the books cannot be reached.

        """


class Views(Protocol):
    """What a shop's pages show. Each returns at most `limit` items behind the last one of the page before.

    Every method raises `DatabaseError` where the books cannot be reached.
    """

    async def customers(
        self, shop_id: int, *, search: str = "", after: tuple[str, UUID] | None = None, limit: int = 50
    ) -> Sequence[Balance]:
        """Return customers by name and id; with a search, those whose name, nickname, landmark or phone has it."""

    async def customer(self, shop_id: int, customer_id: UUID) -> Balance | None:
        """Return one customer, or None where the shop has none of that id."""

    async def products(
        self, shop_id: int, *, after: tuple[str, UUID] | None = None, limit: int = 50
    ) -> Sequence[ShelfItem]:
        """Return products by name and id."""

    async def reminders(
        self, shop_id: int, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
    ) -> Sequence[Reminder]:
        """Return the reminders that wait, by hour and id."""

    async def days(self, shop_id: int, first: date, last: date) -> DaySummary:
        """Sum up the days from first to last, both included."""
