from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.ledger import postings
from execora.ledger.gst import UNTAXED, Tax
from execora.ledger.model import Split
from execora.ledger.money import LARGEST, Paise
from execora.ledger.postings import ACCOUNTS, Posting
from execora.ledger.sums import Sums

RAHUL = UUID(int=1)

AMOUNTS = st.integers(1, LARGEST // 10).map(Paise)
SPLITS = st.lists(st.builds(Split, AMOUNTS, st.sampled_from(["cash", "upi", "card", "bank", "cheque"])), min_size=1)


def test_a_payment_lessens_what_the_customer_owes():
    posting = postings.payment(RAHUL, [Split(Paise(50_000), "cash"), Split(Paise(30_000), "upi")])
    assert posting == Posting("payment", ((RAHUL, -80_000), (ACCOUNTS["cash"], 50_000), (ACCOUNTS["upi"], 30_000)))


def test_two_splits_of_one_mode_are_one_entry():
    posting = postings.payment(RAHUL, [Split(Paise(100), "cash"), Split(Paise(200), "cash")])
    assert posting.entries == ((RAHUL, -300), (ACCOUNTS["cash"], 300))


def test_a_credit_and_a_bill_add_to_what_the_customer_owes():
    assert postings.credit(RAHUL, Paise(500)).entries == ((RAHUL, 500), (ACCOUNTS["unbilled"], -500))
    assert postings.invoice(RAHUL, bill(500)).entries == ((RAHUL, 500), (ACCOUNTS["sales"], -500))


def test_a_bill_is_booked_without_its_tax_and_each_tax_apart():
    taxed = Sums(Paise(30), Tax(Paise(24), Paise(24)), Paise(-20), Paise(500))
    assert postings.invoice(RAHUL, taxed).entries == (
        (RAHUL, 500),
        (ACCOUNTS["sales"], -472),
        (ACCOUNTS["cgst"], -24),
        (ACCOUNTS["sgst"], -24),
        (ACCOUNTS["round_off"], 20),
    )


def bill(total: int) -> Sums:
    """Return the sums of a bill without discount and tax."""
    return Sums(Paise(0), UNTAXED, Paise(0), Paise(total))


def test_an_opening_balance_may_be_an_advance():
    assert postings.opening(RAHUL, Paise(-500)).entries == ((RAHUL, -500), (ACCOUNTS["opening"], 500))


@given(st.lists(SPLITS, min_size=1, max_size=3))
def test_a_payment_balances_in_the_order_in_which_accounts_are_locked(payments: list[list[Split]]):
    for splits in payments:
        entries = postings.payment(RAHUL, splits).entries
        assert sum(amount for _, amount in entries) == 0
        assert [account_id for account_id, _ in entries] == sorted({account_id for account_id, _ in entries})


@given(SPLITS)
def test_a_reversal_takes_back_every_entry(splits: list[Split]):
    posting = postings.payment(RAHUL, splits)
    reversal = postings.reversal(posting.entries)
    assert reversal.kind == "reversal"
    assert [(account_id, -amount) for account_id, amount in reversal.entries] == list(posting.entries)


def test_a_shops_own_accounts_are_locked_after_every_customers():
    assert min(ACCOUNTS.values()) > UUID("ffffffff-ffff-4fff-bfff-ffffffffffff")
    assert len(set(ACCOUNTS.values())) == len(ACCOUNTS)


@pytest.mark.parametrize("amount", [0, -5, LARGEST + 1])
def test_an_amount_that_no_journal_holds_is_refused(amount: int):
    wrong = Paise(amount)
    with pytest.raises(ValueError, match=r"not above zero|cannot be booked"):
        postings.credit(RAHUL, wrong)
    with pytest.raises(ValueError, match=r"not above zero|cannot be booked"):
        postings.invoice(RAHUL, bill(amount))
    with pytest.raises(ValueError, match=r"not above zero|cannot be booked"):
        postings.payment(RAHUL, [Split(Paise(100), "cash"), Split(wrong, "upi")])


def test_a_payment_of_nothing_is_refused():
    with pytest.raises(ValueError, match="cannot be booked"):
        postings.payment(RAHUL, [])
    with pytest.raises(ValueError, match="cannot be booked"):
        postings.opening(RAHUL, Paise(0))


def test_nothing_cannot_be_taken_back():
    with pytest.raises(ValueError, match="cannot be booked"):
        postings.reversal([])
