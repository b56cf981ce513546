"""G8, stock does not go below zero, and a product's stock is the sum of its moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors

from tests.store.attacks import KEY, ask, refused
from tests.store.town import BREAD, MILK

if TYPE_CHECKING:
    from tests.store.town import Town


def receive(attacker: psycopg.Connection, shop: int, product_id: UUID, quantity: int, reason: str = "opening") -> None:
    """Move goods; an opening may be below zero too."""
    attacker.execute(
        "insert into execora.stock_move (shop_id, product_id, quantity, reason, request_key)"
        " values (%s, %s, %s, %s, %s)",
        [shop, product_id, quantity, reason, KEY],
    )


def stock(attacker: psycopg.Connection, product_id: UUID = BREAD.product.id) -> int:
    row = attacker.execute("select stock from execora.product where id = %s", [product_id]).fetchone()
    assert row
    quantity: int = row[0]
    return quantity


def test_goods_move_the_stock(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    receive(attacker, town.shop, BREAD.product.id, 500)
    receive(attacker, town.shop, BREAD.product.id, -5500)
    attacker.commit()
    assert stock(attacker) == 0


def test_stock_does_not_go_below_zero(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    with pytest.raises(errors.CheckViolation, match="stock_not_below_zero"):
        receive(attacker, town.shop, BREAD.product.id, -5001)
    attacker.rollback()
    assert stock(attacker) == 5000


def test_stock_goes_below_zero_where_the_product_allows_it(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    product_id = uuid4()
    attacker.execute(
        "insert into execora.product (shop_id, id, name, unit, price, allow_negative)"
        " values (%s, %s, 'Tea, by the cup', 'piece', 1000, true)",
        [town.shop, product_id],
    )
    receive(attacker, town.shop, product_id, -3000)
    attacker.commit()
    assert stock(attacker, product_id) == -3000


def test_a_product_below_zero_cannot_stop_allowing_it(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        owner.execute("select set_config('execora.shop', %s, true)", [str(town.shop)])
        ask(owner, town.shop)
        owner.execute("update execora.product set allow_negative = true")
        receive(owner, town.shop, BREAD.product.id, -9000)
        with pytest.raises(errors.CheckViolation, match="stock_not_below_zero"):
            owner.execute("update execora.product set allow_negative = false")


@pytest.mark.parametrize(
    "changed", ["stock = stock + 1", "last_seq = last_seq + 1", "stock = 0, last_seq = 0", "last_seq = last_seq - 1"]
)
def test_stock_does_not_change_without_a_move(attacker: psycopg.Connection, changed: LiteralString):
    refused(
        attacker,
        errors.CheckViolation,
        "is not where its last move left it",
        f"update execora.product set {changed} where name = 'Bread'",
    )


@pytest.mark.parametrize("changed", ["stock = stock + 1000", "last_seq = last_seq + 7"])
def test_a_move_does_not_cover_up_a_changed_stock(attacker: psycopg.Connection, town: Town, changed: LiteralString):
    ask(attacker, town.shop)
    attacker.execute(f"update execora.product set {changed} where name = 'Bread'")
    with pytest.raises(errors.CheckViolation, match="changed without a move"):
        receive(attacker, town.shop, BREAD.product.id, 1000)


def test_a_product_does_not_begin_with_stock(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        owner.execute("select set_config('execora.shop', %s, true)", [str(town.shop)])
        owner.execute(
            "insert into execora.product (shop_id, id, name, unit, price, stock) values (%s, %s, 'Gold', 'g', 1, 1000)",
            [town.shop, uuid4()],
        )
        refused(owner, errors.CheckViolation, "is not where its last move left it")


def test_the_running_stock_of_a_move_cannot_be_made_up(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        owner.execute("select set_config('execora.shop', %s, true)", [str(town.shop)])
        ask(owner, town.shop)
        owner.execute(
            "insert into execora.stock_move"
            " (shop_id, product_id, quantity, reason, request_key, product_seq, stock_after)"
            " values (%s, %s, 1000, 'received', %s, 77, 7777)",
            [town.shop, MILK.product.id, KEY],
        )
        move = "select product_seq, stock_after from execora.stock_move where product_id = %s order by 1 desc"
        assert owner.execute(move, [MILK.product.id]).fetchone() == (2, 81_000)


@pytest.mark.parametrize(
    ("reason", "quantity"),
    [("received", -1), ("received", 0), ("sold", -1), ("returned", 1), ("lost", -1), ("found", 1)],
)
def test_a_move_has_a_reason_that_fits(attacker: psycopg.Connection, town: Town, reason: str, quantity: int):
    """Sold and returned goods name their bill, which these do not."""
    ask(attacker, town.shop)
    with pytest.raises(errors.CheckViolation):
        receive(attacker, town.shop, BREAD.product.id, quantity, reason)


def test_nothing_moves_that_is_not_there(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    with pytest.raises(errors.ForeignKeyViolation, match="no product"):
        receive(attacker, town.shop, uuid4(), 1000)
