"""Raw SQL with which tests build journals and bills piece by piece, so that one piece can be left out or bent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, LiteralString
from uuid import UUID, uuid4

import pytest

from execora.ledger.numbering import document_number
from execora.ledger.postings import ACCOUNTS
from tests.store.town import BREAD, MILK, RAHUL

if TYPE_CHECKING:
    import psycopg

KEY = "attack"

Entries = tuple[tuple[UUID, int], ...]

PAID: Entries = ((RAHUL.id, -500), (ACCOUNTS["cash"], 500))


def ask(attacker: psycopg.Connection, shop: int, key: str = KEY) -> None:
    """Make a request, answered, for journals and moves to be made for."""
    attacker.execute("insert into execora.request (shop_id, key, digest, intent) values (%s, %s, %s, 'ATTACK')",
                     [shop, key, bytes(32)])  # fmt: skip
    attacker.execute("update execora.request set answer = '{}' where key = %s", [key])


def post(
    attacker: psycopg.Connection,
    shop: int,
    entries: Entries = PAID,
    *,
    kind: str = "payment",
    journal_id: UUID | None = None,
    reverses: UUID | None = None,
) -> UUID:
    """Insert a journal and its entries; balanced or not."""
    journal_id = journal_id or uuid4()
    attacker.execute(
        "insert into execora.journal (shop_id, id, kind, request_key, reverses, effective_on, memo)"
        " values (%s, %s, %s, %s, %s, '2026-11-20', 'attack')",
        [shop, journal_id, kind, KEY, reverses],
    )
    for account_id, amount in entries:
        enter(attacker, shop, journal_id, account_id, amount)
    return journal_id


def enter(attacker: psycopg.Connection, shop: int, journal_id: UUID, account_id: UUID, amount: int) -> None:
    """Insert one entry."""
    attacker.execute(
        "insert into execora.entry (shop_id, journal_id, account_id, amount) values (%s, %s, %s, %s)",
        [shop, journal_id, account_id, amount],
    )


@dataclass
class RawBill:
    """An invoice of two packets of milk and one of bread; the whole of it is accepted."""

    shop: int
    number: int = 1
    id: UUID = field(default_factory=uuid4)
    customer: UUID = RAHUL.id
    total: int = 10_000
    entries: Entries = ((RAHUL.id, 10_000), (ACCOUNTS["sales"], -10_000))
    kind: str = "invoice"
    series: str = "INV"
    year: str = "2627"
    document: str = ""
    on: str = "2026-11-20"
    lines: tuple[tuple[UUID, int, int], ...] = ((MILK.product.id, 2000, 6000), (BREAD.product.id, 1000, 4000))
    moves: tuple[tuple[UUID, int], ...] = ((MILK.product.id, -2000), (BREAD.product.id, -1000))
    asks: bool = True
    """Whether the request for it is made too."""
    draws: bool = True
    """Whether its number is drawn."""

    def make(self, attacker: psycopg.Connection) -> None:
        """Insert it, piece by piece, in the order in which the books do."""
        if self.asks:
            ask(attacker, self.shop)
        if self.draws:
            draw(attacker, self.shop, self.series, self.year)
        post(attacker, self.shop, self.entries, kind=self.kind, journal_id=self.id)
        self.head(attacker)
        for number, (product_id, quantity, total) in enumerate(self.lines, 1):
            self.add_line(attacker, number, product_id, quantity, total)
        for product_id, quantity in self.moves:
            self.move(attacker, product_id, quantity)

    def head(self, attacker: psycopg.Connection) -> None:
        """Insert the invoice itself."""
        document = self.document or f"{self.series}/{self.year}/{self.number:05}"
        attacker.execute(
            "insert into execora.invoice (shop_id, id, customer_id, series, year, number, document, issued_on, total)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [self.shop, self.id, self.customer, self.series, self.year, self.number, document, self.on, self.total],
        )

    def add_line(self, attacker: psycopg.Connection, number: int, product_id: UUID, quantity: int, total: int) -> None:
        """Insert one line."""
        attacker.execute(
            "insert into execora.invoice_line (shop_id, invoice_id, line, product_id, quantity, price, total)"
            " values (%s, %s, %s, %s, %s, 3000, %s)",
            [self.shop, self.id, number, product_id, quantity, total],
        )

    def move(self, attacker: psycopg.Connection, product_id: UUID, quantity: int) -> None:
        """Take goods off the shelf for it."""
        attacker.execute(
            "insert into execora.stock_move (shop_id, product_id, quantity, reason, request_key, invoice_id)"
            " values (%s, %s, %s, 'sold', %s, %s)",
            [self.shop, product_id, quantity, KEY, self.id],
        )


BACK: Entries = ((RAHUL.id, -10_000), (ACCOUNTS["sales"], 10_000))

GOODS = ((MILK.product.id, 2000), (BREAD.product.id, 1000))


def cancel(
    attacker: psycopg.Connection,
    bill: RawBill,
    *,
    goods: tuple[tuple[UUID, int], ...] = GOODS,
    number: int = 1,
    draws: bool = True,
    reverses: bool = True,
) -> UUID:
    """Take a raw bill back; the whole of it is accepted."""
    note_id = uuid4()
    if draws:
        draw(attacker, bill.shop, "CN")
    if reverses:
        post(attacker, bill.shop, BACK, kind="reversal", journal_id=note_id, reverses=bill.id)
    else:
        post(attacker, bill.shop, BACK, kind="credit", journal_id=note_id)
    attacker.execute(
        "insert into execora.credit_note (shop_id, id, invoice_id, series, year, number, document, issued_on)"
        " values (%s, %s, %s, 'CN', '2627', %s, %s, '2026-11-20')",
        [bill.shop, note_id, bill.id, number, document_number("CN", "2627", number)],
    )
    for product_id, quantity in goods:
        take_back(attacker, bill.shop, note_id, product_id, quantity)
    return note_id


def take_back(attacker: psycopg.Connection, shop: int, note_id: UUID, product_id: UUID, quantity: int) -> None:
    """Put goods back on the shelf."""
    attacker.execute(
        "insert into execora.stock_move (shop_id, product_id, quantity, reason, request_key, credit_note_id)"
        " values (%s, %s, %s, 'returned', %s, %s)",
        [shop, product_id, quantity, KEY, note_id],
    )


def draw(attacker: psycopg.Connection, shop: int, series: str = "INV", year: str = "2627") -> None:
    """Draw the next number."""
    attacker.execute(
        "insert into execora.series as s (shop_id, series, year, last) values (%s, %s, %s, 1)"
        " on conflict (shop_id, series, year) do update set last = s.last + 1",
        [shop, series, year],
    )


def refused(attacker: psycopg.Connection, error: type[psycopg.Error], match: str, *statements: LiteralString) -> None:
    """Run statements and COMMIT, one of which must be refused, and roll back."""
    with pytest.raises(error, match=match):
        run(attacker, *statements)
    attacker.rollback()


def run(attacker: psycopg.Connection, *statements: LiteralString) -> None:
    """Run statements and COMMIT."""
    for statement in statements:
        attacker.execute(statement)
    attacker.commit()
