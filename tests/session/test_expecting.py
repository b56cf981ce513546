"""The words that a recogniser is told to expect."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from execora.language.names import NameIndex
from execora.language.products import ProductIndex
from execora.ledger.model import Customer, Product
from execora.session.expecting import MOST_TERMS, terms
from execora.session.memory import Memory


def talk(customers: list[Customer], products: list[Product], *spoken_of: Customer) -> Any:  # noqa: ANN401
    memory = Memory()
    for customer in spoken_of:
        memory.speak_of(customer)
    desk = SimpleNamespace(customers=NameIndex(customers), products=ProductIndex(products))
    return cast("Any", SimpleNamespace(memory=memory, desk=desk))


RAHUL = Customer(UUID(int=1), "Rahul Sharma", nickname="Guddu")
SURESH = Customer(UUID(int=2), "Suresh Kumar")
MILK = Product(UUID(int=3), "Milk", "packet", None, ("doodh",))
SUGAR = Product(UUID(int=4), "Sugar", "kg", None, ("chini",))


def test_whom_the_talk_was_about_come_first_the_latest_before_the_others():
    assert terms(talk([RAHUL, SURESH], [], RAHUL, SURESH)) == ("Suresh Kumar", "Rahul Sharma", "Guddu")


def test_customers_and_goods_take_turns_so_that_a_few_hold_some_of_both():
    assert terms(talk([RAHUL, SURESH], [MILK, SUGAR]))[:4] == ("Rahul Sharma", "Milk", "Guddu", "doodh")


def test_a_large_shop_sends_some_of_its_names_only():
    many = [Customer(UUID(int=number + 1), f"Customer {number}") for number in range(2000)]
    assert len(terms(talk(many, []))) == MOST_TERMS


def test_a_shop_without_names_expects_nothing():
    assert terms(talk([], [])) == ()
