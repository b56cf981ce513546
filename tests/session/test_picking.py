"""Which of the ones on offer."""

from __future__ import annotations

from uuid import UUID

import pytest

from execora.ledger.model import Customer, Product
from execora.session.picking import pick

YADAV = Customer(UUID(int=1), "Bharat Yadav", landmark="ATM wala", phone="9812345676")
BHUSHAN = Customer(UUID(int=2), "Bharat Bhushan", landmark="Agra wala", phone="9812345677")
THAKUR = Customer(UUID(int=3), "Bharat Thakur")
OPTIONS = (YADAV, BHUSHAN, THAKUR)


@pytest.mark.parametrize(
    ("mention", "index", "picked"),
    [
        (None, 0, YADAV),
        (None, -1, THAKUR),
        (None, 3, None),
        (None, -4, None),
        (None, None, None),
        ("Agra wala", None, BHUSHAN),
        ("atm", None, YADAV),
        ("Thakur", None, THAKUR),
        ("77", None, BHUSHAN),
        ("5676", None, YADAV),
        ("7", None, None),
        ("99", None, None),
        ("Bharat", None, None),
        ("Suresh", None, None),
    ],
)
def test_one_is_picked_by_place_name_landmark_or_phone(
    mention: str | None, index: int | None, picked: Customer | None
) -> None:
    assert pick(OPTIONS, mention, index) is picked


def test_an_end_that_two_phones_have_picks_none() -> None:
    twin = Customer(UUID(int=4), "Bharat Rao", phone="9000000077")
    assert pick((BHUSHAN, twin), "77", None) is None


def test_goods_are_picked_by_name() -> None:
    toor, moong = Product(UUID(int=5), "Toor Dal", "kg"), Product(UUID(int=6), "Moong Dal", "kg")
    assert pick((toor, moong), "moong", None) is moong
