"""What changes is told to whoever listens, by whomever it was changed, once it is committed."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, LiteralString
from uuid import UUID

import psycopg
import pytest

from tests.store.attacks import RawBill, ask, cancel, post
from tests.store.town import BREAD, MILK, RAHUL, SURESH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.store.town import Town

DRAFT = UUID(int=11)
REMINDER = UUID(int=12)


@pytest.fixture
def listener(town: Town) -> Iterator[psycopg.Connection]:
    with closing(psycopg.connect(town.addresses.serving, autocommit=True)) as connection:
        connection.execute("listen execora_changed")
        yield connection


def heard(listener: psycopg.Connection, shop: int) -> set[tuple[str, UUID]]:
    """Return what was told of a shop so far: the server delivers it before it answers."""
    listener.execute("select 1")
    told = [json.loads(notice.payload) for notice in listener.notifies(timeout=0)]
    assert all(set(one) == {"shop", "what", "id"} for one in told)
    return {(one["what"], UUID(one["id"])) for one in told if one["shop"] == shop}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "insert into execora.draft (shop_id, id, customer_id) select id, %(draft)s, %(rahul)s from execora.shop",
            "draft",
        ),
        (
            "insert into execora.reminder (shop_id, id, customer_id)"
            " select id, %(reminder)s, %(rahul)s from execora.shop",
            "reminder",
        ),
        ("update execora.product set stock = stock where id = %(milk)s", "product"),
    ],
)
def test_a_change_is_told(
    attacker: psycopg.Connection, listener: psycopg.Connection, town: Town, change: LiteralString, told: str
):
    names = {"draft": DRAFT, "reminder": REMINDER, "rahul": RAHUL.id, "milk": MILK.product.id}
    attacker.execute(change, names)
    assert heard(listener, town.shop) == set()
    attacker.commit()
    assert heard(listener, town.shop) == {(told, names.get(told, MILK.product.id))}


def test_what_is_rolled_back_is_not_told(attacker: psycopg.Connection, listener: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    post(attacker, town.shop)
    attacker.rollback()
    assert heard(listener, town.shop) == set()


def test_a_posting_tells_whose_balance_moved(attacker: psycopg.Connection, listener: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    post(attacker, town.shop)
    post(attacker, town.shop, ((SURESH.id, 700), (RAHUL.id, -700)))
    attacker.commit()
    assert heard(listener, town.shop) == {("ledger", RAHUL.id), ("ledger", SURESH.id)}


def test_a_bill_tells_of_itself_its_customer_and_its_goods(
    attacker: psycopg.Connection, listener: psycopg.Connection, town: Town
):
    bill = RawBill(town.shop)
    bill.make(attacker)
    attacker.commit()
    assert heard(listener, town.shop) == {
        ("invoice", bill.id),
        ("ledger", RAHUL.id),
        ("product", MILK.product.id),
        ("product", BREAD.product.id),
    }
    cancel(attacker, bill)
    attacker.commit()
    assert ("invoice", bill.id) in heard(listener, town.shop)


def test_names_that_change_and_what_goes_are_told(town: Town, listener: psycopg.Connection):
    with closing(psycopg.connect(town.addresses.owner)) as owner:
        owner.execute("select set_config('execora.shop', %s, false)", [str(town.shop)])
        owner.execute("update execora.customer set name = 'Suresh K.' where id = %s", [SURESH.id])
        owner.execute("insert into execora.draft values (%s, %s, %s)", [town.shop, DRAFT, RAHUL.id])
        owner.commit()
        assert heard(listener, town.shop) == {("customer", SURESH.id), ("draft", DRAFT)}
        owner.execute("delete from execora.draft")
        owner.commit()
        assert heard(listener, town.shop) == {("draft", DRAFT)}
