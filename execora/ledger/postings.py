"""How what happens in a shop is booked: which accounts move, and by how much.

A debit is above zero and a credit below, so a customer's balance is what they owe. Every posting sums to zero.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from execora.ledger.money import LARGEST, Paise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from execora.ledger.model import Split
    from execora.ledger.sums import Sums

Kind = Literal["payment", "credit", "opening", "invoice", "reversal"]
"""Why something was posted."""

Entry = tuple[UUID, Paise]
"""An account, and what is added to it."""

_KINDS = (
    "cash", "upi", "card", "bank", "cheque", "sales", "unbilled", "opening", "cgst", "sgst", "igst", "round_off",
)  # fmt: skip

ACCOUNTS = {kind: UUID(f"ffffffff-ffff-ffff-ffff-{number:012}") for number, kind in enumerate(_KINDS, 1)}
"""A shop's own accounts, by kind. Their ids are the same in every shop, and come after every customer's account: they
are locked last, for what all postings share should be locked for the shortest time.

Cash, upi, card, bank and cheque are where money came in; sales is what was billed, after discounts and without tax;
unbilled is what was given on credit without a bill; opening is where the books began. The tax that customers paid is
the government's, each of its kinds apart; round_off is what was added to bills to make them whole rupees.
"""


@dataclass(frozen=True, slots=True)
class Posting:
    """A journal to be: its entries in the order of their accounts' ids, which is the order they are locked in."""

    kind: Kind
    entries: tuple[Entry, ...]


def payment(customer_id: UUID, splits: Sequence[Split]) -> Posting:
    """Book money that a customer brought.

    Raises:
        ValueError: there is no split, or one is not above zero.

    """
    for split in splits:
        _above_zero(split.amount)
    total = sum(split.amount for split in splits)
    return _posting("payment", [*((ACCOUNTS[split.mode], split.amount) for split in splits), (customer_id, -total)])


def credit(customer_id: UUID, amount: Paise) -> Posting:
    """Book what a customer took on credit without a bill.

    Raises:
        ValueError: the amount is not above zero.

    """
    return _posting("credit", [(customer_id, _above_zero(amount)), (ACCOUNTS["unbilled"], -amount)])


def opening(customer_id: UUID, amount: Paise) -> Posting:
    """Book what a customer owed before the books began, or below zero what they had paid ahead.

    Raises:
        ValueError: the amount is zero.

    """
    return _posting("opening", [(customer_id, amount), (ACCOUNTS["opening"], -amount)])


def invoice(customer_id: UUID, bill: Sums) -> Posting:
    """Book a bill: what is sold, and its tax.

    Raises:
        ValueError: the total is not above zero.

    """
    booked = {
        "sales": bill.taxable,
        "cgst": bill.tax.cgst,
        "sgst": bill.tax.sgst,
        "igst": bill.tax.igst,
        "round_off": bill.round_off,
    }
    moved = [(ACCOUNTS[kind], -amount) for kind, amount in booked.items() if amount]
    return _posting("invoice", [(customer_id, _above_zero(bill.total)), *moved])


def reversal(entries: Iterable[Entry]) -> Posting:
    """Take a journal back, exactly."""
    return _posting("reversal", [(account_id, -amount) for account_id, amount in entries])


def _posting(kind: Kind, moves: Iterable[tuple[UUID, int]]) -> Posting:
    """Sum up what moves each account, and check what the database will check."""
    sums: defaultdict[UUID, int] = defaultdict(int)
    for account_id, amount in moves:
        sums[account_id] += amount
    amounts = list(sums.values())
    if len(amounts) < 2 or sum(amounts) != 0 or not all(0 < abs(amount) <= LARGEST for amount in amounts):
        raise ValueError(f"a {kind} of {sorted(amounts)} cannot be booked")
    return Posting(kind, tuple((account_id, Paise(sums[account_id])) for account_id in sorted(sums)))


def _above_zero(amount: Paise) -> Paise:
    if amount <= 0:
        raise ValueError(f"{amount} is not above zero")
    return amount
