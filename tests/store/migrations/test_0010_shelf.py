"""What is taken off the shelf again, what a product cost, and reminders that are moved."""

from __future__ import annotations

from contextlib import closing
from importlib.resources import files
from typing import TYPE_CHECKING, LiteralString

import psycopg
import pytest
from psycopg import errors

from execora.store.migrate import migrate
from tests.store.attacks import KEY, RawBill, ask, refused, run
from tests.store.town import BREAD, MILK, RAHUL

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from execora.store.embedded import Addresses
    from tests.store.town import Town

REMOVE_BREAD: LiteralString = "update execora.product set removed_at = now() where name = 'Bread'"


def draft(attacker: psycopg.Connection, shop: int, product_id: UUID = BREAD.product.id) -> None:
    """Put one packet on a draft."""
    attacker.execute(
        "insert into execora.draft (shop_id, id, customer_id) values (%s, %s, %s)", [shop, RAHUL.id, RAHUL.id]
    )
    attacker.execute(
        "insert into execora.draft_line (shop_id, draft_id, line, product_id, quantity, price, total)"
        " values (%s, %s, 1, %s, 1000, 1, 1)",
        [shop, RAHUL.id, product_id],
    )


def move(attacker: psycopg.Connection, shop: int, quantity: int, reason: str) -> None:
    """Move bread."""
    attacker.execute(
        "insert into execora.stock_move (shop_id, product_id, quantity, reason, request_key)"
        " values (%s, %s, %s, %s, %s)",
        [shop, BREAD.product.id, quantity, reason, KEY],
    )


def connected(town: Town) -> psycopg.Connection:
    """Connect beside the attacker."""
    connection = psycopg.connect(town.addresses.serving)
    connection.execute("select set_config('execora.shop', %s, false)", [str(town.shop)])
    connection.commit()
    return connection


# -- what is removed -----------------------------------------------------------


@pytest.mark.parametrize("changed", ["removed_at = null", "removed_at = now()", "price = 1", "stock = stock"])
def test_what_was_removed_stays_as_it_was(attacker: psycopg.Connection, changed: LiteralString):
    run(attacker, REMOVE_BREAD)
    refused(
        attacker, errors.CheckViolation, "was removed", f"update execora.product set {changed} where name = 'Bread'"
    )


def test_the_hour_of_a_removal_cannot_be_made_up(attacker: psycopg.Connection):
    run(attacker, "update execora.product set removed_at = '2001-01-01' where name = 'Bread'")
    recent = "select removed_at > now() - interval '1 hour' from execora.product where name = 'Bread'"
    assert attacker.execute(recent).fetchone() == (True,)


def test_what_is_on_a_draft_is_not_removed(attacker: psycopg.Connection, town: Town):
    draft(attacker, town.shop)
    attacker.commit()
    refused(attacker, errors.ForeignKeyViolation, "is on a bill", REMOVE_BREAD)


def test_what_was_sold_is_not_removed(attacker: psycopg.Connection, town: Town):
    RawBill(town.shop).make(attacker)
    attacker.commit()
    refused(attacker, errors.ForeignKeyViolation, "is on a bill", REMOVE_BREAD)


def test_what_was_removed_comes_on_no_draft(attacker: psycopg.Connection, town: Town):
    run(attacker, REMOVE_BREAD)
    with pytest.raises(errors.ForeignKeyViolation, match="was removed"):
        draft(attacker, town.shop)


@pytest.mark.parametrize(("quantity", "reason"), [(1000, "received"), (-1000, "corrected"), (1000, "opening")])
def test_what_was_removed_does_not_move(attacker: psycopg.Connection, town: Town, quantity: int, reason: str):
    run(attacker, REMOVE_BREAD)
    ask(attacker, town.shop)
    with pytest.raises(errors.ForeignKeyViolation, match="was removed"):
        move(attacker, town.shop, quantity, reason)


def test_what_is_just_put_on_a_draft_is_not_removed_meanwhile(attacker: psycopg.Connection, town: Town):
    draft(attacker, town.shop)
    with closing(connected(town)) as other:
        other.execute("set lock_timeout = '50ms'")
        with pytest.raises(errors.LockNotAvailable):
            other.execute(REMOVE_BREAD)


def test_what_is_just_removed_comes_on_no_draft_meanwhile(attacker: psycopg.Connection, town: Town):
    attacker.execute(REMOVE_BREAD)
    with closing(connected(town)) as other:
        other.execute("set lock_timeout = '50ms'")
        with pytest.raises(errors.LockNotAvailable):
            draft(other, town.shop)


def test_a_product_is_never_deleted(attacker: psycopg.Connection):
    with pytest.raises((errors.InsufficientPrivilege, errors.ForeignKeyViolation)):
        attacker.execute("delete from execora.product where name = 'Bread'")


@pytest.mark.parametrize("column", ["name", "name_hi", "unit", "aliases", "low_stock", "allow_negative"])
def test_the_server_changes_nothing_else_of_a_product(town: Town, column: LiteralString):
    with closing(connected(town)) as serving, pytest.raises(errors.InsufficientPrivilege):
        serving.execute(f"update execora.product set {column} = {column}")


# -- what is put right ---------------------------------------------------------


def test_what_was_put_on_the_shelf_by_mistake_goes_off_it(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    move(attacker, town.shop, -1000, "corrected")
    attacker.commit()
    assert attacker.execute("select stock from execora.product where name = 'Bread'").fetchone() == (4000,)


@pytest.mark.parametrize("quantity", [1000, 0])
def test_nothing_comes_onto_the_shelf_by_putting_right(attacker: psycopg.Connection, town: Town, quantity: int):
    ask(attacker, town.shop)
    with pytest.raises(errors.CheckViolation):
        move(attacker, town.shop, quantity, "corrected")


def test_no_more_is_put_right_than_there_is(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    with pytest.raises(errors.CheckViolation, match="stock_not_below_zero"):
        move(attacker, town.shop, -5001, "corrected")


# -- what it cost --------------------------------------------------------------


def prices(attacker: psycopg.Connection, product_id: UUID) -> list[int]:
    """Return what a product cost, one price after the other."""
    history = "select price from execora.price where product_id = %s order by number"
    return [price for (price,) in attacker.execute(history, [product_id]).fetchall()]


def test_each_price_stays_known(attacker: psycopg.Connection):
    for price in ("3200", "3200", "3100"):
        run(attacker, f"update execora.product set price = {price} where name = 'Milk'")  # type: ignore[arg-type]
    assert prices(attacker, MILK.product.id) == [3000, 3200, 3100]
    assert prices(attacker, BREAD.product.id) == [4000]


def test_a_price_that_was_taken_back_was_never_one(attacker: psycopg.Connection):
    attacker.execute("update execora.product set price = 1 where name = 'Milk'")
    attacker.rollback()
    assert prices(attacker, MILK.product.id) == [3000]


def test_a_price_cannot_be_made_up(attacker: psycopg.Connection, town: Town):
    with pytest.raises(errors.CheckViolation, match="does not cost 2999"):
        attacker.execute(
            "insert into execora.price (shop_id, product_id, price) values (%s, %s, 2999)", [town.shop, MILK.product.id]
        )


@pytest.mark.parametrize("price", ["-1", "1000000000001"])
def test_a_price_is_within_bounds(attacker: psycopg.Connection, price: LiteralString):
    refused(attacker, errors.CheckViolation, "price", f"update execora.product set price = {price}")


@pytest.mark.parametrize(
    "statement",
    ["update execora.price set price = 1", "delete from execora.price", "truncate execora.price cascade"],
)
def test_what_it_cost_is_not_changed_afterwards(attacker: psycopg.Connection, statement: LiteralString):
    refused(attacker, errors.InsufficientPrivilege, "denied|refused", statement)


async def test_the_prices_that_were_there_before_are_known_too(empty_database: Addresses, tmp_path: Path):
    for file in (files("execora.store") / "migrations").iterdir():
        if file.name < "0010":
            (tmp_path / file.name).write_text(file.read_text("utf-8"))
    await migrate(empty_database.owner, tmp_path)
    with psycopg.connect(empty_database.owner) as owner:
        owner.execute("select set_config('execora.shop', '1', false)")
        owner.execute(
            "insert into execora.shop (tenant, name, state_code) overriding system value values ('a', 'A', '08')"
        )
        owner.execute("insert into execora.product (shop_id, id, name, unit, price) values (1, %s, 'Milk', 'kg', 7)",
                      [MILK.product.id])  # fmt: skip
    await migrate(empty_database.owner)
    with psycopg.connect(empty_database.owner) as owner:
        owner.execute("select set_config('execora.shop', '2', false)")
        assert prices(owner, MILK.product.id) == []
        owner.execute("select set_config('execora.shop', '1', false)")
        assert prices(owner, MILK.product.id) == [7]


# -- reminders -----------------------------------------------------------------


def test_a_moved_reminder_is_told(attacker: psycopg.Connection, town: Town):
    attacker.execute(
        "insert into execora.reminder (shop_id, id, customer_id) values (%s, %s, %s)", [town.shop, RAHUL.id, RAHUL.id]
    )
    attacker.commit()
    with closing(psycopg.connect(town.addresses.serving, autocommit=True)) as listener:
        listener.execute("listen execora_changed")
        attacker.execute(
            "insert into execora.occurrence (shop_id, reminder_id, due_at) values (%s, %s, now())",
            [town.shop, RAHUL.id],
        )
        attacker.commit()
        listener.execute("select 1")
        (told,) = [notice.payload for notice in listener.notifies(timeout=0) if f": {town.shop}," in notice.payload]
    assert '"what" : "reminder"' in told
    assert str(RAHUL.id) in told
