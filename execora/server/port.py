"""What the server's doors stand on: the shops, what their pages show, and how the parts are doing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Literal, Protocol

from execora.session.port import JSON

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import date
    from uuid import UUID

    from execora.ledger.model import Balance, Customer, DaySummary, Reminder, ShelfItem
    from execora.ledger.money import Paise
    from execora.ledger.units import Milli
    from execora.session.desk import Desk
    from execora.session.port import Entry, KeptConversation, Position, Recording

Health = Callable[[], Awaitable[Mapping[str, str]]]
"""Asks each dependency how it is: its name to "ok", or to what is wrong in words that may be shown to anybody."""

Spooled = Callable[[], Mapping[str, JSON]]
"""Tells how the transcripts come to the database: figures, and a `state`, "ok" or what is wrong in words that may be
shown to anybody. Never waits."""


class Desks(Protocol):
    """The shops that this process serves."""

    async def open(self, tenant: str) -> Desk | None:
        """Return a tenant's desk, the same one each time; None where there is no such shop.

        Raises:
            DatabaseError: the books cannot be reached.

        """

    def close(self) -> None:
        """Let the sessions of every shop come to their end."""


class Customers(Protocol):
    """The customers, as pages show them."""

    async def get(self, customer_id: UUID) -> Customer | None:
        """Return a customer, or None."""

    async def balance(self, customer_id: UUID) -> Paise | None:
        """Return what a customer owes, or None."""

    async def page(self, *, text: str | None = None, after: UUID | None = None, limit: int = 50) -> Sequence[Balance]:
        """Return customers by name; with a text, those who have it in their name, nickname, landmark or phone."""


class Products(Protocol):
    """The goods, as pages show them."""

    async def page(self, *, text: str | None = None, after: UUID | None = None, limit: int = 50) -> Sequence[ShelfItem]:
        """Return products by name; with a text, those that have it in their name or aliases."""


class Reminders(Protocol):
    """The messages that wait for their hour."""

    async def waiting(self) -> Sequence[Reminder]:
        """Return them all, the next one first."""


class Reports(Protocol):
    """Sums over the books."""

    async def days(self, first: date, last: date) -> DaySummary:
        """Sum up the days from first to last, both included."""


class OpenBooks(Protocol):
    """One shop's books, open to be looked at."""

    @property
    def customers(self) -> Customers: ...  # noqa: D102

    @property
    def products(self) -> Products: ...  # noqa: D102

    @property
    def reminders(self) -> Reminders: ...  # noqa: D102

    @property
    def reports(self) -> Reports: ...  # noqa: D102


class Books(Protocol):
    """The books of all shops; `execora.store.books.Books` keeps this promise."""

    def reading(self, shop_id: int) -> AbstractAsyncContextManager[OpenBooks]:
        """Open a shop's books for as long as the block lasts.

        Raises:
            DatabaseError: the books cannot be reached.

        """

    async def set_gst(self, shop_id: int, product_id: UUID, rate: Milli, hsn: str | None) -> ShelfItem | None:
        """Tell the GST rate of a product and, where that is given, its HSN code; None where there is no such product.

        Raises:
            DatabaseError: the books cannot be reached.
            OutcomeUnknownError: they could not tell whether it was kept.

        """


class Transcripts(Protocol):
    """The transcripts of all shops; `execora.store.transcripts.Transcripts` keeps this promise.

    Each method raises `DatabaseError` where the books cannot be reached.
    """

    async def page(self, shop_id: int, *, after: Position | None, limit: int) -> Sequence[KeptConversation]:
        """Return conversations, the newest first, after a position or from the first on."""

    async def find(self, shop_id: int, conversation_id: UUID) -> KeptConversation | None:
        """Return a conversation, or None."""

    async def entries(self, shop_id: int, conversation_id: UUID, *, after: int, limit: int) -> Sequence[Entry]:
        """Return what was said in a conversation, in its order, behind the entry of a number; 0 is before them all."""


class Recordings(Protocol):
    """The recordings of all shops; `execora.records.archive.Archive` keeps this promise.

    Each method raises `DatabaseError` where the books cannot be reached; those that touch the sound itself raise
    `RecordingError` where what keeps it fails.
    """

    async def page(self, shop_id: int, *, after: Position | None, limit: int) -> Sequence[Recording]:
        """Return recordings, the newest first, after a position or from the first on."""

    async def size(self, shop_id: int, recording_id: UUID) -> int | None:
        """Return how many bytes of a recording can be read now; None where there is no such sound."""

    async def read(self, shop_id: int, recording_id: UUID, start: int, length: int) -> bytes:
        """Return bytes of a recording, at the most so many."""

    async def remove(self, shop_id: int, recording_id: UUID) -> Literal["gone", "unknown", "open"]:
        """Remove a recording and its sound; one that goes on stays."""
