"""G1, G2, G3, G4 and G6, attacked as the serving role and as the owner of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
import trio
from psycopg import errors

from execora.ledger.postings import ACCOUNTS
from tests.store.attacks import KEY, PAID, Entries, ask, enter, post, refused
from tests.store.town import RAHUL, SURESH, change, payment

if TYPE_CHECKING:
    from execora.store.books import Books
    from tests.store.town import Town

CASH = ACCOUNTS["cash"]
UPI = ACCOUNTS["upi"]


# -- G1: a journal balances --------------------------------------------------------------------------------------------


def test_a_balanced_journal_is_accepted(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    post(attacker, town.shop)
    attacker.commit()
    assert owed(attacker) == -500


@pytest.mark.parametrize(
    "entries",
    [
        (),
        ((RAHUL.id, 500),),
        ((RAHUL.id, -500), (CASH, 499)),
        ((RAHUL.id, -500), (CASH, 300), (UPI, 201)),
    ],
)
def test_a_journal_that_does_not_balance_is_refused(attacker: psycopg.Connection, town: Town, entries: Entries):
    ask(attacker, town.shop)
    post(attacker, town.shop, entries)
    refused(attacker, errors.CheckViolation, "does not balance")
    assert owed(attacker) == 0


def test_checking_a_journal_early_does_not_open_it_for_more(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    journal_id = post(attacker, town.shop)
    attacker.execute("set constraints all immediate")
    attacker.execute("set constraints all deferred")
    enter(attacker, town.shop, journal_id, UPI, 300)
    refused(attacker, errors.CheckViolation, "does not balance")


@pytest.mark.parametrize("amount", [0, 10**12 + 1, -(10**12) - 1])
def test_an_entry_of_nothing_or_too_much_is_refused(attacker: psycopg.Connection, town: Town, amount: int):
    ask(attacker, town.shop)
    with pytest.raises(errors.CheckViolation, match="amount"):
        post(attacker, town.shop, ((RAHUL.id, amount), (CASH, -amount)))


def test_a_journal_of_no_known_kind_is_refused(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    with pytest.raises(errors.CheckViolation, match="kind"):
        post(attacker, town.shop, kind="gift")


# -- G2: what is in the books stays ------------------------------------------------------------------------------------

CHANGES: dict[str, LiteralString] = {
    "update": "update execora.{0} set shop_id = shop_id",
    "delete": "delete from execora.{0}",
    "truncate": "truncate execora.{0} cascade",
    "merge": "merge into execora.{0} using (select 1) one (n) on true when matched then delete",
}


@pytest.mark.parametrize("way", CHANGES)
@pytest.mark.parametrize("table", ["journal", "entry", "stock_move", "invoice", "invoice_line", "credit_note"])
def test_what_is_in_the_books_is_neither_changed_nor_removed(attacker: psycopg.Connection, table: str, way: str):
    refused(attacker, errors.InsufficientPrivilege, "permission denied|can only be added", CHANGES[way].format(table))


@pytest.mark.parametrize("table", ["shop", "request", "series"])
def test_what_the_books_hang_on_cannot_be_emptied_either(attacker: psycopg.Connection, table: str):
    refused(
        attacker, errors.InsufficientPrivilege, "permission denied|can only be added", CHANGES["truncate"].format(table)
    )


# -- G3: nothing is added later ----------------------------------------------------------------------------------------


def test_nothing_is_added_to_a_journal_after_its_transaction(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    journal_id = post(attacker, town.shop)
    attacker.commit()
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="closed"):
        enter(attacker, town.shop, journal_id, UPI, 500)
    attacker.rollback()
    assert attacker.execute("select count(*) from execora.entry").fetchone() == (2,)


def test_a_savepoint_is_still_the_journals_transaction(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    journal_id = post(attacker, town.shop, PAID[:1])
    attacker.execute("savepoint later")
    enter(attacker, town.shop, journal_id, CASH, 500)
    attacker.commit()
    assert owed(attacker) == -500


def test_the_transaction_of_a_journal_cannot_be_made_up(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        owner.execute("select set_config('execora.shop', %s, true)", [str(town.shop)])
        ask(owner, town.shop)
        owner.execute(
            "insert into execora.journal (shop_id, id, kind, request_key, effective_on, memo, xact, at)"
            " values (%s, %s, 'payment', %s, '2026-11-20', '', '99999', '2099-01-01')",
            [town.shop, journal_id := uuid4(), KEY],
        )
        for account_id, amount in PAID:
            enter(owner, town.shop, journal_id, account_id, amount)
        made_here = "select xact = pg_current_xact_id(), at = now() from execora.journal where id = %s"
        assert owner.execute(made_here, [journal_id]).fetchone() == (True, True)


def test_an_old_transactions_id_alone_opens_nothing_in_a_restored_copy(attacker: psycopg.Connection):
    same_id = "select execora.is_this_transaction(pg_current_xact_id(), now() - interval '1 microsecond')"
    assert attacker.execute(same_id).fetchone() == (False,)


# -- G4: a balance is the sum of its entries ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        "balance = balance + 1",
        "last_seq = last_seq + 1",
        "last_seq = last_seq - 1",
        "balance = 0, last_seq = 0",
        "balance = 0, last_seq = last_seq + 1",
    ],
)
def test_a_balance_does_not_move_without_an_entry(attacker: psycopg.Connection, town: Town, changed: LiteralString):
    ask(attacker, town.shop)
    post(attacker, town.shop)
    attacker.commit()
    attacker.execute(f"update execora.account set {changed} where id = %s", [RAHUL.id])
    refused(attacker, errors.CheckViolation, "does not stand where its last entry left it")


def test_going_back_to_an_earlier_entry_is_refused(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    post(attacker, town.shop)
    post(attacker, town.shop)
    attacker.commit()
    attacker.execute("update execora.account set balance = -500, last_seq = 1 where id = %s", [RAHUL.id])
    refused(attacker, errors.CheckViolation, "does not stand where its last entry left it")


@pytest.mark.parametrize("posted_before", [False, True])
@pytest.mark.parametrize("changed", ["balance = balance + 1000", "last_seq = last_seq + 7"])
def test_an_entry_does_not_cover_up_a_moved_balance(
    attacker: psycopg.Connection, town: Town, changed: LiteralString, *, posted_before: bool
):
    ask(attacker, town.shop)
    if posted_before:
        post(attacker, town.shop)
    attacker.execute(f"update execora.account set {changed} where id = %s", [RAHUL.id])
    with pytest.raises(errors.CheckViolation, match="moved without an entry"):
        post(attacker, town.shop)


def test_an_account_does_not_begin_with_money_in_it(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        owner.execute("select set_config('execora.shop', %s, true)", [str(town.shop)])
        owner.execute(
            "insert into execora.account (shop_id, id, kind, balance) values (%s, %s, 'customer', 100)",
            [town.shop, uuid4()],
        )
        refused(owner, errors.CheckViolation, "does not stand where its last entry left it")


def test_the_running_balance_of_an_entry_cannot_be_made_up(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        owner.execute("select set_config('execora.shop', %s, true)", [str(town.shop)])
        ask(owner, town.shop)
        journal_id = post(owner, town.shop, PAID[:1])
        owner.execute("insert into execora.entry values (%s, %s, %s, 500, 77, 7777)", [town.shop, journal_id, CASH])
        entry = "select account_seq, balance_after from execora.entry where account_id = %s"
        assert owner.execute(entry, [CASH]).fetchone() == (1, 500)


async def test_balances_are_the_sums_of_their_entries_however_many_post_at_once(town: Town, books: Books):
    async def pay(customer_id: UUID) -> None:
        for _ in range(10):
            await change(books, town.shop, payment(customer_id, 100))

    async with trio.open_nursery() as nursery:
        for customer in (RAHUL, SURESH) * 4:
            nursery.start_soon(pay, customer.id)
    with psycopg.connect(town.addresses.owner) as owner:
        owner.execute("select set_config('execora.shop', %s, true)", [str(town.shop)])
        sums = owner.execute(
            "select a.id, a.balance, a.last_seq, sum(e.amount), count(*), max(e.account_seq)"
            " from execora.account a join execora.entry e on e.account_id = a.id group by a.shop_id, a.id order by a.id"
        ).fetchall()
    assert sums == [
        (RAHUL.id, -4000, 40, -4000, 40, 40),
        (SURESH.id, -4000, 40, -4000, 40, 40),
        (CASH, 8000, 80, 8000, 80, 80),
    ]


# -- G6: a journal is reversed once at most, exactly -------------------------------------------------------------------

BACK: Entries = ((RAHUL.id, 500), (CASH, -500))


def test_an_exact_reversal_is_accepted_once(attacker: psycopg.Connection, town: Town):
    paid = posted(attacker, town)
    post(attacker, town.shop, BACK, kind="reversal", reverses=paid)
    attacker.commit()
    assert owed(attacker) == 0
    with pytest.raises(errors.UniqueViolation, match="reverses"):
        post(attacker, town.shop, BACK, kind="reversal", reverses=paid)


@pytest.mark.parametrize(
    "entries",
    [
        PAID,
        ((RAHUL.id, 499), (CASH, -499)),
        ((RAHUL.id, 500), (UPI, -500)),
        ((SURESH.id, 500), (CASH, -500)),
        ((RAHUL.id, 500), (CASH, -600), (UPI, 100)),
    ],
)
def test_a_reversal_that_is_not_exact_is_refused(attacker: psycopg.Connection, town: Town, entries: Entries):
    paid = posted(attacker, town)
    post(attacker, town.shop, entries, kind="reversal", reverses=paid)
    refused(attacker, errors.CheckViolation, "does not take back")


def test_checking_a_reversal_early_does_not_open_it_for_more(attacker: psycopg.Connection, town: Town):
    paid = posted(attacker, town)
    back = post(attacker, town.shop, BACK, kind="reversal", reverses=paid)
    attacker.execute("set constraints all immediate")
    attacker.execute("set constraints all deferred")
    enter(attacker, town.shop, back, UPI, 100)
    enter(attacker, town.shop, back, SURESH.id, -100)
    refused(attacker, errors.CheckViolation, "does not take back")


def test_a_reversal_is_not_reversed(attacker: psycopg.Connection, town: Town):
    paid = posted(attacker, town)
    back = post(attacker, town.shop, BACK, kind="reversal", reverses=paid)
    post(attacker, town.shop, PAID, kind="reversal", reverses=back)
    refused(attacker, errors.CheckViolation, "does not take back")


@pytest.mark.parametrize(("kind", "reverses"), [("reversal", False), ("payment", True)])
def test_a_reversal_says_what_it_reverses(attacker: psycopg.Connection, town: Town, kind: str, *, reverses: bool):
    paid = posted(attacker, town)
    with pytest.raises(errors.CheckViolation):
        post(attacker, town.shop, BACK, kind=kind, reverses=paid if reverses else None)


def posted(attacker: psycopg.Connection, town: Town) -> UUID:
    """Have a payment of five rupees in the books."""
    ask(attacker, town.shop)
    journal_id = post(attacker, town.shop)
    attacker.commit()
    return journal_id


def owed(attacker: psycopg.Connection) -> int:
    """Return what Rahul owes."""
    row = attacker.execute("select balance from execora.account where id = %s", [RAHUL.id]).fetchone()
    attacker.rollback()
    assert row
    balance: int = row[0]
    return balance
