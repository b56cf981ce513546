"""A bill's discounts and taxes add up, are those of its rates, and are booked as it says."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
import pytest
from psycopg import errors, sql

from execora.ledger.postings import ACCOUNTS
from execora.store.books import Books
from execora.store.migrate import MIGRATIONS, migrate
from execora.store.pool import Pool
from tests.store.attacks import Entries, RawBill, cancel, refused
from tests.store.town import BREAD, MILK, RAHUL

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from execora.store.embedded import Addresses
    from tests.store.town import Town

SALES, CGST, SGST, IGST, ROUND_OFF = (ACCOUNTS[kind] for kind in ("sales", "cgst", "sgst", "igst", "round_off"))
HALVES = {"cgst": 250, "sgst": 250}
NO_TAX = {"cgst": 0, "sgst": 0, "igst": 0}


@dataclass
class TaxedBill(RawBill):
    """Milk for 110 with 5 off and 5 % of GST in it, and bread for 40 without; the whole of it is accepted."""

    total: int = 14_500
    entries: Entries = ((RAHUL.id, 14_500), (SALES, -14_000), (CGST, -250), (SGST, -250))
    lines: tuple[tuple[UUID, int, int], ...] = ((MILK.product.id, 2000, 11_000), (BREAD.product.id, 1000, 4000))
    sums: dict[str, object] = field(default_factory=lambda: {"with_gst": True, "discount": 500, **HALVES})
    of_milk: dict[str, object] = field(default_factory=lambda: {"discount": 500, "gst_rate": 5_000, **HALVES})

    def head(self, attacker: psycopg.Connection) -> None:
        document = f"{self.series}/{self.year}/{self.number:05}"
        known = {
            "shop_id": self.shop, "id": self.id, "customer_id": self.customer, "series": self.series,
            "year": self.year, "number": self.number, "document": document, "issued_on": self.on, "total": self.total,
        }  # fmt: skip
        insert(attacker, "invoice", known | self.sums)

    def add_line(self, attacker: psycopg.Connection, number: int, product_id: UUID, quantity: int, total: int) -> None:
        known = {
            "shop_id": self.shop, "invoice_id": self.id, "line": number, "product_id": product_id,
            "quantity": quantity, "price": 3000, "total": total,
        }  # fmt: skip
        insert(attacker, "invoice_line", known | (self.of_milk if product_id == MILK.product.id else {}))


def insert(attacker: psycopg.Connection, table: str, row: dict[str, Any]) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, row))
    values = sql.SQL(", ").join(sql.Placeholder() * len(row))
    into = sql.Identifier("execora", table)
    attacker.execute(sql.SQL("insert into {} ({}) values ({})").format(into, columns, values), list(row.values()))


@pytest.fixture
def bill(town: Town) -> TaxedBill:
    """Return a whole invoice with GST that is not in the books yet."""
    return TaxedBill(town.shop)


def test_a_whole_invoice_with_gst_is_accepted(attacker: psycopg.Connection, bill: TaxedBill):
    bill.make(attacker)
    attacker.commit()
    assert attacker.execute("select taxable from execora.invoice").fetchone() == (14_000,)


def test_one_to_another_state_is_accepted(attacker: psycopg.Connection, bill: TaxedBill):
    tax = {"cgst": 0, "sgst": 0, "igst": 500}
    entries = ((RAHUL.id, 14_500), (SALES, -14_000), (IGST, -500))
    replace(bill, entries=entries, sums=bill.sums | tax, of_milk=bill.of_milk | tax).make(attacker)
    attacker.commit()


def test_one_with_its_tax_on_top_is_accepted_in_whole_rupees(attacker: psycopg.Connection, bill: TaxedBill):
    tax = {"cgst": 263, "sgst": 263}
    replace(
        bill,
        total=15_000,
        entries=((RAHUL.id, 15_000), (SALES, -14_500), (CGST, -263), (SGST, -263), (ROUND_OFF, 26)),
        sums=bill.sums | tax | {"tax_included": False, "round_off": -26},
        of_milk=bill.of_milk | tax,
    ).make(attacker)
    attacker.commit()


UNTAXED_ENTRIES = ((RAHUL.id, 14_500), (SALES, -14_500))
LESS = {"cgst": 240, "sgst": 240}

BENT: dict[str, tuple[str, dict[str, Any]]] = {
    "with halves that differ": ("halves_are_equal", {"sums": {"cgst": 251, "sgst": 249}}),
    "with a tax below zero": ("check", {"sums": {"cgst": -1, "sgst": -1}}),
    "taxed here and there": ("one_place_of_supply", {"sums": {"igst": 500}}),
    "with a tax that no line has": ("do not add up", {"of_milk": NO_TAX}),
    "with a line's tax left out": ("do not add up", {"sums": NO_TAX, "entries": UNTAXED_ENTRIES}),
    "taxed by another rate": (
        "taxed by its rate",
        {
            "sums": LESS,
            "of_milk": LESS,
            "entries": ((RAHUL.id, 14_500), (SALES, -14_020), (CGST, -240), (SGST, -240)),
        },
    ),
    "taxed as if it came on top": (
        "taxed by its rate",
        {
            "sums": {"cgst": 263, "sgst": 263},
            "of_milk": {"cgst": 263, "sgst": 263},
            "entries": ((RAHUL.id, 14_500), (SALES, -13_974), (CGST, -263), (SGST, -263)),
        },
    ),
    "with its tax not booked": ("not booked as it says", {"entries": UNTAXED_ENTRIES}),
    "with its tax booked elsewhere": (
        "not booked as it says",
        {"entries": ((RAHUL.id, 14_500), (SALES, -14_000), (IGST, -500))},
    ),
    "with halves booked unequally": (
        "not booked as it says",
        {"entries": ((RAHUL.id, 14_500), (SALES, -14_000), (CGST, -300), (SGST, -200))},
    ),
    "with money from the till in it": (
        "not booked as it says",
        {"entries": ((RAHUL.id, 14_500), (SALES, -13_000), (CGST, -250), (SGST, -250), (ACCOUNTS["cash"], -1_000))},
    ),
    "with tax, but without GST": ("untaxed_without_gst", {"sums": {"with_gst": False}}),
    "with a rate, but without GST": (
        "taxed by its rate",
        {"sums": {"with_gst": False, **NO_TAX}, "of_milk": NO_TAX, "entries": UNTAXED_ENTRIES},
    ),
    "with a discount that no line has": ("do not add up", {"sums": {"discount": 600}}),
    "with a line's discount left out": ("do not add up", {"sums": {"discount": 0}}),
    "with more off a line than it costs": ("discount_not_above_total", {"of_milk": {"discount": 11_001}}),
    "with a line made dearer by a discount": ("discount_check", {"of_milk": {"discount": -1}}),
    "rounded where the tax is in the prices": ("rounded_to_rupees", {"total": 14_520, "sums": {"round_off": 20}}),
    "with tax on top and not in whole rupees": (
        "rounded_to_rupees",
        {"total": 15_026, "sums": {"tax_included": False, "cgst": 263, "sgst": 263}},
    ),
    "rounded by more than half a rupee": ("round_off_check", {"sums": {"tax_included": False, "round_off": -51}}),
    "of nothing but tax": ("taxable_check", {"total": 500}),
    "with a rate that there is not": ("gst_rate_check", {"of_milk": {"gst_rate": 50_001}}),
}


def test_an_invoice_with_gst_on_goods_of_an_unknown_rate_is_refused(attacker: psycopg.Connection, bill: TaxedBill):
    attacker.execute("update execora.product set gst_rate = null where id = %s", [BREAD.product.id])
    with pytest.raises(errors.CheckViolation, match="is not known"):
        make_for_good(attacker, bill)


@pytest.mark.parametrize("how", BENT)
def test_an_invoice_is_refused(attacker: psycopg.Connection, bill: TaxedBill, how: str):
    match, bent = BENT[how]
    columns = {name: getattr(bill, name) | bent.get(name, {}) for name in ("sums", "of_milk")}
    with pytest.raises(errors.CheckViolation, match=match):
        make_for_good(attacker, replace(bill, **bent | columns))
    attacker.rollback()
    assert attacker.execute("select count(*) from execora.invoice").fetchone() == (0,)


def make_for_good(attacker: psycopg.Connection, bill: RawBill) -> None:
    bill.make(attacker)
    attacker.commit()


def test_a_credit_note_that_leaves_the_tax_behind_is_refused(attacker: psycopg.Connection, bill: TaxedBill):
    make_for_good(attacker, bill)
    with pytest.raises(errors.CheckViolation, match=r"does not take back .* exactly"):
        cancel_for_good(attacker, bill)


def cancel_for_good(attacker: psycopg.Connection, bill: RawBill) -> None:
    cancel(attacker, bill)
    attacker.commit()


def test_what_was_computed_cannot_be_written(attacker: psycopg.Connection, bill: TaxedBill):
    with pytest.raises((errors.GeneratedAlways, errors.InsufficientPrivilege)):
        replace(bill, sums=bill.sums | {"taxable": 1}).make(attacker)


WRONG: tuple[LiteralString, ...] = (
    "insert into execora.draft (shop_id, id, customer_id, discount_percent, discount_amount)"
    " values ({shop}, gen_random_uuid(), '{rahul}', 5000, 500)",
    "insert into execora.draft (shop_id, id, customer_id, discount_percent)"
    " values ({shop}, gen_random_uuid(), '{rahul}', 100000)",
    "insert into execora.draft (shop_id, id, customer_id, discount_amount)"
    " values ({shop}, gen_random_uuid(), '{rahul}', 0)",
    "insert into execora.product (shop_id, id, name, unit, price, gst_rate)"
    " values ({shop}, gen_random_uuid(), 'Gold', 'g', 1, 50001)",
    "insert into execora.product (shop_id, id, name, unit, price, hsn)"
    " values ({shop}, gen_random_uuid(), 'Gold', 'g', 1, '711')",
)


@pytest.mark.parametrize("statement", WRONG)
def test_a_discount_or_a_rate_that_is_none_is_refused(attacker: psycopg.Connection, town: Town, statement: str):
    attacker.execute("select 1")
    with pytest.raises(errors.CheckViolation):
        attacker.execute(statement.format(shop=town.shop, rahul=RAHUL.id).encode())


def test_how_a_shop_prices_is_not_for_the_server_to_change(town: Town):
    with closing(psycopg.connect(town.addresses.serving)) as serving:
        serving.execute("select set_config('execora.shop', %s, false)", [str(town.shop)])
        refused(serving, errors.InsufficientPrivilege, "denied", "update execora.shop set prices_with_tax = false")


# -- shops that were open before ---------------------------------------------------------------------------------------


async def test_a_shop_that_was_open_before_gets_the_new_accounts_and_keeps_its_bills(
    empty_database: Addresses, tmp_path: Path
):
    for file in MIGRATIONS.iterdir():
        if file.name < "0009":
            shutil.copy(str(file), tmp_path)
    await migrate(empty_database.owner, tmp_path)
    with closing(psycopg.connect(empty_database.owner)) as owner:
        shop = open_as_it_was(owner)
        make_for_good(owner, bill := RawBill(shop))
    assert "0009_bill_taxes" in await migrate(empty_database.owner)
    with closing(psycopg.connect(empty_database.owner)) as owner:
        owner.execute("select set_config('execora.shop', %s, false)", [str(shop)])
        accounts = owner.execute("select kind, id from execora.account where kind <> 'customer'").fetchall()
    assert dict(accounts) == ACCOUNTS
    async with Pool(empty_database.serving, size=1) as pool, Books(pool).reading(shop) as books:
        invoice = await books.bills.invoice(bill.id)
    assert invoice
    assert (invoice.with_gst, invoice.sums.taxable, invoice.total) == (False, 10_000, 10_000)


def open_as_it_was(owner: psycopg.Connection) -> int:
    """Open a shop with a customer and goods, as it was done before bills had taxes, and leave it set."""
    owner.execute("select set_config('execora.tenant', 'old', false)")
    owner.execute("insert into execora.shop (tenant, name, state_code) values ('old', 'Old Store', '08')")
    found = owner.execute("select id from execora.shop").fetchone()
    assert found
    (shop,) = found
    owner.execute("select set_config('execora.shop', %s, false)", [str(shop)])
    kinds = [(kind, account) for kind, account in ACCOUNTS.items() if account <= ACCOUNTS["opening"]]
    for kind, account in [*kinds, ("customer", RAHUL.id)]:
        insert(owner, "account", {"shop_id": shop, "id": account, "kind": kind})
    insert(owner, "customer", {"shop_id": shop, "id": RAHUL.id, "name": RAHUL.name})
    insert(owner, "request", {"shop_id": shop, "key": "opening", "digest": bytes(32), "intent": "OPEN"})
    owner.execute("update execora.request set answer = '{}'")
    for item in (MILK, BREAD):
        product = item.product
        goods = {"id": product.id, "name": product.name, "unit": product.unit, "price": item.price}
        insert(owner, "product", {"shop_id": shop, **goods})
        move = {"product_id": product.id, "quantity": 9_000, "reason": "opening", "request_key": "opening"}
        insert(owner, "stock_move", {"shop_id": shop, **move})
    owner.commit()
    return int(shop)
