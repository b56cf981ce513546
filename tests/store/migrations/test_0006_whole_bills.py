"""G9, numbers without holes or twins, and G10, bills that come whole or not at all."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
import pytest
from psycopg import errors

from execora.ledger.numbering import document_number, financial_year
from execora.ledger.postings import ACCOUNTS
from tests.store.attacks import BACK, GOODS, RawBill, ask, cancel, draw, enter, post, refused, take_back
from tests.store.town import BREAD, MILK, RAHUL, SURESH

if TYPE_CHECKING:
    from tests.store.town import Town

SALES = ACCOUNTS["sales"]


@pytest.fixture
def bill(town: Town) -> RawBill:
    """Return a whole invoice that is not in the books yet."""
    return RawBill(town.shop)


def documents(attacker: psycopg.Connection) -> list[str]:
    rows = attacker.execute("select document from execora.invoice order by number").fetchall()
    attacker.rollback()
    return [document for (document,) in rows]


# -- G10: an invoice is whole ------------------------------------------------------------------------------------------


def test_a_whole_invoice_is_accepted(attacker: psycopg.Connection, bill: RawBill):
    bill.make(attacker)
    attacker.commit()
    assert documents(attacker) == ["INV/2627/00001"]


MILKS = (MILK.product.id, 2000, 6000)

BENT: dict[str, tuple[str, dict[str, Any]]] = {
    "of nothing": ("lines of invoice .* do not add up", {"lines": (), "moves": ()}),
    "without lines": ("lines of invoice .* do not add up", {"lines": ()}),
    "with a line left out": ("lines of invoice .* do not add up", {"lines": (MILKS,)}),
    "with lines of another sum": (
        "lines of invoice .* do not add up",
        {"lines": (MILKS, (BREAD.product.id, 1000, 3999))},
    ),
    "with a line of nothing": (
        "line_quantity_check",
        {"lines": (MILKS, (BREAD.product.id, 1000, 4000), (BREAD.product.id, 0, 0))},
    ),
    "with a line below zero": (
        "line_total_check",
        {"lines": ((MILK.product.id, 2000, 6001), (BREAD.product.id, 500, 4000), (BREAD.product.id, 500, -1))},
    ),
    "of another total": ("not on its customer's account", {"total": 9_999}),
    "without goods": ("goods of invoice .* did not leave the shelf", {"moves": ()}),
    "with goods left out": ("goods of invoice .* did not leave the shelf", {"moves": ((MILK.product.id, -2000),)}),
    "with fewer goods": (
        "goods of invoice .* did not leave the shelf",
        {"moves": ((MILK.product.id, -1999), (BREAD.product.id, -1000))},
    ),
    "with more goods": (
        "goods of invoice .* did not leave the shelf",
        {"moves": ((MILK.product.id, -2000), (BREAD.product.id, -1000), (BREAD.product.id, -1000))},
    ),
    "with other goods": ("goods of invoice .* did not leave the shelf", {"moves": ((MILK.product.id, -3000),)}),
    "on another customer's account": ("not on its customer's account", {"customer": SURESH.id}),
    "on nobody's account": (
        "not on its customer's account",
        {"entries": ((ACCOUNTS["cash"], 10_000), (SALES, -10_000))},
    ),
    "of another amount": ("not on its customer's account", {"entries": ((RAHUL.id, 9_000), (SALES, -9_000))}),
    "the wrong way round": ("not on its customer's account", {"entries": ((RAHUL.id, -10_000), (SALES, 10_000))}),
    "in a journal of another kind": ("not on its customer's account", {"kind": "credit"}),
    "in a journal of another day": ("not on its customer's account", {"on": "2026-11-21"}),
    "without a number drawn": ("series", {"draws": False}),
    "with a number ahead": ("was not drawn|is on no document", {"number": 2}),
    "called otherwise": ("check", {"document": "INV/2627/00002"}),
    "called at length": ("invoice_document_check", {"document": "INV/2627/10000000", "number": 10_000_000}),
    "in the credit notes' series": ("invoice_series_check", {"series": "CN"}),
    "in a series of its own": ("series_series_check", {"series": "BILL"}),
    "in the wrong year": ("check", {"year": "2526"}),
}


@pytest.mark.parametrize("how", BENT)
def test_an_invoice_is_refused(attacker: psycopg.Connection, bill: RawBill, how: str):
    match, bent = BENT[how]
    with pytest.raises((errors.CheckViolation, errors.ForeignKeyViolation), match=match):
        make_for_good(attacker, replace(bill, **bent))
    attacker.rollback()
    assert documents(attacker) == []


def make_for_good(attacker: psycopg.Connection, bill: RawBill) -> None:
    bill.make(attacker)
    attacker.commit()


def test_an_invoice_has_a_journal(attacker: psycopg.Connection, bill: RawBill):
    draw(attacker, bill.shop)
    with pytest.raises(errors.ForeignKeyViolation, match="journal"):
        bill.head(attacker)


def test_a_journal_of_an_invoice_has_the_invoice(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    post(attacker, town.shop, ((RAHUL.id, 500), (SALES, -500)), kind="invoice")
    refused(attacker, errors.CheckViolation, "has no invoice")


def test_the_journal_of_an_earlier_transaction_does_not_do(attacker: psycopg.Connection, bill: RawBill):
    ask(attacker, bill.shop)
    post(attacker, bill.shop, bill.entries, kind="credit", journal_id=bill.id)
    attacker.commit()
    draw(attacker, bill.shop)
    bill.head(attacker)
    refused(attacker, errors.CheckViolation, "not on its customer's account")


def test_nothing_is_added_to_an_invoice_after_its_transaction(attacker: psycopg.Connection, bill: RawBill):
    bill.make(attacker)
    attacker.commit()
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="closed"):
        bill.add_line(attacker, 3, MILK.product.id, 1000, 0)
    attacker.rollback()
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="closed"):
        bill.move(attacker, MILK.product.id, -1000)


@pytest.mark.parametrize("part", ["line", "goods"])
def test_checking_an_invoice_early_does_not_open_it_for_more(attacker: psycopg.Connection, bill: RawBill, part: str):
    bill.make(attacker)
    attacker.execute("set constraints all immediate")
    attacker.execute("set constraints all deferred")
    if part == "line":
        bill.add_line(attacker, 3, MILK.product.id, 1000, 0)
    else:
        bill.move(attacker, MILK.product.id, -1000)
    refused(attacker, errors.CheckViolation, "did not leave the shelf")


def test_an_invoice_moves_its_customers_account_once(attacker: psycopg.Connection, bill: RawBill):
    bill.make(attacker)
    with pytest.raises(errors.UniqueViolation):
        enter(attacker, bill.shop, bill.id, RAHUL.id, 1)


# -- G10: an invoice that is cancelled ---------------------------------------------------------------------------------


@pytest.fixture
def billed(attacker: psycopg.Connection, bill: RawBill) -> RawBill:
    """Have an invoice in the books."""
    bill.make(attacker)
    attacker.commit()
    return bill


def test_a_whole_credit_note_is_accepted_once(attacker: psycopg.Connection, billed: RawBill):
    cancel(attacker, billed)
    attacker.commit()
    with pytest.raises(errors.UniqueViolation):
        cancel(attacker, billed, number=2)


@pytest.mark.parametrize(
    ("match", "bent"),
    [
        ("did not come back", {"goods": ()}),
        ("did not come back", {"goods": GOODS[:1]}),
        ("did not come back", {"goods": (*GOODS, (BREAD.product.id, 1000))}),
        ("did not come back", {"goods": ((MILK.product.id, 1000), (BREAD.product.id, 2000))}),
        ("does not take its invoice back", {"reverses": False}),
        ("was not drawn|is on no document", {"number": 2}),
    ],
)
def test_a_credit_note_is_refused(attacker: psycopg.Connection, billed: RawBill, match: str, bent: dict[str, Any]):
    cancel(attacker, billed, **bent)
    refused(attacker, errors.CheckViolation, match)


def test_an_invoice_is_not_taken_back_without_a_credit_note(attacker: psycopg.Connection, billed: RawBill):
    post(attacker, billed.shop, BACK, kind="reversal", reverses=billed.id)
    refused(attacker, errors.CheckViolation, "without a credit note")


def test_nothing_is_added_to_a_credit_note_after_its_transaction(attacker: psycopg.Connection, billed: RawBill):
    note_id = cancel(attacker, billed)
    attacker.commit()
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="closed"):
        take_back(attacker, billed.shop, note_id, MILK.product.id, 1000)


def test_checking_a_credit_note_early_does_not_open_it_for_more(attacker: psycopg.Connection, billed: RawBill):
    note_id = cancel(attacker, billed)
    attacker.execute("set constraints all immediate")
    attacker.execute("set constraints all deferred")
    take_back(attacker, billed.shop, note_id, MILK.product.id, 1000)
    refused(attacker, errors.CheckViolation, "did not come back")


def test_a_cancelled_invoices_number_is_not_used_again(attacker: psycopg.Connection, billed: RawBill):
    cancel(attacker, billed)
    attacker.commit()
    with pytest.raises(errors.UniqueViolation, match="number"):
        RawBill(billed.shop, asks=False).make(attacker)


# -- G9: numbers -------------------------------------------------------------------------------------------------------


def test_a_number_that_is_drawn_is_used(attacker: psycopg.Connection, town: Town):
    draw(attacker, town.shop)
    refused(attacker, errors.CheckViolation, "is on no document")


def test_an_invoice_whose_number_was_not_drawn_is_refused(attacker: psycopg.Connection, billed: RawBill):
    RawBill(billed.shop, number=2, asks=False, draws=False).make(attacker)
    refused(attacker, errors.CheckViolation, "INV/2627/00002 was not drawn")


@pytest.mark.parametrize("number", [0, -1])
def test_an_invoice_is_not_numbered_before_the_first(attacker: psycopg.Connection, billed: RawBill, number: int):
    """Of numbers that were not drawn these are the ones that are not ahead."""
    before = RawBill(billed.shop, number=number, asks=False, draws=False, document=f"INV/2627/{number:0>5}")
    with pytest.raises(errors.CheckViolation, match="invoice_number_check"):
        before.make(attacker)


def test_a_credit_note_whose_number_was_not_drawn_is_refused(attacker: psycopg.Connection, billed: RawBill):
    cancel(attacker, billed)
    another = RawBill(billed.shop, number=2, asks=False)
    another.make(attacker)
    attacker.commit()
    cancel(attacker, another, number=2, draws=False)
    refused(attacker, errors.CheckViolation, "CN/2627/00002 was not drawn")


def test_numbers_come_one_by_one(attacker: psycopg.Connection, billed: RawBill):
    for number in (0, 1, 3, 100, -1):
        with pytest.raises(errors.CheckViolation, match="goes from 1 to 2"):
            attacker.execute("update execora.series set last = %s", [number])
        attacker.rollback()
    assert documents(attacker) == ["INV/2627/00001"]


def test_a_series_begins_at_one(attacker: psycopg.Connection, town: Town):
    begin = "insert into execora.series (shop_id, series, year, last) values (%s, 'INV', '2627', 5)"
    with pytest.raises(errors.CheckViolation, match="goes from 0 to 1"):
        attacker.execute(begin, [town.shop])


@pytest.mark.parametrize("change", ["delete from execora.series", "truncate execora.series cascade"])
def test_a_series_is_not_started_again(attacker: psycopg.Connection, billed: RawBill, change: LiteralString):
    refused(attacker, errors.InsufficientPrivilege, "permission denied|can only be added", change)


def test_a_series_does_not_move_to_another_year(billed: RawBill, town: Town):
    with closing(psycopg.connect(town.addresses.owner)) as owner:
        owner.execute("select set_config('execora.shop', %s, true)", [str(billed.shop)])
        with pytest.raises(errors.IntegrityError):
            owner.execute("update execora.series set year = '2728', last = 2")


def test_a_number_is_not_drawn_twice_for_one_invoice(attacker: psycopg.Connection, bill: RawBill):
    draw(attacker, bill.shop)
    replace(bill, number=2).make(attacker)
    refused(attacker, errors.CheckViolation, "is on no document")


def test_the_number_of_a_transaction_that_was_undone_comes_again(attacker: psycopg.Connection, bill: RawBill):
    bill.make(attacker)
    attacker.rollback()
    bill.make(attacker)
    attacker.commit()
    assert documents(attacker) == ["INV/2627/00001"]


def test_the_database_numbers_as_the_books_do(town: Town):
    days = ["2026-03-31", "2026-04-01", "2027-01-01", "2027-02-28", "2028-02-29", "2099-03-31", "2099-04-01"]
    with closing(psycopg.connect(town.addresses.owner)) as owner:
        rows = owner.execute(
            "select d, execora.financial_year(d), execora.document_number('INV', '2627', n)"
            " from unnest(%s::date[], '{1,42,99999,100000,9999999,7,8}'::int[]) as t (d, n)",
            [days],
        ).fetchall()
    assert [year for _, year, _ in rows] == [financial_year(day) for day, _, _ in rows]
    numbers = (1, 42, 99999, 100000, 9999999, 7, 8)
    assert [document for _, _, document in rows] == [document_number("INV", "2627", number) for number in numbers]
